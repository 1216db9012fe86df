"""What the browser needs to draw the chart of time, as JSON."""

import json
import zlib
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from components.chart.chart_words import LABELS
from components.chart.columns import KINDS, Column
from components.chart.timeline import Dot, Timeline
from data.terms import PARTIES, SIDE_GROUPS
from data.view import View

_MONTHS_WITH_PARTIES: Final = 60
"""Up to this many columns their words name each party; more would be too much to send with each filter."""
_GROUP_WORDS: Final = {
    "attack": ("attack", "attacks"),
    "answer": ("strike", "strikes"),
    "other": ("other event", "other events"),
}


def payload(timeline: Timeline, view: View, alt: str, of_sides: Mapping[str, int]) -> dict[str, Any]:
    """Return the chart of a view.

    Args:
        timeline: the chart.
        view: the view.
        alt: its alternative text.
        of_sides: the number of events of each side, without the filter by side.
    """
    columns, scale = timeline.columns, timeline.scale
    numbers = {month: n for n, month in enumerate(scale.months)}
    lanes = list(columns.lanes)
    words = month_words(timeline)
    return {
        "stretches": [
            [start, end, round(left, 5), round(right, 5), gap] for start, end, left, right, gap in scale.stretches
        ],
        "ticks": [[round(at, 5), *words] for at, *words in scale.ticks()],
        "months": [
            {"name": f"{month:%Y-%m}", "left": round(left, 5), "right": round(right, 5), "words": words.get(month, "")}
            for month, (left, right) in scale.month_edges.items()
        ],
        "lanes": [f"{PARTIES[lane]}, at most {columns.highest(lane):,} in a column" for lane in lanes],
        "heights": _heights(timeline),
        "measured": "events" if view.measure == "events" else "killed and wounded",
        "columns": [
            {
                "month": numbers[one.month],
                "lane": lanes.index(one.lane) if lanes else 0,
                "up": one.is_upward,
                "faded": one.is_faded,
                "open": one.is_open,
                "blocks": [[KINDS.index(kind), start, end, certain] for kind, start, end, certain in one.blocks],
            }
            for one in columns.columns
        ],
        "kinds": KINDS,
        "keys": list(_keys(timeline, view, of_sides)),
        "dots": [list(dot) for dot in timeline.dots],
        "isHistogram": timeline.is_histogram,
        "period": timeline.period,
        "days": timeline.days,
        "facts": timeline.facts,
        "named": timeline.named_facts,
        "month": view.month,
        "selected": view.selected,
        "laneWords": ["attacks", "strikes", "context"],
        "groupWords": _GROUP_WORDS,
        "handleWords": ["From", "To"],
        "breakWords": "Months without an event are left out here",
        "alt": alt,
    }


def packed(chart: Mapping[str, Any]) -> str:
    """Return a chart as text for `timeline/unpack.js`: a fifth of its JSON, which nothing compresses on its way.

    The dots are columns, with the days from one start to the next and to the end: most are small numbers that repeat.
    """
    starts, ends, *others = zip(*chart["dots"]) if chart["dots"] else [()] * len(Dot._fields)
    steps = [after - before for before, after in zip((0, *starts), starts)]
    columns = [steps, [end - start for start, end in zip(starts, ends)], *others]
    text = json.dumps({**chart, "dots": columns}, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def _heights(timeline: Timeline) -> list[int]:
    columns = timeline.columns
    if columns.lanes:
        return [max(columns.highest(lane) for lane in columns.lanes), 0]
    return [columns.highest(), columns.highest(is_upward=False)]


def month_words(timeline: Timeline) -> dict[pd.Period, str]:
    """Return what is known of each month with a figure or an event: its name, its figures, its events, on lines."""
    counts = _events_of_months(timeline)
    by_month: dict[pd.Period, list[Column]] = defaultdict(list)
    for column in sorted(timeline.columns.columns, key=lambda column: not column.is_upward):
        by_month[column.month].append(column)
    with_parties = len(timeline.columns.columns) <= _MONTHS_WITH_PARTIES
    months = sorted(by_month.keys() | counts.keys())
    return {
        month: "\n".join(
            [
                f"{month:%B %Y}",
                *_figures(by_month[month], with_parties=with_parties),
                *_events(counts[month], by_month[month]),
            ]
        )
        for month in months
    }


def _figures(columns: list[Column], *, with_parties: bool) -> Iterator[str]:
    for column in columns:
        for figure in column.figures:
            parties = f" ({figure.by_party})" if with_parties and figure.by_party else ""
            yield f"{LABELS[figure.kind]}: {figure.reported}{parties}"


def _events(counts: dict[str, int], columns: list[Column]) -> list[str]:
    """Return the number of events in words, where the figures of the month are not those numbers."""
    if any(figure.kind.endswith("events") for column in columns for figure in column.figures):
        return []
    found = [f"{n:,} {_GROUP_WORDS[group][n != 1]}" for group, n in counts.items() if n]
    return [", ".join(found)] if found else []


def _events_of_months(timeline: Timeline) -> dict[pd.Period, dict[str, int]]:
    """Return the number of events that begin in each month by group of sides."""
    counts: dict[pd.Period, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_GROUP_WORDS, 0))
    for (month, group), events in timeline.by_month.items():
        counts[month][group] += events
    return counts


def _keys(timeline: Timeline, view: View, of_sides: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Yield the key of each group of sides: what is drawn of it, its number of events, and whether it is filtered out.

    A group that the filter by side leaves out is there to be added to the view.
    """
    drawn = timeline.columns.kinds_with_blocks
    for group, words in _GROUP_WORDS.items():
        sides = [side for side, its_group in SIDE_GROUPS.items() if its_group == group]
        shown = [side for side in sides if not view.side or side in view.side]
        events = sum(of_sides.get(side, 0) for side in shown or sides)
        if events:
            kinds = [kind for kind in drawn if kind.startswith(f"{group} ")]
            yield {
                "group": group,
                "sides": sides,
                "words": f"{events:,} {words[events != 1]}",
                "kinds": [[kind, "" if kind.endswith("events") else kind.split()[1]] for kind in kinds],
                "chosen": bool(view.side and shown),
                "leftOut": not shown,
            }
