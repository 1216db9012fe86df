"""The selected event in full, with its tolls, quotations and sources; the lists of events that can be opened."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from components import escape, state
from components.dashboard.context_panel import near_html
from components.page_data import LIST_LIMIT, DashboardData, PageData
from components.widgets import option_groups
from components.widgets.help_text import PREFERRED_FIGURE, help_mark
from components.widgets.option_groups import OptionGroup
from data.cards import actor_key, site_key
from data.filters import FILTERS
from data.record.provenance import EventDetail
from data.rows import iter_rows
from data.terms import (
    ACTOR_BASES,
    GEO_PRECISIONS,
    OUTCOMES,
    SIDE_GROUPS,
    SIDES,
    TIME_PRECISIONS,
)
from data.text import doubt, harm, not_in_view, preference, reported, title, when
from data.view import View, day_in_words

Button = tuple[str, str, str]
"""An event's id, and the two lines of words on its button."""
_HARMFUL_HEADING: Final = ("Most harmful in this view", "Click a symbol, a column or a row to see an event in full")


def draw(page: PageData, detail: EventDetail) -> None:
    """Draw one event with its tolls and quotations, the events before and after it, and the facts around its day."""
    event, view = detail.event, page.view
    with st.container(key="detail", gap="small"):
        head, close = st.columns([0.86, 0.14], vertical_alignment="center")
        head.html(f'<h2 dir="auto">{escape.html(title(event))}</h2>')
        with close:
            state.button("Close", key="close", type="tertiary", act=partial(state.change, selected=""))
        _draw_exclusion(event, view, page.excluding)
        st.html(_facts(event))
        if cards := _cards(detail):
            option_groups.draw("story-cards", *cards)
        st.html(
            "".join(
                [
                    _doubt(detail),
                    _tolls(detail),
                    _also(page.also_in_file),
                    _quotes(detail),
                    _basis(detail),
                ]
            )
        )
        related = [
            OptionGroup("selected", words, "links", _links(events))
            for words, events in (("In answer to", detail.responds_to), ("Answered by", detail.responses))
            if not events.empty
        ]
        if related:
            option_groups.draw("answers", *related)
        if around := near_html(page.near):
            st.html(around)
        link = View(data=view.data, file=view.file, selected=event["event_id"]).query()
        st.html(f'<p class="bw-note"><a href="?{escape.html(link)}" target="_blank">Link to this event</a></p>')


def _cards(detail: EventDetail) -> list[OptionGroup]:
    """Return links to the cards of the event's place and actor, as far as the record has them."""
    coded = detail.coded
    if coded is None:
        return []
    place = OptionGroup("card", "Place", "links", [(site_key(coded["site_id"]), coded["name"], "")])
    if pd.isna(coded["actor_id"]):
        return [place]
    return [place, OptionGroup("card", "Actor", "links", [(actor_key(coded["actor_id"]), detail.event["actor"], "")])]


def _draw_exclusion(event: pd.Series, view: View, excluding: tuple[str, ...]) -> None:
    """Draw why the event is not in the view, with a button that removes these filters."""
    if not excluding:
        return
    st.html(f'<p class="bw-note bw-outside">{escape.html(not_in_view(view, excluding, event))}</p>')
    defaults = {name: FILTERS[name].default for name in excluding}
    state.button("Show it in the view", key="show-selected", type="tertiary", act=partial(state.change, **defaults))


def draw_suggestions(page: DashboardData) -> None:
    """Draw the events to open where none is selected: those of the picked month, or the view's most harmful ones."""
    month = page.view.month
    heading, note = _month_heading(month, page.month_total) if month else _HARMFUL_HEADING
    suggested = page.cached("suggestions", lambda: _buttons(page.suggested), month)
    if not suggested and not month:
        return
    title_and_note = f'<h2>{escape.html(heading)}</h2><p class="bw-note">{escape.html(note)}</p>'
    st.html(f'<div class="bw-offered">{title_and_note}</div>')
    if suggested:
        option_groups.draw("offers", OptionGroup("selected", heading, "offers", suggested))


def draw_unplaced(page: DashboardData) -> None:
    """Draw the events that have no point on the map, below it."""
    number = page.counts.without_location
    if not number:
        return
    newest = "" if number <= LIST_LIMIT else f" (the newest {LIST_LIMIT} of {number:,})"
    words = f"Not on the map, known only to the country{newest}"
    unplaced = page.cached("unplaced", lambda: _links(page.without_location))
    option_groups.draw("unplaced", OptionGroup("selected", words, "links", unplaced))


