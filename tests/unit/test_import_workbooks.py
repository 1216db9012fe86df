"""Workbooks: which sheets are read, typed cells, titles, tags and notes, in every kind of file."""

import shutil
import zipfile
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest

from data.importers import Imported, Options, RefusedError, inspect, run
from tests.unit.imports import files
from tests.unit.imports.files import text
from tests.unit.test_import_hostile import import_or_refuse

DAY = datetime(2024, 1, 28)  # noqa: DTZ001 - a cell of a workbook has no zone
HEADER = ["date", "country", "killed"]
KINDS = [".xlsx", ".xlsm", ".ods", ".xls"]


def read(path: Path, table: str | None = None) -> Imported:
    found = run(path, "table", options=Options(table=table))
    report = found.report
    assert report.read == report.kept + report.merged + report.rejected_rows()
    return found


def notes(found: Imported) -> str:
    return " ".join(found.report.notes)


def test_sheets_with_the_same_columns_are_one_table_and_lines_stay_unique(tmp_path: Path) -> None:
    sheets = {
        "Iraq": [HEADER, [DAY, "Iraq", 3]],
        "About": [["Made by an office"]],
        "Jordan": [["Draft"], HEADER, [DAY, "Jordan", 9], [DAY, "Jordan", 8], ["never", "Jordan", 1]],
    }
    path = files.workbook(tmp_path / "events.xlsx", sheets)
    found = read(path)
    assert found.events["killed_best"].tolist() == [3, 9, 8]
    assert [rejection.line for rejection in found.report.rejected] == [2_000_005]
    assert "The sheets “Iraq”, “Jordan” have the same columns and were read as one table" in notes(found)
    assert "row 3 of “Jordan” is line 2,000,003" in notes(found)
    assert "Not read: the sheets “About”." in notes(found)
    assert read(path, "Jordan").events["killed_best"].tolist() == [9, 8]


def test_the_sheet_with_a_date_is_read_and_the_others_named(tmp_path: Path) -> None:
    sheets = {"Key": [["code", "meaning"], ["a", "b"]], "Events": [HEADER, [DAY, "Iraq", 3]]}
    path = files.workbook(tmp_path / "events.xlsx", sheets)
    found = read(path)
    assert found.report.kept == 1
    assert "The sheet read is “Events”. Not read: “Key”. Choose another one (--sheet" in notes(found)
    opened = inspect(path, Options(table="Key"))
    assert (opened.columns, opened.tables, opened.table) == (("code", "meaning"), ("Key", "Events"), "Key")
    with pytest.raises(RefusedError, match=r"has no sheet “Event”\. Its sheets are “Key”, “Events”"):
        read(path, "Event")


def test_a_hidden_sheet_is_read_only_if_it_is_stated(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "a.xlsx", {"Old": [HEADER, [DAY, "Iraq", 1]], "New": [HEADER, [DAY, "Iraq", 3]]})
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert read(path).events["killed_best"].tolist() == [3]
    assert read(path, "Old").events["killed_best"].tolist() == [1]


def test_cells_become_text_that_means_the_same(tmp_path: Path) -> None:
    rows = [
        ["date", "country", "killed", "notes"],
        [DAY.replace(hour=9), "Iraq", 3.0, time(9, 30)],
        [DAY, "Iraq", "#N/A", True],
    ]
    found = read(files.workbook(tmp_path / "a.xlsx", {"A": rows}))
    assert found.events["date_start"].tolist() == [DAY, DAY]
    assert found.events["summary"].tolist() == ["09:30:00", "TRUE"]
    assert found.events["killed_best"].fillna(-1).tolist() == [3, -1]
    assert "In 1 row cells hold an error of a formula, such as #N/A; they were read as empty." in found.report.notes


def test_titles_tags_notes_and_totals_of_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["Incidents in the region"],
        [],
        HEADER,
        ["#date", "#country", "#affected+killed"],
        [DAY, "Iraq", 3, "", "see page 3"],
        ["Total", None, 3],
        ["Source: an office"],
    ]
    found = read(files.workbook(tmp_path / "a.xlsx", {"A": rows}))
    assert found.events["killed_best"].tolist() == [3]
    assert [rejection.line for rejection in found.report.rejected] == [6, 7]
    assert "Line 3 names the columns; the lines above it are not read: “Incidents in the region” (line 1)." in notes(
        found
    )
    assert "Line 4 holds HXL tags and is no event." in notes(found)
    assert "In 1 row cells beside the table" in notes(found)


