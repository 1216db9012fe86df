"""The layout of the table that engines ask: the flat events, their tolls as columns, and what may be computed ahead."""

import hashlib
from collections.abc import Collection
from typing import Final

import ibis
import ibis.expr.types as ir

from data.filters import FACETS, ONE_PASS
from data.query import grid
from data.record.catalog import EVENT_COLUMNS
from data.terms import HARMS

_BITS: Final = {FACETS[name].column: tuple(FACETS[name].values) for name in ONE_PASS}
BIT_COLUMNS: Final = {FACETS[name].column: FACETS[name].bit_column for name in ONE_PASS}
"""The columns that a prepared table has beside those of few values, for the quickest choice among these."""

TERMS: Final = hashlib.sha256(repr(_BITS).encode()).hexdigest()[:8]
"""Which bit is which term, in hexadecimal digits: bits that were written hold for these terms alone."""


class ColumnsError(ValueError):
    """A table without columns of the flat events table; the message names them."""


def check(columns: Collection[str]) -> None:
    """Make sure that all columns of the flat events table are there; those of tolls may be missing.

    Raises:
        ColumnsError: some are not.
    """
    missing = [name for name in EVENT_COLUMNS if name not in columns]
    if missing:
        raise ColumnsError(f"it lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}")


def completed(events: ir.Table) -> ir.Table:
    """The events with the columns that a table may hold ready, computed where it does not.

    These are `origin` (whose they are: `record` or `own`), `month` (the first day of `date_start`'s), the finest grid's
    `x` and `y`, and `most_killed` and `most_wounded`, the highest figures told, 0 where there is none.
    """
    x, y = grid.coordinates(events.latitude, events.longitude)
    month = events.date_start.truncate("M").cast("date")
    computed = {"origin": ibis.literal("record"), "month": month, "x": x, "y": y}
    for harm in HARMS:
        told = [events[f"{harm}_{bound}"].fill_null(0) for bound in ("low", "high")]
        computed[f"most_{harm}"] = ibis.greatest(*told)
    return events.mutate(**{name: value for name, value in computed.items() if name not in events.columns})


def with_bits(events: ir.Table) -> ir.Table:
    """The events with `side_bit` and `event_type_bit`: a power of two for each value, null for one that is no term."""
    bits = {
        BIT_COLUMNS[name]: ibis.cases(*((events[name] == value, 1 << n) for n, value in enumerate(values)))
        for name, values in _BITS.items()
    }
    return events.mutate(**bits)
