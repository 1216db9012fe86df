"""The layout of the table that engines ask: the flat events, their tolls as columns, and what may be computed ahead."""

from collections.abc import Collection

import ibis
import ibis.expr.types as ir

from data import grid
from data.catalog import EVENT_COLUMNS


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

    These are `origin` (whose they are: `record` or `own`), `month` (the first day of `date_start`'s) and the finest
    grid's `x` and `y`.
    """
    x, y = grid.coordinates(events.latitude, events.longitude)
    month = events.date_start.truncate("M").cast("date")
    computed = {"origin": ibis.literal("record"), "month": month, "x": x, "y": y}
    return events.mutate(**{name: value for name, value in computed.items() if name not in events.columns})
