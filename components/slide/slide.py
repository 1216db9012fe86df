"""Compose the slide of a view, 1600 by 900 pixels: the one source of the pictures in all files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from components.page_data import SlideData
from components.slide import slide_chart, slide_map
from components.slide.slide_text import (
    NO_EVENT,
    aside_lines,
    foot_lines,
    list_heading,
    listed_events,
    selected_event_paragraphs,
    with_whole_dates,
)
from components.slide.svg import Canvas, Type, is_right_to_left
from components.theme import GREY, HAIRLINE, INK, WHITE
from data.rows import iter_rows
from data.text import figures, harm, title, when
from data.view import Note
from geo.map_layout import Box

WIDTH, HEIGHT = 1600, 900
_LEFT, _RIGHT, _COLUMN = 40, 1560, 1010
_TITLE_WIDTH: Final = _RIGHT - _LEFT - 220
_BANNER: Final = 30
_FIGURE_SIZES: Final = (((27.0, 17.0), 1), ((21.0, 16.0), 2), ((17.0, 14.0), 2))
"""Sizes of number and label in pixels, with the most lines that they may take; the last takes as many as it needs."""
_FIGURE_GAP, _FIGURE_LINE = 8, 26
_CHART_SHARES: Final = ((0.56, 16), (0.56, 14.5), (0.56, 13), (0.45, 13), (0.36, 13), (0.36, 12), (0.36, 11))
"""The chart's share of the height of the map with the size of notes, from few notes to many."""
_CHART_ABOVE_LIST: Final = 0.66
"""The chart's share where only a short list of events is below it."""
_STORY_HEAD: Final = 30
_FOOT_LINE: Final = 20
_FIGURE, _LABEL = Type(27, "bold"), Type(17, colour=GREY)
_PARAGRAPH, _PARAGRAPH_LINE = Type(14.5), 19
_HEAD, _BODY, _NOTE, _SMALL = Type(18, "bold"), Type(16), Type(14.5, colour=GREY), Type(12.5, colour=GREY)


def compose(data: SlideData) -> Canvas:
    """Return the slide of a view."""
    canvas = Canvas(WIDTH, HEIGHT)
    edge = _draw_banners(canvas, data.view.banner)
    top = _draw_head(canvas, data, edge + 38)
    foot = HEIGHT - edge - _foot_height(data)
    slide_map.draw(canvas, (_LEFT, top, _COLUMN - 32, foot), data)
    chart_foot, note_size = _share(data, top, foot)
    slide_chart.draw(canvas, (_COLUMN, top, _RIGHT, chart_foot), data)
    if data.view.note:
        _draw_notes(canvas, data.view.note, note_size, (chart_foot + 26, foot))
    else:
        _draw_story(canvas, data, chart_foot + 26, foot)
    _draw_foot(canvas, data, foot + 22)
    return canvas


def _draw_banners(canvas: Canvas, banner: str) -> int:
    """Draw the handling banner at top and bottom; return the height of one."""
    if not banner:
        return 0
    for top in (0, HEIGHT - _BANNER):
        canvas.rect(0, top, WIDTH, top + _BANNER, INK)
        canvas.text(WIDTH / 2, top + _BANNER / 2, banner.upper(), Type(16, "bold", WHITE, "center"))
    return _BANNER


def _draw_head(canvas: Canvas, data: SlideData, y: float) -> float:
    """Draw title, time and figures; return the top of the map."""
    look, lines = _title(data.heading, _TITLE_WIDTH)
    for n, line in enumerate(lines):
        canvas.text(_LEFT, y + 34 * n, line, look, right=_LEFT + _TITLE_WIDTH)
    for n, words in enumerate(aside_lines(data)):
        canvas.text(_RIGHT, y - 4 + 22 * n, words, Type(16, "normal", GREY, "right"))
    y += 34 * (len(lines) - 1) + 46
    return _draw_figures(canvas, figures(data.counts, data.tolls), y) + 28


def _draw_figures(canvas: Canvas, pairs: Sequence[tuple[str, str]], y: float) -> float:
    """Draw all figures, on two lines and smaller where they are long; return the middle of the last line."""
    for sizes, most in _FIGURE_SIZES:
        number_look, label_look = (replace(look, size=size) for look, size in zip((_FIGURE, _LABEL), sizes))
        lines: list[list[tuple[float, str, str]]] = [[]]
        x = float(_LEFT)
        for number, words in pairs:
            width = number_look.width(number) + _FIGURE_GAP + label_look.width(words)
            if lines[-1] and x + width > _RIGHT:
                lines.append([])
                x = float(_LEFT)
            lines[-1].append((x, number, words))
            x += width + 4 * _FIGURE_GAP
        if len(lines) <= most:
            break
    for n, line in enumerate(lines):
        middle = y + n * _FIGURE_LINE
        for x, number, words in line:
            canvas.text(x, middle, number, number_look)
            canvas.text(x + number_look.width(number) + _FIGURE_GAP, middle + sizes[0] / 9, words, label_look)
    return middle


def _title(heading: str, width: float) -> tuple[Type, list[str]]:
    """Return the title in the largest size that fits on one line, else on two; no line breaks within a date."""
    whole = with_whole_dates(heading)
    for size in (32, 30, 28, 26):
        look = Type(size, "bold")
        if look.width(whole) <= width:
            return look, [whole]
    return look, [line for paragraph in look.fit([whole], width, 2) for line in paragraph]


