"""The audit: a line of JSON for every import and export, appended to the file that `BASEWATCH_AUDIT` names.

An import or export whose line cannot be written is refused: an audit that loses lines is none.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, Literal

from data.settings import AUDIT

COMMAND_LINE: Final = "command line"
"""Who imports and exports with `python -m data`."""
_LEAST_FREE_BYTES: Final = 64 * 1024
"""Less than this is a full disk: a line has a few hundred bytes, with the longest link some thousand."""


class AuditError(OSError):
    """The audit cannot be written; the message is one sentence for a person."""


def append(what: Literal["import", "export"], who: str, **details: str | int | None) -> None:
    """Append a line; nothing happens where no audit is kept.

    Args:
        what: what was done.
        who: the email address of the person, where people sign in; else a session, or `COMMAND_LINE`.
        details: the format, the number of rows and bytes, the query string of the view.

    Raises:
        AuditError: the line cannot be written; the file is as it was.
    """
    if not AUDIT.value:
        return
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"time": time, "what": what, "who": who, **details}).encode() + b"\n"
    try:
        with _locked(AUDIT.value) as file:
            _write(file, line)
    except OSError as error:
        raise AuditError(_sentence(error)) from error


def check() -> None:
    """Check that a line could be appended, before a person is offered an import or an export.

    Raises:
        AuditError: the file cannot be opened, or its disk is full.
    """
    if not AUDIT.value:
        return
    try:
        with _locked(AUDIT.value) as file:
            disk = os.fstatvfs(file)
    except OSError as error:
        raise AuditError(_sentence(error)) from error
    if disk.f_bavail * disk.f_frsize < _LEAST_FREE_BYTES:
        raise AuditError("The audit cannot be written (the disk is full), so nothing is imported or exported.")


@contextmanager
def _locked(path: str) -> Iterator[int]:
    """Open the file to append to it; other processes wait, so that a line that was cut off can be removed."""
    # Without O_NONBLOCK, opening a named pipe that nobody reads would wait for ever.
    number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o640)
    with os.fdopen(number, "wb", buffering=0):
        fcntl.flock(number, fcntl.LOCK_EX)
        yield number


def _write(file: int, line: bytes) -> None:
    """Write a whole line to the disk, or nothing."""
    size = os.fstat(file).st_size
    try:
        is_whole = os.write(file, line) == len(line)
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise
    if not is_whole:
        os.ftruncate(file, size)
        raise OSError("the disk is full")


def _sentence(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"The audit cannot be written ({reason}), so nothing is imported or exported."
