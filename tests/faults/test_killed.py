"""A program that is killed in the middle of its work: nothing half-written is used, and nothing of it is left."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import programs
from tests.faults.programs import HEAD, run, serving, table, wait_until

ENDINGS = [signal.SIGKILL, signal.SIGTERM]
LARGE = 55_000_000
"""Bytes of a text that is read in a process of its own on the command line."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table that takes many seconds to read."""
    path = table(tmp_path_factory.mktemp("large") / "large.csv", 1_500_000)
    assert path.stat().st_size > LARGE
    return path


def leftovers(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def expect_swept(folder: Path, before: set[str]) -> None:
    """Wait until nothing is left of what a killed server had."""
    wait_until(lambda: not before & leftovers(folder), f"swept of {before}: {before & leftovers(folder)}", 30)


def is_working(folder: Path) -> bool:
    """Return whether a program has files in this folder that it is not meant to leave."""
    return any(path.name.startswith(".") for path in folder.iterdir())


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_an_import_of_the_command_line(tmp_path: Path, large: Path, ending: signal.Signals) -> None:
    out, small = tmp_path / "events.parquet", table(tmp_path / "small.csv", 3)
    out.write_text("as before")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    words = [sys.executable, "-m", "data", "import", "table", str(large), "-o", str(out)]
    with (tmp_path / "printed").open("wb") as sink:
        process = programs.start(words, {"TMPDIR": str(temporary)}, stderr=sink)
    wait_until(lambda: is_working(tmp_path) and len(programs.members(process.pid)) > 1, "the import works")
    process.send_signal(ending)
    process.wait(30)
    programs.expect_nobody(process.pid)
    assert "Traceback" not in (tmp_path / "printed").read_text()
    assert out.read_text() == "as before"
    assert run("data", "import", "table", str(small), "-o", str(out), TMPDIR=str(temporary)).status == 0
    assert leftovers(tmp_path) == {"events.parquet", "small.csv", "tmp", "printed"}
    assert leftovers(temporary) == set()


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_a_server_in_the_middle_of_an_import(tmp_path: Path, large: Path, ending: signal.Signals) -> None:
    with serving(tmp_path) as server:
        tab = server.tab().press("Import").upload("large.csv", large.read_bytes())
        tab.press("Read the file", wait=False)
        wait_until(lambda: leftovers(tmp_path / "tmp"), "the upload is on the disk")
        before = leftovers(tmp_path / "tmp")
        server.end(ending)
        server.start()
        server.expect_page("side=attack")
        expect_swept(tmp_path / "tmp", before)
        tab = server.tab().press("Import").upload("small.csv", f"{HEAD}2024-01-28,Baghdad,Iraq,33.3,44.4,1\n".encode())
        assert tab.press("Read the file").has_button("Show alone")
        server.expect_quiet()


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_a_server_in_the_middle_of_an_export_and_a_slide(tmp_path: Path, served: Path, ending: signal.Signals) -> None:
    with serving(tmp_path, BASEWATCH_EVENTS=str(served)) as server:
        slide, export = server.tab("mode=briefing"), server.tab().press("Export")
        export.request_file("**GeoPackage**", wait=False)
        slide.request_file("PowerPoint", wait=False)
        wait_until(
            lambda: any("-export-" in name for name in leftovers(tmp_path / "tmp")), "the export writes its file"
        )
        before = leftovers(tmp_path / "tmp")
        server.end(ending)
        server.start()
        tab = server.expect_page("mode=briefing")
        assert tab.download("PDF").startswith(b"%PDF")
        expect_swept(tmp_path / "tmp", before)
        server.expect_quiet()


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_a_server_in_the_middle_of_its_first_preparation(tmp_path: Path, served: Path, ending: signal.Signals) -> None:
    prepared = tmp_path / "cache" / "basewatch" / "events"
    with serving(tmp_path, BASEWATCH_EVENTS=str(served)) as server:
        server.tab(wait=False)  # the preparation begins with the first visitor at the latest
        wait_until(lambda: prepared.is_dir() and leftovers(prepared), "the preparation has begun")
        server.end(ending)
        server.start()
        tab = server.expect_page("")
        assert "40,000" in " ".join(tab.texts)
        assert not [name for name in leftovers(prepared) if "unfinished" in name or ".tmp" in name]
        assert len([name for name in leftovers(prepared) if name.endswith(".duckdb")]) == 1
        server.expect_quiet()


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
@pytest.mark.parametrize(
    "command",
    [
        ("data", "query", "", "--format", "gpkg", "-o"),
        ("components.slide", "", "-o"),
    ],
    ids=["an export", "a slide"],
)
def test_a_file_of_the_command_line(
    tmp_path: Path, served: Path, command: tuple[str, ...], ending: signal.Signals
) -> None:
    out, cache, temporary = tmp_path / "view.pptx", tmp_path / "cache", tmp_path / "tmp"
    temporary.mkdir()
    changed = {"BASEWATCH_EVENTS": str(served), "XDG_CACHE_HOME": str(cache), "TMPDIR": str(temporary)}
    assert run("data", "query", "country=Jordan", **changed).status == 0
    out.write_text("as before")
    process = programs.start(
        [sys.executable, "-m", *command, str(out)], changed, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    wait_until(lambda: b"duckdb" in Path(f"/proc/{process.pid}/maps").read_bytes(), "it works")
    process.send_signal(ending)
    _, printed = process.communicate(timeout=30)
    programs.expect_nobody(process.pid)
    assert b"Traceback" not in printed
    assert out.read_text() == "as before"
    done = run(*command, str(out), **changed)
    assert done.status == 0, done.err
    assert out.read_bytes().startswith((b"SQLite", b"PK"))
    assert leftovers(temporary) == set()
    assert not [name for name in leftovers(tmp_path) if name.startswith(".")]
