"""GeoJSON, GeoPackage, Parquet and GeoParquet: rows whose points become the columns `latitude` and `longitude`.

Both are WGS 84 degrees. A line of these files is the number of the feature or row, from 1. Where a row has a point,
it outweighs columns of its own that are called `latitude` and `longitude`, in capitals or not.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyogrio.errors
import pyproj
import pyproj.exceptions
import shapely
from pyogrio.raw import open_arrow

from data.importers.report import RefusedError, Rejection, shortened
from data.importers.sources.sheet import BATCH_ROWS, Batch, Sheet, cell_text, named, refusing

GEOJSON_LIMIT_MB: Final = 200
"""GeoJSON is read as a whole; larger files must come in a format that is read piece by piece."""
_WGS84: Final = pyproj.CRS.from_epsg(4326)
_WGS84_NAMES: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_POINT: Final = ("latitude", "longitude")
_BROKEN: Final = (
    *(ValueError, TypeError, LookupError, ArithmeticError, OSError, pa.ArrowException),
    *(pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError),
    *(pyogrio.errors.GeometryError, pyogrio.errors.CRSError, pyproj.exceptions.ProjError),
)
"""What the readers of GeoPackage and Parquet raise over a file that is not what it should be."""


def open_geojson(path: Path) -> Sheet:
    """Opens a GeoJSON FeatureCollection.

    Raises:
        RefusedError: the file is too large, no JSON, or no FeatureCollection in WGS 84.
    """
    if path.stat().st_size > GEOJSON_LIMIT_MB * 1_000_000:
        raise RefusedError(
            f"{path.name} is larger than the {GEOJSON_LIMIT_MB} MB that are read from GeoJSON. Save it as GeoParquet "
            "or CSV and import that."
        )
    features = _features(path)
    keys = dict.fromkeys(
        key
        for feature in features
        if isinstance(own := _properties(feature), dict)
        for key in own
        if key.casefold() not in _POINT
    )
    columns, notes = named([*keys, *_POINT])
    return Sheet(columns, len(features), notes, partial(_geojson_batches, features, [*keys]))


def open_geopackage(path: Path) -> Sheet:
    """Opens the first layer with geometry of a GeoPackage.

    Raises:
        RefusedError: the file is broken, has no such layer, or does not say its coordinate reference system.
    """
    with _refusing(path, "GeoPackage"):
        layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry]
        if not layers:
            raise RefusedError(
                f"{path.name} has no layer with points. Save the table as CSV, or with its points, and try again."
            )
        told = pyogrio.read_info(path, layer=layers[0], force_feature_count=True)
        fields = [str(name) for name in told["fields"]]
        crs = pyproj.CRS.from_user_input(told["crs"]) if told["crs"] else None
    if crs is None or told["driver"] != "GPKG":
        raise RefusedError(
            f"{path.name} does not say in which coordinate reference system its points are. Set it in the program "
            "that made the file (such as QGIS) and save it again."
        )
    geometry = str(told["geometry_name"])
    others = f" Its other layers are not read: {', '.join(layers[1:])}." if layers[1:] else ""
    return _points_sheet(
        path,
        _Layer("GeoPackage", tuple(fields), geometry, crs, int(told["features"])),
        partial(_geopackage_tables, path, layers[0], geometry),
        (f"The layer read is “{layers[0]}”.{others}",),
    )


def open_parquet(path: Path) -> Sheet:
    """Opens a Parquet or GeoParquet file.

    Raises:
        RefusedError: the file is broken, or its geometry is kept in another way than WKB.
    """
    with _refusing(path, "Parquet file"), pq.ParquetFile(path) as file:
        names, rows = file.schema_arrow.names, file.metadata.num_rows
        geometry, crs = _geometry_column(path, file.schema_arrow.metadata or {})
    fields = tuple(name for name in names if name != geometry)
    layer = _Layer("Parquet file", fields, geometry if geometry in names else None, crs, rows)
    return _points_sheet(path, layer, partial(_parquet_tables, path), ())


@dataclass(frozen=True, slots=True)
class _Layer:
    """A table of `rows` rows with the attributes `fields` and, unless it is None, WKB points in `geometry`."""

    kind: str
    fields: tuple[str, ...]
    geometry: str | None
    crs: pyproj.CRS
    rows: int


def _refusing(path: Path, kind: str) -> AbstractContextManager[None]:
    return refusing(f"{path.name} is a broken {kind}. Export it again and try again.", _BROKEN)


def _features(path: Path) -> list[Any]:
    try:
        told = json.loads(
            path.read_text(encoding="utf-8-sig"), parse_int=str, parse_float=str, parse_constant=_refuse_constant
        )
    except RecursionError as error:
        raise RefusedError(f"{path.name} is nested too deeply to be GeoJSON. Export it again.") from error
    except ValueError as error:
        raise RefusedError(f"{path.name} is no valid JSON ({error}). Export it again and try again.") from error
    if not isinstance(told, dict) or not isinstance(told.get("features"), list):
        raise RefusedError(f"{path.name} is JSON but no GeoJSON FeatureCollection. Export the table as GeoJSON.")
    crs = json.dumps(told.get("crs"))
    if told.get("crs") and not any(name in crs for name in _WGS84_NAMES):
        raise RefusedError(f"The points of {path.name} are not in WGS 84. Export it in EPSG:4326 and try again.")
    features: list[Any] = told["features"]
    return features


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}, which is no number in JSON")


def _properties(feature: object) -> object:
    return (feature.get("properties") or {}) if isinstance(feature, dict) else None


def _geojson_batches(features: list[Any], keys: list[str]) -> Iterator[Batch]:
    batch = Batch([], [], [], 0)
    for line, feature in enumerate(features, start=1):
        row, reason = _geojson_row(feature, keys)
        if reason:
            batch.asides.append(Rejection(line, "feature", shortened(cell_text(feature)), reason))
        else:
            batch.add(line, row, len(row))
        if len(batch) == BATCH_ROWS:
            yield replace(batch, done=line)
            batch = Batch([], [], [], 0)
    yield replace(batch, done=len(features))


def _geojson_row(feature: object, keys: list[str]) -> tuple[list[str], str]:
    """The feature's cells, or none and the reason."""
    own = _properties(feature)
    if not isinstance(feature, dict) or not isinstance(own, dict):
        return [], "is no GeoJSON feature"
    geometry = feature.get("geometry")
    degrees = {key.casefold(): value for key, value in own.items() if value is not None}
    point = [cell_text(degrees.get(name)) for name in _POINT]
    if geometry is not None:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind != "Point":
            return [], "has another geometry than a point"
        found = geometry.get("coordinates")
        if not isinstance(found, list) or [type(part) for part in found[:2]] != [str, str]:
            return [], "has a point without two coordinates"
        point = [found[1], found[0]]
    return [cell_text(own.get(key)) for key in keys] + point, ""


