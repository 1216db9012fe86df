"""A semaphore that serves waiting threads in the order of their arrival."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

from data.cancelling import POLL_INTERVAL_S, cancel_check


class FairSemaphore:
    """A first-in, first-out semaphore; with `threading.Semaphore` a late thread can overtake one that waits longer.

    >>> only = FairSemaphore(1)
    >>> with only.acquire():
    ...     print("one thread at a time")
    one thread at a time
    """

    def __init__(self, permits: int) -> None:
        """Let at most `permits` threads in at the same time."""
        self._free = permits
        self._waiting: deque[Event] = deque()
        self._lock = Lock()

    @contextmanager
    def acquire(self, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Wait for a permit and hold it; a run that was cancelled (`cancel_check` raises) leaves the queue.

        `on_wait` is called once where no permit is free.
        """
        admitted = Event()
        with self._lock:
            self._waiting.append(admitted)
            self._admit()
        try:
            if not admitted.is_set():
                on_wait()
            while not admitted.wait(POLL_INTERVAL_S):
                cancel_check.get()()
            yield
        finally:
            with self._lock:
                if admitted.is_set():
                    self._free += 1
                else:
                    self._waiting.remove(admitted)
                self._admit()

    def _admit(self) -> None:
        """Give free permits to the threads that have waited longest; the caller holds the lock."""
        while self._free and self._waiting:
            self._free -= 1
            self._waiting.popleft().set()
