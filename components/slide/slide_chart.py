"""Draw the slide's chart: the page's chart of time, below a title and a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from components.chart import timeline
from components.chart.chart_words import COLOURS, LABELS, empty_sentence, title
from components.chart.columns import Block, Column, Columns
from components.chart.timeline import Dot, Timeline
from components.page_data import SlideData
from components.slide.svg import Canvas, Type
from components.theme import ATTACK, CONTEXT, GREY, INK, LINE, OTHER, PAPER, RESPONSE, SHADE
from data.terms import PARTIES
from geo.map_layout import Box

_LABEL: Final = Type(14, colour=GREY)
_SENTENCE: Final = Type(15, colour=GREY)
_WORDS: Final = Type(13)
_LANE: Final = Type(12)
_NUMBER: Final = Type(13, colour=GREY)
_NUMBER_AT_RIGHT: Final = Type(13, colour=GREY, align="right")
_KEY_TOP, _KEY_LINE, _TITLE_HEIGHT = 38, 20, 52
_AXIS_WIDTH: Final = 34
_NUMBER_HEIGHT: Final = 16
_DAYS_HEIGHT, _TICKS_HEIGHT, _CONTEXT_HEIGHT = 20, 22, 30
_TIP: Final = 7
"""The height of the open end of a column, in pixels."""
_DOT: Final = 4.5
_EMPTY_HEIGHT: Final = 190
"""The height of a chart without columns: its events by day."""
_HATCH: Final = 6
"""Pixels between two lines of a hatching."""
_FADED: Final = 0.28
_GROUPS: Final = {"attack": ATTACK, "answer": RESPONSE, "other": OTHER}
_CERTAIN, _POSSIBLE, _OPEN = "solid: at least", "hatched: up to", "roof: no upper figure"


def draw(canvas: Canvas, box: Box, data: SlideData) -> None:
    """Draw the chart into the box, with its title and its key."""
    left, top, right, bottom = box
    canvas.text(left, top + 10, title(data.view), Type(18, "bold"))
    if nothing := empty_sentence(data.view.measure, data.counts, data.chart_context):
        lines = _SENTENCE.lines(nothing, right - left)
        for n, line in enumerate(lines):
            canvas.text(left, top + 46 + 20 * n, line, _SENTENCE)
        if data.counts.shown:
            top = top + 46 + 20 * len(lines)
            _Plot.of(canvas, (left, top, right, min(bottom, top + _EMPTY_HEIGHT)), timeline.of_page(data)).draw()
        return
    chart = timeline.of_page(data)
    if data.context is not None:
        _draw_context_key(canvas, right, top + 10)
    plot_top = top + _TITLE_HEIGHT + _draw_key(canvas, box, key_of(chart.columns))
    _Plot.of(canvas, (left, plot_top, right, bottom), chart).draw()


def key_of(columns: Columns) -> list[tuple[str, str]]:
    """Return the key of the columns: a colour and its words for what is drawn, no colour for how it is drawn."""
    kinds = columns.kinds
    key = []
    for kind in kinds:
        group, harm = kind.split()
        follows = harm == "wounded" and f"{group} killed" in kinds
        key.append((COLOURS[kind], harm if follows else LABELS[kind]))
    possible = any(not block.is_certain for column in columns.columns for block in column.blocks)
    is_open = any(column.is_open for column in columns.columns)
    marks = [_CERTAIN, *([_POSSIBLE] if possible else []), *([_OPEN] if is_open else [])]
    return [*key, *([("", " · ".join(marks))] if possible or is_open else [])]


def _draw_key(canvas: Canvas, box: Box, key: Sequence[tuple[str, str]]) -> float:
    """Draw the key below the title; return the height of its lines after the first."""
    x, y = box[0], box[1] + _KEY_TOP
    first = y
    for colour, words in key:
        indent = 17 if colour else 0
        if x > box[0] and x + indent + _LABEL.width(words) > box[2]:
            x, y = box[0], y + _KEY_LINE
        if colour:
            canvas.rect(x, y - 6, x + 12, y + 6, colour)
        canvas.text(x + indent, y, words, _LABEL)
        x += indent + _LABEL.width(words) + 16
    return y - first


def _draw_context_key(canvas: Canvas, right: float, y: float) -> None:
    left = right - _LABEL.width("context")
    canvas.rect(left - 11, y - 3, left - 5, y + 3, CONTEXT, cornerRadius=3)
    canvas.text(left, y, "context", _LABEL)


@dataclass(frozen=True, slots=True)
class _Plot:
    """A chart in a box of the canvas: the rows from the top, and the pixels of a person or an event."""

    canvas: Canvas
    chart: Timeline
    left: float
    right: float
    top: float
    axes: tuple[float, ...]
    pixels: float
    ticks: float
    strip: float
    side: float
    context: float

    @classmethod
    def of(cls, canvas: Canvas, box: Box, chart: Timeline) -> "_Plot":
        left, top, right, bottom = box
        foot = bottom - (_CONTEXT_HEIGHT if chart.facts is not None else 0)
        side = (foot - top) * _strip_share(chart.columns) / 2
        ticks = foot - 2 * side - _TICKS_HEIGHT - 6
        plot = ticks - 4 - top - _DAYS_HEIGHT
        columns = chart.columns
        if columns.lanes:
            lane = plot / len(columns.lanes)
            highest = max(columns.highest(name) for name in columns.lanes)
            axes = tuple(top + _DAYS_HEIGHT + lane * (n + 1) for n in range(len(columns.lanes)))
            pixels = (lane - 3 - _TIP) / max(highest, 1)
        else:
            up, down = columns.highest(), columns.highest(is_upward=False)
            pixels = (plot - 2 * _TIP) / max(up + down, 1)
            axes = (top + _DAYS_HEIGHT + _TIP + up * pixels,)
        return cls(canvas, chart, left + _AXIS_WIDTH, right, top, axes, pixels, ticks, foot - side, side, bottom - 8)

    def draw(self) -> None:
        """Draw everything, the lowest first."""
        self._draw_period()
        self._draw_axes()
        for column in self.chart.columns.columns:
            self._draw_column(column)
        self._draw_ticks()
        self._draw_strip()
        self._draw_breaks()
        self._draw_facts()
        self._draw_days()

    def x(self, share: float) -> float:
        return self.left + share * (self.right - self.left)

    def _draw_period(self) -> None:
        if self.chart.period:
            start, end = (self.x(self.chart.scale.at(day)) for day in self.chart.period)
            self.canvas.rect(
                start, self.top + _DAYS_HEIGHT - 4, max(end, start + 1), self.strip + self.side, SHADE, opacity=0.75
            )

    def _draw_axes(self) -> None:
        columns = self.chart.columns
        for y, lane in zip(self.axes, columns.lanes or ("",)):
            if lane:
                words = f"{PARTIES[lane]}, at most {columns.highest(lane):,} in a column"
                self.canvas.text(self.left + 4, y - 23, words, _LANE)
            else:
                self._draw_grid(y)
            self.canvas.line(self.left, y, self.right, y, GREY, strokeWidth=0.8)

    def _draw_grid(self, axis: float) -> None:
        columns = self.chart.columns
        heights = columns.highest(), columns.highest(is_upward=False)
        if not any(heights):
            return
        self.canvas.text(self.left - 6, axis, "0", _NUMBER_AT_RIGHT)
        step = grid_step(max(heights), _NUMBER_HEIGHT / self.pixels)
        for sign, highest in zip((-1, 1), heights):
            for value in range(step, highest + 1, step):
                y = axis + sign * value * self.pixels
                self.canvas.line(self.left, y, self.right, y, LINE, strokeWidth=1)
                self.canvas.text(self.left - 6, y, f"{value:,}", _NUMBER_AT_RIGHT)

    def _draw_column(self, column: Column) -> None:
        edges = self.chart.scale.month_edges[column.month]
        start, end = self.x(edges[0]) + 0.75, self.x(edges[1]) - 0.75
        end = max(end, start + 1)
        lanes = self.chart.columns.lanes
        axis = self.axes[lanes.index(column.lane) if lanes else 0]
        sign = -1 if column.is_upward else 1
        opacity = _FADED if column.is_faded else 1
        for block in column.blocks:
            near, far = (axis + sign * edge * self.pixels for edge in (block.start, block.end))
            self._draw_block(block, (start, min(near, far), end, max(near, far)), opacity)
        if column.is_open and column.blocks:
            tip = axis + sign * (column.height * self.pixels + 2)
            colour, middle = COLOURS[column.blocks[-1].kind], (start + end) / 2
            for edge in (start, end):
                self.canvas.line(edge, tip, middle, tip + sign * (_TIP - 3), colour, strokeWidth=1.6, opacity=opacity)

    def _draw_block(self, block: Block, box: Box, opacity: float) -> None:
        colour = COLOURS[block.kind]
        if block.is_certain:
            self.canvas.rect(*box, colour, opacity=opacity)
            return
        self.canvas.rect(*box, "none", stroke=colour, strokeWidth=0.8, opacity=opacity)
        for x1, y1, x2, y2 in hatching(box):
            self.canvas.line(x1, y1, x2, y2, colour, strokeWidth=1.6, opacity=opacity)

    def _draw_ticks(self) -> None:
        ticks = list(self.chart.scale.ticks())
        first = [tick for tick in ticks if tick.is_first]
        following = [self.x(tick.at) for tick in first[1:]] + [self.right + 10]
        fitting = [
            [words for words in (tick.words, tick.short) if self.x(tick.at) + _NUMBER.width(words) + 10 <= after]
            for tick, after in zip(first, following)
        ]
        named = [(tick, (words or [f"’{tick.short[2:]}"])[0]) for tick, words in zip(first, fitting)]
        taken: list[tuple[float, float]] = []
        for tick, words in named + [(tick, tick.words) for tick in ticks if not tick.is_first]:
            place, wide = self.x(tick.at), _NUMBER.width(words) + 10
            left = min(place, self.right + 10 - wide) if tick.is_first else place
            if left + wide <= self.right + 10 and all(left + wide <= one[0] or left >= one[1] for one in taken):
                taken.append((left, left + wide))
                self.canvas.line(place, self.ticks, place, self.ticks + 4, GREY, strokeWidth=1)
                self.canvas.text(left + 1, self.ticks + 12, words, _NUMBER)

    def _draw_breaks(self) -> None:
        for stretch in self.chart.scale.stretches:
            if stretch.is_break:
                middle = self.x((stretch.left + stretch.right) / 2)
                for y in (*self.axes, self.strip):
                    self.canvas.rect(middle - 4, y - 2, middle + 5, y + 2, PAPER)
                    for shift in (-6, 1):
                        self.canvas.line(middle + shift, y + 5, middle + shift + 5, y - 5, GREY, strokeWidth=1)

    def _draw_strip(self) -> None:
        self.canvas.line(self.left, self.strip, self.right, self.strip, GREY, strokeWidth=0.8)
        for words, y, colour in (("attacks", -self.side + 8, ATTACK), ("strikes", self.side - 6, RESPONSE)):
            self.canvas.text(self.left - _AXIS_WIDTH, self.strip + y, words, Type(11, colour=colour))
        if self.chart.is_histogram:
            self._draw_histogram()
        else:
            self._draw_dots()

    def _draw_histogram(self) -> None:
        """Draw the bars; those of the groups above the axis stand on each other."""
        tops: dict[tuple[int, bool], int] = {}
        bases = []
        for dot in self.chart.dots:
            side = dot.start, dot.group == "answer"
            bases.append(tops.get(side, 0))
            tops[side] = bases[-1] + dot.events
        pixels = (self.side - 4) / max(tops.values(), default=1)
        for dot, base in zip(self.chart.dots, bases):
            start, end = (self.x(self.chart.scale.at(day)) for day in (dot.start, dot.end + 1))
            sign = 1 if dot.group == "answer" else -1
            near, far = (self.strip + sign * events * pixels for events in (base, base + dot.events))
            opacity = _FADED if self._is_outside(dot) else 1
            self.canvas.rect(start, near, max(end, start + 0.5), far, _GROUPS[dot.group], opacity=opacity)

    def _is_outside(self, dot: Dot) -> bool:
        period = self.chart.period
        return period is not None and (dot.end < period[0] or dot.start >= period[1])

    def _draw_dots(self) -> None:
        dots = [dot for dot in self.chart.dots for _ in range(dot.events)]
        lanes = [[dot for dot in dots if (dot.group == "answer") == is_below] for is_below in (False, True)]
        places = [[self.x(self.chart.scale.at(dot.start)) + 1 for dot in lane] for lane in lanes]
        radius, levels = fitting_dots(places, self.side)
        for lane, xs, stack, sign in zip(lanes, places, levels, (-1, 1)):
            for dot, x, level in zip(lane, xs, stack):
                y = self.strip + sign * (radius + 1.5 + 2 * radius * level)
                look = {"stroke": _GROUPS[dot.group], "strokeWidth": 1.5} if dot.end > dot.start else {}
                colour = PAPER if dot.end > dot.start else _GROUPS[dot.group]
                self.canvas.shape(
                    x, y, "circle", radius, colour, opacity=_FADED if self._is_outside(dot) else 1, **look
                )

    def _draw_facts(self) -> None:
        for fact in self.chart.facts or ():
            start, end = (self.x(self.chart.scale.at(day)) for day in (fact.start, fact.end + 1))
            opacity = 0.9 if fact.end - fact.start <= 7 else 0.35  # noqa: PLR2004 - a month is paler than its days
            self.canvas.rect(
                start - 2,
                self.context - 2.5,
                max(end, start + 1) + 2,
                self.context + 2.5,
                CONTEXT,
                cornerRadius=2.5,
                opacity=opacity,
            )
        self._draw_labels(self.chart.named_facts, self.context - 12, CONTEXT, 0)

    def _draw_days(self) -> None:
        for x in self._draw_labels(self.chart.days, self.top + 8, INK, 4):
            for y, y2 in ((self.top, self.ticks), (self.ticks + _TICKS_HEIGHT, self.strip + self.side)):
                self.canvas.line(x, y, x, y2, INK, strokeWidth=0.9, strokeDash=[2, 2])

    def _draw_labels(self, labels: Sequence[tuple[int, str]], y: float, colour: str, gap: float) -> list[float]:
        """Draw labels at days, the most important first, none over another; return the places of those drawn."""
        taken: list[tuple[float, float]] = []
        drawn = []
        for day, words in labels:
            x = self.x(self.chart.scale.at(day))
            wide = _WORDS.width(words) + 8
            is_left = x + wide > self.right
            edges = (x - wide, x) if is_left else (x, x + wide)
            if edges[0] >= self.left and all(edges[1] <= other[0] or edges[0] >= other[1] for other in taken):
                taken.append(edges)
                drawn.append(x)
                look = Type(13, colour=colour, align="right" if is_left else "left")
                self.canvas.text(x - gap if is_left else x + gap, y, words, look)
        return drawn


def _strip_share(columns: Columns) -> float:
    """Return the strip's share of the height."""
    if not any(column.height for column in columns.columns):
        return 0.4
    return 0.16 if columns.lanes else 0.24


