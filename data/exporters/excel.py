"""A view as an Excel workbook in which no text can become a formula."""

from datetime import date
from typing import Any, BinaryIO, Final

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.exporters.bundle import ExportBundle, ExportError
from data.spreadsheet import is_formula

MAX_ROWS: Final = 1_048_575
"""Rows that a sheet can hold below its header."""
_MAX_CHARACTERS: Final = 32_767
_FIRST_DAY: Final = date(1900, 1, 1)
_CUT: Final = "… [cut here: an Excel cell holds no more; the other formats have the whole text]"
_MAX_WIDTH: Final = 60
_ROWS_MEASURED: Final = 200


class _Exact(float):
    """A number that XlsxWriter writes with all its digits instead of 16."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return float.__repr__(self)


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write the sheets Events, Tolls, Sources, Context, Matches and Read me, with true dates and numbers.

    Raises:
        ExportError: there are more events or tolls than a sheet can hold.
    """
    sheets = {name.capitalize(): table for name, table in bundle.tables.items()}
    _check_rows(sheets)
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties(_properties(bundle))
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "text": book.add_format({"quote_prefix": True}),
            "words": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        }
        for name, table in sheets.items():
            _write_table(book.add_worksheet(name), table, formats)
        _write_read_me(book.add_worksheet("Read me"), bundle, formats["words"])


def _check_rows(sheets: dict[str, pa.Table]) -> None:
    for name, table in sheets.items():
        if len(table) > MAX_ROWS:
            raise ExportError(
                f"{name}: an Excel sheet holds {MAX_ROWS:,} rows and the view has {len(table):,}. "
                "Narrow the view, or take GeoParquet or CSV."
            )


def _properties(bundle: ExportBundle) -> dict[str, Any]:
    metadata = bundle.metadata
    return {
        "title": f"Basewatch: {metadata['view']}",
        "subject": metadata["link"],
        "keywords": f"Basewatch, version {metadata['version']}, data {metadata['data_hash']}",
        "comments": "\n".join(metadata[name] for name in ("licence", "citation", "matches") if name in metadata),
        "created": bundle.created,
    }


def _write_table(sheet: Worksheet, table: pa.Table, formats: dict[str, Format]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table), table.num_columns - 1)
    for place, name in enumerate(table.column_names):
        values = table[name].to_pylist()
        width = max(len(str(value)) for value in (name, *values[:_ROWS_MEASURED]))
        sheet.set_column(place, place, min(width + 2, _MAX_WIDTH))
        sheet.write_string(0, place, name, formats["header"])
        for row, value in enumerate(values, start=1):
            if value is not None:
                _write_cell(sheet, row, place, value, formats)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Any, formats: dict[str, Format]) -> None:
    if isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, place, value, formats["day"])
    elif isinstance(value, str | date):
        text = _truncated(str(value))
        sheet.write_string(row, place, text, formats["text"] if is_formula(text) else None)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    else:
        sheet.write_number(row, place, _Exact(value) if isinstance(value, float) else value)


def _write_read_me(sheet: Worksheet, bundle: ExportBundle, words: Format) -> None:
    sheet.set_column(0, 0, 24, words)
    sheet.set_column(1, 1, 110, words)
    for row, pair in enumerate(bundle.read_me):
        for place, text in enumerate(pair):
            sheet.write_string(row, place, _truncated(text), words)


def _truncated(text: str) -> str:
    """Return the text, cut with a remark if a cell cannot hold it; Excel counts UTF-16 code units."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MAX_CHARACTERS:
        return text
    return units[: 2 * (_MAX_CHARACTERS - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT
