import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from openpyxl import Workbook

from data.importers import Imported, Limits, RefusedError, inspect, run, to_parquet
from data.importers.sources import delimited, workbook
from data.schema import EVENTS
from tests.unit.imports import files
from tests.unit.imports.files import ACLED, UCDP, Row, acled, points, text

HEADER = "date,country,place,lat,lon,notes\n"
LINE = "2024-01-28,Jordan,Tower 22,33.3,38.7,A drone.\n"
PLAIN: Row = {"id": "1", "date": "2024-01-28", "country": "Jordan", "place": "Tower 22", "lat": "33.3", "lon": "38.7"}
POINT = {"type": "Point", "coordinates": [38.7, 33.3]}


def read(path: Path) -> Imported:
    found = run(path, "table")
    report = found.report
    assert report.read == report.kept + report.merged + report.rejected_rows()
    EVENTS.validate(found.events)
    return found


def rejected_lines(found: Imported) -> list[int]:
    return sorted({rejection.line for rejection in found.report.rejected})


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-8", "\t"), ("utf-16", ","), ("utf-16", ";")]
)
def test_a_text_table_is_read_with_any_separator(tmp_path: Path, encoding: str, delimiter: str) -> None:
    content = (HEADER + LINE).replace(",", delimiter).replace("A drone.", "مسيّرة")
    found = read(text(tmp_path / "events.csv", content.encode(encoding)))
    assert found.events["summary"].tolist() == ["مسيّرة"]
    assert found.events["latitude"].tolist() == [33.3]


def test_lines_are_counted_through_quoted_and_blank_and_mixed_line_ends(tmp_path: Path) -> None:
    good = '2024-01-28,Jordan,Tower 22,33.3,38.7,"two\nlines"'
    content = (
        HEADER + good + "\r\n\r\n" + LINE.replace("2024-01-28", "never") + good.replace("\n", "\r\n") + "\rx,y\n" + LINE
    )
    found = read(text(tmp_path / "events.csv", content))
    assert rejected_lines(found) == [5, 8]
    assert found.report.read == 5


def test_an_unclosed_quotation_mark_loses_no_row_silently(tmp_path: Path) -> None:
    content = HEADER + LINE + LINE.replace("A drone.", '"A drone.') + LINE * 3
    found = read(text(tmp_path / "events.csv", content))
    assert rejected_lines(found) == [3]
    assert "row 3 opens a quotation mark that is never closed" in found.report.rejected[0].reason
    assert (found.report.read, found.report.kept) == (5, 4)


def test_reading_continues_after_a_cell_that_is_too_long(tmp_path: Path) -> None:
    content = HEADER + LINE.replace("A drone.", "x" * 140_000) + LINE
    found = read(text(tmp_path / "events.csv", content))
    assert (found.report.read, found.report.kept, rejected_lines(found)) == (2, 1, [2])
    assert "a cell of more than 100,000 letters" in found.report.rejected[0].reason


def test_a_nul_is_removed_and_counted(tmp_path: Path) -> None:
    found = read(text(tmp_path / "events.csv", HEADER + LINE * 2 + LINE.replace("drone", "dr\0one")))
    assert rejected_lines(found) == []
    assert any("In 1 row characters that are not shown" in note and "(1)" in note for note in found.report.notes)


def test_duplicate_column_names_are_numbered_and_empty_ones_named_by_position(tmp_path: Path) -> None:
    path = text(tmp_path / "events.csv", "date,country,,country\n2024-01-28,Jordan,x,Iraq\n")
    found = read(path)
    assert found.events["country"].tolist() == ["Jordan"]
    assert "Several columns are called “country”: the later ones are numbered." in found.report.notes


