"""The chart: killed and wounded by month, or events; a drag over it sets the period, a click picks a month."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, Final

import pandas as pd
import streamlit as st

from components import state
from components.columns import Columns, Segment, Whisker, columns, milliseconds
from data.answers import kept
from data.engine import Engine
from data.terms import PARTIES
from data.view import Dates, Measure, Running, View

HEIGHT: Final = 262
_DAY: Final = 86_400_000
"""Milliseconds."""
_MARGIN_MONTHS: Final = 5
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
_MEASURES: Final = {"harm": "By harm", "party": "By party", "events": "Events"}
_RUNNING: Final = {"monthly": "Monthly", "cumulative": "Running"}
TITLES: Final = {"harm": "Killed and wounded", "party": "Killed and wounded, by party harmed,", "events": "Events"}
_NOTES: Final = {
    "harm": "Above the line: harmed in attacks; below: in strikes. Dark: killed; line: lowest to highest, + open.",
    "party": "Red: harmed in attacks; blue: in strikes. Dark: killed; line: lowest to highest, + open.",
    "events": "Above the line: attacks and other events; below: strikes.",
}
EMPTY: Final = {
    "harm": "No document gives a toll for these events: unknown, not none.",
    "party": "No document gives a toll for these events: unknown, not none.",
    "events": "No event to draw.",
}
_INK, _GREY, _HAIRLINE = "#1d1f22", "#5e646b", "#e8e4dc"
_YEARS_NAMED: Final = 8
_PLOT_PIXELS, _LETTER_PIXELS = 330, 6.2
_FONT: Final = "Source Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class KeyDay:
    """A day that the chart names."""

    day: date
    words: str


def show(view: View, engine: Engine, key_days: Sequence[KeyDay]) -> None:
    """Draw the chart of a view with its title and its switches; `key_days` are those it names."""
    st.html(f"<h2>{TITLES[view.measure]} by month{', running sum' if view.running == 'cumulative' else ''}</h2>")
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="small", key="switches"):
        st.segmented_control("Measure", list(_MEASURES), key="measure", format_func=_MEASURES.get, **_switch("measure"))
        st.segmented_control("Running", list(_RUNNING), key="running", format_func=_RUNNING.get, **_switch("running"))
    spec = _spec(engine, view, view.measure, view.running, view.month, tuple(key_days))
    if spec is None:
        st.html(f'<p class="bw-note">{EMPTY[view.measure]}</p>')
        return
    # A chart of its own for each period and month, so that no old drag or click stays marked on it.
    key = f"chart {view.dates} {view.month}"
    with st.container(key="chart-frame"):
        st.vega_lite_chart(
            spec=spec,
            theme=None,
            key=key,
            on_select=lambda: state.show(chosen(st.session_state[key]["selection"], state.current())),
            alt=view.describe(),
        )
    st.html(f'<p class="bw-note">{_NOTES[view.measure]} Drag to set the period, click a column for its month.</p>')


@kept
def _spec(
    engine: Engine, view: View, measure: Measure, running: Running, month: str, key_days: tuple[KeyDay, ...]
) -> dict[str, Any] | None:
    """The figure, kept; None where there is nothing to draw."""
    view = view.with_(measure=measure, running=running, month=month)
    ask = engine.months if measure == "events" else engine.tolls
    context = ask(view if running == "cumulative" else view.without("dates"))
    if context.empty:
        return None
    return figure(view, ask(view), context, engine.extent(View()), key_days)


def figure(
    view: View, rows: pd.DataFrame, context: pd.DataFrame, record: Dates, key_days: Sequence[KeyDay]
) -> dict[str, Any]:
    """The chart of a view as Vega-Lite.

    `rows` are the engine's tolls (or months, where the view measures events), `context` the same without the view's
    dates; `record` is the first and last day of the whole table.
    """
    months = time_axis(view.dates, record)
    laid = columns(view, rows, context, months)
    span = [milliseconds(months[0]), milliseconds(months[-1] + 1)]
    layers = [
        *_period(view.dates, span),
        _segments(laid.segments or [_nothing(span)], laid, len(months), view.running),
        _ends(span),
        _axis_line(laid),
        *_whiskers(laid.whiskers),
        *_lane_names(laid, span),
        *_key_days(key_days, span),
    ]
    read_aloud = len(laid.segments) <= _READ_ALOUD
    frame = {"$schema": _SCHEMA, "usermeta": {"embedOptions": {"renderer": "svg" if read_aloud else "canvas"}}}
    # Without it each mark of a canvas, too, is described for a reader's voice that never meets it: half the time.
    look = {**_LOOK, "aria": read_aloud}
    return {**frame, "height": HEIGHT, "config": look, "params": _PARAMS, "layer": layers}


def _switch(name: str) -> dict[str, Any]:
    return {
        "required": True,
        "label_visibility": "collapsed",
        "on_change": lambda: state.change(**{name: st.session_state[name]}),
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


def chosen(selection: Mapping[str, Any], view: View) -> View:
    """The view after a drag or a click on the chart.

    A drag sets the period to the months it touches; a click picks the column's month, or lets it go if it was picked.
    """
    if edges := selection.get("brush", {}).get("start"):
        first, last = (datetime.fromtimestamp(edge / 1000, UTC).date() for edge in sorted(edges))
        return view.with_(dates=(first.replace(day=1), pd.Period(last, "M").end_time.date()), month="")
    if clicked := selection.get("column"):
        month = f"{datetime.fromtimestamp(clicked[0]['start'] / 1000, UTC):%Y-%m}"
        return view.with_(month="" if month == view.month else month, selected="")
    return view


# Written as Vega-Lite itself: built and checked by Altair it took longer than all questions of a view together.
def _layer(rows: list[dict[str, Any]], mark: str, look: Mapping[str, Any], **encoding: object) -> dict[str, Any]:
    """A layer of a few rows."""
    return {"data": {"values": rows}, "mark": {"type": mark, **look}, "encoding": encoding}


def _long_layer(rows: list[dict[str, Any]], mark: str, look: Mapping[str, Any], **encoding: object) -> dict[str, Any]:
    """A layer of many rows, written as lines of text: a quarter of the weight of records."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    numbers = {name: "number" for name, value in rows[0].items() if not isinstance(value, str)}
    data = {"values": lines.getvalue(), "format": {"type": "csv", "parse": numbers}}
    return {"data": data, "mark": {"type": mark, **look}, "encoding": encoding}


