"""Workbooks of any kind: which sheets are read, and their rows with the row numbers of the sheet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from data.importers.options import Options
from data.importers.report import RefusedError, shortened
from data.importers.sources.header import SAMPLE_ROWS, Header, Row, find_header
from data.importers.sources.ragged import BESIDE, set_footer_aside
from data.importers.sources.several import CHOOSE, likely_table, unread_note
from data.importers.sources.sheet import BATCH_ROWS, Batch, InferColumns, Sheet, cell_text
from data.importers.sources.tables import choose, listed_names

LINES_PER_SHEET: Final = 2_000_000
"""Row 3 of the second sheet that is read is line 2,000,003: no sheet has as many rows."""
_ERRORS: Final = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
_ERROR_NOTE: Final = "In {rows} cells hold an error of a formula, such as #N/A; they were read as empty."


class Tab(NamedTuple):
    """A sheet of a workbook: its name, its last row as the file states it, its first rows that are not blank."""

    name: str
    last: int
    head: Sequence[Row]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook; `rows` reads the rows of a sheet with their numbers from 1, all cells as values."""

    path: Path
    tabs: Sequence[Tab]
    rows: Callable[[str], Iterator[tuple[int, Sequence[object]]]]


def head_rows(rows: Iterator[tuple[int, Sequence[object]]]) -> list[Row]:
    """Return the first rows of a sheet that are not blank."""
    texts = ((line, _texts(cells)) for line, cells in rows)
    return list(islice((Row(line, line, row) for line, row in texts if any(row)), SAMPLE_ROWS))


def open_workbook(book: Workbook, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open the sheet that a person states, or the first visible one with a date or at least a header.

    Other visible sheets with the same columns are read as a part of the same table, unless a person states one.

    Raises:
        RefusedError: there is no such sheet, or no sheet has a header.
    """
    names = tuple(tab.name for tab in book.tabs)
    if options.table is not None:
        name = choose(book.path, "sheet", names, options.table, options.table)
        tab = next(tab for tab in book.tabs if tab.name == name)
        return _sheet(book, {name: find_header(tab.head, infer_columns)}, ())
    headers = _headers(book, infer_columns)
    if not headers:
        raise RefusedError(
            f"No sheet of {book.path.name} begins with a row of column names. Add that row and try again."
        )
    first = likely_table(headers)
    same = {name: header for name, header in headers.items() if header.columns == headers[first].columns}
    return _sheet(book, same, unread_note("sheet", names, first) if len(same) == 1 else _joined_note(same, names))


def _headers(book: Workbook, infer_columns: InferColumns) -> dict[str, Header]:
    """Return the headers of the visible sheets that have one."""
    headers: dict[str, Header] = {}
    for tab in book.tabs:
        if not tab.is_hidden:
            try:
                headers[tab.name] = find_header(tab.head, infer_columns)
            except RefusedError:
                continue  # a sheet of text, or an empty one
    return headers


def _joined_note(headers: dict[str, Header], names: Sequence[str]) -> tuple[str, ...]:
    """Return sentences about several sheets that are read as one table."""
    first, *others = headers
    unread = [name for name in names if name not in headers]
    lines = "; ".join(
        f"row {header.line:,} of “{shortened(name)}” is line {place * LINES_PER_SHEET + header.line:,}"
        for place, (name, header) in enumerate(headers.items())
        if place
    )
    read = f"The sheets {listed_names([first, *others])} have the same columns and were read as one table; {lines}."
    choice = f"Choose one to read it alone {CHOOSE}."
    return (f"{read} {choice}", *((f"Not read: the sheets {listed_names(unread)}.",) if unread else ()))


def _sheet(book: Workbook, headers: dict[str, Header], notes: tuple[str, ...]) -> Sheet:
    (name, header), *others = headers.items()
    more = (f"In “{shortened(other)}”: {note}" for other, found in others for note in found.notes)
    return Sheet(
        header.columns,
        sum(tab.last for tab in book.tabs if tab.name in headers),
        (*notes, *header.notes, *more),
        partial(_batches, book, {other: found.line for other, found in headers.items()}, len(header.columns)),
        tables=tuple(tab.name for tab in book.tabs),
        table=None if others else name,
        tags=header.tags,
    )


def _batches(book: Workbook, starts: dict[str, int], width: int) -> Iterator[Batch]:
    """Return the rows of the sheets `starts` names, from the row it states."""
    batch, done = Batch([], [], [], 0), 0
    for place, (name, start) in enumerate(starts.items()):
        for line, cells in book.rows(name):
            row = _texts(cells)
            if line < start or not any(row):
                continue
            _add(batch, place * LINES_PER_SHEET + line, row, width)
            if len(batch) == BATCH_ROWS:
                yield replace(batch, done=done + line)
                batch = Batch([], [], [], 0)
        set_footer_aside(batch)
        done += next(tab.last for tab in book.tabs if tab.name == name)
    yield replace(batch, done=done)


def _add(batch: Batch, line: int, row: list[str], width: int) -> None:
    if any(cell in _ERRORS for cell in row):
        batch.notes[_ERROR_NOTE] += 1
        row = ["" if cell in _ERRORS else cell for cell in row]
    if any(cell.strip() for cell in row[width:]):
        batch.notes[BESIDE] += 1
    batch.add(line, [*row[:width], *[""] * (width - len(row))], width)


def _texts(cells: Sequence[object]) -> list[str]:
    return [cell_text(cell) for cell in cells]
