"""The table of the events in view."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components import state
from components.detail import title, when
from components.records import records
from data.answers import kept
from data.engine import Engine
from data.questions import MARKS
from data.terms import OUTCOMES
from data.view import View

ROWS_LIMIT: Final = 50
_PICKED, _TURN, _SHOWN = "table_picked", "table_turn", "table_shown"
_REMEMBERED: Final = 8
_TOLLS: Final = {"Killed": "killed_low", "to": "killed_high", "Wounded": "wounded_low", "to ": "wounded_high"}
_COLUMNS: Final = (
    *("event_id", "date_start", "date_end", "time_precision", "country", "location", "geo_precision", "side"),
    *("event_type", "actor", "actor_basis", "outcome", *_TOLLS.values(), "source", *MARKS),
)


def listed(engine: Engine, view: View) -> pd.DataFrame:
    """The view's newest events, with what the table shows of them."""
    return engine.events(view, ROWS_LIMIT, _COLUMNS)


def draw(view: View, engine: Engine) -> None:
    """Draw the table of a view's newest events; a row that is picked selects its event."""
    events, shown = listed(engine, view), engine.counts(view).shown
    if shown > len(events):
        st.caption(f"The newest {len(events):,} of {shown:,} events.")
    ids = tuple(events["event_id"])
    key = f"table {_turn(view.selected)} {hash((ids, view.month))}"
    picked = [ids.index(view.selected)] if view.selected in ids else []
    _note(key, view.selected if picked else "")
    st.dataframe(
        _rows(engine, view, view.month),
        key=key,
        hide_index=True,
        on_select=lambda: _pick(key, ids),
        selection_mode="single-row",
        selection_default={"selection": {"rows": picked}},
        height=min(38 + 35 * max(len(events), 1), 520),
        placeholder="",
        column_config={
            "Mark": st.column_config.TextColumn("", width=30, help="● in the month picked in the chart"),
            "Date": st.column_config.DateColumn(format="D MMM YYYY", width=95, help="The first day it may have been"),
            "Event": st.column_config.TextColumn(width=215),
            "Who": st.column_config.TextColumn(width=165),
            **{name: _number(name) for name in _TOLLS},
            "Sources": st.column_config.NumberColumn(width=70),
        },
    )


@kept
def _rows(engine: Engine, view: View, month: str) -> pd.DataFrame:
    return rows(listed(engine, view), month)


def rows(events: pd.DataFrame, month: str) -> pd.DataFrame:
    """What the table shows of the flat events, in the order given; those of the `month` (YYYY-MM) are marked."""
    told = [*records(events)]
    marks = {"Mark": ["●" * (f"{row.date_start:%Y-%m}" == month) for row in told]} if month else {}
    return pd.DataFrame(
        {
            **marks,
            "Date": [row.date_start.date() for row in told],
            "Event": [title(row) for row in told],
            **{name: events[column].astype("Int64") for name, column in _TOLLS.items()},
            "Who": [_who(row) for row in told],
            "Outcome": [OUTCOMES[row.outcome] for row in told],
            "Country": [row.country for row in told],
            "As known": [when(row) + _possibly(row) for row in told],
            "Sources": [len(row.source.split(";")) for row in told],
        }
    )


def _number(name: str) -> Any:
    words = "At most; empty: open or not reported" if name.startswith("to") else "At least; empty: not reported"
    return st.column_config.NumberColumn(width=72 if name.strip() != "to" else 45, help=words)


def _who(event: Any) -> str:
    basis = "" if event.actor_basis == "unknown" else f", {event.actor_basis}"
    return ("nobody named" if pd.isna(event.actor) else event.actor) + basis


def _possibly(event: Any) -> str:
    outside = [word for word in ("dates", "area") if getattr(event, f"possibly_outside_{word}")]
    return f", possibly outside the {' and '.join(outside)}" if outside else ""


def _turn(selected: str) -> int:
    """Counts up where the selection came from elsewhere: only a new table shows a selection that it did not make."""
    state_ = st.session_state
    if state_.get(_PICKED, "") != selected:
        state_[_PICKED] = selected
        state_[_TURN] = state_.get(_TURN, 0) + 1
    return int(state_.get(_TURN, 0))


def _note(key: str, selected: str) -> None:
    """Remember what the table of this key shows as selected; older tables may still report for a moment."""
    shown = st.session_state.setdefault(_SHOWN, {})
    shown[key] = selected
    while len(shown) > _REMEMBERED:
        del shown[next(iter(shown))]


def _pick(key: str, ids: tuple[str, ...]) -> None:
    """Follow the table, unless it only reports the selection that it was given (it does so when it is mounted)."""
    chosen = st.session_state[key]["selection"]["rows"]
    selected = ids[chosen[0]] if chosen else ""
    if selected == st.session_state[_SHOWN].get(key, selected):
        return
    _note(key, selected)
    st.session_state[_PICKED] = selected
    state.change(selected=selected, month="")
