"""Where the peers' scripts are served from: nothing comes from outside."""

from pathlib import Path
from typing import Final

from xstatic.pkg import leaflet_markercluster

LEAFLET: Final = "/leaflet"
MARKERCLUSTER: Final = "/markercluster"
_VENDORED: Final = Path(__file__).parents[3] / "components" / "static" / "leaflet"
FOLDERS: Final = {LEAFLET: str(_VENDORED), MARKERCLUSTER: leaflet_markercluster.BASE_DIR}
