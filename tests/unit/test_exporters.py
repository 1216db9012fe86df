"""Every file is read again by a reader that did not write it."""

import csv
import hashlib
import html
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest

from data.datasets import UploadedDataset
from data.exporters import FORMATS, ExportBundle, ExportError, collect, excel, to_bytes
from data.importers import run
from data.query.engine import Engine
from data.record.catalog import EVENT_COLUMNS, Catalog, flatten
from data.record.context import context_of
from data.spreadsheet import unescape_formula
from data.text import differing as differing_in_words
from data.view import View

HASH = "93d43bd9219d"
BASE = "https://basewatch.example/"
QUERY = "dates=2023-10-17..2024-02-07&country=Iraq&country=Syria"
DAYS = ("date_start", "date_end", "date_published")
FLAGS = ("possibly_outside_dates", "possibly_outside_area")
TOLLS = ("event_id", "party", "harm", "low", "best", "high")
NUMBERS = re.compile("l(atitud|ongitud)e|(.+_)?(low|best|high)")
KML = {"k": "http://www.opengis.net/kml/2.2"}

Row = dict[str, Any]


def plain(value: object) -> object:
    """Return a cell of the engine's frame as a plain value."""
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def rows_of(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def typed(name: str, text: str | None) -> object:
    """Return a cell of a format without types as a typed value."""
    if text in (None, ""):
        return None
    if name in DAYS:
        return date.fromisoformat(text)
    if name in FLAGS:
        return {"true": True, "false": False, "1": True, "0": False}[text.lower()]
    return float(text) if NUMBERS.fullmatch(name) else text


def saved(file: bytes, folder: Path, suffix: str) -> Path:
    path = folder / f"view{suffix}"
    path.write_bytes(file)
    return path


def read_csv(file: bytes, _: Path) -> list[Row]:
    def cell(name: str, text: str) -> object:
        return typed(name, re.sub(r"^'(?='*[=+\-@\t\r\n＝＋－＠])", "", text))

    found = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True)
    return [{name: cell(name, text) for name, text in row.items()} for row in found]


def read_geojson(file: bytes, _: Path) -> list[Row]:
    features = json.loads(file)["features"]
    return [
        {name: typed(name, value) if name in DAYS else value for name, value in feature["properties"].items()}
        for feature in features
    ]


def read_json(file: bytes, _: Path) -> list[Row]:
    return [
        {name: typed(name, value) if name in DAYS else value for name, value in event.items()}
        for event in json.loads(file)["events"]
    ]


def read_parquet(file: bytes, folder: Path) -> list[Row]:
    found = duckdb.read_parquet(str(saved(file, folder, ".parquet")))
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def read_gpkg(file: bytes, folder: Path, layer: str = "events") -> list[Row]:
    with closing(sqlite3.connect(saved(file, folder, ".gpkg"))) as database:
        found = database.execute(f"SELECT * FROM {layer} ORDER BY fid")  # noqa: S608 - the layers of the test
        names = [column[0] for column in found.description]
        rows = [dict(zip(names[1:], row[1:], strict=True)) for row in found]
    return [{name: typed(name, value) if name in DAYS else value for name, value in row.items()} for row in rows]


def read_xlsx(file: bytes, _: Path, sheet: str = "Events") -> list[Row]:
    def cell(name: str, value: Any) -> Any:
        if name in DAYS and value is not None:
            return value.date()
        return value

    header, *found = openpyxl.load_workbook(io.BytesIO(file), read_only=True)[sheet].iter_rows(values_only=True)
    return [{name: cell(name, value) for name, value in zip(header, row, strict=True)} for row in found]


def read_kml(file: bytes, _: Path) -> list[Row]:
    document = ET.fromstring(file)  # noqa: S314 - the test's file
    columns = [field.attrib["name"] for field in document.iterfind(".//k:SimpleField", KML)]
    found = []
    for placemark in document.iterfind(".//k:Placemark", KML):
        cells = {cell.attrib["name"]: cell.text for cell in placemark.iterfind(".//k:SimpleData", KML)}
        found.append({name: typed(name, cells.get(name)) for name in columns})
    return found


