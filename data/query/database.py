"""A database shared by many threads: few connections, a time limit, cancellation, and reconnection after a loss."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, Final, TypeVar

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from sqlglot import exp

from data import metrics, settings
from data.cancelling import POLL_INTERVAL_S, cancel_check
from data.clean_text import clean_table
from data.query.backends import backend_for
from data.query.backends.base import Backend, Connection, syntax_tree

CONNECT_TIMEOUT_S: Final = 30
"""Seconds that the first connection may take."""
IDLE_TIMEOUT_S: Final = 10.0
"""Seconds after which the thread of an idle connection ends."""
CANCEL_S: Final = 1.0
"""Seconds for which a query is cancelled again: the first attempt may come before the query has started."""
AWAY: Final = "The database does not answer."
_LOG: Final = logging.getLogger(__name__)

Result = TypeVar("Result")


class DatabaseUnavailableError(Exception):
    """The database does not answer; the message is one sentence for a person."""


class QueryTimeoutError(Exception):
    """A query took longer than the time limit; the message is one sentence for a person."""


class QueryFailedError(Exception):
    """The database refuses a query, as where a table is gone; the message is one sentence for a person."""


QUERY_ERRORS: Final = (DatabaseUnavailableError, QueryTimeoutError, QueryFailedError)
"""What a query may raise. The messages hold nothing of the database: its own words are the cause of the error."""


class Worker:
    """One connection of a database, made when it is first needed, and a thread that runs queries on it.

    The thread waits a while for the next query, because starting a thread takes as long as a small query. The threads
    are daemons: those of a `ThreadPoolExecutor` are joined when Python exits, where a query that cannot be cancelled
    would hold the process.
    """

    def __init__(self, backend: Backend, connection: Connection | None = None) -> None:
        """Start without a thread, and without a connection unless one is given."""
        self.backend = backend
        self.connection = connection
        self.cancelled = False
        self._current: Future[Any] | None = None
        self._tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._has_thread = False
        self._lock = threading.Lock()

    def submit(self, result: Future[Any], task: Callable[[], None]) -> None:
        """Run `task` in the worker's thread; `result` identifies it for `cancel`."""
        with self._lock:
            self._current, self.cancelled = result, False
            self._tasks.put(task)
            if not self._has_thread:
                self._has_thread = True
                threading.Thread(target=self._run_tasks, daemon=True).start()

    def _run_tasks(self) -> None:
        while True:
            try:
                self._tasks.get(timeout=IDLE_TIMEOUT_S)()
            except queue.Empty:
                with self._lock:
                    if self._tasks.empty():
                        self._has_thread = False
                        return

    def release(self) -> None:
        """Mark the worker idle, so that a late cancel cannot interrupt the next query."""
        with self._lock:
            self._current = None

    def cancel(self, result: Future[Any]) -> None:
        """Cancel the query of this result if it is still the current one."""
        with self._lock:
            if self._current is not result:
                return
            self.cancelled = True
            if self.connection is None:
                return
            try:
                self.backend.cancel(self.connection)
            except Exception as error:  # noqa: BLE001 - a server that cannot be reached has dropped the query, too
                _LOG.warning("A query could not be cancelled: %s", type(error).__name__)


