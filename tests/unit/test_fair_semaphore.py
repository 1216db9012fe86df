"""Turns at work: who waits looks again and again whether the turn is still wanted, and keeps the place in the queue."""

import time
from collections import Counter
from collections.abc import Callable
from threading import Event, Thread

import pytest

from components import fair_semaphore
from components.fair_semaphore import FairSemaphore
from data.query.database import cancel_check

PATIENCE = 20
NAMES = list("bcdef")


class UnwantedError(Exception):
    """Nobody waits any more."""


class Queue:
    """Threads that want turns, one after the other; the first has the only one until it is `over`."""

    def __init__(self) -> None:
        self.turns = FairSemaphore(1)
        self.order: list[str] = []
        self.looks: Counter[str] = Counter()
        self.unwanted: set[str] = set()
        self.busy: set[str] = set()
        self.left: list[str] = []
        self.over = Event()
        self.threads = [self._begin("a"), *(self._begin(name) for name in NAMES)]

    def wait_for(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until
            time.sleep(0.001)

    def finish(self) -> list[str]:
        """Who had a turn, in order."""
        self.over.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        return self.order

    def _begin(self, name: str) -> Thread:
        thread = Thread(target=self._work, args=(name,))
        thread.start()
        self.wait_for(lambda: name in self.order or self.looks[name] > 0)
        return thread

    def _work(self, name: str) -> None:
        def look() -> None:
            self.looks[name] += 1
            if name in self.unwanted:
                raise UnwantedError
            self.wait_for(lambda: name not in self.busy)

        cancel_check.set(look)
        try:
            with self.turns.turn():
                self.order.append(name)
                assert name != "a" or self.over.wait(PATIENCE)
        except UnwantedError:
            self.left.append(name)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    monkeypatch.setattr(fair_semaphore, "POLL_INTERVAL_S", 0.002)
    return Queue()


def test_who_came_first_is_next_even_while_looking(queue: Queue) -> None:
    looks = queue.looks["b"]
    queue.busy = {"b"}
    queue.wait_for(lambda: queue.looks["b"] > looks)
    queue.over.set()
    queue.threads[0].join(PATIENCE)
    looks = queue.looks["f"]
    queue.wait_for(lambda: queue.looks["f"] > looks + 5 or "f" in queue.order)
    assert queue.order == ["a"]
    queue.busy = set()
    assert queue.finish() == ["a", *NAMES]


def test_who_is_not_wanted_any_more_leaves_the_queue_to_the_others(queue: Queue) -> None:
    queue.unwanted = {"b", "d"}
    queue.wait_for(lambda: set(queue.left) == queue.unwanted)
    assert queue.finish() == ["a", "c", "e", "f"]


def test_a_turn_that_ends_badly_is_given_back() -> None:
    only = FairSemaphore(1)
    for _ in range(2):
        with pytest.raises(UnwantedError), only.turn():
            raise UnwantedError
    with only.turn():
        pass


def test_so_many_work_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_semaphore, "POLL_INTERVAL_S", 0.002)
    two = FairSemaphore(2)

    def leave() -> None:
        raise UnwantedError

    token = cancel_check.set(leave)
    with two.turn(), two.turn(), pytest.raises(UnwantedError), two.turn():
        raise AssertionError
    with two.turn(), two.turn():
        cancel_check.reset(token)
