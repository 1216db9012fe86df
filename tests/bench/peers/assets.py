"""Where the peers' scripts are served from: nothing comes from outside."""

from typing import Final

from xstatic.pkg import leaflet, leaflet_markercluster

LEAFLET: Final = "/leaflet"
MARKERCLUSTER: Final = "/markercluster"
FOLDERS: Final = {LEAFLET: leaflet.BASE_DIR, MARKERCLUSTER: leaflet_markercluster.BASE_DIR}
