"""The slide: the view composed for 1600 by 900, the one source of every picture that leaves the house."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from components.slide import slide_chart, slide_map
from components.slide.canvas import GREY, HAIRLINE, INK, Canvas, Type
from components.slide.slide_data import Brief
from data.text import completeness, figures, harm, preference, reported, title, when
from data.view import day_in_words

WIDTH, HEIGHT = 1600, 900
_LEFT, _RIGHT, _COLUMN = 40, 1560, 1010
_BANNER: Final = 30
_FIGURE, _WORDS = Type(27, "bold"), Type(17, colour=GREY)
_TOLD, _TOLD_HIGH = Type(14.5), 19
_HEAD, _BODY, _NOTE, _SMALL = Type(18, "bold"), Type(16), Type(14.5, colour=GREY), Type(12.5, colour=GREY)


def compose(brief: Brief) -> Canvas:
    """The slide of a brief."""
    canvas = Canvas(WIDTH, HEIGHT)
    edge = _banners(canvas, brief.view.banner)
    top = _head(canvas, brief, edge + 38)
    foot = HEIGHT - edge - 92
    map_box = (_LEFT, top, _COLUMN - 32, foot)
    slide_map.draw(canvas, map_box, brief)
    chart_foot = top + (foot - top) * 0.56
    slide_chart.draw(canvas, (_COLUMN, top, _RIGHT, chart_foot), brief)
    _story(canvas, brief, chart_foot + 26, foot)
    _foot(canvas, brief, foot + 22)
    return canvas


def offered(brief: Brief) -> pd.DataFrame:
    """The events told beside the map: the selected one, or else the most harmful of the view."""
    return brief.most_harmful if brief.story is None else brief.story.event.to_frame().T


def told_of_selected(brief: Brief) -> list[str]:
    """What is told of the selected event beneath its title: who gives which figures, the preferred one, the summary."""
    if brief.story is None:
        return []
    by_harm: dict[str, list[str]] = {}
    for figure in reported(brief.story):
        by_harm.setdefault(figure.harmed, []).append(f"{figure.toll} ({figure.by})")
    figures_by = [f"{harmed}: {' · '.join(told)}" for harmed, told in by_harm.items()]
    return [
        words
        for words in (*figures_by, preference(brief.story), brief.story.event["summary"])
        if pd.notna(words) and words
    ]


def filters_in_words(brief: Brief) -> str:
    """The active filters in words."""
    active = brief.view.active()
    return "Filters: " + ("; ".join(words for _, _, words in active) if active else "none") + "."


def sources_in_words(brief: Brief) -> str:
    """The documents cited for the view's events."""
    told = [f"{row.publisher} ({day_in_words(row.date_published.date())})" for row in brief.sources.itertuples()]
    told += [f"those that {brief.dataset} names with its events"] * brief.cites_others
    return f"Sources: {'; '.join(told)}." if told else "Sources: none, since no event matches."


def provenance(brief: Brief) -> str:
    """The small print: as of when, from which state of the record, and the link that makes this picture again."""
    return f"{brief.dataset}, data {brief.fingerprint}. Link: {brief.link}"


def as_of_in_words(brief: Brief) -> str:
    """The time the brief is as of."""
    return f"As of {day_in_words(brief.as_of.date())}, {brief.as_of:%H:%M}"


def _banners(canvas: Canvas, banner: str) -> int:
    """The handling banner at top and bottom; the height it takes at each."""
    if not banner:
        return 0
    for top in (0, HEIGHT - _BANNER):
        canvas.rect(0, top, WIDTH, top + _BANNER, INK)
        canvas.text(WIDTH / 2, top + _BANNER / 2, banner.upper(), Type(16, "bold", "#ffffff", "center"))
    return _BANNER


def _head(canvas: Canvas, brief: Brief, y: float) -> float:
    """Title, as-of and figures; the height where the map may begin."""
    aside = [brief.view.organisation, as_of_in_words(brief)]
    look, lines = _title(brief.heading, _RIGHT - _LEFT - 220)
    for n, line in enumerate(lines):
        canvas.text(_LEFT, y + 34 * n, line, look)
    for n, words in enumerate(words for words in aside if words):
        canvas.text(_RIGHT, y - 4 + 22 * n, words, Type(16, "normal", GREY, "right"))
    y += 34 * (len(lines) - 1) + 46
    _figures(canvas, figures(brief.counts, brief.tolls), y)
    return y + 28


