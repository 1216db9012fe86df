"""A view as CSV (RFC 4180, UTF-8 with a byte order mark) in which no spreadsheet finds a formula."""

import csv
import io
from typing import Any, BinaryIO, Final

from data.exporters import cells
from data.exporters.bundle import ExportBundle
from data.spreadsheet import escape_formula

_CONSTANT: Final = ("view", "link", "licence", "sources", "matches")


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write one row per event; the last columns repeat view, link, licence, sources and any matches in every row.

    Without the byte order mark Excel reads the file in the code page of the machine.
    """
    events = bundle.tables["events"]
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    constant = [name for name in _CONSTANT if name in bundle.metadata]
    writer.writerow([escape_formula(name) for name in (*events.column_names, *constant)])
    end = tuple(escape_formula(bundle.metadata[name]) for name in constant)
    writer.writerows((*map(_cell, row), *end) for row in cells.rows(events))
    text.detach()


def _cell(value: Any) -> Any:
    return escape_formula(value) if isinstance(value, str) else value
