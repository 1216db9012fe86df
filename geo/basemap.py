"""The base map of the region, the coarse world around it: their files, and the first position of a map."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "static"
FILE: Final = FOLDER / "basemap.json"
WORLD_FILE: Final = FOLDER / "world.json"
Home = list[list[float]]
"""A box that a map shows: [[south, west], [north, east]] in WGS 84 degrees; east is above 180 over the date line."""
HOME: Final = (31.0, 43.5, 5.0)
"""Latitude and longitude (WGS 84 degrees) near the centre of the four countries, and a zoom that shows them all."""
WINDOW: Final = (30.0, 18.0, 66.0, 44.0)
"""West, south, east, north (WGS 84 degrees) of the region; outside of it only the world is drawn."""


@cache
def load() -> dict[str, Any]:
    """Return the base map: feature collections `countries`, `governorates`, `lakes`, `rivers`; `labels`; `home`."""
    base: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return base


@cache
def world() -> dict[str, Any]:
    """Return the world outside the region, at a coarser scale: GeoJSON geometries of its `land` and its `lines`."""
    found: dict[str, Any] = json.loads(WORLD_FILE.read_text(encoding="utf-8"))
    return found


def home() -> Home:
    """Return the bounding box of the four countries: [[south, west], [north, east]] in WGS 84 degrees."""
    box: Home = load()["home"]
    return box