READERS: dict[str, Callable[[bytes, Path], list[Row]]] = {
    "csv": read_csv,
    "geojson": read_geojson,
    "geoparquet": read_parquet,
    "gpkg": read_gpkg,
    "xlsx": read_xlsx,
    "kml": read_kml,
    "json": read_json,
}


def by_id(rows: Iterable[Row], columns: Iterable[str]) -> dict[str, Row]:
    return {row["event_id"]: {name: row[name] for name in columns} for row in rows}


EACH = pytest.mark.parametrize("key", FORMATS)


@pytest.fixture(scope="module")
def bundle(record_engine: Engine, catalog: Catalog) -> ExportBundle:
    return collect(record_engine, catalog, View(), HASH, BASE)


@pytest.fixture(scope="module")
def part(record_engine: Engine, catalog: Catalog) -> ExportBundle:
    return collect(record_engine, catalog, View.parse(QUERY), HASH, BASE)


@pytest.fixture(scope="module")
def nothing(record_engine: Engine, catalog: Catalog) -> ExportBundle:
    return collect(record_engine, catalog, View(find="there is no such event"), HASH, BASE)


@pytest.fixture(scope="module")
def files(bundle: ExportBundle) -> dict[str, bytes]:
    return {key: to_bytes(bundle, key) for key in FORMATS}


def test_a_bundle_holds_the_view_its_link_and_nothing_of_other_events(part: ExportBundle, catalog: Catalog) -> None:
    assert part.link == f"{BASE}?{View.parse(QUERY).query()}"
    assert View.parse(part.link.partition("?")[2]) == part.view
    assert part.sentence == part.view.describe()
    assert 0 < len(part.events) < len(catalog.events)
    assert set(part.tolls["event_id"]) == set(catalog.casualties["event_id"]) & set(part.events["event_id"])
    cited = {source for cell in part.events["source"] for source in cell.split(";")}
    assert set(part.sources["source_id"]) == cited
    assert part.citation.startswith(f"Basewatch: {part.sentence}. Version {catalog.version}, data {HASH}, as of")


def test_the_record_has_its_licence_and_the_date_of_its_newest_document(bundle: ExportBundle, catalog: Catalog) -> None:
    assert "CC-BY-4.0" in bundle.licence
    assert "files outside" not in bundle.licence
    assert bundle.as_of == str(catalog.sources["date_published"].max().date())


def test_the_record_s_licence_does_not_cover_events_of_other_files(catalog: Catalog) -> None:
    events, tolls = flatten(catalog)
    others = events.assign(source=events["event_id"] + " of another")
    foreign = collect(Engine.of_frames(others, tolls, {}), catalog, View(), HASH, BASE)
    assert "CC-BY-4.0" not in foreign.licence
    assert "terms of those who made them" in foreign.licence
    assert foreign.sources.empty
    assert (foreign.as_of, "as of" in foreign.citation) == ("", False)
    assert "column source" in foreign.metadata["sources"]


def test_the_as_of_time_of_a_view_is_in_the_bundle(record_engine: Engine, catalog: Catalog) -> None:
    dated = collect(record_engine, catalog, View.parse("as_of=2024-02-07T18:00"), HASH, BASE)
    assert dated.as_of == "2024-02-07T18:00"
    assert "as of 7 February 2024" in dated.citation


def test_events_name_the_party_harmed_and_the_doubt(bundle: ExportBundle, catalog: Catalog) -> None:
    events = bundle.events.set_index("event_id")
    omar = events.loc["20240204-al-omar-drone"]
    assert omar["killed_by_party"] == "7+ Partner forces; 0 US forces"
    assert omar["wounded_by_party"] == "18 Partner forces; 0 US forces"
    assert events.loc["20240128-tower-22-drone", "wounded_by_party"] == "25–47 US forces"
    assert pd.isna(events.loc["20240118-muqdadiyah-shoot-down", "killed_by_party"])
    doubts = catalog.events.set_index("event_id")["doubt"]
    differing = differing_in_words(catalog, bundle.events)
    assert list(differing) == ["20231121-abu-ghraib-airstrike"]
    expected = {name: f"{words} {differing.get(name, '')}".strip() for name, words in doubts.dropna().items()}
    assert events["doubt"].dropna().to_dict() == expected


