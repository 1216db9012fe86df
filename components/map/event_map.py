"""The map: a base that never changes once mounted, and the view's layers over it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from components import assets, escape
from components.files import LEAFLET, STATIC
from components.map import frame
from components.map.layers import Shown
from components.map.map_state import SCRIPTS, config, map_state
from data.settings import ONLINE_TILES
from data.view import Position, View
from geo import basemap
from geo.basemap import Home
from geo.clustering import Opened

KEY: Final = "map"
_SITE: Final = ("site_id", "name", "latitude", "longitude")


def _served(folder: str, name: str) -> str:
    """Return the file's address as seen from the map's frame."""
    return f"../{assets.address(folder, name)}"


_SCRIPT_LINKS: Final = [
    f"../{assets.joined_address('map.js', [LEAFLET / 'leaflet.js', *(STATIC / name for name in SCRIPTS)])}"
]
_SHEETS: Final = ("map.css", "map_narrow.css", "help.css", "preferences.css")
_STYLE_LINKS: Final = [
    _served("leaflet", "leaflet.css"),
    f"../{assets.joined_style_address('map.css', [STATIC / name for name in _SHEETS])}",
]


def draw(  # noqa: PLR0913 - the parts of a map
    *,
    bases: pd.DataFrame,
    groups: pd.DataFrame,
    events: pd.DataFrame,
    view: View,
    target: Position | str | None,
    on_message: Callable[[dict[str, object]], None],
    home: Home | None = None,
    opened: Opened | None = None,
    acknowledgement: Mapping[str, object] | None = None,
    words: str = "",
    options: Mapping[str, Mapping[str, int]] | None = None,
) -> None:
    """Draw the map.

    Args:
        bases: sites with `site_id`, `name`, `latitude` and `longitude`.
        groups: what `geo.clustering.groups` returns.
        events: the events behind the groups; no row where there are too many to list.
        view: the view.
        target: the position to move to, or `"home"`; None if the map does not move.
        on_message: called with the map's messages, the last of each kind under its name: `select` with an `event_id`,
            `move` with `at` and `size`, `area`, `open` with a `cell`, `card` of a base, `filter` of the legend.
        home: the box that the map first shows, where it is not that of the base map.
        opened: the content of a group whose events are not in `events`.
        words: the map's text alternative.
        acknowledgement: which messages the page has seen (`state.map_acknowledgement`).
        options: the number of events of each value of a facet under the other filters, for the legend.
    """
    sites = tuple(zip(*(bases[name] for name in _SITE)))
    shown = Shown(view, groups, events, options or {})
    state = map_state(shown, opened, target, home, words) | dict(acknowledgement or {})
    with st.container(key="map-frame"):
        frame.draw(
            KEY,
            mount=_mount_script(sites, online_tiles=ONLINE_TILES.value),
            update=f"basewatch.show({escape.literal(state)});",
            scripts=_SCRIPT_LINKS,
            styles=_STYLE_LINKS,
            on_change=lambda: on_message(st.session_state[KEY]),
        )


@lru_cache(maxsize=8)
def _mount_script(sites: tuple[tuple[str, str, float, float], ...], *, online_tiles: bool) -> str:
    """Return the script that mounts the base map; `sites` are the bases, each with its point."""
    bases = pd.DataFrame(sites, columns=list(_SITE))
    base_map = {"region": basemap.FILE, "world": basemap.WORLD_FILE}
    addresses = {part: _served("basemap", file.name) for part, file in base_map.items()}
    settings = config(bases, addresses, assets.font_address())
    empty = frame.empty_map(online_tiles=online_tiles)
    return f"{empty}\nbasewatch.mount({frame.MAP_VARIABLE}, {escape.literal(settings)});"
