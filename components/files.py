"""Folders of files that a page or a snapshot loads: scripts, styles, Leaflet."""

from pathlib import Path
from typing import Final

from xstatic.pkg import leaflet

STATIC: Final = Path(__file__).parent / "static"
LEAFLET: Final = Path(leaflet.BASE_DIR)
