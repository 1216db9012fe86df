"""Cells that repeat, read once."""

from collections.abc import Callable

import pandas as pd


def once(cells: pd.Series, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What `read` makes of the cells one by one, where equal cells are read once; null where a cell is null."""
    codes, different = pd.factorize(cells)
    found = read(pd.Series(different, dtype=cells.dtype))
    return found.reset_index(drop=True).reindex(codes).set_axis(cells.index)
