"""The grid by which points are clustered: cells of the Web Mercator square, at the same places for every view."""

from math import pi
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

CELL_PIXELS: Final = 48
"""Width of a cell on the screen: a symbol with some space around it."""
FINEST: Final = 22
"""Zoom of the cells that the columns `x` and `y` number; a cell of a lower zoom holds four of the next zoom."""
MERCATOR_END: Final = 85.05
"""Degrees of latitude at which the Web Mercator square ends."""
_CELLS: Final = 256 * 2**FINEST / CELL_PIXELS
"""Number of columns (and rows) of the finest grid."""


def coordinates(latitude: ir.FloatingColumn, longitude: ir.FloatingColumn) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """Return column and row, from the north-west, of points (WGS 84 degrees) in the finest grid; null for no point."""
    angle = latitude.clip(-MERCATOR_END, MERCATOR_END) * (pi / 180)
    x = (longitude + 180) / 360 * _CELLS
    y = (1 - (angle.tan() + 1 / angle.cos()).ln() / pi) / 2 * _CELLS
    return x.floor().cast("int32"), y.floor().cast("int32")


def coarser(coordinate: ir.IntegerValue, zoom: int) -> ir.IntegerValue:
    """Return the column or row of the grid at this zoom for a column or row of the finest grid."""
    return coordinate >> ibis.literal(FINEST - zoom)


def column_of(longitude: float) -> int:
    """Return the finest grid's column at a longitude (WGS 84 degrees).

    >>> column_of(-180.0), column_of(0.0)
    (0, 11184810)
    """
    return int(np.floor((longitude + 180) / 360 * _CELLS))


def row_of(latitude: float) -> int:
    """Return the finest grid's row at a latitude (WGS 84 degrees), counted from the north.

    >>> row_of(0.0), row_of(90.0) == row_of(MERCATOR_END)
    (11184810, True)
    """
    angle = np.radians(np.clip(latitude, -MERCATOR_END, MERCATOR_END))
    return int(np.floor((1 - np.log(np.tan(angle) + 1 / np.cos(angle)) / pi) / 2 * _CELLS))


def point(x: pd.Series, y: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return latitude and longitude (WGS 84 degrees) of the centres of the finest grid's cells `x`, `y`.

    Fractions of a cell are allowed, as a mean of several cells has.

    >>> latitude, longitude = point(pd.Series([column_of(43.5)]), pd.Series([row_of(33.25)]))
    >>> latitude.round(3).item(), longitude.round(3).item()
    (33.25, 43.5)
    """
    longitude = (x + 0.5) / _CELLS * 360 - 180
    latitude = np.degrees(np.arctan(np.sinh(pi * (1 - 2 * (y + 0.5) / _CELLS))))
    return latitude, longitude
