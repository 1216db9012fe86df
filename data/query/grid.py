"""The grid by which points are grouped: cells of the Web Mercator square, anchored to the world."""

from math import pi
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

CELL_PIXELS: Final = 48
"""Width of a cell on screen: a symbol and the air it needs."""
FINEST: Final = 22
"""The zoom whose cells the columns `x` and `y` count; a cell of a lower zoom holds four of the next."""
MERCATOR_END: Final = 85.05
"""Degrees of latitude at which the Web Mercator square ends."""
_CELLS: Final = 256 * 2**FINEST / CELL_PIXELS


def coordinates(latitude: ir.FloatingColumn, longitude: ir.FloatingColumn) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """Column and row of points (WGS 84 degrees) in the finest grid, from the north-west; null where there is none."""
    angle = latitude.clip(-MERCATOR_END, MERCATOR_END) * (pi / 180)
    x = (longitude + 180) / 360 * _CELLS
    y = (1 - (angle.tan() + 1 / angle.cos()).ln() / pi) / 2 * _CELLS
    return x.floor().cast("int32"), y.floor().cast("int32")


def coarser(coordinate: ir.IntegerValue, zoom: int) -> ir.IntegerValue:
    """The column or row of the `zoom`'s grid in which a column or row of the finest lies."""
    return coordinate >> ibis.literal(FINEST - zoom)


def column_of(longitude: float) -> int:
    """The finest grid's column at a longitude (degrees)."""
    return int(np.floor((longitude + 180) / 360 * _CELLS))


def row_of(latitude: float) -> int:
    """The finest grid's row at a latitude (degrees)."""
    angle = np.radians(np.clip(latitude, -MERCATOR_END, MERCATOR_END))
    return int(np.floor((1 - np.log(np.tan(angle) + 1 / np.cos(angle)) / pi) / 2 * _CELLS))


def point(x: pd.Series, y: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Latitude and longitude (WGS 84 degrees) of the middle of the finest grid's cells `x`, `y`, fractions allowed."""
    longitude = (x + 0.5) / _CELLS * 360 - 180
    latitude = np.degrees(np.arctan(np.sinh(pi * (1 - 2 * (y + 0.5) / _CELLS))))
    return latitude, longitude
