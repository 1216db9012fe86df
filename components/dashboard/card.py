"""The card of a base, a place or an actor, in the place of an event's story."""

from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from components import escape, state
from components.widgets import option_groups
from components.widgets.option_groups import OptionGroup
from data.cards import Card
from data.rows import iter_rows
from data.text import harm, title, when
from data.view import View

_SEVERAL: Final = ("Also written",)
"""The facts that are lists, separated by semicolons."""


def draw(card: Card, view: View) -> None:
    """Draw a card: its facts, the cards and the events that belong to it, and its link."""
    with st.container(key="card", gap="small"):
        head, close = st.columns([0.86, 0.14], vertical_alignment="center")
        head.html(f'<h2 dir="auto">{escape.html(card.name)} <small>{escape.html(card.kind)}</small></h2>')
        with close:
            state.button("Close", key="close-card", type="tertiary", act=partial(state.open_card, ""))
        facts = "".join(_fact(label, words) for label, words in card.facts)
        st.html(f'<dl class="bw-card">{facts}</dl><p class="bw-note">{escape.html(card.counted)}</p>')
        groups = [
            OptionGroup("card", heading, "links", [(*link, "") for link in links]) for heading, links in card.related
        ]
        if not card.answers.empty:
            words = "Strikes said to answer an attack on it"
            groups.append(OptionGroup("selected", words, "links", _links(card.answers)))
        if groups:
            option_groups.draw("card-links", *groups)
        with st.container(key="card-views", horizontal=True, gap="small"):
            for n, (shown, words) in enumerate(filter(None, (card.shows, card.named))):
                state.button(words, key=f"card-view-{n}", act=partial(state.show, shown))
        if not card.newest.empty:
            _draw_newest(card)
        link = View(data=view.data, file=view.file, card=card.key).query()
        words = f"Link to this {card.kind.lower()}"
        st.html(f'<p class="bw-note"><a href="?{escape.html(link)}" target="_blank">{escape.html(words)}</a></p>')


def _fact(label: str, words: str) -> str:
    parts = words.split("; ") if label in _SEVERAL else [words]
    cells = "; ".join(f"<bdi>{escape.html(part)}</bdi>" for part in parts)
    look = ' class="bw-spellings"' if label in _SEVERAL else ""
    return f"<dt>{escape.html(label)}</dt><dd{look}>{cells}</dd>"


def _draw_newest(card: Card) -> None:
    number, listed = card.events, len(card.newest)
    words = "Its events in this view" if number <= listed else f"The newest {listed} of its {number:,} events"
    st.html(f"<h3>{words}</h3>")
    rows = [(row.event_id, title(row), f"{when(row)} · {harm(row)}") for row in iter_rows(card.newest)]
    option_groups.draw("card-events", OptionGroup("selected", words, "offers", rows))


def _links(events: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [(row.event_id, f"{title(row)}, {when(row)}", "") for row in iter_rows(events)]
