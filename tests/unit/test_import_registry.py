"""A format that a test makes up is recognised, imported, reported and offered like the others."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.__main__ import main
from data.importers import FORMATS, SOURCES, RefusedError, inspect, run
from data.importers.format import FixedFormat
from data.importers.places import Places
from data.importers.row_reader import Flat, RowReader
from data.importers.sources import Source, opening
from tests.unit.imports.files import delimited, text

ROW = {"gauge_id": "7", "gauge_day": "2024-01-28", "gauge_land": "Jordan"}


def convert(reader: RowReader, places: Places) -> Flat:
    day = pd.to_datetime(reader.required("gauge_day"))
    events = {
        "event_id": "gauge-" + reader.required("gauge_id"),
        "date_start": day,
        "date_end": day,
        "time_precision": "day",
        "country": places.countries(reader.required("gauge_land")),
        "location": "Jordan",
        "geo_precision": "country",
        "side": "other",
        "event_type": "unspecified",
        "actor_basis": "unknown",
        "outcome": "unknown",
        "summary": "A measurement.",
        "source": "A gauge.",
    }
    return reader.finish(events, pd.DataFrame())


@pytest.fixture
def gauge(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = FixedFormat(
        title="Gauge log",
        article="a gauge log",
        signature=frozenset({"gauge_id", "gauge_day"}),
        required=tuple(ROW),
        caveat="A gauge sees nobody.",
        converter=convert,
    )
    monkeypatch.setitem(FORMATS, "gauge", made_up)


@pytest.mark.usefixtures("gauge")
def test_a_made_up_format_is_recognised_imported_and_reported(tmp_path: Path) -> None:
    file = delimited(tmp_path / "log.csv", [ROW, {**ROW, "gauge_land": ""}], list(ROW))
    assert inspect(file).format == "gauge"
    report = run(file, "gauge").report
    assert report.sentence() == "log.csv, read as a gauge log: 2 rows read, 1 kept, 1 set aside."
    assert "A gauge sees nobody." in report.notes
    with pytest.raises(RefusedError, match=r"is not an ACLED export: .* It looks like a gauge log: import it as that"):
        run(file, "acled")


@pytest.mark.usefixtures("gauge")
def test_a_made_up_format_is_a_choice_of_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = delimited(tmp_path / "log.csv", [ROW], list(ROW))
    assert main(["import", "gauge", str(file), "-o", str(tmp_path / "events.parquet")]) == 0
    assert "read as a gauge log: 1 row read, 1 kept." in capsys.readouterr().out
    assert main(["import", "gauge", str(file), "-o", str(tmp_path / "x"), "--column", "country=land"]) == 2
    assert "the columns of a gauge log have fixed names" in capsys.readouterr().err


@pytest.mark.usefixtures("gauge")
def test_a_made_up_format_is_offered_on_the_page() -> None:
    def page() -> None:
        from components.dialogs import import_dialog  # noqa: PLC0415 - AppTest runs the source of this function alone
        from data.record.catalog import load_catalog  # noqa: PLC0415

        import_dialog.draw(load_catalog())

    test = AppTest.from_function(page, default_timeout=30).run()
    assert not test.exception
    assert "Gauge log, or any table" in test.get("file_uploader")[0].proto.label


def test_a_made_up_kind_of_file_is_read_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SOURCES", [*SOURCES, Source("Log", (".log",), ("text",), "delimited")])
    found = run(text(tmp_path / "events.log", "date,country\n2024-01-28,Jordan\n"), "table")
    assert found.report.kept == 1
    with pytest.raises(RefusedError, match=r"CSV, Excel .* Parquet or Log and try again"):
        run(text(tmp_path / "empty.log", ""), "table")


def test_a_csv_whose_first_column_is_called_pk_is_no_archive(tmp_path: Path) -> None:
    assert run(text(tmp_path / "events.csv", "PK,date,country\n1,2024-01-28,Jordan\n"), "table").report.kept == 1


def test_a_missing_package_refuses_the_file_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pd.DataFrame({"date": ["2024-01-28"], "country": ["Jordan"]}).to_excel(tmp_path / "events.xlsx")
    monkeypatch.delitem(sys.modules, "data.importers.sources.workbook", raising=False)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(RefusedError, match=r"^Reading Excel \(\.xlsx\) needs the package openpyxl: install it"):
        run(tmp_path / "events.xlsx", "table")


def test_a_reader_s_libraries_are_loaded_only_when_it_reads() -> None:
    program = "import sys, data.__main__; print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not {"openpyxl", "pyogrio", "xlsxwriter", "lxml"} & set(printed.split())
