"""The texts that all files of a view share."""

import re
from datetime import time
from typing import Final

import pandas as pd

from components.page_data import SlideData
from data.rows import iter_rows
from data.text import completeness, doubt, not_in_view, preference, reported
from data.view import day_in_words

NO_EVENT: Final = "No event matches all filters."
_LINE_LETTERS: Final = 130
"""The most letters of the line with the link, which may be very long."""


def listed_events(data: SlideData) -> pd.DataFrame:
    """Return the events listed next to the map: the selected one, else the most harmful ones of the view."""
    return data.most_harmful if data.detail is None else data.detail.event.to_frame().T


def with_whole_dates(words: str) -> str:
    r"""Return a text whose dates are not broken over lines.

    >>> with_whole_dates("to 7 Feb 2024").split(" ")
    ['to', '7\xa0Feb\xa02024']
    """
    return re.sub(r"(\d) (\w{3}) (\d{4})", "\\1\u00a0\\2\u00a0\\3", words)


def list_heading(data: SlideData) -> str:
    """Return the heading above the listed events."""
    return "Selected event" if data.detail else "Most harmful in this view"


def selected_event_paragraphs(data: SlideData) -> list[str]:
    """Return the text about the selected event: what excludes it, figures with sources, its doubt, the summary."""
    if data.detail is None:
        return []
    by_harm: dict[str, list[str]] = {}
    for figure in reported(data.detail):
        by_harm.setdefault(figure.harmed, []).append(f"{figure.toll} ({figure.by})")
    paragraphs = [f"{harmed}: {' · '.join(figures)}" for harmed, figures in by_harm.items()]
    doubtful = doubt(data.detail)
    paragraphs += [preference(data.detail), f"Doubt: {doubtful}" if doubtful else "", *data.also_in_file]
    paragraphs.append(data.detail.event["summary"])
    paragraphs.insert(0, not_in_view(data.view, data.excluding, data.detail.event))
    return [words for words in paragraphs if pd.notna(words) and words]


def filters_sentence(data: SlideData) -> str:
    """Return the active filters as a sentence."""
    active = data.view.active()
    return "Filters: " + ("; ".join(words for _, _, words in active) if active else "none") + "."


def sources_sentence(data: SlideData) -> str:
    """Return the documents cited for the view's events as a sentence."""
    cited = [f"{row.publisher} ({day_in_words(row.date_published.date())})" for row in iter_rows(data.sources)]
    if data.cites_others:
        cited.append(f"those that {data.dataset_name} names with its events")
    return f"Sources: {'; '.join(cited)}." if cited else "Sources: none, since no event matches."


def provenance_line(data: SlideData) -> str:
    """Return the data set, its fingerprint and the link that makes this picture again."""
    return f"{data.dataset_name}, data {data.fingerprint}. Link: {data.link}"


def foot_lines(data: SlideData) -> tuple[str, str, str]:
    """Return the lines at the foot: completeness of view and record with the filters, sources, provenance."""
    of_view = completeness(data.counts, data.view, data.accepted)
    of_record = f"Record: {data.completeness}" if data.completeness else ""
    first = " ".join(filter(None, [of_view, filters_sentence(data), of_record]))
    return first, sources_sentence(data), _short(provenance_line(data))


def _short(words: str) -> str:
    """Return a line with its end cut where it is long; the files hold the whole as metadata."""
    return words if len(words) <= _LINE_LETTERS else f"{words[: _LINE_LETTERS - 1]}…"


def as_of_line(data: SlideData) -> str:
    """Return the day and time for which the data hold."""
    at = f", {data.as_of:%H:%M}" if data.as_of.time() != time.min else ""  # a day alone has no time
    return f"As of {day_in_words(data.as_of.date())}{at}"


def aside_lines(data: SlideData) -> list[str]:
    """Return the lines at the top right: the organisation, if there is one, and the time."""
    return [words for words in (data.view.organisation, as_of_line(data)) if words]


def metadata(data: SlideData) -> dict[str, str]:
    """Return the metadata of every file."""
    return {
        "Title": data.heading,
        "Author": data.view.organisation or "Basewatch",
        "Subject": filters_sentence(data),
        "Source": " ".join(filter(None, [sources_sentence(data), data.accepted])),
        "Description": provenance_line(data),
    }
