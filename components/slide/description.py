"""The slide as text, for those who do not see the picture: in the order in which it is read."""

from components.chart import alternative, timeline
from components.chart.chart_words import empty_sentence, title
from components.map import map_words
from components.page_data import SlideData
from components.slide.slide_text import aside_lines, foot_lines, listed_events, selected_event_paragraphs
from data import text
from data.rows import iter_rows
from data.text import figures, harm, when


def map_description(data: SlideData) -> str:
    """Return the map's text alternative."""
    return map_words.alternative(data.counts, data.groups)


def chart_description(data: SlideData) -> str:
    """Return the chart's text alternative, or the sentence in its place."""
    nothing = empty_sentence(data.view.measure, data.counts, data.chart_context)
    return nothing or alternative.alternative(timeline.of_page(data), title(data.view))


def paragraphs(data: SlideData) -> list[str]:
    """Return the slide in paragraphs: time, figures, map, chart, notes or events, foot; the title is not among them."""
    counted = ", ".join(f"{number} {words}" for number, words in figures(data.counts, data.tolls))
    events = [f"{text.title(row)}: {when(row)}, {harm(row)}." for row in iter_rows(listed_events(data))]
    notes = [f"Note {n}: {note.text}" for n, note in enumerate(data.view.note, start=1)]
    story = notes or [*events, *selected_event_paragraphs(data)]
    parts = [
        data.view.banner, *aside_lines(data), f"{counted}.", map_description(data), chart_description(data), *story,
        data.contradiction, *foot_lines(data),
    ]  # fmt: skip
    return [words for words in parts if words]
