"""Specify the chart in Vega-Lite, for the page and for the slide.

A filter changes the data sets only; the layers change with the measure and the time axis. The browser then updates the
chart that it has, which is faster than building another (see docs/performance.md).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from components.chart.bar_layout import BarLayout, Segment, lay_out_bars, milliseconds
from components.theme import GREY, INK
from data.terms import PARTIES
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
    "attack killed": "#b23a1b",
    "attack wounded": "#e9a08a",
    "attack events": "#c4411f",
    "answer killed": "#1f5fa8",
    "answer wounded": "#9dbbdc",
    "answer events": "#1f5fa8",
    "other killed": "#5e646b",
    "other wounded": "#bcc0c5",
    "other events": "#7a7f87",
}
TITLES: Final = {"harm": "Killed and wounded", "party": "Killed and wounded, by party harmed,", "events": "Events"}
EMPTY: Final = {
    "harm": "No document gives a toll for these events: unknown, not none.",
    "party": "No document gives a toll for these events: unknown, not none.",
    "events": "No event to draw.",
}
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
_GRID: Final = "#e8e4dc"
_REPORTED: Final = "#"
"""Replaces the reported figure in the text by party, so that few different texts are sent."""


@dataclass(frozen=True, slots=True)
class KeyDay:
    """A day that the chart labels."""

    day: date
    words: str


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
    key_days: Sequence[KeyDay],
    sizes: Sizes = ON_PAGE,
) -> dict[str, Any]:
    """Return the chart of a view in Vega-Lite; its `datasets` are Arrow tables.

    Args:
        view: what the chart shows.
        rows: the engine's tolls, or its months where the view measures events.
        context: the same without the view's dates.
        record: the first and the last day of the whole table.
        key_days: the days to label, the most important first.
        sizes: the size and the typeface.
    """
    months = time_axis(view.dates, record)
    bars = lay_out_bars(view, rows, context, months)
    span = milliseconds(months[0]), milliseconds(months[-1] + 1)
    described = len(bars.segments) <= _SVG_SEGMENTS
    tables = {
        "period": _table([_period(view.dates, span)], start=pa.float64(), end=pa.float64()),
        "segments": _segments(bars.segments or [_invisible(span)]),
        "frame": _table(zip(span, bars.heights), start=pa.float64(), y=pa.float32()),
        "axes": _table(((base,) for base in (range(-len(bars.lanes), 0) if bars.lanes else [0])), y=pa.float32()),
        "lanes": _table(_lanes(bars, span), x=pa.float64(), y=pa.float32(), words=pa.string()),
        "whiskers": _table(_lines(bars), middle=pa.float64(), y=pa.float32(), y2=pa.float32()),
        "opens": _table(_opens(bars), middle=pa.float64(), y2=pa.float32(), upward=pa.bool_()),
        "days": _table(_labelled(key_days, span, sizes), at=pa.float64(), words=pa.string(), flip=pa.bool_()),
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


# Written in Vega-Lite itself: Altair takes longer to build and check a chart than the queries of a view take together.
def _layers(view: View, months: int, sizes: Sizes, *, described: bool) -> Iterator[dict[str, Any]]:
    """Yield the layers, the lowest first."""
    size = sizes.font_size
    shade = {"type": "rect", "color": "#ebe8df", "opacity": 0.75}
    yield _layer("period", shade, x=_time("start"), x2={"field": "end"})
    yield _bars(view, months, described=described)
    # Extends both axes: a stated domain would conflict with the brush's.
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
    """Return the segments as a table of days and codes with each text once: a quarter of the size of records."""
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
            "gridColor": _GRID,
            "domain": False,
            "ticks": False,
            "labelColor": GREY,
            "labelFontSize": sizes.font_size,
            "labelFont": _FONT,
            "labelPadding": 5,
        },
    }
