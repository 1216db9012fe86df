"""Old Excel workbooks (.xls) and OpenDocument spreadsheets (.ods), read by python-calamine into memory."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from data.importers.limits import check_tables
from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.compound_file import refuse_large_workbook
from data.importers.sources.sheet import InferColumns, Sheet, refusing
from data.importers.sources.sheets import Tab, Workbook, head_rows, open_workbook
from data.importers.sources.spreadsheet_size import refuse_large_sheets
from data.importers.sources.unpacked import open_archive, refuse_bomb

_BROKEN: Final = (
    *(CalamineError, ValueError, LookupError, OSError, RuntimeError, ArithmeticError, EOFError),
    *(zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError),
)
"""What calamine and the readers of zip and XML raise over a broken file."""


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open the sheets of a workbook that `sheets.open_workbook` chooses.

    Raises:
        RefusedError: the file is broken, protected, too large when unpacked, or no sheet has a header.
    """
    with _refusing(path):
        if zipfile.is_zipfile(path):
            with open_archive(path) as archive:
                refuse_bomb(path, archive)
                refuse_large_sheets(path, archive)
        else:
            refuse_large_workbook(path)
        tabs = _tabs(path)
    return open_workbook(Workbook(path, tabs, partial(_rows, path)), infer_columns, options)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Convert what the readers raise over a broken file to a refusal.

    Raises:
        RefusedError: they raised an error.
    """
    sentence = f"{path.name} is a broken or protected workbook, or no workbook. Save it again as .xlsx and try again."
    try:
        with refusing(sentence, _BROKEN):
            yield
    except BaseException as error:  # a panic of calamine, which is written in Rust, is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise RefusedError(sentence) from error


def _tabs(path: Path) -> list[Tab]:
    with CalamineWorkbook.from_path(path) as book:
        tabs = []
        check_tables(path, len(book.sheets_metadata), "sheet")
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                found = book.get_sheet_by_name(sheet.name)
                head = head_rows(enumerate(found.iter_rows(), start=1))
                tabs.append(Tab(sheet.name, found.total_height, head, sheet.visible != SheetVisibleEnum.Visible))
        return tabs


def _rows(path: Path, name: str) -> Iterator[tuple[int, Sequence[object]]]:
    with _refusing(path), CalamineWorkbook.from_path(path) as book:
        yield from enumerate(book.get_sheet_by_name(name).iter_rows(), start=1)
