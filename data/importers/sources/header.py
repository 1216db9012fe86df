"""Finds the row that names the columns of a table, below titles and above HXL tags."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, NamedTuple

import pandas as pd

from data.importers import hxl
from data.importers.dates import are_dates
from data.importers.mapping import known_field
from data.importers.report import RefusedError, shortened
from data.importers.sources.sheet import InferColumns, named

SAMPLE_ROWS: Final = 50
"""How many rows of a file are searched for its header."""
_MIN_NAMES: Final = 2
_QUOTES: Final = 5
_QUOTED: Final = 60
_DAY: Final = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
"""A day without signs, as in 20240128."""
_NUMBER: Final = re.compile(r"(?=.*\d)[\W\d_]+")
"""A cell with digits and without letters: a value, not a name."""


class Row(NamedTuple):
    """A row that is not blank, with its first and its last line."""

    first: int
    last: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table.

    Attributes:
        columns: their unique names.
        cells: how many cells the header row has, including those without a name at its end.
        line: the first line of the rows.
        notes: sentences about how the header was found.
        tags: the HXL tags of columns.
    """

    columns: tuple[str, ...]
    cells: int
    line: int
    notes: tuple[str, ...]
    tags: dict[str, str]

    def known(self) -> int:
        """Return how many columns have a name that states what they hold."""
        return sum(known_field(name) is not None for name in self.columns)

    def has_date(self) -> bool:
        """Return whether a column is known to hold the date of an event."""
        return "date_start" in hxl.fields(self.tags) or any(known_field(name) == "date_start" for name in self.columns)


def find_header(rows: Sequence[Row], infer_columns: InferColumns) -> Header:
    """Return the columns of a table from its first rows.

    Raises:
        RefusedError: no row names at least two columns.
    """
    inferred = infer_columns(rows[0].cells) if rows else None
    if inferred:
        note = "The file has no header row; its columns were recognised by the first row."
        return Header(inferred, len(inferred), rows[0].first, (note,), {})
    place, tagged = _place(rows)
    row = rows[place]
    tags = [] if tagged is None else [tag.strip() for tag in rows[tagged].cells]
    columns, notes = named(row.cells[: max(_width(row.cells), _width(tags))])
    notes = (*_skipped_note(rows[:place], row), *notes)
    if tagged is None:
        return Header(columns, len(row.cells), row.last + 1, notes, {})
    notes += (f"Line {rows[tagged].first} holds HXL tags and is no event.",)
    return Header(
        columns, len(row.cells), rows[tagged].last + 1, notes, {name: tag for name, tag in zip(columns, tags) if tag}
    )


def _width(cells: Sequence[str]) -> int:
    """Return the number of cells up to the last one that is filled."""
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _place(rows: Sequence[Row]) -> tuple[int, int | None]:
    """Return the places of the header and of the row of HXL tags, if there is one.

    Raises:
        RefusedError: no row names at least two columns.
    """
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows]
    tagged = next((place for place, row in enumerate(rows) if hxl.is_tag_row(row.cells)), None)
    if tagged is not None:
        return (tagged - 1 if tagged and filled[tagged - 1] >= _MIN_NAMES else tagged), tagged
    known = [_known_names(row.cells) for row in rows]
    if max(known, default=0) >= _MIN_NAMES:
        return known.index(max(known)), None
    wide = [number for number in filled if number >= _MIN_NAMES]
    if not wide:
        raise RefusedError(
            "The file’s first row does not name its columns. Put one line of column names on top and try again."
        )
    usual = median(wide)
    place = next(place for place, number in enumerate(filled) if number * 2 > usual)
    _refuse_values(rows[place])
    return place, None


def _refuse_values(row: Row) -> None:
    """Check that a row may name columns, though none of its names is known.

    Raises:
        RefusedError: it holds a date, and figures or degrees.
    """
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    figures = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    dates = are_dates(pd.Series(cells, dtype="str")) | pd.Series([bool(_DAY.fullmatch(cell)) for cell in cells])
    values = {*figures, *(cell for cell, is_date in zip(cells, dates) if is_date)}
    if dates.any() and len(values) * 2 >= len(cells) and len(values) > 1:
        shown = ", ".join(f"“{shortened(_cut(cell))}”" for cell in cells[:_QUOTES])
        raise RefusedError(
            f"The first row, in line {row.first}, looks like data, not like names of columns: {shown}. Add a line with "
            "the names of the columns above it and try again."
        )


def _known_names(cells: Sequence[str]) -> int:
    """Return how many fields a header row names; 0 for a row that holds values."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if any(_NUMBER.fullmatch(cell) for cell in filled):
        return 0
    return len({field for cell in filled if (field := known_field(cell))})


def _skipped_note(skipped: Sequence[Row], header: Row) -> tuple[str, ...]:
    if not skipped:
        return ()
    texts = [(row.first, " ".join(cell.strip() for cell in row.cells if cell.strip())) for row in skipped]
    quoted = ", ".join(f"“{shortened(_cut(text))}” (line {line})" for line, text in texts[:_QUOTES])
    more = f" and {len(texts) - _QUOTES} more" if len(texts) > _QUOTES else ""
    return (f"Line {header.first} names the columns; the lines above it are not read: {quoted}{more}.",)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
