"""Build the coarse map of the world around the base map, from map data that ships inside an installed package.

Run as ``python -m geo.build.world``. It writes ``geo/static/world.json`` of this checkout, the same bytes at every run:
``land``, the world's land outside the window of the base map, and ``lines``, its coasts and the borders of countries,
as GeoJSON geometries (EPSG:4326) to 2 decimals of a degree (about 1 km).

The source is Natural Earth 1:110m admin-0 countries (public domain), which lies among the tests of PyPI ``pyogrio``
as ``naturalearth_lowres``. Its coasts are some 10 to 30 km from those of the base map, at whose window both meet.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyogrio
import shapely

from geo.basemap import WORLD_FILE
from geo.build.basemap import WINDOW, round_geometry, write_json

_FOLDER: Final = Path(pyogrio.__file__).parent / "tests" / "fixtures" / "naturalearth_lowres"
_SHEET: Final = shapely.box(-180.0, -85.0, 180.0, 85.0)
"""What a web map shows of the world, in degrees."""
_DECIMALS: Final = 2
_EDGE: Final = 0.01
"""Lines this near to the edge of the sheet, in degrees, are no coast: land was cut there."""


def build() -> dict[str, Any]:
    """Return the land and the lines as GeoJSON geometries (degrees)."""
    countries = gpd.read_file(_FOLDER / "naturalearth_lowres.shp").geometry.make_valid().to_numpy()
    land = shapely.intersection(shapely.union_all(countries), _SHEET)
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(countries)))
    visible = shapely.difference(shapely.difference(lines, WINDOW), _SHEET.boundary.buffer(_EDGE))
    drawn = shapely.intersection(visible, _SHEET)
    shapes = {"land": shapely.difference(land, WINDOW), "lines": shapely.line_merge(drawn)}
    rounded = {name: round_geometry(shape.normalize(), _DECIMALS) for name, shape in shapes.items()}
    return {name: shapely.geometry.mapping(shape) for name, shape in rounded.items()}


def main() -> None:
    """Write the file."""
    write_json(WORLD_FILE, build())


if __name__ == "__main__":
    main()
