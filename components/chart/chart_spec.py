"""Specify the chart in Vega-Lite, for the page and for the slide.

A filter changes the data sets only; the layers change with the measure and the time axis. The browser then updates the
existing chart, which is faster than building a new one (see docs/performance.md).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from components import theme
from components.chart.bar_layout import BarLayout, Segment, lay_out_bars, milliseconds
from components.theme import CONTEXT, GREY, INK
from data.periods import KEY_CONTEXT
from data.query.engine import Counts
from data.record.context import is_dated
from data.rows import iter_rows
from data.terms import PARTIES
from data.text import fact_in_words
from data.view import Dates, View

_DAY: Final = 86_400_000
"""Milliseconds."""
_MARGIN_MONTHS: Final = 5
_MONTHS_NAMED: Final = 30
"""The longest axis that labels months; a longer one labels years."""
_YEARS_NAMED: Final = 8
_LABEL_GAP: Final = 12
"""The least space between two labels of the time axis, in pixels."""
_SVG_SEGMENTS: Final = 300
"""The most segments that are SVG elements, which a screen reader can name; with more the browser is slow."""
COLOURS: Final = {
    "attack killed": theme.DEEP_ATTACK,
    "attack wounded": theme.PALE_ATTACK,
    "attack events": theme.ATTACK,
    "answer killed": theme.RESPONSE,
    "answer wounded": theme.PALE_RESPONSE,
    "answer events": theme.RESPONSE,
    "other killed": theme.GREY,
    "other wounded": theme.PALE_OTHER,
    "other events": theme.OTHER,
}
_TITLES: Final = {"harm": "Killed and wounded", "party": "Killed and wounded, by party harmed,", "events": "Events"}
_NO_TOLL: Final = "No document gives a toll for these events: unknown, not none."
_NO_EVENT: Final = "No event to draw."
LABELS: Final = {
    "attack killed": "killed in attacks",
    "attack wounded": "wounded in attacks",
    "attack events": "attacks",
    "answer killed": "killed in strikes",
    "answer wounded": "wounded in strikes",
    "answer events": "strikes",
    "other killed": "killed in other events",
    "other wounded": "wounded in other events",
    "other events": "other events",
}
_MARK: Final = 5
"""The width of a mark of the context in pixels; facts that are nearer to each other share one."""
_REPORTED: Final = "#"
"""Replaces the reported figure in the text by party, so that few different texts are sent."""


@dataclass(frozen=True, slots=True)
class KeyDay:
    """A day that the chart labels."""

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the chart marks besides its bars.

    Attributes:
        days: the days to label, the most important first.
        facts: the context at the chart's foot (`data.record.context`); None for a chart without that row.
    """

    days: Sequence[KeyDay] = ()
    facts: pd.DataFrame | None = None


