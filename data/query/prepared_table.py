"""The events table in the form that DuckDB queries fastest: ENUM columns, and derived columns that are stored."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
from sqlglot import exp

from data.casualties import WIDE, to_wide, toll_kinds
from data.clean_text import MAY_BE_UNCLEAN, cleaner
from data.query import derived_columns, queries
from data.query.backends.base import syntax_tree
from data.record.catalog import EVENT_COLUMNS

TABLE: Final = "events"
BY_DAY: Final = "events_by_day"
"""Name of the daily rollup."""
ROLLUP_MIN_RATIO: Final = 8
"""The daily rollup is built only if the events are at least this many times as many as its rows."""
CACHE_SCHEMA_VERSION: Final = f"10-{derived_columns.TERMS}"
"""Part of the name of prepared files. Raise the number when their tables change, so that older files are rebuilt."""
MEMORY: Final = "4GB"
"""Memory limit of DuckDB for one prepared file."""
_ENUMERATED: Final = (
    *("time_precision", "country", "admin1", "location", "place_names", "geo_precision", "side", "event_type"),
    *("weapon", "actor", "actor_basis", "target", "outcome", "source", "origin"),
)
_TEXTS: Final = (*_ENUMERATED, "event_id", "operation_id", "site_id", "summary")
_WORDS_LIMIT: Final = 100_000
"""A column with more different values is stored as text, not as an ENUM."""
SINGLE_THREAD_MAX_ROWS: Final = 100_000
"""A smaller table is queried faster by one thread than by several that wait for each other."""
INLINE_MAX_ROWS: Final = 2_000_000
"""A smaller table answers every query within a second, so that queries may run in the calling thread."""
_INTEGER_MAX: Final = 2**31 - 1


def in_memory(events: pd.DataFrame, tolls: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with the flat events and their long tolls."""
    database = duckdb.connect(config={"threads": 1} if len(events) < SINGLE_THREAD_MAX_ROWS else {})
    database.register("raw", to_wide(events, tolls))
    _prepare(database)
    database.unregister("raw")
    return database


def on_disk(files: Sequence[Path], out: Path) -> None:
    """Write the events of Parquet files to the new DuckDB file `out`; the memory does not depend on their number.

    Raises:
        ColumnsError: columns of the flat events table are missing, or hold other types.
        duckdb.Error: a file cannot be read, or its values are not the flat table's.
    """
    with duckdb.connect(str(out), config={"memory_limit": MEMORY}) as database:
        database.read_parquet([str(file) for file in files], union_by_name=True).create_view("as_stored")
        cleaning = _clean(database)
        _prepare(database)
        database.execute("DROP VIEW raw; DROP VIEW as_stored")
        for function in cleaning:
            database.remove_function(function)
        _sum_by_day(database)


def _clean(database: duckdb.DuckDBPyConnection) -> list[str]:
    """Create the view `raw` of the view `as_stored` with clean text, and return the functions that it uses."""
    stored = database.table("as_stored")
    texts = [name for name, kind in zip(stored.columns, stored.types) if kind == "VARCHAR" and name in _TEXTS]
    tests = ", ".join(f"bool_or(regexp_matches({name}, $1))" for name in texts)
    (found,) = database.execute(f"SELECT {tests} FROM as_stored", [MAY_BE_UNCLEAN]).fetchall() if texts else ((),)  # noqa: S608
    functions = {name: f"clean_{name}" for name, is_unclean in zip(texts, found) if is_unclean}
    for name, function in functions.items():
        database.create_function(function, cleaner(name), ["VARCHAR"], "VARCHAR")
    cells = ", ".join(f"nullif({function}({name}), '') AS {name}" for name, function in functions.items())
    database.execute(f"CREATE VIEW raw AS SELECT *{f' REPLACE ({cells})' if cells else ''} FROM as_stored")  # noqa: S608
    return list(functions.values())