def _points_sheet(
    path: Path, layer: _Layer, tables: Callable[[], Iterator[pa.RecordBatch]], notes: tuple[str, ...]
) -> Sheet:
    header = [name for name in layer.fields if not layer.geometry or name.casefold() not in _POINT]
    columns, numbered = named([*header, *_POINT] if layer.geometry else header)
    return Sheet(columns, layer.rows, notes + numbered, partial(_layer_batches, path, layer, tables))


def _geopackage_tables(path: Path, layer: str, geometry: str) -> Iterator[pa.RecordBatch]:
    with open_arrow(path, layer=layer, batch_size=BATCH_ROWS, use_pyarrow=True) as (told, reader):
        for table in reader:
            # GDAL may give the geometry column another name in the stream than in the description of the layer.
            names = [geometry if name == told["geometry_name"] else name for name in table.schema.names]
            yield table.rename_columns(names)


def _parquet_tables(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=BATCH_ROWS)


def _layer_batches(path: Path, layer: _Layer, tables: Callable[[], Iterator[pa.RecordBatch]]) -> Iterator[Batch]:
    done = 0
    with _refusing(path, layer.kind):
        for table in tables():
            yield _layer_batch(layer, table, done)
            done += table.num_rows
    if not done:
        yield Batch([], [], [], 0)


def _layer_batch(layer: _Layer, table: pa.RecordBatch, done: int) -> Batch:
    cells = {name: [cell_text(cell) for cell in table.column(name).to_pylist()] for name in layer.fields}
    lines = range(done + 1, done + table.num_rows + 1)
    batch = Batch([], [], [], done + table.num_rows)
    if layer.geometry is None:
        for line, row in zip(lines, _rows(cells.values(), table.num_rows)):
            batch.add(line, row, len(row))
        return batch
    points = table.column(layer.geometry).to_pylist()
    shapes = shapely.from_wkb(points, on_invalid="ignore")
    for name, degrees in zip(_POINT, _degrees(shapes, layer.crs)):
        own = [cells.pop(field) for field in layer.fields if field.casefold() == name] or [[""] * table.num_rows]
        cells[name] = [
            text if point is None else repr(float(part)) for part, point, text in zip(degrees, points, own[0])
        ]
    kinds = shapely.get_type_id(shapes)
    for line, row, kind, point in zip(lines, _rows(cells.values(), table.num_rows), kinds, points):
        if point is not None and kind != 0:
            batch.asides.append(Rejection(line, layer.geometry, "", "has another geometry than a point"))
        else:
            batch.add(line, row, len(row))
    return batch


def _rows(cells: Iterable[list[str]], number: int) -> Iterator[Sequence[str]]:
    columns = list(cells)
    return zip(*columns) if columns else iter([()] * number)


def _degrees(shapes: Any, crs: pyproj.CRS) -> tuple[Any, Any]:
    """Latitude and longitude in WGS 84; not a number where there is no point."""
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    if crs.equals(_WGS84, ignore_axis_order=True) or crs.to_authority() == ("OGC", "CRS84"):
        return y, x
    longitude, latitude = pyproj.Transformer.from_crs(crs, _WGS84, always_xy=True).transform(x, y)
    return latitude, longitude


def _geometry_column(path: Path, metadata: dict[bytes, bytes]) -> tuple[str | None, pyproj.CRS]:
    """The column that holds the points and their coordinate reference system; no column in plain Parquet."""
    if b"geo" not in metadata:
        return None, _WGS84
    geo = json.loads(metadata[b"geo"])
    name = str(geo["primary_column"])
    told = geo["columns"][name]
    if told["encoding"] != "WKB":
        raise RefusedError(f"{path.name} does not keep its points as WKB. Export it again as GeoParquet with WKB.")
    if "crs" in told and told["crs"] is None:
        raise RefusedError(
            f"{path.name} does not say in which coordinate reference system its points are. Set it in the program "
            "that made the file (such as QGIS) and save it again."
        )
    return name, pyproj.CRS.from_json_dict(told["crs"]) if "crs" in told else _WGS84
