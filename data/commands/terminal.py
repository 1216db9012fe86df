"""What the commands print besides their results: errors, progress, and the report of an import."""

import difflib
import sys
from collections.abc import Iterable
from pathlib import Path

from data.importers import Progress, Report


def fail(reason: object) -> int:
    """Print the reason for a failure and return the exit status 2."""
    print(reason, file=sys.stderr)
    return 2


def inform(sentence: str) -> None:
    """Print a sentence beside the result."""
    print(sentence, file=sys.stderr, flush=True)


def progress() -> Progress | None:
    """Return a function that shows the progress on one line of the terminal; None if there is no terminal."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r{done / total:4.0%}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return show


def nearest(tried: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names what may have been meant.

    >>> nearest("datum", ["Date", "Datum (UTC)", "Town"])
    '; near are “Date”, “Datum (UTC)”.'
    >>> nearest("x", ["Date"])
    '.'
    """
    spelled = {name.casefold(): name for name in known}
    near = [spelled[name] for name in difflib.get_close_matches(tried.casefold(), spelled, cutoff=0.5)]
    return "; near are " + ", ".join(f"“{name}”" for name in sorted(near)) + "." if near else "."


def print_report(report: Report, out: Path) -> None:
    """Print what became of a file's rows; the reasons for rows set aside are written to a file beside `out`."""
    print(*report.sentences(), sep="\n")
    if report.rejected:
        reasons = out.with_name(f"{out.name}.report.csv")
        reasons.write_text(report.csv(), encoding="utf-8-sig", newline="")
        print(f"The reasons for the rows set aside are in {reasons}.")
