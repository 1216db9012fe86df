"""Draw the slide's chart: the screen's own specification as a nested picture, below its title and its key."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from components.chart.chart_spec import (
    COLOURS,
    EMPTY,
    LABELS,
    TITLES,
    Sizes,
    figure,
    kinds_drawn,
    with_plain_values,
)
from components.page_data import SlideData
from components.slide.render import chart_svg
from components.slide.svg import Canvas, Type
from components.theme import GREY, INK
from data.view import View
from geo.map_layout import Box

_LABEL: Final = Type(14, colour=GREY)
_KEY_TOP, _KEY_LINE, _TITLE_HEIGHT = 38, 20, 52
_AXIS_WIDTH: Final = 34


def draw(canvas: Canvas, box: Box, data: SlideData) -> None:
    """Draw the chart into the box, with its title and its key."""
    left, top, right, bottom = box
    canvas.text(left, top + 10, title(data.view), Type(18, "bold"))
    if data.chart_context.empty:
        canvas.text(left, top + 46, empty_sentence(data), Type(15, colour=GREY))
        return
    width = round(right - left)
    plot_top = top + _TITLE_HEIGHT + _draw_key(canvas, box, key_of(chart(data, width, round(bottom - top))))
    canvas.nest(left, plot_top, chart_svg(specification(data, width, round(bottom - plot_top))))


def specification(data: SlideData, width: int, height: int) -> dict[str, Any]:
    """Return the chart in Vega-Lite, `width` by `height` pixels, as vl-convert reads it."""
    return with_plain_values(chart(data, width, height))


def chart(data: SlideData, width: int, height: int) -> dict[str, Any]:
    """Return the chart in Vega-Lite, `width` by `height` pixels; its `datasets` are Arrow tables."""
    sizes = Sizes(width, height, width - _AXIS_WIDTH, _LABEL.size, _LABEL.width)
    return figure(data.view, data.chart_rows, data.chart_context, data.record_extent, data.key_days, sizes)


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


def title(view: View) -> str:
    """Return the title of a view's chart."""
    cumulative = ", cumulative" if view.running == "cumulative" else ""
    return f"{TITLES[view.measure]} by month{cumulative}"


def empty_sentence(data: SlideData) -> str:
    """Return the sentence in the place of a chart without bars."""
    return EMPTY[data.view.measure] if data.counts.shown else "No event to draw."


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
