"""Circles of uncertainty around events whose place is known only roughly; many circles are fainter than few."""

from typing import Any

import shapely

from components.slide.slide_symbols import MapSheet, Symbol
from components.slide.svg import geometry
from components.symbology import CIRCLE, COLOURS, SLIDE_SCALE, circle_fill_opacity, circle_opacity
from data.terms import UNCERTAINTY_KM


def draw(sheet: MapSheet) -> None:
    """Draw the circles that are larger than their symbol."""
    uncertain = [(symbol, marker) for symbol, marker in sheet.symbols if UNCERTAINTY_KM.get(symbol.geo_precision)]
    look: dict[str, Any] = {
        "strokeOpacity": circle_opacity(len(uncertain)),
        "fillOpacity": circle_fill_opacity(len(uncertain)),
        "strokeWidth": CIRCLE.weight * SLIDE_SCALE,
        "strokeDash": [length * SLIDE_SCALE for length in CIRCLE.dash],
    }
    for symbol, marker in uncertain:
        if not is_larger(sheet, symbol):
            continue
        radius = _radius(sheet, symbol)
        colour = COLOURS.get(symbol.kind, COLOURS["other"])
        circle = shapely.Point(marker.home).buffer(radius, quad_segs=24).intersection(shapely.box(*sheet.box))
        sheet.canvas.areas([geometry(circle)], fill=colour, stroke=colour, **look)


def is_larger(sheet: MapSheet, symbol: Symbol) -> bool:
    """Return whether the symbol has a circle that is not hidden behind it."""
    return _radius(sheet, symbol) > symbol.half_height + CIRCLE.margin * SLIDE_SCALE


def _radius(sheet: MapSheet, symbol: Symbol) -> float:
    return UNCERTAINTY_KM.get(symbol.geo_precision, 0) * sheet.frame.pixels_per_km(symbol.latitude)
