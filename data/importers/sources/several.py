"""Files with several tables, of which the headers show which one holds events."""

from collections.abc import Mapping, Sequence

from data.importers.report import shortened
from data.importers.sources.header import Header
from data.importers.sources.tables import listed_names

CHOOSE = "(--sheet; on the page the choice of the sheet or table)"
"""How a person states the table."""


def likely_table(headers: Mapping[str, Header]) -> str:
    """Return the first table with a column known to hold a date or, if there is none, the first."""
    return next((name for name, header in headers.items() if header.has_date()), next(iter(headers)))


def unread_note(kind: str, names: Sequence[str], table: str) -> tuple[str, ...]:
    """Return a sentence about the table that is read and the others; none if there are no others.

    >>> unread_note("sheet", ["About", "Events"], "Events")[0].partition(" Choose")[0]
    'The sheet read is “Events”. Not read: “About”.'
    """
    others = [name for name in names if name != table]
    if not others:
        return ()
    return (f"The {kind} read is “{shortened(table)}”. Not read: {listed_names(others)}. Choose another one {CHOOSE}.",)
