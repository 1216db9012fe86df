"""A process that all workers of a test run share: the first user starts it, the last one ends it."""

import fcntl
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

_LIMIT_S: Final = 10
_started: Final[list[subprocess.Popen[bytes]]] = []
"""What this worker has started; others may still use it when this worker ends."""


def run_folder(basetemp: Path) -> Path:
    """Return the folder that all workers of this run share."""
    return basetemp.parent if "PYTEST_XDIST_WORKER" in os.environ else basetemp


def start(command: list[str], log: Path, **options: object) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, writing to `log`."""
    with log.open("wb") as sink:
        process = subprocess.Popen(  # type: ignore[call-overload]
            command, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True, **options
        )
    _started.append(process)
    return process


@contextmanager
def shared(folder: Path, name: str, start_it: Callable[[], tuple[int, str]]) -> Iterator[str]:
    """Yield the address of a shared process.

    Every user holds a shared lock on a file, which the system releases even when a worker crashes: whoever gets the
    exclusive lock is alone.

    Args:
        folder: one folder for all workers, see `run_folder`.
        name: the name of the process's files in it.
        start_it: starts the process, waits until it answers, and returns its process id and address.
    """
    guard, users, state = (folder / f"{name}.{suffix}" for suffix in ("guard", "users", "json"))
    with users.open("w") as held:
        with _locked(guard):
            if _alone(held):
                state.write_text(json.dumps(start_it()), encoding="utf-8")
            fcntl.flock(held, fcntl.LOCK_SH)
        pid, address = json.loads(state.read_text(encoding="utf-8"))
        try:
            yield address
        finally:
            with _locked(guard):
                if _alone(held):
                    end(pid)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _alone(held: IO[str]) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def end(pid: int) -> None:
    """End the process and its children."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    for process in _started:
        if process.pid == pid:
            process.wait(_LIMIT_S)
