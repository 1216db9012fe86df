"""GeoJSON: the properties, points and coordinate reference system of features that are parsed already.

All numbers are texts, as they are written in the file.
"""

from typing import Any, Final, NamedTuple

import pyproj

from data.importers.sources import reference_system
from data.importers.sources.sheet import cell_text

_COLLECTIONS: Final = {"MultiPoint": "coordinates", "GeometryCollection": "geometries"}
_KINDS: Final = {
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}
GEOMETRIES: Final = {"Point", *_COLLECTIONS, *_KINDS}
"""The types of GeoJSON's geometries."""


class Geometry(NamedTuple):
    """A geometry: its kind (one of `geometry.KINDS`, or "" for none), and x and y of a point as texts."""

    kind: str
    x: str = ""
    y: str = ""


def count_vertices(value: object) -> int:
    """Return the number of positions of a geometry of any type.

    >>> count_vertices({"type": "LineString", "coordinates": [["44.0", "36.2"], ["44.1", "36.2"]]})
    2
    """
    found, left = 0, [value]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left += [part.get("coordinates"), part.get("geometries")]
        elif isinstance(part, list) and part:
            if isinstance(part[0], list | dict):
                left += part
            else:
                found += 1
    return found


def are_features(name: str, rows: list[Any]) -> bool:
    """Return whether an array holds features, by its name and members."""
    objects = [row for row in rows if isinstance(row, dict)]
    if any(is_feature(row) for row in objects):
        return True
    is_named = name.rpartition(".")[2].casefold() == "features"
    return is_named and any("properties" in row for row in objects)


def is_feature(row: object) -> bool:
    """Return whether a value is a GeoJSON feature by its type."""
    return isinstance(row, dict) and row.get("type") == "Feature"


def properties(feature: object) -> dict[str, Any] | None:
    """Return the properties of a feature, with its `id` if they have none; None if it is no feature."""
    if not isinstance(feature, dict):
        return None
    found = feature.get("properties") or {}
    if not isinstance(found, dict):
        return None
    identifier = feature.get("id")
    named = identifier is None or any(key.casefold() == "id" for key in found)
    return found if named else {"id": identifier, **found}


def read_geometry(value: object) -> Geometry:
    """Return the kind and coordinates of a feature's geometry.

    >>> read_geometry({"type": "MultiPoint", "coordinates": [["44.0", "36.2", "410"]]})
    Geometry(kind='collection', x='44.0', y='36.2')
    """
    if value is None:
        return Geometry("")
    if not isinstance(value, dict):
        return Geometry("unreadable")
    type_ = value.get("type")
    if type_ == "Point":
        return _point(value.get("coordinates"))
    member = _COLLECTIONS.get(type_) if isinstance(type_, str) else None
    if member is None:
        return Geometry(_KINDS.get(type_, "unreadable") if isinstance(type_, str) else "unreadable")
    parts = value.get(member)
    if not isinstance(parts, list) or len(parts) != 1:
        several = isinstance(parts, list) and len(parts) > 1 and type_ == "MultiPoint"
        return Geometry("points" if several else "unreadable")
    only = _point(parts[0]) if type_ == "MultiPoint" else _only_part(parts[0])
    return only._replace(kind="collection") if only.kind == "point" else only


def read_crs(name: str, member: object) -> pyproj.CRS | None:
    """Return the coordinate reference system of a collection's `crs` member; None if it has none.

    Raises:
        RefusedError: the member is not understood.
    """
    if not member:
        return None
    values = member.get("properties") if isinstance(member, dict) else None
    stated = values.get("name") if isinstance(values, dict) else None
    return reference_system.parse(stated if isinstance(stated, str) else cell_text(member), name)


def _only_part(value: object) -> Geometry:
    """Return the only geometry of a collection, which must not be a collection of collections."""
    if isinstance(value, dict) and value.get("type") == "GeometryCollection":
        return Geometry("unreadable")
    part = read_geometry(value)
    return part._replace(kind="point") if part.kind == "collection" else part


def _point(coordinates: object) -> Geometry:
    if not isinstance(coordinates, list) or [type(part) for part in coordinates[:2]] != [str, str]:
        return Geometry("unreadable")
    return Geometry("point", coordinates[0], coordinates[1])
