"""The map's frame: all uses of undocumented interfaces of streamlit-folium and folium.

An upgrade of either is a change here; `tests/unit/test_map_frame.py` has a test for each part.
"""

from collections.abc import Callable
from typing import Final

import folium
import streamlit.components.v1 as components
import xyzservices.providers as online
from streamlit_folium import build_dir, generate_leaflet_string

from components import symbology
from geo import basemap
from geo.clustering import DEEPEST

MAP_VARIABLE: Final = "map_div"
"""The name that streamlit-folium's script gives the map."""
HEIGHT: Final = 600

# The component without the function `st_folium`, which renders the base map again in every run (docs/performance.md).
# The component's script mounts the base map once, and runs `feature_group` whenever that text has changed.
_component = components.declare_component("st_folium", path=build_dir)


def draw(
    key: str, *, mount: str, update: str, scripts: list[str], styles: list[str], on_change: Callable[[], None]
) -> None:
    """Draw the frame; the script `mount` runs once, the script `update` whenever its text has changed."""
    _component(
        key=key,
        script=mount,
        feature_group=update,
        js_links=scripts,
        css_links=styles,
        header="",
        html="",
        height=HEIGHT,
        returned_objects=[],
        default={},
        on_change=on_change,
    )


def empty_map(*, online_tiles: bool) -> str:
    """Return the script that makes a Leaflet map without a base map.

    With `online_tiles` they are offered and switched off; without, there is no choice of layers.
    """
    made = folium.Map(
        location=basemap.HOME[:2],
        zoom_start=int(basemap.HOME[2]),
        tiles=None,
        control_scale=True,
        zoom_control="topright",
        zoom_snap=0.25,
        track_resize=False,  # the script moves the map when the frame's size changes
        min_zoom=symbology.MIN_ZOOM,
        max_zoom=DEEPEST,
    )
    if online_tiles:
        for name, tiles in _online_tiles().items():
            folium.TileLayer(tiles, name=name, overlay=True, show=False, max_zoom=DEEPEST).add_to(made)
        folium.LayerControl(collapsed=True).add_to(made)
    made.render()  # type: ignore[no-untyped-call] # the layer control learns its layers by rendering
    script: str = generate_leaflet_string(made)
    return script


def _online_tiles() -> dict[str, object]:
    """Return online maps to show above the base map; nothing is fetched until a person switches one on."""
    return {
        "Online: streets (OpenStreetMap)": online.OpenStreetMap.Mapnik,
        "Online: satellite (Esri)": online.Esri.WorldImagery,
    }
