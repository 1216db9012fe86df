"""A view as a GeoPackage."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import write_arrow

from data.exporters.bundle import ExportBundle, ExportError
from data.exporters.points import GEOMETRY, with_points
from data.own_folders import OwnFolder

_TITLES: Final = {
    "events": "Events",
    "tolls": "Tolls by event, party and harm",
    "sources": "Documents cited",
    "context": "Facts that are no attack or strike",
    "matches": "Events of the imported file that count as events of the record",
    "read_me": "Read me",
}
_DESCRIBED: Final = ("view", "link", "licence", "sources", "matches")
"""Metadata in the description of each layer."""
_NO_SPACE: Final = (
    "The GeoPackage cannot be written to the disk of temporary files, which may have no space. Free some and try again."
)


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write the layer `events` with points in EPSG:4326, and the other tables of the bundle and `read_me` as tables.

    Raises:
        ExportError: the disk of temporary files, on which the file is made, takes no more.
    """
    layers = {**bundle.tables, "read_me": _read_me(bundle)}
    with OwnFolder("basewatch-export-") as folder:
        path = folder / "view.gpkg"
        try:
            for name, table in layers.items():
                _write_layer(bundle, path, name, table)
            _fix_times(path, bundle)
            copy = _compacted(path)
        except (sqlite3.Error, DataLayerError, DataSourceError) as error:
            raise ExportError(_NO_SPACE) from error
        with copy.open("rb") as content:
            shutil.copyfileobj(content, file)


def _read_me(bundle: ExportBundle) -> pa.Table:
    subjects, words = zip(*bundle.read_me)
    return pa.table({"subject": pa.array(subjects), "words": pa.array(words)})


def _write_layer(bundle: ExportBundle, path: Path, name: str, table: pa.Table) -> None:
    metadata = bundle.metadata
    spatial = name == "events"
    write_arrow(
        with_points(table) if spatial else table,
        path,
        layer=name,
        driver="GPKG",
        geometry_name=GEOMETRY if spatial else None,
        geometry_type="Point" if spatial else None,
        crs="EPSG:4326" if spatial else None,
        layer_options={
            "IDENTIFIER": _TITLES[name],
            "DESCRIPTION": "\n".join(metadata[item] for item in _DESCRIBED if item in metadata),
        },
        layer_metadata=metadata if spatial else None,
    )


def _fix_times(path: Path, bundle: ExportBundle) -> None:
    """Date the layers by the bundle instead of the clock."""
    created = [bundle.created.strftime("%Y-%m-%dT%H:%M:%S.000Z")]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", created)
        database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", created)


def _compacted(path: Path) -> Path:
    """Return a copy without the file's count of its changes, which depends on how fast it was written."""
    copy = path.with_name("copy.gpkg")
    with closing(sqlite3.connect(path)) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    return copy
