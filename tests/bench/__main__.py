"""The bench: `python -m tests.bench`.

Makes the tables that are missing, serves the dashboard and its peers on them, uses them in Chromium, prints the
results and rewrites `docs/performance.md` and its picture.
"""

import argparse
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path
from playwright.sync_api import Browser

from tests.bench import engine, importing, make_events, page, peers_page, picture, report
from tests.bench.browser import chromium
from tests.bench.figures import IMPORT_ROWS, seconds_in_words
from tests.bench.results import OURS, Results, Run
from tests.bench.server import ROOT, Server, serving

PEERS: Final = Path(__file__).parent / "peers"
SIZES: Final = (1_000, 100_000, 1_000_000, 25_000_000, 100_000_000)
PEERS_LIMIT: Final = 1_000_000
"""The largest table that the peers draw."""


def main() -> None:
    """Run the bench with the options of the command line."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The bench was terminated."))  # servers and browser end with it
    arguments.folder.mkdir(parents=True, exist_ok=True)
    file = arguments.folder / "results.json"
    if arguments.report:
        _publish(Results.read(file), arguments.docs)
        return
    results = Results.new()
    for run in _runs(arguments.sizes, arguments.peers):
        print(f"{run.who}, {run.events:,} events", flush=True)
        _measure(run, arguments.folder)
        results.runs.append(run)
        results.write(file)
        for name, measure in run.measures.items():
            print(f"  {name}: {seconds_in_words(measure.median)}, {measure.bytes / 1000:,.0f} KB", flush=True)
    if arguments.import_rows:
        results.imported = importing.timed(arguments.import_rows, arguments.folder)
        results.write(file)
    _publish(results, arguments.docs)


def _runs(sizes: Sequence[int], peers: Sequence[str]) -> list[Run]:
    rivals = [Run(peer, events) for events in sizes if events <= PEERS_LIMIT for peer in peers]
    return sorted([*(Run(OURS, events) for events in sizes), *rivals], key=lambda run: run.events)


def _measure(run: Run, folder: Path) -> None:
    table = folder / f"events-{run.events}.parquet"
    if not table.exists():
        make_events.write(run.events, table)
    with chromium() as browser:
        if run.who == OURS:
            _ours(run, table, browser)
        else:
            _peers(run, table, browser)


def _ours(run: Run, table: Path, browser: Browser) -> None:
    cache = table.with_suffix(".cache")
    environment = {"BASEWATCH_EVENTS": str(table), "XDG_CACHE_HOME": str(cache)}
    shutil.rmtree(cache, ignore_errors=True)
    log = table.with_suffix(".log")
    with serving(ROOT / "app.py", environment, log) as first:
        run.first_start = _start(first, browser)
    with serving(ROOT / "app.py", environment, log) as server:
        run.warm_start = _start(server, browser)
        for _ in range(page.REPEATS):
            run.take(page.first_map(browser, server.url).measures)
        tab = page.interactions(browser, server.url)
    run.take(tab.measures)
    run.memory = max(first.peak, server.peak)
    run.engine = engine.seconds_inside(tab.trail, environment)
    shutil.rmtree(cache, ignore_errors=True)


def _start(server: Server, browser: Browser) -> float:
    """Return the seconds from the start of the server to its first map."""
    return page.first_map(browser, server.url).ended - server.started


def _peers(run: Run, table: Path, browser: Browser) -> None:
    environment = {"PEER": run.who, "EVENTS": str(table)}
    with serving(PEERS / "serve.py", environment, table.with_suffix(".log")) as server:
        peers_page.first_map(browser, server.url, run.who)
        for _ in range(page.REPEATS):
            run.take(peers_page.first_map(browser, server.url, run.who).measures)
            if run.median(page.FIRST_MAP) is None:
                break
        run.take(peers_page.interactions(browser, server.url, run.who).measures)
    run.memory = server.peak


def _publish(results: Results, docs: Path) -> None:
    text = report.markdown(results)
    print(text)
    report.rewrite(docs / "performance.md", text)
    picture.draw(results, docs / report.PICTURE)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    peers = tuple(peers_page.LAYERS)
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="events in each table, with commas between")
    parser.add_argument("--peers", type=_names, default=peers, help=f"of {','.join(peers)}; empty: none")
    parser.add_argument("--import-rows", type=int, default=IMPORT_ROWS, help="ACLED rows to import; 0: none")
    parser.add_argument(
        "--folder", type=Path, default=user_cache_path("basewatch-bench"), help="for tables and results"
    )
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="folder of performance.md")
    parser.add_argument("--report", action="store_true", help="measure nothing: write the last results again")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def _names(text: str) -> tuple[str, ...]:
    found = tuple(part for part in text.split(",") if part)
    unknown = set(found) - set(peers_page.LAYERS)
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
    return found


if __name__ == "__main__":
    main()
