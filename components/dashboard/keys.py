"""The keys of the dashboard: search, the next event, briefing, the map's frame; and the list of them."""

from typing import Final

import pandas as pd
import streamlit as st

from components import assets, state, symbology
from components.page_data import DashboardData
from components.widgets import clicks

KEYS: Final = {
    "/": "Search",
    "]": "Next event in the table, in order of date",
    "[": "Previous event in the table",
    "f": "Fit the map to the view",
    "b": "Briefing: the view as a slide",
    "?": "This list",
    "← →": "The next symbol of the map, month or event of the chart, row of the table (there ↑ ↓)",
    "Esc": "Close what is open",
}
_KEY: Final = "keys_pressed"
_keys = assets.component("keys", "widgets/keys.js")


def draw(page: DashboardData) -> None:
    """Draw the component that listens to the keys; it has no height."""
    data = {"events": in_order(page.events), "selected": page.view.selected, "fit": symbology.WORDS["fit"]}
    _keys(data={**data, **clicks.acknowledgement(_KEY)}, key=_KEY, on_select_change=_select)


def _select() -> None:
    for (event_id,) in clicks.unseen(_KEY, st.session_state[_KEY].select):
        state.select(event_id)


@st.dialog("Keys")
def draw_list() -> None:
    """Draw the dialog with the list of keys."""
    rows = "".join(f"<tr><td><kbd>{key}</kbd></td><td>{words}</td></tr>" for key, words in KEYS.items())
    note = "They work wherever the focus is, except while you type in a field."
    st.html(f'<table class="bw-table bw-keys">{rows}</table><p class="bw-note">{note}</p>')


def in_order(events: pd.DataFrame) -> list[str]:
    """Return the ids of events in order of date."""
    ids: list[str] = events.sort_values(["date_start", "event_id"])["event_id"].tolist()
    return ids
