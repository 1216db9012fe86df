"""Parquet and GeoParquet, read in batches; see `points` for their columns and lines."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.points import WGS84, Layer, open_layer, refuse_broken
from data.importers.sources.sheet import BATCH_ROWS, InferColumns, Sheet


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a Parquet or GeoParquet file.

    Raises:
        RefusedError: the file is broken, or its geometry is not stored as WKB.
    """
    del infer_columns, options  # columns always have names
    with refuse_broken(path, "Parquet file"), pq.ParquetFile(path) as file:
        names, rows = file.schema_arrow.names, file.metadata.num_rows
        geometry, crs = _geometry_column(path, file.schema_arrow.metadata or {})
    fields = tuple(name for name in names if name != geometry)
    layer = Layer("Parquet file", fields, geometry if geometry in names else None, crs, rows)
    return open_layer(path, layer, partial(_parquet_tables, path), ())


def _parquet_tables(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=BATCH_ROWS)


def _geometry_column(path: Path, metadata: dict[bytes, bytes]) -> tuple[str | None, pyproj.CRS]:
    """Return the column of points (None in plain Parquet) and their coordinate reference system."""
    if b"geo" not in metadata:
        return None, WGS84
    geo = json.loads(metadata[b"geo"])
    name = str(geo["primary_column"])
    column = geo["columns"][name]
    if column["encoding"] != "WKB":
        raise RefusedError(f"{path.name} does not store its points as WKB. Export it again as GeoParquet with WKB.")
    if "crs" in column and column["crs"] is None:
        raise RefusedError(
            f"{path.name} does not say in which coordinate reference system its points are. Set it in the program "
            "that made the file (such as QGIS) and save it again."
        )
    return name, pyproj.CRS.from_json_dict(column["crs"]) if "crs" in column else WGS84
