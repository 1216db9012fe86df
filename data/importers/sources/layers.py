"""Layers of the vector files that GDAL reads, in batches; see `points` for their columns and lines.

Only local files whose first bytes are those of the format are opened, so that no other driver of GDAL (a virtual
format that names files or addresses, or a web service) can take them; the driver is checked afterwards, too.
"""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyogrio
import pyproj
from pyogrio.raw import open_arrow
from pyogrio.util import vsi_path

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources import reference_system, tables
from data.importers.sources.points import Layer, open_layer, refuse_broken
from data.importers.sources.sheet import BATCH_ROWS, InferColumns, Sheet

_POINT_TYPES: Final = ("point", "multipoint", "geometry", "geometrycollection", "unknown")
"""Geometry types of layers, in lower case and without Z and M, that can hold points."""


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A vector file.

    Attributes:
        path: the file, for sentences.
        kind: the kind of file, for sentences.
        driver: GDAL's name of its format.
        layers: for each layer its geometry type, or None for a table without geometry.
        targets: for each layer the path that GDAL opens; empty if it is `path`.
        notes: sentences about how the file is read.
    """

    path: Path
    kind: str
    driver: str
    layers: Mapping[str, str | None]
    targets: Mapping[str, str]
    notes: tuple[str, ...] = ()


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a FlatGeobuf file.

    Raises:
        RefusedError: the file is broken, has no points, or has no coordinate reference system.
    """
    del infer_columns  # columns always have names
    kind = "FlatGeobuf file"
    with refuse_broken(path, kind):
        found = {str(name): geometry and str(geometry) for name, geometry in pyogrio.list_layers(local_path(path))}
    return open_file(LayerFile(path, kind, "FlatGeobuf", found, {}), options)


def open_file(file: LayerFile, options: Options) -> Sheet:
    """Open one layer: the stated one, else the first that can hold points, else the only table.

    Raises:
        RefusedError: the file is broken, has no such layer, has no points, or states no coordinate reference system.
    """
    name = _choose(file, options)
    target = file.targets.get(name) or local_path(file.path)
    layer_name = None if file.targets else name
    encoding = options.encoding and _encoding(options.encoding)
    with refuse_broken(file.path, file.kind):
        info = pyogrio.read_info(target, layer=layer_name, force_feature_count=True, encoding=encoding)
        fields = tuple(str(field) for field in info["fields"])
        found = pyproj.CRS.from_user_input(info["crs"]) if info["crs"] else None
    if info["driver"] != file.driver:
        raise RefusedError(f"{file.path.name} is not a {file.kind} but {info['driver']}. Export it again.")
    geometry, type_ = _geometry_column(str(info["geometry_name"]), fields), info["geometry_type"]
    layer, notes = Layer(file.kind, fields, None, reference_system.WGS84, int(info["features"])), tuple[str, ...]()
    if type_ is not None:
        crs, notes = reference_system.choose(file.path, found, options.crs)
        layer = replace(layer, geometry=geometry, crs=crs, only_points=_plain(type_) == "point")
    read = partial(_record_batches, target, layer_name, geometry, encoding)
    named = tables.notes("layer", list(file.layers), name)
    sheet = open_layer(file.path, layer, read, (*named, *file.notes, *notes))
    return replace(sheet, tables=tuple(file.layers), table=name, encoding=encoding)


def local_path(path: Path) -> str:
    """Return the path of a local file as pyogrio opens it.

    Raises:
        RefusedError: pyogrio would take the path for an address or an archive.
    """
    absolute = str(path.absolute())
    if vsi_path(absolute) != absolute:
        raise RefusedError(f"The path of {path.name} holds a character such as ! or ;. Rename it and try again.")
    return absolute


def _choose(file: LayerFile, options: Options) -> str:
    pointed = [name for name, type_ in file.layers.items() if type_ and _plain(type_) in _POINT_TYPES]
    shaped = [name for name, type_ in file.layers.items() if type_]
    names = list(file.layers)
    default = next(iter([*pointed, *shaped, *names]), "")
    name = tables.choose(file.path, "layer", names, options.table, default)
    if not name:
        raise RefusedError(f"{file.path.name} has no layer that is read. Export its points and try again.")
    if options.table is None and not shaped and len(names) > 1:
        raise RefusedError(
            f"{file.path.name} has several tables and none with points: {tables.listed_names(names)}. Choose one with "
            "--layer.",
            tables=tuple(names),
        )
    return name


def _plain(geometry_type: str) -> str:
    """Return a geometry type in lower case, without Z and M.

    >>> _plain("MultiPoint ZM"), _plain("2.5D Point")
    ('multipoint', 'point')
    """
    words = geometry_type.casefold().removeprefix("2.5d ").split()
    return words[0] if words else ""


def _geometry_column(name: str, fields: Sequence[str]) -> str:
    """Return a name for the column of geometries that no field has."""
    name = name or "geometry"
    while name in fields:
        name += "_"
    return name


def _encoding(stated: str) -> str:
    try:
        return codecs.lookup(stated).name
    except LookupError as error:
        raise RefusedError(f"There is no encoding “{stated}”. Name one such as utf-8 or windows-1252.") from error


def _record_batches(
    target: str, layer: str | None, geometry: str, encoding: str | None, columns: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    fields = [name for name in columns if name != geometry]
    with open_arrow(
        target,
        layer=layer,
        columns=fields,
        read_geometry=geometry in columns,
        encoding=encoding,
        batch_size=BATCH_ROWS,
        use_pyarrow=True,
    ) as (stream, reader):
        for table in reader:
            # GDAL may give the geometry column another name in the stream than in the description of the layer.
            names = [geometry if name == _streamed(stream) else name for name in table.schema.names]
            yield table.rename_columns(names)


def _streamed(stream: dict[str, object]) -> str:
    return str(stream["geometry_name"] or "wkb_geometry")
