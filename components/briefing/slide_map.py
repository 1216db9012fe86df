"""The slide's map: the same base, symbols and names as on the screen, drawn on a canvas."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from components.briefing.brief import Brief
from components.briefing.canvas import GREY, HAIRLINE, INK, Canvas, Type
from components.signs import COLOURS, SIGNS, half_height, paired, short
from data.terms import EVENT_TYPES, UNCERTAINTY_KM
from data.view import View
from geo import basemap
from geo.placing import Box, Frame, Name, Placed, Spot, meet, place, spread

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
_SIGN_BOX: Final = 8
_SCALE_KM: Final = (5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A group of events as a symbol of the map."""

    cell: str
    name: str
    latitude: float
    longitude: float
    events: int
    attacks: int
    answers: int
    event_type: str
    geo_precision: str
    origin: str
    most: int

    @property
    def kind(self) -> str:
        """Who struck: attack, answer, mixed or other."""
        if self.attacks == self.events:
            return "attack"
        if self.answers == self.events:
            return "answer"
        return "mixed" if self.attacks or self.answers else "other"

    @property
    def high(self) -> float:
        """Half its height in pixels; a slide is seen from farther than a screen."""
        return half_height(self.events, self.most) * 1.2

    @property
    def corner(self) -> float:
        """Radius of its corners in pixels: the record's events stand in round symbols, an imported file's in square."""
        return 2.5 if self.origin == "own" else round(self.high, 2)

    @property
    def wide(self) -> float:
        """Half its width in pixels: several events of one type show its sign beside their number."""
        return self.high + 7 if paired(self.events, self.event_type) else self.high


def draw(canvas: Canvas, box: Box, brief: Brief) -> None:
    """Draw the map of a brief into the box: its legend, scale bar and north arrow, its notes, what is selected."""
    view, groups, bases = brief.view, brief.groups, brief.bases
    types = [name for name in EVENT_TYPES if name in brief.types]
    ringed, faded = _emphasis(brief)
    left, top, right, bottom = box
    frame = _frame(view, right - left, bottom - top)
    canvas.rect(*box, _WATER)
    _base(canvas, box, frame)
    symbols = [_symbol(row, int(groups["events"].max())) for row in groups.itertuples()]
    spots = [_spot(symbol, n, frame, box) for n, symbol in enumerate(symbols)]
    shown = [(symbol, spot) for symbol, spot in zip(symbols, spots) if _inside(spot, box)]
    notes = [_note_spot(n, _pixel(frame, box, note.latitude, note.longitude)) for n, note in enumerate(view.note, 1)]
    notes = [spot for spot in notes if _inside(spot, box)]
    spread([*(spot for _, spot in shown), *notes])
    signs = _legend_signs(groups)
    marked = [spot.box() for spot in (*(spot for _, spot in shown), *notes)]
    legend = _legend_box(box, signs, types, marked)
    taken = [*marked, legend, _scale_box(box)]
    for symbol, spot in shown:
        _halo(canvas, box, frame, symbol, spot)
    marks = _bases(canvas, box, frame, bases, taken)
    names = place(_names(box, frame, shown, marks), taken, box, _width, _LINE_HEIGHT)
    for placed in names:
        _name(canvas, placed)
    for symbol, spot in shown:
        _draw_symbol(canvas, symbol, spot, faded=symbol.cell in faded)
        if symbol.cell in ringed:
            edge = spot.wide + 5, spot.high + 5
            outline = (spot.x - edge[0], spot.y - edge[1], spot.x + edge[0], spot.y + edge[1])
            corner = symbol.corner + 2.5 if symbol.origin == "own" else edge[1]
            canvas.rect(*outline, "transparent", cornerRadius=corner, stroke=INK, strokeWidth=2.4)
    for spot in notes:
        _draw_note(canvas, spot)
    _legend(canvas, legend, signs, types)
    _scale(canvas, box, frame)
    canvas.rect(*box, "transparent", stroke=HAIRLINE, strokeWidth=1)


def _emphasis(brief: Brief) -> tuple[set[str], set[str]]:
    """The groups that hold the selected event, and those without an event in the picked month."""
    members, view = brief.members, brief.view
    ringed = set(members.loc[members["event_id"] == view.selected, "cell"])
    if not view.month or members.empty:
        return ringed, set()
    months = pd.to_datetime(members["date_start"]).dt.strftime("%Y-%m")
    return ringed, set(members["cell"]) - set(members.loc[months == view.month, "cell"])


def _frame(view: View, width: float, height: float) -> Frame:
    return Frame.of_position(view.at, width, height) if view.at else Frame.of_box(basemap.home(), width, height, 14)


