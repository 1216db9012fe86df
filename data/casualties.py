"""The toll by party in two shapes: long, one row an event, party and harm, and wide, columns of the events table."""

from collections.abc import Collection
from typing import Final

import pandas as pd

from data.terms import HARMS, PARTIES

BOUNDS: Final = ("low", "best", "high")
LONG: Final = ("event_id", "party", "harm", *BOUNDS)
KINDS: Final = tuple((party, harm) for party in sorted(PARTIES) for harm in sorted(HARMS))
TOLD: Final = (*BOUNDS, "open", "events")
"""What is summed of each kind of toll: its figures, how many are open, how many events tell one."""
WIDE: Final = tuple(f"{party}_{harm}_{bound}" for party, harm in KINDS for bound in BOUNDS)
"""Columns of the wide shape; a kind of toll is told where its `low` is known, a null `high` is open-ended."""


def told_kinds(columns: Collection[str]) -> tuple[str, ...]:
    """The kinds of toll (`us_killed`) for which a wide table has columns."""
    return tuple(f"{party}_{harm}" for party, harm in KINDS if f"{party}_{harm}_low" in columns)


def widen(events: pd.DataFrame, tolls: pd.DataFrame, by: str = "event_id") -> pd.DataFrame:
    """The flat events with their long `tolls` as columns `WIDE`; both frames have the key `by`, unique in `events`."""
    told = tolls.set_index(by)
    parts: dict[str, pd.Series] = {}
    for (party, harm), rows in told.groupby(["party", "harm"]):
        parts |= {f"{party}_{harm}_{bound}": rows[bound] for bound in BOUNDS}
    wide = pd.DataFrame(parts).reindex(index=events[by], columns=list(WIDE)).astype("Int64")
    return pd.concat([events, wide.set_axis(events.index)], axis=1)


def lengthen(wide: pd.DataFrame) -> pd.DataFrame:
    """The long tolls of events with columns `WIDE` (those missing are unknown), by event, party and harm."""
    parts = []
    for party, harm in KINDS:
        low = wide.get(f"{party}_{harm}_low")
        if low is not None and low.notna().any():
            bounds = {bound: wide.get(f"{party}_{harm}_{bound}") for bound in BOUNDS}
            part = pd.DataFrame({"event_id": wide["event_id"], "party": party, "harm": harm, **bounds})
            parts.append(part[low.notna()])
    long = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(LONG))
    typed = long.astype({**dict.fromkeys(LONG[:3], "str"), **dict.fromkeys(BOUNDS, "Int64")})
    return typed.sort_values(list(LONG[:3]), ignore_index=True)
