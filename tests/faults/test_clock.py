"""A clock that is set, forwards and backwards, under a running server and command lines."""

import os
import re
import shutil
import struct
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults import programs
from tests.faults.programs import run, serving

EARLY, LATE = datetime(1975, 2, 3, 4, 5, 6, tzinfo=UTC), datetime(2037, 11, 12, 13, 14, 15, tzinfo=UTC)
YEAR_S = 365 * 24 * 3_600


class Clock:
    """The clock of programs with this `environment`; their monotonic clock counts on, as where a clock is set."""

    def __init__(self, file: Path, library: Path) -> None:
        self._file = file
        self.environment: dict[str, str | None] = {"LD_PRELOAD": str(library), "CLOCK_FILE": str(file)}
        file.write_bytes(struct.pack("q", 0))

    def move(self, seconds: float) -> None:
        """Set the clock this much ahead of that of the machine."""
        with self._file.open("r+b") as file:
            file.write(struct.pack("q", int(seconds)))

    def set(self, moment: datetime) -> None:
        """Set the clock."""
        self.move(moment.timestamp() - time.time())


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    compiler = shutil.which("cc")
    if compiler is None:
        reason = "no compiler of C: Debian's gcc"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    library = tmp_path / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source], check=True)
    return Clock(tmp_path / "clock", library)


def test_a_server_whose_clock_jumps_goes_on(tmp_path: Path, clock: Clock, served: Path) -> None:
    with serving(tmp_path, BASEWATCH_EVENTS=str(served), **clock.environment) as server:
        open_all_along = server.expect_page("country=Iraq")
        for number, moment in enumerate((3 * YEAR_S, -3 * YEAR_S, EARLY, LATE, -3_600, 0)):
            clock.set(moment) if isinstance(moment, datetime) else clock.move(moment)
            open_all_along.rerun()
            assert not open_all_along.exceptions
            assert open_all_along.heading, (moment, open_all_along.alerts)
            tab = server.expect_page(f"find=Town {number}&dates=2024-05-05..")
            assert tab.press("Export").download("**GeoPackage**").startswith(b"SQLite")
            assert server.expect_page("mode=briefing").download("PDF").startswith(b"%PDF")
            tab = server.tab().press("Import").upload("events.csv", b"date,place,country\n2024-01-28,Baghdad,Iraq\n")
            assert tab.press("Read the file").has_button("Show alone"), tab.alerts
        server.expect_quiet()


def test_a_citation_has_the_day_of_the_clock_and_a_slide_none(tmp_path: Path, clock: Clock) -> None:
    with serving(tmp_path, **clock.environment) as server:
        slides = []
        for year in (2031, 2019):
            clock.set(datetime(year, 5, 6, 12, tzinfo=UTC))
            tab = server.expect_page("side=attack").press("Export")
            cited = " ".join(text for text in tab.texts if "ccessed" in text)
            assert str(year) in cited, tab.texts
            slides.append(server.expect_page("mode=briefing&side=attack").download("Picture (PNG)"))
        assert slides[0] == slides[1]


def test_command_lines_at_another_time_write_the_same(tmp_path: Path, clock: Clock) -> None:
    source = programs.table(tmp_path / "events.csv", 50)
    files = []
    for turn, moment in enumerate((datetime(1981, 2, 3, tzinfo=UTC), LATE)):
        clock.set(moment)
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
    clock.set(EARLY)  # no file of the zip format can be as old
    ended = run("components.slide", "", "-o", str(tmp_path / "slide.pptx"), **clock.environment)
    assert "clock" in ended.sentence()


def test_what_waits_or_expires_counts_by_a_clock_that_is_never_set() -> None:
    """`time.time` and `datetime.now` are for what a person reads; each use is listed here with its reason."""
    allowed = {
        "components/chart/time_scale.py": "the axis of a table without any event",
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
