"""The symbols of the slide's map, as large as on the screen times `SLIDE_SCALE`, and what all its layers share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from components import symbology
from components.page_data import SlideData
from components.slide.svg import Canvas
from components.symbology import BASE, ICON_HALF, ICONS, NOTE, SLIDE_SCALE, SYMBOL, Kind, Shape
from data.rows import iter_rows
from geo.map_layout import Box, Frame, Marker

NOTE_WEIGHT: Final = 3
"""A note moves out of the way of symbols of more than this many events."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A group of events as a symbol of the map; `largest` events are in the largest group."""

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
    largest: int

    @property
    def kind(self) -> Kind:
        """Who struck."""
        return symbology.kind(self.events, self.attacks, self.answers)

    @property
    def is_paired(self) -> bool:
        """Whether it shows an icon beside its number."""
        return symbology.is_paired(self.events, self.event_type)

    @property
    def half_height(self) -> float:
        """Half its height in pixels of the slide."""
        return SLIDE_SCALE * symbology.half_height(self.events, self.largest)

    @property
    def half_width(self) -> float:
        """Half its width in pixels of the slide."""
        return SLIDE_SCALE * symbology.half_width(self.events, self.largest, self.event_type)

    @property
    def corner(self) -> float:
        """Radius of its corners in pixels: symbols of the record are round, those of an imported file are not."""
        return SLIDE_SCALE * SYMBOL.corner if self.origin == "own" else round(self.half_height, 2)


@dataclass(frozen=True)
class MapSheet:
    """A map that is being drawn on a slide: what its layers draw, and where.

    `symbols` lie in the `box`, each with the marker at its final place; `notes` are the markers of the
    briefer's notes; `covered` are the boxes of legend and scale.
    """

    canvas: Canvas
    box: Box
    frame: Frame
    brief: SlideData
    symbols: Sequence[tuple[Symbol, Marker]]
    notes: Sequence[Marker]
    covered: Sequence[Box] = ()

    def pixel(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point (WGS 84 degrees) lies on the slide, in pixels."""
        return pixel(self.frame, self.box, latitude, longitude)

    def idle_bases(self) -> list[tuple[str, tuple[float, float]]]:
        """Return the bases that have no symbol and whose mark lies wholly in the box: names and points."""
        half = BASE.half * SLIDE_SCALE
        room = (self.box[0] + half, self.box[1] + half, self.box[2] - half, self.box[3] - half)
        struck = {symbol.name for symbol, _ in self.symbols}
        bases = [(base.name, self.pixel(base.latitude, base.longitude)) for base in iter_rows(self.brief.bases)]
        return [(name, point) for name, point in bases if name not in struck and within(room, point)]


def symbols(groups: pd.DataFrame, frame: Frame, box: Box) -> list[tuple[Symbol, Marker]]:
    """Return the groups (`geo.clustering.groups`) whose place lies in the box, each as a symbol with its marker."""
    largest = groups["events"].max()
    made = [_symbol(row, int(largest)) for row in groups.itertuples()]
    homes = [pixel(frame, box, symbol.latitude, symbol.longitude) for symbol in made]
    markers = [
        Marker(symbol.cell, home, symbol.half_width, symbol.half_height, symbol.events)
        for symbol, home in zip(made, homes)
    ]
    return [(symbol, marker) for symbol, marker in zip(made, markers) if within(box, marker.home)]


def note_marker(number: int, home: tuple[float, float]) -> Marker:
    """Return the marker of a briefer's note."""
    half = SLIDE_SCALE * NOTE.side / 2 + 1
    return Marker(str(number), home, half, half, NOTE_WEIGHT)


def _symbol(row: Any, largest: int) -> Symbol:
    name, event_type, precision = (
        "" if pd.isna(value) else str(value) for value in (row.location, row.event_type, row.geo_precision)
    )
    events, attacks, answers = int(row.events), int(row.attacks), int(row.answers)
    numbers = (row.latitude, row.longitude, events, attacks, answers)
    return Symbol(str(row.cell), name, *numbers, event_type, precision, row.origin, largest)


def pixel(frame: Frame, box: Box, latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a point (WGS 84 degrees) lies on the slide, in pixels; the frame's map fills the box."""
    x, y = frame.pixel(latitude, frame.nearest(longitude))
    return x + box[0], y + box[1]


def within(box: Box, point: tuple[float, float]) -> bool:
    """Return whether the point lies in the box."""
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def around(point: tuple[float, float], radius: float) -> Box:
    """Return the square with this many pixels to each side of the point."""
    return point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius


def draw_icon(canvas: Canvas, x: float, y: float, event_type: str, scale: float, colour: str) -> None:
    """Draw the icon of an event type, `scale` times as large as in `symbology.ICONS`."""
    path = re.sub(r"-?\d+(\.\d+)?", lambda number: f"{float(number.group()) / ICON_HALF:.4g}", ICONS[event_type])
    canvas.shape(x, y, path, ICON_HALF * scale, colour)


def draw_shape(canvas: Canvas, x: float, y: float, shape: Shape, scale: float = SLIDE_SCALE) -> None:
    """Draw a shape around a point, `scale` times as large as on the screen."""
    look = {"stroke": shape.stroke, "strokeWidth": shape.stroke_width * scale}
    canvas.shape(x, y, shape.path, scale, shape.fill, **look)