def _figures(canvas: Canvas, told: Sequence[tuple[str, str]], y: float) -> None:
    """The figures on one line, smaller where they are long: none is left out."""
    wide = sum(_FIGURE.width(number) + _WORDS.width(words) + 42 for number, words in told) - 34
    scale = min(1.0, (_RIGHT - _LEFT) / wide)
    number_look, words_look = (replace(look, size=look.size * scale) for look in (_FIGURE, _WORDS))
    x = float(_LEFT)
    for number, words in told:
        canvas.text(x, y, number, number_look)
        x += number_look.width(number) + 8 * scale
        canvas.text(x, y + 3, words, words_look)
        x += words_look.width(words) + 34 * scale


def _title(heading: str, width: float) -> tuple[Type, list[str]]:
    """The title in the largest size in which it stands on one line, or else on two; no date is torn apart."""
    whole = re.sub(r"(\d) (\w{3}) (\d{4})", "\\1\u00a0\\2\u00a0\\3", heading)
    for size in (32, 30, 28, 26):
        look = Type(size, "bold")
        if look.width(whole) <= width:
            return look, [whole]
    lines = look.lines(whole, width)
    return look, [lines[0], _fitted(" ".join(lines[1:]), look, width)] if len(lines) > 1 else lines


def _story(canvas: Canvas, brief: Brief, top: float, foot: float) -> None:
    """Beneath the chart: the briefer's notes, or else the selected event, or else the most harmful ones."""
    y = top
    told: list[str] = []
    if brief.view.note:
        canvas.text(_COLUMN, y, "Notes", _HEAD)
        rows = [(str(n), note.text, "") for n, note in enumerate(brief.view.note, start=1)]
    elif brief.counts.shown or brief.story:
        canvas.text(_COLUMN, y, "Selected event" if brief.story else "Most harmful in this view", _HEAD)
        rows = [("", title(row), f"{when(row)} · {harm(row)}") for row in offered(brief).itertuples()]
        told = told_of_selected(brief)
    else:
        canvas.text(_COLUMN, y, "No event matches all filters.", _HEAD)
        rows = []
    y += 30
    for number, words, detail in rows:
        y = _entry(canvas, number, words, detail, y, foot)
    for lines in fitting(told, _TOLD, _RIGHT - _COLUMN, int((foot - y - 5 * len(told)) // _TOLD_HIGH)):
        for line in lines:
            canvas.text(_COLUMN, y, line, _TOLD)
            y += _TOLD_HIGH
        y += 5


def fitting(paragraphs: Sequence[str], look: Type, width: float, room: int) -> list[list[str]]:
    """The paragraphs in lines no wider than `width` pixels, no more than `room` lines; the last is cut by an “…”."""
    fitted = []
    for words in paragraphs:
        lines = look.lines(words, width)
        if len(lines) > room > 0:
            lines = [*lines[: room - 1], _fitted(f"{' '.join(lines[room - 1 :])} …", look, width)]
        fitted.append(lines[: max(room, 0)])
        room -= len(lines)
    return [lines for lines in fitted if lines]


def _entry(canvas: Canvas, number: str, words: str, detail: str, y: float, foot: float) -> float:
    x = _COLUMN + (30 if number else 0)
    lines: Sequence[str] = _BODY.lines(words, _RIGHT - x)
    if y + 20 * (len(lines) - 1) > foot:
        return y
    if number:
        canvas.rect(_COLUMN, y - 11, _COLUMN + 22, y + 11, INK, cornerRadius=3)
        canvas.text(_COLUMN + 11, y, number, Type(14, "bold", "#ffffff", "center"))
    for line in lines:
        canvas.text(x, y, line, Type(16, "bold") if detail else _BODY)
        y += 20
    if detail:
        canvas.text(x, y, detail, _NOTE)
        y += 22
    return y + 6


def _foot(canvas: Canvas, brief: Brief, y: float) -> None:
    canvas.line(_LEFT, y - 10, _RIGHT, y - 10, HAIRLINE, strokeWidth=1)
    for words, look in (
        (f"{completeness(brief.counts, brief.view)} {filters_in_words(brief)}", _NOTE),
        (sources_in_words(brief), _NOTE),
        (provenance(brief), _SMALL),
    ):
        y += 20
        canvas.text(_LEFT, y - 10, _fitted(words, look, _RIGHT - _LEFT), look)


def _fitted(words: str, look: Type, width: float) -> str:
    """The words, cut to one line; the whole stands in the file's notes and metadata."""
    while look.width(words) > width:
        words = words[:-2].rstrip() + "…"
    return words
