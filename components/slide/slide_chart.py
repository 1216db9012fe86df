"""Draw the slide's chart: the specification of the page's chart as a nested picture, below a title and a key."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from components.chart.chart_spec import (
    COLOURS,
    LABELS,
    Marks,
    Sizes,
    empty_sentence,
    figure,
    kinds_drawn,
    title,
    with_plain_values,
)
from components.page_data import SlideData
from components.slide.render import chart_svg
from components.slide.svg import Canvas, Type
from components.theme import CONTEXT, GREY, INK
from geo.map_layout import Box

_CONTEXT_KEY: Final = "context"
_LABEL: Final = Type(14, colour=GREY)
_SENTENCE: Final = Type(15, colour=GREY)
_KEY_TOP, _KEY_LINE, _TITLE_HEIGHT = 38, 20, 52
_AXIS_WIDTH: Final = 34


def draw(canvas: Canvas, box: Box, data: SlideData) -> None:
    """Draw the chart into the box, with its title and its key."""
    left, top, right, bottom = box
    canvas.text(left, top + 10, title(data.view), Type(18, "bold"))
    if nothing := empty_sentence(data.view.measure, data.counts, data.chart_context):
        for n, line in enumerate(_SENTENCE.lines(nothing, right - left)):
            canvas.text(left, top + 46 + 20 * n, line, _SENTENCE)
        return
    if data.context is not None:
        _draw_context_key(canvas, right, top + 10)
    width = round(right - left)
    plot_top = top + _TITLE_HEIGHT + _draw_key(canvas, box, key_of(chart(data, width, round(bottom - top))))
    canvas.nest(left, plot_top, chart_svg(specification(data, width, round(bottom - plot_top))))


def specification(data: SlideData, width: int, height: int) -> dict[str, Any]:
    """Return the chart in Vega-Lite, `width` by `height` pixels, as vl-convert reads it."""
    return with_plain_values(chart(data, width, height))


def chart(data: SlideData, width: int, height: int) -> dict[str, Any]:
    """Return the chart in Vega-Lite, `width` by `height` pixels; its `datasets` are Arrow tables."""
    sizes = Sizes(width, height, width - _AXIS_WIDTH, _LABEL.size, _LABEL.width)
    marks = Marks(data.key_days, data.context)
    return figure(data.view, data.chart_rows, data.chart_context, data.record_extent, marks, sizes)


def key_of(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the key of a `chart`: a colour and its words for what the chart draws, no colour for the whiskers."""
    kinds = kinds_drawn(spec)
    key = []
    for kind in kinds:
        group, harm = kind.split()
        follows = harm == "wounded" and f"{group} killed" in kinds
        key.append((COLOURS[kind], harm if follows else LABELS[kind]))
    parts = {"whiskers": "low to high", "opens": "+ open"}
    marks = ", ".join(words for name, words in parts.items() if name in spec["datasets"])
    return [*key, *([("", marks)] if marks else [])]


def _draw_key(canvas: Canvas, box: Box, key: Sequence[tuple[str, str]]) -> float:
    """Draw the key below the title; return the height of its lines after the first."""
    x, y = box[0], box[1] + _KEY_TOP
    first = y
    for colour, words in key:
        width = 17 + _LABEL.width(words)
        if x + width > box[2]:
            x, y = box[0], y + _KEY_LINE
        if colour:
            canvas.rect(x, y - 6, x + 12, y + 6, colour)
        else:
            canvas.line(x + 4, y - 7, x + 4, y + 7, INK, strokeWidth=1.4)
        canvas.text(x + 17 if colour else x + 12, y, words, _LABEL)
        x += width + 16
    return y - first


def _draw_context_key(canvas: Canvas, right: float, y: float) -> None:
    left = right - _LABEL.width(_CONTEXT_KEY)
    canvas.rect(left - 11, y - 3, left - 5, y + 3, CONTEXT, cornerRadius=3)
    canvas.text(left, y, _CONTEXT_KEY, _LABEL)
