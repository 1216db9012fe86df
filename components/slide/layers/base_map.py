"""Land, borders and water."""

from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from components.slide.slide_symbols import MapSheet, pixel
from components.slide.svg import Canvas, geometry
from components.symbology import BASE_MAP as LOOK
from geo import basemap
from geo.map_layout import Box, Frame


def draw(sheet: MapSheet) -> None:
    """Draw the base map."""
    draw_land(sheet.canvas, sheet.box, sheet.frame)


def draw_land(canvas: Canvas, box: Box, frame: Frame) -> None:
    """Draw land, borders and water into the box."""
    shapes = _shapes(box, frame)
    canvas.rect(*box, LOOK.water)
    canvas.areas(shapes["context"], fill=LOOK.land, stroke=LOOK.coast, strokeWidth=LOOK.coast_weight)
    canvas.areas(shapes["focus"], fill=LOOK.focus, stroke=LOOK.border, strokeWidth=LOOK.border_weight)
    canvas.areas(shapes["governorates"], filled=False, stroke=LOOK.governorate, strokeWidth=LOOK.governorate_weight)
    canvas.areas(shapes["rivers"], filled=False, stroke=LOOK.river, strokeWidth=LOOK.river_weight)
    canvas.areas(shapes["lakes"], fill=LOOK.water, stroke=None)


@lru_cache(maxsize=16)
def _shapes(box: Box, frame: Frame) -> dict[str, list[dict[str, Any]]]:
    """Return the base map's geometries in pixels of the slide, clipped to the box."""
    base = basemap.load()
    countries = base["countries"]["features"]
    parts = {
        "context": [feature for feature in countries if not feature["properties"]["focus"]],
        "focus": [feature for feature in countries if feature["properties"]["focus"]],
        **{name: base[name]["features"] for name in ("governorates", "rivers", "lakes")},
    }
    return {name: _clipped(features, box, frame) for name, features in parts.items()}


def _clipped(features: list[dict[str, Any]], box: Box, frame: Frame) -> list[dict[str, Any]]:
    def project(points: np.ndarray) -> np.ndarray:
        return np.array([pixel(frame, box, latitude, longitude) for longitude, latitude in points])

    shapes = [shapely.transform(shapely.geometry.shape(feature["geometry"]), project) for feature in features]
    inside = [shapely.make_valid(shape).intersection(shapely.box(*box)).simplify(0.3) for shape in shapes]
    return [geometry(shape) for shape in inside if not shape.is_empty]
