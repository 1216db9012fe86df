import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from data import __main__ as command_line
from data.__main__ import main
from data.exporters import FORMATS, collect, excel, to_bytes
from data.query.database import DatabaseUnavailableError, QueryTimeoutError
from data.query.engine import Engine
from data.record.catalog import FOLDER, Catalog, CatalogError, Fault, UnreadableError
from data.view import View

Captured = pytest.CaptureFixture[str]


def rows_of(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))


def test_validate_finds_no_fault_in_the_record(catalog: Catalog, capsys: Captured) -> None:
    assert main(["validate"]) == 0
    printed = capsys.readouterr()
    rows = sum(len(table) for table in catalog.tables().values())
    assert printed.out.startswith(f"{rows} rows in 8 tables")
    assert printed.out.rstrip().endswith("0 faults")
    assert not printed.err


def test_validate_reports_whether_quotes_were_looked_up(tmp_path: Path, catalog: Catalog, capsys: Captured) -> None:
    main(["validate"])
    assert "not looked up" in capsys.readouterr().out
    for document in catalog.sources["document"]:
        (tmp_path / document).write_text("an empty document", encoding="utf-8")
    assert main(["validate", "--documents", str(tmp_path)]) == 1
    printed = capsys.readouterr().out.splitlines()
    quotes = sum(map(len, (catalog.citations, catalog.casualties, catalog.totals, catalog.context)))
    assert sum("not found in the document" in line for line in printed) == quotes
    assert printed[0].startswith("casualties.csv, line 2, quote: ")


