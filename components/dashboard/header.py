"""The view in its own sentence, its figures, how complete they are, and the filters in force."""

from collections.abc import Sequence

import streamlit as st

from components import escape, page_loader
from components.page_loader import Trouble
from components.widgets import option_groups
from components.widgets.option_groups import OptionGroup
from data.query.engine import Counts, Engine
from data.query.query_cache import cached
from data.text import completeness, figures
from data.view import View


def draw(view: View, engine: Engine, problems: Sequence[str], trouble: Trouble | None) -> None:
    """Draw the heading of a view; `problems` are parts of the link left out, `trouble` what ails the data."""
    counts = engine.counts(view)
    # One container whatever it holds: an element more or less above the map would mount the map anew.
    with st.container(key="heading", gap="small"):
        if trouble:
            page_loader.draw(engine, trouble)
        for problem in problems:
            st.warning(escape.markdown(f"This part of the link was left out: {problem}"))
        st.html(f"<h1>{escape.html(view.describe(engine.extent(view)))}</h1>")
        shown = "".join(_figure(*pair) for pair in _figures(engine, view))
        st.html(f'<div class="bw-figures">{shown}</div>')
        _chips(view)
        if not counts.shown:
            st.info(escape.markdown(_loosen(engine.counts_without_each_filter(view))))


@cached
def _figures(engine: Engine, view: View) -> list[tuple[str, str]]:
    return figures(engine.counts(view), engine.tolls(view))


def draw_completeness(counts: Counts, view: View) -> None:
    """Draw how complete the map is."""
    st.html(f'<p class="bw-note">{escape.html(completeness(counts, view))}</p>')


def _figure(number: str, words: str) -> str:
    return f"<div><b>{escape.html(number)}</b> {escape.html(words)}</div>"


def _loosen(loosened: Sequence[tuple[str, int]]) -> str:
    """Which filter to loosen where nothing is left."""
    helpful = [f"{words} ({number:,} without it)" for words, number in loosened if number]
    if helpful:
        return f"No event matches all filters. Remove {' or '.join(helpful)}."
    every = ", ".join(words for words, _ in loosened)
    return f"No event matches, whichever single filter is removed. Remove two of them: {every}."


def _chips(view: View) -> None:
    """Draw the filters in force, each to be let go."""
    active = view.active()
    if not active:
        return
    chips = [
        OptionGroup(name, "Remove this filter", "chips", [(value, f"{words} ✕", "")]) for name, value, words in active
    ]
    option_groups.draw("chips", *chips, OptionGroup("reset", "All filters", "links", [("", "Reset all", "")]))
