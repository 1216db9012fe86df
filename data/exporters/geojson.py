"""A view as GeoJSON (RFC 7946)."""

from typing import Any, BinaryIO

from data.exporters import cells
from data.exporters.bundle import ExportBundle


def write(bundle: ExportBundle, file: BinaryIO) -> None:
    """Write a FeatureCollection, one feature per line, with the file's metadata in the member `basewatch`.

    Coordinates are WGS 84 longitude and latitude in degrees; a place known only to its country has no geometry.
    """
    about = {"name": "events", "description": bundle.metadata["view"], "basewatch": bundle.nested_metadata}
    file.write(b'{"type": "FeatureCollection",\n')
    file.writelines(f'"{name}": {cells.to_json(value)},\n'.encode() for name, value in about.items())
    cells.write_json_list(file, "features", map(_feature, bundle.events_with_tolls()))
    file.write(b"}\n")


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    point = [row["longitude"], row["latitude"]]
    return {
        "type": "Feature",
        "id": row["event_id"],
        "geometry": None if None in point else {"type": "Point", "coordinates": point},
        "properties": row,
    }
