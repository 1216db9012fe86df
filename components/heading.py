"""The view in its own sentence, its figures, how complete they are, and the filters in force."""

from collections.abc import Sequence
from itertools import product
from typing import Final

import pandas as pd
import streamlit as st

from components import choices, escape, steady
from components.choices import Choices
from components.steady import Trouble
from data.answers import kept
from data.engine import Counts, Engine
from data.figures import Range
from data.terms import HARMS, SIDE_GROUPS
from data.view import View

_TOGETHER: Final = (
    "The record and the imported file may tell of the same events: they are not matched, sums count them twice."
)
_GROUPS: Final = {"attack": "attacks", "answer": "strikes", "other": "other events"}


def draw(view: View, engine: Engine, problems: Sequence[str], trouble: Trouble | None) -> None:
    """Draw the heading of a view; `problems` are parts of the link left out, `trouble` what ails the data."""
    counts = engine.counts(view)
    # One container whatever it holds: an element more or less above the map would mount the map anew.
    with st.container(key="heading", gap="small"):
        if trouble:
            steady.draw(engine, trouble)
        for problem in problems:
            st.warning(escape.markdown(f"This part of the link was left out: {problem}"))
        st.html(f"<h1>{escape.html(view.describe(engine.extent(view)))}</h1>")
        shown = "".join(_figure(*pair) for pair in _figures(engine, view))
        st.html(f'<div class="bw-figures">{shown}</div>')
        _chips(view)
        if not counts.shown:
            st.info(escape.markdown(_loosen(engine.loosened(view))))


@kept
def _figures(engine: Engine, view: View) -> list[tuple[str, str]]:
    return figures(engine.counts(view), engine.tolls(view))


def figures(counts: Counts, tolls: pd.DataFrame) -> list[tuple[str, str]]:
    """The figures beneath the heading: the number, and what it counts."""
    found = [(f"{counts.shown:,}", "event" if counts.shown == 1 else "events")]
    sums: dict[tuple[str, str], Range] = {}
    for side, harm, *told in zip(*(tolls[name].tolist() for name in ("side", "harm", "low", "high", "open"))):
        kind = SIDE_GROUPS[side], harm
        sums[kind] = sums.get(kind, Range(0, 0)) + Range(*told)
    found += [(str(sums[kind]), f"{kind[1]} in {_GROUPS[kind[0]]}") for kind in product(_GROUPS, HARMS) if kind in sums]
    return [*found, (f"{counts.sites:,}", "place struck" if counts.sites == 1 else "places struck")]


def completeness(counts: Counts, view: View) -> str:
    """What becomes of every event of the table: shown + not plottable + filtered out = all."""
    parts = [f"{counts.on_map:,} on the map"]
    if counts.unplaced:
        parts.append(f"{counts.unplaced:,} listed beside it, known only to a country")
    parts.append(f"{counts.filtered_out:,} filtered out of {counts.everything:,}")
    sentence = ", ".join(parts) + "."
    for number, where in ((counts.possibly_outside_dates, "dates"), (counts.possibly_outside_area, "area")):
        if number:
            sentence = f"{counts.shown:,} events, {number:,} of them possibly outside the {where}: " + sentence
    return f"{sentence} {_TOGETHER}" if view.data == "both" else sentence


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
    chips = [Choices(name, "Remove this filter", "chips", [(value, f"{words} ✕", "")]) for name, value, words in active]
    choices.draw("chips", *chips, Choices("reset", "All filters", "links", [("", "Reset all", "")]))
