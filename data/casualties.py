"""The toll by party in two shapes: long, one row for each event, party and harm; wide, as columns of the events."""

from collections.abc import Collection
from typing import Final

import pandas as pd

from data.terms import HARMS, PARTIES

BOUNDS: Final = ("low", "best", "high")
LONG: Final = ("event_id", "party", "harm", *BOUNDS)
"""Columns of the long shape."""
KINDS: Final = tuple((party, harm) for party in sorted(PARTIES) for harm in sorted(HARMS))
"""Every party with every harm: the kinds of toll."""
TOLL_SUMS: Final = (*BOUNDS, "open", "events")
"""Sums of one kind of toll: its bounds, the number of events with an open high, the number of events with a toll."""
WIDE: Final = tuple(f"{party}_{harm}_{bound}" for party, harm in KINDS for bound in BOUNDS)
"""Columns of the wide shape. An event has a toll of a kind if its `low` is known; a null `high` is open-ended."""


def toll_kinds(columns: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of toll for which a wide table has columns.

    >>> toll_kinds(["event_id", "us_killed_low", "us_killed_high"])
    ('us_killed',)
    """
    return tuple(f"{party}_{harm}" for party, harm in KINDS if f"{party}_{harm}_low" in columns)


def toll_sum_columns(kinds: Collection[str]) -> list[str]:
    """Return the columns with the sums (`TOLL_SUMS`) of these kinds of toll, kind by kind.

    >>> toll_sum_columns(["us_killed"])
    ['us_killed_low', 'us_killed_best', 'us_killed_high', 'us_killed_open', 'us_killed_events']
    """
    return [f"{kind}_{name}" for kind in kinds for name in TOLL_SUMS]


def to_wide(events: pd.DataFrame, tolls: pd.DataFrame, by: str = "event_id") -> pd.DataFrame:
    """Return the flat events with their long `tolls` as columns `WIDE`; `by` is the key, unique in `events`."""
    indexed = tolls.set_index(by)
    parts: dict[str, pd.Series] = {}
    for (party, harm), rows in indexed.groupby(["party", "harm"]):
        parts |= {f"{party}_{harm}_{bound}": rows[bound] for bound in BOUNDS}
    wide = pd.DataFrame(parts).reindex(index=events[by], columns=list(WIDE)).astype("Int64")
    return pd.concat([events, wide.set_axis(events.index)], axis=1)


def to_long(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the long tolls of events with columns `WIDE`, by event, party and harm; missing columns are unknown.

    >>> to_long(pd.DataFrame({"event_id": ["a", "b"], "us_killed_low": [3, None]}))
      event_id party    harm  low  best  high
    0        a    us  killed    3  <NA>  <NA>
    """
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
