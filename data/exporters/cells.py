"""Cells that every format can hold: typed columns, and texts without the characters that XML forbids."""

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
import pyarrow as pa

_DAYS: Final = ("date_start", "date_end", "date_published")
_DEGREES: Final = ("latitude", "longitude")
_COUNTS: Final = ("low", "best", "high")
_RUNS: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

LAST_RESORT: Final = "\N{REPLACEMENT CHARACTER}"
"""What stands for a character that not every format can hold: control characters, halves of a surrogate pair."""


def clean(text: str) -> str:
    """The text with `LAST_RESORT` for each character that not every format can hold."""
    return _NO_XML.sub(LAST_RESORT, text)


def runs(text: str) -> bool:
    """Whether a spreadsheet might run the text, or might if it lost the apostrophes before it."""
    return bool(_RUNS.match(text))


def typed(frame: pd.DataFrame) -> pa.Table:
    """The frame with one type a column: days, degrees, whole counts, flags, else text; unknown is null.

    Raises:
        pyarrow.ArrowInvalid: a count that is no whole number, a day with a time.
    """
    return pa.table({clean(str(name)): _column(str(name), frame[name]) for name in frame.columns})


def rows(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    """The table's rows as plain values; None is unknown."""
    return zip(*(column.to_pylist() for column in table.columns))


def records(table: pa.Table) -> Iterable[dict[str, Any]]:
    """The table's rows by column name, days as YYYY-MM-DD."""
    plain = [column.cast(pa.string()) if pa.types.is_date(column.type) else column for column in table.columns]
    names = table.column_names
    return (dict(zip(names, row)) for row in zip(*(column.to_pylist() for column in plain)))


def tolls_of(tolls: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """Each event's rows of the toll table, without its id."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(tolls):
        found.setdefault(row.pop("event_id"), []).append(row)
    return found


def _column(name: str, values: pd.Series) -> pa.Array:
    kind = _kind(name)
    if kind == pa.string():
        return pa.array([None if pd.isna(value) else clean(str(value)) for value in values], kind)
    return pa.array(values, from_pandas=True).cast(kind)


def _kind(name: str) -> pa.DataType:
    if name in _DAYS:
        return pa.date32()
    if name in _DEGREES:
        return pa.float64()
    if name.rpartition("_")[2] in _COUNTS:
        return pa.int64()
    return pa.bool_() if name.startswith("possibly_outside_") else pa.string()
