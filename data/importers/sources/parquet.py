"""Parquet and GeoParquet, read in batches; see `points` for their columns and lines."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources import reference_system
from data.importers.sources.points import Layer, open_layer, refuse_broken
from data.importers.sources.sheet import BATCH_ROWS, InferColumns, Sheet

_READ_ROWS: Final = 5_000
_BATCH_BYTES: Final = 32_000_000
_VALUE_BYTES: Final = 16
_POINTS: Final = {"Point", "Point Z"}


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a Parquet or GeoParquet file.

    Raises:
        RefusedError: the file is broken, its geometry is not stored as WKB, or it has no points.
    """
    del infer_columns  # columns always have names
    with refuse_broken(path, "Parquet file"), pq.ParquetFile(path) as file:
        names, rows, unpacked = file.schema_arrow.names, file.metadata.num_rows, _unpacked(file.metadata)
        geometry, only_points, found = _geometry_column(path, file.schema_arrow.metadata or {})
    fields = tuple(name for name in names if name != geometry)
    if geometry not in names:
        layer = Layer("Parquet file", fields, None, reference_system.WGS84, rows)
        return replace(open_layer(path, layer, partial(_parquet_tables, path), ()), unpacked=unpacked)
    crs, notes = reference_system.choose(path, found, options.crs)
    layer = Layer("Parquet file", fields, geometry, crs, rows, only_points)
    return replace(open_layer(path, layer, partial(_parquet_tables, path), notes), unpacked=unpacked)


def _unpacked(metadata: pq.FileMetaData) -> int:
    """Return the bytes of all columns as the footer states them, and at least some for each value of a list.

    A list of a million nulls is stored in a few bytes.
    """
    size = 0
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for place in range(row_group.num_columns):
            column = row_group.column(place)
            listed = max(column.num_values - row_group.num_rows, 0)
            size += max(column.total_uncompressed_size, listed * _VALUE_BYTES)
    return size


def _parquet_tables(path: Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Read the rows in batches of at most `BATCH_ROWS`, and of few bytes where rows are long.

    A column of text stays a dictionary, in which a text is once however many rows have it.
    """
    with pq.ParquetFile(path) as file:
        texts = [field.name for field in file.schema_arrow if _is_text(field.type) and field.name in columns]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        batches, rows, size = list[pa.RecordBatch](), 0, 0
        for batch in file.iter_batches(batch_size=_READ_ROWS, columns=list(columns)):
            batches.append(batch)
            rows, size = rows + len(batch), size + batch.nbytes
            if rows >= BATCH_ROWS or size > _BATCH_BYTES:
                yield from _joined(batches)
                batches, rows, size = [], 0, 0
        yield from _joined(batches)


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _joined(batches: list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Return the batches as one, if there is any."""
    yield from pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches() if batches else ()


def _geometry_column(path: Path, metadata: dict[bytes, bytes]) -> tuple[str | None, bool, pyproj.CRS | None]:
    """Return the column of geometries (None in plain Parquet), whether all are points, and their reference system."""
    if b"geo" not in metadata:
        return None, False, None
    geo = json.loads(metadata[b"geo"])
    name = str(geo["primary_column"])
    column = geo["columns"][name]
    if column["encoding"] != "WKB":
        raise RefusedError(f"{path.name} does not store its points as WKB. Export it again as GeoParquet with WKB.")
    types = set(column.get("geometry_types") or ())
    only_points = bool(types) and types <= _POINTS
    if "crs" not in column:
        return name, only_points, reference_system.WGS84
    return name, only_points, pyproj.CRS.from_json_dict(column["crs"]) if column["crs"] else None