@EACH
def test_every_cell_equals_the_engine_s(
    key: str, bundle: ExportBundle, files: dict[str, bytes], tmp_path: Path
) -> None:
    columns = bundle.events.columns
    assert set(EVENT_COLUMNS) | set(FLAGS) <= set(columns)
    found = READERS[key](files[key], tmp_path)
    assert len(found) == len(bundle.events)
    assert by_id(found, columns) == by_id(rows_of(bundle.events), columns)


@EACH
def test_every_digit_of_a_coordinate_is_preserved(key: str, bundle: ExportBundle, tmp_path: Path) -> None:
    events = bundle.events.head(1).assign(latitude=0.1 + 0.2, longitude=-33.123456789012345)
    (found,) = READERS[key](to_bytes(replace(bundle, events=events), key), tmp_path)
    assert (found["latitude"], found["longitude"]) == (0.1 + 0.2, -33.123456789012345)


@EACH
def test_every_file_contains_its_metadata(
    key: str, files: dict[str, bytes], bundle: ExportBundle, tmp_path: Path
) -> None:
    metadata = TEXT_OF[key](files[key], tmp_path)
    titles = bundle.sources["title"]
    for words in (bundle.sentence, bundle.link, bundle.licence, *titles):
        assert words in metadata


@EACH
def test_a_view_without_events_is_a_file_with_metadata(key: str, nothing: ExportBundle, tmp_path: Path) -> None:
    file = to_bytes(nothing, key)
    assert READERS[key](file, tmp_path) == []
    if key not in ONLY_IN_ROWS:
        metadata = TEXT_OF[key](file, tmp_path)
        assert nothing.sentence in metadata
        assert nothing.link in metadata
        assert nothing.licence in metadata


def metadata_in_csv(file: bytes, _: Path) -> str:
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    (constant,) = {tuple(row[name] for name in ("view", "link", "licence", "sources")) for row in rows}
    return "\n".join(map(unescape_formula, constant))


def metadata_in_geojson(file: bytes, _: Path) -> str:
    members = json.loads(file)["basewatch"]
    assert members["read_me"]
    return "\n".join([members["view"], members["link"], members["licence"], *(s["title"] for s in members["sources"])])


def parquet_metadata(path: Path) -> dict[str, Row]:
    found = duckdb.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    return {key.decode(): json.loads(value) for key, value in found if key in (b"geo", b"basewatch")}


def metadata_in_parquet(file: bytes, folder: Path) -> str:
    path = saved(file, folder, ".parquet")
    members = parquet_metadata(path)["basewatch"]
    return "\n".join([members["view"], members["link"], members["licence"], *(s["title"] for s in members["sources"])])


def metadata_in_gpkg(file: bytes, folder: Path) -> str:
    read_me = {row["subject"]: row["words"] for row in read_gpkg(file, folder, "read_me")}
    return "\n".join(read_me[name] for name in ("view", "link", "licence", "sources"))


def metadata_in_xlsx(file: bytes, _: Path) -> str:
    rows = openpyxl.load_workbook(io.BytesIO(file))["Read me"].iter_rows(values_only=True)
    read_me = dict(rows)
    return "\n".join(read_me[name] for name in ("view", "link", "licence", "sources"))


def metadata_in_kml(file: bytes, _: Path) -> str:
    document = ET.fromstring(file)  # noqa: S314 - the test's file
    members = {
        data.attrib["name"]: data.findtext("k:value", "", KML)
        for data in document.iterfind("./k:Document/k:ExtendedData/k:Data", KML)
    }
    assert document.findtext("./k:Document/k:name", "", KML) == members["view"]
    assert html.escape(members["link"]) in document.findtext("./k:Document/k:description", "", KML)
    return "\n".join(members[name] for name in ("view", "link", "licence", "sources"))


