"""Excel workbooks (.xlsx), read row by row by openpyxl."""

import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import openpyxl

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.sheet import BATCH_ROWS, Batch, InferColumns, Sheet, cell_text, header, refusing

UNPACKED_LIMIT_MB: Final = 1_000
_LAST_ROW: Final = 1_048_576
_BROKEN: Final = (
    *(ValueError, TypeError, AttributeError, LookupError, SyntaxError, EOFError, OSError, ArithmeticError),
    *(RuntimeError, struct.error, zlib.error, zipfile.BadZipFile),
)
"""What openpyxl and its XML and zip readers raise over a broken file."""


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open the first sheet that has a header: a first row with at least two filled cells.

    Raises:
        RefusedError: the file is broken, protected, too large when unpacked, or no sheet has a header.
    """
    del options
    _refuse_bomb(path)
    for number, last in enumerate(_last_rows(path)):
        rows = _rows(path, number)
        line, first = next(rows, (0, []))
        rows.close()
        if sum(bool(cell.strip()) for cell in first) > 1:
            columns, notes, is_data = header(first, infer_columns)
            start = line if is_data else line + 1
            return Sheet(columns, last, notes, partial(_batches, path, number, len(columns), start))
    raise RefusedError(f"No sheet of {path.name} begins with a row of column names. Add that row and try again.")


def _refuse_bomb(path: Path) -> None:
    with _refusing(path), zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > UNPACKED_LIMIT_MB * 1_000_000:
        raise RefusedError(
            f"{path.name} unpacks to {unpacked // 1_000_000:,} MB, more than the {UNPACKED_LIMIT_MB:,} MB that are "
            "read from a workbook. Save the sheet as CSV and import that."
        )


def _refusing(path: Path) -> AbstractContextManager[None]:
    sentence = f"{path.name} is a broken or protected Excel workbook. Save it again as .xlsx and try again."
    return refusing(sentence, _BROKEN)


def _last_rows(path: Path) -> list[int]:
    """Return the last row number of each sheet as the workbook states it; 1 if it does not."""
    with _refusing(path), closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        return [sheet.max_row or 1 for sheet in book.worksheets]


def _rows(path: Path, number: int) -> Generator[tuple[int, list[str]], None, None]:
    """Return the sheet's rows that are not blank, with their row numbers."""
    with _refusing(path), closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        sheet = book.worksheets[number]
        sheet.reset_dimensions()
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if line > _LAST_ROW:
                raise RefusedError(f"{path.name} has more rows than Excel allows. Save the sheet as CSV.")
            row = [cell_text(cell) for cell in cells]
            if any(row):
                yield line, row


def _batches(path: Path, number: int, width: int, start: int) -> Iterator[Batch]:
    batch = Batch([], [], [], 0)
    for line, row in _rows(path, number):
        if line < start:
            continue
        while len(row) > width and not row[-1].strip():
            row.pop()
        batch.add(line, [*row, *[""] * (width - len(row))], width)
        if len(batch) == BATCH_ROWS:
            yield replace(batch, done=line)
            batch = Batch([], [], [], 0)
    yield batch
