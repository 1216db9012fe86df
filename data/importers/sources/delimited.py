"""CSV and TSV, read by the csv module in batches with the file's true line numbers."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Final

from data.importers.options import Options
from data.importers.report import RefusedError, Rejection
from data.importers.sources.sheet import BATCH_ROWS, Batch, InferColumns, Sheet, header

_DELIMITERS: Final = (",", ";", "\t")
_MAX_LINE: Final = 4_000_000
_BATCH_BYTES: Final = 32_000_000
_BYTE_ORDER_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a text file whose cells are separated by commas, semicolons or tabs.

    Raises:
        RefusedError: the file is not in UTF-8 or UTF-16, or its first row names no columns.
    """
    del options
    delimiter, first = _first_row(path)
    columns, notes, is_data = header(first, infer_columns)
    notes += _byte_order_note(path)
    begin = partial(_batches, path, delimiter, len(columns), skip=not is_data)
    return Sheet(columns, path.stat().st_size, notes, begin, is_text=True)


def _byte_order_note(path: Path) -> tuple[str, ...]:
    """Return a sentence if the file begins with a byte order mark."""
    with path.open("rb") as file:
        start = file.read(len(codecs.BOM_UTF8))
    if start == codecs.BOM_UTF8 or start[:2] in _BYTE_ORDER_MARKS:
        return ("The file begins with a byte order mark; it is not part of the first column’s name.",)
    return ()


def _first_row(path: Path) -> tuple[str, list[str]]:
    """Return the delimiter that splits the first row into the most cells, and that row."""
    found = [(delimiter, _first_record(path, delimiter)) for delimiter in _DELIMITERS]
    return max(found, key=lambda pair: len(pair[1]))


def _first_record(path: Path, delimiter: str) -> list[str]:
    with path.open("rb") as raw, _text(raw) as file:
        try:
            rows = csv.reader(_lines(file, path.name), delimiter=delimiter, strict=True)
            return next((row for row in rows if any(row)), [])
        except csv.Error:
            return []


def _text(raw: BufferedReader) -> TextIOWrapper:
    encoding = _BYTE_ORDER_MARKS.get(raw.peek(2)[:2], "utf-8-sig")
    return TextIOWrapper(raw, encoding=encoding, newline="")


def _lines(file: TextIOWrapper, name: str) -> Iterator[str]:
    number = 1
    try:
        while line := file.readline(_MAX_LINE):
            if len(line) == _MAX_LINE:
                raise RefusedError(
                    f"Line {number} of {name} is longer than {_MAX_LINE:,} characters, so it is not a table of "
                    "text. Export the table again as CSV and try again."
                )
            yield line
            number += 1
    except UnicodeError as error:
        raise RefusedError(
            f"{name} is not written in UTF-8 (the first wrong byte is near line {number}). Save it again as "
            "“CSV UTF-8” and try again."
        ) from error


def _batches(path: Path, delimiter: str, width: int, *, skip: bool) -> Iterator[Batch]:
    with path.open("rb") as raw, _text(raw) as file:
        batch = Batch([], [], [], 0)
        start = 0
        for found in _records(file, path.name, delimiter):
            if skip and not isinstance(found, Rejection):
                skip = False
                continue
            if isinstance(found, Rejection):
                batch.rejections.append(found)
            else:
                batch.add(*found, width)
            done = raw.tell()
            if len(batch) >= BATCH_ROWS or done - start > _BATCH_BYTES:
                yield replace(batch, done=done)
                batch, start = Batch([], [], [], 0), done
        yield replace(batch, done=path.stat().st_size)


def _records(file: TextIOWrapper, name: str, delimiter: str) -> Iterator[tuple[int, list[str]] | Rejection]:
    """Return the file's rows with their first lines; lines that cannot be split into cells are rejections."""
    reader = csv.reader(_lines(file, name), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"cannot be split into cells because of a quotation mark or a very long cell in line {line}"
            yield from (Rejection(part, "row", "", f"{reason} ({error})") for part in range(line, reader.line_num + 1))
            continue
        if any(row):
            yield line, row
