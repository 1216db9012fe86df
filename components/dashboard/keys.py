"""The keys of the dashboard: search, the next event, briefing, the map's frame; and the list of them."""

from typing import Final

import streamlit as st

from components import assets, state, symbology
from components.widgets import clicks

KEYS: Final = {
    "/": "Search",
    "]": "Next event, in order of date",
    "[": "Previous event",
    "f": "Fit the map to the view",
    "b": "Briefing: the view as a slide",
    "?": "This list",
    "← →": "The next symbol of the map, month or event of the chart, row of the table (there ↑ ↓)",
    "Esc": "Close what is open",
}
_KEY: Final = "keys_pressed"
_keys = assets.component("keys", "widgets/keys.js")


def draw() -> None:
    """Draw the component that listens to the keys; it has no height."""
    data = {"fit": symbology.WORDS["fit"], **clicks.acknowledgement(_KEY)}
    _keys(data=data, key=_KEY, on_step_change=_step)


def _step() -> None:
    waiting = state.steps()
    for (way,) in clicks.unseen(_KEY, st.session_state[_KEY].step):
        waiting.append(way)


@st.dialog("Keys")
def draw_list() -> None:
    """Draw the dialog with the list of keys."""
    rows = "".join(f"<tr><td><kbd>{key}</kbd></td><td>{words}</td></tr>" for key, words in KEYS.items())
    note = "They work wherever the focus is, except while you type in a field."
    st.html(f'<table class="bw-table bw-keys">{rows}</table><p class="bw-note">{note}</p>')
