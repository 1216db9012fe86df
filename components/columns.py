"""The chart's geometry: sums by month become segments stacked away from an axis, with a whisker from low to high."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import pandas as pd

from data.figures import Range
from data.terms import HARMS, PARTIES, SIDE_GROUPS
from data.view import View

_WORDS: Final = {"attack": "in attacks", "answer": "in strikes", "other": "in other events"}
_EVENT_WORDS: Final = {"attack": "attacks", "answer": "strikes", "other": "other events"}
_ORDER: Final = {
    (group, what): n
    for n, (group, what) in enumerate((g, w) for g in ("attack", "answer", "other") for w in (*HARMS, "events"))
}
_BOUNDS: Final = ["low", "best", "high", "open"]
_LANE_FILL: Final = 0.8
_KEY: Final = attrgetter("month", "lane", "sign")


@dataclass(frozen=True, slots=True)
class Columns:
    """Segments and whiskers of a chart, and the names of its lanes from the top (none: one axis with two sides).

    `heights` is what the axis must span, room for names at the top included; `tallest` each lane's highest sum.
    """

    segments: pd.DataFrame
    whiskers: pd.DataFrame
    lanes: tuple[str, ...]
    heights: tuple[float, float]
    tallest: dict[str, int]


def columns(view: View, rows: pd.DataFrame, context: pd.DataFrame, months: Sequence[pd.Period]) -> Columns:
    """Lay out the sums of the view, over the faded ones of its `context`: the same without its dates.

    `rows` and `context` are `Engine.tolls`, or `Engine.months` where the view measures events; `months` is the time
    axis. Places on it are milliseconds, UTC; heights are persons or events, below the axis negative; a lane is 1 high.
    """
    solid = _summed(view, rows, months)
    faded = solid if context is rows else _summed(view, context, months)
    lanes = tuple(party for party in PARTIES if party in set(faded["lane"])) if view.measure == "party" else ()
    reach = _reach(faded)
    segments, whiskers = [], []
    # A context that equals the view would be hidden behind it, at twice the weight on the wire.
    for part, dim in ((solid, False),) if faded.equals(solid) else ((faded, True), (solid, False)):
        for key, rows_of in groupby(sorted(part.itertuples(), key=_KEY), key=_KEY):
            place, column = _Place(*key, lanes, reach), list(rows_of)
            shade = 0.28 if dim or (view.month and f"{key[0]:%Y-%m}" != view.month) else 1.0
            segments += list(_segments(column, place, shade))
            whiskers += [] if dim else list(_whisker(column, place))
    drawn = pd.DataFrame(segments, columns=SEGMENT), pd.DataFrame(whiskers, columns=WHISKER)
    tallest = faded.groupby(["lane", "month"])["high"].sum().groupby("lane").max().to_dict()
    return Columns(*drawn, lanes, (-float(len(lanes)), 0.4) if lanes else _heights(*drawn), tallest)


SEGMENT: Final = ("start", "end", "y", "y2", "kind", "opacity", "Month", "What", "Reported", "By party")
WHISKER: Final = ("middle", "y", "y2", "open", "upward", "plus")


def _heights(segments: pd.DataFrame, whiskers: pd.DataFrame) -> tuple[float, float]:
    edges = [0.0, *segments["y2"], *whiskers["y2"]]
    return min(edges) * 1.12, max(*edges, 1.0) * 1.22


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


def _summed(view: View, rows: pd.DataFrame, months: Sequence[pd.Period]) -> pd.DataFrame:
    rows = rows.assign(
        month=pd.PeriodIndex(pd.to_datetime(rows["month"]), freq="M"), group=rows["side"].map(SIDE_GROUPS)
    )
    by = ["month", "group", "party", "harm"]
    if view.measure == "events":
        counted = dict.fromkeys(("low", "best", "high"), rows["events"])
        rows = rows.assign(harm="events", party="", open=0, **counted)
    rows = rows.groupby(by, as_index=False)[_BOUNDS].sum()
    rows["lane"] = rows["party"] if view.measure == "party" else ""
    rows["sign"] = [-1 if group == "answer" and view.measure != "party" else 1 for group in rows["group"]]
    rows["told"] = [
        f"{PARTIES[row.party]} {Range(row.low, row.high, bool(row.open))}" if row.party else ""
        for row in rows.itertuples()
    ]
    by = ["month", "lane", "sign", "group", "harm"]
    summed = rows.groupby(by, as_index=False).agg({**dict.fromkeys(_BOUNDS, "sum"), "told": "; ".join})
    if view.running == "cumulative" and len(summed):
        last = pd.Period(view.dates[1] or months[-1].end_time, "M")
        summed = _running(summed, by[1:], [month for month in months if month <= last])
    return summed[summed["month"].isin(list(months))].astype(dict.fromkeys(_BOUNDS, "int64"))


def _running(summed: pd.DataFrame, by: list[str], months: Sequence[pd.Period]) -> pd.DataFrame:
    """Running sums, carried through the months without a figure."""
    parts = []
    for values, part in summed.groupby(by):
        dense = part.set_index("month")[_BOUNDS].reindex(pd.PeriodIndex(months), fill_value=0).cumsum()
        parts.append(dense.rename_axis("month").reset_index().assign(told="", **dict(zip(by, values))))
    return pd.concat(parts, ignore_index=True)


def _reach(summed: pd.DataFrame) -> float:
    """The tallest column, low to high."""
    tallest = summed.groupby(["month", "lane", "sign"])["high"].sum().max()
    return float(tallest) if tallest > 0 else 1.0


def _segments(column: Sequence[Any], place: _Place, opacity: float) -> Iterator[tuple[object, ...]]:
    start, end = milliseconds(place.month), milliseconds(place.month + 1)
    base = 0
    ordered = sorted(column, key=lambda row: _ORDER[row.group, row.harm])
    for row in ordered:
        words = _EVENT_WORDS[row.group] if row.harm == "events" else f"{row.harm} {_WORDS[row.group]}"
        told = PARTIES[place.lane] if place.lane else row.told
        reported = str(Range(row.low, row.high, bool(row.open)))
        edges = place.height(base), place.height(base + row.best)
        yield start, end, *edges, f"{row.group} {row.harm}", opacity, f"{place.month:%B %Y}", words, reported, told
        base += row.best


def _whisker(column: Sequence[Any], place: _Place) -> Iterator[tuple[object, ...]]:
    """From the lowest to the highest sum of the column; a `+` stands at its end where the highest is open."""
    low, high = sum(row.low for row in column), sum(row.high for row in column)
    is_open = any(row.open for row in column)
    if low != high or is_open:
        middle = (milliseconds(place.month) + milliseconds(place.month + 1)) / 2
        upward = bool(place.lanes) or place.sign > 0
        yield middle, place.height(low), place.height(high), is_open, upward, "+"
