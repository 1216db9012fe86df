"""The base map of the region: its file, and the first position of a map."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "static"
FILE: Final = FOLDER / "basemap.json"
Home = list[list[float]]
"""A box that a map shows: [[south, west], [north, east]] in WGS 84 degrees."""
HOME: Final = (31.0, 43.5, 5.0)
"""Latitude and longitude (WGS 84 degrees) near the centre of the four countries, and a zoom that shows them all."""


@cache
def load() -> dict[str, Any]:
    """Return the base map: feature collections `countries`, `governorates`, `lakes`, `rivers`; `labels`; `home`."""
    base: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return base


def home() -> Home:
    """Return the bounding box of the four countries: [[south, west], [north, east]] in WGS 84 degrees."""
    box: Home = load()["home"]
    return box
