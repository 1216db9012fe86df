"""Layout of a map: Web Mercator pixels, symbols pushed apart, labels where none overlaps another.

`components/static/map/layout.js` does the same for the map on the screen; a test compares the two.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import asinh, atan, cos, degrees, hypot, log2, pi, radians, sin, sinh, tan
from typing import Final, Self

import numpy as np

from data.view import Position

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_TILE: Final = 256


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of `width` by `height` pixels of the Web Mercator square of 256 * 2^zoom pixels from `left`, `top`.

    >>> frame = Frame.of_position((33.0, 43.0, 6.0), 800, 600)
    >>> [round(part) for part in frame.pixel(33.0, 43.0)]
    [400, 300]
    """

    width: float
    height: float
    zoom: float
    left: float
    top: float

    @classmethod
    def of_box(cls, box: Sequence[Sequence[float]], width: float, height: float, padding: float) -> Self:
        """Return the frame that just holds [[south, west], [north, east]] (WGS 84 degrees) within its padding."""
        (south, west), (north, east) = box
        (x0, y1), (x1, y0) = _mercator(south, west), _mercator(north, east)
        zoom = log2(min((width - 2 * padding) / (x1 - x0), (height - 2 * padding) / (y1 - y0)))
        return cls._round((x0 + x1) / 2, (y0 + y1) / 2, zoom, width, height)

    @classmethod
    def of_position(cls, at: Position, width: float, height: float) -> Self:
        """Return the frame that has this latitude and longitude in its middle, at this zoom."""
        latitude, longitude, zoom = at
        return cls._round(*_mercator(latitude, longitude), zoom, width, height)

    def position(self) -> Position:
        """Return the latitude and longitude (WGS 84 degrees) of its middle, and its zoom."""
        longitude = (self.left + self.width / 2) / (_TILE * 2**self.zoom) * 360 % 360 - 180
        return self.latitude(self.height / 2), longitude, self.zoom

    def pixel(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point (WGS 84 degrees) falls, from the top left corner."""
        x, y = _mercator(latitude, longitude)
        return x * 2**self.zoom - self.left, y * 2**self.zoom - self.top

    def nearest(self, longitude: float) -> float:
        """Return the longitude (WGS 84 degrees), whole turns added, of the copy of a point that is nearest the middle.

        >>> Frame.of_position((-16.0, 179.5, 6.0), 800, 600).nearest(-171.76)
        188.24
        """
        middle = (self.left + self.width / 2) / (_TILE * 2**self.zoom) * 360 - 180
        return longitude + 360 * round((middle - longitude) / 360)

    def latitude(self, y: float) -> float:
        """Return the latitude (WGS 84 degrees) of the points `y` pixels below the top."""
        return degrees(atan(sinh(pi * (1 - 2 * (self.top + y) / (_TILE * 2**self.zoom)))))

    def pixels_per_km(self, latitude: float) -> float:
        """Return how many pixels a kilometre takes at this latitude (equator of 40,075.017 km, WGS 84)."""
        return _TILE * 2**self.zoom / (40_075.017 * cos(radians(latitude)))

    @classmethod
    def _round(cls, x: float, y: float, zoom: float, width: float, height: float) -> Self:
        return cls(width, height, zoom, x * 2**zoom - width / 2, y * 2**zoom - height / 2)


@dataclass(slots=True)
class Marker:
    """A symbol around x, y; it belongs at `home` and moves away only to make room.

    `half_width` and `half_height` are pixels; of two markers the one of less `weight` moves farther.
    """

    key: str
    home: tuple[float, float]
    half_width: float
    half_height: float
    weight: float
    x: float = field(init=False)
    y: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin at home."""
        self.x, self.y = self.home

    def box(self) -> Box:
        """Return the rectangle that the symbol covers."""
        return (
            self.x - self.half_width,
            self.y - self.half_height,
            self.x + self.half_width,
            self.y + self.half_height,
        )


def repel(markers: Sequence[Marker], *, gap: float, rounds: int, limit: int, moves: int) -> int:
    """Push overlapping markers apart until `gap` pixels lie between them; return how many moves of a pair it took.

    The same markers always end in the same places. More than `limit` markers stay where they are; after `rounds`
    rounds, or the round in which `moves` moves are reached, the layout ends as it is.
    """
    moved = 0
    if len(markers) > limit:
        return moved
    for _ in range(rounds):
        overlapping = _overlapping(markers, gap)
        if not overlapping or moved >= moves:
            break
        for i, j in overlapping:
            _separate(markers[i], markers[j], gap, i + j)
        moved += len(overlapping)
    return moved


def clamp(markers: Sequence[Marker], frame: Box) -> None:
    """Move markers that cross the frame's edge inside; they may touch others there."""
    for marker in markers:
        marker.x = min(max(marker.x, frame[0] + marker.half_width), frame[2] - marker.half_width)
        marker.y = min(max(marker.y, frame[1] + marker.half_height), frame[3] - marker.half_height)


@dataclass(frozen=True, slots=True)
class Label:
    """A name to be placed at a point, `gap` beside it and `rise` above or below; on the point itself if `centred`.

    `dot` is the radius of a dot at the point itself, 0 where there is none.
    """

    text: str
    kind: str
    x: float
    y: float
    gap: float = 0.0
    rise: float = 0.0
    centred: bool = False
    dot: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label in its place; `x`, `y` are the left end of its line and the line's middle."""

    label: Label
    x: float
    y: float


def place_labels(
    labels: Iterable[Label],
    taken: Iterable[Box],
    frame: Box,
    width: Callable[[Label], float],
    *,
    height: float,
    margin: tuple[float, float],
) -> list[PlacedLabel]:
    """Place each label, in order, at its first free position inside the frame; leave it out if there is none.

    Args:
        labels: the labels, the most important first.
        taken: boxes that are covered already.
        frame: the box in which labels may be placed.
        width: measures a label in pixels.
        height: height of a line in pixels.
        margin: room around a label in pixels, to the sides and above and below.
    """
    covered = list(taken)
    placed = []
    for label in labels:
        if label.dot and _is_covered(_around(label, label.dot), covered):
            continue
        length = width(label)
        for left, middle in _candidates(label, length, height):
            box = (
                left - margin[0],
                middle - height / 2 - margin[1],
                left + length + margin[0],
                middle + height / 2 + margin[1],
            )
            if _is_inside(box, frame) and not _is_covered(box, covered):
                covered.append(box)
                placed.append(PlacedLabel(label, left, middle))
                break
    return placed


def _around(label: Label, radius: float) -> Box:
    return label.x - radius, label.y - radius, label.x + radius, label.y + radius


def _is_covered(box: Box, covered: Iterable[Box]) -> bool:
    return any(meet(box, other) for other in covered)


def _is_inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _candidates(label: Label, length: float, height: float) -> list[tuple[float, float]]:
    """Return the positions for a label, best first: left end and middle of its line."""
    x, y, gap, rise = label.x, label.y, label.gap, label.rise
    if label.centred:
        return [(x - length / 2, y), (x - length / 2, y - height), (x - length / 2, y + height)]
    right, left = x + gap, x - gap - length
    corners = [(side, y + step) for side in (right - 3, left + 3) for step in (-rise, rise)]
    above_below = [(x - length / 2, y - rise - height / 2 - 2), (x - length / 2, y + rise + height / 2 + 2)]
    return [(right, y), (left, y), *corners, *above_below]


def _overlapping(markers: Sequence[Marker], gap: float) -> list[tuple[int, int]]:
    """Return the pairs of markers, by index, that overlap or are closer than `gap`."""
    x, y = (np.array([getattr(marker, axis) for marker in markers]) for axis in ("x", "y"))
    half_width, half_height = (
        np.array([getattr(marker, half) for marker in markers]) for half in ("half_width", "half_height")
    )
    first, second = np.triu_indices(len(markers), k=1)
    across = (x[second] - x[first]) / (half_width[first] + half_width[second] + gap)
    down = (y[second] - y[first]) / (half_height[first] + half_height[second] + gap)
    found = across**2 + down**2 < 1
    return list(zip(first[found].tolist(), second[found].tolist()))


def _separate(a: Marker, b: Marker, gap: float, seed: int) -> None:
    """Move two markers apart as far as they overlap."""
    need_x, need_y = a.half_width + b.half_width + gap, a.half_height + b.half_height + gap
    dx, dy = b.x - a.x, b.y - a.y
    near = hypot(dx / need_x, dy / need_y)
    if near >= 1:  # another pair of this round moved one of them away
        return
    if hypot(dx, dy) < 0.5:  # noqa: PLR2004 - markers at the same point: each pair gets a different direction
        dx, dy = cos(2.4 * seed), sin(2.4 * seed)
    length = hypot(dx, dy)
    ux, uy = dx / length, dy / length
    push = ((1 - near) / 2 + 0.01) * 2 * hypot(ux * need_x, uy * need_y)
    share = b.weight / (a.weight + b.weight)
    a.x, a.y = a.x - ux * push * share, a.y - uy * push * share
    b.x, b.y = b.x + ux * push * (1 - share), b.y + uy * push * (1 - share)


def meet(a: Box, b: Box) -> bool:
    """Return whether two boxes (left, top, right, bottom) share more than an edge.

    >>> meet((0, 0, 2, 2), (1, 1, 3, 3)), meet((0, 0, 2, 2), (2, 0, 4, 2))
    (True, False)
    """
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _mercator(latitude: float, longitude: float) -> tuple[float, float]:
    """Return Web Mercator coordinates (EPSG:3857) in pixels of a world 256 wide, from its north-west corner."""
    return (longitude + 180) / 360 * _TILE, (1 - asinh(tan(radians(latitude))) / pi) / 2 * _TILE
