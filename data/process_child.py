"""What runs in a process that `data.processes` has started: functions, one after the other, within limits."""

import os
import pickle
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import connection, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, Final, NamedTuple

from data import process_start

_MB: Final = 1_000_000
_ADDRESSES_MB: Final = 3_000
"""Memory that libraries reserve without using it: what a process may reserve beyond what it may use."""


class Task(NamedTuple):
    """A function to run.

    Attributes:
        function: what is run; pickle finds it by its name.
        arguments: its first arguments.
        callbacks: how many functions follow as arguments, which run in the main process.
        seconds: how long it may take.
        megabytes: how much memory the process may have.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    callbacks: int
    seconds: int
    megabytes: int


def serve(link: connection.Connection, environment: Mapping[str, str], folder: str) -> None:
    """Run the tasks that come through `link` until it is closed; temporary files are made in `folder`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the main process, which ends this one
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = folder
    end_with_main_process()
    _be_ended_first()
    with suppress(EOFError):
        while True:
            _answer(link)


def end_with_main_process() -> None:
    """End this process as soon as the main process has ended, however that ended."""
    process_start.release_fork_server()
    process_start.end_with_fork_server()
    main_process = parent_process()
    if main_process is not None:
        Thread(target=_end_after, args=(main_process.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _be_ended_first() -> None:
    """Let Linux end this process before the server where memory runs out, and write none of it to disk."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(link: connection.Connection) -> None:
    """Run the next task and send its result, or its error.

    Raises:
        EOFError: there is none.
    """
    sent = link.recv_bytes()
    try:
        task: Task = pickle.loads(sent)  # noqa: S301 - from the main process
        _limit(task)
        result = task.function(*task.arguments, *(_Callback(link, n) for n in range(task.callbacks)))
        message = pickle.dumps(("result", result), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - it is raised in the main process
        error.add_note("In a process of its own:\n" + traceback.format_exc())
        link.send(("error", error.with_traceback(None)))
    else:
        link.send_bytes(message)


class _Callback:
    """A function of the main process."""

    def __init__(self, link: connection.Connection, number: int) -> None:
        self._link = link
        self._number = number

    def __call__(self, *arguments: object) -> Any:
        self._link.send(("call", (self._number, arguments)))
        return self._link.recv()


def _limit(task: Task) -> None:
    """Limit processor time and memory, for the case that nobody watches this process any more."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + task.seconds * (os.cpu_count() or 1) + 1
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, (task.megabytes + _ADDRESSES_MB) * _MB),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