def _estimated_width(words: str) -> float:
    return len(words) * 6.2


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of a chart in pixels, with its typeface.

    Without a `width` the chart is as wide as the page's column and `height` is that of the plot; with a `width` both
    are those of the whole picture, axes included. `plot_width` and `text_width` decide which labels would overlap.
    """

    width: int | None = None
    height: int = 262
    plot_width: int = 330
    font_size: float = 12
    text_width: Callable[[str], float] = _estimated_width


ON_PAGE: Final = Sizes()


def figure(
    view: View,
    rows: pd.DataFrame,
    context: pd.DataFrame,
    record: Dates,
    marks: Marks,
    sizes: Sizes = ON_PAGE,
) -> dict[str, Any]:
    """Return the chart of a view in Vega-Lite; its `datasets` are Arrow tables.

    Args:
        view: what the chart shows.
        rows: the engine's tolls, or its months where the view measures events.
        context: the same without the view's dates.
        record: the first and the last day of the whole table.
        marks: what is marked besides the bars.
        sizes: the size and the typeface.
    """
    months = time_axis(view.dates, record)
    bars = lay_out_bars(view, rows, context, months)
    span = milliseconds(months[0]), milliseconds(months[-1] + 1)
    described = len(bars.segments) <= _SVG_SEGMENTS
    tables = {
        "period": _table([_period(view.dates, span)], start=pa.float64(), end=pa.float64()),
        "segments": _segments(bars.segments or [_invisible(span)]),
        "frame": _table(
            zip(span, _heights(bars, sizes, with_facts=marks.facts is not None)), start=pa.float64(), y=pa.float32()
        ),
        "axes": _table(((base,) for base in (range(-len(bars.lanes), 0) if bars.lanes else [0])), y=pa.float32()),
        "lanes": _table(_lanes(bars, span), x=pa.float64(), y=pa.float32(), words=pa.string()),
        "whiskers": _table(_lines(bars), middle=pa.float64(), y=pa.float32(), y2=pa.float32()),
        "opens": _table(_opens(bars), middle=pa.float64(), y2=pa.float32(), upward=pa.bool_()),
        "days": _table(_labelled(marks.days, span, sizes), at=pa.float64(), words=pa.string(), flip=pa.bool_()),
        "context": _table(_facts(marks.facts, span, sizes), start=pa.float64(), end=pa.float64(), facts=pa.string()),
        "context labels": _table(
            _named_facts(marks.facts, span, sizes), at=pa.float64(), words=pa.string(), flip=pa.bool_()
        ),
    }
    # An empty data set under a layer breaks the axis.
    datasets = {name: table for name, table in tables.items() if table.num_rows}
    layers = _layers(view, len(months), sizes, described=described)
    return {
        "$schema": _SCHEMA,
        "usermeta": {"embedOptions": {"renderer": "svg" if described else "canvas"}},
        **_extent(sizes),
        # Without `aria: false` Vega describes each mark of a canvas as well, which no screen reader can reach.
        "config": {**_look(sizes), "aria": described},
        "params": _PARAMS,
        "layer": [layer for layer in layers if layer["data"]["name"] in datasets],
        "datasets": datasets,
    }


def title(view: View) -> str:
    """Return the title of a view's chart.

    >>> title(View(measure="events", running="cumulative"))
    'Events by month, cumulative'
    """
    return f"{_TITLES[view.measure]} by month{', cumulative' if view.running == 'cumulative' else ''}"


def empty_sentence(measure: str, counts: Counts, drawn: pd.DataFrame) -> str:
    """Return the sentence in the place of a chart that would have no bar; empty where there is one to draw.

    Args:
        measure: what the view measures.
        counts: the view's numbers of events.
        drawn: the engine's tolls or months that the chart draws, also as context.
    """
    if not drawn.empty and (measure == "events" or drawn[["high", "open"]].to_numpy().any()):
        return ""
    if not counts.shown or measure == "events":
        return _NO_EVENT
    reported = sum(coverage.reported for coverage in counts.coverage.values())
    if not reported:
        return _NO_TOLL
    silent = counts.shown - reported
    unknown = f"; no document gives a toll for the other {silent:,}: unknown, not none" if silent else ""
    return f"None reported killed or wounded in {reported:,} event{'' if reported == 1 else 's'}{unknown}."


def kinds_drawn(spec: Mapping[str, Any]) -> list[str]:
    """Return what the bars of a chart show, as keys of `COLOURS` in their order; `spec` is that of `figure`."""
    segments = spec["datasets"]["segments"].select(["code", "opacity"]).to_pylist()
    codes = {row["code"] for row in segments if row["opacity"]}
    return [kind for code, kind in enumerate(COLOURS) if code in codes]


def with_plain_values(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chart as a picture: its data sets as plain values, without the selections that need a browser."""
    values = {name: table.to_pylist() for name, table in spec["datasets"].items()}
    return {**spec, "params": [param for param in spec["params"] if "select" not in param], "datasets": values}


def _extent(sizes: Sizes) -> dict[str, Any]:
    if sizes.width is None:
        return {"height": sizes.height, "padding": {"bottom": 4}}  # without a padding Streamlit adds one of 20 pixels
    fit = {"type": "fit", "contains": "padding"}
    return {"width": sizes.width, "height": sizes.height, "autosize": fit, "padding": 0, "background": None}