def hatching(box: Box) -> list[Box]:
    """Return the lines that hatch a box: left, top, right, bottom of each, rising to the right.

    >>> hatching((0, 0, 6, 6))
    [(0, 6, 6, 0)]
    """
    left, top, right, bottom = box
    lines = []
    for n in range(1, int((right - left + bottom - top) // _HATCH) + 1):
        down = n * _HATCH  # along the left edge and then the lower one, from the top left corner
        x1, y1 = (left, top + down) if top + down <= bottom else (left + down - (bottom - top), bottom)
        x2, y2 = (left + down, top) if left + down <= right else (right, top + down - (right - left))
        lines.append((x1, y1, x2, y2))
    return [line for line in lines if line[0] < line[2]]


def grid_step(highest: int, least: float) -> int:
    """Return the distance of the lines of a grid: a round number, about a third of `highest` and not under `least`.

    >>> grid_step(54, 0), grid_step(2, 0), grid_step(54, 30)
    (20, 1, 50)
    """
    rough = max(highest / 3, least, 1)
    size: int = 10 ** floor(log10(rough))
    return next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough)


def fitting_dots(lanes: Sequence[Sequence[float]], room: float) -> tuple[float, list[list[int]]]:
    """Return the largest radius with which the dots of all lanes fit into `room` pixels, and the level of each dot.

    >>> fitting_dots([[10, 11], [30]], 20)
    (4.5, [[0, 1], [0]])
    """
    radius = _DOT
    while True:
        levels = [_stacked(xs, radius) for xs in lanes]
        highest = max((level for lane in levels for level in lane), default=0)
        if radius < 1 or (highest + 1) * 2 * radius <= room - 2:
            return radius, levels
        radius *= 0.85


def _stacked(xs: Sequence[float], radius: float) -> list[int]:
    rows: list[list[float]] = []
    levels = []
    for x in xs:
        level = next((n for n, row in enumerate(rows) if all(abs(other - x) >= 2 * radius for other in row)), len(rows))
        if level == len(rows):
            rows.append([])
        rows[level].append(x)
        levels.append(level)
    return levels