def _month_heading(month: str, number: int) -> tuple[str, str]:
    """Return the month's name, and how many of its events are listed."""
    listed = f"{number:,}" if number <= LIST_LIMIT else f"{number:,}, of which the newest {LIST_LIMIT},"
    note = f"{listed} of the view’s events; click the column again to clear the month"
    return f"{pd.Period(month, 'M').start_time:%B %Y}", note


def _buttons(events: pd.DataFrame) -> list[Button]:
    return [(row.event_id, title(row), f"{when(row)} · {harm(row)}") for row in iter_rows(events)]


def _links(events: pd.DataFrame) -> list[Button]:
    return [(row.event_id, f"{title(row)}, {when(row)}", "") for row in iter_rows(events)]


def _facts(event: pd.Series) -> str:
    who = event["actor"] if pd.notna(event["actor"]) else "Nobody named"
    bases = {**ACTOR_BASES, "unknown": "basis not stated"}  # of an actor who is named, on grounds that are not
    basis = "" if pd.isna(event["actor"]) else f", {bases[event['actor_basis']]}"
    where = ", ".join(str(part) for part in (event["admin1"], event["country"]) if pd.notna(part))
    precise = TIME_PRECISIONS[event["time_precision"]], GEO_PRECISIONS[event["geo_precision"]]
    lines = [
        f"{when(event)} ({precise[0]}) · {where} · {precise[1]}",
        f"{SIDES[event['side']]} · {who}{basis} · {OUTCOMES[event['outcome']]}",
    ]
    summary = f'<p dir="auto">{escape.html(event["summary"])}</p>'
    return "".join(f'<p class="bw-note" dir="auto">{escape.html(line)}</p>' for line in lines) + summary


def _basis(detail: EventDetail) -> str:
    """Return how the date and the place were determined, and weapon and target in the documents' terms."""
    event, coded = detail.event, detail.coded
    origin = {"Imported, as given by": event["source"], "Id": event["event_id"]}
    if coded is not None:
        origin = {
            "Place as reported": coded["place_as_reported"],
            "Coordinates": coded["coordinate_source"],
            "Date": coded["date_basis"],
        }
    parts = {**origin, "Weapon": event["weapon"], "Target": event["target"]}
    lines = [f"<b>{name}:</b> <bdi>{escape.html(words)}</bdi>" for name, words in parts.items() if pd.notna(words)]
    return f'<p class="bw-note bw-basis">{"<br>".join(lines)}</p>'


def _doubt(detail: EventDetail) -> str:
    words = doubt(detail)
    return f'<p class="bw-note"><b>Doubt:</b> {escape.html(words)}</p>' if words else ""


def _also(sentences: Sequence[str]) -> str:
    """Return the events of the imported file that count as this one, with their figures."""
    return "".join(f'<p class="bw-note bw-also">{escape.html(words)}</p>' for words in sentences)


def _tolls(detail: EventDetail) -> str:
    if detail.casualties.empty:
        return '<p class="bw-note">No toll is given: unknown, not none.</p>'
    rows = []
    for figure in reported(detail):
        cells = "".join(f'<td dir="auto">{escape.html(cell)}</td>' for cell in (figure.harmed, figure.toll, figure.by))
        rows.append(f'<tr title="{escape.html(figure.words)}">{cells}</tr>')
    preferred = preference(detail)
    note = f'<p class="bw-note">{escape.html(preferred)} {help_mark(PREFERRED_FIGURE)}</p>' if preferred else ""
    return (
        f'<table class="bw-table"><tr><th>Harmed</th><th>Reported as</th><th>By</th></tr>{"".join(rows)}</table>{note}'
    )


def _quotes(detail: EventDetail) -> str:
    side = SIDE_GROUPS[detail.event["side"]]
    return "".join(_quote(row, side) for row in detail.quotes.itertuples())


def _quote(row: Any, side: str) -> str:
    inferred = "" if row.date_basis == "stated" else " (date inferred)"
    source = f"{row.title}, {row.publisher}, {day_in_words(row.date_published.date())}{inferred}"
    words = f"“{escape.html(row.quote)}”<cite>{escape.html(source)}</cite>"
    return f'<blockquote class="bw-{side}" dir="auto">{words}</blockquote>'
