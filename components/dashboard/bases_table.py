"""The list of bases, each with the attacks on it in the view; a click on a row opens the base's card."""

from typing import Final

import streamlit as st

from components import assets, state
from components.page_data import DashboardData
from components.widgets import clicks
from data.cards import BaseRow

KEY: Final = "bases-table"
_ORDER: Final = "bases_order"
"""The session's key for the order of the list: the key of a column, with `-` before it in descending order."""
_MOST_ATTACKS: Final = "-attacks"
HEADS: Final = (
    ("Base", "Click a base for its card", "event"),
    ("Country", "Where it is", "country"),
    ("Attacks", "Attacks in this view that the documents place at it; those near it are not counted", "attacks"),
    ("Last attack", "As exactly as it is known", "last"),
    ("Intercepted", "Of the attacks whose outcome is known; empty: no outcome reported", "intercepted"),
    ("Harmed in attacks", "As reported, by party; empty: not reported", "harmed"),
    ("Position known", "How exactly the place is known", "position"),
)
"""Name, help and key of each column, as in the table of events."""
_NOTE: Final = "The figures are those of the view but for its country and area; only part of the attacks is listed"
_table = assets.component("bases", "widgets/table.js")


def draw(page: DashboardData) -> None:
    """Draw the list of bases; the figures are those of the view without its country and area."""
    if page.base_rows is None:  # they are loaded where their tab is open
        return
    rows = [[base.key, False, *_cells(base)] for base in page.base_rows]
    data: dict[str, object] = {
        "heads": HEADS,
        "rows": rows,
        "selected": page.view.card,
        "month": "",
        "figures": [_NOTE],
    }
    data |= {
        "count": f"{len(rows)} bases of the record",
        "order": st.session_state.get(_ORDER, _MOST_ATTACKS),
        "first": _MOST_ATTACKS,
    }
    data |= {"ranks": {"last": {base.key: base.last_day for base in page.base_rows}}}
    _table(data={**data, **clicks.acknowledgement(KEY)}, key=KEY, on_act_change=_act)


def _cells(base: BaseRow) -> list[str]:
    harmed, position = base.harmed, base.precision.removeprefix("to the ")
    return [base.name, base.country, f"{base.attacks:,}", base.last, base.intercepted, harmed, position]


def _act() -> None:
    for kind, value in clicks.unseen(KEY, st.session_state[KEY].act):
        if kind == "sort":
            st.session_state[_ORDER] = str(value)
        else:
            state.open_card(value)
