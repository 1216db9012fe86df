"""The table of the events in view."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components import assets, state
from data.formatting import format_range
from data.query.engine import Engine
from data.query.queries import MARKS
from data.query.query_cache import cached
from data.rows import iter_rows
from data.terms import HARMS, OUTCOMES
from data.text import title, when
from data.view import View

ROWS_LIMIT: Final = 50
KEY: Final = "events-table"
HEADS: Final = (
    ("Date", "As exactly as it is known", "date"),
    ("Event", "Click an event to see it whole", "event"),
    ("Killed", "As reported; empty: not reported", "number"),
    ("Wounded", "As reported; empty: not reported", "number"),
    ("Who", "Who struck, and on what ground that is said", "who"),
    ("Outcome", "What the strike did", "outcome"),
    ("Country", "Where it was", "country"),
    ("Sources", "How many documents tell of it", "number"),
)
"""Name, help and kind of each column; a click on the name sorts."""
_TOLLS: Final = tuple(f"{harm}_{bound}" for harm in HARMS for bound in ("low", "high"))
_COLUMNS: Final = (
    *("event_id", "date_start", "date_end", "time_precision", "country", "location", "geo_precision", "side"),
    *("event_type", "actor", "actor_basis", "outcome", *_TOLLS, "source", *MARKS),
)
_table = assets.component("events", "table.js")


def listed(engine: Engine, view: View) -> pd.DataFrame:
    """The view's newest events, with what the table shows of them."""
    return engine.events(view, ROWS_LIMIT, _COLUMNS)


def draw(view: View, engine: Engine) -> None:
    """Draw the table of a view's newest events; a row that is picked selects its event."""
    rows, shown = _rows(engine, view, view.month), engine.counts(view).shown
    if shown > len(rows):
        st.caption(f"The newest {len(rows):,} of {shown:,} events.")
    _table(
        data={"heads": HEADS, "rows": rows, "selected": view.selected, "month": view.month},
        key=KEY,
        on_pick_change=lambda: state.select(st.session_state[KEY].pick),
    )


@cached
def _rows(engine: Engine, view: View, month: str) -> list[list[Any]]:
    return rows(listed(engine, view), month)


def rows(events: pd.DataFrame, month: str) -> list[list[Any]]:
    """What the table shows of the flat events, in their order: id, whether of the `month` (YYYY-MM), each column."""
    return [
        [
            event.event_id,
            f"{event.date_start:%Y-%m}" == month,
            when(event) + _possibly(event),
            title(event),
            *(_reported(event, harm) for harm in HARMS),
            _who(event),
            OUTCOMES[event.outcome].removeprefix("outcome "),
            event.country,
            str(len(event.source.split(";"))),
        ]
        for event in iter_rows(events)
    ]


def _reported(event: Any, harm: str) -> str:
    low, high = getattr(event, f"{harm}_low"), getattr(event, f"{harm}_high")
    return "" if pd.isna(low) and pd.isna(high) else format_range(low, high)


def _who(event: Any) -> str:
    basis = "" if event.actor_basis == "unknown" else f", {event.actor_basis}"
    return ("nobody named" if pd.isna(event.actor) else event.actor) + basis


def _possibly(event: Any) -> str:
    outside = [word for word in ("dates", "area") if getattr(event, f"possibly_outside_{word}")]
    return f", possibly outside the {' and '.join(outside)}" if outside else ""
