"""The import formats: one module each, and the only list of them."""

from collections.abc import Sequence
from typing import Final

from data.importers.format import Format
from data.importers.formats import acled, table, ucdp

FORMATS: Final[dict[str, Format]] = {"acled": acled.FORMAT, "ucdp": ucdp.FORMAT, "table": table.FORMAT}
"""The import formats by key, in the order in which they are offered. Page, command line and tests read it."""
_FALLBACK: Final = "table"
_SIGNATURE_COLUMNS: Final = 2


def recognise(columns: Sequence[str]) -> str:
    """Return the key of the format that a file with these columns has; `table` if it has no other one."""
    names = {column.casefold() for column in columns}
    found = (key for key, form in FORMATS.items() if len(form.signature & names) >= _SIGNATURE_COLUMNS)
    return next(found, _FALLBACK)


def infer_columns(first: Sequence[str]) -> tuple[str, ...] | None:
    """Return the column names of a file without a header row, from its first row; None for any other file."""
    inferred = (form.infer_columns(first) for form in FORMATS.values())
    return next((columns for columns in inferred if columns), None)
