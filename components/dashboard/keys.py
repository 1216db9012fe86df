"""The keys of the dashboard: search, the next event, briefing, the map's frame; and the list of them."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from components import assets, state, symbology
from components.page_data import DashboardData
from components.widgets import clicks
from data.view import Dates

KEYS: Final = {
    "/": "Search",
    "]": "Next event of the view, in order of date",
    "[": "Previous event of the view",
    "f": "Fit the map to the view",
    "b": "Briefing: the view as a slide",
    "?": "This list",
    "Esc": "Close what is open",
}
_KEY: Final = "keys_pressed"
_keys = assets.component("keys", "widgets/keys.js")


def draw(page: DashboardData) -> None:
    """Draw the component that listens to the keys; it has no height."""
    before, after = neighbours(page.by_day, page.view.dates, page.view.selected)
    data = {"before": before, "after": after, "fit": symbology.WORDS["fit"], **clicks.acknowledgement(_KEY)}
    _keys(data=data, key=_KEY, on_select_change=_select)


def _select() -> None:
    for event_id in clicks.unseen(_KEY, [tuple(st.session_state[_KEY].select)]):
        state.select(event_id)


@st.dialog("Keys")
def draw_list() -> None:
    """Draw the dialog with the list of keys."""
    rows = "".join(f"<tr><td><kbd>{key}</kbd></td><td>{words}</td></tr>" for key, words in KEYS.items())
    note = "They work wherever the focus is, except while you type in a field."
    st.html(f'<table class="bw-table bw-keys">{rows}</table><p class="bw-note">{note}</p>')


def neighbours(by_day: pd.DataFrame, dates: Dates, selected: str) -> tuple[str, str]:
    """Return the events before and after the selected one in order of date, or the last and the first; empty if none.

    Args:
        by_day: the events without the view's dates, one row each, sorted; where they are many it has no event's id.
        dates: the view's dates.
        selected: the selected event's id; empty if none is selected.
    """
    if "event_id" not in by_day or by_day.empty:
        return "", ""
    start, end = dates
    is_within = np.ones(len(by_day), dtype=bool)
    if start:
        is_within &= (by_day["date_end"] >= pd.Timestamp(start)).to_numpy()
    if end:
        is_within &= (by_day["date_start"] <= pd.Timestamp(end)).to_numpy()
    ids = by_day["event_id"].to_numpy()[is_within]
    at = np.flatnonzero(ids == selected)
    if not len(ids):
        return "", ""
    if not len(at):
        return str(ids[-1]), str(ids[0])
    before, after = at[0] - 1, at[0] + 1
    return str(ids[before]) if before >= 0 else "", str(ids[after]) if after < len(ids) else ""
