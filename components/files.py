"""Folders of files that a page or a snapshot loads: scripts, styles, fonts, Leaflet."""

from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
FONTS: Final = STATIC / "fonts"
LEAFLET: Final = STATIC / "leaflet"
