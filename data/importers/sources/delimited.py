"""CSV and other delimited text, read by the csv module in batches with the file's true line numbers."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Final

from data import settings
from data.importers.options import Options
from data.importers.report import RefusedError, Rejection, shortened
from data.importers.sources.encoding import decoding_error, find_encoding
from data.importers.sources.header import SAMPLE_ROWS, Header, Row, find_header
from data.importers.sources.ragged import Ragged
from data.importers.sources.sheet import BATCH_ROWS, Batch, InferColumns, Sheet
from data.limits import LINE_LETTERS

_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([^\w\s"]|\t)\1*"?\s*', re.IGNORECASE)
_SAMPLE_LINES: Final = 500
_SAMPLE_CHARACTERS: Final = 1_000_000
_QUOTED: Final = 300
_BATCH_BYTES: Final = 32_000_000


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the rows of a text file are stored; `line` is the first line after the header."""

    path: Path
    encoding: str
    delimiter: str
    line: int
    width: int
    header_cells: int


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a text file whose cells are separated by commas, semicolons, tabs or vertical bars.

    Raises:
        RefusedError: the text cannot be decoded, or no row names its columns.
    """
    encoding = find_encoding(path, options.encoding)
    delimiter, header, notes = _layout(path, encoding.name, infer_columns)
    layout = _Layout(path, encoding.name, delimiter, header.line, len(header.columns), header.cells)
    return Sheet(
        header.columns,
        path.stat().st_size,
        (*encoding.notes, *notes, *header.notes),
        partial(_batches, layout),
        is_text=True,
        encoding=encoding.name,
        tags=header.tags,
    )


def _layout(path: Path, encoding: str, infer_columns: InferColumns) -> tuple[str, Header, tuple[str, ...]]:
    """Return the delimiter, the header, and sentences about a line that states the delimiter."""
    with path.open("rb") as raw, TextIOWrapper(raw, encoding=encoding, newline="") as file:
        lines, characters = [], 0
        for line in islice(_lines(file, path, encoding), _SAMPLE_LINES):
            lines.append(line)
            characters += len(line)
            if characters > _SAMPLE_CHARACTERS:
                break
    stated = _SEPARATOR_LINE.fullmatch(lines[0].removeprefix("\ufeff")) if lines else None
    if stated:
        rows = _records(lines[1:], stated[1], before=1)
        words = _DELIMITERS.get(stated[1], f"“{stated[1]}”")
        note = f"Line 1, “sep={stated[1]}”, states that cells are separated by {words}; it is no row of the table."
        return stated[1], find_header(rows, infer_columns), (note,)
    found = [(delimiter, _records(lines, delimiter)) for delimiter in _DELIMITERS]
    if lines and not any(rows for _, rows in found) and '"' in lines[0]:
        raise RefusedError(
            f"Row 1 of {path.name} opens a quotation mark that is never closed. Close it, or remove it, and try again."
        )
    delimiter, header = _best([pair for pair in found if pair[1]] or found[:1], infer_columns)
    return delimiter, header, ()


def _best(found: list[tuple[str, list[Row]]], infer_columns: InferColumns) -> tuple[str, Header]:
    """Return the delimiter whose header names the most fields or, if none names two, has the most cells.

    Raises:
        RefusedError: no delimiter leads to a header.
    """
    headers: list[tuple[str, Header]] = []
    refused: dict[int, RefusedError] = {}
    for delimiter, rows in found:
        try:
            headers.append((delimiter, find_header(rows, infer_columns)))
        except RefusedError as error:
            refused[max((len(row.cells) for row in rows), default=0)] = error
    if not headers:
        raise refused[max(refused)]
    return max(headers, key=lambda pair: (known if (known := pair[1].known()) > 1 else 0, len(pair[1].columns)))


def _records(lines: list[str], delimiter: str, before: int = 0) -> list[Row]:
    """Return the first rows that are not blank, up to one that cannot be split into cells."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[Row] = []
    while len(rows) < SAMPLE_ROWS:
        first = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            return rows
        if cells is None:
            return rows
        if first + before == 1 and cells:
            cells[0] = cells[0].removeprefix("\ufeff")
        if any(cells):
            rows.append(Row(first + before, reader.line_num + before, cells))
    return rows


def _lines(file: TextIOWrapper, path: Path, encoding: str) -> Iterator[str]:
    number = 1
    try:
        while line := file.readline(LINE_LETTERS):
            if len(line) == LINE_LETTERS:
                raise RefusedError(
                    f"Line {number} of {path.name} is longer than {LINE_LETTERS:,} characters, so it is not a table of "
                    "text. Export the table again as CSV and try again."
                )
            yield line
            number += 1
    except UnicodeError as error:
        raise decoding_error(path, encoding) from error


def _batches(layout: _Layout) -> Iterator[Batch]:
    path, width = layout.path, layout.width
    with path.open("rb") as raw, TextIOWrapper(raw, encoding=layout.encoding, newline="") as file:
        ragged = Ragged(width, layout.header_cells)
        batch = Batch([], [], [], 0)
        start = 0
        for found in _rows(file, layout):
            if isinstance(found, Rejection):
                batch.rejections.append(found)
            elif len(found[1]) == width:
                batch.lines.append(found[0])
                batch.rows.append(found[1])
            else:
                ragged.add(batch, *found)
            done = raw.tell()
            if len(batch) >= BATCH_ROWS or done - start > _BATCH_BYTES:
                yield replace(ragged.count(batch), done=done)
                batch, start = Batch([], [], [], 0), done
        ragged.finish(batch, path)
        yield replace(ragged.count(batch), done=path.stat().st_size)


def _rows(file: TextIOWrapper, layout: _Layout) -> Iterator[tuple[int, list[str]] | Rejection]:
    """Return the file's rows with their first lines; lines that cannot be split into cells are rejections."""
    lines = _lines(file, layout.path, layout.encoding)
    before = sum(1 for _ in islice(lines, layout.line - 1))
    csv.field_size_limit(settings.CELL_LETTERS.value)
    source = _Source(lines)
    reader = csv.reader(source, delimiter=layout.delimiter, strict=True)
    while True:
        line = before + source.begin_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield from _rejections(line, source, str(error))
            continue
        if any(row):
            yield line, row


class _Source:
    """Lines for a reader of CSV, which can be read again after the first line of a row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._read = 0
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._read += 1
        self.row.append(line)
        return line

    def begin_row(self) -> int:
        """Return the number of the line with which the next row begins."""
        self.row = []
        return self._read + 1

    def return_lines(self) -> None:
        """Return the lines of the row but its first one, to be read again."""
        self._again.extendleft(reversed(self.row[1:]))
        self._read -= len(self.row) - 1
        self.row = self.row[:1]


def _rejections(line: int, source: _Source, error: str) -> Iterator[Rejection]:
    """Return why a row cannot be split into cells; the lines below a mark that is not closed are read again."""
    limit = settings.CELL_LETTERS.value
    if "field larger" not in error and "unexpected end" not in error:
        reason = f"cannot be split into cells because of a quotation mark in line {line} ({error})"
        yield from (Rejection(part, "row", "", reason) for part in range(line, line + len(source.row)))
        return
    first = shortened(source.row[0][:_QUOTED].strip())
    if len(source.row) == 1 and "field larger" in error:
        yield Rejection(line, "row", first, f"holds a cell of more than {limit:,} letters: shorten it")
        return
    where = "" if "unexpected end" in error else f" within {limit:,} letters"
    reason = f"row {line} opens a quotation mark that is never closed{where}: close it, or remove it"
    yield Rejection(line, "row", first, reason)
    source.return_lines()
