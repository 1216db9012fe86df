"""The bases; a base is marked while it has no symbol."""

from components.slide.slide_symbols import MapSheet, draw_diamond


def draw(sheet: MapSheet) -> None:
    """Draw the marks of the bases without events in view."""
    for _, point in sheet.idle_bases():
        draw_diamond(sheet.canvas, *point)
