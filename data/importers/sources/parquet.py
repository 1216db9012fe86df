"""Parquet and GeoParquet, read in batches; see `points` for their columns and lines."""

import json
from collections.abc import Iterator, Sequence
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

_POINTS: Final = {"Point", "Point Z"}


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a Parquet or GeoParquet file.

    Raises:
        RefusedError: the file is broken, its geometry is not stored as WKB, or it has no points.
    """
    del infer_columns  # columns always have names
    with refuse_broken(path, "Parquet file"), pq.ParquetFile(path) as file:
        names, rows = file.schema_arrow.names, file.metadata.num_rows
        geometry, only_points, found = _geometry_column(path, file.schema_arrow.metadata or {})
    fields = tuple(name for name in names if name != geometry)
    if geometry not in names:
        layer = Layer("Parquet file", fields, None, reference_system.WGS84, rows)
        return open_layer(path, layer, partial(_parquet_tables, path), ())
    crs, notes = reference_system.choose(path, found, options.crs)
    layer = Layer("Parquet file", fields, geometry, crs, rows, only_points)
    return open_layer(path, layer, partial(_parquet_tables, path), notes)


def _parquet_tables(path: Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=BATCH_ROWS, columns=list(columns))


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
