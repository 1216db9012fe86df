"""Runs functions in processes of their own, within limits: what reads foreign files, or draws text from outside.

A process ends with its task's limits, with the run that waits for it, and with this process, however that ends.
"""

import atexit
import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final, TypeVar

from data import process_start
from data.cancelling import cancel_check
from data.fair_semaphore import FairSemaphore
from data.own_folders import OwnFolder
from data.process_child import Task, serve

_POLL_S: Final = 0.05
"""Seconds between two looks at a process that works."""
_END_S: Final = 5.0
_MB: Final = 1_000_000
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096

T = TypeVar("T")


class ProcessError(RuntimeError):
    """A process was ended by a limit, or crashed; the message is a clause, such as “it took longer than 30 seconds”."""


@dataclass(frozen=True)
class Limits:
    """How long a task may take, without the time in its callbacks, and how much memory its process may have."""

    seconds: int
    megabytes: int


class Worker:
    """A process that runs functions one after the other.

    >>> worker = Worker()
    >>> worker.run(divmod, 7, 2, limits=Limits(seconds=30, megabytes=1000))
    (3, 1)
    >>> worker.end()
    """

    def __init__(self) -> None:
        """Start the process; it has a folder for temporary files, which is removed with it."""
        self.tasks = 0
        self._folder = OwnFolder("basewatch-process-")
        self._link: Connection
        self._link, theirs = process_start.CONTEXT.Pipe()
        with theirs:
            self._process = process_start.start(serve, theirs, dict(os.environ), str(self._folder.path))

    @property
    def is_alive(self) -> bool:
        """Whether the process can run another function."""
        return not self._link.closed and self._process.is_alive()

    def run(
        self,
        function: Callable[..., T],
        *arguments: object,
        limits: Limits,
        callbacks: Sequence[Callable[..., Any]] = (),
        is_cancelled: bool = True,
    ) -> T:
        """Return the result of `function`, and raise what it raises.

        Args:
            function: a function of a module.
            arguments: what pickle can copy.
            limits: of this task.
            callbacks: functions that run in this thread; each becomes a further argument of `function`.
            is_cancelled: whether the process is ended when the run that waits for it is cancelled.

        Raises:
            ProcessError: the process was ended by a limit, or crashed.
        """
        self.tasks += 1
        try:
            task = Task(function, arguments, len(callbacks), limits.seconds, limits.megabytes)
            kind, content = self._exchange(task, limits, callbacks, is_cancelled=is_cancelled)
        except BaseException:
            self.end()
            raise
        if kind == "error":
            if isinstance(content, MemoryError):
                self.end()
                raise _too_large(limits) from content
            raise content
        result: T = content
        return result

    def end(self) -> None:
        """End the process, whatever it does."""
        self._link.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join(_END_S)
        self._folder.remove()

    def _exchange(
        self, task: Task, limits: Limits, callbacks: Sequence[Callable[..., Any]], *, is_cancelled: bool
    ) -> tuple[str, Any]:
        """Send a task and return what comes back: `result` or `error` with its content."""
        deadline = time.monotonic() + limits.seconds
        try:
            self._link.send_bytes(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))
            while True:
                if self._link.poll(_POLL_S):
                    kind, content = self._link.recv()
                    if kind != "call":
                        return kind, content
                    began = time.monotonic()
                    self._link.send(callbacks[content[0]](*content[1]))
                    deadline += time.monotonic() - began
                if is_cancelled:
                    cancel_check.get()()
                self._check(limits, deadline)
        except (EOFError, ConnectionError) as error:
            raise self._crash(limits) from error

    def _check(self, limits: Limits, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise _too_long(limits)
        if resident_bytes(self._process.pid) > limits.megabytes * _MB:
            raise _too_large(limits)

    def _crash(self, limits: Limits) -> ProcessError:
        """Return why the process has ended by itself."""
        self._process.join(_END_S)
        code = self._process.exitcode
        if code == -_number("SIGXCPU"):
            return _too_long(limits)
        if code == -_number("SIGKILL"):
            return ProcessError("its process was ended by the system, perhaps because memory ran out")
        with suppress(TypeError, ValueError):
            return ProcessError(f"its process crashed ({signal.Signals(-(code or 0)).name})")
        return ProcessError(f"its process ended with status {code}")


def _number(name: str) -> int:
    return int(getattr(signal, name, 0))


def _too_long(limits: Limits) -> ProcessError:
    return ProcessError(f"it took longer than {limits.seconds:,} second{'' if limits.seconds == 1 else 's'}")


def _too_large(limits: Limits) -> ProcessError:
    return ProcessError(f"it needed more than {limits.megabytes:,} MB of memory")


def resident_bytes(pid: int | None) -> int:
    """Return the memory that a process uses, in bytes; 0 where the system has no `/proc`, or no such process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    except (OSError, IndexError):
        return 0


class Pool:
    """Processes for one kind of task, few at once; tasks wait in the order of their arrival."""

    def __init__(self, at_once: Callable[[], int], tasks: int = 1, idle_seconds: float = 60.0) -> None:
        """Start no process yet.

        Args:
            at_once: returns how many processes work at the same time.
            tasks: how many tasks a process runs before it is replaced. With 1, nothing of a task reaches the next, and
                a cancelled run ends its process; else the task runs to its end, because a new process takes longer.
            idle_seconds: how long a process waits for its next task.
        """
        self._at_once = at_once
        self._tasks = tasks
        self._idle_seconds = idle_seconds
        self._idle: deque[tuple[float, Worker]] = deque()
        self._timer: Timer | None = None
        self._lock = Lock()
        atexit.register(self.end)  # a thread that waits at the end of Python would keep libraries from ending cleanly

    @cached_property
    def _permits(self) -> FairSemaphore:
        return FairSemaphore(self._at_once())

    def run(
        self,
        function: Callable[..., T],
        *arguments: object,
        limits: Limits,
        callbacks: Sequence[Callable[..., Any]] = (),
        on_wait: Callable[[int], None] = lambda _: None,
    ) -> T:
        """Return the result of `function`, as `Worker.run` does.

        `on_wait` is called with the number of the others at work if the task has to wait for them.
        """
        with self._permits.acquire(lambda: on_wait(self._at_once())), self._worker() as worker:
            is_fresh = self._tasks == 1
            return worker.run(function, *arguments, limits=limits, callbacks=callbacks, is_cancelled=is_fresh)

    def end(self) -> None:
        """End the processes that wait for a task."""
        self._end_idle(0.0)

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        with self._lock:
            worker = self._idle.pop()[1] if self._idle else None
        if worker is None or not worker.is_alive:
            try:
                worker = Worker()
            except (OSError, EOFError) as error:
                reason = str(getattr(error, "strerror", None) or error).lower()
                raise ProcessError(f"no process could be started ({reason})") from error
        try:
            yield worker
        finally:
            if worker.is_alive and worker.tasks < self._tasks:
                self._keep(worker)
            else:
                worker.end()

    def _keep(self, worker: Worker) -> None:
        with self._lock:
            self._idle.append((time.monotonic(), worker))
            self._wait()

    def _wait(self) -> None:
        """Look after the processes without a task later on; the caller holds the lock."""
        if self._timer is None and self._idle:
            self._timer = Timer(self._idle_seconds, self._end_idle, [self._idle_seconds])
            self._timer.daemon = True
            self._timer.start()

    def _end_idle(self, seconds: float) -> None:
        """End the processes that have waited for this time."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            latest = time.monotonic() - seconds
            ended = [worker for since, worker in self._idle if since <= latest]
            self._idle = deque(entry for entry in self._idle if entry[0] > latest)
            self._wait()
        for worker in ended:
            worker.end()