def test_a_workbook_is_read_from_its_first_sheet_with_a_header(tmp_path: Path) -> None:
    day = pd.Timestamp("2024-01-28").to_pydatetime()
    rows = [
        ["date", "country", "lat", "lon", "killed"],
        [day, "Jordan", 33.3, 38.7, 3],
        [],
        [day, "Iraq", 33.1, 44.0, 2.5],
    ]
    path = files.workbook(tmp_path / "events.xlsx", {"About": [["A table."]], "Events": rows, "Rest": [["a", "b"]]})
    found = read(path)
    assert found.events[["country", "latitude", "killed_best"]].fillna(-1).to_numpy().tolist() == [
        ["Jordan", 33.3, 3],
        ["Iraq", 33.1, -1],
    ]
    assert rejected_lines(found) == []


def test_an_acled_workbook_without_column_names_is_known(tmp_path: Path) -> None:
    path = files.workbook(tmp_path / "acled.xlsx", {"Sheet1": [list(acled().values())]})
    assert run(path, "acled").report.kept == 1


def test_geojson_points_are_read_as_written_and_other_shapes_rejected(tmp_path: Path) -> None:
    properties = {"date": "2024-01-28", "country": "Jordan"}
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    shapes = [POINT, line, None, {"type": "Point", "coordinates": []}, {"type": "Point", "coordinates": [38.7, 1e400]}]
    path = files.features(
        tmp_path / "events.geojson", [({**properties, "id": str(n)}, shape) for n, shape in enumerate(shapes)]
    )
    path.write_text(path.read_text(encoding="utf-8").replace("Infinity", "1e400"), encoding="utf-8")
    found = read(path)
    assert found.events.sort_values("event_id")["latitude"].fillna(-1).tolist() == [33.3, -1, -1]
    assert rejected_lines(found) == [2, 4]


def test_half_a_surrogate_pair_is_removed(tmp_path: Path) -> None:
    rows = [({"date": "2024-01-28", "country": "Jordan", "notes": note}, POINT) for note in ("\ud83d", "fine")]
    found = read(files.features(tmp_path / "events.geojson", rows))
    assert found.events["summary"].tolist() == ["Event at Jordan", "fine"]


@pytest.mark.parametrize(
    ("suffix", "crs"), [(".gpkg", 4326), (".gpkg", 3857), (".parquet", 4326), (".geoparquet", 32637)]
)
def test_points_are_transformed_to_wgs_84(tmp_path: Path, suffix: str, crs: int) -> None:
    path = tmp_path / f"acled{suffix}"
    table = points([acled(), acled(event_id_cnty="IRQ2", longitude="42.5")], crs)
    table.to_file(path, driver="GPKG") if suffix == ".gpkg" else table.to_parquet(path)
    assert inspect(path).format == "acled"
    found = run(path, "acled")
    assert found.report.rejected == []
    assert found.events["latitude"].to_numpy() == pytest.approx([33.7856, 33.7856], abs=1e-7)
    assert found.events["longitude"].to_numpy() == pytest.approx([42.4412, 42.5], abs=1e-7)


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet"])
def test_rows_without_a_point_are_imported_and_other_shapes_rejected(tmp_path: Path, suffix: str) -> None:
    table = points([PLAIN | {"latitude": "33", "longitude": "38", "id": str(n)} for n in range(3)])
    table = table.drop(columns=["lat", "lon"])
    table.geometry = [None, shapely.Point(38.7, 33.3), shapely.LineString([(1, 2), (3, 4)])]
    path = tmp_path / f"events{suffix}"
    table.to_file(path, driver="GPKG") if suffix == ".gpkg" else table.to_parquet(path)
    found = read(path)
    assert found.events["geo_precision"].tolist() == ["country", "town"]
    assert rejected_lines(found) == [3]


def test_plain_parquet_is_read_with_its_typed_columns(tmp_path: Path) -> None:
    table = pd.DataFrame([PLAIN]).assign(date=pd.Timestamp("2024-01-28"), lat=33.3, lon=38.7, killed=[3])
    table.to_parquet(tmp_path / "events.parquet")
    result = read(tmp_path / "events.parquet").events.iloc[0]
    assert (result["date_start"], result["latitude"], result["killed_best"]) == (pd.Timestamp("2024-01-28"), 33.3, 3)


