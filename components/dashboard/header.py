"""The view in one sentence, its figures, how complete the map is, and the filters in force."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from components import escape, state
from components.page_data import DashboardData, Record
from components.widgets import message, option_groups
from components.widgets.help_text import HOW_TO_READ, POSSIBLY_OUTSIDE, help_mark
from components.widgets.option_groups import OptionGroup
from data.record.catalog import Catalog
from data.text import FigureGroup, completeness, contradiction, figures_by_group, kind_of_others

_NO_EVENT: Final = "No event matches all filters. Remove one:"
_NO_EVENT_WITHOUT_ONE: Final = "No event matches, whichever single filter is removed. Remove two of them:"
_CONTRADICTED: Final = ("answer", "killed")
"""The figure that a published total may contradict."""
_WORDS: Final = re.compile(r"[^\d–+]*[^\d\s–+,][^\d–+]*")
"""The words within a number by party, as in `3 US, 7+ partner forces`."""


def draw_title(page: DashboardData) -> None:
    """Draw the view in one sentence, in letters small enough for two lines."""
    sentence = escape.html(page.view.describe(page.extent))
    st.html(f'<h1 dir="auto" title="{sentence}" style="--bw-letters: {len(sentence)}">{sentence}</h1>')


def draw(page: DashboardData, record: Record | None) -> None:
    """Draw how complete the record is, the figures of a view, and its filters.

    `record` is given if the view may show its events: a published total may contradict the figures.
    """
    whole = f"{escape.html(record.completeness)} {help_mark(HOW_TO_READ)}" if record else ""
    catalog = record.catalog if record else None
    figures = page.cached("figures", lambda: _figures(page, catalog))
    st.html(f'<p class="bw-note bw-whole">{whole}</p><div class="bw-groups">{figures}</div>')
    _draw_chips(page)
    _draw_named(page)


def _draw_named(page: DashboardData) -> None:
    """Draw, for each chosen actor of a view without events, where else it is named, with a button that shows that."""
    named = [one for one in page.named if one[2]]
    if not named:
        return
    with st.container(key="named", horizontal=True, vertical_alignment="center"):
        for n, (actor, view, number) in enumerate(named):
            strikes = "1 strike" if number == 1 else f"{number:,} strikes"
            words = f"{actor}: no event in this view; named in {strikes} of the whole record."
            st.html(f'<p class="bw-note" dir="auto">{escape.html(words)}</p>')
            state.button(f"Show the {strikes}", key=f"named-{n}", act=partial(state.show, view))


def draw_problems(problems: Sequence[str]) -> None:
    """Draw a warning for each part of the link that was left out."""
    for problem in problems:
        message.draw("warning", f"This part of the link was left out: {problem}")


def draw_completeness(page: DashboardData, of_file: str) -> None:
    """Draw how complete the map is, and how many events `of_file` are in the view, in a sentence."""
    counts = page.counts
    uncertain = counts.possibly_outside_dates or counts.possibly_outside_area
    sentence = escape.html(" ".join(filter(None, [completeness(counts, page.view, page.accepted), of_file])))
    st.html(f'<p class="bw-note">{sentence}{" " + help_mark(POSSIBLY_OUTSIDE) if uncertain else ""}</p>')


def _figures(page: DashboardData, catalog: Catalog | None) -> str:
    """Return the figures in HTML; where there is no event, a sentence that leads to the chips below it."""
    if not page.counts.shown:
        return f"<div>{_NO_EVENT if any(number for _, number in page.without_filter) else _NO_EVENT_WITHOUT_ONE}</div>"
    doubt = contradiction(catalog, page.tolls) if catalog else ""
    groups = figures_by_group(page.counts, page.tolls)
    main = "".join(_group(found, doubt) for found in groups if found.group != "other")
    others = "".join(f"<p>{_others(found, page.events)}</p>" for found in groups if found.group == "other")
    places = f"{page.counts.sites:,} {'place' if page.counts.sites == 1 else 'places'}"
    return f"{main}<div><b>{places}</b>{others}</div>"


def _group(found: FigureGroup, doubt: str) -> str:
    """Return the figures of one group of sides in HTML: its number of events, then who was harmed."""
    coverage = f" <span>{escape.html(found.coverage)}</span>" if found.coverage else ""
    number = f"<b>{escape.html(found.number)}</b>"
    return f'<div class="bw-{found.group}">{number}{coverage}<p>{_harmed(found, doubt)}</p></div>'


def _others(found: FigureGroup, events: pd.DataFrame) -> str:
    """Return the figures of events that are neither attacks nor strikes in one line, with what a single one was."""
    kind = kind_of_others(events)
    number = f"1 {kind}" if kind and found.number.startswith("1 ") else found.number
    harmed = _harmed(found, "")
    return f"{escape.html(number)}{': ' if harmed else ''}{harmed}"


def _harmed(found: FigureGroup, doubt: str) -> str:
    return "&nbsp;· ".join(
        f"<b>{_WORDS.sub(_small, number)}</b> {harm}{_mark(found.group, harm, doubt)}" for number, harm in found.harmed
    )


def _mark(group: str, harm: str, doubt: str) -> str:
    """Return the mark of the figure that a published total contradicts."""
    return f" {help_mark(doubt)}" if doubt and (group, harm) == _CONTRADICTED else ""


def _small(words: re.Match[str]) -> str:
    return f"<small>{escape.html(words[0])}</small>"


def _draw_chips(page: DashboardData) -> None:
    """Draw the filters in force, each with a cross that removes it and, in a view without events, what that shows.

    The line is there without a filter too, so that the page below it never moves.
    """
    active = page.view.active()
    if not active:
        option_groups.draw("chips", OptionGroup("reset", "No filters", "sentence", []))
        return
    without = [f"{number:,} without it" if number else "" for _, number in page.without_filter] or [""] * len(active)
    chips = [
        OptionGroup(name, "Remove this filter", "chips", [(value, f"{words} ×", count)])
        for (name, value, words), count in zip(active, without, strict=True)
    ]
    option_groups.draw("chips", *chips, OptionGroup("reset", "All filters", "links", [("", "Reset", "")]))
