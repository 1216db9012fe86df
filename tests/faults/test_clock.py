"""A clock that jumps under a running server and command lines, with Debian's libfaketime."""

import os
import re
from pathlib import Path

import pytest

from tests.faults import programs
from tests.faults.programs import run, serving

LIBRARIES = "/usr/lib/*/faketime/libfaketimeMT.so.1"
FAR = ("@1975-02-03 04:05:06", "@2037-11-12 13:14:15")


@pytest.fixture
def clock(tmp_path: Path) -> "Clock":
    found = sorted(Path("/").glob(LIBRARIES.removeprefix("/")))
    if not found:
        reason = "libfaketime is missing: Debian's faketime"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return Clock(tmp_path / "clock", found[0])


class Clock:
    """The clock of a program; its monotonic clock stays as it is, as on a machine whose clock is set."""

    def __init__(self, file: Path, library: Path) -> None:
        self.file = file
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # finding out whether it is needed takes all of a processor
            "FAKETIME_NO_CACHE": "1",
            "NO_FAKE_STAT": "1",
        }
        self.set("+0")

    def set(self, time: str) -> None:
        """Set the clock: `@2030-01-01 00:00:00`, or by an offset such as `+2y`."""
        part = self.file.with_suffix(".part")
        part.write_text(f"{time}\n")
        part.replace(self.file)


def test_a_server_whose_clock_jumps_goes_on(tmp_path: Path, clock: Clock, served: Path) -> None:
    with serving(tmp_path, BASEWATCH_EVENTS=str(served), **clock.environment) as server:
        open_all_along = server.expect_page("country=Iraq")
        for time in ("+3y", "-3y", *FAR, "-1h", "+0"):
            clock.set(time)
            open_all_along.rerun()
            assert not open_all_along.exceptions
            assert open_all_along.heading, (time, open_all_along.alerts)
            tab = server.expect_page(f"find=Town {len(time)}")
            tab.press("Export")
            assert tab.download("**GeoPackage**").startswith(b"SQLite")
            slide = server.expect_page("mode=briefing")
            assert slide.download("PDF").startswith(b"%PDF")
            tab = server.tab().press("Import").upload("events.csv", b"date,place,country\n2024-01-28,Baghdad,Iraq\n")
            assert tab.press("Read the file").has_button("Show alone"), tab.alerts
        server.expect_quiet()


def test_a_citation_has_the_day_of_the_clock_and_a_slide_none(tmp_path: Path, clock: Clock) -> None:
    with serving(tmp_path, **clock.environment) as server:
        slides = []
        for time, day in (("@2031-05-06 12:00:00", "6 May 2031"), ("@2026-02-03 12:00:00", "3 February 2026")):
            clock.set(time)
            tab = server.expect_page("side=attack").press("Export")
            assert day.split()[-1] in " ".join(text for text in tab.texts if "ccessed" in text)
            slides.append(server.expect_page("mode=briefing&side=attack").download("Picture (PNG)"))
        assert slides[0] == slides[1]


def test_command_lines_at_another_time_write_the_same(tmp_path: Path, clock: Clock) -> None:
    source = programs.table(tmp_path / "events.csv", 50)
    files = []
    for turn, now in enumerate(("@1981-02-03 04:05:06", FAR[1])):
        clock.set(now)
        folder = tmp_path / str(turn)
        folder.mkdir()
        for words in (
            ("data", "query", "", "--format", "xlsx", "-o", str(folder / "view.xlsx")),
            ("data", "query", "", "--format", "gpkg", "-o", str(folder / "view.gpkg")),
            ("components.slide", "", "-o", str(folder / "slide.pdf")),
            ("components.slide", "", "-o", str(folder / "slide.pptx")),
            ("data", "import", "table", str(source), "-o", str(folder / "out.parquet")),
        ):
            ended = run(*words, **clock.environment)
            assert ended.status == 0, ended.err
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0].keys() == files[1].keys()
    assert [name for name in files[0] if files[0][name] != files[1][name]] == []
    clock.set(FAR[0])  # no file of the zip format can be as old
    ended = run("components.slide", "", "-o", str(tmp_path / "slide.pptx"), **clock.environment)
    assert "clock" in ended.sentence()


def test_what_waits_or_expires_counts_by_a_clock_that_is_never_set() -> None:
    """`time.time` and `datetime.now` are for what a person reads; each use is listed here with its reason."""
    allowed = {
        "components/chart/chart_spec.py": "the axis of a table without any event",
        "components/visitor.py": "the end of a sign-in, which its provider states as a time",
        "data/audit.py": "the time of an import or export",
        "data/query/prepared_file.py": "the age of files of earlier starts; one that is removed is made again",
        "components/dialogs/export_dialog.py": "the day of access in a citation",
        "data/fetch/part_folder.py": "the day of a fetch that is continued, for a person",
    }
    clocks = re.compile(r"\btime\.time\(|datetime\.now\(|date\.today\(|from time import .*\btime\b")
    found = {
        path.relative_to(programs.ROOT).as_posix()
        for room in ("data", "geo", "components")
        for path in (programs.ROOT / room).rglob("*.py")
        if clocks.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(allowed)
