"""The columns of the table that engines query: flat events, their tolls as columns, and columns derived from these."""

import hashlib
from collections.abc import Collection
from typing import Final

import ibis
import ibis.expr.types as ir

from data.filters import ONE_PASS
from data.query import grid, search
from data.record.catalog import EVENT_COLUMNS
from data.terms import HARMS

_BITS: Final = {facet.column: tuple(facet.values) for facet in ONE_PASS}
BIT_COLUMNS: Final = {facet.column: facet.bit_column for facet in ONE_PASS}
"""The columns that a prepared table has beside those of few values, for the quickest choice among these."""

TERMS: Final = hashlib.sha256(repr(_BITS).encode()).hexdigest()[:8]
"""Which bit is which term, in hexadecimal digits: bits that were written hold for these terms alone."""


class ColumnsError(ValueError):
    """Columns of the flat events table are missing; the message names them."""


def check(columns: Collection[str]) -> None:
    """Check that no column of the flat events table is missing; those of tolls may be.

    Raises:
        ColumnsError: some are missing.
    """
    missing = [name for name in EVENT_COLUMNS if name not in columns]
    if missing:
        raise ColumnsError(f"it lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}")


def check_types(events: ir.Table) -> None:
    """Check that columns from which others are derived hold days and numbers; numbers may all be unknown.

    Raises:
        ColumnsError: one does not.
    """
    for name in EVENT_COLUMNS:
        kind = events[name].type()
        if name.startswith("date_") and not (kind.is_date() or kind.is_timestamp()):
            raise ColumnsError(f"its column {name} holds no days but the type {kind}")
        is_number = name in {"latitude", "longitude"} or name.startswith(("killed_", "wounded_"))
        if is_number and not (kind.is_numeric() or kind.is_null()):
            raise ColumnsError(f"its column {name} holds no numbers but the type {kind}")


def with_derived(events: ir.Table) -> ir.Table:
    """Return the events with all derived columns; those that the table stores are not computed.

    They are `origin` (`record`, or `own` for an uploaded file), `month` (first day of the month of `date_start`), `x`
    and `y` (cell of `data.query.grid` at its finest zoom), and `most_killed` and `most_wounded` (the highest figure
    reported, 0 if there is none), and the folded texts of `data.query.search`.
    """
    x, y = grid.coordinates(events.latitude, events.longitude)
    month = events.date_start.truncate("M").cast("date")
    computed = {"origin": ibis.literal("record"), "month": month, "x": x, "y": y}
    for harm in HARMS:
        figures = [events[f"{harm}_{bound}"].fill_null(0) for bound in ("low", "high")]
        computed[f"most_{harm}"] = ibis.greatest(*figures)
    for name in search.FREE_TEXTS:
        computed |= dict(zip(search.folded_columns(name), search.folded_texts(events, name)))
    return events.mutate(**{name: value for name, value in computed.items() if name not in events.columns})


def with_bitmasks(events: ir.Table) -> ir.Table:
    """Return the events with a column of bits for each one-pass facet: a power of two for a term, null for others."""
    bits = {
        BIT_COLUMNS[name]: ibis.cases(*((events[name] == value, 1 << n) for n, value in enumerate(values)))
        for name, values in _BITS.items()
    }
    return events.mutate(**bits)
