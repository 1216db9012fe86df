"""GeoPackage, read in batches by GDAL; see `points` for its columns and lines."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyogrio
import pyproj
from pyogrio.raw import open_arrow

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.points import Layer, open_layer, refuse_broken
from data.importers.sources.sheet import BATCH_ROWS, InferColumns, Sheet


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open the first layer with geometry of a GeoPackage.

    Raises:
        RefusedError: the file is broken, has no such layer, or has no coordinate reference system.
    """
    del infer_columns, options  # columns always have names
    with refuse_broken(path, "GeoPackage"):
        layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry]
        if not layers:
            raise RefusedError(
                f"{path.name} has no layer with points. Save the table as CSV, or with its points, and try again."
            )
        info = pyogrio.read_info(path, layer=layers[0], force_feature_count=True)
        fields = [str(name) for name in info["fields"]]
        crs = pyproj.CRS.from_user_input(info["crs"]) if info["crs"] else None
    if crs is None or info["driver"] != "GPKG":
        raise RefusedError(
            f"{path.name} does not say in which coordinate reference system its points are. Set it in the program "
            "that made the file (such as QGIS) and save it again."
        )
    geometry = str(info["geometry_name"])
    others = f" Its other layers are not read: {', '.join(layers[1:])}." if layers[1:] else ""
    return open_layer(
        path,
        Layer("GeoPackage", tuple(fields), geometry, crs, int(info["features"])),
        partial(_geopackage_tables, path, layers[0], geometry),
        (f"The layer read is “{layers[0]}”.{others}",),
    )


def _geopackage_tables(path: Path, layer: str, geometry: str) -> Iterator[pa.RecordBatch]:
    with open_arrow(path, layer=layer, batch_size=BATCH_ROWS, use_pyarrow=True) as (stream, reader):
        for table in reader:
            # GDAL may give the geometry column another name in the stream than in the description of the layer.
            names = [geometry if name == stream["geometry_name"] else name for name in table.schema.names]
            yield table.rename_columns(names)
