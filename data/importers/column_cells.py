"""What the first cells of a column look like."""

from typing import Final

import pandas as pd

from data.importers.coordinates import degrees

_MOST: Final = 0.5
_SHORTEST_NAME: Final = 3
_NO_NAMES: Final = frozenset({"n/a", "nan", "null", "none", "unknown", "not applicable", "no information"})
_MAX_WORDS: Final = 8
"""The most words of a figure, as in “at least 3 killed, 5 wounded”; longer cells are sentences."""


def filled(sample: pd.DataFrame, column: str) -> pd.Series:
    """Return the cells of a column that are not empty."""
    return sample[column].dropna() if column in sample else pd.Series(dtype="str")


def most(cells: pd.Series) -> bool:
    """Return whether more than half of the cells are true."""
    return bool(cells.fillna(False).astype("bool").mean() > _MOST)


def are_degrees(cells: pd.Series, field: str, limit: int) -> bool:
    """Return whether most cells are degrees of latitude or longitude from -limit to limit."""
    return most(degrees(cells, field).abs() <= limit)


def are_numbers(sample: pd.DataFrame, column: str) -> bool:
    """Return whether most filled cells are numbers."""
    cells = filled(sample, column)
    return not cells.empty and most(cells.str.fullmatch(r"[+-]?[0-9]+([.,][0-9]*)?"))


def are_sentences(sample: pd.DataFrame, column: str) -> bool:
    """Return whether most filled cells are longer texts."""
    cells = filled(sample, column)
    return not cells.empty and most(cells.str.count(r"\S+") > _MAX_WORDS)


def names_places(sample: pd.DataFrame, column: str) -> bool:
    """Return whether most rows have a name in this column: three letters or more, and no sentence.

    It is also true without any rows.
    """
    if column not in sample or sample.empty:
        return True
    cells = sample[column].mask(sample[column].str.casefold().isin(_NO_NAMES))
    return most(cells.str.len() >= _SHORTEST_NAME) and not are_sentences(sample, column)
