"""The map: a base that never changes once mounted, and the view's events drawn over it."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

import folium
import pandas as pd
import streamlit as st
import streamlit.components.v1 as components
import xyzservices.providers as online
from branca.element import MacroElement
from folium.template import Template
from streamlit import __file__ as streamlit_home
from streamlit_folium import st_folium
from xstatic.pkg import leaflet

from components import escape
from components.signs import COLOURS, SIGNS
from data.terms import EVENT_TYPES, SIDE_GROUPS
from data.view import Position, View, day_in_words
from geo import basemap

KEY: Final = "map"
HEIGHT: Final = 600
SCRIPTS: Final = ("base", "talk", "symbols", "labels", "controls")
OWN: Final = Path(__file__).parent / "static"

for _name, _folder in (("leaflet", leaflet.BASE_DIR), ("static", OWN), ("basemap", basemap.FOLDER)):
    components.declare_component(_name, path=str(_folder))


def _served(component: str, file: Path) -> str:
    """The file's address as seen from the map's frame; it changes when the file does, so that browsers may keep it."""
    version = sha256(file.read_bytes()).hexdigest()[:8]
    return f"../{__name__}.{component}/{file.name}?v={version}"


LEAFLET: Final = Path(leaflet.BASE_DIR)


class _Map(folium.Map):
    """A folium map whose scripts and styles all come from this server."""

    default_js: Final = [
        ("leaflet", _served("leaflet", LEAFLET / "leaflet.js")),
        *((name, _served("static", OWN / f"{name}.js")) for name in SCRIPTS),
    ]
    default_css: Final = [
        ("leaflet_css", _served("leaflet", LEAFLET / "leaflet.css")),
        ("map_css", _served("static", OWN / "map.css")),
    ]


class _Base(MacroElement):
    """Mounts the base map with what stays as long as it is mounted."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "basewatch.mount({{ this._parent.get_name() }}, {{ this.config }});"
        "{% endmacro %}"
    )

    def __init__(self, config: dict[str, object]) -> None:
        super().__init__()
        self._name = "Base"
        self.config = escape.literal(config)


class _Events(MacroElement):
    """Hands the view's events to the mounted map."""

    _template = Template("{% macro script(this, kwargs) %}basewatch.show({{ this.wish }});{% endmacro %}")

    def __init__(self, wish: dict[str, object]) -> None:
        super().__init__()
        self._name = "Events"
        self.wish = escape.literal(wish)


def draw(
    bases: pd.DataFrame,
    groups: pd.DataFrame,
    events: pd.DataFrame,
    view: View,
    go: Position | str | None,
    on_message: Callable[[dict[str, object]], None],
) -> None:
    """Draw the map.

    `bases` are sites, `groups` what `geo.grouping` found, `events` the rows behind them (none where there are too many
    to list). `go` moves the map to a position, or `"home"`, where it should leave the one it has. `on_message` gets
    what the map tells, the last of each kind under its name: `select` with an `event_id`, `move` with `at`, `area`.
    """
    carrier = folium.FeatureGroup(name="Events", control=False)
    carrier.add_child(_Events(wish(view, groups, events, go)))

    with st.container(key="map-frame"):
        st_folium(
            _base(bases),
            key=KEY,
            height=HEIGHT,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=carrier,
            on_change=lambda: on_message(st.session_state[KEY]),
        )


def wish(view: View, groups: pd.DataFrame, events: pd.DataFrame, go: Position | str | None) -> dict[str, object]:
    """What the page asks of the mounted map."""
    notes = [[note.latitude, note.longitude, note.text] for note in view.note]
    shown = {"rows": rows(groups, events), "selected": view.selected, "month": view.month, "notes": notes}
    return {**shown, "go": go}


def rows(groups: pd.DataFrame, events: pd.DataFrame) -> list[list[object]]:
    """The groups as the map's script reads them: place, numbers, what its events share, whose they are, the events."""
    members: dict[str, list[list[object]]] = {}
    for event in events.itertuples():
        members.setdefault(event.cell, []).append(_member(event))
    return [
        [
            group.cell,
            round(group.latitude, 4),
            round(group.longitude, 4),
            int(group.events),
            int(group.attacks),
            int(group.answers),
            _or_empty(group.event_type),
            _or_empty(group.geo_precision),
            _or_empty(group.location),
            group.origin,
            members.get(group.cell, []),
        ]
        for group in groups.itertuples()
    ]


def _member(event: tuple) -> list[object]:
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


def _base(bases: pd.DataFrame) -> folium.Map:
    made = _Map(
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
    _Base(config(bases, _served("basemap", basemap.FILE), _font())).add_to(made)
    return made


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
