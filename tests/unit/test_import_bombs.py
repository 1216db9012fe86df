"""Small files that would take a server's memory or time are refused in a sentence, as the page reads them."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from components.dialogs import import_reading
from components.dialogs.import_reading import Reading
from data import importers
from data.importers import Imported, Options, RefusedError
from data.importers.options import NO_OPTIONS
from tests.unit import tasks
from tests.unit.imports import bombs

TABLE = (
    "date,place,country,latitude,longitude,killed,summary\n"
    "2024-01-28,Tower 22,Jordan,33.3,38.7,3,Three\n2024-02-01,Erbil,Iraq,,,,\n2024-31-31,Erbil,Iraq,,,1,No day\n"
)


def read(path: Path, options: Options = NO_OPTIONS) -> Imported:
    """Read a file as the page does: the columns, the first rows, all rows."""
    others: list[int] = []
    found = import_reading.inspect(path, options, others.append)
    reading = Reading(path, found.format, None, options)
    import_reading.preview(reading, others.append)
    return import_reading.run(reading, online=None, progress=lambda *_: None, on_wait=others.append)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bombs.repeated_text, "it needed more than 700 MB of memory"),
        (bombs.recursive_view, "has no table with two columns"),
        (bombs.last_column, "No sheet of events.xlsx begins with a row of column names"),
        (bombs.shared_strings, "broken or protected|MB of memory|seconds"),
        (bombs.repetitions, "has more than the 20,000,000 cells"),
        (bombs.deep_json, "nested more than 250 levels deep"),
        (bombs.nested_archives, "holds no table that is read from an archive"),
        (bombs.zip_bomb, "is longer than 4,000,000 characters|unpack|MB of memory|seconds"),
        (bombs.entities, "has a document type"),
    ],
)
def test_a_small_file_that_would_take_all_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path], words: str
) -> None:
    monkeypatch.setenv("BASEWATCH_READ_MB", "700")
    path = make(tmp_path)
    assert path.stat().st_size < 3_000_000
    with pytest.raises(RefusedError, match=words) as refused:
        read(path)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.slow
def test_one_cell_in_the_last_column_is_no_reason_to_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_reading, "_FIRST_SECONDS", 180)
    assert read(bombs.last_cell(tmp_path)).report.read == 1


@pytest.mark.slow
def test_a_file_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_READ_SECONDS", "2")
    with pytest.raises(RefusedError, match=r"^events.csv could not be read: it took longer than 2 seconds\. Save"):
        read(bombs.open_quotation(tmp_path))


def test_frames_and_report_are_those_of_this_process(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TABLE, encoding="utf-8")
    there, here = read(path), importers.run(path, "table", None, import_reading.Gazetteer.of_record())
    assert there.report == here.report
    for frame, expected in ((there.events, here.events), (there.tolls, here.tolls)):
        pd.testing.assert_frame_equal(frame, expected)


def test_places_are_found_and_progress_is_shown_in_the_main_process(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TABLE, encoding="utf-8")
    asked: list[str] = []
    shown: list[int] = []

    def find(location: str, country: str | None) -> list[importers.Candidate]:
        asked.append(f"{location}, {country}")
        return []

    reading = Reading(path, "table", None, NO_OPTIONS)
    import_reading.run(reading, online=find, progress=lambda done, _: shown.append(done), on_wait=lambda _: None)
    assert asked == ["Erbil, Iraq"]
    assert shown[-1] >= len(TABLE)


def test_a_reader_that_crashes_is_a_sentence_about_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importers, "inspect", tasks.abort_with)
    with pytest.raises(RefusedError, match=r"^events.csv could not be read: its process crashed \(SIGABRT\)\. Save"):
        import_reading.inspect(tmp_path / "events.csv", NO_OPTIONS, lambda _: None)
