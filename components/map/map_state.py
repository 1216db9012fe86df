"""The data of the map's scripts: configuration once, the layers' state for each view; without Streamlit and folium."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

import pandas as pd

from components import symbology, theme
from components.map.columns import columns
from components.map.layers import LAYERS, Fixed, Shown
from components.map.layers.events import members
from data.terms import SIDE_GROUPS
from data.view import Area, Position
from geo import basemap
from geo.basemap import Home
from geo.clustering import FRAME, Opened

SCRIPTS: Final = (
    *(f"map/{name}.js" for name in ("map", "leaflet_private", "rows", "symbols", "layout", "messages", "popup")),
    *(f"map/{name}.js" for name in ("pointing", "motion", "touch", "full_screen", "tooltip", "controls", "legend")),
    "map/keyboard.js",
    *(f"map/layers/{layer.name}.js" for layer in LAYERS),
)
"""The map's scripts among the static files, in the order in which they are loaded."""

_LEGEND_FILTERS: Final = ("side", "event_type")
"""The facets that the entries of the legend filter by."""


def map_state(
    shown: Shown, opened: Opened | None, target: Position | str | None, home: Home | None = None, words: str = ""
) -> dict[str, object]:
    """Return everything that the mounted map shows, as its scripts read it; `home` if it is not the base map's.

    `words` are the map's text alternative (`map_words.alternative`).
    """
    payloads = {layer.name: layer.payload(shown) for layer in LAYERS}
    state: dict[str, object] = {
        "layers": {name: payload for name, payload in payloads.items() if payload is not None},
        "selected": shown.view.selected,
        "month": shown.view.month,
        "position": target,
        "words": words,
    }
    if shown.view.card:
        state["card"] = shown.view.card
    if shown.options:
        state["legend"] = {name: _filtered(shown, name) for name in _LEGEND_FILTERS}
    if home is not None and home != basemap.home():
        state["home"] = home
    if opened is not None:
        state |= {"opens": opened.opens, "opened": {"cell": opened.cell, "members": columns(members(opened.events))}}
    return state


def _filtered(shown: Shown, name: str) -> dict[str, object]:
    """Return the counts of a facet's values, and which of them are chosen."""
    return {"counts": shown.options[name], "chosen": getattr(shown.view, name)}


def config(bases: pd.DataFrame, base_map: Mapping[str, object], font: str) -> dict[str, object]:
    """Return what the map's scripts need once.

    `base_map` holds the `region` and the `world`, each as its content or its address; `font` is the typeface's address.
    """
    fixed = Fixed(bases, base_map)
    return {
        **symbology.config(),
        "home": basemap.home(),
        "region": _corners(basemap.WINDOW),
        "frame": FRAME,
        "font": font,
        "layers": [layer.name for layer in LAYERS],
        "settings": {layer.name: layer.settings(fixed) for layer in LAYERS},
        "legend": legend(),
    }


def _corners(area: Area) -> list[list[float]]:
    west, south, east, north = area
    return [[south, west], [north, east]]


def legend() -> list[dict[str, object]]:
    """Return the entries of the map's legend in their order.

    `mark` is None where the scripts draw it; `sides` are those that a click on the entry selects.
    """
    kinds = {kind for layer in LAYERS for kind in layer.legend}
    marks = {kind: theme.in_page(asdict(shape)) for kind, shape in symbology.LEGEND_MARKS.items()}
    return [
        {
            "kind": kind,
            "words": words,
            "help": symbology.LEGEND_HELP.get(kind, ""),
            "mark": marks.get(kind),
            "sides": [side for side, group in SIDE_GROUPS.items() if group == kind],
        }
        for kind, words in symbology.LEGEND_WORDS.items()
        if kind in kinds
    ]
