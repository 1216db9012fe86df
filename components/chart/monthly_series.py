"""The sums of a view by month, as the parts of the chart's columns."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import pandas as pd

from data.formatting import Range
from data.terms import HARMS, PARTIES, SIDE_GROUPS
from data.view import View

_STACKED: Final = [(group, what) for group in ("attack", "answer", "other") for what in (*HARMS, "events")]
"""In this order a column is stacked."""
_Kind = tuple[Any, ...]
_Figures = tuple[int, ...]


class Part(NamedTuple):
    """A part of a column: what was reported in a `month` of one `group` of sides.

    `lane` is the party harmed where each has its own axis, else empty; `sign` is -1 below the axis. `open` counts the
    events whose high is open, `told` says the figures party by party.
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
    told: str


column_of: Final = attrgetter("month", "lane", "sign")
"""The column to which a part belongs."""


def summed(view: View, rows: pd.DataFrame, months: Sequence[pd.Period]) -> list[Part]:
    """The parts on the time axis `months`, column by column, each in the order in which it is stacked.

    `rows` are `Engine.tolls`, or `Engine.months` where the view measures events.
    """
    of_parties: dict[_Kind, _Figures] = {}
    for kind, figures in _told(view, rows):
        _add(of_parties, kind, figures)
    sums: dict[_Kind, _Figures] = {}
    words: dict[_Kind, list[str]] = {}
    for (*kind, party), (low, best, high, still_open) in sorted(of_parties.items()):
        _add(sums, tuple(kind), (low, best, high, still_open))
        reported = f"{PARTIES[party]} {Range(low, high, bool(still_open))}" if party else ""
        words.setdefault(tuple(kind), []).append(reported)
    parts = [Part(*kind, *figures, "; ".join(words[kind])) for kind, figures in sums.items()]
    if view.running == "cumulative":
        last = pd.Period(view.dates[1] or months[-1].end_time, "M")
        parts = _running(parts, [month for month in months if month <= last])
    axis = set(months)
    on_axis = [part for part in parts if part.month in axis]
    return sorted(on_axis, key=lambda part: (column_of(part), _STACKED.index((part.group, part.harm))))


def heights(parts: Iterable[Part]) -> dict[tuple[pd.Period, str, int], int]:
    """How high each column reaches, its highest figures together."""
    found: dict[tuple[pd.Period, str, int], int] = {}
    for part in parts:
        found[column_of(part)] = found.get(column_of(part), 0) + part.high
    return found


def _told(view: View, rows: pd.DataFrame) -> Iterator[tuple[_Kind, _Figures]]:
    """What each row tells: month, lane, sign, group, harm and party, with low, best, high and how many are open."""
    if view.measure == "events":
        rows = rows.assign(party="", harm="events", open=0, **dict.fromkeys(("low", "best", "high"), rows["events"]))
    months = {month: pd.Period(month, "M") for month in rows["month"].unique()}
    names = ("month", "side", "harm", "party", "low", "best", "high", "open")
    for month, side, harm, party, *figures in zip(*(rows[name].tolist() for name in names)):
        group = SIDE_GROUPS[side]
        lane, sign = (party, 1) if view.measure == "party" else ("", -1 if group == "answer" else 1)
        yield (months[month], lane, sign, group, harm, party), tuple(figures)


def _running(parts: Iterable[Part], months: Sequence[pd.Period]) -> list[Part]:
    """Running sums, carried through the months without a figure."""
    of_kinds: dict[_Kind, dict[pd.Period, _Figures]] = {}
    for month, lane, sign, group, harm, *figures, _ in parts:
        of_kinds.setdefault((lane, sign, group, harm), {})[month] = tuple(figures)
    found = []
    for kind, of_months in of_kinds.items():
        so_far: dict[_Kind, _Figures] = {}
        for month in months:
            _add(so_far, kind, of_months.get(month, (0, 0, 0, 0)))
            found.append(Part(month, *kind, *so_far[kind], ""))
    return found


def _add(sums: dict[_Kind, _Figures], kind: _Kind, figures: _Figures) -> None:
    sums[kind] = tuple(map(sum, zip(sums[kind], figures))) if kind in sums else figures