TEXT_OF: dict[str, Callable[[bytes, Path], str]] = {
    "csv": metadata_in_csv,
    "geojson": metadata_in_geojson,
    "geoparquet": metadata_in_parquet,
    "gpkg": metadata_in_gpkg,
    "xlsx": metadata_in_xlsx,
    "kml": metadata_in_kml,
    "json": metadata_in_geojson,
}

ONLY_IN_ROWS = {"csv"}
"""The formats whose rows alone hold the metadata: a file without events has none."""


@pytest.mark.parametrize("key", ["geojson", "gpkg", "geoparquet"])
def test_points_equal_the_engine_s_and_are_missing_for_countries(
    key: str, files: dict[str, bytes], bundle: ExportBundle, tmp_path: Path
) -> None:
    path = saved(files[key], tmp_path, FORMATS[key].suffix)
    found = gpd.read_parquet(path) if key == "geoparquet" else gpd.read_file(path, layer="events")
    assert found.crs.to_epsg(min_confidence=20) == 4326 or found.crs.to_authority() == ("OGC", "CRS84")
    expected = {
        row["event_id"]: None if row["latitude"] is None else (row["longitude"], row["latitude"])
        for row in rows_of(bundle.events)
    }
    points = {
        event_id: None if point is None else (point.x, point.y)
        for event_id, point in zip(found["event_id"], found.geometry)
    }
    assert points == expected
    unplaced = set(bundle.events.loc[bundle.events["geo_precision"] == "country", "event_id"])
    assert unplaced == {event_id for event_id, point in points.items() if point is None} != set()


def test_geojson_follows_its_standard(files: dict[str, bytes]) -> None:
    collection = json.loads(files["geojson"])
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert all(
        feature["geometry"] is None or feature["geometry"]["type"] == "Point" for feature in collection["features"]
    )
    assert [feature["id"] for feature in collection["features"]] == [
        feature["properties"]["event_id"] for feature in collection["features"]
    ]


def test_geoparquet_describes_its_geometry(files: dict[str, bytes], nothing: ExportBundle, tmp_path: Path) -> None:
    for file, boxed in ((files["geoparquet"], True), (to_bytes(nothing, "geoparquet"), False)):
        path = saved(file, tmp_path, ".parquet")
        geo = parquet_metadata(path)["geo"]
        column = geo["columns"][geo["primary_column"]]
        assert (geo["version"], column["encoding"], column["geometry_types"]) == ("1.1.0", "WKB", ["Point"])
        assert column["crs"]["id"] == {"authority": "OGC", "code": "CRS84"}
        assert ("bbox" in column) == boxed
        assert len(gpd.read_parquet(path)) == len(duckdb.read_parquet(str(path)).fetchall())


def test_a_geopackage_opens_with_its_layers(files: dict[str, bytes], bundle: ExportBundle, tmp_path: Path) -> None:
    path = saved(files["gpkg"], tmp_path, ".gpkg")
    layers = dict(pyogrio.list_layers(path))
    assert layers == {"events": "Point", "tolls": None, "sources": None, "context": None, "read_me": None}
    events = pyogrio.read_info(path, layer="events")
    assert bundle.metadata.items() <= events["layer_metadata"].items()
    assert events["layer_metadata"]["DESCRIPTION"].startswith(f"{bundle.sentence}\n{bundle.link}\n{bundle.licence}\n")
    assert (events["crs"], events["features"]) == ("EPSG:4326", len(bundle.events))
    assert dict(zip(events["fields"], events["ogr_types"]))["date_start"] == "OFTDate"
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {moment for (moment,) in database.execute("SELECT last_change FROM gpkg_contents")} == {
            f"{bundle.as_of}T00:00:00.000Z"
        }


@pytest.mark.parametrize("table", ["tolls", "sources", "context"])
def test_workbook_and_geopackage_hold_tolls_sources_and_context(
    table: str, files: dict[str, bytes], bundle: ExportBundle, tmp_path: Path
) -> None:
    expected = rows_of(getattr(bundle, table))
    assert expected
    assert read_gpkg(files["gpkg"], tmp_path, table) == expected
    assert read_xlsx(files["xlsx"], tmp_path, table.capitalize()) == expected


