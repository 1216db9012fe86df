"""Apply a function to the distinct values of a column."""

from collections.abc import Callable

import pandas as pd


def map_unique(cells: pd.Series, function: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Apply a function to each distinct value once; null stays null.

    Args:
        cells: a column with repeated values.
        function: maps a series element by element.

    Returns:
        The results with the index of `cells`.

    >>> map_unique(pd.Series(["a", "b", "a"]), lambda unique: unique.str.upper()).tolist()
    ['A', 'B', 'A']
    """
    codes, unique = pd.factorize(cells)
    found = function(pd.Series(unique, dtype=cells.dtype))
    return found.reset_index(drop=True).reindex(codes).set_axis(cells.index)
