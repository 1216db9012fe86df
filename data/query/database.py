"""A database as many threads ask it: few connections, a time limit, questions given up, a way back after a loss."""

import logging
import queue
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import ContextVar
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from ibis.backends import BaseBackend

TIME_LIMIT: Final = 20.0
"""Seconds after which a question is given up."""
STEP: Final = 0.1
"""Seconds between two looks whether the answer is still wanted."""
_STAYS: Final = 10.0
"""Seconds for which a thread without a question stays."""
_TRIES: Final = 10
"""How often a question is told to end."""
_LOG: Final = logging.getLogger(__name__)
_CONNECTIONS: Final = {"duckdb": 4, "postgres": 4}
"""How many questions a database is asked at once; one where a connection cannot be shared or is dear."""

# DuckDB advises against what it would plan twice otherwise: to copy the rows of an answer takes less time than that.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)

cancel_check: ContextVar[Callable[[], None]] = ContextVar("cancel_check", default=lambda: None)
"""Called again and again while a thread waits for an answer; it raises where nobody waits for it any more."""


class DatabaseUnavailableError(Exception):
    """The database does not answer; the message is one sentence for a person."""


class QueryTimeoutError(Exception):
    """A question took longer than the time limit; the message is one sentence for a person."""


class _Place:
    """One of a database's connections, or the place of one that is not made yet, with a thread that asks over it.

    The thread stays for a while: a question asked by a new one takes twice as long.
    """

    def __init__(self) -> None:
        self.connection: BaseBackend | None = None
        self.given_up = False
        self._answer: Future[Any] | None = None
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._at_work = False
        self._lock = threading.Lock()

    def begin(self, answer: Future[Any], work: Callable[[], None]) -> None:
        """From now on it works for this answer."""
        with self._lock:
            self._answer, self.given_up = answer, False
            self._work.put(work)
            if not self._at_work:
                self._at_work = True
                threading.Thread(target=self._go, daemon=True).start()

    def _go(self) -> None:
        while True:
            try:
                self._work.get(timeout=_STAYS)()
            except queue.Empty:
                with self._lock:
                    if self._work.empty():
                        self._at_work = False
                        return

    def end(self) -> None:
        """It works for nobody; whoever gives up now comes too late and must not end another's question."""
        with self._lock:
            self._answer = None

    def give_up(self, answer: Future[Any]) -> None:
        """End the question whose answer this is; where the database knows no way, it is dropped when it comes."""
        with self._lock:
            if self._answer is not answer:
                return
            self.given_up = True
            if self.connection is not None:
                _interrupt(self.connection)


class Database:
    """Asks the expressions of one database, from any thread."""

    def __init__(
        self, connect: Callable[[], BaseBackend], time_limit: float = TIME_LIMIT, *, at_once: bool = False
    ) -> None:
        """`connect` makes a connection to the database `name`; `time_limit` is in seconds.

        One that answers `at_once`, a table in this process that is not large, is asked by the thread that waits: where
        many wait, to hand a question to another takes longer than its answer. It is given up between two questions.

        Raises:
            DatabaseUnavailableError: no connection can be had.
        """
        self._connect = connect
        self.time_limit = time_limit
        self._at_once = at_once
        first = _Place()
        first.connection = self._connected()
        self._writer = first.connection
        self.name = str(first.connection.name)
        self._idle: queue.LifoQueue[_Place] = queue.LifoQueue()
        for place in [_Place() for _ in range(_CONNECTIONS.get(self.name, 1) - 1)] + [first]:
            self._idle.put(place)

    def table(self, name: str) -> ir.Table:
        """The table of this name, to make expressions of."""
        return self._ask(lambda connection: connection.table(name))

    def written(self, expression: ir.Table) -> str:
        """The expression in the database's own SQL."""
        return str(self._writer.compile(expression))

    def ask(self, text: str, schema: ibis.Schema) -> pd.DataFrame:
        """The rows of a question written by `written`, in the columns of the schema.

        Raises:
            DatabaseUnavailableError: the database does not answer, over a new connection neither.
            QueryTimeoutError: it took longer than the time limit; it was given up.
        """
        found: pa.Table = self._ask(lambda connection: _fetched(connection, text, schema))
        rows: pd.DataFrame = found.cast(schema.to_pyarrow()).to_pandas(date_as_object=False)
        return rows

    def answers(self) -> bool:
        """Whether the database answers at all."""
        try:
            self._ask(lambda connection: connection.execute(ibis.literal(1)))
        except (DatabaseUnavailableError, QueryTimeoutError):
            return False
        return True

    def _ask(self, work: Callable[[BaseBackend], Any]) -> Any:
        until = time.monotonic() + self.time_limit
        place = self._taken(until)
        if self._at_once:
            try:
                cancel_check.get()()
                return self._worked(place, work)
            finally:
                self._idle.put(place)
        answer: Future[Any] = Future()
        place.begin(answer, lambda: self._work(place, work, answer))
        try:
            while not wait([answer], STEP).done:
                self._go_on(until)
        except BaseException:
            self._end(place, answer)
            raise
        return answer.result()

    def _end(self, place: _Place, answer: Future[Any]) -> None:
        """Give a question up: again where it had not begun yet, for as long as a person may wait."""
        for _ in range(_TRIES):
            place.give_up(answer)
            if wait([answer], STEP).done:
                return

    def _taken(self, until: float) -> _Place:
        while True:
            try:
                return self._idle.get(timeout=STEP)
            except queue.Empty:
                self._go_on(until)

    def _go_on(self, until: float) -> None:
        cancel_check.get()()
        if time.monotonic() > until:
            raise QueryTimeoutError(
                f"The data took longer than {self.time_limit:.0f} seconds to answer. "
                "Narrow the dates or take a filter away, and try again."
            )

    def _work(self, place: _Place, work: Callable[[BaseBackend], Any], answer: Future[Any]) -> None:
        try:
            answer.set_result(self._worked(place, work))
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is awaited
            answer.set_exception(error)
        finally:
            place.end()
            self._idle.put(place)

    def _worked(self, place: _Place, work: Callable[[BaseBackend], Any]) -> Any:
        if place.connection is None:
            place.connection = self._connected()
        try:
            return work(place.connection)
        except Exception:
            if place.given_up or _answers(place.connection):
                raise
        place.connection = None
        place.connection = self._connected()
        return work(place.connection)

    def _connected(self) -> BaseBackend:
        try:
            return self._connect()
        except Exception as error:
            raise DatabaseUnavailableError(
                "The database does not answer; it is asked again every few seconds."
            ) from error


def _fetched(connection: BaseBackend, text: str, schema: ibis.Schema) -> pa.Table:
    if connection.name == "duckdb":
        return connection.con.execute(text).to_arrow_table()
    return connection.sql(text, schema=schema).to_pyarrow()


def _interrupt(connection: BaseBackend) -> None:
    try:
        if connection.name == "duckdb":
            connection.con.interrupt()
        elif connection.name == "postgres":
            connection.con.cancel_safe(timeout=2)
        elif connection.name == "pyspark":
            connection._session.sparkContext.cancelAllJobs()  # noqa: SLF001 - Ibis has no public name for it
    except Exception:  # noqa: BLE001 - a server that does not hear it is gone, and the question with it
        _LOG.warning("A question could not be ended.", exc_info=True)


def _answers(connection: BaseBackend) -> bool:
    """Whether the database answers at all; if it does, it is the question that failed."""
    try:
        connection.execute(ibis.literal(1))
    except Exception:  # noqa: BLE001 - each driver has its own, and all of them mean no
        return False
    return True
