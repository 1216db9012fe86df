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
    ("Attacks", "Attacks in this view that the documents place at it; those near it are not counted", "attacks"),
    ("Last attack", "As exactly as it is known", "last"),
    ("Intercepted", "Of the attacks whose outcome is known; empty: no outcome reported", "intercepted"),
    ("Harmed in attacks", "As reported, by party; empty: not reported", "harmed"),
    ("Position", "How exactly the place is known", "position"),
)
"""Name, help and key of each column, as in the table of events."""
_ORDER: Final = "bases_order"
"""The session's key for the order of the rows; until a head is clicked, that in which they are sent."""
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
    data |= {"order": st.session_state.get(_ORDER, ""), "count": f"{len(rows):,} bases", "figures": []}
    _table(data={**data, **clicks.acknowledgement(KEY)}, key=KEY, on_act_change=_act)


def _cells(values: tuple[str | int, ...]) -> list[str]:
    return [f"{value:,}" if isinstance(value, int) else value for value in values]


def _act() -> None:
    sent = ((number, act) for number, *act in st.session_state[KEY].act)
    for kind, value in clicks.unseen(KEY, sent):
        if kind == "sort":
            st.session_state[_ORDER] = value
        else:
            state.open_card(value)