@pytest.mark.parametrize(("columns", "form"), [(ACLED, "acled"), (UCDP, "ucdp"), (list(PLAIN), "table")])
def test_a_format_is_recognised_by_its_columns(tmp_path: Path, columns: list[str], form: str) -> None:
    assert inspect(files.delimited(tmp_path / "any.csv", [], columns)).format == form


OTHER_CONTENT = {
    "report.csv": (b"%PDF-1.7 ...", "looks like a PDF document, though its name ends in .csv"),
    "page.csv": (b"<!DOCTYPE html><html>Error 403", "looks like a web page or XML document"),
    "book.csv": (b"PK\x03\x04 no zip", "looks like a broken zip archive"),
    "book.xlsx": (b"date,country\n", "looks like text, though its name ends in .xlsx"),
    "old.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "looks like an old or protected Office file"),
    "packed.csv": (b"\x1f\x8b\x08", "looks like a gzip archive"),
    "picture.csv": (b"\x89PNG\r\n", "looks like a picture"),
    "noise.csv": (bytes(range(32)) * 9, "looks like binary data"),
    "events.gpkg": (b"date,country\n", "looks like text, though its name ends in .gpkg"),
    "events.geojson": (b"PAR1....PAR1", "looks like a Parquet file, though its name ends in .geojson"),
    "events.docx": (b"date,country\n", "has no ending that is read here"),
    "empty.csv": (b"", "empty.csv is empty. Export the table as CSV"),
    "odd.csv": (b"\xff\xfed\x00a", "odd.csv is not written in UTF-16"),
    "one.csv": (b"hello\nworld\n", "does not name its columns"),
    "long.csv": (b"a,b\n" + b"x" * 4_000_001, "Line 2 of long.csv is longer than 4,000,000 characters"),
    "cut.parquet": (b"PAR1 and no more", "cut.parquet is a broken Parquet file. Export it again"),
    "cut.gpkg": (b"SQLite format 3\0" + b"\x7f" * 5000, "cut.gpkg is a broken GeoPackage. Export it again"),
    "deep.geojson": (b"[" * 100_000, "deep.geojson is nested more than 250 levels deep"),
    "nan.geojson": (b'{"type": "FeatureCollection", "features": [NaN]}', "its array holds no objects"),
    "one.geojson": (b'{"type": "Feature"}', "No column was found for the date"),
    "half.geojson": (b'{"type": "FeatureCollection", "features": [', "half.geojson is not valid JSON"),
}


@pytest.mark.filterwarnings("ignore:GPKG:RuntimeWarning")
@pytest.mark.parametrize("name", OTHER_CONTENT)
def test_a_file_with_unexpected_content_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = OTHER_CONTENT[name]
    with pytest.raises(RefusedError) as refused:
        read(text(tmp_path / name, content))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(RefusedError, match=r"folder\.csv is not a file"):
        read(tmp_path / "folder.csv")
    with pytest.raises(RefusedError, match=r"There is no file nowhere\.csv"):
        read(tmp_path / "nowhere.csv")


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "events.csv", HEADER + LINE * 25_000)
    with pytest.raises(RefusedError, match=r"has 1 MB, more than the 1 MB|more than the 1 MB that are read here"):
        run(path, "table", limits=Limits(1, 1))


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 3_000_000)
    monkeypatch.setenv("BASEWATCH_UNPACKED_MB", "2")
    monkeypatch.setattr(workbook.openpyxl, "load_workbook", lambda *_, **__: pytest.fail("it was unpacked"))
    with pytest.raises(RefusedError, match="unpacks to 3 MB, more than the 2 MB"):
        read(path)


def test_a_workbook_without_a_header_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "blank.xlsx")
    with pytest.raises(RefusedError, match=r"No sheet of blank\.xlsx begins with a row of column names"):
        read(tmp_path / "blank.xlsx")


