"""The slide's chart: the same columns as on the screen, drawn on a canvas."""

from collections.abc import Callable, Iterator
from math import ceil, floor, log10
from typing import Final

import pandas as pd

from components.chart.bar_layout import Columns, columns, milliseconds
from components.chart.chart_spec import COLOURS, EMPTY, TITLES, time_axis
from components.slide.canvas import GREY, INK, Canvas, Type
from components.slide.slide_data import Brief
from data.terms import PARTIES
from data.view import View
from geo.map_layout import Box

_LABEL: Final = Type(14, colour=GREY, align="center")
_KEY: Final = (
    ("attack killed", "killed in attacks"),
    ("attack wounded", "wounded"),
    ("answer killed", "killed in strikes"),
    ("answer wounded", "wounded"),
)
_GRID: Final = "#e8e4dc"


def draw(canvas: Canvas, box: Box, brief: Brief) -> None:
    """Draw the chart of a brief into the box, its title and its key included."""
    view = brief.view
    left, top, right, bottom = box
    running = ", running sum" if view.running == "cumulative" else ""
    canvas.text(left, top + 10, f"{TITLES[view.measure]} by month{running}", Type(18, "bold"))
    if brief.beside.empty:
        words = EMPTY[view.measure] if brief.counts.shown else "No event to draw."
        canvas.text(left, top + 46, words, Type(15, colour=GREY))
        return
    months = time_axis(view.dates, brief.record)
    laid = columns(view, brief.rows, brief.beside, months)
    plot = (left + 34, top + 58, right, bottom - 24)
    if view.measure != "events":
        _key(canvas, left, top + 38)
    _plot(canvas, plot, view, laid, months, brief)


def _plot(canvas: Canvas, plot: Box, view: View, laid: Columns, months: list[pd.Period], brief: Brief) -> None:
    across = _lerp(milliseconds(months[0]), milliseconds(months[-1] + 1), plot[0], plot[2])
    up = _lerp(laid.heights[0], laid.heights[1], plot[3], plot[1])
    _grid(canvas, plot, laid, up)
    _shade(canvas, plot, view, across)
    for month in _labelled(months):
        canvas.text(across(milliseconds(month)), plot[3] + 14, _month_words(month, len(months)), _LABEL)
    for row in laid.segments:
        gap = 0 if view.running == "cumulative" else 1.2
        x, x2 = across(row.start) + gap, across(row.end) - gap
        canvas.rect(x, up(max(row.y, row.y2)), x2, up(min(row.y, row.y2)), COLOURS[row.kind], opacity=row.opacity)
    for row in laid.whiskers:
        x = across(row.middle)
        canvas.line(x, up(row.y), x, up(row.y2), INK, strokeWidth=1.4)
        if row.open:
            canvas.text(x, up(row.y2) + (-7 if row.upward else 8), "+", Type(14, align="center"))
    for height in range(-len(laid.lanes), 0) if laid.lanes else [0]:
        canvas.line(plot[0], up(height), plot[2], up(height), GREY, strokeWidth=0.9)
    for n, lane in enumerate(laid.lanes):
        canvas.text(
            plot[0] + 3,
            up(-n) + 10,
            f"{PARTIES[lane]}, at most {laid.tallest[lane]:,} in a column",
            Type(13, colour=GREY),
        )
    _key_days(canvas, plot, across, brief)


def _lerp(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    return lambda value: round(first + (value - low) / (high - low) * (last - first), 2)


def _grid(canvas: Canvas, plot: Box, laid: Columns, up: Callable[[float], float]) -> None:
    """Round numbers across the plot; lanes have none, their names tell their height."""
    if laid.lanes:
        return
    low, high = laid.heights
    rough = (high - low) / 5
    size = 10 ** floor(log10(rough))
    step = max(1, next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough))
    value = ceil(low / step) * step
    while value <= high:
        canvas.line(plot[0], up(value), plot[2], up(value), _GRID, strokeWidth=1)
        canvas.text(plot[0] - 6, up(value), f"{abs(value):,.0f}", Type(14, colour=GREY, align="right"))
        value += step


def _shade(canvas: Canvas, plot: Box, view: View, across: Callable[[float], float]) -> None:
    start, end = view.dates
    if not (start or end):
        return
    x = max(plot[0], across(milliseconds(start))) if start else plot[0]
    x2 = min(plot[2], across(milliseconds(pd.Timestamp(end) + pd.Timedelta(days=1)))) if end else plot[2]
    canvas.rect(x, plot[1], x2, plot[3], "#ebe8df", opacity=0.75)


def _labelled(months: list[pd.Period]) -> Iterator[pd.Period]:
    """The months that the axis names: Januaries of a long axis, every third month of a short one."""
    step = 12 if len(months) > 30 else 3  # noqa: PLR2004 - as on the screen
    return (month for month in months if (month.month - 1) % step == 0)


def _month_words(month: pd.Period, count: int) -> str:
    return f"{month.start_time:%Y}" if count > 30 else f"{month.start_time:%b %Y}"  # noqa: PLR2004


def _key(canvas: Canvas, x: float, y: float) -> None:
    look = Type(14, colour=GREY)
    for kind, words in _KEY:
        canvas.rect(x, y - 6, x + 12, y + 6, COLOURS[kind])
        canvas.text(x + 17, y, words, look)
        x += 17 + look.width(words) + 16
    canvas.line(x + 4, y - 7, x + 4, y + 7, INK, strokeWidth=1.4)
    canvas.text(x + 12, y, "low to high, + open", look)


def _key_days(canvas: Canvas, plot: Box, across: Callable[[float], float], brief: Brief) -> None:
    """The named days that fall on the axis; a name that would touch another one stays away."""
    look, taken, marked = Type(14), [], set()
    for named in brief.key_days:
        x = across(milliseconds(named.day))
        width = look.width(named.words) + 8
        if not plot[0] <= x < plot[2] or x in marked:
            continue
        edges = (x - width, x) if x + width > plot[2] else (x, x + width)
        if any(edges[0] < other[1] and other[0] < edges[1] for other in taken):
            continue
        taken.append(edges)
        marked.add(x)
        canvas.line(x, plot[1], x, plot[3], INK, strokeWidth=0.9, strokeDash=[2, 2])
        canvas.text(edges[0] + 4, plot[1] + 7, named.words, look, halo=True)
