"""Vector files: GeoPackage, FlatGeobuf, shapefiles and GeoParquet, with one layer, several, or none that is read."""

import sqlite3
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from data.importers import Imported, Options, RefusedError, inspect, run
from tests.unit.imports.files import points, text

ROW = {"date": "2024-01-28", "country": "Jordan", "latitude": "33.3", "longitude": "38.7"}
POINT, AREA = shapely.Point(38.7, 33.3), shapely.box(1, 1, 2, 2)
ONE = shapely.MultiPoint([(38.7, 33.3)])
TWO = shapely.MultiPoint([(38.7, 33.3), (44, 33)])
LINE = shapely.LineString([(1, 2), (3, 4)])
SUFFIXES = (".gpkg", ".fgb", ".geoparquet", ".zip")


def layer(*shapes: shapely.Geometry | None, crs: int | None = 4326) -> gpd.GeoDataFrame:
    table = {"date": ["2024-01-28"] * len(shapes), "country": ["Jordan"] * len(shapes)}
    found = gpd.GeoDataFrame(table, geometry=list(shapes), crs=4326)
    return found.to_crs(crs) if crs else found.set_crs(None, allow_override=True)


@pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
def save(path: Path, table: gpd.GeoDataFrame, name: str = "events") -> Path:
    """Write a table as the kind of file that the ending means; a zip file holds a shapefile."""
    if path.suffix == ".geoparquet":
        table.to_parquet(path)
    elif path.suffix == ".zip":
        folder = path.parent / f"{path.stem}-{name}"
        folder.mkdir()
        table.to_file(folder / f"{name}.shp")
        pack(path, *folder.iterdir())
    else:
        table.to_file(path, layer=name, driver={".gpkg": "GPKG", ".fgb": "FlatGeobuf"}[path.suffix])
    return path


