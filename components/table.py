"""The table of the events in view."""

from typing import Final

import pandas as pd
import streamlit as st

from components import state
from components.detail import title, when
from data.terms import ACTOR_BASES, OUTCOMES
from data.view import View

ROWS_LIMIT: Final = 200
_KEY: Final = "table"


def draw(view: View, events: pd.DataFrame, shown: int) -> None:
    """Draw the table; a row that is picked selects its event. `shown` is the number of events in the whole view."""
    if shown > len(events):
        st.caption(f"The newest {len(events):,} of {shown:,} events.")
    ids = list(events["event_id"])
    picked = [ids.index(view.selected)] if view.selected in ids else []
    st.dataframe(
        rows(events, view),
        key=f"{_KEY}-{view.selected}",
        hide_index=True,
        on_select=lambda: _pick(f"{_KEY}-{view.selected}", ids),
        selection_mode="single-row",
        selection_default={"selection": {"rows": picked}} if picked else None,
        height=min(38 + 35 * max(len(events), 1), 560),
        column_config={
            "Mark": st.column_config.TextColumn("", width=30, help="● in the month picked in the chart"),
            "Date": st.column_config.DateColumn(format="D MMM YYYY", width="small", help="The first day it may have been"),
            "When": st.column_config.TextColumn("As known", width="medium"),
            "Killed": st.column_config.NumberColumn("Killed, least", width="small", help="Empty: not reported"),
            "Killed to": st.column_config.NumberColumn("Killed, most", width="small", help="Empty: open or not reported"),
            "Wounded": st.column_config.NumberColumn("Wounded, least", width="small", help="Empty: not reported"),
            "Wounded to": st.column_config.NumberColumn("Wounded, most", width="small", help="Empty: open or not reported"),
            "Sources": st.column_config.NumberColumn(width="small"),
        },
    )


def rows(events: pd.DataFrame, view: View) -> pd.DataFrame:
    """What the table shows of the flat events, in the order given."""
    who = events["actor"].fillna("nobody named")
    basis = events["actor_basis"].map(lambda value: "" if value == "unknown" else f" ({ACTOR_BASES[value].split()[0]})")
    months = pd.to_datetime(events["date_start"]).dt.strftime("%Y-%m")
    marks = {"Mark": months.map({view.month: "●"}).fillna("")} if view.month else {}
    return pd.DataFrame(
        {
            **marks,
            "Date": pd.to_datetime(events["date_start"]).dt.date,
            "What and where": [title(row) for row in events.itertuples()],
            "When": [when(row) + (" ?" if row.possibly_outside_dates else "") for row in events.itertuples()],
            "Country": events["country"],
            "Who": who + basis,
            "Killed": events["killed_low"],
            "Killed to": events["killed_high"],
            "Wounded": events["wounded_low"],
            "Wounded to": events["wounded_high"],
            "Outcome": events["outcome"].map(OUTCOMES),
            "Sources": events["source"].str.split(";").str.len(),
        }
    )


def _pick(key: str, ids: list[str]) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    state.change(selected=ids[chosen[0]] if chosen else "", month="")
