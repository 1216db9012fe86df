"""Soak test: mixed use for a long time; memory, open files, threads and processes of the server stay level.

`python -m tests.bench.soak [--minutes 30] [--sessions 20] [--events FILE.parquet]`

Most sessions filter through the app's websocket, as in the load test, and are replaced by new ones every few minutes.
Beside them, browsers import files, look at them, and export slides and events. Ends with status 1 if a figure of the
last quarter is above that of the second quarter by more than its tolerance, or if the log has an error.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from playwright.sync_api import Browser, Error, Page

from data.datasets import EVENTS_VARIABLE
from tests.bench.browser import VIEWPORT, chromium
from tests.bench.crowd import Session
from tests.bench.crowd_report import Tally, quantiles
from tests.bench.processes import open_files, processes, resident, threads
from tests.bench.server import ROOT, Server, serving

LOG: Final = Path(tempfile.gettempdir()) / "basewatch-soak.log"
_BROWSERS: Final = 2
"""How many of the sessions import and export, in browsers."""
_VISIT_S: Final = (60, 240)
"""The shortest and the longest visit of the other sessions."""
_PAUSE_S: Final = 5
_SAMPLE_INTERVAL_S: Final = 10
_FILE_ROWS: Final = (50, 40_000)
"""Rows of the files that are imported, in turn."""
_PATIENCE_MS: Final = 60_000
_TOLERANCE: Final = {"memory, MB": 1.1, "open files": 1.1, "threads": 1.1, "processes": 1.1}
"""How many times the level of the second quarter the last quarter may have."""


class Level(NamedTuple):
    """The server's figures at one time."""

    minute: float
    memory: float
    open_files: int
    threads: int
    processes: int


class Done:
    """What the visitors have done, and what failed."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.counts = {"visits": 0, "imports": 0, "slides": 0, "exports": 0}

    def count(self, what: str) -> None:
        self.counts[what] += 1


def soak(server: Server, sessions: int, seconds: float, folder: Path) -> tuple[Done, list[Level]]:
    """Use the server for some seconds; return what was done and the server's figures over the time."""
    done, levels = Done(), list[Level]()
    ends = time.monotonic() + seconds
    files = [_write_table(folder / f"events-{rows}.csv", rows) for rows in _FILE_ROWS]
    crowd = threading.Thread(target=lambda: asyncio.run(_filter(server, sessions - _BROWSERS, ends, done)))
    watch = threading.Thread(target=_watch, args=(server, ends, levels))
    crowd.start()
    watch.start()
    with chromium() as browser:
        while time.monotonic() < ends:
            for file in files:
                _visit(browser, server.url, file, folder, done)
    crowd.join()
    watch.join()
    return done, levels


async def _filter(server: Server, sessions: int, ends: float, done: Done) -> None:
    """Keep a number of sessions filtering; each is replaced by a new one after a while."""
    await asyncio.gather(*(_visits(server, number, ends, done) for number in range(sessions)))


async def _visits(server: Server, number: int, ends: float, done: Done) -> None:
    rng = np.random.default_rng(number)
    visit = 0
    while (left := ends - time.monotonic()) > 0:
        session = Session(number + 1000 * visit, server.url, _PAUSE_S, done.tally)
        await session.open()
        await session.filter(min(left, rng.uniform(*_VISIT_S)))
        done.count("visits")
        visit += 1


def _visit(browser: Browser, url: str, file: Path, folder: Path, done: Done) -> None:
    """Import a file, look at it, make every file of its slide and of its events, and leave."""
    context = browser.new_context(viewport=VIEWPORT, accept_downloads=True)
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    try:
        page.goto(url)
        page.get_by_role("button", name="Import", exact=True).click()
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Read the file").click()
        page.get_by_role("button", name="Show beside the record").click()
        page.get_by_role("dialog").wait_for(state="detached")
        done.count("imports")
        page.get_by_role("button", name="Export", exact=True).click()
        _download_all(page, '[class*="st-key-export-"] button', folder, lambda: done.count("exports"))
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        page.get_by_role("button", name="Briefing", exact=True).click()
        _download_all(page, '[class*="st-key-file-"] button', folder, lambda: done.count("slides"))
    except Error as error:
        done.tally.failures[f"browser: {error.message.splitlines()[0][:100]}"] += 1
    finally:
        context.close()


