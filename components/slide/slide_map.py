"""The slide's map: the layers of the map on the screen, drawn on a canvas."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib import import_module

from components import theme
from components.map.layers import LAYERS
from components.page_data import SlideData
from components.slide.layers import circles
from components.slide.slide_legend import draw_legend, draw_scale, legend_box, scale_box, types_for
from components.slide.slide_symbols import MapSheet, note_marker, pixel, symbols, within
from components.slide.svg import Canvas
from components.symbology import REPEL, legend_kinds
from geo.map_layout import Box, Frame, Marker, clamp, repel

_PADDING = 14


def draw(canvas: Canvas, box: Box, brief: SlideData) -> None:
    """Draw the map of a brief into the box: its layers, legend, scale bar and north arrow."""
    sheet = _sheet(canvas, box, brief)
    shown = [symbol for symbol, _ in sheet.symbols]
    kinds, types = _kinds(sheet), types_for(shown)
    marked = [marker.box() for marker in _markers(sheet)]
    legend = legend_box(box, kinds, types, marked)
    sheet = replace(sheet, covered=[legend, scale_box(box, sheet.frame)])
    for layer in LAYERS:
        import_module(f"components.slide.layers.{layer.name}").draw(sheet)
    draw_legend(canvas, legend, kinds, types)
    draw_scale(canvas, box, sheet.frame)
    canvas.rect(*box, "transparent", stroke=theme.HAIRLINE, strokeWidth=1)


def _kinds(sheet: MapSheet) -> list[str]:
    """Return the entries of the legend: nothing that is not drawn."""
    shown = [symbol for symbol, _ in sheet.symbols]
    drawn = {
        "base": bool(sheet.idle_bases()),
        "circle": any(circles.is_larger(sheet, symbol) for symbol in shown),
    }
    return [kind for kind in legend_kinds(shown) if drawn.get(kind, True)]


def _sheet(canvas: Canvas, box: Box, brief: SlideData) -> MapSheet:
    """Return the symbols and notes in the box, pushed apart."""
    frame = _frame(brief, box[2] - box[0], box[3] - box[1])
    places = [pixel(frame, box, note.latitude, note.longitude) for note in brief.view.note]
    notes = [note_marker(n, place) for n, place in enumerate(places, 1) if within(box, place)]
    sheet = MapSheet(canvas, box, frame, brief, symbols(brief.groups, frame, box), notes)
    markers = _markers(sheet)
    clamp(markers, box)
    repel(markers, **asdict(REPEL))
    clamp(markers, box)
    return sheet


def _markers(sheet: MapSheet) -> Sequence[Marker]:
    return [*(marker for _, marker in sheet.symbols), *sheet.notes]


def _frame(brief: SlideData, width: float, height: float) -> Frame:
    at = brief.view.at
    return Frame.of_position(at, width, height) if at else Frame.of_box(brief.home, width, height, _PADDING)