class Database:
    """Runs queries on one database, from any thread."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        time_limit: float | None = None,
        *,
        inline: bool = False,
        is_clean: bool = True,
    ) -> None:
        """Open the first connection; others are opened when they are needed.

        Args:
            connect: makes a connection, an Ibis backend.
            time_limit: seconds after which a query is cancelled; if None, those of the settings.
            inline: run queries in the calling thread, for small tables in this process: with many callers, passing a
                query to another thread takes longer than the query. A running query then cannot be cancelled.
            is_clean: whether all text of the tables is clean (`data.clean_text`); else that of each result is cleaned.

        Raises:
            DatabaseUnavailableError: connecting failed, or took longer than `CONNECT_TIMEOUT_S`.
            SettingError: the setting of the time limit cannot be read.
        """
        self._connect = connect
        self.time_limit = float(settings.QUERY_SECONDS.value) if time_limit is None else time_limit
        self._inline = inline
        self._is_clean = is_clean
        self._compiling = self._new_connection() if inline else self._first_connection()
        self.name = str(self._compiling.name)
        self.backend = backend_for(self.name)
        first = Worker(self.backend, self._compiling)
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in [*(Worker(self.backend) for _ in range(self.backend.max_connections - 1)), first]:
            self._idle.put(worker)

    @property
    def in_process(self) -> bool:
        """Whether queries use the processors of this process."""
        return self.backend.in_process

    def table(self, name: str) -> ir.Table:
        """Return the table of this name, to build expressions on."""
        return self._run(lambda connection: connection.table(name))

    def compile(self, expression: ir.Table) -> str:
        """Return the SQL of an expression, in the database's dialect."""
        return str(self._compiling.compile(expression))

    def syntax_tree(self, expression: ir.Table) -> exp.Select:
        """Return the sqlglot tree of an expression, to be changed before `generate` makes it SQL."""
        return syntax_tree(self._compiling, expression)

    def generate(self, tree: exp.Expression) -> str:
        """Return the SQL of a sqlglot tree, in the database's dialect."""
        return str(tree.sql(dialect=self.dialect, copy=False))

    @property
    def dialect(self) -> Any:
        """The database's sqlglot dialect, as Ibis uses it."""
        return self._compiling.dialect

    def query(self, sql: str, schema: ibis.Schema) -> pd.DataFrame:
        """Return the rows of a query, in the columns and types of `schema`; days are `datetime64`.

        Raises:
            DatabaseUnavailableError: the database does not answer, on a new connection neither.
            QueryTimeoutError: the query took longer than the time limit and was cancelled.
            QueryFailedError: the database refuses the query.
        """
        metrics.QUERIES.inc()
        try:
            rows: pa.Table = self._run(lambda connection: self.backend.fetch(connection, sql, schema))
        except QUERY_ERRORS:
            raise
        except Exception as error:
            raise QueryFailedError(
                "The events cannot be queried now: their table or one of its columns is damaged, changed or gone."
            ) from error
        rows = rows.cast(schema.to_pyarrow())
        frame: pd.DataFrame = (rows if self._is_clean else clean_table(rows)).to_pandas(date_as_object=False)
        return frame

    def is_alive(self) -> bool:
        """Return whether the database answers within the time limit."""
        try:
            self._run(lambda connection: connection.execute(ibis.literal(1)))
        except QUERY_ERRORS:
            return False
        return True

    def _run(self, task: Callable[[Connection], Result]) -> Result:
        deadline = time.monotonic() + self.time_limit
        worker = self._idle_worker(deadline)
        if self._inline:
            try:
                cancel_check.get()()
                return self._attempt(worker, task)
            finally:
                self._idle.put(worker)
        result: Future[Result] = Future()
        worker.submit(result, lambda: self._complete(worker, task, result))
        try:
            while not wait([result], POLL_INTERVAL_S).done:
                self._check(deadline)
        except BaseException:
            self._cancel(worker, result)
            raise
        return result.result()

    def _cancel(self, worker: Worker, result: Future[Any]) -> None:
        """Cancel a query, again if it had not started yet; nobody waits long for a server that is gone."""
        latest = time.monotonic() + CANCEL_S
        while True:
            worker.cancel(result)
            if wait([result], POLL_INTERVAL_S).done or time.monotonic() > latest:
                return

    def _idle_worker(self, deadline: float) -> Worker:
        while True:
            try:
                return self._idle.get(timeout=POLL_INTERVAL_S)
            except queue.Empty:
                self._check(deadline)

    def _check(self, deadline: float) -> None:
        cancel_check.get()()
        if time.monotonic() > deadline:
            raise QueryTimeoutError(
                f"The data took longer than {self.time_limit:.0f} second{'s' * (self.time_limit != 1)} to answer. "
                "Narrow the dates or take a filter away, and try again."
            )

    def _complete(self, worker: Worker, task: Callable[[Connection], Result], result: Future[Result]) -> None:
        _complete(result, lambda: self._attempt(worker, task))
        worker.release()
        self._idle.put(worker)

    def _attempt(self, worker: Worker, task: Callable[[Connection], Result]) -> Result:
        """Run a task; if it failed because the connection is lost, run it again on a new one."""
        if worker.connection is None:
            worker.connection = self._new_connection()
        try:
            return task(worker.connection)
        except Exception:
            if worker.cancelled or self.backend.is_alive(worker.connection):
                raise
        worker.connection = None
        worker.connection = self._new_connection()
        return task(worker.connection)

    def _first_connection(self) -> Connection:
        """Connect in another thread: a host that swallows packets must not hold the caller."""
        connected: Future[Connection] = Future()
        threading.Thread(target=_complete, args=(connected, self._new_connection), daemon=True).start()
        if not wait([connected], CONNECT_TIMEOUT_S).done:
            raise DatabaseUnavailableError(AWAY) from TimeoutError(f"no answer within {CONNECT_TIMEOUT_S} seconds")
        return connected.result()

    def _new_connection(self) -> Connection:
        try:
            return self._connect()
        except Exception as error:
            raise DatabaseUnavailableError(AWAY) from error


def _complete(result: Future[Result], task: Callable[[], Result]) -> None:
    try:
        result.set_result(task())
    except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
        result.set_exception(error)
