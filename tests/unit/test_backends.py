"""The classes of databases, and the private interfaces of Ibis, its drivers and sqlglot that they use."""

import inspect
import subprocess
import sys
from typing import Any

import duckdb
import ibis
import pytest
import sqlglot
from sqlglot import exp

from data.query.backends import backend_for
from data.query.backends.base import Backend, columns_read, syntax_tree
from data.query.backends.duckdb import DuckDB, connector
from data.query.backends.postgres import Postgres
from data.query.backends.spark import Spark

NUMBERS = ibis.schema({"n": "int64"})


@pytest.fixture
def connection() -> Any:
    return connector(duckdb.connect())()


@pytest.mark.parametrize(("name", "kind"), [("duckdb", DuckDB), ("postgres", Postgres), ("pyspark", Spark)])
def test_a_database_is_found_by_the_name_of_its_ibis_backend(name: str, kind: type[Backend]) -> None:
    assert type(backend_for(name)) is kind
    assert getattr(ibis, name).name == name


def test_any_other_ibis_backend_has_one_connection_and_fetches_through_ibis(connection: Any) -> None:
    backend = backend_for("a backend without a class")
    assert (type(backend), backend.max_connections, backend.in_process) == (Backend, 1, False)
    assert backend.fetch(connection, "SELECT 7 AS n", NUMBERS).to_pydict() == {"n": [7]}
    backend.cancel(connection)


def test_a_driver_is_imported_only_where_its_database_is_used() -> None:
    code = "import sys, data.query.engine; print({'psycopg', 'pyspark'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_seam_duckdb_con_execute(connection: Any) -> None:
    assert DuckDB().fetch(connection, "SELECT 7 AS n", NUMBERS).to_pydict() == {"n": [7]}


def test_seam_duckdb_con_interrupt(connection: Any) -> None:
    DuckDB().cancel(connection)
    assert DuckDB().is_alive(connection)


def test_a_closed_connection_is_not_alive(connection: Any) -> None:
    connection.con.close()
    assert not DuckDB().is_alive(connection)


def test_seam_psycopg_cancel_safe() -> None:
    psycopg = pytest.importorskip("psycopg")
    assert callable(psycopg.Connection.cancel_safe)


def test_seam_ibis_pyspark_session() -> None:
    pytest.importorskip("pyspark")
    from ibis.backends.pyspark import Backend as SparkConnection  # noqa: PLC0415 - only where PySpark is installed

    cancelled: list[bool] = []

    class Session:
        sparkContext = property(lambda self: self)  # noqa: N815 - Spark's name

        def cancelAllJobs(self) -> None:  # noqa: N802 - Spark's name
            cancelled.append(True)

    spark = SparkConnection()
    spark._session = Session()
    Spark().cancel(spark)
    assert cancelled
    assert "self._session = " in inspect.getsource(SparkConnection.do_connect)


def test_seam_ibis_operations_field() -> None:
    table = ibis.table({"a": "int64", "b": "int64", "c": "int64"}, name="t")
    assert columns_read(table.filter(table.b > 1).select("a")) == {"a", "b"}
    assert columns_read(table.aggregate(n=table.count())) == frozenset()


def test_seam_ibis_compiler_to_sqlglot(connection: Any) -> None:
    table = ibis.table({"a": "int64"}, name="t")
    tree = syntax_tree(connection, table.select(b=table.a + 1))
    assert isinstance(tree, exp.Select)
    assert tree.named_selects == ["b"]


def test_seam_ibis_dialect(connection: Any) -> None:
    assert sqlglot.Dialect.get_or_raise(connection.dialect).generator().generate(exp.select("a")) == "SELECT a"


def test_seam_sqlglot_prepend_ctes() -> None:
    clause = exp.With(expressions=[exp.CTE(this=exp.Var(this="SELECT 1 AS n"), alias=exp.TableAlias(this="t"))])
    generator = sqlglot.Dialect.get_or_raise("duckdb").generator()
    assert generator.prepend_ctes(exp.Select(with_=clause), "SELECT n FROM t") == (
        "WITH t AS (SELECT 1 AS n) SELECT n FROM t"
    )
