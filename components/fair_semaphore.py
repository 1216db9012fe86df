"""Turns at work for many that want it at once, in the order in which they came."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from data.query.database import POLL_INTERVAL_S, cancel_check


class FairSemaphore:
    """So many may work at once; the others wait. A semaphore would let who waits longest stand behind who came last."""

    def __init__(self, number: int) -> None:
        """Give at most `number` turns at once."""
        self._free = number
        self._waiting: deque[Event] = deque()
        self._lock = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and have it; who is no longer wanted (`cancel_check`) leaves the queue."""
        mine = Event()
        with self._lock:
            self._waiting.append(mine)
            self._give()
        try:
            while not mine.wait(POLL_INTERVAL_S):
                cancel_check.get()()
            yield
        finally:
            with self._lock:
                if mine.is_set():
                    self._free += 1
                else:
                    self._waiting.remove(mine)
                self._give()

    def _give(self) -> None:
        while self._free and self._waiting:
            self._free -= 1
            self._waiting.popleft().set()
