"""The chart's geometry: sums by month become segments stacked away from an axis, with a whisker from low to high."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import pandas as pd

from components.chart.monthly_series import Part, column_of, heights, summed
from data.formatting import Range
from data.terms import PARTIES
from data.view import View

_LANE_FILL: Final = 0.8


class Segment(NamedTuple):
    """A part of a column from `y` to `y2`, and its figures; `start` and `end` are milliseconds, UTC."""

    start: int
    end: int
    y: float
    y2: float
    kind: str
    opacity: float
    reported: str
    by_party: str


class Whisker(NamedTuple):
    """A line from a column's lowest to its highest sum, in the `middle` of its month (milliseconds, UTC).

    `open` where the highest may be higher still; `upward` where the column stands above its axis.
    """

    middle: float
    y: float
    y2: float
    open: bool
    upward: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Segments and whiskers of a chart, and the names of its lanes from the top (none: one axis with two sides).

    `heights` is what the axis must span, room for names at the top included; `tallest` each lane's highest sum.
    """

    segments: list[Segment]
    whiskers: list[Whisker]
    lanes: tuple[str, ...]
    heights: tuple[float, float]
    tallest: dict[str, int]


def columns(view: View, rows: pd.DataFrame, context: pd.DataFrame, months: Sequence[pd.Period]) -> Columns:
    """Lay out the sums of the view, over the faded ones of its `context`: the same without its dates.

    `rows` and `context` are `Engine.tolls`, or `Engine.months` where the view measures events; `months` is the time
    axis. Places on it are milliseconds, UTC; heights are persons or events, below the axis negative; a lane is 1 high.
    """
    solid = summed(view, rows, months)
    faded = solid if context is rows else summed(view, context, months)
    lanes = tuple(party for party in PARTIES if any(part.lane == party for part in faded))
    reach = heights(faded)
    tallest = float(max(reach.values(), default=0)) or 1.0
    segments: list[Segment] = []
    whiskers: list[Whisker] = []
    # A context that equals the view would be hidden behind it, at twice the weight on the wire.
    for parts, dim in ((solid, False),) if faded == solid else ((faded, True), (solid, False)):
        for key, column in groupby(parts, key=column_of):
            place, stacked = _Place(*key, lanes, tallest), list(column)
            shade = 0.28 if dim or (view.month and f"{key[0]:%Y-%m}" != view.month) else 1.0
            segments += _segments(stacked, place, shade)
            whiskers += [] if dim else _whisker(stacked, place)
    of_lanes = {lane: max(high for (_, its_lane, _), high in reach.items() if its_lane == lane) for lane in lanes}
    span = (-float(len(lanes)), 0.4) if lanes else _heights([0.0, *(part.y2 for part in (*segments, *whiskers))])
    return Columns(segments, whiskers, lanes, span, of_lanes)


def _heights(edges: Sequence[float]) -> tuple[float, float]:
    return min(edges) * 1.12, max(*edges, 1.0) * 1.22


@cache
def milliseconds(day: Any) -> int:
    """A plain day as Vega's time scale counts it, in UTC so that no browser shifts it."""
    return int(pd.Timestamp(getattr(day, "start_time", day)).tz_localize("UTC").timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands: its month, its lane, and on which side of the axis."""

    month: pd.Period
    lane: str
    sign: int
    lanes: tuple[str, ...]
    reach: float

    def height(self, value: float) -> float:
        if not self.lanes:
            return self.sign * value
        return round(-self.lanes.index(self.lane) - 1 + value / self.reach * _LANE_FILL, 4)


def _segments(column: Sequence[Part], place: _Place, opacity: float) -> Iterator[Segment]:
    start, end = milliseconds(place.month), milliseconds(place.month + 1)
    base = 0
    for part in column:
        reported = str(Range(part.low, part.high, bool(part.open)))
        told = PARTIES[place.lane] if place.lane else part.told
        edges = place.height(base), place.height(base + part.best)
        yield Segment(start, end, *edges, f"{part.group} {part.harm}", opacity, reported, told)
        base += part.best


def _whisker(column: Sequence[Part], place: _Place) -> Iterator[Whisker]:
    """From the lowest to the highest sum of the column, where they differ or the highest is open."""
    low, high = sum(part.low for part in column), sum(part.high for part in column)
    is_open = any(part.open for part in column)
    if low != high or is_open:
        middle = (milliseconds(place.month) + milliseconds(place.month + 1)) / 2
        upward = bool(place.lanes) or place.sign > 0
        yield Whisker(middle, place.height(low), place.height(high), is_open, upward)
