"""What the commands print besides their results: errors, progress, and the report of an import."""

import difflib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from data.importers import Progress, Report
from data.output_file import FULL, replacing
from data.record.catalog import CatalogError


def run(command: Callable[[], int]) -> int:
    """Return the exit status of a command whose output may have no reader, or no space.

    The status is 2 where standard output cannot be written; a reader that went away, such as `head`, needs no sentence.
    """
    try:
        status = command()
        _flush()
    except BrokenPipeError:
        status = 2
    except (OSError, CatalogError) as error:
        status = fail(error)
    try:
        _flush()
    except OSError:
        _discard_output()
    return status


def open_streams() -> None:
    """Open the standard streams that were closed at the start, so that no other file gets their numbers.

    What is printed to standard error is then lost; standard output stays closed for Python.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest free number
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends


def fail(reason: object) -> int:
    """Print the reason for a failure and return the exit status 2."""
    print(sentence(reason) if isinstance(reason, OSError) else reason, file=sys.stderr)
    return 2


def sentence(error: OSError) -> str:
    """Return an error of the system in a sentence; one that was raised with a sentence is unchanged.

    >>> sentence(FileNotFoundError(2, "No such file or directory", "events.csv"))
    'events.csv cannot be used: no such file or directory.'
    >>> sentence(OSError("There is no folder x. Make it and try again."))
    'There is no folder x. Make it and try again.'
    """
    if error.errno is None:
        return str(error)
    if error.errno in FULL:
        where = error.filename or "standard output or of temporary files (TMPDIR)"
        return f"There is no space on the disk of {where}. Free some and try again."
    reason = os.strerror(error.errno)
    return f"{error.filename or 'A file'} cannot be used: {reason[:1].lower()}{reason[1:]}."


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _discard_output() -> None:
    """Let nothing be written when the process ends, which would fail again."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


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
        with replacing(reasons) as new:
            new.write_text(report.csv(), encoding="utf-8-sig", newline="")
        print(f"The reasons for the rows set aside are in {reasons}.")
