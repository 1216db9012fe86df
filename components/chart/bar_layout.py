"""Lay out the chart's bars: sums by month as segments stacked away from an axis, with whiskers from low to high."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import pandas as pd

from components.chart.monthly_series import Part, bar_of, heights, monthly_parts
from data.formatting import Range
from data.terms import PARTIES
from data.view import View

_LANE_FILL: Final = 0.8


class Segment(NamedTuple):
    """A part of a bar from `y` to `y2`, and its figures as text; `start` and `end` are milliseconds, UTC."""

    start: int
    end: int
    y: float
    y2: float
    kind: str
    opacity: float
    reported: str
    by_party: str


class Whisker(NamedTuple):
    """A line from a bar's lowest to its highest sum, in the `middle` of its month (milliseconds, UTC).

    `open` where the highest sum has no known end; `upward` where the bar is above its axis.
    """

    middle: float
    y: float
    y2: float
    open: bool
    upward: bool


@dataclass(frozen=True, slots=True)
class BarLayout:
    """The segments and whiskers of a chart, and the parties of its lanes from the top (none: one axis with two sides).

    `heights` is the range of the vertical axis with room for labels at the top; `tallest` is each lane's highest sum.
    """

    segments: list[Segment]
    whiskers: list[Whisker]
    lanes: tuple[str, ...]
    heights: tuple[float, float]
    tallest: dict[str, int]


def lay_out_bars(view: View, rows: pd.DataFrame, context: pd.DataFrame, months: Sequence[pd.Period]) -> BarLayout:
    """Lay out the sums of the view above the faded sums of its `context`, which is the view without its dates.

    Args:
        view: what the chart shows.
        rows: `Engine.tolls`, or `Engine.months` where the view measures events.
        context: the same for the context.
        months: the time axis.

    Returns:
        Bars at milliseconds, UTC; heights are persons or events, negative below the axis; a lane is 1 high.
    """
    solid = monthly_parts(view, rows, months)
    faded = solid if context is rows else monthly_parts(view, context, months)
    lanes = tuple(party for party in PARTIES if any(part.lane == party for part in faded))
    reach = heights(faded)
    tallest = float(max(reach.values(), default=0)) or 1.0
    segments: list[Segment] = []
    whiskers: list[Whisker] = []
    # A context that equals the view would be hidden behind it, and double the data that are sent.
    for parts, dim in ((solid, False),) if faded == solid else ((faded, True), (solid, False)):
        for key, bar in groupby(parts, key=bar_of):
            place, stacked = _Place(*key, lanes, tallest), list(bar)
            opacity = 0.28 if dim or (view.month and f"{key[0]:%Y-%m}" != view.month) else 1.0
            segments += _segments(stacked, place, opacity)
            whiskers += [] if dim else _whisker(stacked, place)
    highest = {lane: max(high for (_, its_lane, _), high in reach.items() if its_lane == lane) for lane in lanes}
    ends = [0.0, *(segment.y2 for segment in segments), *(whisker.y2 for whisker in whiskers)]
    span = (-float(len(lanes)), 0.4) if lanes else (min(ends) * 1.12, max(*ends, 1.0) * 1.22)
    return BarLayout(segments, whiskers, lanes, span, highest)


@lru_cache(maxsize=20_000)
def milliseconds(day: Any) -> int:
    """Return a plain day as Vega's time scale counts it, in UTC so that no browser shifts it.

    >>> from datetime import date
    >>> milliseconds(date(1970, 1, 2))
    86400000
    """
    return int(pd.Timestamp(getattr(day, "start_time", day)).tz_localize("UTC").timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a bar: its month, its lane, and its side of the axis."""

    month: pd.Period
    lane: str
    sign: int
    lanes: tuple[str, ...]
    reach: float

    def height(self, value: float) -> float:
        if not self.lanes:
            return self.sign * value
        return round(-self.lanes.index(self.lane) - 1 + value / self.reach * _LANE_FILL, 4)


def _segments(bar: Sequence[Part], place: _Place, opacity: float) -> Iterator[Segment]:
    start, end = milliseconds(place.month), milliseconds(place.month + 1)
    base = 0
    for part in bar:
        reported = str(Range(part.low, part.high, bool(part.open)))
        by_party = PARTIES[place.lane] if place.lane else part.by_party
        edges = place.height(base), place.height(base + part.best)
        yield Segment(start, end, *edges, f"{part.group} {part.harm}", opacity, reported, by_party)
        base += part.best


def _whisker(bar: Sequence[Part], place: _Place) -> Iterator[Whisker]:
    """Yield the line from the lowest to the highest sum, where they differ or the highest is open."""
    low, high = sum(part.low for part in bar), sum(part.high for part in bar)
    is_open = any(part.open for part in bar)
    if low != high or is_open:
        middle = (milliseconds(place.month) + milliseconds(place.month + 1)) / 2
        upward = bool(place.lanes) or place.sign > 0
        yield Whisker(middle, place.height(low), place.height(high), is_open, upward)
