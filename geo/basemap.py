"""The base map of the region: where its file lies and where a map of it begins."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "static"
FILE: Final = FOLDER / "basemap.json"
HOME: Final = (31.0, 43.5, 5.0)
"""Latitude and longitude in WGS 84 degrees near the middle of the four countries, and a zoom that holds them all."""


@cache
def load() -> dict[str, Any]:
    """The base map: feature collections `countries`, `governorates`, `lakes`, `rivers`; `labels`; `home`."""
    base: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return base


def home() -> list[list[float]]:
    """The box that frames the four countries: [[south, west], [north, east]] in WGS 84 degrees."""
    box: list[list[float]] = load()["home"]
    return box
