"""The target figures of the dashboard, compared with the results of a run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.bench import peers_page
from tests.bench.page import BY_DATE, BY_TYPE, FIRST_MAP
from tests.bench.results import OURS, Results, Run

MILLION: Final = 1_000_000
FILTER_S: Final = {MILLION: 0.4, 25 * MILLION: 1.0, 100 * MILLION: 3.0}
"""Seconds from a filter to the idle page, by the largest number of events."""
BYTES: Final = 60_000
FASTER: Final = {"FastMarkerCluster": 80, "pydeck": 50}
"""How many times faster than a peer, at a million events."""
SMALL: Final = 1_000
FILTER_TO_PEER, FIRST_TO_PEER, PEER = 1.3, 1.2, "st.map"
MEMORY: Final = 6e9
IMPORT_ROWS, IMPORT_S = 10 * MILLION, 180.0


@dataclass(frozen=True)
class Figure:
    """One figure: its name, the target, the measured value, and whether it holds."""

    words: str
    target: str
    found: str
    holds: bool


def compared(results: Results) -> list[Figure]:
    """Return the figures that the run measured."""
    return [
        *(figure for run in results.ours() for figure in _of_run(run)),
        *_beside_peers(results),
        *_of_import(results),
    ]


def ratio(results: Results, run: Run, interaction: str = BY_DATE) -> float | None:
    """Return how many times longer a peer takes than Basewatch on the same table; no response counts as the timeout."""
    ours = results.of(OURS, run.events)
    seconds = ours.median(interaction) if ours else None
    if seconds is None or interaction not in run.measures:
        return None
    return (run.median(interaction) or peers_page.TIMEOUT_S) / seconds


def _of_run(run: Run) -> Iterator[Figure]:
    limit = next((seconds for events, seconds in FILTER_S.items() if run.events <= events), None)
    size = f"{run.events:,} events"
    for name in (BY_TYPE, BY_DATE):
        if limit and name in run.measures:
            found = run.median(name)
            holds = found is not None and found <= limit
            yield Figure(f"{size}: {name}, to the page idle", f"≤ {limit} s", seconds_in_words(found), holds)
    received = {name: measure.bytes for name, measure in run.measures.items() if name != FIRST_MAP}
    if received:
        most = max(received, key=lambda name: received[name])
        words = f"{size}: received in an interaction, at most ({most})"
        yield Figure(words, f"≤ {BYTES // 1000} KB", f"{received[most] / 1000:.0f} KB", received[most] <= BYTES)
    if run.events == max(FILTER_S):
        yield Figure(f"{size}: peak memory of the server", "< 6 GB", f"{run.memory / 1e9:.1f} GB", run.memory < MEMORY)


def _beside_peers(results: Results) -> Iterator[Figure]:
    for peer, times in FASTER.items():
        run = results.of(peer, MILLION)
        faster = ratio(results, run) if run else None
        if faster:
            words = f"{MILLION:,} events: filter, against {peer}"
            yield Figure(words, f"≥ {times} times faster", f"{faster:.0f} times", faster >= times)
    small, ours = results.of(PEER, SMALL), results.of(OURS, SMALL)
    if not small or not ours:
        return
    for name, most, rows in ((BY_DATE, FILTER_TO_PEER, [ours]), (FIRST_MAP, FIRST_TO_PEER, results.ours())):
        peers = small.median(name)
        for run in rows:
            seconds = run.median(name)
            if peers and seconds:
                words = f"{run.events:,} events: {name}, against {PEER} with {SMALL:,}"
                times = seconds / peers
                yield Figure(words, f"≤ {most} times as long", f"{times:.2f} times", times <= most)


def _of_import(results: Results) -> Iterator[Figure]:
    done = results.imported
    if done:
        limit = IMPORT_S * done.rows / IMPORT_ROWS
        words = f"Import of {done.rows:,} ACLED rows"
        yield Figure(words, f"< {limit:.3g} s", seconds_in_words(done.seconds), done.seconds < limit)


def seconds_in_words(seconds: float | None) -> str:
    """Return seconds to two significant digits: `0.21 s`, `36 s`."""
    if seconds is None:
        return "no answer"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"
