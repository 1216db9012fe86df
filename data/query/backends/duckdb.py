"""DuckDB, inside this process."""

import warnings
from collections.abc import Callable

import duckdb
import ibis
import pyarrow as pa

from data.query.backends.base import Backend, Connection

# DuckDB recommends `con.sql(…).to_arrow_table()`, which plans each query twice: that takes longer than the copy of the
# result which it saves (see docs/performance.md).
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)


class DuckDB(Backend):
    """DuckDB: four queries at the same time, each on a separate cursor."""

    max_connections = 4
    in_process = True

    def fetch(self, connection: Connection, sql: str, schema: ibis.Schema) -> pa.Table:  # noqa: ARG002 - the base's
        """Return the rows of a query; Ibis would plan it twice."""
        return connection.con.execute(sql).to_arrow_table()

    def cancel(self, connection: Connection) -> None:
        """Interrupt the cursor's query."""
        connection.con.interrupt()


def connector(opened: duckdb.DuckDBPyConnection) -> Callable[[], Connection]:
    """Return a function that connects to an open DuckDB database, with a new cursor each time."""
    return lambda: ibis.duckdb.from_connection(opened.cursor())
