"""Sum the figures of a view by month, as the parts of the chart's bars."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import pandas as pd

from data.formatting import Range
from data.terms import HARMS, PARTIES, SIDE_GROUPS
from data.view import View

_STACKED: Final = [(group, what) for group in ("attack", "answer", "other") for what in (*HARMS, "events")]
"""The order in which the parts of a bar are stacked."""
_Kind = tuple[Any, ...]
_Figures = tuple[int, int, int, int]
"""Low, best, high, and how many events are open."""


class Part(NamedTuple):
    """A part of a bar: the figures of one `month` for one `group` of sides and one `harm`.

    `lane` is the party harmed where each party has an axis, else empty; `sign` is -1 below the axis. `open` counts the
    events whose high is open, `by_party` gives the figures of each party as text.
    """

    month: pd.Period
    lane: str
    sign: int
    group: str
    harm: str
    low: int
    best: int
    high: int
    open: int
    by_party: str


bar_of: Final = attrgetter("month", "lane", "sign")
"""The bar to which a part belongs."""


def monthly_parts(view: View, rows: pd.DataFrame, months: Sequence[pd.Period]) -> list[Part]:
    """Return the parts of all bars on the time axis `months`, sorted by bar and in the order of stacking.

    `rows` are `Engine.tolls`, or `Engine.months` where the view measures events.
    """
    by_party: dict[_Kind, _Figures] = {}
    for kind, figures in _figures_of(view, rows):
        _add(by_party, kind, figures)
    sums: dict[_Kind, _Figures] = {}
    words: dict[_Kind, list[str]] = {}
    for (*of_bar, party), (low, best, high, is_open) in sorted(by_party.items()):
        part = tuple(of_bar)
        _add(sums, part, (low, best, high, is_open))
        reported = f"{PARTIES[party]} {Range(low, high, bool(is_open))}" if party else ""
        words.setdefault(part, []).append(reported)
    parts = [Part._make((*part, *figures, "; ".join(words[part]))) for part, figures in sums.items()]
    if view.running == "cumulative":
        last = pd.Period(view.dates[1] or months[-1].end_time, "M")
        parts = _cumulative(parts, [month for month in months if month <= last])
    axis = set(months)
    shown = [part for part in parts if part.month in axis]
    return sorted(shown, key=lambda part: (bar_of(part), _STACKED.index((part.group, part.harm))))


def _figures_of(view: View, rows: pd.DataFrame) -> Iterator[tuple[_Kind, _Figures]]:
    """Yield month, lane, sign, group, harm and party of each row, with low, best, high and number of open events."""
    if view.measure == "events":
        rows = rows.assign(party="", harm="events", open=0, **dict.fromkeys(("low", "best", "high"), rows["events"]))
    months = {month: pd.Period(month, "M") for month in rows["month"].unique()}
    names = ("month", "side", "harm", "party", "low", "best", "high", "open")
    for month, side, harm, party, low, best, high, is_open in zip(*(rows[name].tolist() for name in names)):
        group = SIDE_GROUPS[side]
        lane, sign = (party, 1) if view.measure == "party" else ("", -1 if group == "answer" else 1)
        yield (months[month], lane, sign, group, harm, party), (low, best, high, is_open)


def _cumulative(parts: Iterable[Part], months: Sequence[pd.Period]) -> list[Part]:
    """Return cumulative sums, which months without a figure carry on."""
    by_kind: dict[_Kind, dict[pd.Period, _Figures]] = {}
    for part in parts:
        figures = part.low, part.best, part.high, part.open
        by_kind.setdefault((part.lane, part.sign, part.group, part.harm), {})[part.month] = figures
    parts_of_months = []
    for kind, by_month in by_kind.items():
        total: dict[_Kind, _Figures] = {}
        for month in months:
            _add(total, kind, by_month.get(month, (0, 0, 0, 0)))
            parts_of_months.append(Part._make((month, *kind, *total[kind], "")))
    return parts_of_months


def _add(sums: dict[_Kind, _Figures], kind: _Kind, figures: _Figures) -> None:
    low, best, high, is_open = sums.get(kind, (0, 0, 0, 0))
    sums[kind] = low + figures[0], best + figures[1], high + figures[2], is_open + figures[3]
