"""The symbols of the slide's map: groups of events, the circles in which they lie, and a briefer's notes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from components.slide.svg import GREY, INK, Canvas, Type, geometry
from components.symbology import COLOURS, SIGNS, faintness, half_height, paired, short
from data.terms import UNCERTAINTY_KM
from geo.map_layout import Box, Frame, Marker

_SIGN_BOX: Final = 8


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


def symbols(groups: pd.DataFrame, frame: Frame, box: Box) -> list[tuple[Symbol, Marker]]:
    """The groups (`geo.clustering.groups`) whose place lies in the box, each as a symbol that stands at its place."""
    most = groups["events"].max()
    made = [_symbol(row, int(most)) for row in groups.itertuples()]
    homes = [pixel(frame, box, symbol.latitude, symbol.longitude) for symbol in made]
    spots = [Marker(str(n), home, made[n].wide, made[n].high, made[n].events) for n, home in enumerate(homes)]
    return [(symbol, spot) for symbol, spot in zip(made, spots) if within(box, spot.home)]


def _symbol(row: Any, most: int) -> Symbol:
    texts = ("" if pd.isna(value) else str(value) for value in (row.event_type, row.geo_precision))
    name = "" if pd.isna(row.location) else str(row.location)
    counts = (int(row.events), int(row.attacks), int(row.answers))
    return Symbol(str(row.cell), name, row.latitude, row.longitude, *counts, *texts, row.origin, most)


def pixel(frame: Frame, box: Box, latitude: float, longitude: float) -> tuple[float, float]:
    """Where a point (WGS 84 degrees) lies on the sheet, in pixels; the frame's map fills the box."""
    x, y = frame.pixel(latitude, longitude)
    return x + box[0], y + box[1]


def within(box: Box, point: tuple[float, float]) -> bool:
    """Whether the box holds the point."""
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def around(point: tuple[float, float], radius: float) -> Box:
    """The square with so many pixels to each side of the point."""
    return point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius


def draw_circles(canvas: Canvas, box: Box, frame: Frame, shown: Sequence[tuple[Symbol, Marker]]) -> None:
    """Draw the circles in which events lie, where they are larger than the symbol; the more, the fainter."""
    circles = []
    for symbol, spot in shown:
        radius = UNCERTAINTY_KM.get(symbol.geo_precision, 0) * frame.pixels_per_km(symbol.latitude)
        if radius > symbol.high + 2:
            circles.append((symbol, shapely.Point(spot.home).buffer(radius, quad_segs=24)))
    for symbol, circle in circles:
        colour = COLOURS.get(symbol.kind, COLOURS["other"])
        shape = geometry(circle.intersection(shapely.box(*box)))
        strength = faintness(len(circles))
        look = {"stroke": colour, "strokeOpacity": strength, "strokeWidth": 1.3, "strokeDash": [5, 4]}
        canvas.areas([shape], fill=colour, fillOpacity=0.07 * strength**2, **look)


def draw_symbols(
    canvas: Canvas, shown: Sequence[tuple[Symbol, Marker]], ringed: Collection[str], faded: Collection[str]
) -> None:
    """Draw the symbols, those of the cells `ringed` with a ring; the lines to their places lie beneath them all."""
    for symbol, spot in shown:
        _leader(canvas, spot, 0.6 * symbol.high)
    for symbol, spot in shown:
        _draw_symbol(canvas, symbol, spot, faded=symbol.cell in faded)
        if symbol.cell in ringed:
            edge = spot.wide + 5, spot.high + 5
            outline = (spot.x - edge[0], spot.y - edge[1], spot.x + edge[0], spot.y + edge[1])
            corner = symbol.corner + 2.5 if symbol.origin == "own" else edge[1]
            canvas.rect(*outline, "transparent", cornerRadius=corner, stroke=INK, strokeWidth=2.4)


def sign(canvas: Canvas, x: float, y: float, event_type: str, scale: float, colour: str) -> None:
    """Draw the sign of an event type in a square of `scale` pixels to each side."""
    path = re.sub(r"-?\d+(\.\d+)?", lambda number: f"{float(number.group()) / _SIGN_BOX:.4g}", SIGNS[event_type])
    canvas.shape(x, y, path, scale, colour)


def _draw_symbol(canvas: Canvas, symbol: Symbol, spot: Marker, *, faded: bool) -> None:
    x, y = spot.x, spot.y
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


def _shares(canvas: Canvas, symbol: Symbol, spot: Marker) -> None:
    """The parts of attacks and answers in a symbol that holds both: slices of a round one, bars of a square one."""
    attacks = symbol.attacks / symbol.events
    for side, start, end in (("attack", 0.0, attacks), ("answer", attacks, attacks + symbol.answers / symbol.events)):
        if symbol.origin == "own":
            left, top, right, bottom = spot.box()
            wide = right - left
            canvas.rect(left + start * wide + 0.8, top + 0.8, left + end * wide - 0.8, bottom - 0.8, COLOURS[side])
        elif symbol.wide > symbol.high:
            canvas.areas([geometry(_slice_of_pill(spot, start, end))], fill=COLOURS[side])
        else:
            canvas.slice(spot.x, spot.y, symbol.high - 0.8, (start, end), COLOURS[side])


def _slice_of_pill(spot: Marker, start: float, end: float) -> shapely.Geometry:
    """What lies between two shares of a full turn, clockwise from the top, of a symbol longer than high."""
    straight = spot.wide - spot.high
    pill = shapely.LineString([(spot.x - straight, spot.y), (spot.x + straight, spot.y)]).buffer(spot.high - 0.8)
    turns = np.linspace(start, end, 16) * 2 * pi
    far = 2 * spot.wide
    arc = [(spot.x + far * sin(turn), spot.y - far * cos(turn)) for turn in turns]
    return pill.intersection(shapely.Polygon([(spot.x, spot.y), *arc]))


def note_spot(number: int, home: tuple[float, float]) -> Marker:
    """Where a briefer's note stands; it yields to symbols of more than a few events."""
    return Marker(f"note {number}", home, 12, 12, 3)


def draw_note(canvas: Canvas, spot: Marker) -> None:
    """Draw a note's number in its square."""
    _leader(canvas, spot, 8)
    canvas.rect(*around((spot.x, spot.y), 11), INK, cornerRadius=3, stroke="#ffffff", strokeWidth=1.5)
    canvas.text(spot.x, spot.y, spot.key.removeprefix("note "), Type(14, "bold", "#ffffff", "center"))


def _leader(canvas: Canvas, spot: Marker, reach: float) -> None:
    """A line to where the spot belongs, if it was moved farther than `reach`."""
    if hypot(spot.x - spot.home[0], spot.y - spot.home[1]) > reach:
        canvas.line(*spot.home, spot.x, spot.y, GREY, strokeWidth=0.9)
        canvas.shape(*spot.home, "circle", 2, INK)