def test_validate_refuses_a_folder_that_is_not_there(tmp_path: Path, capsys: Captured) -> None:
    assert main(["validate", "--documents", str(tmp_path / "nowhere")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_validate_names_a_document_that_is_not_there(tmp_path: Path, catalog: Catalog, capsys: Captured) -> None:
    for document in catalog.sources["document"].iloc[1:]:
        (tmp_path / document).write_text("an empty document", encoding="utf-8")
    assert main(["validate", "--documents", str(tmp_path)]) in {1, 2}
    printed = capsys.readouterr()
    assert catalog.sources["document"].iloc[0] in printed.out + printed.err


def test_query_without_a_view_prints_every_event(catalog: Catalog, capsys: Captured) -> None:
    assert main(["query"]) == 0
    found = rows_of(capsys.readouterr().out)
    assert len(found) == len(catalog.events)
    assert {row["event_id"] for row in found} == set(catalog.events["event_id"])


def test_query_prints_the_events_of_a_view_as_csv(capsys: Captured) -> None:
    assert main(["query", "side=attack&country=Jordan"]) == 0
    (row,) = rows_of(capsys.readouterr().out)
    assert row["event_id"] == "20240128-tower-22-drone"
    assert (row["date_start"], row["date_end"]) == ("2024-01-28", "2024-01-28")
    assert (row["wounded_low"], row["wounded_high"]) == ("25", "47")


def test_csv_has_an_empty_cell_for_an_unknown_figure_and_0_for_none(capsys: Captured) -> None:
    main(["query", "find=camp+victory"])
    (row,) = rows_of(capsys.readouterr().out)
    assert row["killed_low"] == "0"
    main(["query", "find=muqdadiyah"])
    (untold,) = rows_of(capsys.readouterr().out)
    assert untold["killed_low"] == ""


def test_query_accepts_the_query_string_of_the_browser(record_engine: Engine, capsys: Captured) -> None:
    view = View(actor=("Iran-backed militias",), find="عين الأسد")
    assert main(["query", "?" + view.query()]) == 0
    assert len(rows_of(capsys.readouterr().out)) == record_engine.counts(view).shown > 0


def test_query_prints_json_with_plain_days_and_nulls(catalog: Catalog, capsys: Captured) -> None:
    assert main(["query", "", "--format", "json"]) == 0
    found = {row["event_id"]: row for row in json.loads(capsys.readouterr().out)["events"]}
    assert set(found) == set(catalog.events["event_id"])
    row = found["20231018-al-tanf-drone"]
    assert (row["date_start"], row["wounded_low"], row["wounded_high"]) == ("2023-10-18", 21, None)
    assert isinstance(row["latitude"], float)
    assert found["20240202-iraq-airstrikes"]["latitude"] is None


def test_query_prints_geojson_that_other_programs_read(catalog: Catalog, capsys: Captured, tmp_path: Path) -> None:
    assert main(["query", "--format", "geojson", ""]) == 0
    file = tmp_path / "events.geojson"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    read = gpd.read_file(file).set_index("event_id")
    unplaced = catalog.events["site_id"].isin(["iraq-unspecified", "syria-unspecified"])
    assert len(read) == len(catalog.events)
    assert read.geometry.isna().sum() == unplaced.sum() == 4
    point = read.loc["20240128-tower-22-drone"].geometry
    assert (point.x, point.y) == (38.702, 33.306)
    assert read.loc["20240128-tower-22-drone", "wounded_high"] == 47


@pytest.mark.parametrize("key", FORMATS)
def test_every_export_format_of_the_page_is_one_of_the_command_line_with_the_same_bytes(
    key: str, catalog: Catalog, record_engine: Engine, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    view = View(country=("Jordan",))
    bundle = collect(record_engine, catalog, view, record_engine.version, "https://basewatch.example/")
    request = ["query", view.query(), "--format", key, "--url", "https://basewatch.example/"]
    assert main(request) == 0
    assert capsysbinary.readouterr().out == to_bytes(bundle, key)
    out = tmp_path / f"view{FORMATS[key].suffix}"
    assert main([*request, "-o", str(out)]) == 0
    assert out.read_bytes() == to_bytes(bundle, key)
    assert capsysbinary.readouterr().out == b""


@pytest.mark.parametrize("key", FORMATS)
def test_a_binary_format_is_not_written_to_a_terminal(
    key: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    binary = key in {"geoparquet", "gpkg", "xlsx"}
    assert main(["query", "country=Jordan", "--format", key]) == (2 if binary else 0)
    printed = capsysbinary.readouterr()
    assert bool(printed.out) != binary
    if binary:
        assert printed.err.decode() == (
            f"{FORMATS[key].label} is binary: name a file with -o FILE, or redirect the output.\n"
        )


def test_an_export_that_fails_leaves_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    out = tmp_path / "view.xlsx"
    out.write_text("as before", encoding="utf-8")
    monkeypatch.setattr(excel, "MAX_ROWS", 1)
    assert main(["query", "", "--format", "xlsx", "-o", str(out)]) == 2
    assert "an Excel sheet holds 1 rows" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "as before"
    assert main(["query", "", "-o", str(tmp_path / "nowhere" / "view.csv")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_no_cell_of_printed_csv_is_a_formula(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    events = Engine.events
    monkeypatch.setattr(Engine, "events", lambda *given: events(*given).assign(summary="=1+1"))
    main(["query", "country=Jordan"])
    (row,) = rows_of(capsys.readouterr().out)
    assert row["summary"] == "'=1+1"


def test_geojson_features_carry_their_event_s_id(capsys: Captured) -> None:
    main(["query", "country=Jordan", "--format", "geojson"])
    collection = json.loads(capsys.readouterr().out)
    (feature,) = collection["features"]
    assert feature["id"] == feature["properties"]["event_id"] == "20240128-tower-22-drone"
    assert feature["geometry"] == {"type": "Point", "coordinates": [38.702, 33.306]}


@pytest.mark.parametrize("form", ["csv", "json", "geojson"])
def test_a_view_without_events_prints_an_empty_result(form: str, capsys: Captured) -> None:
    assert main(["query", "find=nothing+like+it", "--format", form]) == 0
    printed = capsys.readouterr().out
    if form == "csv":
        assert rows_of(printed) == []
        assert printed.startswith("\ufeffevent_id,")
    else:
        found = json.loads(printed)
        assert found["features" if form == "geojson" else "events"] == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("side=atack", ("side", "atack", "nearest is “attack”")),
        ("contry=Iraq", ("contry", "nearest is “country”")),
        ("actor=Kataib+Hizbollah", ("actor", "Kataib Hizbollah", "nearest is “Kata'ib Hezbollah”")),
        ("dates=2024-02-07..2023-10-17", ("dates", "2024-02-07 is after 2023-10-17")),
        ("at=nan,0,5", ("at",)),
    ],
)
def test_an_invalid_request_is_one_line_on_the_error_stream(
    query: str, named: tuple[str, ...], capsys: Captured
) -> None:
    assert main(["query", query]) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert len(printed.err.splitlines()) == 1
    assert all(words in printed.err for words in named)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("load_catalog", UnreadableError([Fault("events", 2, "date_start", "“once” is no day")])),
        ("served_dataset", DatabaseUnavailableError("The database does not answer.")),
        ("served_dataset", QueryTimeoutError("The database took longer than 30 s.")),
    ],
)
def test_unavailable_events_are_one_line_on_the_error_stream(
    name: str, error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(command_line, name, fail)
    assert main(["query", "side=attack"]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"{error}\n")


@pytest.mark.parametrize("arguments", [[], ["paint"], ["query", "", "--format", "xml"]])
def test_an_unknown_command_or_form_ends_with_status_two(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_an_unreadable_record_is_reported_fault_by_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    broken = tmp_path / "events.csv"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("2020-01-03,2020-01-03", "yesterday,tomorrow"), encoding="utf-8")
    load = command_line.load_catalog
    monkeypatch.setattr(command_line, "load_catalog", lambda: load(tmp_path))
    assert main(["validate"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("events.csv, line 2, date_start: ")
    assert lines[1].startswith("events.csv, line 2, date_end: ")


def test_the_command_runs_as_a_module_and_writes_utf_8() -> None:
    root = FOLDER.parents[1]
    command = [sys.executable, "-m", "data", "query", "country=Qatar", "--format", "json"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True)
    (row,) = json.loads(done.stdout.decode("utf-8"))["events"]
    assert row["location"] == "al-Udeid"
    assert "قاعدة العديد الجوية" in row["place_names"]


def test_printed_csv_reads_back_as_the_engine_s_events(record_engine: Engine, capsys: Captured) -> None:
    main(["query", "side=attack"])
    read = pd.read_csv(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff")))
    events = record_engine.events(View(side=("attack",)))
    assert read["event_id"].tolist() == events["event_id"].tolist()
    assert read["summary"].tolist() == events["summary"].tolist()
    assert pd.to_datetime(read["date_start"]).tolist() == pd.to_datetime(events["date_start"]).tolist()
    words = ["killed_by_party", "wounded_by_party", "doubt"]
    assert list(read.columns) == [*events.columns, *words, "view", "link", "licence", "sources"]


@pytest.mark.parametrize("command", [["query"], ["validate"], ["import", "table", "x.csv", "-o", "x.parquet"]])
def test_a_record_that_cannot_be_read_is_one_line(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def fail(*_: object) -> None:
        raise CatalogError("The record cannot be read: sites.csv: No such file.")

    for name in ("load_catalog", "_gazetteer"):
        monkeypatch.setattr(command_line, name, fail)
    assert main(command) == 2
    assert capsys.readouterr() == ("", "The record cannot be read: sites.csv: No such file.\n")


def test_the_address_of_the_settings_is_the_link_unless_another_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("BASEWATCH_ADDRESS", "https://example.org/basewatch/")
    for more, link in (
        ([], "https://example.org/basewatch/"),
        (["--url", "https://else.example/"], "https://else.example/"),
    ):
        assert main(["query", "country=Jordan", "--format", "json", *more]) == 0
        assert f'"{link}?country=Jordan"' in capsys.readouterr().out