def _draw_story(canvas: Canvas, data: SlideData, top: float, foot: float) -> None:
    """Draw the selected event below the chart, else the most harmful ones."""
    y = top
    paragraphs: list[str] = []
    if data.counts.shown or data.detail:
        rows = [(title(row), f"{when(row)} · {harm(row)}") for row in iter_rows(listed_events(data))]
        if rows or data.detail:
            canvas.text(_COLUMN, y, list_heading(data), _HEAD)
        paragraphs = selected_event_paragraphs(data)
    else:
        canvas.text(_COLUMN, y, NO_EVENT, _HEAD)
        rows = []
    y += _STORY_HEAD
    for words, detail in rows:
        y = _draw_entry(canvas, words, detail, y, foot)
    room = int((foot - y - 5 * len(paragraphs)) // _PARAGRAPH_LINE)
    for lines in _PARAGRAPH.fit(paragraphs, _RIGHT - _COLUMN, room):
        for line in lines:
            canvas.text(_COLUMN, y, line, _PARAGRAPH, right=_RIGHT)
            y += _PARAGRAPH_LINE
        y += 5


def _draw_entry(canvas: Canvas, words: str, detail: str, y: float, foot: float) -> float:
    """Draw an event and its details if there is room; return the top of the next entry."""
    look = Type(16, "bold")
    lines = look.lines(words, _RIGHT - _COLUMN)
    if y + 20 * len(lines) > foot:
        return y
    for line in lines:
        canvas.text(_COLUMN, y, line, look, right=_RIGHT)
        y += 20
    canvas.text(_COLUMN, y, detail, _NOTE)
    return y + 28


def _share(data: SlideData, top: float, foot: float) -> tuple[float, float]:
    """Return the foot of the chart and the size of the notes: the largest with which all notes fit below it."""
    texts = [note.text for note in data.view.note]
    if not texts and not data.detail:
        return top + (foot - top) * _CHART_ABOVE_LIST, 0
    for share, size in _CHART_SHARES:
        chart_foot = top + (foot - top) * share
        lines = sum(len(Type(size).lines(words, _note_width(size))) for words in texts)
        if lines * _leading(size) + len(texts) * _gap(size) <= foot - chart_foot - 26 - _STORY_HEAD:
            break
    return chart_foot, size


def _draw_notes(canvas: Canvas, notes: Sequence[Note], size: float, edges: tuple[float, float]) -> None:
    """Draw the briefer's notes, each with its number; if they are too long even in the smallest size, each is cut."""
    y, foot = edges
    canvas.text(_COLUMN, y, "Notes", _HEAD)
    y += _STORY_HEAD
    look, half = Type(size), size * 0.65
    room = max(1, int(((foot - y) / len(notes) - _gap(size)) / _leading(size)))
    whole = [look.lines(note.text, _note_width(size)) for note in notes]
    if sum(map(len, whole)) * _leading(size) + len(notes) * _gap(size) > foot - y:
        whole = [look.fit([note.text], _note_width(size), room)[0] for note in notes]
    for n, (note, lines) in enumerate(zip(notes, whole), start=1):
        left = _RIGHT - 2 * half if is_right_to_left(note.text) else _COLUMN
        canvas.rect(left, y - half, left + 2 * half, y + half, INK, cornerRadius=3)
        canvas.text(left + half, y, str(n), Type(size * 0.85, "bold", "#ffffff", "center"))
        for line in lines:
            canvas.text(_COLUMN + _indent(size), y, line, look, right=_RIGHT - _indent(size))
            y += _leading(size)
        y += _gap(size)


def _note_width(size: float) -> float:
    return _RIGHT - _COLUMN - _indent(size)


def _indent(size: float) -> float:
    """Return the room for a note's number beside it."""
    return 1.9 * size


def _leading(size: float) -> float:
    """Return the height of a line of a note in pixels."""
    return 1.25 * size


def _gap(size: float) -> float:
    """Return the space below a note in pixels."""
    return 0.375 * size


def _foot_height(data: SlideData) -> float:
    """Return the height of the foot, from the map to the banner: three lines, and those of the contradiction."""
    return 92 + _FOOT_LINE * len(_contradiction_lines(data))


def _contradiction_lines(data: SlideData) -> list[str]:
    return _SMALL.lines(data.contradiction, _RIGHT - _LEFT) if data.contradiction else []


def _draw_foot(canvas: Canvas, data: SlideData, y: float) -> None:
    """Draw the foot; a long line is smaller, and then cut: the notes and metadata of the files hold all of it."""
    canvas.line(_LEFT, y - 10, _RIGHT, y - 10, HAIRLINE, strokeWidth=1)
    *first, link = foot_lines(data)
    lines = [*((words, _NOTE) for words in first), *((words, _SMALL) for words in _contradiction_lines(data))]
    for words, look in [*lines, (link, _SMALL)]:
        y += _FOOT_LINE
        fitting = look if look.width(words) <= _RIGHT - _LEFT else _SMALL
        canvas.text(_LEFT, y - 10, fitting.cut(words, _RIGHT - _LEFT), fitting)
    if data.address:
        canvas.link(data.link)


def link_box(data: SlideData) -> Box:
    """Return the box of the line at the foot that links to the view."""
    y = HEIGHT - (_BANNER if data.view.banner else 0) - 92 + 22 + 3 * _FOOT_LINE - 10
    return _LEFT, y - 9, _LEFT + _SMALL.width(foot_lines(data)[2]), y + 9
