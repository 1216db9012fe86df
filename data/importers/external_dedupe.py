"""Writes flat rows to disk and removes duplicate events there, for files larger than memory."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from data.casualties import WIDE, to_wide
from data.importers.row_reader import EVENT_DTYPES, Flat
from data.record.catalog import EVENT_COLUMNS

_EVENTS: Final = "events.parquet"
_ORDER: Final = "order.parquet"
_ORDERING: Final = ("event_id", "timestamp")
_ARROW: Final = {"str": pa.string(), "Int64": pa.int64(), "float64": pa.float64(), "datetime64[us]": pa.date32()}
_TYPES: Final = EVENT_DTYPES | dict.fromkeys(WIDE, "Int64")
_MEMORY: Final = "400MB"
"""Memory that DuckDB uses before it writes to disk."""
_ROW_GROUP: Final = 20_480
"""Rows that are compressed together; few, because a reader may hold the texts of several groups in memory."""


def write(flats: Iterable[Flat], work: Path) -> int:
    """Write the rows with their tolls into the folder `work` and return their number."""
    rows = 0
    with _writer(work / _EVENTS, (*EVENT_COLUMNS, *WIDE)) as events, _writer(work / _ORDER, _ORDERING) as order:
        for flat in flats:
            lines, tolls = (part.rename_axis("line").reset_index() for part in (flat.events, flat.tolls))
            wide = to_wide(lines, tolls, "line")
            for sink in (events, order):
                sink.write_table(pa.Table.from_pandas(wide, sink.schema, preserve_index=False), _ROW_GROUP)
            rows += len(wide)
    return rows


def deduplicate(work: Path) -> tuple[Path, int]:
    """Return the Parquet file of the written events without duplicates, and the number of events."""
    events = pq.ParquetFile(work / _EVENTS)
    merged = _duplicates(work)
    if not len(merged):
        return work / _EVENTS, events.metadata.num_rows
    unique, first = work / "unique.parquet", 0
    with _writer(unique, (*EVENT_COLUMNS, *WIDE)) as sink:
        for part in events.iter_batches(_ROW_GROUP):
            latest = ~np.isin(np.arange(first, first + len(part)), merged)
            sink.write_batch(part.filter(pa.array(latest)), _ROW_GROUP)
            first += len(part)
    return unique, first - len(merged)


def _writer(path: Path, columns: Iterable[str]) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, pa.schema([(name, _ARROW[_TYPES[name]]) for name in columns]), compression="zstd")


def _duplicates(work: Path) -> npt.NDArray[np.int64]:
    """Return the numbers of rows that another row of the same event replaces, with a higher timestamp or a later line.

    Ids are first compared by their hashes, because the ids would not fit into memory.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": 2,
        "temp_directory": str(work / "temporary"),
    }
    with duckdb.connect(config=settings) as database:
        database.read_parquet(str(work / _ORDER), file_row_number=True).create_view("rows")
        database.execute(
            "CREATE TABLE repeated AS SELECT hash(event_id) AS hashed FROM rows GROUP BY hashed HAVING count(*) > 1"
        )
        found = database.execute(
            "SELECT file_row_number FROM rows WHERE hash(event_id) IN (SELECT hashed FROM repeated) "
            "QUALIFY row_number() OVER ("
            'PARTITION BY event_id ORDER BY "timestamp" DESC NULLS LAST, file_row_number DESC) > 1'
        )
        return np.sort(found.fetchnumpy()["file_row_number"])
