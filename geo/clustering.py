"""Clustering of points: the groups that the map draws for a view, a window and a zoom, at any size of the table."""

from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import or_
from typing import Final

import ibis
import ibis.expr.types as ir
import pandas as pd

from data.casualties import WIDE
from data.query import grid
from data.query.engine import Engine
from data.query.query_cache import cached
from data.rows import iter_rows
from data.terms import HARMS, SIDE_GROUPS
from data.text import harm_by_party
from data.view import Area, Position, View
from geo.basemap import HOME
from geo.map_layout import Frame

PLACES_LIMIT: Final = 300
"""Up to this many places in a view, each place is a group; beyond, groups are cells of a grid."""
CROWD_LIMIT: Final = 24
"""Up to this many places in one cell of the grid at `HOME`'s zoom: more would push each other far from their places."""
EVENTS_LIMIT: Final = 100
"""Up to this many events in a view or a window, each group comes with its events."""
OPENED_LIMIT: Final = 100
"""At most this many events of a large group are listed when it is opened."""
FRAME: Final = (1400, 1000)
"""Width and height in pixels for which groups are found; a larger map sends its size, see `window`."""
LARGEST_FRAME: Final = (3840, 2160)
"""Width and height in pixels of the largest map that is filled to its edges."""
CELLS_LIMIT: Final = 2000
"""A map with room for more cells than this gets cells twice as wide, but for those at the last zoom."""
DEEPEST: Final = 14
"""The last zoom of the map."""

Box = tuple[int, int, int, int]
_EAST: Final = 180.0
"""Degrees of longitude of the date line."""
_SHARED: Final = ("event_type", "geo_precision", "location")
_GROUPED: Final = ("origin", "side", *_SHARED, "x", "y")
"""The columns of the events that are counted; each further column takes time to compile."""
_TOLLS: Final = tuple(f"{harm}_{bound}" for harm in HARMS for bound in ("low", "high"))
_MEMBER: Final = (
    *("origin", "event_id", "date_start", "time_precision", "side", "event_type", "location"),
    *("actor", "actor_basis", "outcome", "source", *_TOLLS),
)
_BY_PARTY: Final = tuple(name for name in WIDE if not name.endswith("best"))
"""The columns of an event's toll by party, where a table has them."""


@dataclass(frozen=True)
class Opened:
    """The content of a group that was opened: the newest `events` of the group `cell`.

    `opens`: whether groups open at this zoom although their events are not listed.
    """

    opens: bool
    cell: str
    events: pd.DataFrame


@cached
def groups(engine: Engine, view: View, window: Area, zoom: int) -> pd.DataFrame:
    """Return groups of the view's placed events, largest first.

    Few places (`PLACES_LIMIT`, `CROWD_LIMIT`): one group for each place, wherever the window is. Beyond: the events in
    the `window` (west, south, east, north, WGS 84 degrees), one group for each cell of `data.query.grid` at this
    `zoom`. The record's events and an imported file's never share a group. Columns: `cell`, `origin`, `latitude` and
    `longitude` (the mean of its events), `events`, `attacks`, `answers`, and `event_type`, `geo_precision`, `location`
    where all share it.
    """
    rows = _few_places(engine, view)
    if rows is None:
        rows = engine.query(view, _cells, boxes=_boxes(window), zoom=zoom)
        rows["latitude"], rows["longitude"] = grid.point(rows["x"] / rows["events"], rows["y"] / rows["events"])
    shared = {name: rows[f"first_{name}"].where(rows[f"first_{name}"] == rows[f"last_{name}"]) for name in _SHARED}
    rows = _named(rows.assign(**shared)).sort_values(["events", "cell"], ascending=[False, True], ignore_index=True)
    columns = ["cell", "origin", "latitude", "longitude", "events", "attacks", "answers", *_SHARED]
    return rows[columns]


