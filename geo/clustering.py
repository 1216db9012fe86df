"""Grouping of points: what the map draws for a view, a window and a zoom, whatever the size of the table."""

from dataclasses import dataclass
from math import cos, radians
from typing import Final

import ibis
import ibis.expr.types as ir
import pandas as pd

from data.query import grid
from data.query.engine import Engine
from data.query.query_cache import cached
from data.terms import SIDE_GROUPS
from data.view import Area, Position, View
from geo.basemap import HOME

PLACES_LIMIT: Final = 300
"""Up to so many places in a view, each is drawn for itself; beyond, they are grouped by cells."""
CROWD_LIMIT: Final = 24
"""Up to so many places in one cell of the grid at `HOME`'s zoom: more would push each other far from where they are."""
EVENTS_LIMIT: Final = 100
"""Up to so many events in a view or a window, each group comes with its events."""
OPENED_LIMIT: Final = 100
"""So many events of a large group are listed when it is opened."""
FRAME: Final = (1400, 1000)
"""Width and height in pixels of the largest map for which a window is cut out."""
DEEPEST: Final = 14
"""The last zoom of the map."""

Box = tuple[int, int, int, int]
_SHARED: Final = ("event_type", "geo_precision", "location")
_GROUPED: Final = (
    *("origin", "event_id", "date_start", "time_precision", "side", "event_type"),
    *("geo_precision", "location", "latitude", "longitude", "x", "y"),
)
"""What grouping needs of an event."""
_MEMBER: Final = ("origin", "event_id", "date_start", "time_precision", "side", "event_type", "location")


@dataclass(frozen=True)
class Opened:
    """Whether groups open where their events are not listed, and the newest `events` of the one named `cell`."""

    opens: bool
    cell: str
    events: pd.DataFrame


@cached
def groups(engine: Engine, view: View, window: Area, zoom: int) -> pd.DataFrame:
    """Groups of the view's placed events, largest first.

    Few places (`PLACES_LIMIT`, `CROWD_LIMIT`): one group a place, wherever the window is. Beyond: the events in the
    `window` (west, south, east, north, WGS 84 degrees), one group a cell of `data.query.grid` at this `zoom`. The
    record's events and an imported file's never share a group. Columns: `cell`, `origin`, `latitude` and `longitude`
    (the events' middle), `events`, `attacks`, `answers`, and `event_type`, `geo_precision`, `location` where all
    share it.
    """
    rows = _few_places(engine, view)
    if rows is None:
        rows = engine.query(view, _cells, box=_box(window), zoom=zoom)
        rows["latitude"], rows["longitude"] = grid.point(rows["x"] / rows["events"], rows["y"] / rows["events"])
    shared = {name: rows[f"first_{name}"].where(rows[f"first_{name}"] == rows[f"last_{name}"]) for name in _SHARED}
    rows = _named(rows.assign(**shared)).sort_values(["events", "cell"], ascending=[False, True], ignore_index=True)
    columns = ["cell", "origin", "latitude", "longitude", "events", "attacks", "answers", *_SHARED]
    return rows[columns]


@cached
def members(engine: Engine, view: View, window: Area, zoom: int) -> pd.DataFrame:
    """The events behind the groups, newest first, with their `cell`; no row where there are more than can be listed.

    Where groups are cells, these are the events in the `window`.
    """
    if groups(engine, view, window, zoom)["events"].sum() > EVENTS_LIMIT:
        return pd.DataFrame(columns=["cell", *_MEMBER])
    if _few_places(engine, view) is not None:
        rows = engine.query(view, _members_of_places)
    else:
        rows = engine.query(view, _members_of_cells, box=_box(window), zoom=zoom)
    rows = _named(rows).sort_values(["date_start", "event_id"], ascending=[False, True], ignore_index=True)
    return rows[["cell", *_MEMBER]]


def opened(engine: Engine, view: View, area: Area, zoom: int, cell: str) -> Opened:
    """What the group named `cell` opens into; nothing where no such group is on the map, or its events are listed."""
    opens = zoom >= DEEPEST or _few_places(engine, view) is not None
    grouped = groups(engine, view, area, zoom)
    if not opens or cell not in set(grouped["cell"]) or grouped["events"].sum() <= EVENTS_LIMIT:
        return Opened(opens, "", pd.DataFrame(columns=list(_MEMBER)))
    return Opened(opens, cell, _inside(engine, view, zoom, cell))


@cached
def _inside(engine: Engine, view: View, zoom: int, cell: str) -> pd.DataFrame:
    """The newest events of a group that was given the name `cell` at this zoom, at most `OPENED_LIMIT`."""
    origin, name = ("own", cell.removeprefix("own:")) if cell.startswith("own:") else ("record", cell)
    column, row, *place = name.split(":", 2)
    question = _inside_cell if _few_places(engine, view) is None else _inside_place
    named = {"place": place[0]} if place else {"zoom": zoom}
    rows = engine.query(view, question, column=int(column), row=int(row), origin=origin, **named)
    return rows.sort_values(["date_start", "event_id"], ascending=[False, True], ignore_index=True)


