"""How a database is asked: within a time limit, by many threads, given up when nobody waits, found after a loss."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import duckdb
import ibis
import pandas as pd
import pytest

from data.query.database import Database, DatabaseUnavailableError, QueryTimeoutError, _Place, cancel_check
from data.query.query_cache import QueryCache

# A question that no machine answers within minutes.
ENDLESS = (
    "SELECT count(*) AS n FROM range(1000000) a, range(1000000) b, range(1000) c WHERE a.range + b.range < c.range"
)
COUNT = ibis.schema({"n": "int64"})


class GoneError(RuntimeError):
    """What a driver raises when its server is not there."""


class Away:
    """A server that can go away and come back: each connection is lost with it."""

    def __init__(self) -> None:
        self.held = duckdb.connect()
        self.there = True
        self.connections: list[Any] = []

    def connect(self) -> Any:
        if not self.there:
            raise GoneError
        self.connections.append(ibis.duckdb.from_connection(self.held.cursor()))
        return self.connections[-1]

    def go(self) -> None:
        self.there = False
        for connection in self.connections:
            connection.con.close()


def database(time_limit: float = 30.0) -> Database:
    held = duckdb.connect()
    return Database(lambda: ibis.duckdb.from_connection(held.cursor()), time_limit)


def nothing() -> None:
    """Work that is done at once."""


def count(asked: Database) -> int:
    return int(asked.ask("SELECT 7 AS n", COUNT)["n"].iloc[0])


@contextmanager
def waiting(hook: Callable[[], None]) -> Iterator[None]:
    token = cancel_check.set(hook)
    try:
        yield
    finally:
        cancel_check.reset(token)


def test_a_question_beyond_the_time_limit_is_given_up_and_the_database_goes_on() -> None:
    asked = database(time_limit=0.2)
    for _ in range(6):  # more than there are connections: none is lost to a question that was given up
        with pytest.raises(QueryTimeoutError, match=r"Narrow the dates"):
            asked.ask(ENDLESS, COUNT)
    assert count(asked) == 7


def test_a_question_that_nobody_waits_for_any_more_ends_at_once() -> None:
    asked = database(time_limit=600)

    class Unwanted(BaseException):
        pass

    def leave() -> None:
        raise Unwanted

    with waiting(leave):
        for _ in range(6):
            with pytest.raises(Unwanted):
                asked.ask(ENDLESS, COUNT)
    assert count(asked) == 7


class Told:
    """A connection that hears that its question shall end; its server may not."""

    name = "postgres"

    def __init__(self, fault: Exception | None = None) -> None:
        self.con, self.ended, self.fault = self, 0, fault

    def cancel_safe(self, timeout: float) -> None:
        assert timeout
        self.ended += 1
        if self.fault:
            raise self.fault


def test_who_gives_up_too_late_does_not_end_the_next_question_on_the_connection() -> None:
    place, connection = _Place(), Told()
    place.connection = connection
    late: Future[Any] = Future()
    place.begin(late, nothing)
    place.end()
    place.begin(Future(), nothing)
    place.give_up(late)
    assert not connection.ended
    assert not place.given_up


def test_a_server_that_cannot_be_told_to_end_a_question_costs_nothing_more() -> None:
    place, connection = _Place(), Told(GoneError())
    place.connection = connection
    answer: Future[Any] = Future()
    place.begin(answer, nothing)
    place.give_up(answer)
    assert connection.ended


def test_a_table_that_answers_at_once_is_asked_by_who_waits_and_found_again() -> None:
    server, threads = Away(), []
    asked = Database(server.connect, at_once=True)
    asked._ask(lambda _: threads.append(threading.current_thread()))
    assert threads == [threading.current_thread()]
    for _ in range(6):  # more than there are connections: each is given back
        with pytest.raises(duckdb.CatalogException, match="no_such_table"):
            asked.ask("SELECT count(*) AS n FROM no_such_table", COUNT)
    server.go()
    with pytest.raises(DatabaseUnavailableError):
        count(asked)
    server.there = True
    assert count(asked) == 7


def test_what_is_asked_at_once_is_not_asked_where_nobody_waits_any_more() -> None:
    class Unwanted(BaseException):
        pass

    def unwanted() -> None:
        raise Unwanted

    asked = Database(Away().connect, at_once=True)
    for _ in range(6):
        with waiting(unwanted), pytest.raises(Unwanted):
            count(asked)
    assert count(asked) == 7


def test_a_connection_s_thread_goes_when_it_is_not_asked_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.query.database._STAYS", 0.01)
    before = threading.active_count()
    asked = database()
    for _ in range(3):
        assert count(asked) == 7
        until = time.monotonic() + 20
        while threading.active_count() > before:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_a_fault_of_the_question_is_told_as_it_is() -> None:
    with pytest.raises(duckdb.CatalogException, match="no_such_table"):
        database().ask("SELECT count(*) AS n FROM no_such_table", COUNT)


def test_a_database_that_went_away_is_said_to_be_and_found_again() -> None:
    server = Away()
    asked = Database(server.connect)
    assert count(asked) == 7
    server.go()
    for _ in range(6):
        with pytest.raises(DatabaseUnavailableError, match="does not answer"):
            count(asked)
    assert not asked.answers()
    server.there = True
    assert asked.answers()
    assert count(asked) == 7


def test_a_database_that_only_lost_its_connections_is_asked_over_new_ones() -> None:
    server = Away()
    asked = Database(server.connect)
    server.go()
    server.there = True
    assert count(asked) == 7


def test_equal_questions_of_many_threads_are_asked_once() -> None:
    answers, asked, begun = QueryCache(), [], threading.Event()

    def ask() -> int:
        asked.append(1)
        begun.wait(10)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(answers.of("key", ask))) for _ in range(5)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join(10)
    assert found == [7] * 5
    assert len(asked) == 1


def test_a_question_that_failed_is_asked_again() -> None:
    answers = QueryCache()
    with pytest.raises(GoneError):
        answers.of("key", lambda: (_ for _ in ()).throw(GoneError))
    assert answers.of("key", lambda: 7) == 7


def test_the_oldest_answers_are_forgotten_beyond_the_limit_of_bytes() -> None:
    answers = QueryCache(limit_mb=1)
    frame = pd.DataFrame({"n": range(15_000)})  # a third of a megabyte
    for key in range(4):
        answers.of(key, lambda: frame)
    asked = []
    for key in (3, 0):
        answers.of(key, lambda key=key: asked.append(key))
    assert asked == [0]


def test_an_answer_larger_than_all_that_is_kept_is_given_but_not_kept() -> None:
    answers, asked = QueryCache(limit_mb=1), []
    for _ in range(2):
        assert len(answers.of("key", lambda: asked.append(1) or pd.DataFrame({"n": range(500_000)}))) == 500_000
    assert len(asked) == 2


def test_the_time_limit_counts_the_wait_for_a_free_connection() -> None:
    asked = database(time_limit=0.5)
    started = time.monotonic()

    def ask() -> None:
        with pytest.raises(QueryTimeoutError):
            asked.ask(ENDLESS, COUNT)

    threads = [threading.Thread(target=ask) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert time.monotonic() - started < 30
    assert count(asked) == 7