def _pixel(frame: Frame, box: Box, latitude: float, longitude: float) -> tuple[float, float]:
    x, y = frame.pixel(latitude, longitude)
    return x + box[0], y + box[1]


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
        return np.array([_pixel(frame, box, latitude, longitude) for longitude, latitude in points])

    window = shapely.box(*box)
    found: dict[str, list[dict[str, Any]]] = {}
    for name, features in parts.items():
        shapes = [
            shapely.make_valid(shapely.transform(shapely.geometry.shape(f["geometry"]), project)) for f in features
        ]
        clipped = [shape.intersection(window).simplify(0.3) for shape in shapes]
        found[name] = [_rounded(shape) for shape in clipped if not shape.is_empty]
    return found


def _rounded(shape: shapely.Geometry) -> dict[str, Any]:
    mapped: dict[str, Any] = shapely.geometry.mapping(shapely.set_precision(shape, 0.1))
    return mapped


def _symbol(row: Any, most: int) -> Symbol:
    texts = ("" if pd.isna(value) else str(value) for value in (row.event_type, row.geo_precision))
    name = "" if pd.isna(row.location) else str(row.location)
    counts = (int(row.events), int(row.attacks), int(row.answers))
    return Symbol(str(row.cell), name, row.latitude, row.longitude, *counts, *texts, row.origin, most)


def _spot(symbol: Symbol, n: int, frame: Frame, box: Box) -> Spot:
    home = _pixel(frame, box, symbol.latitude, symbol.longitude)
    return Spot(str(n), home, symbol.wide, symbol.high, symbol.events)


def _inside(spot: Spot, box: Box) -> bool:
    return box[0] < spot.home[0] < box[2] and box[1] < spot.home[1] < box[3]


def _round(point: tuple[float, float], radius: float) -> Box:
    return point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius


def _halo(canvas: Canvas, box: Box, frame: Frame, symbol: Symbol, spot: Spot) -> None:
    """The circle in which the events lie, where it is larger than the symbol."""
    radius = UNCERTAINTY_KM.get(symbol.geo_precision, 0) * frame.pixels_per_km(symbol.latitude)
    if radius <= symbol.high + 2:
        return
    colour = COLOURS.get(symbol.kind, COLOURS["other"])
    circle = shapely.Point(spot.home).buffer(radius, quad_segs=24).intersection(shapely.box(*box))
    canvas.areas([_rounded(circle)], fill=colour, fillOpacity=0.07, stroke=colour, strokeWidth=1.3, strokeDash=[5, 4])


def _bases(
    canvas: Canvas, box: Box, frame: Frame, bases: pd.DataFrame, taken: list[Box]
) -> list[tuple[str, tuple[float, float]]]:
    """Mark the bases that no symbol stands on, and return their names and points."""
    marks = []
    for base in bases.itertuples():
        point = _pixel(frame, box, base.latitude, base.longitude)
        if any(b[0] < point[0] < b[2] and b[1] < point[1] < b[3] for b in taken) or not _inside(
            Spot("", point, 0, 0, 1), box
        ):
            continue
        canvas.shape(*point, "M0,-1 L1,0 L0,1 L-1,0 Z", 6, "#ffffff", stroke=INK, strokeWidth=1.5)
        taken.append(_round(point, 6))
        marks.append((str(base.name), point))
    return marks