def test_exports_hold_the_context_of_the_views_period_and_country(
    part: ExportBundle, catalog: Catalog, tmp_path: Path
) -> None:
    expected = context_of(catalog, part.view)
    assert 0 < len(expected) < len(catalog.context)
    ids = list(expected["context_id"])
    written = json.loads(to_bytes(part, "json"))["context"]
    assert [row["context_id"] for row in written] == ids
    assert all(row["quote"] and row["publisher"] for row in written)
    assert [row["context_id"] for row in read_xlsx(to_bytes(part, "xlsx"), tmp_path, "Context")] == ids
    assert [row["context_id"] for row in read_gpkg(to_bytes(part, "gpkg"), tmp_path, "context")] == ids
    for key in ("csv", "geojson", "geoparquet", "kml"):
        assert all("attacks-halted" not in str(row) for row in READERS[key](to_bytes(part, key), tmp_path))


def test_hidden_context_and_that_of_other_data_is_in_no_export(catalog: Catalog, record_engine: Engine) -> None:
    hidden = collect(record_engine, catalog, View(context="hidden"), HASH, BASE)
    foreign = collect(record_engine, catalog, View(), HASH, BASE, external_name="Imported file x.csv")
    for one in (hidden, foreign):
        assert "context" not in one.tables
        assert "context" not in json.loads(to_bytes(one, "json"))
        book = openpyxl.load_workbook(io.BytesIO(to_bytes(one, "xlsx")))
        assert "Context" not in book.sheetnames


@pytest.mark.parametrize("key", ["geojson", "geoparquet", "json"])
def test_nested_formats_hold_each_events_tolls(
    key: str, files: dict[str, bytes], bundle: ExportBundle, tmp_path: Path
) -> None:
    found = READERS[key](files[key], tmp_path)
    tolls = [{"event_id": row["event_id"], **toll} for row in found for toll in row["tolls"] or ()]
    order = ["event_id", "party", "harm"]
    assert rows_of(pd.DataFrame(tolls, dtype=object).sort_values(order)[list(TOLLS)]) == rows_of(bundle.tolls)
    assert all(row["tolls"] is None for row in found if row["event_id"] not in set(bundle.tolls["event_id"]))


def test_a_workbook_has_filters_frozen_panes_and_formats(files: dict[str, bytes], bundle: ExportBundle) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    assert book.sheetnames == ["Events", "Tolls", "Sources", "Context", "Read me"]
    about = book.properties
    assert (about.title, about.subject) == (f"Basewatch: {bundle.sentence}", bundle.link)
    assert HASH in about.keywords
    assert bundle.licence in about.description
    events = book["Events"]
    assert events.freeze_panes == "B2"
    assert events.auto_filter.ref == events.dimensions
    columns = {header.value: cell for header, cell in zip(events[1], events[2])}
    assert columns["date_start"].is_date
    assert columns["latitude"].data_type == columns["killed_low"].data_type == "n"
    assert events.column_dimensions["A"].width > len(bundle.events["event_id"].iloc[0])


