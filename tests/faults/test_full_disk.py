"""A disk that is full, and a limit on the size of files: one sentence, and what was there stays as it was."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.programs import HEAD, run, serving, table, wait_until
from tests.faults.tab import FileFailedError

Disk = Callable[[str, int], Path]
FULL = "space"
WRITERS = {
    "import": ("data", "import", "table", "SOURCE", "-o"),
    "export": ("data", "query", "", "--format", "json", "-o"),
    "export of a database": ("data", "query", "", "--format", "gpkg", "-o"),
    "slide": ("components.slide", "", "-o"),
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return table(tmp_path_factory.mktemp("source") / "events.csv", 40_000)


def command(writer: str, source: Path, out: Path) -> list[str]:
    return [*(str(source) if word == "SOURCE" else word for word in WRITERS[writer]), str(out)]


def enlarge(disk: Path) -> None:
    """Make room on a small disk."""
    subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)


@pytest.mark.parametrize("writer", WRITERS)
def test_the_disk_of_the_output_is_full(small_disk: Disk, source: Path, writer: str) -> None:
    disk = small_disk("disk", 32)
    out = disk / "view.pptx"
    out.write_text("as before")
    sentence = run(*command(writer, source, out)).sentence()
    assert FULL in sentence
    assert "Errno" not in sentence
    assert out.read_text() == "as before"
    assert [path.name for path in disk.iterdir()] == ["view.pptx"]
    enlarge(disk)
    assert run(*command(writer, source, out)).status == 0


@pytest.mark.parametrize("writer", WRITERS)
def test_a_limit_on_the_size_of_files(tmp_path: Path, source: Path, writer: str) -> None:
    out = tmp_path / "view.pptx"
    out.write_text("as before")
    sentence = run(*command(writer, source, out), prefix=["prlimit", "--fsize=20000"]).sentence()
    assert "large" in sentence or FULL in sentence
    assert out.read_text() == "as before"
    assert [path.name for path in tmp_path.iterdir()] == ["view.pptx"]


def test_standard_output_that_takes_nothing() -> None:
    with Path("/dev/full").open("wb") as full:
        for words in (["data", "query", "--format", "json"], ["data", "query", "country=Jordan"], ["data", "validate"]):
            assert FULL in run(*words, options={"stdout": full}).sentence()


@pytest.mark.parametrize("writer", ["import", "export of a database"])
def test_the_disk_of_temporary_files_is_full(small_disk: Disk, tmp_path: Path, source: Path, writer: str) -> None:
    disk, out = small_disk("disk", 32), tmp_path / "view.pptx"
    out.write_text("as before")
    packed = tmp_path / "events.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source, "events.csv")
    sentence = run(*command(writer, packed, out), TMPDIR=str(disk)).sentence()
    assert FULL in sentence
    assert "broken" not in sentence
    assert out.read_text() == "as before"
    assert not list(disk.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"disk", "view.pptx", "events.zip"}


def test_the_disk_of_temporary_files_is_full_for_what_is_printed(small_disk: Disk) -> None:
    ended = run("data", "query", "", "--format", "json", TMPDIR=str(small_disk("disk", 32)))
    assert FULL in ended.sentence()
    assert not ended.out


def test_the_disk_of_the_cache_is_full_for_a_command(small_disk: Disk, served: Path) -> None:
    disk = small_disk("disk", 1_000)
    changed = {"BASEWATCH_EVENTS": str(served), "XDG_CACHE_HOME": str(disk)}
    for _ in range(2):
        sentence = run("data", "query", "country=Jordan", **changed).sentence()
        assert FULL in sentence
        assert "cache" in sentence
    left = sum(path.stat().st_size for path in disk.rglob("*") if path.is_file())
    assert left < 100_000, list(disk.rglob("*"))
    enlarge(disk)
    assert run("data", "query", "country=Jordan", **changed).status == 0


def test_the_disk_of_the_cache_is_full_for_the_page(small_disk: Disk, tmp_path: Path, served: Path) -> None:
    disk = small_disk("disk", 1_000)
    with serving(tmp_path, BASEWATCH_EVENTS=str(served), XDG_CACHE_HOME=str(disk)) as server:
        for _ in range(2):
            tab = server.tab()
            assert not tab.exceptions
            (alert,) = tab.alerts
            assert "cannot" in alert
            assert str(disk) not in alert
        enlarge(disk)
        wait_until(lambda: server.tab().heading, "the page is there", 60)
        server.expect_quiet()


def test_the_disk_of_temporary_files_is_full_for_the_page(small_disk: Disk, tmp_path: Path) -> None:
    disk = small_disk("disk", 3_000)
    rows = HEAD + "".join(f"2024-01-{1 + n % 28:02d},Town {n},Iraq,33.3,44.4,1\n" for n in range(30_000))
    with serving(tmp_path, TMPDIR=str(disk)) as server:
        tab = server.expect_page()
        filled = disk / "filling"
        with filled.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4_096)
            except OSError:
                pass
        tab.press("Import")
        try:
            tab.upload("events.csv", rows.encode())
        except FileFailedError:  # a large upload is stored on the disk by the server itself
            pass
        else:
            assert not tab.exceptions
            assert any(FULL in alert for alert in tab.alerts), tab.alerts
        tab = server.tab().press("Import").upload("events.csv", rows[:200_000].encode())
        assert not tab.exceptions, tab.exceptions
        assert any(FULL in alert for alert in tab.alerts), tab.alerts
        tab = server.expect_page()
        with pytest.raises(FileFailedError):
            tab.press("Export").download("**GeoPackage**")
        tab = server.expect_page("mode=briefing")
        assert tab.download("PDF").startswith(b"%PDF")
        filled.unlink()
        tab = server.tab().press("Import").upload("events.csv", rows[:200_000].encode())
        assert tab.press("Read the file").has_button("Show alone")
        assert server.tab().press("Export").download("**GeoPackage**").startswith(b"SQLite")


def test_the_disk_of_the_audit_is_full(small_disk: Disk, tmp_path: Path) -> None:
    disk = small_disk("disk", 16)
    audit = disk / "audit.jsonl"
    (disk / "filling").write_bytes(b"\0" * 12_288)
    audit.write_text('{"before": true}\n')
    with serving(tmp_path, BASEWATCH_AUDIT=str(audit)) as server:
        tab = server.tab("country=Jordan").press("Export")
        assert not tab.exceptions
        assert any("audit" in alert for alert in tab.alerts), tab.alerts
        tab = server.tab().press("Import")
        assert any("audit" in alert for alert in tab.alerts), tab.alerts
        assert audit.read_text().startswith('{"before": true}\n')
        assert all(line.endswith("}") for line in audit.read_text().splitlines())
        server.expect_page()
        assert "audit cannot be written" in server.log  # with a traceback, for whoever serves the page
