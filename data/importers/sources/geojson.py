"""GeoJSON, read as a whole; its points become the columns `latitude` and `longitude` in WGS 84 degrees.

A line is the number of the feature, from 1. If a feature has a point, it overrides properties that are called
`latitude` and `longitude`, in any case.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn

from data.importers.options import Options
from data.importers.report import RefusedError, Rejection, shortened
from data.importers.sources.sheet import BATCH_ROWS, POINT, Batch, InferColumns, Sheet, cell_text, named

GEOJSON_LIMIT_MB: Final = 200
"""GeoJSON is read as a whole; larger files must come in a format that is read piece by piece."""
_WGS84_NAMES: Final = ("CRS84", "EPSG::4326", "EPSG:4326")


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a GeoJSON FeatureCollection.

    Raises:
        RefusedError: the file is too large, not JSON, or not a FeatureCollection in WGS 84.
    """
    del infer_columns, options  # properties always have names
    if path.stat().st_size > GEOJSON_LIMIT_MB * 1_000_000:
        raise RefusedError(
            f"{path.name} is larger than the {GEOJSON_LIMIT_MB} MB that are read from GeoJSON. Save it as GeoParquet "
            "or CSV and import that."
        )
    features = _features(path)
    keys = dict.fromkeys(
        key
        for feature in features
        if isinstance(properties := _properties(feature), dict)
        for key in properties
        if key.casefold() not in POINT
    )
    columns, notes = named([*keys, *POINT])
    batches = partial(_geojson_batches, features, [*keys])
    return Sheet(columns, len(features), notes, batches, has_geometry=True)


def _features(path: Path) -> list[Any]:
    try:
        content = json.loads(
            path.read_text(encoding="utf-8-sig"), parse_int=str, parse_float=str, parse_constant=_refuse_constant
        )
    except RecursionError as error:
        raise RefusedError(f"{path.name} is nested too deeply to be GeoJSON. Export it again.") from error
    except ValueError as error:
        raise RefusedError(f"{path.name} is not valid JSON ({error}). Export it again and try again.") from error
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise RefusedError(f"{path.name} is JSON but not a GeoJSON FeatureCollection. Export the table as GeoJSON.")
    crs = json.dumps(content.get("crs"))
    if content.get("crs") and not any(name in crs for name in _WGS84_NAMES):
        raise RefusedError(f"The points of {path.name} are not in WGS 84. Export it in EPSG:4326 and try again.")
    features: list[Any] = content["features"]
    return features


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}, which is not a number in JSON")


def _properties(feature: object) -> object:
    return (feature.get("properties") or {}) if isinstance(feature, dict) else None


def _geojson_batches(features: list[Any], keys: list[str]) -> Iterator[Batch]:
    batch = Batch([], [], [], 0)
    for line, feature in enumerate(features, start=1):
        row, reason = _geojson_row(feature, keys)
        if reason:
            batch.rejections.append(Rejection(line, "feature", shortened(cell_text(feature)), reason))
        else:
            batch.add(line, row, len(row))
        if len(batch) == BATCH_ROWS:
            yield replace(batch, done=line)
            batch = Batch([], [], [], 0)
    yield replace(batch, done=len(features))


def _geojson_row(feature: object, keys: list[str]) -> tuple[list[str], str]:
    """Return the feature's cells and an empty text, or no cells and the reason."""
    properties = _properties(feature)
    if not isinstance(feature, dict) or not isinstance(properties, dict):
        return [], "is not a GeoJSON feature"
    geometry = feature.get("geometry")
    degrees = {key.casefold(): value for key, value in properties.items() if value is not None}
    point = [cell_text(degrees.get(name)) for name in POINT]
    if geometry is not None:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind != "Point":
            return [], "has a geometry that is not a point"
        found = geometry.get("coordinates")
        if not isinstance(found, list) or [type(part) for part in found[:2]] != [str, str]:
            return [], "has a point without two coordinates"
        point = [found[1], found[0]]
    return [cell_text(properties.get(key)) for key in keys] + point, ""
