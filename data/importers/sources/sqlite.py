"""Tables of SQLite databases, read in batches; views and virtual tables, which could run code, are not read.

A line is the number of the row, from 1.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final
from urllib.request import pathname2url

from data import settings
from data.importers.limits import check_tables
from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.header import Header
from data.importers.sources.several import likely_table, unread_note
from data.importers.sources.sheet import BATCH_ROWS, Batch, InferColumns, Sheet, cell_text, named, refusing
from data.importers.sources.tables import choose

_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
)
_MAX_CELL_BYTES: Final = 10_000_000
_FETCHED: Final = 1_000
_BROKEN: Final = (sqlite3.Error, ValueError, OverflowError, OSError)


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open the table that a person states, or the first one with a date.

    Raises:
        RefusedError: the file is broken, or has no such table.
    """
    del infer_columns  # columns always have names
    with _refusing(path), closing(connect(path)) as database:
        names = [str(name) for (name,) in database.execute(_TABLES)]
        check_tables(path, len(names), "table")
        columns = {
            name: [str(row[1]) for row in database.execute(f"PRAGMA table_info({_quoted(name)})")] for name in names
        }
        headers = {name: _header(found) for name, found in columns.items() if len(found) > 1}
        if not headers:
            raise RefusedError(
                f"{path.name} has no table with two columns or more. Save the table as CSV and try again."
            )
        table = choose(path, "table", names, options.table, likely_table(headers))
        if table not in headers:
            raise RefusedError(f"The table “{table}” of {path.name} has fewer than two columns. Choose another one.")
        ((rows,),) = database.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608 - the name is quoted
    header = headers[table]
    return Sheet(
        header.columns,
        int(rows),
        (*unread_note("table", names, table), *header.notes),
        partial(_batches, path, table, columns[table]),
        tables=tuple(names),
        table=table,
    )


def _header(columns: Sequence[str]) -> Header:
    names, notes = named(columns)
    return Header(names, len(names), 0, notes, {})


def _refusing(path: Path) -> AbstractContextManager[None]:
    return refusing(f"{path.name} is a broken or encrypted SQLite database. Export it again and try again.", _BROKEN)


def connect(path: Path) -> sqlite3.Connection:
    """Open the file unchanged: nothing is written beside it, and no function of its schema is run."""
    database = sqlite3.connect(f"file:{pathname2url(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
    # Text that is no UTF-8 gets surrogates, which reject its row with a reason.
    database.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_CELL_BYTES)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    return database


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _batches(path: Path, table: str, columns: Sequence[str]) -> Iterator[Batch]:
    most = settings.CELL_LETTERS.value + 1  # one more, so that the row is set aside
    cells = ((_quoted(column), f"substr({_quoted(column)}, 1, {most})") for column in columns)
    listed = ", ".join(f"CASE WHEN length({cell}) > {most} THEN {start} ELSE {cell} END" for cell, start in cells)
    with _refusing(path), closing(connect(path)) as database:
        cursor = database.execute(f"SELECT {listed} FROM {_quoted(table)}")  # noqa: S608 - the names are quoted
        batch = Batch([], [], [], 0)
        line = 0
        while found := cursor.fetchmany(_FETCHED):
            for row in found:
                line += 1
                batch.add(line, [cell_text(cell) for cell in row], len(columns))
            if len(batch) >= BATCH_ROWS:
                yield replace(batch, done=line)
                batch = Batch([], [], [], line)
        yield replace(batch, done=line)