def _names(
    box: Box, frame: Frame, shown: Sequence[tuple[Symbol, Spot]], marks: Sequence[tuple[str, tuple[float, float]]]
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
        point = _pixel(frame, box, label["lat"], label["lon"])
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


def sign(canvas: Canvas, x: float, y: float, event_type: str, scale: float, colour: str) -> None:
    """Draw the sign of an event type in a square of `scale` pixels to each side."""
    path = re.sub(r"-?\d+(\.\d+)?", lambda number: f"{float(number.group()) / _SIGN_BOX:.4g}", SIGNS[event_type])
    canvas.shape(x, y, path, scale, colour)


def _draw_symbol(canvas: Canvas, symbol: Symbol, spot: Spot, *, faded: bool) -> None:
    x, y = spot.x, spot.y
    _leader(canvas, spot, 0.6 * symbol.high)
    colour = COLOURS.get(symbol.kind, COLOURS["other"])
    edge = {"stroke": "#ffffff", "strokeWidth": 1.6, "opacity": 0.25 if faded else 1}
    canvas.rect(*spot.box(), colour, cornerRadius=symbol.corner, **edge)
    if symbol.kind == "mixed" and not faded:
        _shares(canvas, symbol, spot)
    white = Type(11 + symbol.high * 0.25, "bold", "#ffffff", "center")
    if symbol.events == 1:
        sign(canvas, x, y, symbol.event_type, 7, "#ffffff")
    elif paired(symbol.events, symbol.event_type):
        sign(canvas, x - 9, y, symbol.event_type, 6.6, "#ffffff")
        canvas.text(x + 7, y, short(symbol.events), white)
    else:
        canvas.text(x, y, short(symbol.events), white)


def _shares(canvas: Canvas, symbol: Symbol, spot: Spot) -> None:
    """The parts of attacks and answers in a symbol that holds both: slices of a round one, bars of a square one."""
    attacks = symbol.attacks / symbol.events
    for side, start, end in (("attack", 0.0, attacks), ("answer", attacks, attacks + symbol.answers / symbol.events)):
        if symbol.origin == "own":
            left, top, right, bottom = spot.box()
            wide = right - left
            canvas.rect(left + start * wide + 0.8, top + 0.8, left + end * wide - 0.8, bottom - 0.8, COLOURS[side])
        else:
            canvas.slice(spot.x, spot.y, symbol.high - 0.8, (start, end), COLOURS[side])


def _note_spot(number: int, home: tuple[float, float]) -> Spot:
    return Spot(f"note {number}", home, 12, 12, 3)


def _draw_note(canvas: Canvas, spot: Spot) -> None:
    _leader(canvas, spot, 8)
    canvas.rect(*_round((spot.x, spot.y), 11), INK, cornerRadius=3, stroke="#ffffff", strokeWidth=1.5)
    canvas.text(spot.x, spot.y, spot.key.removeprefix("note "), Type(14, "bold", "#ffffff", "center"))


def _leader(canvas: Canvas, spot: Spot, reach: float) -> None:
    """A line to where the spot belongs, if it was moved farther than `reach`."""
    if hypot(spot.x - spot.home[0], spot.y - spot.home[1]) > reach:
        canvas.line(*spot.home, spot.x, spot.y, GREY, strokeWidth=0.9)
        canvas.shape(*spot.home, "circle", 2, INK)


_LEGEND: Final = {
    "attack": "attack on US or coalition forces",
    "answer": "US or coalition strike",
    "other": "other, or not told who struck",
    "own": "with corners: the imported file",
    "base": "base",
    "halo": "somewhere in the circle",
}
_LEGEND_WIDTH, _LEGEND_ROW, _SIGN_ROW = 330, 22, 21


def _legend_signs(groups: pd.DataFrame) -> list[str]:
    """The legend's lines; what only some data has is explained only where such data is shown."""
    absent = {
        "own": not (groups["origin"] == "own").any(),
        "other": not (groups["events"] > groups["attacks"] + groups["answers"]).any(),
    }
    return [kind for kind in _LEGEND if not absent.get(kind, False)]


def _legend_box(box: Box, signs: Sequence[str], types: Sequence[str], marked: Sequence[Box]) -> Box:
    """The corner in which the legend covers the fewest marks, from the lower left on; the scale has the upper right."""
    height = 20 + _LEGEND_ROW * len(signs) + _SIGN_ROW * ((len(types) + 1) // 2)
    left, top, right, bottom = box[0] + 14, box[1] + 14, box[2] - 14, box[3] - 14
    corners = [
        (left, bottom - height, left + _LEGEND_WIDTH, bottom),
        (right - _LEGEND_WIDTH, bottom - height, right, bottom),
        (left, top, left + _LEGEND_WIDTH, top + height),
    ]
    return min(corners, key=lambda corner: sum(meet(corner, mark) for mark in marked))


def _legend(canvas: Canvas, box: Box, signs: Sequence[str], types: Sequence[str]) -> None:
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
    elif kind == "halo":
        canvas.shape(x, y, "circle", 7, "#f9ebe6", stroke=COLOURS["attack"], strokeWidth=1.3, strokeDash=[3, 2])
    elif kind == "own":
        canvas.rect(*_round((x, y), 6), "#4a4f55", cornerRadius=1.5)
    else:
        canvas.shape(x, y, "circle", 7, COLOURS[kind])


def _scale_box(box: Box) -> Box:
    return box[2] - 196, box[1] + 6, box[2] - 6, box[1] + 62


def _scale(canvas: Canvas, box: Box, frame: Frame) -> None:
    """The scale bar, true at the middle of the map, and the north arrow: north is up all over a Mercator map."""
    latitude = frame.latitude(frame.height / 2)
    lengths = [km for km in _SCALE_KM if km * frame.pixels_per_km(latitude) <= 130]  # noqa: PLR2004 - pixels of room
    km = lengths[-1] if lengths else _SCALE_KM[0]
    length = km * frame.pixels_per_km(latitude)
    right, y = box[2] - 50, box[1] + 44
    canvas.line(right - length, y, right, y, INK, strokeWidth=2)
    for x in (right - length, right):
        canvas.line(x, y - 5, x, y + 1, INK, strokeWidth=2)
    canvas.text(right - length / 2, y - 15, f"{km} km", Type(13.5, align="center"), halo=True)
    canvas.shape(right + 24, y - 7, "M0,-1 L0.6,1 L0,0.55 L-0.6,1 Z", 11, INK)
    canvas.text(right + 24, y - 27, "N", Type(13.5, "bold", align="center"), halo=True)
