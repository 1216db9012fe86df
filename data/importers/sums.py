"""Recognises files whose rows are sums over many events, such as ACLED's by week: none of them can become an event."""

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from data.importers.column_names import plain_name
from data.importers.report import RefusedError, quoted

_EVENT_COUNTS: Final = frozenset(
    {
        *("events", "event count", "events count", "number of events", "no of events", "num events", "n events"),
        *("total events", "count of events", "sum events", "incidents", "number of incidents", "incident count"),
        *("total incidents", "number of attacks", "total attacks", "anzahl ereignisse", "nombre d evenements"),
    }
)
_PERIODS: Final = frozenset({"week", "month", "year", "month year", "year month", "quarter", "woche", "monat", "jahr"})
_UCDP_SUMS: Final = (
    frozenset({"bd best", "bd low", "bd high"}),
    frozenset({"best fatality estimate", "low fatality estimate", "high fatality estimate"}),
    frozenset({"intensity level", "type of conflict", "cumulative intensity", "start prec", "start prec2"}),
    frozenset({"sb total deaths best", "ns total deaths best", "os total deaths best"}),
    frozenset({"sb total deaths best cy", "ns total deaths best cy", "os total deaths best cy"}),
)
"""Columns of UCDP's yearly files: battle-related deaths, non-state, one-sided, armed conflict, and countries."""


def refuse_sums(name: str, columns: Sequence[str], sample: Callable[[], pd.DataFrame]) -> None:
    """Check that the rows of a file may be events.

    Args:
        name: the file's name.
        columns: its column names.
        sample: returns its first rows, all cells as text.

    Raises:
        RefusedError: each row is a sum over a period and an area.
    """
    spelled = {plain_name(column): column for column in columns}
    if any(len(known & set(spelled)) >= 2 for known in _UCDP_SUMS) and "year" in spelled:  # noqa: PLR2004 - no chance
        raise RefusedError(
            f"{name} holds UCDP’s figures by year: a row is a conflict, actor or country in a year and no event, so "
            "none can be shown on the map. Download the events from UCDP (GED or Candidate) and import those."
        )
    counts = [spelled[known] for known in spelled if known in _EVENT_COUNTS]
    by_period = bool(_PERIODS & set(spelled)) and not any("date" in known.split() for known in spelled)
    if counts and _counts_several(counts[0], sample(), by_period=by_period):
        raise RefusedError(
            f"{name} holds sums: the column {quoted(counts[:1])} counts the events of each row, so its rows are no "
            "events and none can be shown on the map. Export the events themselves, one in each row, and import those."
        )


def _counts_several(column: str, sample: pd.DataFrame, *, by_period: bool) -> bool:
    """Return whether a column counts events: whole numbers, in a table by period or of more than one event in a row."""
    cells = sample[column].dropna()
    counts = cells.str.fullmatch(r"[0-9][0-9,]*(?:\.0+)?").fillna(False).astype("bool")
    several = ~cells[counts].str.fullmatch(r"[01](?:\.0+)?").fillna(True).astype("bool")
    return bool(counts.any() and counts.mean() > 0.5 and (by_period or several.any()))  # noqa: PLR2004 - most
