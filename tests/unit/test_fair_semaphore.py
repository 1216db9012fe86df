"""A fair semaphore: waiting threads check for cancellation now and then, without losing their place in the queue."""

import time
from collections import Counter
from collections.abc import Callable
from threading import Event, Thread

import pytest

from data import fair_semaphore
from data.cancelling import cancel_check
from data.fair_semaphore import FairSemaphore

PATIENCE = 20
NAMES = list("bcdef")


class CancelledThreadError(Exception):
    """The thread was cancelled."""


class Queue:
    """Threads that arrive one after the other; the first holds the only permit until `over` is set."""

    def __init__(self) -> None:
        self.semaphore = FairSemaphore(1)
        self.order: list[str] = []
        self.checks: Counter[str] = Counter()
        self.cancelled: set[str] = set()
        self.busy: set[str] = set()
        self.gone: list[str] = []
        self.over = Event()
        self.threads = [self._begin("a"), *(self._begin(name) for name in NAMES)]

    def wait_for(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until
            time.sleep(0.001)

    def finish(self) -> list[str]:
        """Return the threads that got a permit, in order."""
        self.over.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        return self.order

    def _begin(self, name: str) -> Thread:
        thread = Thread(target=self._work, args=(name,))
        thread.start()
        self.wait_for(lambda: name in self.order or self.checks[name] > 0)
        return thread

    def _work(self, name: str) -> None:
        def check() -> None:
            self.checks[name] += 1
            if name in self.cancelled:
                raise CancelledThreadError
            self.wait_for(lambda: name not in self.busy)

        cancel_check.set(check)
        try:
            with self.semaphore.acquire():
                self.order.append(name)
                assert name != "a" or self.over.wait(PATIENCE)
        except CancelledThreadError:
            self.gone.append(name)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    monkeypatch.setattr(fair_semaphore, "POLL_INTERVAL_S", 0.002)
    return Queue()


def test_the_first_to_arrive_is_next_even_while_it_checks_for_cancellation(queue: Queue) -> None:
    checks = queue.checks["b"]
    queue.busy = {"b"}
    queue.wait_for(lambda: queue.checks["b"] > checks)
    queue.over.set()
    queue.threads[0].join(PATIENCE)
    checks = queue.checks["f"]
    queue.wait_for(lambda: queue.checks["f"] > checks + 5 or "f" in queue.order)
    assert queue.order == ["a"]
    queue.busy = set()
    assert queue.finish() == ["a", *NAMES]


def test_a_cancelled_thread_leaves_the_queue_to_the_others(queue: Queue) -> None:
    queue.cancelled = {"b", "d"}
    queue.wait_for(lambda: set(queue.gone) == queue.cancelled)
    assert queue.finish() == ["a", "c", "e", "f"]


def test_a_permit_is_released_after_an_error() -> None:
    only = FairSemaphore(1)
    for _ in range(2):
        with pytest.raises(CancelledThreadError), only.acquire():
            raise CancelledThreadError
    with only.acquire():
        pass


def test_no_more_threads_than_permits_run_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_semaphore, "POLL_INTERVAL_S", 0.002)
    two = FairSemaphore(2)

    def leave() -> None:
        raise CancelledThreadError

    token = cancel_check.set(leave)
    with two.acquire(), two.acquire(), pytest.raises(CancelledThreadError), two.acquire():
        raise AssertionError
    with two.acquire(), two.acquire():
        cancel_check.reset(token)