def time_axis(dates: Dates, record: Dates) -> list[pd.Period]:
    """Return the months of the time axis: the whole record, or the period with some months on either side."""
    today = datetime.now(UTC).date()
    start, end = (chosen or known or today for chosen, known in zip(dates, record))
    if start > end:  # an open period that begins after the record, or ends before it
        start = end = dates[0] or dates[1] or today
    margin = _MARGIN_MONTHS if dates != (None, None) else 0
    first, last = pd.Period(start, "M") - margin, pd.Period(end, "M") + margin
    return list(pd.period_range(first, last, freq="M"))


# A plain Vega-Lite specification: building and checking one with Altair takes longer than all queries of a view.
def _layers(view: View, months: int, sizes: Sizes, *, described: bool) -> Iterator[dict[str, Any]]:
    """Yield the layers, the lowest first."""
    size = sizes.font_size
    shade = {"type": "rect", "color": theme.SHADE, "opacity": 0.75}
    yield _layer("period", shade, x=_time("start"), x2={"field": "end"})
    yield _bars(view, months, described=described)
    # Extends both axes: an explicit domain would conflict with the brush's.
    yield _layer("frame", {"type": "point", "opacity": 0}, x=_time("start"), y=_height("y"))
    yield _layer("axes", {"type": "rule", "color": GREY, "strokeWidth": 0.8}, y=_height("y"))
    whisker = {"type": "rule", "color": INK, "strokeWidth": 1.2}
    yield _layer("whiskers", whisker, x=_time("middle"), y=_height("y"), y2={"field": "y2"})
    plus = {"type": "text", "text": "+", "color": INK, "fontSize": size, "dy": {"expr": "datum.upward ? -6 : 7"}}
    yield _layer("opens", plus, x=_time("middle"), y=_height("y2"))
    yield _text("lanes", size, {"dx": 2, "dy": 3}, x=_time("x"), y=_height("y"))
    yield _layer("days", {"type": "rule", "color": INK, "strokeDash": [2, 2], "strokeWidth": 0.9}, x=_time("at"))
    aside = {"align": {"expr": "datum.flip ? 'right' : 'left'"}, "dx": {"expr": "datum.flip ? -4 : 4"}}
    yield _text("days", size, aside, x=_time("at"), y={"value": 0})
    foot = {"value": "height"}
    dot = {"type": "rule", "color": CONTEXT, "strokeWidth": _MARK, "strokeCap": "round", "yOffset": -_MARK}
    texts = {"tooltip": {"expr": "datum.facts || null"}, "description": {"expr": "datum.facts"}}
    yield _layer("context", {**dot, **texts, "opacity": {"expr": _SEEN}}, x=_time("start"), x2={"field": "end"}, y=foot)
    above = {**aside, "color": CONTEXT, "baseline": "bottom", "yOffset": -2 * _MARK}
    yield _text("context labels", size, above, x=_time("at"), y=foot)


def _layer(rows: str, mark: Mapping[str, Any], **encoding: object) -> dict[str, Any]:
    """Return a layer over the data set of that name."""
    return {"data": {"name": rows}, "mark": mark, "encoding": encoding}


def _text(rows: str, size: float, look: Mapping[str, Any], **encoding: object) -> dict[str, Any]:
    mark = {"type": "text", "color": INK, "fontSize": size, "align": "left", "baseline": "top", **look}
    return _layer(rows, mark, **encoding, text={"field": "words", "type": "nominal"})


def _time(field: str) -> dict[str, Any]:
    return {"field": field, "type": "temporal"}


