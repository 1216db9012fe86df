import os
import re
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.__main__ import main
from data.casualties import WIDE, to_long, to_wide
from data.importers import (
    RefusedError,
    Rejection,
    Report,
    background_reader,
    external_dedupe,
    report,
    run,
    to_parquet,
)
from data.importers.sources import sheet
from data.record.catalog import EVENT_COLUMNS
from data.schema import EVENTS, TOLLS
from tests.unit.imports.files import ACLED, UCDP, acled, delimited, text, ucdp

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return an export of 10 ids with three rows each, the latest in the middle, and one invalid row."""
    stamps = ["1700000001", "1700000003", "1700000002"]
    rows = [
        acled(event_id_cnty=f"IRQ{n}", timestamp=stamp, fatalities=stamp[-1]) for stamp in stamps for n in range(10)
    ]
    return delimited(tmp_path / "acled.csv", [*rows, acled(time_precision="9")], ACLED)


@pytest.mark.parametrize("large", [0, 1_000_000])
def test_the_file_on_disk_equals_an_import_in_memory(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr("data.importers.sources.delimited.BATCH_ROWS", 7)
    monkeypatch.setattr(background_reader, "LARGE_BYTES", large)
    result = to_parquet(export, "acled", out=tmp_path / "events.parquet")
    whole = run(export, "acled")
    assert result == whole.report
    assert (result.read, result.kept, result.merged, result.rejected_rows()) == (31, 10, 20, 1)
    expected = to_wide(whole.events, whole.tolls)
    assert pq.read_schema(tmp_path / "events.parquet").names == list(expected.columns)
    found = pd.read_parquet(tmp_path / "events.parquet").astype(expected.dtypes)
    pd.testing.assert_frame_equal(*(rows.sort_values("event_id", ignore_index=True) for rows in (found, expected)))
    pd.testing.assert_frame_equal(to_long(found), whole.tolls.sort_values("event_id", ignore_index=True))
    assert set(whole.events["killed_best"]) == {3}
    EVENTS.validate(whole.events)
    TOLLS.validate(whole.tolls)


def test_a_late_fault_refuses_a_text_that_is_read_in_background(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_reader, "LARGE_BYTES", 0)
    monkeypatch.setattr("data.importers.sources.encoding._SAMPLE_BYTES", 0)
    broken = tmp_path / "broken.csv"
    broken.write_bytes(export.read_bytes() + b"\xff\xff\n")
    with pytest.raises(RefusedError, match="not written in UTF-8: line 33 "):
        to_parquet(broken, "acled", out=tmp_path / "events.parquet")


def test_a_reading_process_that_dies_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_reader, "_POLL_INTERVAL_S", 0.05)
    dies = sheet.Sheet(("date", "place"), 1, (), partial(os._exit, 3))
    with pytest.raises(RefusedError, match=r"Reading stopped .*ended with 3"):
        list(background_reader.chunks(dies, ["date"], digest=False))


def test_days_on_disk_are_plain_days(tmp_path: Path, export: Path) -> None:
    to_parquet(export, "acled", out=tmp_path / "events.parquet")
    schema = pq.read_schema(tmp_path / "events.parquet")
    assert [str(schema.field(name).type) for name in ("date_start", "date_end")] == ["date32[day]"] * 2


@pytest.mark.parametrize("content", ["", "event_id_cnty,event_date\n"])
def test_a_failed_import_leaves_the_existing_file_and_nothing_else(tmp_path: Path, content: str) -> None:
    out = text(tmp_path / "events.parquet", "as before")
    with pytest.raises(RefusedError):
        to_parquet(text(tmp_path / "acled.csv", content), "acled", out=out)
    assert out.read_text(encoding="utf-8") == "as before"
    assert {path.name for path in tmp_path.iterdir()} == {"events.parquet", "acled.csv"}


def test_an_interrupted_import_leaves_the_existing_file(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = text(tmp_path / "events.parquet", "as before")
    monkeypatch.setattr(external_dedupe, "deduplicate", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        to_parquet(export, "acled", out=out)
    assert out.read_text(encoding="utf-8") == "as before"
    assert {path.name for path in tmp_path.iterdir()} == {"events.parquet", "acled.csv"}


def test_an_import_without_events_leaves_the_existing_file(tmp_path: Path) -> None:
    out = text(tmp_path / "events.parquet", "as before")
    result = to_parquet(delimited(tmp_path / "acled.csv", [acled(event_date="")], ACLED), "acled", out=out)
    assert (result.read, result.kept) == (1, 0)
    assert out.read_text(encoding="utf-8") == "as before"


def test_a_missing_folder_is_refused(tmp_path: Path, export: Path) -> None:
    with pytest.raises(RefusedError, match="There is no folder"):
        to_parquet(export, "acled", out=tmp_path / "nowhere" / "events.parquet")


@pytest.mark.parametrize("form", ["acled", "table"])
def test_progress_rises_to_the_whole(export: Path, form: str) -> None:
    steps: list[tuple[int, int]] = []
    run(export, form, progress=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1] > 0


def test_a_mostly_unreadable_file_is_refused(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "SET_ASIDE", 2)
    file = delimited(export.with_name("bad.csv"), [acled(event_date="")] * 3, ACLED)
    with pytest.raises(RefusedError, match=re.escape("the first in line 2 (event_date: is empty)")):
        run(file, "acled")
    assert run(export, "acled").report.kept == 10


def test_a_report_summarises_the_rows_in_a_sentence(export: Path) -> None:
    assert run(export, "acled").report.sentence() == (
        "acled.csv, read as an ACLED export: 31 rows read, 10 kept, 20 merged into another row of the same event, "
        "1 set aside."
    )


def test_no_cell_of_the_report_s_csv_is_a_formula() -> None:
    cells = ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "harmless"]
    result = Report(
        "x.csv", "table", rejected=[Rejection(2, cell, cell, "a reason, with a comma") for cell in cells]
    ).csv()
    assert result.startswith("line,column,value,reason\r\n2,'=1+1,'=1+1,\"a reason, with a comma\"\r\n")
    assert result.count("'") == 12


def test_a_row_with_two_reasons_is_one_rejected_row(tmp_path: Path) -> None:
    result = run(
        delimited(tmp_path / "acled.csv", [acled(event_date="", time_precision="x"), acled()], ACLED), "acled"
    ).report
    assert (len(result.rejected), result.rejected_rows(), result.read, result.kept) == (2, 1, 2, 1)


def test_the_command_writes_the_file_and_prints_the_report(tmp_path: Path, export: Path, capsys: Captured) -> None:
    out = tmp_path / "events.parquet"
    assert main(["import", "acled", str(export), "-o", str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("acled.csv, read as an ACLED export: 31 rows read, 10 kept")
    assert not printed.err
    assert pq.read_schema(out).names == [*EVENT_COLUMNS, *WIDE]
    report = out.with_name("events.parquet.report.csv").read_bytes()
    assert report.startswith(b"\xef\xbb\xbf"), "Excel reads a file without the mark in a code page"
    assert '32,time_precision,9,"is not one of the codes' in report.decode("utf-8-sig")


def test_the_command_writes_no_report_file_if_every_row_was_imported(tmp_path: Path) -> None:
    file = delimited(tmp_path / "ged.csv", [ucdp()], UCDP)
    assert main(["import", "ucdp", str(file), "-o", str(tmp_path / "events.parquet")]) == 0
    assert not list(tmp_path.glob("*.report.csv"))


def test_the_command_takes_columns_for_fields(tmp_path: Path, capsys: Captured) -> None:
    file = text(tmp_path / "table.csv", "Datum,Tag,Land\n2024-01-01,2024-01-28,Iraq\n")
    out = tmp_path / "events.parquet"
    arguments = ["import", "table", str(file), "-o", str(out), "--column", "date_start=Tag", "--column", "country=Land"]
    assert main(arguments) == 0
    capsys.readouterr()
    assert str(pd.read_parquet(out)["date_start"].iloc[0]) == "2024-01-28"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["table", "--column", "datum=Tag"], "--column datum: there is no such field. The fields are event_id,"),
        (["acled", "--column", "country=Land"], "--column is for tables"),
        (["ucdp"], "acled.csv is not a UCDP GED file"),
    ],
)
def test_the_command_ends_with_2_and_one_line_if_it_refuses(
    tmp_path: Path, export: Path, capsys: Captured, arguments: list[str], words: str
) -> None:
    form, *rest = arguments
    assert main(["import", form, str(export), "-o", str(tmp_path / "events.parquet"), *rest]) == 2
    printed = capsys.readouterr().err
    assert words in printed
    assert len(printed.splitlines()) == 1


def test_the_command_ends_with_1_if_no_row_was_imported(tmp_path: Path) -> None:
    file = delimited(tmp_path / "acled.csv", [acled(event_date="")], ACLED)
    assert main(["import", "acled", str(file), "-o", str(tmp_path / "events.parquet")]) == 1


def test_the_number_of_columns_is_limited(tmp_path: Path) -> None:
    names = ",".join(f"column {n}" for n in range(1_001))
    with pytest.raises(RefusedError, match="has 1,001 columns, more than the 1,000 that are read"):
        run(text(tmp_path / "wide.csv", names + "\n"), "table")
    assert len(sheet.named(names.split(",")[1:])[0]) == 1_000


@pytest.mark.parametrize("cell", ["＝1+1", "'=1+1", "\n=1"])
def test_a_rejected_formula_begins_with_an_apostrophe_in_the_report(cell: str) -> None:
    result = Report("events.csv", "table", rejected=[Rejection(2, "date", cell, "is empty")]).csv()
    assert f"'{cell}" in result
