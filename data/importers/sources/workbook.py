"""Excel workbooks (.xlsx, .xlsm), read row by row by openpyxl; formulas have the values that Excel stored."""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import openpyxl

from data.importers.limits import check_tables
from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.sheet import InferColumns, Sheet, refusing
from data.importers.sources.sheets import Tab, Workbook, head_rows, open_workbook
from data.importers.sources.spreadsheet_size import refuse_many_cells
from data.importers.sources.unpacked import open_archive, refuse_bomb

_LAST_ROW: Final = 1_048_576
_BROKEN: Final = (
    *(ValueError, TypeError, AttributeError, LookupError, SyntaxError, EOFError, OSError, ArithmeticError),
    *(RuntimeError, struct.error, zlib.error, zipfile.BadZipFile),
)
"""What openpyxl and its XML and zip readers raise over a broken file."""


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open the sheets of a workbook that `sheets.open_workbook` chooses.

    Raises:
        RefusedError: the file is broken, protected, too large when unpacked, or no sheet has a header.
    """
    with _refusing(path):
        with open_archive(path) as archive:
            refuse_bomb(path, archive)
            refuse_many_cells(path, archive)
        tabs = _tabs(path)
    return open_workbook(Workbook(path, tabs, partial(_rows, path)), infer_columns, options)


def _refusing(path: Path) -> AbstractContextManager[None]:
    sentence = f"{path.name} is a broken or protected Excel workbook. Save it again as .xlsx and try again."
    return refusing(sentence, _BROKEN)


@contextmanager
def _open(path: Path) -> Iterator["openpyxl.Workbook"]:
    """Open the workbook by its content: openpyxl refuses some endings of names."""
    # openpyxl warns of what is lost when a workbook is saved again, such as validations: no cell is read otherwise.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    with path.open("rb") as file, closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
        yield book


def _tabs(path: Path) -> list[Tab]:
    with _open(path) as book:
        check_tables(path, len(book.worksheets), "sheet")
        return [
            Tab(sheet.title, sheet.max_row or 1, head_rows(_numbered(path, sheet)), sheet.sheet_state != "visible")
            for sheet in book.worksheets
        ]


def _rows(path: Path, name: str) -> Iterator[tuple[int, Sequence[object]]]:
    with _refusing(path), _open(path) as book:
        yield from _numbered(path, book[name])


def _numbered(
    path: Path, sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet"
) -> Iterator[tuple[int, Sequence[object]]]:
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if line > _LAST_ROW:
            raise RefusedError(f"{path.name} has more rows than Excel allows. Save the sheet as CSV.")
        yield line, cells
