"""Writes flat rows to disk and decides there which rows are one event, for files larger than memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.casualties import WIDE, to_wide
from data.importers.identity import KEYS, Identity, Rules, identify
from data.importers.row_reader import EVENT_DTYPES, Flat
from data.record.catalog import EVENT_COLUMNS

_EVENTS: Final = "events.parquet"
_KEYS: Final = "keys.parquet"
_ARROW: Final = {"str": pa.string(), "Int64": pa.int64(), "float64": pa.float64(), "datetime64[us]": pa.date32()}
_TYPES: Final = {name: _ARROW[kind] for name, kind in (EVENT_DTYPES | dict.fromkeys((*WIDE, "line"), "Int64")).items()}
KEY_SCHEMA: Final = pa.schema([(name, _TYPES[name]) for name in KEYS])
_CHANGED: Final = ("event_id", "target", "side")
_ROW_GROUP: Final = 20_480
"""Rows that are compressed together; few, because a reader may hold the texts of several groups in memory."""


def write(flats: Iterable[Flat], work: Path) -> int:
    """Write the rows with their tolls into the folder `work` and return their number."""
    rows = 0
    schema = pa.schema([(name, _TYPES[name]) for name in (*EVENT_COLUMNS, *WIDE)])
    with _writer(work / _EVENTS, schema) as events, _writer(work / _KEYS, KEY_SCHEMA, "lz4") as keys:
        for flat in flats:
            lines, tolls = (part.rename_axis("line").reset_index() for part in (flat.events, flat.tolls))
            wide = to_wide(lines, tolls, "line")
            for sink in (events, keys):
                sink.write_table(pa.Table.from_pandas(wide, sink.schema, preserve_index=False), _ROW_GROUP)
            rows += len(wide)
    return rows


@contextmanager
def deduplicate(work: Path, rules: Rules) -> Iterator[tuple[Path, Identity]]:
    """Decide which written rows are one event, and yield the Parquet file of the events with the decision."""
    with identify(work / _KEYS, rules, work) as identity:
        yield _change(work, identity), identity


def _change(work: Path, identity: Identity) -> Path:
    """Return the file of the written events with the changes made."""
    changes = _Changes(identity.changes)
    if changes.is_empty():
        return work / _EVENTS
    events = pq.ParquetFile(work / _EVENTS)
    first = 0
    with _writer(work / "unique.parquet", events.schema_arrow) as sink:
        for part in events.iter_batches(_ROW_GROUP):
            sink.write_batch(_changed(part, changes.before(first + len(part)), first), _ROW_GROUP)
            first += len(part)
    return work / "unique.parquet"


def _changed(part: pa.RecordBatch, changes: pa.Table, first: int) -> pa.RecordBatch:
    """Return rows of the events with their changes; the first row has the number `first`."""
    places = changes["row"].to_numpy() - first
    for name in _CHANGED:
        new = changes[name].combine_chunks()
        mask = np.zeros(len(part), dtype=bool)
        mask[places[new.is_valid().to_numpy(zero_copy_only=False)]] = True
        cells = pc.replace_with_mask(part[name], pa.array(mask), new.drop_null().cast(part[name].type))
        part = part.set_column(part.schema.get_field_index(name), name, cells)
    kept = np.ones(len(part), dtype=bool)
    kept[places[changes["dropped"].to_numpy()]] = False
    return part.filter(pa.array(kept))


class _Changes:
    """Changes of rows, read in their order."""

    def __init__(self, reader: pa.RecordBatchReader) -> None:
        self._schema = reader.schema
        self._batches = (pa.Table.from_batches([batch]) for batch in reader)
        self._next = self._read()

    def is_empty(self) -> bool:
        return not len(self._next)

    def before(self, row: int) -> pa.Table:
        """Return the changes of rows before a number that have not been returned yet."""
        found = [self._schema.empty_table()]
        while len(self._next):
            count = int(np.searchsorted(self._next["row"].to_numpy(), row))
            found.append(self._next.slice(0, count))
            if count < len(self._next):
                self._next = self._next.slice(count)
                break
            self._next = self._read()
        return pa.concat_tables(found)

    def _read(self) -> pa.Table:
        return next((batch for batch in self._batches if len(batch)), self._schema.empty_table())


def _writer(path: Path, schema: pa.Schema, compression: str = "zstd") -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression=compression)
