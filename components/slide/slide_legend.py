"""The legend of the slide's map, its scale bar and its north arrow."""

from collections.abc import Sequence
from typing import Final

from components.slide.slide_symbols import Symbol, around, draw_diamond, draw_icon
from components.slide.svg import Canvas, Type
from components.symbology import COLOURS, LEGEND_WORDS
from components.theme import HAIRLINE, INK, SOFT_INK, WHITE
from data.terms import EVENT_TYPES
from geo.map_layout import Box, Frame, meet

_SCALE_KM: Final = (5, 10, 20, 50, 100, 200, 500)
_SCALE_ROOM: Final = 130

_LEGEND_WIDTH, _LEGEND_ROW, _ICON_ROW = 330, 22, 21


def types_for(symbols: Sequence[Symbol]) -> list[str]:
    """Return the event types whose icon is on the map: symbols of many events, or of several types, show none."""
    shown = {symbol.event_type for symbol in symbols if symbol.events == 1 or symbol.is_paired}
    return [name for name in EVENT_TYPES if name in shown]


def legend_box(box: Box, kinds: Sequence[str], types: Sequence[str], marked: Sequence[Box]) -> Box:
    """Return the corner in which the legend covers the fewest marks; the scale takes the upper right one."""
    height = 20 + _LEGEND_ROW * len(kinds) + _ICON_ROW * ((len(types) + 1) // 2)
    left, top, right, bottom = box[0] + 14, box[1] + 14, box[2] - 14, box[3] - 14
    corners = [
        (left, bottom - height, left + _LEGEND_WIDTH, bottom),
        (right - _LEGEND_WIDTH, bottom - height, right, bottom),
        (left, top, left + _LEGEND_WIDTH, top + height),
    ]
    return min(corners, key=lambda corner: sum(meet(corner, mark) for mark in marked))


def draw_legend(canvas: Canvas, box: Box, kinds: Sequence[str], types: Sequence[str]) -> None:
    """Draw the entries of `symbology.legend_kinds` and the icons of the types into the box."""
    canvas.rect(*box, WHITE, cornerRadius=4, stroke=HAIRLINE, strokeWidth=1)
    left, y = box[0] + 20, box[1] + 21
    for kind in kinds:
        _legend_mark(canvas, kind, left, y)
        canvas.text(left + 16, y, LEGEND_WORDS[kind], Type(14.5))
        y += _LEGEND_ROW
    for n, name in enumerate(types):
        x = left + (n % 2) * 160
        draw_icon(canvas, x, y + 2 + _ICON_ROW * (n // 2), name, 0.81, SOFT_INK)
        canvas.text(x + 16, y + 2 + _ICON_ROW * (n // 2), EVENT_TYPES[name], Type(14.5))


def _legend_mark(canvas: Canvas, kind: str, x: float, y: float) -> None:
    if kind == "base":
        draw_diamond(canvas, x, y, 1)
    elif kind == "circle":
        look = {"stroke": COLOURS["attack"], "strokeWidth": 1.3, "strokeDash": [3, 2]}
        canvas.shape(x, y, "circle", 7, COLOURS["attack"], fillOpacity=0.1, **look)
    elif kind == "mixed":
        canvas.slice(x, y, 6, (0, 0.5), COLOURS["attack"])
        canvas.slice(x, y, 6, (0.5, 1), COLOURS["answer"])
    elif kind == "own":
        canvas.rect(*around((x, y), 6), SOFT_INK, cornerRadius=1.5)
    else:
        canvas.shape(x, y, "circle", 7, COLOURS[kind])


def scale_box(box: Box, frame: Frame) -> Box:
    """Return the box of the scale bar and the north arrow, in the upper right of the map's box."""
    return box[2] - 62 - _scale(frame)[1], box[1] + 8, box[2] - 8, box[1] + 60


def draw_scale(canvas: Canvas, box: Box, frame: Frame) -> None:
    """Draw the scale bar, true at the middle of the map, and the north arrow: north is up all over a Mercator map."""
    canvas.rect(*scale_box(box, frame), WHITE, cornerRadius=4, stroke=HAIRLINE, strokeWidth=1)
    km, length = _scale(frame)
    right, y = box[2] - 50, box[1] + 44
    canvas.line(right - length, y, right, y, INK, strokeWidth=2)
    for x in (right - length, right):
        canvas.line(x, y - 5, x, y + 1, INK, strokeWidth=2)
    canvas.text(right - length / 2, y - 15, f"{km} km", Type(13.5, align="center"))
    canvas.shape(right + 24, y - 7, "M0,-1 L0.6,1 L0,0.55 L-0.6,1 Z", 11, INK)
    canvas.text(right + 24, y - 27, "N", Type(13.5, "bold", align="center"))


def _scale(frame: Frame) -> tuple[int, float]:
    """Return the longest round distance (km) for which there is room, and its pixels in the middle of the map."""
    wide = frame.pixels_per_km(frame.latitude(frame.height / 2))
    km = max((km for km in _SCALE_KM if km * wide <= _SCALE_ROOM), default=_SCALE_KM[0])
    return km, km * wide
