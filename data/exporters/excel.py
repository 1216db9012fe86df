"""A view as an Excel workbook in which no text can become a formula."""

import io
from datetime import date
from typing import Any, Final

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.exporters import cells
from data.exporters.bundle import ExportBundle

MOST_ROWS: Final = 1_048_575
"""The rows that a sheet holds below its header."""
_MOST_CHARACTERS: Final = 32_767
_FIRST_DAY: Final = date(1900, 1, 1)
_CUT: Final = "… [cut here: an Excel cell holds no more; the other formats have the whole text]"
_WIDEST: Final = 60
_WIDTH_FROM_ROWS: Final = 200


class TooLargeError(ValueError):
    """A view with more rows than an Excel sheet holds."""


class _Exact(float):
    """A number that XlsxWriter writes with all its digits, not with 16."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return float.__repr__(self)


def make(parcel: ExportBundle) -> bytes:
    """The sheets Events, Tolls, Sources and Read me, with true dates and numbers.

    Raises:
        TooLargeError: more events or tolls than a sheet holds.
    """
    sheets = {name.capitalize(): table for name, table in parcel.tables.items()}
    for name, table in sheets.items():
        if len(table) > MOST_ROWS:
            raise TooLargeError(
                f"{name}: an Excel sheet holds {MOST_ROWS:,} rows and the view has {len(table):,}. "
                "Narrow the view, or take GeoParquet or CSV."
            )
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        facts = parcel.facts
        book.set_properties(
            {
                "title": f"Basewatch: {facts['view']}",
                "subject": facts["link"],
                "keywords": f"Basewatch, version {facts['version']}, data {facts['data_hash']}",
                "comments": f"{facts['licence']}\n{facts['citation']}",
                "created": parcel.moment,
            }
        )
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "text": book.add_format({"quote_prefix": True}),
            "words": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        }
        for name, table in sheets.items():
            _write_table(book.add_worksheet(name), table, formats)
        _write_read_me(book.add_worksheet("Read me"), parcel, formats["words"])
    return file.getvalue()


def _write_table(sheet: Worksheet, table: pa.Table, formats: dict[str, Format]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table), table.num_columns - 1)
    for place, name in enumerate(table.column_names):
        values = table[name].to_pylist()
        widest = max(len(str(value)) for value in (name, *values[:_WIDTH_FROM_ROWS]))
        sheet.set_column(place, place, min(widest + 2, _WIDEST))
        sheet.write_string(0, place, name, formats["header"])
        for row, value in enumerate(values, start=1):
            if value is not None:
                _write_cell(sheet, row, place, value, formats)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Any, formats: dict[str, Format]) -> None:
    if isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, place, value, formats["day"])
    elif isinstance(value, str | date):
        text = _fitting(str(value))
        sheet.write_string(row, place, text, formats["text"] if cells.runs(text) else None)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    else:
        sheet.write_number(row, place, _Exact(value) if isinstance(value, float) else value)


def _write_read_me(sheet: Worksheet, parcel: ExportBundle, words: Format) -> None:
    sheet.set_column(0, 0, 24, words)
    sheet.set_column(1, 1, 110, words)
    for row, pair in enumerate(parcel.read_me):
        for place, text in enumerate(pair):
            sheet.write_string(row, place, _fitting(text), words)


def _fitting(text: str) -> str:
    """The text, cut where a cell ends and saying so; Excel counts UTF-16 code units."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MOST_CHARACTERS:
        return text
    return units[: 2 * (_MOST_CHARACTERS - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT
