"""A run's results as tables in Markdown, written between two comments of a page."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from tests.bench import figures
from tests.bench.browser import Measure
from tests.bench.figures import ratio, seconds_in_words
from tests.bench.page import BY_DATE, FIRST_MAP, INTERACTIONS, REPEATS
from tests.bench.results import OURS, Results, Run

BEGIN: Final = "<!-- bench: the following is written by python -m tests.bench -->"
END: Final = "<!-- bench: end -->"
PICTURE: Final = "performance.svg"
_NONE: Final = "–"


def markdown(results: Results) -> str:
    """Return the tables of a run."""
    ours = results.ours()
    parts = [
        f"Measured on {results.date}: {results.machine}; {results.libraries}. Each figure is the median of {REPEATS}.",
        f"![Seconds from a filter to the page idle, by number of events, for {OURS} and its peers]({PICTURE})",
        "### Figures to hold",
        _table(
            ["what", "target", "measured", ""],
            [[f.words, f.target, f.found, "holds" if f.holds else "**missed**"] for f in figures.compared(results)],
        ),
        "### Seconds, and of these inside the engine",
        _by_size(ours, _seconds),
        "### Kilobytes received",
        _by_size(ours, lambda run, name: _kilobytes(run.measures.get(name))),
        "### The server",
        _table(
            ["", *(f"{run.events:,}" for run in ours)],
            [
                ["first start to first map", *(seconds_in_words(run.first_start) for run in ours)],
                ["later start to first map", *(seconds_in_words(run.warm_start) for run in ours)],
                ["peak memory", *(_gigabytes(run.memory) for run in ours)],
            ],
        ),
    ]
    peers = [run for run in results.runs if run.who != OURS]
    if peers:
        parts += ["### The peers", _table(_PEERS, [_peer(results, run) for run in peers])]
    if results.imported:
        done = results.imported
        sentence = (
            f"{done.rows:,} ACLED rows in {seconds_in_words(done.seconds)}, peak memory {_gigabytes(done.memory)}."
        )
        parts += ["### Import", sentence]
    return "\n\n".join(parts)


def rewrite(page: Path, text: str) -> None:
    """Replace the text between the page's two comments.

    Raises:
        ValueError: the page does not have them.
    """
    between = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.DOTALL)
    written, found = between.subn(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", page.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{page} lacks the comments around the results")
    page.write_text(written, encoding="utf-8")


_PEERS: Final = ("peer", "events", FIRST_MAP, "filter", f"{OURS} is faster", "received", "peak memory")


def _peer(results: Results, run: Run) -> list[str]:
    times, answered = ratio(results, run), run.median() is not None
    faster = _NONE if times is None else f"{times:.1f} times" if answered else f"over {times:.0f} times"
    return [
        run.who,
        f"{run.events:,}",
        seconds_in_words(run.median(FIRST_MAP)),
        seconds_in_words(run.median()),
        faster,
        _kilobytes(run.measures.get(BY_DATE)) if answered else _NONE,
        _gigabytes(run.memory),
    ]


def _by_size(runs: Sequence[Run], cell: Callable[[Run, str], str]) -> str:
    rows = [[name, *(cell(run, name) for run in runs)] for name in INTERACTIONS]
    return _table(["events", *(f"{run.events:,}" for run in runs)], rows)


def _seconds(run: Run, name: str) -> str:
    if name not in run.measures:
        return _NONE
    engine = Measure(list(run.engine.get(name, []))).median
    inside = "" if engine is None else f" ({engine:.2f})"
    return f"{seconds_in_words(run.median(name))}{inside}"


def _kilobytes(measure: Measure | None) -> str:
    return _NONE if measure is None else f"{measure.bytes / 1000:,.0f} KB"


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