def _time(field: str) -> dict[str, Any]:
    return {"field": field, "type": "temporal"}


def _height(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative"}


def _ends(span: Sequence[int]) -> dict[str, Any]:
    """Stretches the time axis to its span; a stated domain would quarrel with the brush's."""
    return _layer([{"start": edge} for edge in span], "point", {"opacity": 0}, x=_time("start"))


def _nothing(span: Sequence[int]) -> Segment:
    """A column that cannot be seen: without one there would be nothing to drag over, and warnings of an empty axis."""
    return Segment(span[0], span[1], 0, 0, "attack killed", 0.0, "", "", "", "")


def _segments(segments: Sequence[Segment], laid: Columns, months: int, running: str) -> dict[str, Any]:
    """The columns as first days and codes; the browser works out the rest."""
    kinds = {part.kind: part.what for part in segments}
    codes = {kind: n for n, kind in enumerate(kinds)}
    shades = sorted({part.opacity for part in segments})
    told = _told(segments)
    rows = [
        {
            "first": part.start // _DAY,
            "code": codes[part.kind],
            "y": part.y,
            "y2": part.y2,
            "shade": shades.index(part.opacity),
            "Reported": part.reported,
            **({} if told else {"By party": part.by_party}),
        }
        for part in segments
    ]
    worked_out = {
        "start": f"datum.first * {_DAY}",
        "end": "+utcOffset('month', datum.start)",
        "kind": f"{json.dumps(list(kinds))}[datum.code]",
        "What": f"{json.dumps(list(kinds.values()))}[datum.code]",
        "opacity": f"{shades}[datum.shade]",
        "Month": "utcFormat(datum.start, '%B %Y')",
        **({"By party": f"{json.dumps(told)} + datum.Reported"} if told else {}),
    }
    ticks: dict[str, Any] = {"format": "%b %Y", "tickCount": 7}
    if months > 30:  # noqa: PLR2004 - where month names begin to touch; then no year is named twice
        ticks = {"format": "%Y", "tickCount": {"interval": "year", "step": ceil(months / 12 / _YEARS_NAMED)}}
    dates = {**ticks, "grid": False, "labelFlush": False}
    heights = None if laid.lanes else {"labelExpr": "format(abs(datum.value), ',')", "tickCount": 5, "title": None}
    layer = _long_layer(
        rows,
        "bar",
        {"binSpacing": 0 if running == "cumulative" else 1.5},
        x={**_time("start"), "scale": {"type": "utc", "nice": False}, "title": None, "axis": dates},
        x2={"field": "end"},
        y={**_height("y"), "axis": heights, "scale": {"domain": list(laid.heights), "nice": False}},
        y2={"field": "y2"},
        color=_COLOUR,
        opacity={**_height("opacity"), "scale": None, "legend": None},
        tooltip=[{"field": name, "type": "nominal"} for name in ("Month", "What", "Reported", "By party")],
    )
    return {
        "name": _COLUMNS,
        "transform": [{"calculate": how, "as": name} for name, how in worked_out.items()],
        **layer,
    }


def _told(segments: Sequence[Segment]) -> str:
    """What stands before each figure by party where that is the same everywhere: one party, or none."""
    heads = {part.by_party.removesuffix(part.reported) for part in segments}
    (head,) = heads if len(heads) == 1 else ("",)
    return head if all(part.by_party == head + part.reported for part in segments) else ""


def _axis_line(laid: Columns) -> dict[str, Any]:
    heights = range(-len(laid.lanes), 0) if laid.lanes else [0]
    return _layer([{"y": height} for height in heights], "rule", {"color": _GREY, "strokeWidth": 0.8}, y=_height("y"))


def _whiskers(whiskers: Sequence[Whisker]) -> list[dict[str, Any]]:
    """Lines from low to high where they differ, and a `+` where the high is open; no layer without a row."""
    lines = [{"day": line.middle / _DAY, "y": line.y, "y2": line.y2} for line in whiskers if line.y != line.y2]
    x, layers = _time("middle"), []
    if lines:
        look = {"color": _INK, "strokeWidth": 1.2}
        layers.append(_long_layer(lines, "rule", look, x=x, y=_height("y"), y2={"field": "y2"}))
    for upward, dy in ((True, -6), (False, 7)):
        ends = [{"day": line.middle / _DAY, "y2": line.y2} for line in whiskers if line.open and line.upward is upward]
        if ends:
            look = {"text": "+", "color": _INK, "fontSize": 12, "dy": dy}
            layers.append(_long_layer(ends, "text", look, x=x, y=_height("y2")))
    in_days = [{"calculate": f"datum.day * {_DAY}", "as": "middle"}]
    return [{"transform": in_days, **layer} for layer in layers]


def _words(rows: list[dict[str, Any]], x: str, y: Mapping[str, Any], **look: Any) -> list[dict[str, Any]]:
    """A layer of words; none where there is no row, since an empty layer upsets the axis."""
    if not rows:
        return []
    look = {"color": _INK, "fontSize": 12, **look}
    return [_layer(rows, "text", look, x=_time(x), y=y, text={"field": "words", "type": "nominal"})]


def _period(dates: Dates, span: Sequence[int]) -> list[dict[str, Any]]:
    """The period as a shade behind the columns."""
    if dates == (None, None):
        return []
    start = milliseconds(dates[0]) if dates[0] else span[0]
    end = milliseconds(dates[1] + timedelta(days=1)) if dates[1] else span[1]
    shade = [{"start": max(start, span[0]), "end": min(end, span[1])}]
    return [_layer(shade, "rect", {"color": "#ebe8df", "opacity": 0.75}, x=_time("start"), x2={"field": "end"})]


def _lane_names(laid: Columns, span: Sequence[int]) -> list[dict[str, Any]]:
    names = [
        {"x": span[0], "y": -n, "words": f"{PARTIES[lane]}, at most {laid.tallest[lane]:,} in a column"}
        for n, lane in enumerate(laid.lanes)
    ]
    return _words(names, "x", _height("y"), align="left", baseline="top", dx=2, dy=3)


def _key_days(key_days: Sequence[KeyDay], span: Sequence[int]) -> list[dict[str, Any]]:
    """The days that fall on the axis, the first named first; a name that would touch another one stays away."""
    taken: list[tuple[float, float]] = []
    rows = []
    for key in key_days:
        at = milliseconds(key.day)
        if not span[0] <= at < span[1] or any(row["at"] == at for row in rows):
            continue
        left = (at - span[0]) / (span[1] - span[0]) * _PLOT_PIXELS
        width = len(key.words) * _LETTER_PIXELS
        flip = left + width > _PLOT_PIXELS
        edges = (left - width - 8, left) if flip else (left, left + width + 8)
        if all(edges[1] <= other[0] or edges[0] >= other[1] for other in taken):
            taken.append(edges)
            rows.append({"at": at, "words": key.words, "flip": flip})
    if not rows:
        return []
    rule = _layer(rows, "rule", {"color": _INK, "strokeDash": [2, 2], "strokeWidth": 0.9}, x=_time("at"))
    top = {"value": 0}
    right = _words([row for row in rows if not row["flip"]], "at", top, align="left", baseline="top", dx=4)
    left = _words([row for row in rows if row["flip"]], "at", top, align="right", baseline="top", dx=-4)
    return [rule, *right, *left]


_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_COLUMNS: Final = "columns"
_BRUSH: Final = {"type": "interval", "encodings": ["x"], "mark": {"fill": "#1d1f22", "fillOpacity": 0.08}}
_COLUMN: Final = {"type": "point", "fields": ["start"], "toggle": False}
_PARAMS: Final = [
    {"name": name, "select": select, "views": [_COLUMNS]} for name, select in (("brush", _BRUSH), ("column", _COLUMN))
]
_COLOUR: Final = {
    "field": "kind",
    "type": "nominal",
    "legend": None,
    "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
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