@cached
def members(engine: Engine, view: View, window: Area, zoom: int) -> pd.DataFrame:
    """Return the events of the groups, newest first, with their `cell`; no row where they exceed `EVENTS_LIMIT`.

    Where groups are cells, these are the events in the `window`.
    """
    if groups(engine, view, window, zoom)["events"].sum() > EVENTS_LIMIT:
        return _with_toll(pd.DataFrame(columns=["cell", *_MEMBER]))
    if _few_places(engine, view) is not None:
        rows = engine.query(view, _members_of_places)
    else:
        rows = engine.query(view, _members_of_cells, boxes=_boxes(window), zoom=zoom)
    rows = _named(rows).sort_values(["date_start", "event_id"], ascending=[False, True], ignore_index=True)
    return _with_toll(rows.drop(columns=["column", "row", "place"], errors="ignore"))


def opened(engine: Engine, view: View, area: Area, zoom: int, cell: str) -> Opened:
    """Return the content of the group `cell`: no events where it is not on the map or its events are listed."""
    opens = zoom >= DEEPEST or _few_places(engine, view) is not None
    grouped = groups(engine, view, area, zoom)
    if not opens or cell not in set(grouped["cell"]) or grouped["events"].sum() <= EVENTS_LIMIT:
        return Opened(opens, "", _with_toll(pd.DataFrame(columns=list(_MEMBER))))
    return Opened(opens, cell, _inside(engine, view, zoom, cell))


@cached
def _inside(engine: Engine, view: View, zoom: int, cell: str) -> pd.DataFrame:
    """Return the newest events of the group called `cell` at this zoom, at most `OPENED_LIMIT`."""
    origin, name = ("own", cell.removeprefix("own:")) if cell.startswith("own:") else ("record", cell)
    column, row, *place = name.split(":", 2)
    query = _inside_cell if _few_places(engine, view) is None else _inside_place
    named = {"place": place[0]} if place else {"zoom": zoom}
    rows = engine.query(view, query, column=int(column), row=int(row), origin=origin, **named)
    return _with_toll(rows.sort_values(["date_start", "event_id"], ascending=[False, True], ignore_index=True))


