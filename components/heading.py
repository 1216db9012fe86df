"""The view in its own sentence, its figures, how complete they are, and the filters in force."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import escape, state
from data.engine import Counts
from data.figures import Range
from data.view import Dates, View

_SIDES = {"attacks": ("attack",), "strikes": ("us_strike", "coalition_strike")}


def draw(view: View, extent: Dates, counts: Counts, tolls: pd.DataFrame, problems: Sequence[str]) -> None:
    """Draw the heading of a view.

    `extent` is the first and last day of its events, `problems` say what of the link could not be followed.
    """
    for problem in problems:
        st.warning(escape.markdown(f"This part of the link was left out: {problem}"))
    st.html(f"<h1>{escape.html(view.describe(extent))}</h1>")
    st.html(f'<div class="bw-figures">{"".join(_figure(*pair) for pair in figures(counts, tolls))}</div>')
    _chips(view)
    if not counts.shown:
        st.info(escape.markdown(_loosen(view)))


def figures(counts: Counts, tolls: pd.DataFrame) -> list[tuple[str, str]]:
    """The figures beneath the heading: the number, and what it counts."""
    found = [(f"{counts.shown:,}", "event" if counts.shown == 1 else "events")]
    for name, sides in _SIDES.items():
        for harm in ("killed", "wounded"):
            rows = tolls[tolls["side"].isin(sides) & (tolls["harm"] == harm)]
            toll = Range.of(rows)
            if toll is not None:
                found.append((str(toll), f"{harm} in {name}"))
    return [*found, (f"{counts.sites:,}", "place struck" if counts.sites == 1 else "places struck")]


def completeness(counts: Counts) -> str:
    """What becomes of every event of the table: shown + not plottable + filtered out = all."""
    parts = [f"{counts.on_map:,} on the map"]
    if counts.unplaced:
        parts.append(f"{counts.unplaced:,} listed beside it, known only to a country")
    parts.append(f"{counts.filtered_out:,} filtered out of {counts.everything:,}")
    sentence = ", ".join(parts) + "."
    for number, where in ((counts.possibly_outside_dates, "dates"), (counts.possibly_outside_area, "area")):
        if number:
            sentence = f"{counts.shown:,} events, {number:,} of them possibly outside the {where}: " + sentence
    return sentence


def draw_completeness(counts: Counts) -> None:
    """Draw how complete the map is."""
    st.html(f'<p class="bw-note">{escape.html(completeness(counts))}</p>')


def _figure(number: str, words: str) -> str:
    return f"<div><b>{escape.html(number)}</b> {escape.html(words)}</div>"


def _loosen(view: View) -> str:
    """Which filter to loosen where nothing is left."""
    words = [word for _, _, word in view.active()]
    if len(words) == 1:
        return f"No event matches {words[0]}. Remove that filter to see events again."
    return f"No event matches all of: {', '.join(words)}. Remove one of these filters; the counts beside the options tell which."


def _chips(view: View) -> None:
    active = view.active()
    if not active:
        return
    with st.container(horizontal=True, key="chips", gap="small"):
        for name, value, words in active:
            text = f"{escape.markdown(words)} ✕"
            key = f"chip-{name}-{value}"
            st.button(text, key=key, help="Remove this filter", on_click=_remove, args=(name, value))
        st.button("Reset all", key="reset", type="tertiary", on_click=_reset)


def _remove(name: str, value: str) -> None:
    state.show(state.current().without(name, value))


def _reset() -> None:
    view = state.current()
    state.show(View(at=view.at, measure=view.measure, running=view.running, page=view.page))
