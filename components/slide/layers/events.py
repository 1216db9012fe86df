"""The symbols of the groups of events."""

from math import cos, pi, sin
from typing import Any

import numpy as np
import pandas as pd
import shapely

from components import theme
from components.page_data import SlideData
from components.slide.slide_symbols import MapSheet, Symbol, draw_icon
from components.slide.svg import Canvas, Type, geometry
from components.symbology import COLOURS, SLIDE_SCALE, SYMBOL, format_count, text_size
from geo.map_layout import Marker

_EDGE = SYMBOL.edge * SLIDE_SCALE


def draw(sheet: MapSheet) -> None:
    """Draw the symbols; ring the one of the selected event, fade those without an event in the selected month."""
    ringed, faded = _emphasis(sheet.brief)
    for symbol, marker in sheet.symbols:
        _draw_symbol(sheet.canvas, symbol, marker, faded=symbol.cell in faded)
        if symbol.cell in ringed:
            _draw_ring(sheet.canvas, symbol, marker)


def _emphasis(brief: SlideData) -> tuple[set[str], set[str]]:
    """Return the groups that hold the selected event, and those without an event in the selected month."""
    members, view = brief.members, brief.view
    ringed = set(members.loc[members["event_id"] == view.selected, "cell"])
    if not view.month or members.empty:
        return ringed, set()
    months = pd.to_datetime(members["date_start"]).dt.strftime("%Y-%m")
    return ringed, set(members["cell"]) - set(members.loc[months == view.month, "cell"])


def _draw_ring(canvas: Canvas, symbol: Symbol, marker: Marker) -> None:
    width = SYMBOL.ring * SLIDE_SCALE
    gap = SYMBOL.ring_gap * SLIDE_SCALE + width / 2
    left, top, right, bottom = marker.box()
    corner = symbol.corner + gap
    style: dict[str, Any] = {"cornerRadius": corner, "stroke": theme.INK, "strokeWidth": width}
    canvas.rect(left - gap, top - gap, right + gap, bottom + gap, "transparent", **style)


def _draw_symbol(canvas: Canvas, symbol: Symbol, marker: Marker, *, faded: bool) -> None:
    colour = COLOURS.get(symbol.kind, COLOURS["other"])
    edge: dict[str, Any] = {"stroke": theme.WHITE, "strokeWidth": _EDGE, "opacity": SYMBOL.faded if faded else 1}
    canvas.rect(*marker.box(), colour, cornerRadius=symbol.corner, **edge)
    if symbol.kind == "mixed" and not faded:
        _draw_shares(canvas, symbol, marker)
    if symbol.events == 1:
        draw_icon(canvas, marker.x, marker.y, symbol.event_type, SYMBOL.icon_scale * SLIDE_SCALE, theme.WHITE)
        return
    x = marker.x
    if symbol.is_paired:
        icon_x = x + SYMBOL.paired_icon_x * SLIDE_SCALE
        draw_icon(canvas, icon_x, marker.y, symbol.event_type, SYMBOL.paired_icon_scale * SLIDE_SCALE, theme.WHITE)
        x += SYMBOL.paired_text_x * SLIDE_SCALE
    size = SLIDE_SCALE * text_size(symbol.half_height / SLIDE_SCALE)
    canvas.text(x, marker.y, format_count(symbol.events), Type(size, "bold", theme.WHITE, "center"))


def _draw_shares(canvas: Canvas, symbol: Symbol, marker: Marker) -> None:
    """Draw the shares of attacks and answers: slices of a round symbol, bars of one with corners."""
    attacks, half_edge = symbol.attacks / symbol.events, _EDGE / 2
    for side, start, end in (("attack", 0.0, attacks), ("answer", attacks, attacks + symbol.answers / symbol.events)):
        if symbol.origin == "own":
            left, top, right, bottom = marker.box()
            bar = left + start * (right - left), left + end * (right - left)
            canvas.rect(bar[0] + half_edge, top + half_edge, bar[1] - half_edge, bottom - half_edge, COLOURS[side])
        elif symbol.is_paired:
            canvas.areas([geometry(_slice_of_pill(marker, start, end))], fill=COLOURS[side])
        else:
            canvas.slice(marker.x, marker.y, symbol.half_height - half_edge, (start, end), COLOURS[side])


def _slice_of_pill(marker: Marker, start: float, end: float) -> shapely.Geometry:
    """Return the part of a symbol wider than high between two shares of a circle, clockwise from the top."""
    straight = marker.half_width - marker.half_height
    line = shapely.LineString([(marker.x - straight, marker.y), (marker.x + straight, marker.y)])
    angles = np.linspace(start, end, 16) * 2 * pi
    far = 2 * marker.half_width
    arc = [(marker.x + far * sin(angle), marker.y - far * cos(angle)) for angle in angles]
    return line.buffer(marker.half_height - _EDGE / 2).intersection(shapely.Polygon([(marker.x, marker.y), *arc]))
