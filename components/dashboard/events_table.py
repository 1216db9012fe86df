"""The table of the events in view."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components import assets, state
from components.page_data import DashboardData
from components.widgets import clicks
from data.rows import iter_rows
from data.terms import HARMS, OUTCOMES
from data.text import harmed_by_party, summary_of_groups, title, when

KEY: Final = "events-table"
_TOLL: Final = (
    "As reported, by party; a number alone: the party is not stated; +: may be higher; 0: reported as none; empty: not "
    "reported"
)
HEADS: Final = (
    ("Date", "As exactly as it is known; “possibly outside”: part of its span or area lies outside the filter", "date"),
    ("Event", "Click an event to see it in full", "event"),
    ("Killed", _TOLL, "killed"),
    ("Wounded", _TOLL, "wounded"),
    ("Actor", "Who struck, as the documents name it", "actor"),
    ("How sure", "How it is known who struck: claimed by the actor, attributed or suspected by others", "basis"),
    ("Outcome", "What the strike did", "outcome"),
    ("Country", "Where it happened", "country"),
    ("Sources", "The number of documents that report it", "sources"),
)
"""Name, help and key of each column; a click on the name sorts the rows, and the key is that of `data.view.ORDERS`."""
NEWEST_FIRST: Final = "-date"
_table = assets.component("events", "widgets/table.js")


def draw(page: DashboardData) -> None:
    """Draw the table of a view's newest events; a click on a row selects its event, one on a head sorts the rows."""
    view = page.view
    lines, ranks = page.cached("table", lambda: (rows(page.events, view.month), toll_ranks(page.events)), view.month)
    data = {
        "heads": HEADS,
        "rows": lines,
        "ranks": ranks,
        "first": NEWEST_FIRST,
        "selected": view.selected,
        "month": view.month,
        "order": view.sort,
    }
    data |= {"count": _count(page.counts.shown, len(lines)), "figures": summary_of_groups(page.counts, page.tolls)}
    _table(data={**data, **clicks.acknowledgement(KEY)}, key=KEY, on_act_change=_act)


def _act() -> None:
    for kind, value in clicks.unseen(KEY, st.session_state[KEY].act):
        if kind == "sort":
            state.change(sort=value)
        else:
            state.select(value)


def _count(shown: int, listed: int) -> str:
    """Return how many events are in the view, and how many of them in the table."""
    events = f"{shown:,} {'event' if shown == 1 else 'events'}"
    return f"{events}; the table has the newest {listed:,}" if shown > listed else events


def rows(events: pd.DataFrame, month: str) -> list[list[Any]]:
    """Return the table's rows, in the order of the flat events: id, whether in the `month` (YYYY-MM), each column."""
    return [
        [
            event.event_id,
            f"{event.date_start:%Y-%m}" == month,
            when(event) + _possibly_outside(event),
            title(event),
            *(harmed_by_party(event, harm) for harm in HARMS),
            "nobody named" if pd.isna(event.actor) else event.actor,
            _basis(event),
            OUTCOMES[event.outcome].removeprefix("outcome "),
            event.country,
            str(len(event.source.split(";"))),
        ]
        for event in iter_rows(events)
    ]


def toll_ranks(events: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return, for killed and wounded, by which number each event is sorted: its lowest, or else its highest toll.

    The cells are tolls by party, whose first number is not the sum.
    """
    tolls = {harm: events[f"{harm}_low"].fillna(events[f"{harm}_high"]).dropna() for harm in HARMS}
    ids = events["event_id"].to_dict()
    return {harm: {ids[n]: str(int(number)) for n, number in numbers.items()} for harm, numbers in tolls.items()}


def _basis(event: Any) -> str:
    """Return how it is known who struck; empty where nobody is named."""
    if pd.isna(event.actor):
        return ""
    is_stated = pd.notna(event.actor_basis) and event.actor_basis != "unknown"
    return str(event.actor_basis) if is_stated else "not stated"


def _possibly_outside(event: Any) -> str:
    outside = [word for word in ("dates", "area") if getattr(event, f"possibly_outside_{word}")]
    return f", possibly outside the {' and '.join(outside)}" if outside else ""
