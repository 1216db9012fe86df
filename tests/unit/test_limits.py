"""Every limit of a file and of a link: what is at the limit is read, what is above ends in one sentence."""

import gzip
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from data.importers import Imported, Limits, RefusedError, inspect, limits, run
from data.importers.sources import json_text, kml_placemarks, spreadsheet_size, unpacked
from data.limits import FILTER_VALUES, LINK_LETTERS, TEXT_LETTERS
from data.limits_docs import FILE, markdown
from data.view import NOTES_LIMIT, Note, View, ViewError
from tests.unit.imports import files
from tests.unit.imports.files import text
from tests.unit.test_import_kml import kml, placemark
from tests.unit.test_import_layers import layer, save

HEAD, LINE = "date,country,notes\n", "2024-01-28,Iraq,x\n"
DATED = {"date": "2024-01-28", "country": "Iraq"}


def read(path: Path, limit: Limits | None = None) -> Imported:
    return run(path, "table", limits=limit)


def refusal(path: Path, limit: Limits | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        read(path, limit)
    message = str(refused.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_the_page_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == markdown(), "run python -m data.limits_docs"


def test_megabytes_of_a_file(tmp_path: Path) -> None:
    path = text(tmp_path / "events.csv", (HEAD + LINE).ljust(1_000_000, "\n"))
    assert read(path, Limits(1, 1)).report.kept == 1
    text(path, (HEAD + LINE).ljust(1_000_001, "\n"))
    assert "more than the 1 MB that are read here. Import it in parts." in refusal(path, Limits(1, 1))


def test_rows_on_the_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_ROWS", "3")
    path = text(tmp_path / "events.csv", HEAD + LINE * 3)
    assert read(path).report.read == 3
    text(path, HEAD + LINE * 4)
    assert "has more than the 3 rows that are read here. Import a part of it, or use “python -m data" in refusal(path)
    assert read(path, limits.COMMAND_LINE).report.read == 4


def test_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_COLUMNS", "3")
    assert read(text(tmp_path / "three.csv", HEAD + LINE)).report.kept == 1
    assert "has 4 columns, more than the 3" in refusal(text(tmp_path / "four.csv", f"more,{HEAD}"))


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet", ".sqlite"])
def test_letters_of_a_cell(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_CELL_LETTERS", "50")
    rows = [{**DATED, "id": f"id {letters}", "notes": "x" * letters} for letters in (49, 50, 51)]
    path = tmp_path / f"events{suffix}"
    if suffix == ".csv":
        files.delimited(path, rows, ["id", *DATED, "notes"])
    elif suffix == ".json":
        text(path, json.dumps(rows))
    elif suffix == ".parquet":
        pd.DataFrame(rows).to_parquet(path)
    else:
        with closing(sqlite3.connect(path)) as database:
            pd.DataFrame(rows).to_sql("events", database, index=False)
    found = read(path)
    assert (found.report.read, found.report.kept) == (3, 2)
    assert "more than 50 letters: shorten it" in found.report.rejected[0].reason


@pytest.mark.parametrize("suffix", [".zip", ".csv.gz", ".xlsx", ".kmz", ".parquet"])
def test_unpacked_megabytes(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_UNPACKED_MB", "1")
    for size, fits in ((800_000, True), (1_100_000, False)):
        path = tmp_path / f"events{suffix}"
        blank = HEAD + LINE + "\n" * size
        if suffix == ".csv.gz":
            text(path, gzip.compress(blank.encode()))
        elif suffix == ".parquet":
            table = pa.table({"date": ["2024-01-28"], "country": ["Iraq"], "notes": [" " * size]})
            pq.write_table(table, path, compression="zstd", use_dictionary=False)
        elif suffix == ".xlsx":
            files.workbook(path, {"Events": [["date", "country"], ["2024-01-28", "Iraq"]]})
            with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("xl/media/zeros.bin", b"0" * size)
        else:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                held = {".zip": ("events.csv", blank), ".kmz": ("doc.kml", kml(" " * size, placemark()))}
                archive.writestr(*held[suffix])
        if fits:
            assert read(path).report.read == 1
        else:
            assert "unpacks to" in refusal(path)


def test_text_that_is_stored_once_for_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_UNPACKED_MB", "1")
    for rows, fits in ((90, True), (110, False)):
        notes = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [("x" * 10_000)])
        table = {"id": [f"{n}" for n in range(rows)], "date": ["2024-01-28"] * rows, "country": ["Iraq"] * rows}
        pq.write_table(pa.table({**table, "notes": notes}), tmp_path / "events.parquet")
        if fits:
            assert read(tmp_path / "events.parquet").report.kept == rows
        else:
            assert "more than the 1,000,000 letters" in refusal(tmp_path / "events.parquet")


def test_a_list_of_nulls_counts_as_what_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_UNPACKED_MB", "1")
    for length, fits in ((10_000, True), (100_000, False)):
        table = {"date": ["2024-01-28"], "country": ["Iraq"], "more": [[None] * length]}
        schema = pa.schema([("date", pa.string()), ("country", pa.string()), ("more", pa.list_(pa.int8()))])
        pq.write_table(pa.Table.from_pydict(table, schema), tmp_path / "a.parquet")
        if fits:
            assert read(tmp_path / "a.parquet").report.kept == 1
        else:
            assert "unpacks to more than the 1 MB" in refusal(tmp_path / "a.parquet")


LINE_OF = {number: [[44 + n / 1e4, 33.0] for n in range(number)] for number in (49, 60)}


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".gpkg", ".fgb", ".geoparquet"])
def test_vertices(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_VERTICES", "50")
    for number, fits in ((49, True), (60, False)):
        path = tmp_path / f"{number}{suffix}"
        if suffix == ".geojson":
            shapes = [
                {"type": "Point", "coordinates": [44, 33]},
                {"type": "LineString", "coordinates": LINE_OF[number]},
            ]
            files.features(path, [(dict(DATED), shape) for shape in shapes])
        elif suffix == ".kml":
            shape = " ".join(f"{x},{y}" for x, y in LINE_OF[number])
            line = f"<LineString><coordinates>{shape}</coordinates></LineString>"
            text(path, kml(placemark(), placemark(shape=line)))
        else:
            save(path, layer(shapely.Point(44, 33), shapely.LineString(LINE_OF[number])))
        if fits:
            assert read(path).report.read == 2
        else:
            assert "more than the 50 vertices that are read" in refusal(path)


@pytest.mark.parametrize("suffix", [".json", ".kml"])
def test_depth(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "DEPTH", 10)
    monkeypatch.setattr(kml_placemarks, "DEPTH", 10)
    for depth, fits in ((10, True), (11, False)):
        path = tmp_path / f"deep{suffix}"
        if suffix == ".json":
            inner = depth - 2
            text(path, f'[{{"date":"2024-01-28","country":"Iraq","{"x" * 20}":{"[" * inner}{"]" * inner}}}]')
        else:
            inner = depth - 5  # kml, Document, Placemark, Point, coordinates
            text(path, kml("<Folder>" * inner, placemark(), "</Folder>" * inner))
        if fits:
            assert read(path).report.kept == 1
        else:
            assert "is nested more than 10 levels deep" in refusal(path)


def test_signs_in_texts_are_no_depth_and_no_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "DEPTH", 10)
    monkeypatch.setattr(json_text, "JSON_VALUES", 8)
    row = {**DATED, "notes": '[{"\\' * 20 + ",,,," * 9}
    assert read(text(tmp_path / "a.json", json.dumps([row]))).report.kept == 1
    assert "holds more than the 8 values" in refusal(text(tmp_path / "b.json", json.dumps([row, row, row])))


def test_members_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "ARCHIVE_MEMBERS", 3)
    for number, fits in ((2, True), (3, False)):
        path = tmp_path / "many.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("events.csv", HEAD + LINE)
            for n in range(number):
                archive.writestr(f"{n}.png", b"")
        if fits:
            assert read(path).report.kept == 1
        else:
            assert "more than the 3 members" in refusal(path)


