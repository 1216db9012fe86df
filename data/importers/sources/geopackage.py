"""GeoPackage, read by GDAL; its tables are listed without it, because reading a view would run the file's own query."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from data.importers.limits import check_tables
from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources import tables
from data.importers.sources.layers import LayerFile, open_file
from data.importers.sources.sheet import InferColumns, Sheet, refusing
from data.importers.sources.sqlite import connect

_LISTED: Final = "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')"
_CONTENTS: Final = "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY rowid"
_GEOMETRY: Final = "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a layer of a GeoPackage.

    Raises:
        RefusedError: the file is broken, has no such layer, or has no coordinate reference system.
    """
    del infer_columns  # columns always have names
    sentence = f"{path.name} is a broken GeoPackage. Export it again and try again."
    with refusing(sentence, (sqlite3.Error, ValueError)), closing(connect(path)) as database:
        found, views = _layers(path, database)
    check_tables(path, len(found), "layer")
    notes = (f"Views are not read: {tables.listed_names(views)}.",) if views else ()
    return open_file(LayerFile(path, "GeoPackage", "GPKG", found, {}, notes), options)


def _layers(path: Path, database: sqlite3.Connection) -> tuple[dict[str, str | None], list[str]]:
    """Return the geometry types of the registered tables, and the names of the registered views."""
    listed = database.execute(_LISTED).fetchall()
    stored = {str(name) for name, type_, sql in listed if type_ == "table" and not _is_virtual(sql)}
    unsafe = [str(name) for name, *_ in listed if str(name).casefold().startswith("gpkg_") and str(name) not in stored]
    if unsafe:
        raise RefusedError(f"{path.name} has views in the place of its own tables. Export it again with QGIS or GDAL.")
    if "gpkg_contents" not in stored:
        raise RefusedError(f"{path.name} is a SQLite database but no GeoPackage. Export its points as GeoPackage.")
    shaped = database.execute(_GEOMETRY) if "gpkg_geometry_columns" in stored else ()
    types = {str(name): str(type_) for name, type_ in shaped}
    names = [str(name) for (name,) in database.execute(_CONTENTS)]
    views = {str(name) for name, *_ in listed} - stored
    return {name: types.get(name) for name in names if name in stored}, [name for name in names if name in views]


def _is_virtual(sql: object) -> bool:
    return str(sql).lstrip().casefold().startswith("create virtual")
