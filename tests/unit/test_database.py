"""Queries on a database: a time limit, many threads, cancellation, and reconnection after a loss."""

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

from data import settings
from data.cancelling import cancel_check
from data.query.backends.duckdb import connector
from data.query.backends.postgres import Postgres
from data.query.database import (
    Database,
    DatabaseUnavailableError,
    QueryFailedError,
    QueryTimeoutError,
    Worker,
)
from data.query.query_cache import QueryCache

# A query that no machine answers within minutes.
ENDLESS = (
    "SELECT count(*) AS n FROM range(1000000) a, range(1000000) b, range(1000) c WHERE a.range + b.range < c.range"
)
COUNT = ibis.schema({"n": "int64"})


class GoneError(RuntimeError):
    """The error of a driver whose server is unavailable."""


class Away:
    """A server that can fail and recover; a failure closes all connections."""

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
    return Database(connector(duckdb.connect()), time_limit)


def nothing() -> None:
    """A task that ends immediately."""


def count(db: Database) -> int:
    return int(db.query("SELECT 7 AS n", COUNT)["n"].iloc[0])


@contextmanager
def cancelling(hook: Callable[[], None]) -> Iterator[None]:
    token = cancel_check.set(hook)
    try:
        yield
    finally:
        cancel_check.reset(token)


def test_a_query_beyond_the_time_limit_is_cancelled_and_the_database_stays_usable() -> None:
    db = database(time_limit=0.2)
    for _ in range(6):  # more than there are connections: none is lost to a cancelled query
        with pytest.raises(QueryTimeoutError, match=r"Narrow the dates"):
            db.query(ENDLESS, COUNT)
    assert count(db) == 7


def test_a_query_whose_result_is_not_needed_any_more_is_cancelled() -> None:
    db = database(time_limit=600)

    class Unwanted(BaseException):
        pass

    def leave() -> None:
        raise Unwanted

    with cancelling(leave):
        for _ in range(6):
            with pytest.raises(Unwanted):
                db.query(ENDLESS, COUNT)
    assert count(db) == 7


