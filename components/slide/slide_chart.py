"""Draw the slide's chart: the specification of the page's chart as a nested picture, below a title and a key."""

from typing import Any, Final

from components.chart.chart_spec import COLOURS, Marks, Sizes, empty_sentence, figure, title, with_plain_values
from components.page_data import SlideData
from components.slide.render import chart_svg
from components.slide.svg import Canvas, Type
from components.theme import CONTEXT, GREY, INK
from geo.map_layout import Box

_KEY: Final = (
    ("attack killed", "killed in attacks"),
    ("attack wounded", "wounded"),
    ("answer killed", "killed in strikes"),
    ("answer wounded", "wounded"),
)
_CONTEXT_KEY: Final = "context"
_LABEL: Final = Type(14, colour=GREY)
_SENTENCE: Final = Type(15, colour=GREY)
_KEY_HEIGHT, _TITLE_HEIGHT = 38, 52
_AXIS_WIDTH: Final = 34


def draw(canvas: Canvas, box: Box, data: SlideData) -> None:
    """Draw the chart into the box, with its title and its key."""
    left, top, right, bottom = box
    canvas.text(left, top + 10, title(data.view), Type(18, "bold"))
    if nothing := empty_sentence(data.view.measure, data.counts, data.chart_context):
        for n, line in enumerate(_SENTENCE.lines(nothing, right - left)):
            canvas.text(left, top + 46 + 20 * n, line, _SENTENCE)
        return
    if data.view.measure != "events":
        _draw_key(canvas, left, top + _KEY_HEIGHT)
    if data.context is not None:
        _draw_context_key(canvas, right, top + 10)
    plot_top = top + _TITLE_HEIGHT
    canvas.nest(left, plot_top, chart_svg(specification(data, round(right - left), round(bottom - plot_top))))


def specification(data: SlideData, width: int, height: int) -> dict[str, Any]:
    """Return the chart in Vega-Lite, `width` by `height` pixels, as vl-convert reads it."""
    sizes = Sizes(width, height, width - _AXIS_WIDTH, _LABEL.size, _LABEL.width)
    return with_plain_values(
        figure(
            data.view,
            data.chart_rows,
            data.chart_context,
            data.record_extent,
            Marks(data.key_days, data.context),
            sizes,
        )
    )


def _draw_key(canvas: Canvas, x: float, y: float) -> None:
    for kind, words in _KEY:
        canvas.rect(x, y - 6, x + 12, y + 6, COLOURS[kind])
        canvas.text(x + 17, y, words, _LABEL)
        x += 17 + _LABEL.width(words) + 16
    canvas.line(x + 4, y - 7, x + 4, y + 7, INK, strokeWidth=1.4)
    canvas.text(x + 12, y, "low to high, + open", _LABEL)


def _draw_context_key(canvas: Canvas, right: float, y: float) -> None:
    left = right - _LABEL.width(_CONTEXT_KEY)
    canvas.rect(left - 11, y - 3, left - 5, y + 3, CONTEXT, cornerRadius=3)
    canvas.text(left, y, _CONTEXT_KEY, _LABEL)
