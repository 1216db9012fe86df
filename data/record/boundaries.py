"""Borders: the country and governorate of a point, and the countries that an area intersects."""

from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Point, Polygon, box

FOLDER: Final = Path(__file__).parents[1] / "boundaries"
FILE: Final = FOLDER / "countries.geojson"
GOVERNORATES_FILE: Final = FOLDER / "governorates.geojson"
NEIGHBOURS_FILE: Final = FOLDER / "neighbours.geojson"


@cache
def countries() -> dict[str, Polygon | MultiPolygon]:
    """Return the four countries' polygons by name: WGS 84 longitude and latitude in degrees (Natural Earth, 1:10m)."""
    table = gpd.read_file(FILE)
    return dict(zip(table["name"], table.geometry))


def lies_in(country: str, latitude: float, longitude: float) -> bool:
    """Return whether the point (WGS 84 degrees) lies in the country or on its border.

    >>> lies_in("Iraq", 33.3, 44.4), lies_in("Syria", 33.3, 44.4)
    (True, False)

    Raises:
        KeyError: the country has no polygon here.
    """
    return bool(countries()[country].covers(Point(longitude, latitude)))


def countries_meeting(area: tuple[float, float, float, float]) -> list[str]:
    """Return the names of the countries that the area (west, south, east, north in WGS 84 degrees) intersects.

    >>> countries_meeting((43.0, 33.0, 44.0, 34.0)), countries_meeting((179.0, 33.0, -179.0, 34.0))
    (['Iraq'], [])
    """
    west, south, east, north = area
    spans = [(west, east)] if west < east else [(west, 180.0), (-180.0, east)]
    boxes = [box(left, south, right, north) for left, right in spans]
    return [name for name, shape in countries().items() if any(shape.intersects(rectangle) for rectangle in boxes)]


@cache
def divisions() -> gpd.GeoDataFrame:
    """Return the governorates of the four countries and, with a null `admin1`, the countries around them.

    Columns `country`, `admin1`, `geometry` (WGS 84 degrees; Natural Earth, 1:10m, edges simplified to about 1 km).
    """
    governorates = gpd.read_file(GOVERNORATES_FILE).rename(columns={"name": "admin1"})
    neighbours = gpd.read_file(NEIGHBOURS_FILE).rename(columns={"name": "country"})
    table: gpd.GeoDataFrame = pd.concat([governorates, neighbours], ignore_index=True)
    return table[["country", "admin1", "geometry"]]


def areas(latitude: "pd.Series[float]", longitude: "pd.Series[float]") -> pd.DataFrame:
    """Return the `country` and the governorate `admin1` of every point (WGS 84 degrees), with the index of `latitude`.

    Both are null if the point is null or in none of `divisions`; `admin1` is null outside the four countries. A point
    on a shared edge belongs to the first of the divisions.
    """
    table, x, y = divisions(), longitude.to_numpy("float64"), latitude.to_numpy("float64")
    found = np.full(len(x), -1)
    for number, (shape, (west, south, east, north)) in enumerate(zip(table.geometry, table.bounds.to_numpy())):
        near = np.flatnonzero((found < 0) & (x >= west) & (x <= east) & (y >= south) & (y <= north))
        found[near[shapely.intersects_xy(shape, x[near], y[near])]] = number
    named = pd.DataFrame(table[["country", "admin1"]]).reindex(found)
    return named.set_axis(latitude.index)
