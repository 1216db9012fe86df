"""A view as CSV (RFC 4180, UTF-8) that no spreadsheet can be made to run."""

import csv
import io
from typing import Any

from data.exporters import cells
from data.exporters.bundle import ExportBundle


def make(parcel: ExportBundle) -> bytes:
    """The events, one a row; the last four columns say the same in each row: view, link, licence and sources."""
    constant = {name: guarded(parcel.facts[name]) for name in ("view", "link", "licence", "sources")}
    events = parcel.tables["events"]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(name) for name in (*events.column_names, *constant)])
    end = tuple(constant.values())
    writer.writerows((*map(_cell, row), *end) for row in cells.rows(events))
    return text.getvalue().encode()


def guarded(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet might run it."""
    return f"'{text}" if cells.runs(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and cells.runs(text) else text


def _cell(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value
