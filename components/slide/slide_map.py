"""The slide's map: the same base, symbols and names as on the screen, drawn on a canvas."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from components.page_data import SlideData
from components.slide.slide_legend import draw_legend, draw_scale, legend_box, scale_box, signs_for, types_for
from components.slide.slide_symbols import (
    Symbol,
    around,
    draw_circles,
    draw_note,
    draw_symbols,
    note_spot,
    pixel,
    symbols,
    within,
)
from components.slide.svg import HAIRLINE, INK, Canvas, Type, geometry
from data.view import View
from geo import basemap
from geo.map_layout import Box, Frame, Marker, Name, Placed, hold, place, spread

_WATER, _LAND, _FOCUS, _BORDER = "#dce6ea", "#f1eee8", "#ffffff", "#a9a395"
_LINE_HEIGHT: Final = 17.0
_LOOKS: Final = {
    "site": Type(15, "bold"),
    "idle": Type(14, colour="#4a4f55"),
    "town": Type(13.5, colour="#7a7f87"),
    "country": Type(13, colour="#8b8778"),
    "water": Type(13.5, colour="#8ba3b0"),
    "note": Type(15, "bold"),
}


def draw(canvas: Canvas, box: Box, brief: SlideData) -> None:
    """Draw the map of a brief into the box: its legend, scale bar and north arrow, its notes, what is selected."""
    view, groups, bases = brief.view, brief.groups, brief.bases
    left, top, right, bottom = box
    frame = _frame(view, right - left, bottom - top)
    canvas.rect(*box, _WATER)
    _base(canvas, box, frame)
    shown = symbols(groups, frame, box)
    places = [pixel(frame, box, note.latitude, note.longitude) for note in view.note]
    notes = [note_spot(n, place) for n, place in enumerate(places, 1) if within(box, place)]
    spots = [*(spot for _, spot in shown), *notes]
    hold(spots, box)
    spread(spots)
    hold(spots, box)
    signs, types = (lines([symbol for symbol, _ in shown]) for lines in (signs_for, types_for))
    marked = [spot.box() for spot in spots]
    legend = legend_box(box, signs, types, marked)
    taken = [*marked, legend, scale_box(box, frame)]
    draw_circles(canvas, box, frame, shown)
    marks = _bases(canvas, box, frame, bases, taken)
    for placed in place(_names(box, frame, shown, marks), taken, box, _width, _LINE_HEIGHT):
        _name(canvas, placed)
    draw_symbols(canvas, shown, *_emphasis(brief))
    for spot in notes:
        draw_note(canvas, spot)
    draw_legend(canvas, legend, signs, types)
    draw_scale(canvas, box, frame)
    canvas.rect(*box, "transparent", stroke=HAIRLINE, strokeWidth=1)


def _emphasis(brief: SlideData) -> tuple[set[str], set[str]]:
    """The groups that hold the selected event, and those without an event in the picked month."""
    members, view = brief.members, brief.view
    ringed = set(members.loc[members["event_id"] == view.selected, "cell"])
    if not view.month or members.empty:
        return ringed, set()
    months = pd.to_datetime(members["date_start"]).dt.strftime("%Y-%m")
    return ringed, set(members["cell"]) - set(members.loc[months == view.month, "cell"])


def _frame(view: View, width: float, height: float) -> Frame:
    return Frame.of_position(view.at, width, height) if view.at else Frame.of_box(basemap.home(), width, height, 14)


def _base(canvas: Canvas, box: Box, frame: Frame) -> None:
    shapes = _base_shapes(box, frame)
    canvas.areas(shapes["context"], fill=_LAND, stroke="#c9c4b8", strokeWidth=0.8)
    canvas.areas(shapes["focus"], fill=_FOCUS, stroke=_BORDER, strokeWidth=1.1)
    canvas.areas(shapes["governorates"], filled=False, stroke="#e4dfd5", strokeWidth=0.9)
    canvas.areas(shapes["rivers"], filled=False, stroke="#d3e0e6", strokeWidth=1.1)
    canvas.areas(shapes["lakes"], fill=_WATER, stroke=None)


@lru_cache(maxsize=16)
def _base_shapes(box: Box, frame: Frame) -> dict[str, list[dict[str, Any]]]:
    """The base map's geometries in pixels of the sheet, clipped to the box."""
    base = basemap.load()
    countries = base["countries"]["features"]
    parts = {
        "context": [feature for feature in countries if not feature["properties"]["focus"]],
        "focus": [feature for feature in countries if feature["properties"]["focus"]],
        **{name: base[name]["features"] for name in ("governorates", "rivers", "lakes")},
    }

    def project(points: np.ndarray) -> np.ndarray:
        return np.array([pixel(frame, box, latitude, longitude) for longitude, latitude in points])

    window = shapely.box(*box)
    found: dict[str, list[dict[str, Any]]] = {}
    for name, features in parts.items():
        shapes = [
            shapely.make_valid(shapely.transform(shapely.geometry.shape(f["geometry"]), project)) for f in features
        ]
        clipped = [shape.intersection(window).simplify(0.3) for shape in shapes]
        found[name] = [geometry(shape) for shape in clipped if not shape.is_empty]
    return found


