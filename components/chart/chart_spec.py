"""The chart as Vega-Lite: its layers change with the measure and the time axis only, a filter changes its data sets.

The browser then draws on in the chart that stands; to build one anew takes it some four times as long.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from components.chart.bar_layout import Columns, Segment, columns, milliseconds
from data.terms import PARTIES
from data.view import Dates, View

_PIXELS_HIGH: Final = 262
_DAY: Final = 86_400_000
"""Milliseconds."""
_MARGIN_MONTHS: Final = 5
_MONTHS_NAMED: Final = 30
"""Where month names begin to touch; a longer axis names years."""
_YEARS_NAMED: Final = 8
_READ_ALOUD: Final = 300
"""Up to so many segments, as the record has by month, are elements that a screen reader can name; more are slow."""
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
_WORDS: Final = {
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
_INK, _GREY, _HAIRLINE = "#1d1f22", "#5e646b", "#e8e4dc"
_PLOT_PIXELS, _LETTER_PIXELS = 330, 6.2
_FONT: Final = "Source Sans, sans-serif"
_REPORTED: Final = "#"
"""Stands for the reported figure in what is said by party, most of which then is the same everywhere."""


@dataclass(frozen=True, slots=True)
class KeyDay:
    """A day that the chart names."""

    day: date
    words: str


def figure(
    view: View, rows: pd.DataFrame, context: pd.DataFrame, record: Dates, key_days: Sequence[KeyDay]
) -> dict[str, Any]:
    """The chart of a view as Vega-Lite; its `datasets` are Arrow tables.

    `rows` are the engine's tolls (or months, where the view measures events), `context` the same without the view's
    dates; `record` is the first and last day of the whole table.
    """
    months = time_axis(view.dates, record)
    laid = columns(view, rows, context, months)
    span = milliseconds(months[0]), milliseconds(months[-1] + 1)
    read_aloud = len(laid.segments) <= _READ_ALOUD
    drawn = {
        "period": _table([_period(view.dates, span)], start=pa.float64(), end=pa.float64()),
        "segments": _segments(laid.segments or [_nothing(span)]),
        "frame": _table(zip(span, laid.heights), start=pa.float64(), y=pa.float32()),
        "axes": _table(((base,) for base in (range(-len(laid.lanes), 0) if laid.lanes else [0])), y=pa.float32()),
        "lanes": _table(_lanes(laid, span), x=pa.float64(), y=pa.float32(), words=pa.string()),
        "whiskers": _table(_lines(laid), middle=pa.float64(), y=pa.float32(), y2=pa.float32()),
        "opens": _table(_opens(laid), middle=pa.float64(), y2=pa.float32(), upward=pa.bool_()),
        "days": _table(_named(key_days, span), at=pa.float64(), words=pa.string(), flip=pa.bool_()),
    }
    # An empty data set under a layer upsets the axis.
    datasets = {name: rows for name, rows in drawn.items() if rows.num_rows}
    layers = _layers(view, len(months), read_aloud=read_aloud)
    return {
        "$schema": _SCHEMA,
        "usermeta": {"embedOptions": {"renderer": "svg" if read_aloud else "canvas"}},
        "height": _PIXELS_HIGH,
        "padding": {"bottom": 4},  # where none is said, Streamlit leaves a strip of 20
        # Without it each mark of a canvas, too, is described for a reader's voice that never meets it: half the time.
        "config": {**_LOOK, "aria": read_aloud},
        "params": _PARAMS,
        "layer": [layer for layer in layers if layer["data"]["name"] in datasets],
        "datasets": datasets,
    }


def time_axis(dates: Dates, record: Dates) -> list[pd.Period]:
    """The months of the time axis: the whole record, or the period with some months on either side."""
    today = datetime.now(UTC).date()
    start, end = (asked or known or today for asked, known in zip(dates, record))
    if start > end:  # an open period that begins after the record, or ends before it
        start = end = dates[0] or dates[1] or today
    margin = _MARGIN_MONTHS if dates != (None, None) else 0
    first, last = pd.Period(start, "M") - margin, pd.Period(end, "M") + margin
    return list(pd.period_range(first, last, freq="M"))


# Written as Vega-Lite itself: built and checked by Altair it took longer than all questions of a view together.
def _layers(view: View, months: int, *, read_aloud: bool) -> Iterator[dict[str, Any]]:
    """The layers, the lowest first."""
    shade = {"type": "rect", "color": "#ebe8df", "opacity": 0.75}
    yield _layer("period", shade, x=_time("start"), x2={"field": "end"})
    yield _columns(view, months, read_aloud=read_aloud)
    # Stretches both axes; a stated domain would quarrel with the brush's.
    yield _layer("frame", {"type": "point", "opacity": 0}, x=_time("start"), y=_height("y"))
    yield _layer("axes", {"type": "rule", "color": _GREY, "strokeWidth": 0.8}, y=_height("y"))
    whisker = {"type": "rule", "color": _INK, "strokeWidth": 1.2}
    yield _layer("whiskers", whisker, x=_time("middle"), y=_height("y"), y2={"field": "y2"})
    plus = {"type": "text", "text": "+", "color": _INK, "fontSize": 12, "dy": {"expr": "datum.upward ? -6 : 7"}}
    yield _layer("opens", plus, x=_time("middle"), y=_height("y2"))
    yield _words("lanes", {"dx": 2, "dy": 3}, x=_time("x"), y=_height("y"))
    yield _layer("days", {"type": "rule", "color": _INK, "strokeDash": [2, 2], "strokeWidth": 0.9}, x=_time("at"))
    beside = {"align": {"expr": "datum.flip ? 'right' : 'left'"}, "dx": {"expr": "datum.flip ? -4 : 4"}}
    yield _words("days", beside, x=_time("at"), y={"value": 0})


def _layer(rows: str, mark: Mapping[str, Any], **encoding: object) -> dict[str, Any]:
    """A layer over the data set of that name."""
    return {"data": {"name": rows}, "mark": mark, "encoding": encoding}


def _words(rows: str, look: Mapping[str, Any], **encoding: object) -> dict[str, Any]:
    mark = {"type": "text", "color": _INK, "fontSize": 12, "align": "left", "baseline": "top", **look}
    return _layer(rows, mark, **encoding, text={"field": "words", "type": "nominal"})


def _time(field: str) -> dict[str, Any]:
    return {"field": field, "type": "temporal"}


def _height(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative"}


def _columns(view: View, months: int, *, read_aloud: bool) -> dict[str, Any]:
    """The columns, of first days and codes; the browser works out the rest."""
    worked_out = {"start": f"datum.first * {_DAY}", "end": "+utcOffset('month', datum.start)"}
    ticks: dict[str, Any] = {"format": "%b %Y", "tickCount": 7}
    if months > _MONTHS_NAMED:  # and no year is named twice
        ticks = {"format": "%Y", "tickCount": {"interval": "year", "step": ceil(months / 12 / _YEARS_NAMED)}}
    dates = {**ticks, "grid": False, "labelFlush": False}
    heights = {"labelExpr": "format(abs(datum.value), ',')", "tickCount": 5, "title": None}
    bar = {"type": "bar", "binSpacing": 0 if view.running == "cumulative" else 1.5, "tooltip": {"expr": _TOOLTIP}}
    layer = _layer(
        "segments",
        {**bar, "description": {"expr": _ALOUD}} if read_aloud else bar,
        x={**_time("start"), "scale": {"type": "utc", "nice": False}, "title": None, "axis": dates},
        x2={"field": "end"},
        y={**_height("y"), "axis": None if view.measure == "party" else heights, "scale": {"nice": False}},
        y2={"field": "y2"},
        color=_COLOUR,
        opacity={**_height("opacity"), "scale": None, "legend": None},
    )
    steps = [{"calculate": how, "as": name} for name, how in worked_out.items()]
    return {"name": _COLUMNS, "transform": steps, **layer}


def _table(rows: Iterable[Sequence[object]], **fields: pa.DataType) -> pa.Table:
    schema = pa.schema(fields)
    return pa.Table.from_pylist([dict(zip(fields, row)) for row in rows], schema)


def _nothing(span: Sequence[int]) -> Segment:
    """A column that cannot be seen: without one there would be nothing to drag over, and warnings of an empty axis."""
    return Segment(span[0], span[1], 0, 0, "attack killed", 0.0, "", "")


def _segments(segments: Sequence[Segment]) -> pa.Table:
    """Written as days and codes, and each phrase once: a quarter of the weight of records."""
    codes = {kind: n for n, kind in enumerate(COLOURS)}
    columns = {
        "first": pa.array([part.start // _DAY for part in segments], pa.int32()),
        "code": pa.array([codes[part.kind] for part in segments], pa.int8()),
        "y": pa.array([part.y for part in segments], pa.float32()),
        "y2": pa.array([part.y2 for part in segments], pa.float32()),
        "opacity": pa.array([part.opacity for part in segments], pa.float32()),
        "Reported": pa.array([part.reported for part in segments]),
        "told": pa.array([_told(part) for part in segments]).dictionary_encode(),
    }
    return pa.table(columns)


def _told(part: Segment) -> str:
    head = part.by_party.removesuffix(part.reported)
    return head if head == part.by_party else head + _REPORTED


def _lines(laid: Columns) -> Iterator[tuple[float, float, float]]:
    """From low to high, where they differ."""
    return ((line.middle, line.y, line.y2) for line in laid.whiskers if line.y != line.y2)


def _opens(laid: Columns) -> Iterator[tuple[float, float, bool]]:
    """A `+` where the high is open."""
    return ((line.middle, line.y2, line.upward) for line in laid.whiskers if line.open)


def _period(dates: Dates, span: tuple[int, int]) -> tuple[int, int]:
    """The period as a shade behind the columns; without dates it has no width."""
    if dates == (None, None):
        return span[0], span[0]
    start = milliseconds(dates[0]) if dates[0] else span[0]
    end = milliseconds(dates[1] + timedelta(days=1)) if dates[1] else span[1]
    return max(start, span[0]), min(end, span[1])


def _lanes(laid: Columns, span: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """The name of each lane, at its top."""
    for n, lane in enumerate(laid.lanes):
        yield span[0], -n, f"{PARTIES[lane]}, at most {laid.tallest[lane]:,} in a column"


def _named(key_days: Sequence[KeyDay], span: Sequence[int]) -> list[tuple[int, str, bool]]:
    """The days that fall on the axis, the first named first; a name that would touch another one stays away.

    Of each its place, its words, and whether they stand on its left.
    """
    taken: list[tuple[float, float]] = []
    named: dict[int, tuple[int, str, bool]] = {}
    for key in key_days:
        at = milliseconds(key.day)
        if not span[0] <= at < span[1] or at in named:
            continue
        left = (at - span[0]) / (span[1] - span[0]) * _PLOT_PIXELS
        width = len(key.words) * _LETTER_PIXELS
        flip = left + width > _PLOT_PIXELS
        edges = (left - width - 8, left) if flip else (left, left + width + 8)
        if all(edges[1] <= other[0] or edges[0] >= other[1] for other in taken):
            taken.append(edges)
            named[at] = at, key.words, flip
    return list(named.values())


_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_COLUMNS: Final = "columns"
_BRUSH: Final = {"type": "interval", "encodings": ["x"], "mark": {"fill": "#1d1f22", "fillOpacity": 0.08}}
_COLUMN: Final = {"type": "point", "fields": ["start"], "toggle": False}
_PARAMS: Final = [
    {"name": name, "select": select, "views": [_COLUMNS]} for name, select in (("brush", _BRUSH), ("column", _COLUMN))
] + [{"name": "words", "value": list(_WORDS.values())}]
_MONTH: Final = "utcFormat(datum.start, '%B %Y')"
_WHAT: Final = "words[datum.code]"
_BY_PARTY: Final = f"replace(datum.told, '{_REPORTED}', datum.Reported)"
_TOOLTIP: Final = f"{{Month: {_MONTH}, What: {_WHAT}, Reported: datum.Reported, 'By party': {_BY_PARTY}}}"
_ALOUD: Final = f"{_MONTH} + ': ' + datum.Reported + ' ' + {_WHAT} + (datum.told ? ', ' + {_BY_PARTY} : '')"
_COLOUR: Final = {
    "field": "code",
    "type": "nominal",
    "legend": None,
    "scale": {"domain": list(range(len(COLOURS))), "range": list(COLOURS.values())},
}
_LOOK: Final[dict[str, Any]] = {
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "gridColor": _HAIRLINE,
        "domain": False,
        "ticks": False,
        "labelColor": _GREY,
        "labelFontSize": 12,
        "labelFont": _FONT,
        "labelPadding": 5,
    },
}
