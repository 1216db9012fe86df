"""What the other modules use of a database, as any Ibis backend does it."""

from collections.abc import Mapping
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.expr.operations import Field
from sqlglot import exp

Connection = Any
"""An `ibis.backends.BaseBackend`; Ibis ships no types."""


class Backend:
    """Any Ibis backend: one connection, no cancelling. Subclasses override what their database does better."""

    max_connections: int = 1
    """Number of queries that may run at the same time. One where a connection is expensive or cannot be shared."""
    in_process: bool = False
    """Whether queries use the processors of this process."""
    sorts_by_bytes: bool = True
    """Whether text is sorted by its bytes, not by the rules of a language."""
    connect_options: ClassVar[Mapping[str, Any]] = {}
    """What `ibis.connect` is given beside a URL that does not set it, so that a server which is gone is noticed."""

    def fetch(self, connection: Connection, sql: str, schema: ibis.Schema) -> pa.Table:
        """Return the rows of a query, in columns with the names of `schema`."""
        return connection.sql(sql, schema=schema).to_pyarrow()

    def cancel(self, connection: Connection) -> None:
        """Stop the query that runs on the connection; here it is left to end by itself."""

    def is_alive(self, connection: Connection) -> bool:
        """Return whether the database answers on this connection."""
        try:
            connection.execute(ibis.literal(1))
        except Exception:  # noqa: BLE001 - each driver raises other errors
            return False
        return True


def syntax_tree(connection: Connection, expression: ir.Table) -> exp.Select:
    """Return the sqlglot tree to which Ibis compiles an expression for this connection's database."""
    tree: exp.Select = connection.compiler.to_sqlglot(expression)
    return tree


def columns_read(expression: ir.Table) -> frozenset[str]:
    """Return the names of all columns that an expression reads, of its table and of its intermediate steps.

    >>> table = ibis.table({"a": "int64", "b": "int64", "c": "int64"}, name="t")
    >>> sorted(columns_read(table.filter(table.b > 1).select("a")))
    ['a', 'b']
    """
    return frozenset(field.name for field in expression.op().find(Field))