def _bases(
    canvas: Canvas, box: Box, frame: Frame, bases: pd.DataFrame, taken: list[Box]
) -> list[tuple[str, tuple[float, float]]]:
    """Mark the bases that no symbol stands on, and return their names and points."""
    marks = []
    for base in bases.itertuples():
        point = pixel(frame, box, base.latitude, base.longitude)
        if any(within(covered, point) for covered in taken) or not within(box, point):
            continue
        canvas.shape(*point, "M0,-1 L1,0 L0,1 L-1,0 Z", 6, "#ffffff", stroke=INK, strokeWidth=1.5)
        taken.append(around(point, 6))
        marks.append((str(base.name), point))
    return marks


def _names(
    box: Box, frame: Frame, shown: Sequence[tuple[Symbol, Marker]], marks: Sequence[tuple[str, tuple[float, float]]]
) -> list[Name]:
    """The names that want a place, the most important first: struck sites, countries, idle bases, towns, waters."""
    struck = [
        Name(symbol.name, "site", spot.x, spot.y, gap=symbol.wide + 5, rise=symbol.high)
        for symbol, spot in sorted(
            shown, key=lambda pair: (pair[0].geo_precision != "site", -pair[0].events, pair[0].name)
        )
        if symbol.name
    ]
    idle = [Name(name, "idle", *point, gap=9, rise=7) for name, point in marks]
    labels = basemap.load()["labels"]
    far = 7 if frame.zoom < 7 else 8 if frame.zoom < 8 else 99  # noqa: PLR2004 - as on the screen
    wanted = {7: 1, 8: 2, 99: 3}[far]
    wide, towns = [], []
    for label in labels:
        point = pixel(frame, box, label["lat"], label["lon"])
        if label["kind"] != "town":
            text = label["name"].upper() if label["kind"] == "country" else label["name"]
            wide.append(Name(text, label["kind"], *point, centred=True))
        elif label["rank"] <= wanted and label["name"] not in {name.text for name in struck}:
            towns.append(Name(label["name"], "town", *point, gap=6, rise=5))
    countries = [name for name in wide if name.kind == "country"]
    return [*struck, *countries, *idle, *towns, *(name for name in wide if name.kind != "country")]


def _width(name: Name) -> float:
    return _LOOKS[name.kind].width(name.text) + 2


def _name(canvas: Canvas, placed: Placed) -> None:
    canvas.text(placed.x, placed.y, placed.name.text, _LOOKS[placed.name.kind], halo=placed.name.kind != "water")
    if placed.name.kind == "town":
        canvas.shape(placed.name.x, placed.name.y, "circle", 2.2, "#9a9c9e")