def test_a_row_beyond_excel_s_last_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LAST_ROW", 2)
    path = files.workbook(tmp_path / "long.xlsx", {"Events": [["date", "country"], ["2024-01-28", "Iraq"], ["x", "y"]]})
    with pytest.raises(RefusedError, match="more rows than Excel allows"):
        read(path)


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet"])
def test_points_without_a_reference_system_are_refused(tmp_path: Path, suffix: str) -> None:
    table = points([acled()], None)
    path = tmp_path / f"events{suffix}"
    table.to_file(path, driver="GPKG") if suffix == ".gpkg" else table.to_parquet(path)
    with pytest.raises(RefusedError, match="does not say in which coordinate reference system"):
        read(path)


def test_the_batch_size_of_the_file_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [PLAIN | {"id": str(n), "lat": str(20 + n)} for n in range(9)]
    path = files.delimited(tmp_path / "events.csv", rows, list(PLAIN))
    whole = read(path)
    monkeypatch.setattr(delimited, "BATCH_ROWS", 2)
    pd.testing.assert_frame_equal(read(path).events, whole.events)


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet", ".geoparquet"])
@pytest.mark.parametrize(
    ("row", "form"),
    [(acled(), "acled"), (files.ucdp(), "ucdp"), (PLAIN | dict.fromkeys(["latitude", "longitude"], "1"), "table")],
)
def test_a_file_of_columns_without_rows_gives_no_events(tmp_path: Path, suffix: str, row: files.Row, form: str) -> None:
    path = tmp_path / f"empty{suffix}"
    table = points([row]).iloc[:0]
    if suffix == ".gpkg":
        table.to_file(path, driver="GPKG")
    elif suffix == ".geoparquet":
        table.to_parquet(path)
    else:
        pd.DataFrame([row]).iloc[:0].to_parquet(path)
    found = run(path, form)
    assert (found.report.read, len(found.events), len(found.tolls)) == (0, 0, 0)
    assert inspect(path).sample.empty
    assert to_parquet(path, form, out=tmp_path / "out.parquet").kept == 0


def test_cells_beyond_a_workbook_s_columns_are_ignored_and_filled_ones_reported(tmp_path: Path) -> None:
    rows = [["date", "country"], ["2024-01-28", "Iraq", "", " "], ["2024-01-29", "Iraq", "", "more"]]
    found = read(files.workbook(tmp_path / "wide.xlsx", {"Events": rows}))
    assert found.report.kept == 2
    assert "In 1 row cells beside the table, in columns without a name, were not read." in found.report.notes


def test_nan_is_an_empty_cell(tmp_path: Path) -> None:
    table = pd.DataFrame([PLAIN, PLAIN]).assign(killed=[3.0, 4.0], id=["1", "2"])
    flat = pa.Table.from_pandas(table).set_column(
        table.columns.get_loc("killed"), "killed", pa.array([float("nan"), 4.0], from_pandas=False)
    )
    pq.write_table(flat, tmp_path / "events.parquet")
    found = read(tmp_path / "events.parquet")
    assert found.report.rejected == []
    assert found.events["killed_best"].isna().tolist() == [True, False]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".geoparquet"])
def test_a_point_outweighs_columns_of_degrees_in_capitals(tmp_path: Path, suffix: str) -> None:
    properties = {"date": "2024-01-28", "country": "Iraq", "Latitude": "1", "LONGITUDE": "2"}
    path = tmp_path / f"events{suffix}"
    if suffix == ".geojson":
        files.features(path, [(properties, {"type": "Point", "coordinates": [42.5, 33.5]}), (properties, None)])
    else:
        table = gpd.GeoDataFrame([properties, properties], geometry=[shapely.Point(42.5, 33.5), None], crs=4326)
        table.to_file(path, driver="GPKG") if suffix == ".gpkg" else table.to_parquet(path)
    found = read(path).events
    assert found[["latitude", "longitude"]].to_numpy().tolist() == [[33.5, 42.5], [1.0, 2.0]]
