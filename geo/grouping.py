"""Grouping of points: what the map draws for a view, a window and a zoom, whatever the size of the table."""

from math import cos, pi, radians
from typing import Final

import ibis
import ibis.expr.types as ir
import pandas as pd

from data.engine import Engine, kept
from data.terms import SIDE_GROUPS
from data.view import Area, Position, View

CELL_PIXELS: Final = 36
"""Width of a cell of the grid on screen: about the diameter of a symbol and its margin."""
PLACES_LIMIT: Final = 300
"""Up to so many places in a view, each is drawn for itself; beyond, they are grouped by cells."""
EVENTS_LIMIT: Final = 1000
"""Up to so many events in a view, each group comes with its events."""
MERCATOR_END: Final = 85.05
"""Degrees of latitude at which the Web Mercator square ends."""
FRAME: Final = (1400, 1000)
"""Width and height in pixels of the largest map for which a window is cut out."""

_SHARED: Final = ("event_type", "geo_precision", "location")


@kept
def groups(engine: Engine, view: View, window: Area, zoom: int) -> pd.DataFrame:
    """Groups of the view's placed events, largest first.

    Up to `PLACES_LIMIT` places: one group a place, wherever the window is. Beyond: the events in the `window` (west,
    south, east, north, WGS 84 degrees), one group a cell of a Web Mercator grid that is anchored to the world, so that
    groups do not jump when the map pans, and halves its cells at each whole `zoom`. The record's events and an imported
    file's never share a group. Columns: `cell`, `origin`, `latitude` and `longitude` (the events' mean), `events`,
    `attacks`, `answers`, and `event_type`, `geo_precision`, `location` where all events of the group share one.
    """
    placed = _placed(engine, view)
    if _by_place(engine, view):
        cell = _place(placed)
    else:
        west, south, east, north = window
        placed = placed.filter(placed.latitude.between(south, north) & placed.longitude.between(west, east))
        cell = _cell(placed, zoom)
    grouped = placed.group_by(cell=cell, origin=placed.origin).aggregate(
        latitude=placed.latitude.mean(),
        longitude=placed.longitude.mean(),
        events=placed.count(),
        attacks=placed.side.isin(_sides("attack")).sum(),
        answers=placed.side.isin(_sides("answer")).sum(),
        **{name: _shared(placed[name]) for name in _SHARED},
    )
    return _apart(engine.run(grouped.order_by([ibis.desc("events"), "cell", "origin"])))


@kept
def members(engine: Engine, view: View) -> pd.DataFrame:
    """The events behind the groups, newest first, with their `cell`; no row where the view holds too many to list."""
    placed = _placed(engine, view)
    if engine.counts(view).shown > EVENTS_LIMIT or not _by_place(engine, view):
        placed = placed.limit(0)
    placed = placed.mutate(cell=_place(placed))
    fields = ("cell", "origin", "event_id", "date_start", "time_precision", "side", "event_type", "location")
    return _apart(engine.run(placed.select(*fields).order_by([ibis.desc("date_start"), "event_id"])))


def window(at: Position) -> tuple[Area, int]:
    """What a map of `FRAME` pixels shows at this position (west, south, east, north, WGS 84 degrees), and its zoom."""
    latitude, longitude, zoom = at
    degrees = 360 / (256 * 2**zoom)
    wide, high = FRAME[0] / 2 * degrees, FRAME[1] / 2 * degrees * cos(radians(latitude))
    return (longitude - wide, latitude - high, longitude + wide, latitude + high), int(zoom)


def _apart(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with cells of their own for an imported file's events."""
    return rows.assign(cell=rows["cell"].where(rows["origin"] == "record", rows["origin"] + ":" + rows["cell"]))


def _placed(engine: Engine, view: View) -> ir.Table:
    found = engine.matching(view)
    return found.filter(found.latitude.notnull())


@kept
def _by_place(engine: Engine, view: View) -> bool:
    placed = _placed(engine, view)
    places = placed.select("latitude", "longitude", "location").distinct().limit(PLACES_LIMIT + 1)
    return int(engine.run(places.aggregate(n=places.count()))["n"].iloc[0]) <= PLACES_LIMIT


def _sides(group: str) -> list[str]:
    return [side for side, its_group in SIDE_GROUPS.items() if its_group == group]


def _shared(column: ir.Column) -> ir.Value:
    return ibis.ifelse(column.min() == column.max(), column.min(), ibis.null("string"))


def _place(placed: ir.Table) -> ir.StringValue:
    """The name of an event's place: its point to 4 decimals and its location."""
    points = [(axis * 10_000).round().cast("int64").cast("string") for axis in (placed.latitude, placed.longitude)]
    return points[0] + ":" + points[1] + ":" + placed.location


def _cell(placed: ir.Table, zoom: int) -> ir.StringValue:
    """The name of a point's cell: column and row of `CELL_PIXELS` in the Web Mercator square of 256 * 2^zoom pixels."""
    pixels = 256 * 2**zoom
    angle = placed.latitude.clip(-MERCATOR_END, MERCATOR_END) * (pi / 180)
    x = (placed.longitude + 180) / 360 * pixels
    y = (1 - (angle.tan() + 1 / angle.cos()).ln() / pi) / 2 * pixels
    column, row = ((axis / CELL_PIXELS).floor().cast("int64").cast("string") for axis in (x, y))
    return column + ":" + row
