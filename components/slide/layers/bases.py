"""The bases; a base is marked while it has no symbol."""

from components.slide.slide_symbols import MapSheet, draw_shape
from components.symbology import LEGEND_MARKS


def draw(sheet: MapSheet) -> None:
    """Draw the marks of the bases without events in view."""
    for _, point in sheet.idle_bases():
        draw_shape(sheet.canvas, *point, LEGEND_MARKS["base"])
