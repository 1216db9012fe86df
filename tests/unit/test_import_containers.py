"""Archives with one table, SQLite databases and Stata files."""

import gc
import gzip
import pickle
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from data.importers import Imported, Limits, Options, RefusedError, inspect, run, to_parquet
from data.importers import pipeline as pipelines
from data.own_folders import OwnFolder
from tests.unit.imports import files
from tests.unit.imports.files import ACLED, UCDP, acled, points, text, ucdp
from tests.unit.test_import_hostile import import_or_refuse

TABLE = "date,country,killed\n2024-01-28,Jordan,3\n"


def read(path: Path, table: str | None = None) -> Imported:
    return run(path, "table", options=Options(table=table))


def packed(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder in which temporary folders are made."""
    found = tmp_path / "temporary"
    found.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(found))
    return found


def test_the_only_table_in_a_zip_is_read_and_the_folder_removed(tmp_path: Path, folders: Path) -> None:
    csv = files.delimited(tmp_path / "GEDEvent.csv", [ucdp()], UCDP).read_bytes()
    path = packed(tmp_path / "ged.zip", {"ged/GEDEvent.csv": csv})
    assert inspect(path).format == "ucdp"
    found = run(path, "ucdp")
    assert found.report.kept == 1
    assert found.report.file == "ged.zip"
    assert "The file read from the archive is “ged/GEDEvent.csv”." in found.report.notes
    assert to_parquet(path, "ucdp", out=tmp_path / "out.parquet").kept == 1
    gc.collect()
    assert list(folders.iterdir()) == []


BESIDES = {
    "readme.txt": "Dear reader, this is a table,\nof events.",
    "__MACOSX/._events.csv": b"\0\5\26\7",
    ".DS_Store": b"\0",
    "LICENSE.txt": "Free.",
    "notes.txt": "date,country\n",
    "map.pdf": b"%PDF",
}


@pytest.mark.parametrize("name", BESIDES)
def test_what_lies_beside_the_table_in_a_zip_is_not_read(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "events.zip", {name: BESIDES[name], "events.csv": TABLE})
    assert read(path).report.kept == 1


def test_a_table_of_any_kind_is_read_from_a_zip(tmp_path: Path) -> None:
    book = files.workbook(
        tmp_path / "book.xlsx", {"About": [["x"]], "A": [["date", "country"], ["2024-01-28", "Iraq"]]}
    )
    path = packed(tmp_path / "book.zip", {"book.xlsx": book.read_bytes()})
    assert read(path, "A").report.kept == 1
    assert inspect(path).tables == ("About", "A")
    points([acled()]).to_parquet(tmp_path / "acled.parquet")
    assert run(packed(tmp_path / "acled.zip", {"a.parquet": (tmp_path / "acled.parquet").read_bytes()}), "acled")


def test_one_of_several_tables_in_a_zip_is_chosen(tmp_path: Path) -> None:
    path = packed(tmp_path / "two.zip", {"a/one.csv": TABLE, "two.csv": TABLE * 2})
    with pytest.raises(
        RefusedError, match=r"two\.zip holds several tables: “a/one.csv”, “two.csv”. Choose one"
    ) as refused:
        read(path)
    assert refused.value.tables == ("a/one.csv", "two.csv")
    assert read(path, "a/one.csv").report.kept == 1
    assert inspect(path, Options(table="two.csv")).table == "two.csv"
    with pytest.raises(RefusedError, match=r"has no table “three\.csv”"):
        read(path, "three.csv")


@pytest.mark.parametrize("name", ["events.csv.gz", "events.gz", "EVENTS.TSV.GZ"])
def test_a_gzip_is_read(tmp_path: Path, name: str) -> None:
    assert read(text(tmp_path / name, gzip.compress(TABLE.encode()))).report.kept == 1


REFUSED: dict[str, tuple[Mapping[str, str | bytes], str]] = {
    "none.zip": ({}, "holds no table that is read from an archive. It is empty"),
    "pictures.zip": ({"a.png": b"x"}, "holds no table .* It holds “a.png”"),
    "nested.zip": ({"inner.zip": b"PK\5\6"}, "holds no table .* It holds “inner.zip”"),
    "masked.zip": ({"inner.csv": b"PK\3\4"}, "inner.csv looks like a broken zip archive"),
    "prose.zip": ({"readme.txt": "One word"}, "does not name its columns"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_archive_without_a_table_is_refused(tmp_path: Path, folders: Path, name: str) -> None:
    parts, words = REFUSED[name]
    with pytest.raises(RefusedError, match=words) as refused:
        read(packed(tmp_path / name, parts))
    assert "\n" not in str(refused.value)
    del refused
    gc.collect()
    assert list(folders.iterdir()) == []


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, folders: Path) -> None:
    large = TABLE.encode() + b"2024-01-28,Jordan,3\n" * 60_000
    for path in (packed(tmp_path / "a.zip", {"a.csv": large}), text(tmp_path / "a.csv.gz", gzip.compress(large))):
        with pytest.raises(RefusedError, match=f"The table in {path.name} unpacks to more than the 1 MB"):
            run(path, "table", limits=Limits(1, 1))
    gc.collect()
    assert list(folders.iterdir()) == []


def test_damaged_archives_are_refused(tmp_path: Path) -> None:
    whole = packed(tmp_path / "whole.zip", {"events.csv": TABLE * 99}).read_bytes()
    zipped = gzip.compress((TABLE * 99).encode())
    for place in range(0, len(whole), 13):
        text(tmp_path / "a.zip", whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        text(tmp_path / "a.gz", zipped[: 1 + place % len(zipped)])
        for name in ("a.zip", "a.gz"):
            import_or_refuse(tmp_path / name, "table")


def test_a_path_out_of_the_archive_stays_in_its_folder(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"../../evil.csv": TABLE})
    assert read(path).report.kept == 1
    assert not list(tmp_path.parent.glob("evil.csv"))


def test_a_copy_of_the_folder_in_another_process_removes_nothing() -> None:
    folder = OwnFolder("basewatch-import-")
    copy = pickle.loads(pickle.dumps(folder))  # noqa: S301 - made a line before
    assert copy == folder.path
    del copy
    gc.collect()
    assert folder.path.is_dir()


def test_a_large_zipped_table_is_read_in_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines.background_reader, "LARGE_BYTES", 10)
    path = packed(tmp_path / "a.zip", {"a.csv": files.delimited(tmp_path / "a.csv", [acled()], ACLED).read_bytes()})
    assert to_parquet(path, "acled", out=tmp_path / "out.parquet").kept == 1


def database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as made, made:
        for statement in statements:
            made.execute(statement)
    return path


EVENTS = "CREATE TABLE events (date TEXT, country TEXT, lat REAL, lon REAL, killed INTEGER, notes)"
ROW = "INSERT INTO events VALUES ('2024-01-28', 'Jordan', 33.3, 38.7, 3, NULL)"


@pytest.mark.parametrize("suffix", [".sqlite", ".db", ".sqlite3"])
def test_the_table_of_a_database_is_read(tmp_path: Path, suffix: str) -> None:
    path = database(tmp_path / f"events{suffix}", EVENTS, ROW, ROW.replace("'Jordan'", "'Iraq'"))
    before = path.read_bytes()
    found = read(path)
    assert found.events[["country", "latitude", "killed_best"]].to_numpy().tolist() == [
        ["Jordan", 33.3, 3],
        ["Iraq", 33.3, 3],
    ]
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_of_several_tables_the_one_with_a_date_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.db", "CREATE TABLE sources (id, title)", EVENTS, ROW, 'CREATE TABLE "odd ""name" (a, b)'
    )
    found = read(path)
    assert found.report.kept == 1
    assert 'The table read is “events”. Not read: “sources”, “odd "name”.' in " ".join(found.report.notes)
    opened = inspect(path, Options(table='odd "name'))
    assert (opened.columns, opened.tables, opened.table) == (
        ("a", "b"),
        ("sources", "events", 'odd "name'),
        'odd "name',
    )
    with pytest.raises(RefusedError, match=r"has no table “event”\. Its tables are “sources”, “events”"):
        read(path, "event")


def test_views_and_virtual_tables_are_not_read(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.db",
        "CREATE VIEW incidents AS SELECT '2024-01-28' AS date, 'Iraq' AS country",
        "CREATE VIRTUAL TABLE words USING fts5(date, country)",
    )
    with pytest.raises(RefusedError, match="no table"):
        read(path, "incidents")


def test_text_of_a_database_that_is_no_text_rejects_its_row(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", EVENTS, ROW, ROW.replace("'Jordan'", "CAST(x'4aff' AS TEXT)"))
    assert [rejection.line for rejection in read(path).report.rejected] == [2]


@pytest.mark.slow
def test_a_geopackage_is_no_plain_database_and_a_plain_one_no_geopackage(tmp_path: Path) -> None:
    points([acled()]).to_file(tmp_path / "a.gpkg", driver="GPKG")
    (tmp_path / "a.gpkg").rename(tmp_path / "a.sqlite")
    with pytest.raises(RefusedError, match=r"a\.sqlite looks like a GeoPackage, though its name ends in \.sqlite"):
        read(tmp_path / "a.sqlite")


def test_damaged_databases_are_imported_or_refused(tmp_path: Path) -> None:
    whole = database(tmp_path / "whole.db", EVENTS, *[ROW] * 9).read_bytes()
    for place in range(16, len(whole), 797):
        path = text(tmp_path / "cut.db", whole[:place] + b"\xff\x00\xff" + whole[place + 3 :])
        import_or_refuse(path, "table")


def stata(path: Path, table: pd.DataFrame, **options: object) -> Path:
    table.to_stata(path, write_index=False, **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("version", [114, 117, 118, 119])
def test_a_stata_file_is_read_with_labels_dates_and_missing_values(tmp_path: Path, version: int) -> None:
    table = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-01-28", "2024-01-29"]),
            "country": pd.Categorical(["Jordan", "Iraq"]),
            "lat": pd.Series([33.3, 33.1], dtype="float32"),
            "lon": [38.7, 44.0],
            "killed": [3.0, None],
        }
    )
    path = stata(tmp_path / "events.dta", table, version=version, convert_dates={"date": "td"})
    found = read(path)
    assert found.events["date_start"].tolist() == table["date"].tolist()
    assert found.events[["country", "latitude"]].to_numpy().tolist() == [["Jordan", 33.3], ["Iraq", 33.1]]
    assert found.events["killed_best"].isna().tolist() == [False, True]
    assert "Values with a label were read as the label." in found.report.notes


@pytest.mark.slow
def test_a_stata_file_without_rows_or_with_repeated_labels_is_read(tmp_path: Path) -> None:
    table = pd.DataFrame({"date": ["2024-01-28", "2024-01-29"], "country": ["Iraq", "Iraq"], "kind": [1, 2]})
    empty = stata(tmp_path / "empty.dta", table.iloc[:0])
    assert read(empty).report.read == 0
    path = stata(tmp_path / "events.dta", table, value_labels={"kind": {1: "ied", 2: "ied"}})
    found = read(path)
    assert found.report.kept == 2
    assert "Labels of values repeat, so values were read as their numbers." in found.report.notes


def test_damaged_stata_files_are_imported_or_refused(tmp_path: Path) -> None:
    table = pd.DataFrame({"date": ["2024-01-28"] * 5, "country": ["Iraq"] * 5})
    whole = stata(tmp_path / "whole.dta", table, version=118).read_bytes()
    for place in range(0, len(whole), 397):
        for content in (whole[:place] + b"\xff\x01" + whole[place + 2 :], whole[: place + 1]):
            import_or_refuse(text(tmp_path / "cut.dta", content), "table")
