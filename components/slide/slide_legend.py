"""The legend of the slide's map, its scale bar and its north arrow."""

from collections.abc import Sequence
from typing import Final

from components.slide.slide_symbols import Symbol, around, sign
from components.slide.svg import HAIRLINE, INK, Canvas, Type
from components.symbology import COLOURS, paired
from data.terms import EVENT_TYPES, UNCERTAINTY_KM
from geo.map_layout import Box, Frame, meet

_SCALE_KM: Final = (5, 10, 20, 50, 100, 200, 500)
_SCALE_ROOM: Final = 130

_LEGEND: Final = {
    "attack": "attack on US or coalition forces",
    "answer": "US or coalition strike",
    "mixed": "both; the number counts events",
    "other": "other, or not told who struck",
    "own": "with corners: the imported file",
    "base": "base",
    "circle": "somewhere in the circle",
}
_LEGEND_WIDTH, _LEGEND_ROW, _SIGN_ROW = 330, 22, 21


def signs_for(symbols: Sequence[Symbol]) -> list[str]:
    """The legend's lines; what only some data has is explained only where such data is shown."""
    shown = {
        "own": any(symbol.origin == "own" for symbol in symbols),
        "mixed": any(symbol.kind == "mixed" for symbol in symbols),
        "other": any(symbol.events > symbol.attacks + symbol.answers for symbol in symbols),
        "circle": any(UNCERTAINTY_KM.get(symbol.geo_precision) for symbol in symbols),
    }
    return [kind for kind in _LEGEND if shown.get(kind, True)]


def types_for(symbols: Sequence[Symbol]) -> list[str]:
    """The event types whose sign stands in a symbol; one of many events, or of several types, has none."""
    shown = {symbol.event_type for symbol in symbols if symbol.events == 1 or paired(symbol.events, symbol.event_type)}
    return [name for name in EVENT_TYPES if name in shown]


def legend_box(box: Box, signs: Sequence[str], types: Sequence[str], marked: Sequence[Box]) -> Box:
    """The corner in which the legend covers the fewest marks, from the lower left on; the scale has the upper right."""
    height = 20 + _LEGEND_ROW * len(signs) + _SIGN_ROW * ((len(types) + 1) // 2)
    left, top, right, bottom = box[0] + 14, box[1] + 14, box[2] - 14, box[3] - 14
    corners = [
        (left, bottom - height, left + _LEGEND_WIDTH, bottom),
        (right - _LEGEND_WIDTH, bottom - height, right, bottom),
        (left, top, left + _LEGEND_WIDTH, top + height),
    ]
    return min(corners, key=lambda corner: sum(meet(corner, mark) for mark in marked))


def draw_legend(canvas: Canvas, box: Box, signs: Sequence[str], types: Sequence[str]) -> None:
    """Draw the lines of `signs_for` and the signs of the types into the box."""
    canvas.rect(*box, "#ffffff", cornerRadius=4, stroke=HAIRLINE, strokeWidth=1)
    left, y = box[0] + 20, box[1] + 21
    for kind in signs:
        _legend_mark(canvas, kind, left, y)
        canvas.text(left + 16, y, _LEGEND[kind], Type(14.5))
        y += _LEGEND_ROW
    for n, name in enumerate(types):
        x = left + (n % 2) * 160
        sign(canvas, x, y + 2 + _SIGN_ROW * (n // 2), name, 6.5, "#4a4f55")
        canvas.text(x + 16, y + 2 + _SIGN_ROW * (n // 2), EVENT_TYPES[name], Type(14.5))


def _legend_mark(canvas: Canvas, kind: str, x: float, y: float) -> None:
    if kind == "base":
        canvas.shape(x, y, "M0,-1 L1,0 L0,1 L-1,0 Z", 6, "#ffffff", stroke=INK, strokeWidth=1.5)
    elif kind == "circle":
        canvas.shape(x, y, "circle", 7, "#f9ebe6", stroke=COLOURS["attack"], strokeWidth=1.3, strokeDash=[3, 2])
    elif kind == "mixed":
        canvas.slice(x, y, 6, (0, 0.5), COLOURS["attack"])
        canvas.slice(x, y, 6, (0.5, 1), COLOURS["answer"])
    elif kind == "own":
        canvas.rect(*around((x, y), 6), "#4a4f55", cornerRadius=1.5)
    else:
        canvas.shape(x, y, "circle", 7, COLOURS[kind])


def scale_box(box: Box, frame: Frame) -> Box:
    """What the scale bar and the north arrow cover, in the upper right of the map's box."""
    return box[2] - 62 - _scale(frame)[1], box[1] + 8, box[2] - 8, box[1] + 60


def draw_scale(canvas: Canvas, box: Box, frame: Frame) -> None:
    """The scale bar, true at the middle of the map, and the north arrow: north is up all over a Mercator map."""
    canvas.rect(*scale_box(box, frame), "#ffffff", cornerRadius=4, stroke=HAIRLINE, strokeWidth=1)
    km, length = _scale(frame)
    right, y = box[2] - 50, box[1] + 44
    canvas.line(right - length, y, right, y, INK, strokeWidth=2)
    for x in (right - length, right):
        canvas.line(x, y - 5, x, y + 1, INK, strokeWidth=2)
    canvas.text(right - length / 2, y - 15, f"{km} km", Type(13.5, align="center"))
    canvas.shape(right + 24, y - 7, "M0,-1 L0.6,1 L0,0.55 L-0.6,1 Z", 11, INK)
    canvas.text(right + 24, y - 27, "N", Type(13.5, "bold", align="center"))


def _scale(frame: Frame) -> tuple[int, float]:
    """The longest round distance in kilometres for which there is room, and its pixels in the middle of the map."""
    wide = frame.pixels_per_km(frame.latitude(frame.height / 2))
    km = max((km for km in _SCALE_KM if km * wide <= _SCALE_ROOM), default=_SCALE_KM[0])
    return km, km * wide