def test_more_rows_than_a_sheet_holds_are_refused_not_dropped(
    bundle: ExportBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MAX_ROWS", len(bundle.events) - 1)
    with pytest.raises(ExportError, match=rf"Events: .* the view has {len(bundle.events)}\. Narrow the view"):
        to_bytes(bundle, "xlsx")


def test_a_text_longer_than_an_excel_cell_is_cut_and_marked(bundle: ExportBundle, tmp_path: Path) -> None:
    long = replace(bundle, events=bundle.events.head(1).assign(summary="a" + "🚀" * 20_000))
    (row,) = read_xlsx(to_bytes(long, "xlsx"), tmp_path)
    assert len(row["summary"].encode("utf-16-le")) / 2 <= 32_767
    assert re.fullmatch(r"a🚀{16000,}… \[cut here: .*\]", row["summary"])


def test_a_day_before_excel_s_first_is_written_as_text(bundle: ExportBundle) -> None:
    early = pd.Series([pd.Timestamp("1899-12-31")], dtype="datetime64[s]")
    file = to_bytes(replace(bundle, events=bundle.events.head(1).assign(date_start=early)), "xlsx")
    cells = openpyxl.load_workbook(io.BytesIO(file))["Events"]
    assert "1899-12-31" in [cell.value for cell in cells[2]]


def test_kml_placemarks_have_a_span_of_days_and_a_folder_without_points(
    files: dict[str, bytes], bundle: ExportBundle, tmp_path: Path
) -> None:
    document = ET.fromstring(files["kml"])  # noqa: S314 - the test's file
    known = by_id(rows_of(bundle.events), bundle.events.columns)
    on_map, beside = document.iterfind(".//k:Folder", KML)
    for folder, placed in ((on_map, True), (beside, False)):
        for placemark in folder.iterfind("k:Placemark", KML):
            (event_id,) = (c.text for c in placemark.iterfind(".//k:SimpleData[@name='event_id']", KML))
            event = known.pop(str(event_id))
            point = f"{event['longitude']},{event['latitude']}" if placed else None
            assert placemark.findtext("k:Point/k:coordinates", None, KML) == point
            assert placemark.findtext("k:TimeSpan/k:begin", "", KML) == str(event["date_start"])
            assert placemark.findtext("k:TimeSpan/k:end", "", KML) == str(event["date_end"])
            exact = event["geo_precision"] == "site"
            assert (placemark.findtext("k:styleUrl", "", KML) == "#exact") == exact
            assert ("place known" in placemark.findtext("k:name", "", KML)) != exact
    assert not known
    layers = pyogrio.list_layers(saved(files["kml"], tmp_path, ".kml"))[:, 0]
    counted = [pyogrio.read_info(tmp_path / "view.kml", layer=layer)["features"] for layer in layers]
    assert counted == [int(bundle.events["latitude"].notna().sum()), int(bundle.events["latitude"].isna().sum())]


def test_a_plain_reader_reads_the_csv(files: dict[str, bytes], bundle: ExportBundle) -> None:
    assert files["csv"].startswith(b"\xef\xbb\xbf"), "Excel reads a file without the mark in a code page"
    assert b"\r\n" in files["csv"]
    found = pd.read_csv(io.BytesIO(files["csv"]), parse_dates=["date_start", "date_end"])
    assert list(found.columns) == [*bundle.events.columns, "view", "link", "licence", "sources"]
    pd.testing.assert_frame_equal(found[list(bundle.events.columns)], bundle.events, check_dtype=False)


PROGRAM = """
import hashlib, json
from data.record.catalog import load_catalog
from data.query.engine import Engine
from data.exporters import FORMATS, collect, to_bytes
from data.view import View
catalog = load_catalog()
bundle = collect(Engine.of_catalog(catalog), catalog, View(), "93d43bd9219d", "https://basewatch.example/")
print(json.dumps({key: hashlib.sha256(to_bytes(bundle, key)).hexdigest() for key in FORMATS}))
"""


def test_the_same_view_makes_the_same_bytes_in_another_process(files: dict[str, bytes]) -> None:
    elsewhere = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, env=elsewhere).stdout
    assert json.loads(printed) == {key: hashlib.sha256(file).hexdigest() for key, file in files.items()}


def test_an_empty_view_of_external_data_does_not_have_the_record_s_licence(
    record_engine: Engine, catalog: Catalog
) -> None:
    nothing = View(find="there is no such event")
    bundle = collect(record_engine, catalog, nothing, HASH, BASE, external_name="Imported file x.csv")
    assert "CC-BY" not in bundle.licence
    assert "terms of those who made them" in bundle.licence
    assert bundle.as_of == ""


def test_events_of_a_foreign_table_have_its_name_as_their_origin_never_record(
    record_engine: Engine, catalog: Catalog, bundle: ExportBundle
) -> None:
    foreign = collect(record_engine, catalog, View(), HASH, BASE, external_name="far-away.parquet")
    assert set(foreign.events["origin"]) == {"far-away.parquet"}
    assert set(bundle.events["origin"]) == {"record"}


