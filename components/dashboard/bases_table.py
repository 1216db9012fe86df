"""The list of bases, each with the attacks on it in the view; a click on a row opens the base's card."""

from typing import Final

import streamlit as st

from components import assets, state
from components.page_data import DashboardData
from components.widgets import clicks

KEY: Final = "bases-table"
HEADS: Final = (
    ("Base", "Click a base for its card", "event"),
    ("Country", "Where it is", "country"),
    ("Attacks", "Attacks in this view that the documents place at it; those near it are not counted", "number"),
    ("Last attack", "As exactly as it is known", "text"),
    ("Intercepted", "Of the attacks whose outcome is known; empty: no outcome reported", "number"),
    ("Harmed in attacks", "As reported, by party; empty: not reported", "text"),
    ("Position", "How exactly the place is known", "text"),
)
"""Name, help and kind of each column, as in the table of events."""
_table = assets.component("bases", "widgets/table.js")


def draw(page: DashboardData) -> None:
    """Draw the list of bases; the figures are those of the view without its country and area."""
    if page.base_rows is None:  # they are loaded where their tab is open
        return
    st.html(
        '<p class="bw-note">All bases of the record, whatever the country and area of the view; the figures follow its '
        "other filters. The record lists only part of the attacks.</p>"
    )
    rows = [[base.key, False, *_cells(base[1:])] for base in page.base_rows]
    data = {"heads": HEADS, "rows": rows, "selected": page.view.card, "month": ""}
    _table(data={**data, **clicks.acknowledgement(KEY)}, key=KEY, on_pick_change=_open)


def _cells(values: tuple[str | int, ...]) -> list[str]:
    return [f"{value:,}" if isinstance(value, int) else value for value in values]


def _open() -> None:
    for key in clicks.unseen(KEY, [st.session_state[KEY].pick]):
        state.open_card(key)
