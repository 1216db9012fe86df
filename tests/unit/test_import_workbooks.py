"""Workbooks: which sheets are read, typed cells, titles, tags and notes, in every kind of file."""

import shutil
import subprocess
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
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice writes the files")


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
        "Jordan": [["Draft"], HEADER, [DAY, "Jordan", 9], ["never", "Jordan", 1]],
    }
    path = files.workbook(tmp_path / "events.xlsx", sheets)
    found = read(path)
    assert found.events["killed_best"].tolist() == [3, 9]
    assert [rejection.line for rejection in found.report.rejected] == [2_000_004]
    assert "The sheets “Iraq”, “Jordan” have the same columns and were read as one table" in notes(found)
    assert "row 3 of “Jordan” is line 2,000,003" in notes(found)
    assert "Not read: the sheets “About”." in notes(found)
    assert read(path, "Jordan").events["killed_best"].tolist() == [9]


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


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the same workbook in every kind, as LibreOffice writes it."""
    folder = tmp_path_factory.mktemp("books")
    book = openpyxl.Workbook()
    about, events, more = book.active, book.create_sheet("Events"), book.create_sheet("More")
    about.title = "About"
    about.append(["A table"])
    for row in (["Incidents"], [], [*HEADER, "notes"], [DAY, "Iraq", 3, "=C4+1"], [], [DAY, "Jordan", None, "=NA()"]):
        events.append(row)
    more.append(["code", "meaning"])
    book.save(folder / "events.xlsx")
    shutil.copy(folder / "events.xlsx", folder / "events.xlsm")
    for kind in ("xls", "ods"):
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", folder, folder / "events.xlsx"], check=True, capture_output=True)
    return folder


@needs_office
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_workbook_gives_the_same_events(books: Path, kind: str) -> None:
    path = books / f"events{kind}"
    found = read(path)
    assert found.events["country"].tolist() == ["Iraq", "Jordan"]
    assert found.events["date_start"].tolist() == [DAY, DAY]
    assert found.events["killed_best"].fillna(-1).tolist() == [3, -1]
    assert inspect(path).tables == ("About", "Events", "More")
    assert inspect(path).table == "Events"
    assert "Line 3 names the columns" in notes(found)
    if kind in {".xls", ".ods"}:  # openpyxl wrote formulas without values
        assert found.events["summary"].tolist()[0] == "4"
        assert "error of a formula" in notes(found)


@needs_office
def test_a_workbook_with_the_ending_of_old_ones_is_read(books: Path, tmp_path: Path) -> None:
    shutil.copy(books / "events.xlsx", tmp_path / "events.xls")
    assert read(tmp_path / "events.xls").report.kept == 2


@needs_office
@pytest.mark.parametrize("kind", [".xls", ".ods"])
def test_damaged_workbooks_are_imported_or_refused(books: Path, tmp_path: Path, kind: str) -> None:
    whole = (books / f"events{kind}").read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        for content in (whole[:place] + b"\xff\x00\x7f" + whole[place + 3 :], whole[: place + 1]):
            import_or_refuse(text(tmp_path / f"cut{kind}", content), "table")
