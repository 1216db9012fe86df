"""The peers' maps: each draws every event, as its documentation recommends."""

from collections.abc import Callable
from typing import Final

import assets
import folium
import pandas as pd
import pydeck
import streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

HEIGHT: Final = 600
CENTRE: Final = (31.0, 44.0)
_POINT: Final = "(row) => L.circleMarker(L.latLng(row[0], row[1]), {radius: 4})"


class Map(folium.Map):
    """A folium map whose scripts come from this server."""

    default_js: Final = [("leaflet", f"{assets.LEAFLET}/leaflet.js")]
    default_css: Final = [("leaflet", f"{assets.LEAFLET}/leaflet.css")]


class Clusters(FastMarkerCluster):
    """Return folium's map for many points, with scripts from this server."""

    default_js: Final = [("markercluster", f"{assets.MARKERCLUSTER}/leaflet.markercluster.js")]
    default_css: Final = [
        (name, f"{assets.MARKERCLUSTER}/{name}.css") for name in ("MarkerCluster", "MarkerCluster.Default")
    ]


def fast_marker_cluster(events: pd.DataFrame) -> None:
    drawn = Map(location=CENTRE, zoom_start=5, tiles=None)
    drawn.options["max_zoom"] = 14  # a map without tiles has no deepest zoom, and the clusters need one
    Clusters(events[["latitude", "longitude"]].to_numpy().tolist(), callback=_POINT).add_to(drawn)
    st_folium(drawn, key="map", height=HEIGHT, use_container_width=True, returned_objects=[])


def pydeck_chart(events: pd.DataFrame) -> None:
    layer = pydeck.Layer(
        "ScatterplotLayer",
        events[["longitude", "latitude"]],
        get_position=["longitude", "latitude"],
        get_radius=3000,
    )
    start = pydeck.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=4)
    st.pydeck_chart(pydeck.Deck(map_style=None, initial_view_state=start, layers=[layer]), height=HEIGHT)


def st_map(events: pd.DataFrame) -> None:
    st.map(events[["latitude", "longitude"]], height=HEIGHT)


DRAW: Final[dict[str, Callable[[pd.DataFrame], None]]] = {
    "FastMarkerCluster": fast_marker_cluster,
    "pydeck": pydeck_chart,
    "st.map": st_map,
}
