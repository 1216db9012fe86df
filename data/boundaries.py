"""The four countries' borders: which country a point lies in, which countries an area meets."""

from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd
from shapely import MultiPolygon, Point, Polygon, box

FILE: Final = Path(__file__).parent / "boundaries" / "countries.geojson"


@cache
def countries() -> dict[str, Polygon | MultiPolygon]:
    """The countries' polygons by name, WGS 84 longitude and latitude in degrees (Natural Earth, 1:10m)."""
    table = gpd.read_file(FILE)
    return dict(zip(table["name"], table.geometry))


def lies_in(country: str, latitude: float, longitude: float) -> bool:
    """Whether the point, in WGS 84 degrees, lies in the country's polygon or on its border.

    Raises:
        KeyError: a country that has no polygon here.
    """
    return bool(countries()[country].covers(Point(longitude, latitude)))


def countries_meeting(area: tuple[float, float, float, float]) -> list[str]:
    """The countries that the area (west, south, east, north in WGS 84 degrees) meets, by name."""
    asked = box(*area)
    return [name for name, shape in countries().items() if shape.intersects(asked)]
