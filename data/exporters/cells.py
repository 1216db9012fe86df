"""Cells that every format can hold: columns with one type each; text is clean already (`data.clean_text`)."""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

import pandas as pd
import pyarrow as pa

_DAYS: Final = ("date_start", "date_end", "date_published")
_DEGREES: Final = ("latitude", "longitude")
_COUNTS: Final = ("low", "best", "high", "score")

to_json: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
"""Encode a plain value as JSON on one line."""


def to_arrow(frame: pd.DataFrame) -> pa.Table:
    """Return the frame as an Arrow table with one type per column: day, degrees, whole count, flag or text.

    Unknown is null.

    Raises:
        pyarrow.ArrowInvalid: a count that is not a whole number, or a day with a time.
    """
    return pa.table({str(name): _column(str(name), frame[name]) for name in frame.columns})


def rows(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    """Return the table's rows as plain values; None is unknown."""
    for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns))


_BATCH_ROWS: Final = 10_000
"""Rows that are converted together, so that a large table is never in memory as Python objects."""


def records(table: pa.Table) -> Iterable[dict[str, Any]]:
    """Return the table's rows by column name, with days as YYYY-MM-DD."""
    columns = [column.cast(pa.string()) if pa.types.is_date(column.type) else column for column in table.columns]
    names = table.column_names
    return (dict(zip(names, row)) for row in rows(pa.table(columns, names)))


def tolls_by_event(tolls: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """Return each event's rows of the toll table, without its id."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(tolls):
        found.setdefault(row.pop("event_id"), []).append(row)
    return found


def write_json_list(file: BinaryIO, name: str, values: Iterable[dict[str, Any]]) -> None:
    """Write a member of a JSON object: a list with one value per line."""
    separator = f'"{name}": [\n'
    for value in values:
        file.write(f"{separator}{to_json(value)}".encode())
        separator = ",\n"
    file.write(b"\n]" if separator == ",\n" else f"{separator}\n]".encode())


def _column(name: str, values: pd.Series) -> pa.Array:
    return pa.array(values, from_pandas=True).cast(_kind(name))


def _kind(name: str) -> pa.DataType:
    if name in _DAYS:
        return pa.date32()
    if name in _DEGREES:
        return pa.float64()
    if name.rpartition("_")[2] in _COUNTS:
        return pa.int64()
    return pa.bool_() if name.startswith("possibly_outside_") else pa.string()
