"""The same events in every database: in memory, in partitioned Parquet, prepared, on PostgreSQL, on Spark."""

from pathlib import Path
from typing import Final

import duckdb
import ibis
import pandas as pd
import pytest

from data.query import prepared_table
from data.query.backends.duckdb import connector
from data.query.database import Database
from tests.engines.servers import Postgres, SparkSession

DAYS: Final = {"date_start": "date", "date_end": "date"}


def in_memory(events: pd.DataFrame, name: str) -> Database:
    """Return a table in DuckDB's memory."""
    held = duckdb.connect()
    ibis.duckdb.from_connection(held).create_table(name, ibis.memtable(events).cast(DAYS))
    return Database(connector(held))


def in_partitions(events: pd.DataFrame, folder: Path, name: str) -> Database:
    """Return DuckDB over Parquet files in folders `year=…`, as in a data lake."""
    held = duckdb.connect()
    database, table = ibis.duckdb.from_connection(held), ibis.memtable(events).cast(DAYS)
    database.to_parquet(table.mutate(year=table.date_start.year()), folder, partition_by="year")
    held.read_parquet(f"{folder}/*/*.parquet", hive_partitioning=True).create_view(name)
    return Database(connector(held))


def prepared(events: pd.DataFrame, folder: Path, name: str) -> Database:
    """Return the file that is prepared from a Parquet file, with a daily rollup whatever the number of events."""
    folder.mkdir()
    ibis.memtable(events).cast(DAYS).to_parquet(folder / f"{name}.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared_table, "ROLLUP_MIN_RATIO", 0)
        prepared_table.on_disk([folder / f"{name}.parquet"], folder / "events.duckdb")
    held = duckdb.connect(str(folder / "events.duckdb"))
    held.execute(f"ALTER TABLE {prepared_table.TABLE} RENAME TO {name}")
    return Database(connector(held))


def on_postgres(events: pd.DataFrame, server: Postgres, name: str) -> Database:
    """Return a table on a PostgreSQL server."""
    database = ibis.connect(server.url)
    rows = ibis.memtable(events).cast(DAYS)
    with database.con.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
    database.create_table(name, schema=rows.schema())
    with database.con.cursor() as cursor, cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
        for row in zip(*rows.to_pyarrow().to_pydict().values()):
            copy.write_row(row)
    database.disconnect()
    return Database(lambda: ibis.connect(server.url))


def on_spark(events: pd.DataFrame, session: SparkSession, folder: Path, name: str) -> Database:
    """Return a Parquet file that the workers of a Spark cluster have read into memory."""
    file = folder / f"{name}.parquet"
    ibis.memtable(events).cast(DAYS).to_parquet(file)
    ibis.pyspark.connect(session).read_parquet(file, table_name=name)
    session.catalog.cacheTable(name)
    return Database(lambda: ibis.pyspark.connect(session), time_limit=120)