def pack(path: Path, *parts: Path, **others: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.write(part, f"a folder/{part.name}")
        for name, content in others.items():
            archive.writestr(name, content)
    return path


def read(path: Path, options: Options | None = None) -> Imported:
    found = run(path, "table", options=options or Options())
    assert found.report.read == found.report.kept + found.report.merged + found.report.rejected_rows()
    return found


def refusal(path: Path, options: Options | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        read(path, options)
    message = str(refused.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_collection_with_one_point_is_that_point(tmp_path: Path, suffix: str) -> None:
    found = read(save(tmp_path / f"events{suffix}", layer(ONE, crs=32637)))
    assert found.events[["latitude", "longitude"]].to_numpy().tolist() == [pytest.approx([33.3, 38.7], abs=1e-6)]
    notes = found.report.notes
    assert "In 1 row the geometry is a collection with one point; it was read as that point." in notes
    assert any("transformed from WGS 84 / UTM zone 37N" in note for note in notes)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_areas_alone_are_refused_as_a_whole(tmp_path: Path, suffix: str) -> None:
    assert "It has no points, only areas." in refusal(save(tmp_path / f"areas{suffix}", layer(AREA, AREA)))


@pytest.mark.parametrize("suffix", [".gpkg", ".geoparquet"])
def test_other_geometries_are_rejected_row_by_row(tmp_path: Path, suffix: str) -> None:
    nested = shapely.GeometryCollection([ONE])
    path = save(tmp_path / f"mixed{suffix}", layer(POINT, AREA, TWO, LINE, nested, shapely.Point()))
    found = read(path)
    assert [(rejection.line, rejection.reason) for rejection in found.report.rejected] == [
        (2, "has an area, not a point"),
        (3, "has several points"),
        (4, "has a line, not a point"),
        (6, "has a geometry that cannot be read as a point"),
    ]


@pytest.mark.parametrize("suffix", [".gpkg", ".zip"])
def test_the_first_layer_with_points_is_read_or_the_stated_one(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"layers{suffix}"
    for name, table in {"borders": layer(AREA), "events": layer(POINT), "older": layer(POINT, POINT)}.items():
        save(path, table, name)
    found = inspect(path)
    assert set(found.tables) == {"borders", "events", "older"}
    assert found.table in {"events", "older"}
    assert any(note.startswith("The layer read is “") and "“borders”" in note for note in found.notes)
    assert read(path, Options(table="older")).report.read == 2
    assert "It has no points" in refusal(path, Options(table="borders"))
    assert "has no layer “x”. Its layers are" in refusal(path, Options(table="x"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_reference_system_must_be_stated(tmp_path: Path, suffix: str) -> None:
    table = layer(POINT, crs=32637)
    path = save(tmp_path / f"events{suffix}", table.set_crs(None, allow_override=True))
    assert "State it, for example with --crs EPSG:4326" in refusal(path)
    found = read(path, Options(crs="EPSG:32637"))
    assert found.events["latitude"].tolist() == pytest.approx([33.3], abs=1e-6)
    assert any("as stated." in note for note in found.report.notes)
    assert "which is unknown" in refusal(path, Options(crs="EPSG:0"))


def test_a_stated_reference_system_replaces_that_of_the_file(tmp_path: Path) -> None:
    wrong = layer(POINT, crs=32637).set_crs(4326, allow_override=True)
    found = read(save(tmp_path / "events.gpkg", wrong), Options(crs="EPSG:32637"))
    assert found.events["longitude"].tolist() == pytest.approx([38.7], abs=1e-6)
    assert any("as stated, instead of WGS 84, which the file states." in note for note in found.report.notes)


def test_a_table_without_geometry_is_read_if_it_is_the_only_one(tmp_path: Path) -> None:
    path = tmp_path / "plain.gpkg"
    rows = pd.DataFrame([{"date": "2024-01-28", "country": "Jordan"}])
    pyogrio.write_dataframe(rows, path, layer="one", driver="GPKG")
    assert read(path).events["country"].tolist() == ["Jordan"]
    pyogrio.write_dataframe(rows, path, layer="two", driver="GPKG")
    assert "several tables and none with points: “one”, “two”. Choose one with --layer." in refusal(path)
    assert read(path, Options(table="two")).report.kept == 1


RECURSION = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c WHERE x < 0"


def change(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


def test_views_of_a_geopackage_are_named_and_not_read(tmp_path: Path) -> None:
    register = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')"
    path = change(save(tmp_path / "events.gpkg", layer(POINT)), f"CREATE VIEW v AS {RECURSION}", register)
    assert "Views are not read: “v”." in read(path).report.notes
    assert inspect(path).tables == ("events",)
    assert "has no layer “v”" in refusal(path, Options(table="v"))


def test_a_geopackage_whose_own_tables_are_views_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "events.gpkg", layer(POINT))
    change(path, "ALTER TABLE gpkg_contents RENAME TO q", f"CREATE VIEW gpkg_contents AS {RECURSION}")
    assert "has views in the place of its own tables" in refusal(path)


def test_a_database_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    path = change(tmp_path / "events.gpkg", "CREATE TABLE events (date TEXT, country TEXT)")
    assert "is a SQLite database but no GeoPackage" in refusal(path)


def test_a_shapefile_is_read_beside_its_parts(tmp_path: Path) -> None:
    layer(POINT).to_file(tmp_path / "events.shp")
    assert read(tmp_path / "events.shp").events["latitude"].tolist() == [33.3]
    (tmp_path / "events.shx").unlink()
    assert ".shx must lie beside it. Put all its parts in one zip file" in refusal(tmp_path / "events.shp")


def test_the_text_of_a_shapefile_is_read_in_its_encoding(tmp_path: Path) -> None:
    layer(POINT).assign(place="مسيّرة").to_file(tmp_path / "events.shp", encoding="cp1256")
    assert read(tmp_path / "events.shp").events["location"].tolist() == ["مسيّرة"]
    (tmp_path / "events.cpg").unlink()
    assert "State the right one with --encoding" in refusal(tmp_path / "events.shp")
    found = read(tmp_path / "events.shp", Options(encoding="windows-1256"))
    assert found.events["location"].tolist() == ["مسيّرة"]
    assert "There is no encoding “x”" in refusal(tmp_path / "events.shp", Options(encoding="x"))


def test_odd_names_in_an_archive_are_never_followed(tmp_path: Path) -> None:
    path = save(tmp_path / "events.zip", layer(POINT))
    pack(path, **{"../../up.shp": b"x", "__MACOSX/._events.shp": b"x", "/root.shp": b"x"})
    assert inspect(path).tables == ("events",)
    assert read(path).report.kept == 1
    assert not (tmp_path.parent / "up.shp").exists()


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"a.shp": b"x"}, "a.shp lacks .shx and .dbf"),
        (dict.fromkeys(["a.shp", "a.shx", "a.dbf"], b"<OGRVRTDataSource/>" + b" " * 99), "a.shp is not a .shp file"),
        (dict.fromkeys(["../a.shp", "../a.shx", "../a.dbf"], b"x"), "holds no complete shapefile"),
    ],
)
def test_an_archive_without_a_whole_shapefile_is_refused(tmp_path: Path, parts: dict[str, bytes], words: str) -> None:
    assert words in refusal(pack(tmp_path / "odd.zip", **parts))


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(save(tmp_path / "events.zip", layer(POINT)), **{"zeros.txt": b"0" * 2_000_000})
    monkeypatch.setenv("BASEWATCH_UNPACKED_MB", "1")
    assert "more than the 1 MB that are read" in refusal(path)


def test_a_virtual_file_or_a_path_that_means_an_address_is_not_opened(tmp_path: Path) -> None:
    for suffix in (".gpkg", ".fgb", ".shp"):
        assert "looks like" in refusal(text(tmp_path / f"virtual{suffix}", "<OGRVRTDataSource></OGRVRTDataSource>"))
    path = save(tmp_path / "events.gpkg", layer(POINT))
    assert "Rename it and try again." in refusal(path.rename(tmp_path / "a!b.gpkg"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_cut_and_damaged_files_are_imported_or_refused(tmp_path: Path, suffix: str) -> None:
    whole = save(tmp_path / f"whole{suffix}", points([ROW] * 40)).read_bytes()
    path = tmp_path / f"damaged{suffix}"
    for place in range(7, len(whole), len(whole) // 12):
        for damaged in (whole[:place], whole[:place] + b"\xff" * 9 + whole[place + 9 :]):
            with suppress(RefusedError):
                read(text(path, damaged))
