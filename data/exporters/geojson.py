"""A view as GeoJSON (RFC 7946)."""

import json
from typing import Any, Final

from data.exporters import cells
from data.exporters.bundle import ExportBundle

_json: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def make(parcel: ExportBundle) -> bytes:
    """A FeatureCollection, one feature a line, with its facts in the member `basewatch`.

    Coordinates are WGS 84 longitude and latitude in degrees; a place known only to its country has no geometry.
    """
    tolls = cells.tolls_of(parcel.tables["tolls"])
    about = {"name": "events", "description": parcel.facts["view"], "basewatch": parcel.metadata}
    members = "".join(f'"{name}": {_json(value)},\n' for name, value in about.items())
    features = ",\n".join(_json(_feature(row, tolls)) for row in cells.records(parcel.tables["events"]))
    return f'{{"type": "FeatureCollection",\n{members}"features": [\n{features}\n]}}\n'.encode()


def _feature(row: dict[str, Any], tolls: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    point = [row["longitude"], row["latitude"]]
    return {
        "type": "Feature",
        "id": row["event_id"],
        "geometry": None if None in point else {"type": "Point", "coordinates": point},
        "properties": {**row, "tolls": tolls.get(row["event_id"])},
    }