def _height(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative"}


def _bars(view: View, months: int, *, described: bool) -> dict[str, Any]:
    """Return the layer of the bars; Vega computes their edges from the first day of the month."""
    computed = {"start": f"datum.first * {_DAY}", "end": "+utcOffset('month', datum.start)"}
    ticks: dict[str, Any] = {"format": "%b %Y", "tickCount": {"interval": "month", "step": 1}}
    if months > _MONTHS_NAMED:
        ticks = {"format": "%Y", "tickCount": {"interval": "year", "step": ceil(months / 12 / _YEARS_NAMED)}}
    dates = {**ticks, "grid": False, "labelFlush": False, "labelOverlap": "parity", "labelSeparation": _LABEL_GAP}
    heights = {"labelExpr": "format(abs(datum.value), ',')", "tickCount": 5, "title": None}
    bar = {"type": "bar", "binSpacing": 0 if view.running == "cumulative" else 1.5, "tooltip": {"expr": _TOOLTIP}}
    layer = _layer(
        "segments",
        {**bar, "description": {"expr": _DESCRIPTION}} if described else bar,
        x={**_time("start"), "scale": {"type": "utc", "nice": False}, "title": None, "axis": dates},
        x2={"field": "end"},
        y={**_height("y"), "axis": None if view.measure == "party" else heights, "scale": {"nice": False}},
        y2={"field": "y2"},
        color=_COLOUR,
        opacity={**_height("opacity"), "scale": None, "legend": None},
    )
    steps = [{"calculate": how, "as": name} for name, how in computed.items()]
    return {"name": _COLUMNS, "transform": steps, **layer}


def _table(rows: Iterable[Sequence[object]], **fields: pa.DataType) -> pa.Table:
    schema = pa.schema(fields)
    return pa.Table.from_pylist([dict(zip(fields, row)) for row in rows], schema)


def _invisible(span: Sequence[int]) -> Segment:
    """Return a bar without height: an empty chart could not be dragged over, and Vega warns of its empty axis."""
    return Segment(span[0], span[1], 0, 0, "attack killed", 0.0, "", "")


def _segments(segments: Sequence[Segment]) -> pa.Table:
    """Return the segments as a table of days and codes with each text once, which is smaller than records."""
    codes = {kind: n for n, kind in enumerate(COLOURS)}
    columns = {
        "first": pa.array([part.start // _DAY for part in segments], pa.int32()),
        "code": pa.array([codes[part.kind] for part in segments], pa.int8()),
        "y": pa.array([part.y for part in segments], pa.float32()),
        "y2": pa.array([part.y2 for part in segments], pa.float32()),
        "opacity": pa.array([part.opacity for part in segments], pa.float32()),
        "Reported": pa.array([part.reported for part in segments]),
        "parties": pa.array([_by_party(part) for part in segments]).dictionary_encode(),
    }
    return pa.table(columns)


def _by_party(part: Segment) -> str:
    """Return the text by party with a placeholder for the reported figure at its end."""
    head = part.by_party.removesuffix(part.reported)
    return head if head == part.by_party else head + _REPORTED


def _lines(bars: BarLayout) -> Iterator[tuple[float, float, float]]:
    """Yield the whiskers from low to high, where they differ."""
    return ((line.middle, line.y, line.y2) for line in bars.whiskers if line.y != line.y2)


def _opens(bars: BarLayout) -> Iterator[tuple[float, float, bool]]:
    """Yield the places of a `+`, where the high is open."""
    return ((line.middle, line.y2, line.upward) for line in bars.whiskers if line.open)


def _period(dates: Dates, span: tuple[int, int]) -> tuple[int, int]:
    """Return the edges of the shade behind the period; without dates it has no width."""
    if dates == (None, None):
        return span[0], span[0]
    start = milliseconds(dates[0]) if dates[0] else span[0]
    end = milliseconds(dates[1] + timedelta(days=1)) if dates[1] else span[1]
    return max(start, span[0]), min(end, span[1])


def _lanes(bars: BarLayout, span: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Yield the label of each lane, at its top."""
    for n, lane in enumerate(bars.lanes):
        yield span[0], -n, f"{PARTIES[lane]}, at most {bars.tallest[lane]:,} in a column"


def _heights(bars: BarLayout, sizes: Sizes, *, with_facts: bool) -> tuple[float, float]:
    """Return the range of the vertical axis, with room for the context's marks and their labels below the bars."""
    low, high = bars.heights
    room = (2 * _MARK + sizes.font_size * 1.3) / sizes.height if with_facts else 0
    return low - (high - low) * room / (1 - room), high


def _facts(facts: pd.DataFrame | None, span: Sequence[int], sizes: Sizes) -> list[tuple[int, int, str]]:
    """Return start, end and text of the context's marks, the longest first; facts that would touch share a mark."""
    if facts is None:
        return []
    width = (span[1] - span[0]) * _MARK / sizes.plot_width
    shared: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    for fact in iter_rows(facts[is_dated(facts)]):
        start, end = milliseconds(fact.date_start), milliseconds(fact.date_end) + _DAY
        if span[0] <= start and end <= span[1]:
            places = int((start - span[0]) // width), int((end - span[0]) // width)
            shared.setdefault(places, []).append((start, end, fact_in_words(fact)))
    marks = [
        (min(start for start, _, _ in group), max(end for _, end, _ in group), "\n".join(words for *_, words in group))
        for group in shared.values()
    ]
    return sorted(marks, key=lambda mark: mark[0] - mark[1]) or [(span[0], span[0], "")]


def _named_facts(facts: pd.DataFrame | None, span: Sequence[int], sizes: Sizes) -> list[tuple[int, str, bool]]:
    """Return the labels of the context's marks as `_labelled` does, without those that would leave the plot."""
    if facts is None:
        return []
    days = dict(zip(facts["context_id"], facts["date_start"]))
    named = [KeyDay(days[fact].date(), words) for fact, words in KEY_CONTEXT.items() if fact in days]
    return [label for label in _labelled(named, span, sizes) if _fits(label, span, sizes)] or [(span[0], "", False)]


def _fits(label: tuple[int, str, bool], span: Sequence[int], sizes: Sizes) -> bool:
    """Return whether a label to the left of its day begins in the plot."""
    at, words, flip = label
    left = (at - span[0]) / (span[1] - span[0]) * sizes.plot_width
    return not flip or sizes.text_width(words) + 4 <= left


def _labelled(key_days: Sequence[KeyDay], span: Sequence[int], sizes: Sizes) -> list[tuple[int, str, bool]]:
    """Return place, label and side (True: left of the line) of the days on the axis.

    A label that would touch one of a day before it in the list is left out with its line.
    """
    occupied: list[tuple[float, float]] = []
    labelled: dict[int, tuple[int, str, bool]] = {}
    for key in key_days:
        at = milliseconds(key.day)
        if not span[0] <= at < span[1] or at in labelled:
            continue
        left = (at - span[0]) / (span[1] - span[0]) * sizes.plot_width
        width = sizes.text_width(key.words)
        flip = left + width > sizes.plot_width
        edges = (left - width - 8, left) if flip else (left, left + width + 8)
        if all(edges[1] <= other[0] or edges[0] >= other[1] for other in occupied):
            occupied.append(edges)
            labelled[at] = at, key.words, flip
    return list(labelled.values())


_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_COLUMNS: Final = "columns"
_BRUSH: Final = {"type": "interval", "encodings": ["x"], "mark": {"fill": INK, "fillOpacity": 0.08}}
_COLUMN: Final = {"type": "point", "fields": ["start"], "toggle": False}
_PARAMS: Final = [
    {"name": name, "select": select, "views": [_COLUMNS]} for name, select in (("brush", _BRUSH), ("column", _COLUMN))
] + [{"name": "words", "value": list(LABELS.values())}]
_MONTH: Final = "utcFormat(datum.start, '%B %Y')"
_WHAT: Final = "words[datum.code]"
_BY_PARTY: Final = f"replace(datum.parties, '{_REPORTED}', datum.Reported)"
_TOOLTIP: Final = f"{{Month: {_MONTH}, What: {_WHAT}, Reported: datum.Reported, 'By party': {_BY_PARTY}}}"
_DESCRIPTION: Final = f"{_MONTH} + ': ' + datum.Reported + ' ' + {_WHAT} + (datum.parties ? ', ' + {_BY_PARTY} : '')"
# A month is paler than the days on it; a placeholder without facts is not seen.
_SEEN: Final = f"!datum.facts ? 0 : datum.end - datum.start > {7 * _DAY} ? 0.35 : 0.9"
_COLOUR: Final = {
    "field": "code",
    "type": "nominal",
    "legend": None,
    "scale": {"domain": list(range(len(COLOURS))), "range": list(COLOURS.values())},
}


_FONT: Final = "Source Sans, sans-serif"


def _look(sizes: Sizes) -> dict[str, Any]:
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {
            "gridColor": theme.LINE,
            "domain": False,
            "ticks": False,
            "labelColor": GREY,
            "labelFontSize": sizes.font_size,
            "labelFont": _FONT,
            "labelPadding": 5,
        },
    }