def _download_all(page: Page, selector: str, folder: Path, count: Callable[[], None]) -> None:
    buttons = page.locator(selector).filter(visible=True)
    buttons.first.wait_for()
    for n in range(buttons.count()):
        with page.expect_download() as download:
            buttons.nth(n).click()
        download.value.save_as(folder / "download")
        count()


def _write_table(file: Path, rows: int) -> Path:
    days = (f"2024-{1 + n % 12:02d}-{1 + n % 28:02d}" for n in range(rows))
    lines = (
        f"{day},Town {n % 5000},Iraq,{30 + n % 700 / 100},{41 + n % 600 / 100},{n % 9}\n" for n, day in enumerate(days)
    )
    file.write_text("date,place,country,latitude,longitude,killed\n" + "".join(lines), encoding="utf-8")
    return file


def _watch(server: Server, ends: float, levels: list[Level]) -> None:
    began, pid = time.monotonic(), server.process.pid
    while (now := time.monotonic()) < ends:
        levels.append(Level((now - began) / 60, resident(pid), open_files(pid), threads(pid), processes(pid)))
        time.sleep(_SAMPLE_INTERVAL_S)


def verdict(levels: Sequence[Level]) -> dict[str, tuple[float, float, bool]]:
    """Return for each figure its median in the second and the last quarter, and whether it is level."""
    quarter = len(levels) // 4
    middle, last = levels[quarter : 2 * quarter], levels[3 * quarter :]
    figures = {}
    for name, tolerance in _TOLERANCE.items():
        field = name.split(",", maxsplit=1)[0].replace(" ", "_")
        before, after = (statistics.median(getattr(level, field) for level in part) for part in (middle, last))
        figures[name] = before, after, after <= before * tolerance
    return figures


def _report(done: Done, levels: Sequence[Level], errors: int) -> tuple[str, bool]:
    """Return what was done and measured in words, and whether all is well."""
    waits = quantiles([waited for _, _, waited in done.tally.waits])
    lines = [", ".join(f"{count} {what}" for what, count in done.counts.items()) + f"; waits {waits}"]
    figures = verdict(levels)
    for name, (before, after, is_level) in figures.items():
        words = "level" if is_level else "GROWS"
        lines.append(f"{name}: {before:,.0f} in the second quarter, {after:,.0f} in the last: {words}")
    lines.append(f"failures: {dict(done.tally.failures)}; lines with errors in the log: {errors}")
    is_well = not errors and not done.tally.failures and all(is_level for *_, is_level in figures.values())
    return "\n".join([*lines, ""]), is_well


def _errors(log: Path) -> int:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return sum("Traceback" in line or "ERROR" in line or '"level": "error"' in line.lower() for line in lines)


def main() -> int:
    """Run the soak test; return 1 if something grows or fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--events", type=Path, help="a Parquet file to serve instead of the record")
    parser.add_argument("--log", type=Path, default=LOG, help="a file for the app's log")
    arguments = parser.parse_args()
    environment = {EVENTS_VARIABLE: str(arguments.events.resolve())} if arguments.events else {}
    with tempfile.TemporaryDirectory() as folder, serving(ROOT / "app.py", environment, arguments.log) as server:
        done, levels = soak(server, arguments.sessions, 60 * arguments.minutes, Path(folder))
    words, is_well = _report(done, levels, _errors(arguments.log))
    sys.stdout.write(words)
    return int(not is_well)


if __name__ == "__main__":
    sys.exit(main())