NAMES = "urn:oasis:names:tc:opendocument:xmlns"
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
BLANK = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="1024"/>'
    "</table:table-row>"
)


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def typed(kind: str, value: str, attribute: str = "value") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"/>'


def spreadsheet(path: Path, sheets: dict[str, str]) -> Path:
    """Write an OpenDocument spreadsheet."""
    spaces = " ".join(f'xmlns:{name}="{NAMES}:{name}:1.0"' for name in ("office", "table", "text", "manifest"))
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items())
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>{tables}'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest {spaces}><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
    return path


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Return a folder with the same workbook in every kind."""
    folder = tmp_path / "books"
    folder.mkdir()
    head = ["date", "country", "killed", "notes"]
    rows = [["Incidents"], [], head, [DAY, "Iraq", 3, "مسيّرة"], [], [DAY.replace(hour=9), "Jordan", None, True]]
    sheets: dict[str, list[list[object]]] = {"About": [["A table"]], "Events": rows, "More": [["code", "meaning"]]}
    shutil.copy(files.workbook(folder / "events.xlsx", sheets), folder / "events.xlsm")
    shutil.copy(Path(__file__).parent / "imports" / "events.xls", folder / "events.xls")  # xlwt 1.3 wrote it
    events = (
        row(TEXT.format("Incidents")),
        BLANK.format(1),
        row(*(TEXT.format(name) for name in head)),
        row(typed("date", "2024-01-28", "date-value"), TEXT.format("Iraq"), typed("float", "3"), TEXT.format("مسيّرة")),
        BLANK.format(1),
        row(
            typed("date", "2024-01-28T09:30:00", "date-value"),
            TEXT.format("Jordan"),
            "<table:table-cell/>",
            typed("boolean", "true", "boolean-value"),
        ),
        BLANK.format(1_048_570),
    )
    more = row(TEXT.format("code"), TEXT.format("meaning"))
    spreadsheet(folder / "events.ods", {"About": row(TEXT.format("A table")), "Events": "".join(events), "More": more})
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_workbook_gives_the_same_events(books: Path, kind: str) -> None:
    path = books / f"events{kind}"
    found = read(path)
    assert found.events["country"].tolist() == ["Iraq", "Jordan"]
    assert found.events["date_start"].tolist() == [DAY, DAY]
    assert found.events["killed_best"].fillna(-1).tolist() == [3, -1]
    assert found.events["summary"].tolist() == ["مسيّرة", "TRUE"]
    assert inspect(path).tables == ("About", "Events", "More")
    assert inspect(path).table == "Events"
    assert "Line 3 names the columns" in notes(found)
    assert inspect(path, Options(table="More")).columns == ("code", "meaning")


def test_a_workbook_with_the_ending_of_old_ones_is_read(books: Path, tmp_path: Path) -> None:
    shutil.copy(books / "events.xlsx", tmp_path / "events.xls")
    assert read(tmp_path / "events.xls").report.kept == 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", [".xls", ".ods"])
def test_damaged_workbooks_are_imported_or_refused(books: Path, tmp_path: Path, kind: str) -> None:
    whole = (books / f"events{kind}").read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 10)):
        for content in (whole[:place] + b"\xff\x00\x7f" + whole[place + 3 :], whole[: place + 1]):
            import_or_refuse(text(tmp_path / f"cut{kind}", content), "table")


@pytest.mark.parametrize(
    "repeated",
    [
        '<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>',
        BLANK.format(1_000_000) + "<table:table-row>{}</table:table-row>",
    ],
)
def test_a_spreadsheet_that_would_fill_the_memory_is_refused(tmp_path: Path, repeated: str) -> None:
    cells = TEXT.format("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="50"')
    head = row(TEXT.format("date"), TEXT.format("country"))
    path = spreadsheet(tmp_path / "bomb.ods", {"A": head + repeated.format(cells)})
    with pytest.raises(RefusedError, match=r"A sheet of bomb\.ods has more than the 20,000,000 cells"):
        read(path)
