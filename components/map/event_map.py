"""The map: a base that never changes once mounted, and the view's events drawn over it."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import folium
import pandas as pd
import streamlit as st
import streamlit.components.v1 as components
import xyzservices.providers as online
from streamlit import __file__ as streamlit_home
from streamlit_folium import build_dir, generate_leaflet_string

from components import assets, escape
from components.symbology import COLOURS, SIGNS
from data.rows import iter_rows
from data.terms import EVENT_TYPES, SIDE_GROUPS
from data.view import Position, View, day_in_words
from geo import basemap
from geo.clustering import Opened

KEY: Final = "map"
HEIGHT: Final = 600
SCRIPTS: Final = ("base", "talk", "symbols", "lists", "labels", "controls")


def _served(folder: str, name: str) -> str:
    """The file's address as seen from the map's frame."""
    return f"../{assets.address(folder, name)}"


_SCRIPT_LINKS: Final = [_served("leaflet", "leaflet.js"), *(_served("static", f"{name}.js") for name in SCRIPTS)]
_STYLE_LINKS: Final = [_served("leaflet", "leaflet.css"), _served("static", "map.css")]

# The frame of streamlit-folium without its `st_folium`, which renders the base anew in every run: 15 ms for each
# person who touches a filter. Its script mounts the base once, and runs `feature_group` whenever that has changed.
_frame = components.declare_component("st_folium", path=build_dir)


def draw(  # noqa: PLR0913 - what a map is of
    *,
    bases: pd.DataFrame,
    groups: pd.DataFrame,
    events: pd.DataFrame,
    view: View,
    go: Position | str | None,
    on_message: Callable[[dict[str, object]], None],
    opened: Opened | None = None,
) -> None:
    """Draw the map.

    `bases` are sites, `groups` what `geo.clustering` found, `events` the rows behind them (none where there are too
    many to list), `opened` what a group without them opens into. `go` moves the map to a position, or `"home"`, where
    it should leave the one it has. `on_message` gets what the map tells, the last of each kind under its name: `select`
    with an `event_id`, `move` with `at`, `area`, `open` with a `cell`.
    """
    sites = tuple(zip(bases["name"], bases["latitude"], bases["longitude"]))
    with st.container(key="map-frame"):
        _frame(
            key=KEY,
            script=_mounting(sites),
            feature_group=f"basewatch.show({escape.literal(wish(view, groups, events, opened, go))});",
            js_links=_SCRIPT_LINKS,
            css_links=_STYLE_LINKS,
            header="",
            html="",
            height=HEIGHT,
            returned_objects=[],
            default={},
            on_change=lambda: on_message(st.session_state[KEY]),
        )


def wish(
    view: View, groups: pd.DataFrame, events: pd.DataFrame, opened: Opened | None, go: Position | str | None
) -> dict[str, object]:
    """What the page asks of the mounted map."""
    notes = [[note.latitude, note.longitude, note.text] for note in view.note]
    shown = {"rows": rows(groups, events), "selected": view.selected, "month": view.month, "notes": notes}
    if opened is not None:
        inside = [_member(event) for event in iter_rows(opened.events)]
        shown |= {"opens": opened.opens, "opened": [opened.cell, inside]}
    return {**shown, "go": go}


def rows(groups: pd.DataFrame, events: pd.DataFrame) -> list[list[object]]:
    """The groups as the map's script reads them: place, numbers, what its events share, whose they are, the events."""
    members: dict[str, list[list[object]]] = {}
    for event in iter_rows(events):
        members.setdefault(event.cell, []).append(_member(event))
    return [
        _trimmed(
            group.cell,
            round(group.latitude, 4),
            round(group.longitude, 4),
            int(group.events),
            int(group.attacks),
            int(group.answers),
            _or_empty(group.event_type),
            _or_empty(group.geo_precision),
            _or_empty(group.location),
            "" if group.origin == "record" else group.origin,
            members.get(group.cell, []),
        )
        for group in iter_rows(groups)
    ]


def _trimmed(*row: object) -> list[object]:
    """The row without what is empty at its end: most groups of a large table share nothing."""
    full = max(n for n, value in enumerate(row) if value not in ("", []))
    return list(row[: full + 1])


def _member(event: Any) -> list[object]:
    start = pd.Timestamp(event.date_start)
    return [
        escape.identifier(event.event_id),
        day_in_words(start) if event.time_precision == "day" else f"{start:%b %Y}",
        SIDE_GROUPS[event.side],
        event.event_type,
        EVENT_TYPES[event.event_type],
        event.location,
        f"{start:%B %Y}",
    ]


def _or_empty(value: object) -> str:
    return "" if pd.isna(value) else str(value)


@lru_cache(maxsize=8)
def _mounting(sites: tuple[tuple[str, float, float], ...]) -> str:
    """The script that mounts the base map, in the words of folium; `sites` are bases, each with its point."""
    made = folium.Map(
        location=basemap.HOME[:2],
        zoom_start=basemap.HOME[2],
        tiles=None,
        control_scale=True,
        zoom_control="topright",
        zoom_snap=0.25,
        track_resize=False,  # the script keeps the map where it is when its frame changes
        min_zoom=4,
        max_zoom=14,
    )
    for name, tiles in _online_tiles().items():
        folium.TileLayer(tiles, name=name, overlay=True, show=False, max_zoom=14).add_to(made)
    folium.LayerControl(collapsed=True).add_to(made)
    made.render()  # the layer control learns only now what it controls
    bases = pd.DataFrame(sites, columns=["name", "latitude", "longitude"])
    base = escape.literal(config(bases, _served("basemap", basemap.FILE.name), _font()))
    return f"{generate_leaflet_string(made)}\nbasewatch.mount(map_div, {base});"


def config(bases: pd.DataFrame, base: object, font: str) -> dict[str, object]:
    """What the map's script needs once: `base` is the base map or its address, `font` the typeface's address."""
    return {
        "home": basemap.home(),
        "basemap": base,
        "bases": [[site.name, site.latitude, site.longitude] for site in bases.itertuples()],
        "legend": [[value, words] for value, words in EVENT_TYPES.items()],
        "font": font,
        "signs": SIGNS,
        "colours": COLOURS,
    }


def _online_tiles() -> dict[str, object]:
    """Online maps to lay over the base map; nothing is fetched until somebody switches one on."""
    return {
        "Online: streets (OpenStreetMap)": online.OpenStreetMap.Mapnik,
        "Online: satellite (Esri)": online.Esri.WorldImagery,
    }


def _font() -> str:
    """The address of the page's own typeface, seen from the map's frame."""
    media = Path(streamlit_home).parent / "static" / "static" / "media"
    return "../../static/media/" + next(file.name for file in sorted(media.glob("SourceSansVF-Upright*")))
