"""Tables with WKB points; the points become the columns `latitude` and `longitude` in WGS 84 degrees.

A line is the number of the row, from 1. If a row has a point, it overrides columns that are called `latitude` and
`longitude`, in any case. A collection with one point is that point; rows with other geometries are rejected.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyogrio.errors
import pyproj.exceptions
import shapely
from shapely import GeometryType

from data.importers.report import RefusedError, Rejection
from data.importers.sources import geometry
from data.importers.sources.reference_system import degrees
from data.importers.sources.sheet import POINT, Batch, Sheet, cell_text, named, refusing

_BROKEN: Final = (
    *(ValueError, TypeError, LookupError, ArithmeticError, OSError, pa.ArrowException),
    *(pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError),
    *(pyogrio.errors.GeometryError, pyogrio.errors.CRSError, pyproj.exceptions.ProjError),
    *(shapely.errors.ShapelyError, RecursionError),
)
"""What the readers of GDAL's formats and Parquet raise over a broken file."""
_COUNTED: Final = 1_000
"""The geometries that are parsed at a time, after their size was checked."""
_LINES: Final = (GeometryType.LINESTRING, GeometryType.LINEARRING, GeometryType.MULTILINESTRING)
_AREAS: Final = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True)
class Layer:
    """A table of `rows` rows with the columns `fields`.

    Attributes:
        kind: the kind of file, for sentences.
        fields: the names of its columns without the geometry.
        geometry: the column of WKB geometries; None if the table has none.
        crs: the coordinate reference system of the geometries.
        rows: the number of rows.
        only_points: whether the file states that all geometries are points.
    """

    kind: str
    fields: tuple[str, ...]
    geometry: str | None
    crs: pyproj.CRS
    rows: int
    only_points: bool = False


Tables = Callable[[Sequence[str]], Iterator[pa.RecordBatch]]
"""Reads some columns of a file from the start, in batches."""


def refuse_broken(path: Path, kind: str) -> AbstractContextManager[None]:
    """Convert what the readers raise over a broken file to a refusal."""
    return refusing(f"{path.name} is a broken {kind}. Export it again and try again.", _BROKEN)


def open_layer(path: Path, layer: Layer, tables: Tables, notes: tuple[str, ...]) -> Sheet:
    """Return a sheet of the layer's rows.

    Raises:
        RefusedError: the geometries cannot be read, or none of them is a point.
    """
    header = [name for name in layer.fields if not layer.geometry or name.casefold() not in POINT]
    columns, numbered = named([*header, *POINT] if layer.geometry else header)
    with refuse_broken(path, layer.kind):
        counted = _count_kinds(path, layer, tables)
    notes += geometry.notes(path, counted) + numbered
    batches = partial(_layer_batches, path, layer, tables)
    return Sheet(columns, layer.rows, notes, batches, has_geometry=layer.geometry is not None)


def _count_kinds(path: Path, layer: Layer, tables: Tables) -> Counter[str]:
    """Return the number of geometries of each kind; empty if the file states that all are points.

    Raises:
        RefusedError: the geometries have too many vertices.
    """
    vertices = geometry.Vertices(path)
    counted: Counter[str] = Counter()
    if layer.geometry is None or layer.only_points:
        return counted
    for table in tables([layer.geometry]):
        stored = table.column(layer.geometry).to_pylist()
        for start in range(0, len(stored), _COUNTED):
            part = stored[start : start + _COUNTED]
            vertices.add(sum(geometry.most_vertices(one) for one in part if one))
            counted.update(_points(part)[1].tolist())
    return counted


def _layer_batches(path: Path, layer: Layer, tables: Tables) -> Iterator[Batch]:
    done = 0
    with refuse_broken(path, layer.kind):
        for table in tables([*layer.fields, *([layer.geometry] if layer.geometry else [])]):
            yield _layer_batch(layer, table, done)
            done += table.num_rows
    if not done:
        yield Batch([], [], [], 0)


def _layer_batch(layer: Layer, table: pa.RecordBatch, done: int) -> Batch:
    cells = {name: _texts(table, name) for name in layer.fields}
    lines = range(done + 1, done + table.num_rows + 1)
    batch = Batch([], [], [], done + table.num_rows)
    if layer.geometry is None:
        for line, row in zip(lines, _rows(cells.values(), table.num_rows)):
            batch.add(line, row, len(row))
        return batch
    shapes, kinds = _points(table.column(layer.geometry).to_pylist())
    for name, parts in zip(POINT, degrees(shapely.get_x(shapes), shapely.get_y(shapes), layer.crs)):
        stated = [cells.pop(field) for field in layer.fields if field.casefold() == name] or [[""] * table.num_rows]
        cells[name] = [repr(float(part)) if kind else text for part, kind, text in zip(parts, kinds, stated[0])]
    for line, row, kind in zip(lines, _rows(cells.values(), table.num_rows), kinds):
        if kind in geometry.REASONS:
            batch.rejections.append(Rejection(line, layer.geometry, "", geometry.REASONS[kind]))
        else:
            batch.add(line, row, len(row))
    return batch


def _texts(table: pa.RecordBatch, name: str) -> list[str]:
    """Return the cells of a column as text; equal cells of a dictionary are one object.

    Raises:
        RefusedError: the text is not in the encoding that the file states.
    """
    column = table.column(name)
    try:
        if not isinstance(column, pa.DictionaryArray):
            return [cell_text(cell) for cell in column.to_pylist()]
        texts = [cell_text(cell) for cell in column.dictionary.to_pylist()]
        return ["" if place is None else texts[place] for place in column.indices.to_pylist()]
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"The text in the column “{name}” is not in the encoding that the file states. State the right one with "
            "--encoding, such as --encoding windows-1252."
        ) from error


def _rows(cells: Iterable[list[str]], number: int) -> Iterator[Sequence[str]]:
    columns = list(cells)
    return zip(*columns) if columns else iter([()] * number)


def _points(geometries: list[bytes | None]) -> tuple[Any, Any]:
    """Return the points (None for other geometries), and the kind of each geometry; "" without one."""
    shapes = shapely.from_wkb(geometries, on_invalid="ignore")
    single = shapes
    for _ in range(2):  # a collection may hold a multipoint
        ids = shapely.get_type_id(single)
        collected = np.isin(ids, (GeometryType.MULTIPOINT, GeometryType.GEOMETRYCOLLECTION))
        collected &= shapely.get_num_geometries(single) == 1
        single = np.where(collected, shapely.get_geometry(single, 0), single)
    before, ids = shapely.get_type_id(shapes), shapely.get_type_id(single)
    kinds = np.select(
        [
            shapely.is_empty(single),
            (ids == GeometryType.POINT) & (before == GeometryType.POINT),
            ids == GeometryType.POINT,
            ids == GeometryType.MULTIPOINT,
            np.isin(ids, _LINES),
            np.isin(ids, _AREAS),
        ],
        ["unreadable", *geometry.KINDS[:-1]],
        "unreadable",
    )
    missing = np.array([stored is None for stored in geometries], dtype="bool")
    single[~np.isin(kinds, ("point", "collection"))] = None
    return single, np.where(missing, "", kinds)
