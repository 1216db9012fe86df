"""The events table as DuckDB answers it fastest: words as enumerations; months, grid cells and bits computed ahead."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import duckdb
import ibis
import pandas as pd

from data.casualties import WIDE, told_kinds, widen
from data.query import derived_columns, queries
from data.record.catalog import EVENT_COLUMNS

TABLE: Final = "events"
BY_DAY: Final = "events_by_day"
"""The table with the sums of the events by day, where it is worth its while."""
ROLLUP_MIN_RATIO: Final = 8
"""So many times fewer rows than the events make it so."""
CACHE_SCHEMA_VERSION: Final = f"6-{derived_columns.TERMS}"
"""Raised when prepared files change, so that older ones are made anew; other terms change their bits."""
MEMORY: Final = "4GB"
"""What DuckDB may keep in memory of a file and of its work on it."""
_ENUMERATED: Final = (
    *("time_precision", "country", "admin1", "location", "place_names", "geo_precision", "side", "event_type"),
    *("weapon", "actor", "actor_basis", "target", "outcome", "source", "origin"),
)
_WORDS_LIMIT: Final = 100_000
"""A column of more different words is kept as text."""
SINGLE_THREAD_MAX_ROWS: Final = 100_000
"""So few events are asked sooner by one thread than by several that wait for each other."""
INLINE_MAX_ROWS: Final = 2_000_000
"""Fewer events than these answer any question within the second."""
_WIDEST: Final = 2**31 - 1


def in_memory(events: pd.DataFrame, tolls: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """A database in memory with the flat events and their long tolls."""
    database = duckdb.connect(config={"threads": 1} if len(events) < SINGLE_THREAD_MAX_ROWS else {})
    database.register("raw", widen(events, tolls))
    _prepare(database)
    database.unregister("raw")
    return database


def on_disk(files: Sequence[Path], out: Path) -> None:
    """Prepare the events of Parquet files as the DuckDB file `out`; memory does not grow with them.

    Raises:
        ColumnsError: columns of the flat events table are missing.
        duckdb.Error: a file cannot be read, or its values are not the flat table's.
    """
    unfinished = out.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with duckdb.connect(str(unfinished), config={"memory_limit": MEMORY}) as database:
        database.read_parquet([str(file) for file in files], union_by_name=True).create_view("raw")
        _prepare(database)
        database.execute("DROP VIEW raw")
        _sum_by_day(database)
    unfinished.replace(out)


def _prepare(database: duckdb.DuckDBPyConnection) -> None:
    raw = ibis.duckdb.from_connection(database).table("raw")
    derived_columns.check(raw.columns)
    kinds = _toll_kinds(database, raw.columns)
    others = [name for name in (*EVENT_COLUMNS, "origin") if name in raw.columns]
    whole = derived_columns.with_bits(derived_columns.completed(raw.select(*others, *kinds)))
    if "origin" not in raw.columns:
        whole = whole.drop("origin")  # one value for all of them is quicker computed than read
    kinds |= {"month": "DATE", **{name: _flat_kind(name) for name in EVENT_COLUMNS}}
    kinds |= dict.fromkeys(derived_columns.BIT_COLUMNS.values(), "SMALLINT")
    kinds |= {name: _words(database, name) for name in _ENUMERATED if name in raw.columns}
    cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in kinds.items())
    asked = ibis.to_sql(whole, dialect="duckdb")
    database.execute(f"CREATE TABLE {TABLE} AS SELECT * REPLACE ({cast}) FROM ({asked})")  # noqa: S608 - names of ours


def _sum_by_day(database: duckdb.DuckDBPyConnection) -> None:
    events = ibis.duckdb.from_connection(database).table(TABLE)
    days = f"approx_count_distinct(hash({', '.join(queries.SUMMED_BY)}))"
    (worth,) = database.execute(f"SELECT {ROLLUP_MIN_RATIO} * {days} <= count(*) FROM {TABLE}").fetchone() or (False,)  # noqa: S608
    if not worth:
        return
    summed = queries.by_day(events, told_kinds(events.columns))
    sums = [f"CAST({name} AS BIGINT) AS {name}" for name in summed.columns if name not in queries.SUMMED_BY]
    text = ibis.to_sql(summed, dialect="duckdb")
    database.execute(f"CREATE TABLE {BY_DAY} AS SELECT * REPLACE ({', '.join(sums)}) FROM ({text})")  # noqa: S608


def table_by_day(database: duckdb.DuckDBPyConnection) -> str:
    """The name of the prepared table with sums by day; empty where there is none."""
    found = database.execute("SELECT table_name FROM duckdb_tables() WHERE table_name = ?", [BY_DAY]).fetchone()
    return found[0] if found else ""


def _flat_kind(name: str) -> str:
    if name.startswith("date_"):
        return "DATE"
    if name in {"latitude", "longitude"}:
        return "DOUBLE"
    return "BIGINT" if name.startswith(("killed_", "wounded_")) else "VARCHAR"


def _words(database: duckdb.DuckDBPyConnection, name: str) -> str:
    """The enumeration of a column's words, made in the database; text where there are none, or too many."""
    words = f"SELECT DISTINCT {name} FROM raw WHERE {name} IS NOT NULL"  # noqa: S608 - names of ours
    database.execute(f"CREATE OR REPLACE TEMP TABLE words AS {words} LIMIT {_WORDS_LIMIT + 1}")
    if not 0 < len(database.table("words")) <= _WORDS_LIMIT:
        return "VARCHAR"
    database.execute(f"CREATE TYPE {name}_word AS ENUM (SELECT {name} FROM words ORDER BY 1)")  # noqa: S608
    return f"{name}_word"


def _toll_kinds(database: duckdb.DuckDBPyConnection, columns: Collection[str]) -> dict[str, str]:
    """The types of the toll columns that hold any figure: the narrowest that holds them all, for quicker sums."""
    present = [name for name in WIDE if name in columns]
    if not present:
        return {}
    highest = database.execute(f"SELECT {', '.join(f'max({name})' for name in present)} FROM raw").fetchone() or ()  # noqa: S608
    told = {name: value for name, value in zip(present, highest) if value is not None}
    return {name: "INTEGER" if value <= _WIDEST else "BIGINT" for name, value in told.items()}