def test_sheets_names_texts_and_cells_of_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.workbook(
        tmp_path / "a.xlsx", {"Events": [["date", "country"], ["2024-01-28", "Iraq"]], "Two": [["x"]]}
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst>" + "<si><t>x</t></si>" * 5 + "</sst>")
    for module, name, enough, words in (
        (limits, "TABLES", 2, "has 2 sheets, more than the 1 that are read"),
        (limits, "NAME_LETTERS", 7, "The name of column 2 of a.xlsx has 7 letters, more than the 6"),
        (spreadsheet_size, "SHARED_STRINGS", 5, "more than the 4 different texts"),
        (spreadsheet_size, "WORKBOOK_CELLS", 8, "more than the 7 cells and rows"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, enough)
            assert read(path).report.kept == 1
            patched.setattr(module, name, enough - 1)
            assert words in refusal(path)


def test_one_cell_in_the_last_corner_of_a_workbook_is_read_soon(tmp_path: Path) -> None:
    book = files.workbook(tmp_path / "corner.xlsx", {"Events": [["date", "country"], ["2024-01-28", "Iraq"]]})
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(far, "w") as new:
        for name in old.namelist():
            cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            new.writestr(name, old.read(name).replace(b"</sheetData>", cell))
    assert inspect(far).columns == ("date", "country")


def test_an_open_quotation_mark_loses_one_row(tmp_path: Path) -> None:
    rows = [LINE] * 20_000
    rows[15] = '2024-01-28,Iraq,"x\n'
    found = read(text(tmp_path / "open.csv", HEAD + "".join(rows)))
    assert (found.report.read, found.report.kept + found.report.merged) == (20_000, 19_999)
    (one,) = found.report.rejected
    assert (one.line, one.reason.split(":")[0]) == (
        17,
        "row 17 opens a quotation mark that is never closed within 100,000 letters",
    )


def test_a_quotation_mark_in_the_first_row_that_is_never_closed(tmp_path: Path) -> None:
    path = text(tmp_path / "open.csv", f'"{HEAD}{LINE}')
    assert "Row 1 of open.csv opens a quotation mark that is never closed" in refusal(path)


def link_error(query: str) -> str:
    with pytest.raises(ViewError) as error:
        View.parse(query)
    return str(error.value)


def test_letters_of_a_link() -> None:
    names = "x" * 99
    at_limit = "&".join(f"country={names}{n:03d}" for n in range(LINK_LETTERS // 111))
    assert len(View.parse(at_limit[:LINK_LETTERS]).country) > 99
    assert "20,001 letters, 20,000 are the most; leave out" in link_error("find=".ljust(LINK_LETTERS + 1, "x"))


@pytest.mark.parametrize("name", ["find", "title", "banner", "organisation"])
def test_letters_of_a_text(name: str) -> None:
    assert getattr(View.parse(f"{name}={'x' * TEXT_LETTERS}"), name) == "x" * TEXT_LETTERS
    assert link_error(f"{name}={'x' * 121}") == f"{name}: has 121 letters, 120 are the most; shorten it."


def test_letters_and_number_of_notes() -> None:
    assert Note.parse("33,44," + "x" * TEXT_LETTERS).text
    assert "note: has 121 letters, 120 are the most; shorten it." == link_error("note=33,44," + "x" * 121)  # noqa: SIM300
    assert len(View.parse("&".join(["note=33,44,x"] * NOTES_LIMIT)).note) == NOTES_LIMIT
    assert "13 are given, 12 are the most" in link_error("&".join(["note=33,44,x"] * 13))


def test_values_of_a_filter() -> None:
    query = "&".join(f"actor={n}" for n in range(FILTER_VALUES))
    assert len(View.parse(query).actor) == FILTER_VALUES
    assert "201 values are given, 200 are the most; leave some out" in link_error(f"{query}&actor=x")


OLD_WORKBOOK = Path(__file__).parent / "imports" / "events.xls"


def test_a_chain_of_sectors_without_end_is_refused(tmp_path: Path) -> None:
    content = bytearray(OLD_WORKBOOK.read_bytes())
    table = (int.from_bytes(content[76:80], "little") + 1) * 512
    for sector in range(8):  # each is followed by itself
        content[table + 4 * sector : table + 4 * sector + 4] = sector.to_bytes(4, "little")
    assert "is a broken or protected workbook" in refusal(text(tmp_path / "loop.xls", bytes(content)))


def test_a_cell_in_a_far_corner_of_an_old_workbook_is_refused(tmp_path: Path) -> None:
    content = bytearray(OLD_WORKBOOK.read_bytes())
    cell = content.rindex(b"\xfd\x00\x0a\x00")
    content[cell + 4 : cell + 8] = b"\xff\xff\xff\xff"
    assert "more than the 20,000,000 cells" in refusal(text(tmp_path / "far.xls", bytes(content)))
