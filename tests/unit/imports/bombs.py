"""Small files that would take all of a server's memory or time."""

import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

_HEAD: Final = "date,place,country,killed\n"
_ROW: Final = "2024-01-28,Baghdad,Iraq,3\n"
_SHEET: Final = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def repeated_text(folder: Path) -> Path:
    """A Parquet of a few kB: one long text, said once and repeated in many rows."""
    path = folder / "events.parquet"
    rows = 60_000
    long = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * 100_000]))
    table = pa.table({"date": ["2024-01-28"] * rows, "country": ["Iraq"] * rows, "summary": long})
    pq.write_table(table, path, compression="zstd", row_group_size=rows)
    return path


def recursive_view(folder: Path) -> Path:
    """A SQLite database whose only table with events is an endless view."""
    path = folder / "events.sqlite"
    with sqlite3.connect(path) as database:
        database.executescript(
            "create table one (date text);"
            "create view events as with recursive c(x) as (select 1 union all select x + 1 from c)"
            " select '2024-01-28' as date, 'Iraq' as country, x as killed from c;"
        )
    database.close()
    return path


def last_column(folder: Path) -> Path:
    """A workbook with one cell in the last column of each row."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>date</t></is></c><c r="XFD{n}"><v>1</v></c></row>'
        for n in range(1, 6_001)
    )
    return _workbook(folder, _SHEET.format(rows))


def last_cell(folder: Path) -> Path:
    """A workbook with a header, and one cell in the last row and column of the sheet."""
    head = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABC", ("date", "country", "killed"))
    )
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return _workbook(folder, _SHEET.format(f'<row r="1">{head}</row>{last}'))


def shared_strings(folder: Path) -> Path:
    """A workbook with millions of shared strings."""
    strings = "<si><t>x</t></si>" * 8_000_000
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
    cells = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABC"))
    return _workbook(folder, _SHEET.format(f'<row r="1">{cells}</row>'), shared)


def repetitions(folder: Path) -> Path:
    """An OpenDocument sheet whose only row is repeated a million times, with repeated cells."""
    path = folder / "events.ods"
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    row = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="1000"><text:p>date</text:p></table:table-cell></table:table-row>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        file.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="events">{row}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def open_quotation(folder: Path) -> Path:
    """A CSV with a quotation mark that is never closed."""
    path = folder / "events.csv"
    path.write_text(_HEAD + '2024-01-28,"Baghdad,Iraq,3\n' + _ROW * 1_000_000, encoding="utf-8")
    return path


def deep_json(folder: Path) -> Path:
    """A JSON that is nested a million times."""
    path = folder / "events.json"
    path.write_text('[{"date": "2024-01-28", "deep": ' + "[" * 1_000_000 + "]" * 1_000_000 + "}]", encoding="utf-8")
    return path


def nested_archives(folder: Path) -> Path:
    """An archive in an archive, of gigabytes."""
    path = folder / "events.csv.zip"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file, file.open("events.csv", "w") as member:
        member.write(_HEAD.encode())
        for _ in range(500):
            member.write(b"x" * 1_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("events.csv.zip", inner.getvalue())
    return path


def zip_bomb(folder: Path) -> Path:
    """An archive of a table that is one line of gigabytes."""
    path = folder / "events.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("events.csv", "w", force_zip64=True) as member,
    ):
        member.write(_HEAD.encode())
        for _ in range(900):
            member.write(b"x" * 1_000_000)
    return path


def entities(folder: Path) -> Path:
    """A KML whose entities are a billion letters."""
    path = folder / "events.kml"
    declared = '<!ENTITY e0 "lol">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE kml [{declared}]><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        "<Placemark><name>&e9;</name><Point><coordinates>44,33</coordinates></Point></Placemark></Document></kml>",
        encoding="utf-8",
    )
    return path


def _workbook(folder: Path, sheet: str, strings: str = "") -> Path:
    """Write a workbook whose first sheet, and its shared strings, are this XML."""
    path, plain = folder / "events.xlsx", io.BytesIO()
    pd.DataFrame({"date": ["2024-01-28"]}).to_excel(plain, index=False, engine="openpyxl")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = sheet.encode()
            elif name == "xl/sharedStrings.xml" and strings:
                content = strings.encode()
            new.writestr(name, content)
    return path
