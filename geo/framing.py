"""The box that the map shows for a view until a person moves it."""

from functools import cache
from math import cos, radians
from typing import Final

import ibis
import ibis.expr.types as ir
import pandas as pd
import shapely
from shapely.geometry import shape

from data.query.engine import Engine
from data.query.query_cache import cached
from data.terms import UNCERTAINTY_KM
from data.view import Area, View
from geo import basemap
from geo.basemap import Home

_LEAST_SIDE: Final = 3.0
"""Degrees: a single place is shown with what is around it."""
_MARGIN: Final = 0.08
"""The space around the events, as a share of the longer side of their box."""
_HIGHEST: Final = 85.0
"""The highest latitude of a web map, in degrees."""
_EAST: Final = 180.0
"""Degrees of longitude of the date line."""
_KM_PER_DEGREE: Final = 111.2
"""Kilometres of a degree of latitude, and of a degree of longitude at the equator (mean radius 6,371 km)."""


@cached
def home(engine: Engine, view: View) -> Home:
    """Return the box that the map shows for a view: [[south, west], [north, east]] in WGS 84 degrees.

    Without filters it is the four countries, or the extent of the placed events where fewer than half of them lie
    there. With filters it holds the view's placed events with the circles in which they may lie, and the outlines of
    the countries that are filtered by. Where that crosses the date line, its east is greater than 180.
    """
    (south, west), (north, east) = basemap.home()
    row = engine.query(view, _extent, area=(west, south, east, north)).iloc[0]
    is_whole = not view.in_force()
    if is_whole and (not row["placed"] or 2 * row["inside"] >= row["placed"]):
        return basemap.home()
    outlines = [found[name] for name in view.country if name in (found := _outlines())]
    if not row["placed"] and not outlines:
        return home(engine, View())
    return _with_margin(_around(row, outlines))


def _around(row: "pd.Series[float]", outlines: list[Area]) -> Area:
    """Return the box around the events of an `_extent` and some outlines: west, south, east, north."""
    if not row["placed"]:
        return _union(outlines)
    crosses = row["east_of_date_line"] - row["west_of_date_line"] < row["east"] - row["west"]
    west, east = (row["west_of_date_line"], row["east_of_date_line"]) if crosses else (row["west"], row["east"])
    high = max(abs(row["south"]), abs(row["north"]))
    up = row["metres"] / 1000 / _KM_PER_DEGREE
    across = up / max(cos(radians(min(high, _HIGHEST))), 0.1)
    events = west - across, row["south"] - up, east + across, row["north"] + up
    return _union([events, *([] if crosses else outlines)])


def _union(boxes: list[Area]) -> Area:
    wests, souths, easts, norths = zip(*boxes)
    return min(wests), min(souths), max(easts), max(norths)


def _with_margin(box: Area) -> Home:
    west, south, east, north = box
    margin = _MARGIN * max(north - south, east - west)
    up, across = (max(margin, (_LEAST_SIDE - side) / 2) for side in (north - south, east - west))
    south, north = max(south - up, -_HIGHEST), min(north + up, _HIGHEST)
    if east <= _EAST:
        west, east = max(west - across, -_EAST), min(east + across, _EAST)
    else:
        west, east = west - across, east + across
    return [[float(south), float(west)], [float(north), float(east)]]


@cache
def _outlines() -> dict[str, Area]:
    """Return the bounds of the four countries of the record by name."""
    countries = basemap.load()["countries"]["features"]
    return {
        country["properties"]["name"]: shapely.bounds(shape(country["geometry"])).tolist()
        for country in countries
        if country["properties"]["focus"]
    }


def _extent(found: ir.Table, area: Area) -> ir.Table:
    west, south, east, north = area
    placed = found.filter(found.latitude.notnull())
    inside = placed.latitude.between(south, north) & placed.longitude.between(west, east)
    bounds = {"south": placed.latitude.min(), "north": placed.latitude.max()}
    bounds |= {"west": placed.longitude.min(), "east": placed.longitude.max()}
    turned = (placed.longitude < 0).ifelse(placed.longitude + 360, placed.longitude)
    bounds |= {"west_of_date_line": turned.min(), "east_of_date_line": turned.max()}
    # In whole metres: PostgreSQL answers a fraction in a query as a decimal.
    metres = ((placed.geo_precision == name, round(1000 * km)) for name, km in UNCERTAINTY_KM.items())
    bounds["metres"] = ibis.cases(*metres, else_=0).max()
    return placed.aggregate(placed=placed.count(), inside=inside.cast("int32").sum(), **bounds)
