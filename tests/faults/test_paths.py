"""Inputs and outputs of the command line that are no ordinary files, or that change while they are used."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.faults import programs
from tests.faults.programs import HEAD, run, table, wait_until

NOBODY = ("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups")
READ_ALL = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
"""A user who owns nothing and may read the folders in which Python and the tests are."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return table(tmp_path / "small.csv", 3)


@pytest.mark.parametrize(
    "writer",
    [("data", "import", "table", "small.csv", "-o"), ("data", "query", "", "-o"), ("components.slide", "", "-o")],
    ids=["an import", "an export", "a slide"],
)
def test_an_output_that_may_not_be_written_is_refused(tmp_path: Path, small: Path, writer: tuple[str, ...]) -> None:
    if os.geteuid():
        pytest.skip("only root can become another user")
    folder = tmp_path / "theirs"
    folder.mkdir()
    out = folder / "events.svg"
    out.write_text("as before")
    words = [str(small) if word == small.name else word for word in writer]
    ended = run(*words, str(out), prefix=[*NOBODY, *READ_ALL], HOME="/nonexistent")
    assert "events.svg" in ended.sentence()
    assert out.read_text() == "as before"


def test_two_imports_of_one_output_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    out, sources = tmp_path / "events.parquet", [table(tmp_path / f"{n}.csv", 4_000 + n) for n in (1, 2)]
    words = [[sys.executable, "-m", "data", "import", "table", str(source), "-o", str(out)] for source in sources]
    running = [programs.start(command, {}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for command in words]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in running]
    assert [status for _, status in ends] == [0, 0], ends
    assert len(pd.read_parquet(out)) in {4_001, 4_002}
    assert {path.name for path in tmp_path.iterdir()} == {"1.csv", "2.csv", "events.parquet"}


@pytest.mark.parametrize("change", ["grows", "is cut", "is deleted", "is replaced"])
def test_an_input_that_changes_while_it_is_read(tmp_path: Path, change: str) -> None:
    source, out = table(tmp_path / "events.csv", 120_000), tmp_path / "out.parquet"
    before = source.stat().st_size
    out.write_text("as before")
    process = programs.start(
        [sys.executable, "-m", "data", "import", "table", str(source), "-o", str(out)],
        {},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_until(lambda: any(path.name.startswith(".") for path in tmp_path.iterdir()), "it reads")
    if change == "grows":
        with source.open("a", encoding="utf-8") as file:
            file.write("2024-01-28,Late,Iraq,33.3,44.4,1\n" * 1_000)
    elif change == "is cut":
        os.truncate(source, before // 2)
    elif change == "is deleted":
        source.unlink()
    else:
        table(tmp_path / "other.csv", 3).replace(source)
    printed, reason = (text.decode() for text in process.communicate(timeout=120))
    assert "Traceback" not in reason
    if process.returncode == 0:
        assert "rows read" in printed
        assert out.stat().st_size > 1_000
    else:
        assert len(reason.strip().splitlines()) == 1, reason
        assert out.read_text() == "as before"
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_reader_of_standard_output_that_goes_away_ends_the_export() -> None:
    process = programs.start(
        [sys.executable, "-m", "data", "query", "", "--format", "json"],
        {},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, reason = process.communicate(timeout=60)
    assert b"Traceback" not in reason
    assert b"Exception ignored" not in reason
    assert len(reason.splitlines()) <= 1


def test_a_visitor_who_goes_away_during_an_export(tmp_path: Path, served: Path) -> None:
    with programs.serving(tmp_path, BASEWATCH_EVENTS=str(served)) as server:
        for query, file in (("", "**Excel**"), ("", "**GeoPackage**"), ("mode=briefing", "PowerPoint")):
            tab = server.tab(query)
            if not query:
                tab.press("Export")
            tab.request_file(file, wait=False)
            tab.close()
        tab = server.expect_page("mode=briefing")
        assert tab.download("PDF").startswith(b"%PDF")
        server.expect_quiet()


def test_a_visitor_who_goes_away_during_an_import(tmp_path: Path) -> None:
    rows = HEAD + "".join(f"2024-01-{1 + n % 28:02d},Town {n},Iraq,33.3,44.4,1\n" for n in range(60_000))
    with programs.serving(tmp_path) as server:
        tab = server.tab().press("Import").upload("events.csv", rows.encode())
        tab.press("Read the file", wait=False)
        tab.close()
        server.expect_page("side=attack")
        wait_until(server.is_healthy, "the server answers")
        server.expect_quiet()
