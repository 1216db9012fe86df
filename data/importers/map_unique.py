"""Apply a function to the distinct values of a column."""

from collections.abc import Callable
from typing import TypeVar

import pandas as pd

Cells = TypeVar("Cells", pd.Series, pd.DataFrame)
"""One result for each value, or a row of results."""


def map_unique(cells: pd.Series, function: Callable[[pd.Series], Cells]) -> Cells:
    """Return the results of a function that maps a series element by element, called with the distinct values only.

    Null is null, and the index is that of `cells`.

    >>> map_unique(pd.Series(["a", "b", "a"]), lambda unique: unique.str.upper()).tolist()
    ['A', 'B', 'A']
    """
    codes, unique = pd.factorize(cells)
    found = function(pd.Series(unique, dtype=cells.dtype))
    return found.reset_index(drop=True).reindex(codes).set_axis(cells.index)