class Cancellable:
    """A PostgreSQL connection that counts how often its query is cancelled; its server may be unavailable."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.con, self.cancelled, self.fault = self, 0, fault

    def cancel_safe(self, timeout: float) -> None:
        assert timeout
        self.cancelled += 1
        if self.fault:
            raise self.fault


def test_a_late_cancel_does_not_cancel_the_next_query_of_the_connection() -> None:
    connection = Cancellable()
    worker = Worker(Postgres(), connection)
    late: Future[Any] = Future()
    worker.submit(late, nothing)
    worker.release()
    worker.submit(Future(), nothing)
    worker.cancel(late)
    assert not connection.cancelled
    assert not worker.cancelled


def test_a_server_that_cannot_be_reached_to_cancel_raises_nothing() -> None:
    connection = Cancellable(GoneError())
    worker = Worker(Postgres(), connection)
    result: Future[Any] = Future()
    worker.submit(result, nothing)
    worker.cancel(result)
    assert connection.cancelled


def test_an_inline_database_runs_queries_in_the_calling_thread_and_reconnects() -> None:
    server, threads = Away(), []
    db = Database(server.connect, inline=True)
    db._run(lambda _: threads.append(threading.current_thread()))
    assert threads == [threading.current_thread()]
    for _ in range(6):  # more than there are connections: each is given back
        with pytest.raises(QueryFailedError):
            db.query("SELECT count(*) AS n FROM no_such_table", COUNT)
    server.go()
    with pytest.raises(DatabaseUnavailableError):
        count(db)
    server.there = True
    assert count(db) == 7


def test_an_inline_query_whose_result_is_not_needed_is_not_run() -> None:
    class Unwanted(BaseException):
        pass

    def unwanted() -> None:
        raise Unwanted

    db = Database(Away().connect, inline=True)
    for _ in range(6):
        with cancelling(unwanted), pytest.raises(Unwanted):
            count(db)
    assert count(db) == 7


def test_the_thread_of_an_idle_connection_ends_and_a_new_query_starts_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.query.database.IDLE_TIMEOUT_S", 0.01)
    before = threading.active_count()
    db = database()
    for _ in range(3):
        assert count(db) == 7
        until = time.monotonic() + 20
        while threading.active_count() > before:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_an_error_of_the_query_itself_is_a_sentence_with_the_database_s_words_as_its_cause() -> None:
    with pytest.raises(QueryFailedError, match=r"^The events cannot be queried now: [^:]*\.$") as caught:
        database().query("SELECT count(*) AS n FROM no_such_table", COUNT)
    assert "no_such_table" not in str(caught.value)
    assert isinstance(caught.value.__cause__, duckdb.CatalogException)


def test_the_time_limit_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_QUERY_SECONDS", "1")
    db = Database(connector(duckdb.connect()))
    assert db.time_limit == 1
    with pytest.raises(QueryTimeoutError, match="longer than 1 second"):
        db.query(ENDLESS, COUNT)
    monkeypatch.setenv("BASEWATCH_QUERY_SECONDS", "soon")
    with pytest.raises(settings.SettingError):
        Database(connector(duckdb.connect()))


def test_a_host_that_never_answers_does_not_hold_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.query.database.CONNECT_TIMEOUT_S", 0.05)
    answers = threading.Event()
    with pytest.raises(DatabaseUnavailableError):
        Database(lambda: answers.wait(60))
    answers.set()


def test_a_lost_database_raises_unavailable_until_it_is_back() -> None:
    server = Away()
    db = Database(server.connect)
    assert count(db) == 7
    server.go()
    for _ in range(6):
        with pytest.raises(DatabaseUnavailableError, match="does not answer"):
            count(db)
    assert not db.is_alive()
    server.there = True
    assert db.is_alive()
    assert count(db) == 7


def test_lost_connections_are_replaced() -> None:
    server = Away()
    db = Database(server.connect)
    server.go()
    server.there = True
    assert count(db) == 7


def test_equal_queries_of_many_threads_run_once() -> None:
    cache, runs, begun = QueryCache(), [], threading.Event()

    def run() -> int:
        runs.append(1)
        begun.wait(10)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(cache.get_or_compute("key", run))) for _ in range(5)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join(10)
    assert found == [7] * 5
    assert len(runs) == 1


def test_a_failed_query_is_not_cached() -> None:
    cache = QueryCache()
    with pytest.raises(GoneError):
        cache.get_or_compute("key", lambda: (_ for _ in ()).throw(GoneError))
    assert cache.get_or_compute("key", lambda: 7) == 7


def test_the_least_recently_used_results_are_removed_beyond_the_limit() -> None:
    cache = QueryCache(limit_mb=1)
    frame = pd.DataFrame({"n": range(15_000)})  # a third of a megabyte
    for key in range(4):
        cache.get_or_compute(key, lambda: frame)
    runs = []
    for key in (3, 0):
        cache.get_or_compute(key, lambda key=key: runs.append(key))
    assert runs == [0]


def test_a_result_larger_than_the_cache_is_returned_but_not_cached() -> None:
    cache, runs = QueryCache(limit_mb=1), []
    for _ in range(2):
        assert (
            len(cache.get_or_compute("key", lambda: runs.append(1) or pd.DataFrame({"n": range(500_000)}))) == 500_000
        )
    assert len(runs) == 2


def test_the_time_limit_counts_the_wait_for_a_free_connection() -> None:
    db = database(time_limit=0.5)
    started = time.monotonic()

    def run() -> None:
        with pytest.raises(QueryTimeoutError):
            db.query(ENDLESS, COUNT)

    threads = [threading.Thread(target=run) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert time.monotonic() - started < 30
    assert count(db) == 7
