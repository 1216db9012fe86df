"""The groups of events: their symbols and the lists behind them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from components import escape
from components.map.columns import columns
from components.map.layers.layer import Layer, Shown
from data.rows import iter_rows
from data.terms import OUTCOMES, SIDE_GROUPS
from data.text import who
from data.view import day_in_words


def payload(shown: Shown) -> dict[str, object]:
    """Return the groups, and the events of those whose events are listed, each as columns."""
    groups = columns([_group(group) for group in iter_rows(shown.groups)])
    return {"groups": groups, "members": columns(members(shown.events))}


def members(events: pd.DataFrame) -> Iterable[dict[str, object]]:
    """Return what the map lists of each event; `cell` names its group where it belongs to one."""
    return [_member(event) for event in iter_rows(events)]


def _group(group: Any) -> dict[str, object]:
    return {
        "cell": group.cell,
        "latitude": round(group.latitude, 4),
        "longitude": round(group.longitude, 4),
        "events": int(group.events),
        "attacks": int(group.attacks),
        "answers": int(group.answers),
        "event_type": _or_empty(group.event_type),
        "geo_precision": _or_empty(group.geo_precision),
        "location": _or_empty(group.location),
        "origin": group.origin,
    }


def _member(event: Any) -> dict[str, object]:
    start = pd.Timestamp(event.date_start)
    return {
        "cell": getattr(event, "cell", ""),
        "event_id": escape.identifier(event.event_id),
        "when": day_in_words(start) if event.time_precision == "day" else f"{start:%b %Y}",
        "month": f"{start:%Y-%m}",
        "kind": SIDE_GROUPS[event.side],
        "event_type": event.event_type,
        "location": event.location,
        "who": who(event),
        "toll": event.toll,
        "outcome": "" if event.outcome == "unknown" else OUTCOMES[event.outcome],
        "sources": len(event.source.split(";")),
    }


def _or_empty(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


LAYER = Layer("events", payload=payload, legend=("attack", "answer", "mixed", "other", "own"))