def test_gdal_reads_the_flags_of_kml(record_engine: Engine, catalog: Catalog, tmp_path: Path) -> None:
    view = View.parse("dates=2023-11-10..2023-11-20")
    found = collect(record_engine, catalog, view, HASH, BASE)
    path = saved(to_bytes(found, "kml"), tmp_path, ".kml")
    layers = [pyogrio.read_dataframe(path, layer=name, read_geometry=False) for name in pyogrio.list_layers(path)[:, 0]]
    read = pd.concat(layers).set_index("event_id")["possibly_outside_dates"].astype(bool)
    expected = found.events.set_index("event_id")["possibly_outside_dates"]
    assert expected.any()
    assert read.to_dict() == expected.to_dict()


def test_a_writer_s_libraries_are_loaded_only_when_it_writes() -> None:
    program = "import sys, data.exporters; print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not {"xlsxwriter", "pyogrio", "lxml"} & set(printed.split())


def test_a_missing_package_is_named_with_what_to_do(bundle: ExportBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "data.exporters.excel")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(ExportError, match=r"^Writing Excel needs the package xlsxwriter: install it with pip"):
        to_bytes(bundle, "xlsx")


@pytest.fixture(scope="module")
def matched(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> ExportBundle:
    """The record beside a file whose only event was accepted as one of the record."""
    file = tmp_path_factory.mktemp("matched") / "mine.csv"
    file.write_text("id,date,place,country,lat,lon,killed\n1,2024-01-28,=Tower 22,Jordan,33.3,38.7,5\n")
    pair = "20240128-tower-22-drone", "table-1"
    both = UploadedDataset(run(file, "table"), catalog).accepting({pair}).beside_record
    return collect(both.engine, catalog, View(), both.fingerprint, BASE, matches=both.matches)


@EACH
def test_every_file_states_which_events_count_once(key: str, matched: ExportBundle, tmp_path: Path) -> None:
    file = to_bytes(matched, key)
    rows = {row["event_id"]: row for row in READERS[key](file, tmp_path)}
    assert "table-1" not in rows
    assert rows["20240128-tower-22-drone"]["same_in_file"] == "table-1"
    assert sum(row["same_in_file"] is not None for row in rows.values()) == 1
    words = "1 event of mine.csv was accepted as the same as an event of the record and counts once."
    assert words in MATCHES_OF[key](file, tmp_path)


def matches_in_csv(file: bytes, _: Path) -> str:
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    return {row["matches"] for row in rows}.pop()


def matches_in_json(file: bytes, _: Path) -> str:
    about = json.loads(file)["basewatch"]
    (pair,) = about["matched_events"]
    assert (pair["record_event_id"], pair["file_event_id"]) == ("20240128-tower-22-drone", "table-1")
    assert (pair["killed_low"], pair["contradiction"]) == (5, "killed 3 and 5")
    assert isinstance(pair["score"], int)
    return str(about["matches"])


def matches_in_parquet(file: bytes, folder: Path) -> str:
    about = parquet_metadata(saved(file, folder, ".parquet"))["basewatch"]
    assert about["matched_events"][0]["file_event_id"] == "table-1"
    return str(about["matches"])


def matches_in_gpkg(file: bytes, folder: Path) -> str:
    (pair,) = read_gpkg(file, folder, "matches")
    assert (pair["file_event_id"], pair["killed_low"]) == ("table-1", 5)
    return {row["subject"]: row["words"] for row in read_gpkg(file, folder, "read_me")}["matches"]


def matches_in_xlsx(file: bytes, _: Path) -> str:
    book = openpyxl.load_workbook(io.BytesIO(file))
    heads, pair = book["Matches"].iter_rows(values_only=True)
    assert dict(zip(heads, pair))["file_event_id"] == "table-1"
    return str(dict(book["Read me"].iter_rows(values_only=True))["matches"])


def matches_in_kml(file: bytes, _: Path) -> str:
    return file.decode()


MATCHES_OF: dict[str, Callable[[bytes, Path], str]] = {
    "csv": matches_in_csv,
    "geojson": matches_in_json,
    "geoparquet": matches_in_parquet,
    "gpkg": matches_in_gpkg,
    "xlsx": matches_in_xlsx,
    "kml": matches_in_kml,
    "json": matches_in_json,
}