def _prepare(database: duckdb.DuckDBPyConnection) -> None:
    raw = ibis.duckdb.from_connection(database).table("raw")
    derived_columns.check(raw.columns)
    derived_columns.check_types(raw)
    types = _toll_types(database, raw.columns)
    others = [name for name in (*EVENT_COLUMNS, "origin") if name in raw.columns]
    whole = derived_columns.with_bitmasks(derived_columns.with_derived(raw.select(*others, *types)))
    if "origin" not in raw.columns:
        whole = whole.drop("origin")  # a constant is faster to compute than to read
    types |= {"month": "DATE", **{name: _flat_type(name) for name in EVENT_COLUMNS}}
    types |= dict.fromkeys(derived_columns.BIT_COLUMNS.values(), "SMALLINT")
    types |= {name: _enum_type(database, name) for name in _ENUMERATED if name in raw.columns}
    _create_table(database, TABLE, whole, types)


def _create_table(database: duckdb.DuckDBPyConnection, name: str, rows: ir.Table, types: Mapping[str, str]) -> None:
    """Create a table of an expression's rows, with these columns cast to these types of DuckDB.

    Ibis creates no ENUM columns, so the casts are sqlglot's.
    """
    casts = [
        exp.Cast(this=exp.column(column), to=exp.DataType.build(kind, "duckdb", udt=True)).as_(column)
        for column, kind in types.items()
    ]
    source = syntax_tree(ibis.duckdb.from_connection(database), rows).subquery()
    select = exp.select(exp.Star(replace=casts)).from_(source)
    database.execute(select.ctas(name, dialect="duckdb").sql("duckdb"))


def _sum_by_day(database: duckdb.DuckDBPyConnection) -> None:
    events = ibis.duckdb.from_connection(database).table(TABLE)
    # DuckDB's approximate count is far cheaper than the rollup itself; Ibis has no hash over several columns.
    days = f"approx_count_distinct(hash({', '.join(queries.SUMMED_BY)}))"
    (worth,) = database.execute(f"SELECT {ROLLUP_MIN_RATIO} * {days} <= count(*) FROM {TABLE}").fetchone() or (False,)  # noqa: S608
    if not worth:
        return
    summed = queries.by_day(events, toll_kinds(events.columns))
    sums = [name for name in summed.columns if name not in queries.SUMMED_BY]
    _create_table(database, BY_DAY, summed, dict.fromkeys(sums, "BIGINT"))


def table_by_day(database: duckdb.DuckDBPyConnection) -> str:
    """Return the name of the daily rollup; empty if there is none."""
    found = database.execute("SELECT table_name FROM duckdb_tables() WHERE table_name = ?", [BY_DAY]).fetchone()
    return found[0] if found else ""


def _flat_type(name: str) -> str:
    if name.startswith("date_"):
        return "DATE"
    if name in {"latitude", "longitude"}:
        return "DOUBLE"
    return "BIGINT" if name.startswith(("killed_", "wounded_")) else "VARCHAR"


def _enum_type(database: duckdb.DuckDBPyConnection, name: str) -> str:
    """Create an ENUM of a column's values and return its name; VARCHAR if the column has none, or too many.

    These are plain statements because an ENUM's values come from a query, which neither Ibis nor sqlglot can express.
    """
    words = f"SELECT DISTINCT {name} FROM raw WHERE {name} IS NOT NULL"  # noqa: S608 - names of ours
    database.execute(f"CREATE OR REPLACE TEMP TABLE words AS {words} LIMIT {_WORDS_LIMIT + 1}")
    if not 0 < len(database.table("words")) <= _WORDS_LIMIT:
        return "VARCHAR"
    database.execute(f"CREATE TYPE {name}_word AS ENUM (SELECT {name} FROM words ORDER BY 1)")  # noqa: S608
    return f"{name}_word"


def _toll_types(database: duckdb.DuckDBPyConnection, columns: Collection[str]) -> dict[str, str]:
    """Return for each toll column with any figure the narrowest type that holds them all: sums are faster."""
    present = [name for name in WIDE if name in columns]
    if not present:
        return {}
    highest = database.execute(f"SELECT {', '.join(f'max({name})' for name in present)} FROM raw").fetchone() or ()  # noqa: S608
    reported = {name: value for name, value in zip(present, highest) if value is not None}
    return {name: "INTEGER" if value <= _INTEGER_MAX else "BIGINT" for name, value in reported.items()}