def window(at: Position) -> tuple[Area, int]:
    """What a map of `FRAME` pixels shows at this position (west, south, east, north, WGS 84 degrees), and its zoom."""
    latitude, longitude, zoom = at
    degrees = 360 / (256 * 2**zoom)
    wide, high = FRAME[0] / 2 * degrees, FRAME[1] / 2 * degrees * cos(radians(latitude))
    return (longitude - wide, latitude - high, longitude + wide, latitude + high), int(zoom)


@cached
def _few_places(engine: Engine, view: View) -> pd.DataFrame | None:
    """The view's places, each for itself; None where they are too many or crowd together."""
    # Places of one name may have several points: only where the names are few, points are looked for.
    if engine.counts(view).sites > PLACES_LIMIT:
        return None
    rows = engine.query(view, _places, limit=PLACES_LIMIT + 1)
    crowds = (rows[["x", "y"]] // 2 ** (grid.FINEST - int(HOME[2]))).value_counts()
    return None if len(rows) > PLACES_LIMIT or (crowds > CROWD_LIMIT).any() else rows


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the name of their `cell`, an imported file's apart from the record's."""
    cell = rows["column"].astype("str") + ":" + rows["row"].astype("str")
    if "place" in rows:
        cell = cell + ":" + rows["place"]
    return rows.assign(cell=cell.where(rows["origin"] == "record", rows["origin"] + ":" + cell))


def _box(area: Area) -> Box:
    """The columns and rows of the finest grid that an area covers: first and last of both."""
    west, south, east, north = area
    return grid.column_of(west), grid.column_of(east), grid.row_of(north), grid.row_of(south)


def _places(found: ir.Table, limit: int) -> ir.Table:
    placed = _with_place(found)
    points = {name: placed[name].min() for name in ("latitude", "longitude", "x", "y")}
    return placed.group_by("column", "row", "place", "origin").aggregate(**points, **_counted(placed)).limit(limit)


def _members_of_places(found: ir.Table) -> ir.Table:
    return _with_place(found).select("column", "row", "place", *_MEMBER)


def _cells(found: ir.Table, box: Box, zoom: int) -> ir.Table:
    inside = _with_cell(found, box, zoom)
    sums = {"x": inside.x.sum(), "y": inside.y.sum()}
    return inside.group_by("column", "row", "origin").aggregate(**sums, **_counted(inside))


def _members_of_cells(found: ir.Table, box: Box, zoom: int) -> ir.Table:
    return _with_cell(found, box, zoom).select("column", "row", *_MEMBER)


def _inside_place(found: ir.Table, column: int, row: int, origin: str, place: str) -> ir.Table:
    placed = _with_place(found)
    here = placed.filter(placed.column == column, placed.row == row, placed.place == place, placed.origin == origin)
    return _listed(here)


def _inside_cell(found: ir.Table, column: int, row: int, origin: str, zoom: int) -> ir.Table:
    wide = 2 ** (grid.FINEST - zoom)
    here = found.filter(
        found.x.between(column * wide, (column + 1) * wide - 1),
        found.y.between(row * wide, (row + 1) * wide - 1),
        found.origin == origin,
    )
    return _listed(here)


def _listed(found: ir.Table) -> ir.Table:
    return found.select(*_MEMBER).order_by([ibis.desc("date_start"), "event_id"]).limit(OPENED_LIMIT)


def _with_place(found: ir.Table) -> ir.Table:
    """The placed events with their place: its point to 4 decimals, and its name."""
    placed = found.filter(found.latitude.notnull())
    column, row = ((axis * 10_000 + 0.5).floor().cast("int64") for axis in (placed.latitude, placed.longitude))
    return placed.select(*_GROUPED, column=column, row=row, place=placed.location)


def _with_cell(found: ir.Table, box: Box, zoom: int) -> ir.Table:
    """The events in the box with the column and the row of their cell at this zoom."""
    west, east, north, south = box
    inside = found.filter(found.x.between(west, east) & found.y.between(north, south))
    return inside.select(*_GROUPED, column=grid.coarser(inside.x, zoom), row=grid.coarser(inside.y, zoom))


def _counted(found: ir.Table) -> dict[str, ir.Value]:
    shared = {f"first_{name}": found[name].min() for name in _SHARED}
    shared |= {f"last_{name}": found[name].max() for name in _SHARED}
    sides = {f"{group}s": found.side.isin(_sides(group)).cast("int32").sum() for group in ("attack", "answer")}
    return {"events": found.count(), **sides, **shared}


def _sides(group: str) -> list[str]:
    return [side for side, its_group in SIDE_GROUPS.items() if its_group == group]
