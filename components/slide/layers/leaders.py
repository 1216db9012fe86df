"""The lines from symbols and notes that were pushed away to their places."""

from math import hypot

from components import theme
from components.slide.slide_symbols import MapSheet
from components.symbology import LEADER, SLIDE_SCALE


def draw(sheet: MapSheet) -> None:
    """Draw a line for each marker that moved farther than it may without one."""
    for marker in (*(marker for _, marker in sheet.symbols), *sheet.notes):
        if hypot(marker.x - marker.home[0], marker.y - marker.home[1]) <= LEADER.reach * marker.half_height:
            continue
        sheet.canvas.line(*marker.home, marker.x, marker.y, theme.GREY, strokeWidth=LEADER.weight * SLIDE_SCALE)
        sheet.canvas.shape(*marker.home, "circle", LEADER.dot * SLIDE_SCALE, theme.INK)
