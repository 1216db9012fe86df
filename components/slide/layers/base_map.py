"""Land, borders and water."""

from functools import cache, lru_cache, partial
from typing import Any, Final

import numpy as np
import shapely

from components.slide.slide_symbols import MapSheet
from components.slide.svg import geometry
from components.symbology import BASE_MAP as LOOK
from geo import basemap
from geo.map_layout import Box, Frame

_NOTHING: Final[dict[str, Any]] = {"type": "MultiLineString", "coordinates": []}


def draw(sheet: MapSheet) -> None:
    """Draw the base map."""
    canvas, shapes = sheet.canvas, _shapes(sheet.box, sheet.frame)
    canvas.rect(*sheet.box, LOOK.water)
    canvas.areas(shapes["land"], fill=LOOK.land, stroke=None)
    canvas.areas(shapes["lines"], filled=False, stroke=LOOK.coast, strokeWidth=LOOK.coast_weight)
    canvas.areas(shapes["context"], fill=LOOK.land, stroke=None)
    canvas.areas(shapes["coasts"], filled=False, stroke=LOOK.coast, strokeWidth=LOOK.coast_weight)
    canvas.areas(shapes["focus"], fill=LOOK.focus, stroke=LOOK.border, strokeWidth=LOOK.border_weight)
    canvas.areas(shapes["governorates"], filled=False, stroke=LOOK.governorate, strokeWidth=LOOK.governorate_weight)
    canvas.areas(shapes["rivers"], filled=False, stroke=LOOK.river, strokeWidth=LOOK.river_weight)
    canvas.areas(shapes["lakes"], fill=LOOK.water, stroke=None)


@lru_cache(maxsize=16)
def _shapes(box: Box, frame: Frame) -> dict[str, list[dict[str, Any]]]:
    """Return the base map's geometries in pixels of the slide, clipped to the box."""
    base = basemap.load()
    countries = base["countries"]["features"]
    world = basemap.world() if _reaches_beyond(frame) else {"land": _NOTHING, "lines": _NOTHING}
    parts = {
        "context": [feature for feature in countries if not feature["properties"]["focus"]],
        "coasts": _coasts(),
        "focus": [feature for feature in countries if feature["properties"]["focus"]],
        **{name: base[name]["features"] for name in ("governorates", "rivers", "lakes")},
        **{name: [{"geometry": geometry}] for name, geometry in world.items()},
    }
    return {name: _clipped(features, box, frame) for name, features in parts.items()}


@cache
def _coasts() -> list[dict[str, Any]]:
    """Return the outlines of the countries around, without the edge of the region, where land is only cut off."""
    countries = [feature for feature in basemap.load()["countries"]["features"] if not feature["properties"]["focus"]]
    edge = shapely.box(*basemap.WINDOW).boundary
    outlines = [shapely.geometry.shape(feature["geometry"]).boundary.difference(edge) for feature in countries]
    return [{"geometry": shapely.geometry.mapping(outline)} for outline in outlines]


def _reaches_beyond(frame: Frame) -> bool:
    """Return whether the frame shows more than the region."""
    west, south, east, north = basemap.WINDOW
    (left, top), (right, bottom) = frame.pixel(north, west), frame.pixel(south, east)
    return left > 0 or top > 0 or right < frame.width or bottom < frame.height


def _turns(frame: Frame) -> list[int]:
    """Return the turns, in degrees, by which a copy of the world lies in the frame."""
    edges = [(turn, frame.pixel(0, turn - 180)[0], frame.pixel(0, turn + 180)[0]) for turn in (-360, 0, 360)]
    return [turn for turn, west, east in edges if west < frame.width and east > 0]


def _clipped(features: list[dict[str, Any]], box: Box, frame: Frame) -> list[dict[str, Any]]:
    """Return the features in pixels, clipped to the box; a frame over the date line shows some a turn further."""
    left, top = box[:2]

    def project(points: np.ndarray, turn: int) -> np.ndarray:
        found = [frame.pixel(latitude, longitude + turn) for longitude, latitude in points]
        moved: np.ndarray = np.reshape(found, (-1, 2)) + np.array([left, top])
        return moved

    drawn = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    shapes = [shapely.transform(shape, partial(project, turn=turn)) for turn in _turns(frame) for shape in drawn]
    inside = [shapely.make_valid(shape).intersection(shapely.box(*box)).simplify(0.3) for shape in shapes]
    return [geometry(shape) for shape in inside if not shape.is_empty]
