"""Flat rows written to disk as they come, and settled there: every event once, whatever the size of the file."""

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
_ORDERING: Final = ("event_id", "stamp")
_ARROW: Final = {"str": pa.string(), "Int64": pa.int64(), "float64": pa.float64(), "datetime64[us]": pa.date32()}
_TYPES: Final = EVENT_DTYPES | dict.fromkeys(WIDE, "Int64")
_MEMORY: Final = "400MB"
"""What DuckDB takes before it writes to disk."""
_ROW_GROUP: Final = 20_480
"""Rows that are compressed together: small, because a reader may hold several groups' texts at once."""


def write(flats: Iterable[Flat], work: Path) -> int:
    """Write the rows with their tolls into the folder `work`; their number."""
    rows = 0
    with _writer(work / _EVENTS, (*EVENT_COLUMNS, *WIDE)) as events, _writer(work / _ORDER, _ORDERING) as order:
        for flat in flats:
            lines, tolls = (part.rename_axis("line").reset_index() for part in (flat.events, flat.tolls))
            wide = to_wide(lines, tolls, "line")
            for sink in (events, order):
                sink.write_table(pa.Table.from_pandas(wide, sink.schema, preserve_index=False), _ROW_GROUP)
            rows += len(wide)
    return rows


def settle(work: Path) -> tuple[Path, int]:
    """The Parquet file of what was written, each event once, and the number of events."""
    events = pq.ParquetFile(work / _EVENTS)
    merged = _merged(work)
    if not len(merged):
        return work / _EVENTS, events.metadata.num_rows
    once, first = work / "once.parquet", 0
    with _writer(once, (*EVENT_COLUMNS, *WIDE)) as sink:
        for part in events.iter_batches(_ROW_GROUP):
            stands = ~np.isin(np.arange(first, first + len(part)), merged)
            sink.write_batch(part.filter(pa.array(stands)), _ROW_GROUP)
            first += len(part)
    return once, first - len(merged)


def _writer(path: Path, columns: Iterable[str]) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, pa.schema([(name, _ARROW[_TYPES[name]]) for name in columns]), compression="zstd")


def _merged(work: Path) -> npt.NDArray[np.int64]:
    """The places of the rows that another row of the same event replaces: one with a higher stamp, or a later one.

    Ids are compared by their hashes first, since whole ids would not fit into the memory.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": 2,
        "temp_directory": str(work / "spill"),
    }
    with duckdb.connect(config=settings) as database:
        database.read_parquet(str(work / _ORDER), file_row_number=True).create_view("rows")
        database.execute(
            "CREATE TABLE repeated AS SELECT hash(event_id) AS hashed FROM rows GROUP BY hashed HAVING count(*) > 1"
        )
        found = database.execute(
            "SELECT file_row_number FROM rows WHERE hash(event_id) IN (SELECT hashed FROM repeated) "
            "QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY stamp DESC NULLS LAST, file_row_number DESC) > 1"
        )
        return np.sort(found.fetchnumpy()["file_row_number"])
