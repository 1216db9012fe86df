"""CSV and other delimited text, read by the csv module in batches with the file's true line numbers."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Final

from data.importers.options import Options
from data.importers.report import RefusedError, Rejection
from data.importers.sources.encoding import decoding_error, find_encoding
from data.importers.sources.header import SAMPLE_ROWS, Header, Row, find_header
from data.importers.sources.ragged import Ragged
from data.importers.sources.sheet import BATCH_ROWS, Batch, InferColumns, Sheet

_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([^\w\s"]|\t)\1*"?\s*', re.IGNORECASE)
_MAX_LINE: Final = 4_000_000
_SAMPLE_LINES: Final = 500
_SAMPLE_CHARACTERS: Final = 1_000_000
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
        while line := file.readline(_MAX_LINE):
            if len(line) == _MAX_LINE:
                raise RefusedError(
                    f"Line {number} of {path.name} is longer than {_MAX_LINE:,} characters, so it is not a table of "
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
    reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + before
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"cannot be split into cells because of a quotation mark or a very long cell in line {line}"
            last = reader.line_num + before
            yield from (Rejection(part, "row", "", f"{reason} ({error})") for part in range(line, last + 1))
            continue
        if any(row):
            yield line, row