def _with_toll(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the events with their `toll` in words in place of its columns: each session holds them."""
    tolls = pd.Series([harm_by_party(row) for row in iter_rows(rows)], index=rows.index, dtype="str")
    return rows.drop(columns=[name for name in (*_TOLLS, *_BY_PARTY) if name in rows]).assign(toll=tolls)


def window(at: Position, size: tuple[float, float] = FRAME) -> tuple[Area, int]:
    """Return the area that a map shows at this position, and the zoom of the grid for it.

    Args:
        at: latitude and longitude of the middle (WGS 84 degrees), and the zoom.
        size: width and height of the map in pixels. The area is cut for at least `FRAME` and at most `LARGEST_FRAME`.

    Returns:
        West, south, east, north in WGS 84 degrees, and a whole zoom.

    >>> window((33.0, 43.0, 7.5))[1], window((33.0, 43.0, 7.5), (3840, 2160))[1]
    (7, 6)
    """
    _, longitude, zoom = at
    width, height = (_step(min(max(given, least), most)) for given, least, most in zip(size, FRAME, LARGEST_FRAME))
    frame, across = Frame.of_position(at, width, height), width / 2 * 360 / (256 * 2**zoom)
    too_many = width * height > CELLS_LIMIT * grid.CELL_PIXELS**2 and int(zoom) < DEEPEST
    return (longitude - across, frame.latitude(height), longitude + across, frame.latitude(0)), int(zoom) - too_many


def _step(pixels: float) -> int:
    """Round up to whole hundreds, so that maps of nearly one size share what is cached."""
    return 100 * ceil(pixels / 100)


@cached
def _few_places(engine: Engine, view: View) -> pd.DataFrame | None:
    """Return the view's places, one row each; None where they are too many or too close together."""
    # Places of one name may have several points; so points are queried only where the names are few.
    if engine.counts(view).sites > PLACES_LIMIT:
        return None
    rows = engine.query(view, _places, limit=PLACES_LIMIT + 1)
    crowds = (rows[["x", "y"]] // 2 ** (grid.FINEST - int(HOME[2]))).value_counts()
    return None if len(rows) > PLACES_LIMIT or (crowds > CROWD_LIMIT).any() else rows


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the name of their `cell`; groups of an imported file have other names."""
    cell = rows["column"].astype("str") + ":" + rows["row"].astype("str")
    if "place" in rows:
        cell = cell + ":" + rows["place"]
    return rows.assign(cell=cell.where(rows["origin"] == "record", rows["origin"] + ":" + cell))


def _boxes(area: Area) -> tuple[Box, ...]:
    """Return the columns and the rows, first and last, of the finest grid in an area: two boxes over the date line."""
    west, south, east, north = area
    spans = [(west, east)]
    if west < -_EAST:
        spans.append((west + 360, _EAST))
    if east > _EAST:
        spans.append((-_EAST, east - 360))
    rows = grid.row_of(north), grid.row_of(south)
    return tuple((grid.column_of(first), grid.column_of(last), *rows) for first, last in spans)


def _places(found: ir.Table, limit: int) -> ir.Table:
    placed = _with_place(found, (*_GROUPED, "latitude", "longitude"))
    points = {name: placed[name].min() for name in ("latitude", "longitude", "x", "y")}
    return placed.group_by("column", "row", "place", "origin").aggregate(**points, **_counted(placed)).limit(limit)


def _members_of_places(found: ir.Table) -> ir.Table:
    return _with_place(found, _of_member(found))


def _cells(found: ir.Table, boxes: tuple[Box, ...], zoom: int) -> ir.Table:
    inside = _with_cell(found, boxes, zoom, _GROUPED)
    sums = {"x": inside.x.sum(), "y": inside.y.sum()}
    return inside.group_by("column", "row", "origin").aggregate(**sums, **_counted(inside))


def _members_of_cells(found: ir.Table, boxes: tuple[Box, ...], zoom: int) -> ir.Table:
    return _with_cell(found, boxes, zoom, _of_member(found))


def _inside_place(found: ir.Table, column: int, row: int, origin: str, place: str) -> ir.Table:
    placed = _with_place(found, _of_member(found))
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
    return found.select(*_of_member(found)).order_by([ibis.desc("date_start"), "event_id"]).limit(OPENED_LIMIT)


def _of_member(found: ir.Table) -> tuple[str, ...]:
    """Return the columns of an event that is listed: its toll by party as far as the table has it."""
    return (*_MEMBER, *(name for name in _BY_PARTY if name in found.columns))


def _with_place(found: ir.Table, columns: tuple[str, ...]) -> ir.Table:
    """Return these columns of the placed events with their place: its point to 4 decimals, and its name."""
    placed = found.filter(found.latitude.notnull())
    column, row = ((axis * 10_000 + 0.5).floor().cast("int64") for axis in (placed.latitude, placed.longitude))
    return placed.select(*columns, column=column, row=row, place=placed.location)


def _with_cell(found: ir.Table, boxes: tuple[Box, ...], zoom: int, columns: tuple[str, ...]) -> ir.Table:
    """Return these columns of the events in the boxes, with the column and the row of their cell at this zoom."""
    inside = found.filter(
        reduce(or_, [found.x.between(west, east) & found.y.between(north, south) for west, east, north, south in boxes])
    )
    return inside.select(*columns, column=grid.coarser(inside.x, zoom), row=grid.coarser(inside.y, zoom))


def _counted(found: ir.Table) -> dict[str, ir.Value]:
    shared = {f"first_{name}": found[name].min() for name in _SHARED}
    shared |= {f"last_{name}": found[name].max() for name in _SHARED}
    counts = {f"{group}s": found.side.isin(_sides(group)).cast("int32").sum() for group in ("attack", "answer")}
    return {"events": found.count(), **counts, **shared}


def _sides(group: str) -> list[str]:
    return [side for side, its_group in SIDE_GROUPS.items() if its_group == group]
