"""The table of the events in view."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components import assets, state
from components.page_data import DashboardData
from components.widgets import clicks
from data.formatting import format_range
from data.rows import iter_rows
from data.terms import HARMS, OUTCOMES
from data.text import title, when, who

KEY: Final = "events-table"
HEADS: Final = (
    ("Date", "As exactly as it is known; “possibly outside”: part of its span or area lies outside the filter", "date"),
    ("Event", "Click an event to see it in full", "event"),
    ("Killed", "As reported; empty: not reported", "number"),
    ("Wounded", "As reported; empty: not reported", "number"),
    ("Who", "Who struck, and how that is known", "who"),
    ("Outcome", "What the strike did", "outcome"),
    ("Country", "Where it happened", "country"),
    ("Sources", "The number of documents that report it", "number"),
)
"""Name, help and kind of each column; a click on the name sorts the rows."""
_table = assets.component("events", "widgets/table.js")


def draw(page: DashboardData) -> None:
    """Draw the table of a view's newest events; a click on a row selects its event."""
    view, shown = page.view, page.counts.shown
    lines = page.cached("table", lambda: rows(page.events, view.month), view.month)
    if shown > len(lines):
        st.caption(f"The newest {len(lines):,} of {shown:,} events.")
    data = {"heads": HEADS, "rows": lines, "selected": view.selected, "month": view.month}
    _table(data={**data, **clicks.acknowledgement(KEY)}, key=KEY, on_pick_change=_select)


def _select() -> None:
    for event_id in clicks.unseen(KEY, [st.session_state[KEY].pick]):
        state.select(event_id)


def rows(events: pd.DataFrame, month: str) -> list[list[Any]]:
    """Return the table's rows, in the order of the flat events: id, whether in the `month` (YYYY-MM), each column."""
    return [
        [
            event.event_id,
            f"{event.date_start:%Y-%m}" == month,
            when(event) + _possibly_outside(event),
            title(event),
            *(_toll(event, harm) for harm in HARMS),
            who(event),
            OUTCOMES[event.outcome].removeprefix("outcome "),
            event.country,
            str(len(event.source.split(";"))),
        ]
        for event in iter_rows(events)
    ]


def _toll(event: Any, harm: str) -> str:
    low, high = getattr(event, f"{harm}_low"), getattr(event, f"{harm}_high")
    return "" if pd.isna(low) and pd.isna(high) else format_range(low, high)


def _possibly_outside(event: Any) -> str:
    outside = [word for word in ("dates", "area") if getattr(event, f"possibly_outside_{word}")]
    return f", possibly outside the {' and '.join(outside)}" if outside else ""
