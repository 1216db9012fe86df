"""A view as a GeoPackage."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from pyogrio.raw import write_arrow

from data.exporters.bundle import ExportBundle
from data.exporters.points import GEOMETRY, with_points

_TITLES = {
    "events": "Events",
    "tolls": "Tolls by event, party and harm",
    "sources": "Documents cited",
    "read_me": "Read me",
}


def make(parcel: ExportBundle) -> bytes:
    """The layer `events` with points in EPSG:4326, and the tables `tolls`, `sources` and `read_me`."""
    layers = {**parcel.tables, "read_me": _read_me(parcel)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "view.gpkg"
        for name, table in layers.items():
            _write(parcel, path, name, table)
        _fix_times(path, parcel)
        return _anew(path).read_bytes()


def _read_me(parcel: ExportBundle) -> pa.Table:
    subjects, words = zip(*parcel.read_me)
    return pa.table({"subject": pa.array(subjects), "words": pa.array(words)})


def _write(parcel: ExportBundle, path: Path, name: str, table: pa.Table) -> None:
    facts = parcel.facts
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
            "DESCRIPTION": "\n".join(facts[fact] for fact in ("view", "link", "licence", "sources")),
        },
        layer_metadata=facts if spatial else None,
    )


def _fix_times(path: Path, parcel: ExportBundle) -> None:
    """Date the layers by the parcel, not by the clock."""
    moment = [parcel.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", moment)
        database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", moment)


def _anew(path: Path) -> Path:
    """A copy without the file's count of its changes, which depends on how fast it was written."""
    copy = path.with_name("copy.gpkg")
    with closing(sqlite3.connect(path)) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    return copy
