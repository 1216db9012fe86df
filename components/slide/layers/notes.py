"""A briefer's notes: numbered squares."""

from typing import Any

from components import theme
from components.slide.slide_symbols import MapSheet, around
from components.slide.svg import Type
from components.symbology import NOTE, SLIDE_SCALE


def draw(sheet: MapSheet) -> None:
    """Draw the number of each note in its square."""
    look: dict[str, Any] = {
        "cornerRadius": NOTE.corner * SLIDE_SCALE,
        "stroke": theme.WHITE,
        "strokeWidth": NOTE.edge * SLIDE_SCALE,
    }
    words = Type(NOTE.text * SLIDE_SCALE, "bold", theme.WHITE, "center")
    for marker in sheet.notes:
        sheet.canvas.rect(*around((marker.x, marker.y), NOTE.side * SLIDE_SCALE / 2), theme.INK, **look)
        sheet.canvas.text(marker.x, marker.y, marker.key, words)
