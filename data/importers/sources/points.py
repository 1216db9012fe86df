"""Tables with WKB points; the points become the columns `latitude` and `longitude` in WGS 84 degrees.

A line is the number of the row, from 1. If a row has a point, it overrides columns that are called `latitude` and
`longitude`, in any case.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyogrio.errors
import pyproj
import pyproj.exceptions
import shapely

from data.importers.report import Rejection
from data.importers.sources.sheet import POINT, Batch, Sheet, cell_text, named, refusing

WGS84: Final = pyproj.CRS.from_epsg(4326)
_BROKEN: Final = (
    *(ValueError, TypeError, LookupError, ArithmeticError, OSError, pa.ArrowException),
    *(pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError),
    *(pyogrio.errors.GeometryError, pyogrio.errors.CRSError, pyproj.exceptions.ProjError),
)
"""What the readers of GeoPackage and Parquet raise over a broken file."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A table of `rows` rows with the columns `fields` and, if `geometry` is not None, WKB points in that column."""

    kind: str
    fields: tuple[str, ...]
    geometry: str | None
    crs: pyproj.CRS
    rows: int


def refuse_broken(path: Path, kind: str) -> AbstractContextManager[None]:
    """Convert what the readers raise over a broken file to a refusal."""
    return refusing(f"{path.name} is a broken {kind}. Export it again and try again.", _BROKEN)


def open_layer(
    path: Path, layer: Layer, tables: Callable[[], Iterator[pa.RecordBatch]], notes: tuple[str, ...]
) -> Sheet:
    """Return a sheet of the layer's rows; `tables` reads them from the start."""
    header = [name for name in layer.fields if not layer.geometry or name.casefold() not in POINT]
    columns, numbered = named([*header, *POINT] if layer.geometry else header)
    batches = partial(_layer_batches, path, layer, tables)
    return Sheet(columns, layer.rows, notes + numbered, batches, has_geometry=layer.geometry is not None)


def _layer_batches(path: Path, layer: Layer, tables: Callable[[], Iterator[pa.RecordBatch]]) -> Iterator[Batch]:
    done = 0
    with refuse_broken(path, layer.kind):
        for table in tables():
            yield _layer_batch(layer, table, done)
            done += table.num_rows
    if not done:
        yield Batch([], [], [], 0)


def _layer_batch(layer: Layer, table: pa.RecordBatch, done: int) -> Batch:
    cells = {name: [cell_text(cell) for cell in table.column(name).to_pylist()] for name in layer.fields}
    lines = range(done + 1, done + table.num_rows + 1)
    batch = Batch([], [], [], done + table.num_rows)
    if layer.geometry is None:
        for line, row in zip(lines, _rows(cells.values(), table.num_rows)):
            batch.add(line, row, len(row))
        return batch
    points = table.column(layer.geometry).to_pylist()
    shapes = shapely.from_wkb(points, on_invalid="ignore")
    for name, degrees in zip(POINT, _degrees(shapes, layer.crs)):
        stated = [cells.pop(field) for field in layer.fields if field.casefold() == name] or [[""] * table.num_rows]
        cells[name] = [
            text if point is None else repr(float(part)) for part, point, text in zip(degrees, points, stated[0])
        ]
    kinds = shapely.get_type_id(shapes)
    for line, row, kind, point in zip(lines, _rows(cells.values(), table.num_rows), kinds, points):
        if point is not None and kind != 0:
            batch.rejections.append(Rejection(line, layer.geometry, "", "has a geometry that is not a point"))
        else:
            batch.add(line, row, len(row))
    return batch


def _rows(cells: Iterable[list[str]], number: int) -> Iterator[Sequence[str]]:
    columns = list(cells)
    return zip(*columns) if columns else iter([()] * number)


def _degrees(shapes: Any, crs: pyproj.CRS) -> tuple[Any, Any]:
    """Return latitude and longitude in WGS 84; NaN for rows without a point."""
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    if crs.equals(WGS84, ignore_axis_order=True) or crs.to_authority() == ("OGC", "CRS84"):
        return y, x
    longitude, latitude = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True).transform(x, y)
    return latitude, longitude
