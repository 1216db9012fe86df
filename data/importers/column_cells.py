"""What the first cells of a column look like."""

from typing import Final

import pandas as pd

from data.importers.coordinates import LIMITS, degrees, points
from data.importers.dates import are_dates

_MOST: Final = 0.5
_MAX_WORDS: Final = 8
"""The most words of a figure, as in “at least 3 killed, 5 wounded”; longer cells are sentences."""

_PATTERNS: Final = {
    "date_year": r"(?:19|20)[0-9]{2}(?:\.0)?",
    "date_month": r"(?:0?[0-9]|1[0-2])(?:\.0)?|[^\W\d_]{3,}\.?",
    "date_day": r"(?:[0-2]?[0-9]|3[01])(?:\.0)?",
    "utm_zone": r"[0-6]?[0-9] ?[C-X]",
}
BY_CELLS: Final = (*_PATTERNS, "point")
"""Fields whose names are too common: their column must fit by its cells, too."""


def are_days(sample: pd.DataFrame, column: str, *, otherwise: bool = False) -> bool:
    """Return whether most filled cells are dates; `otherwise` if no cell is filled.

    Numbers are none: without the name of a column, 45319 or 2024 may be anything.
    """
    cells = _cells(sample, column)
    if cells.empty:
        return otherwise
    return _are_most(are_dates(cells) & ~cells.str.fullmatch(r"[0-9]+(?:\.[0-9]+)?"))


def are_degrees(sample: pd.DataFrame, column: str, axis: str) -> bool:
    """Return whether most filled cells are degrees of latitude or longitude (the `axis`), or none is filled."""
    cells = _cells(sample, column)
    return cells.empty or _are_most(degrees(cells, axis).abs() <= LIMITS[axis])


def are_numbers(sample: pd.DataFrame, column: str) -> bool:
    """Return whether most filled cells are numbers."""
    cells = _cells(sample, column)
    return not cells.empty and _are_most(cells.str.fullmatch(r"[+-]?[0-9]+([.,][0-9]*)?"))


def are_sentences(sample: pd.DataFrame, column: str) -> bool:
    """Return whether most filled cells are longer texts."""
    cells = _cells(sample, column)
    return not cells.empty and _are_most(cells.str.count(r"\S+") > _MAX_WORDS)


def may_hold(field: str, sample: pd.DataFrame, column: str) -> bool:
    """Return whether most filled cells can hold a field of `BY_CELLS`, and at least one is filled."""
    cells = _cells(sample, column)
    if cells.empty:
        return False
    if field == "point":
        return _are_most(points(cells)["latitude"].notna())
    return _are_most(cells.str.fullmatch(_PATTERNS[field]))


def _cells(sample: pd.DataFrame, column: str) -> pd.Series:
    return sample[column].dropna() if column in sample else pd.Series(dtype="str")


def _are_most(cells: pd.Series) -> bool:
    return bool(cells.fillna(False).astype("bool").mean() > _MOST)
