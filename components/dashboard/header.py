"""The view in one sentence, its figures, how complete the map is, and the filters in force."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from components import escape
from components.page_data import DashboardData
from components.widgets import option_groups
from components.widgets.option_groups import OptionGroup
from data.text import completeness, figures
from data.view import View

_POSSIBLY_OUTSIDE: Final = (
    "The event is known only to a span of days or to a surrounding area, part of which lies outside the filter."
)


def draw(page: DashboardData, problems: Sequence[str]) -> None:
    """Draw the heading of a view; `problems` says which parts of the link were left out, and why."""
    draw_problems(problems)
    st.html(f"<h1>{escape.html(page.view.describe(page.extent))}</h1>")
    shown = page.cached("figures", lambda: figures(page.counts, page.tolls))
    st.html(f'<div class="bw-figures">{"".join(_figure(*pair) for pair in shown)}</div>')
    _draw_chips(page.view)
    if not page.counts.shown:
        st.info(escape.markdown(_which_to_remove(page.without_filter)))


def draw_problems(problems: Sequence[str]) -> None:
    """Draw a warning for each part of the link that was left out."""
    for problem in problems:
        st.warning(escape.markdown(f"This part of the link was left out: {problem}"))


def draw_completeness(page: DashboardData) -> None:
    """Draw how complete the map is."""
    counts = page.counts
    uncertain = counts.possibly_outside_dates or counts.possibly_outside_area
    sentence = escape.html(completeness(counts, page.view))
    st.html(f'<p class="bw-note">{sentence}{_help(_POSSIBLY_OUTSIDE) if uncertain else ""}</p>')


def _help(words: str) -> str:
    return f' <abbr title="{escape.html(words)}" tabindex="0">?</abbr>'


def _figure(number: str, words: str) -> str:
    return f"<div><b>{escape.html(number)}</b> {escape.html(words)}</div>"


def _which_to_remove(without_filter: Sequence[tuple[str, int]]) -> str:
    """Return which filter to remove where no event matches all of them."""
    helpful = [f"{words} ({number:,} without it)" for words, number in without_filter if number]
    if helpful:
        return f"No event matches all filters. Remove {' or '.join(helpful)}."
    every = ", ".join(words for words, _ in without_filter)
    return f"No event matches, whichever single filter is removed. Remove two of them: {every}."


def _draw_chips(view: View) -> None:
    """Draw the filters in force, each with a cross that removes it."""
    active = view.active()
    if not active:
        return
    chips = [
        OptionGroup(name, "Remove this filter", "chips", [(value, f"{words} ✕", "")]) for name, value, words in active
    ]
    option_groups.draw("chips", *chips, OptionGroup("reset", "All filters", "links", [("", "Reset", "")]))
