"""What the first cells of a column look like."""

from typing import Final

import pandas as pd

from data.importers.dates import days, months, slashed

_MOST: Final = 0.5
_MAX_WORDS: Final = 8
"""The most words of a figure, as in “at least 3 killed, 5 wounded”; longer cells are sentences."""


def are_days(sample: pd.DataFrame, column: str, *, otherwise: bool = False) -> bool:
    """Return whether most filled cells are days or months; `otherwise` if no cell is filled."""
    cells = _cells(sample, column)
    if cells.empty:
        return otherwise
    return _are_most(days(cells).notna() | months(cells).notna() | slashed(cells)["first"].notna())


def are_degrees(sample: pd.DataFrame, column: str, limit: int) -> bool:
    """Return whether most filled cells are numbers from -limit to limit, or none is filled."""
    cells = _cells(sample, column)
    numbers = pd.to_numeric(cells.str.replace(",", ".", regex=False), errors="coerce")
    return cells.empty or _are_most(numbers.abs() <= limit)


def are_numbers(sample: pd.DataFrame, column: str) -> bool:
    """Return whether most filled cells are numbers."""
    cells = _cells(sample, column)
    return not cells.empty and _are_most(cells.str.fullmatch(r"[+-]?[0-9]+([.,][0-9]*)?"))


def are_sentences(sample: pd.DataFrame, column: str) -> bool:
    """Return whether most filled cells are longer texts."""
    cells = _cells(sample, column)
    return not cells.empty and _are_most(cells.str.count(r"\S+") > _MAX_WORDS)


def _cells(sample: pd.DataFrame, column: str) -> pd.Series:
    return sample[column].dropna() if column in sample else pd.Series(dtype="str")


def _are_most(cells: pd.Series) -> bool:
    return bool(cells.fillna(False).astype("bool").mean() > _MOST)
