"""Placing on a picture: Web Mercator pixels, symbols pushed apart, names where none overlaps another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import asinh, atan, cos, degrees, hypot, log2, pi, radians, sin, sinh, tan
from typing import Final, Self

from data.view import Position

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_TILE: Final = 256
_ROUNDS: Final = 400
_GAP: Final = 2.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of `width` by `height` pixels of the Web Mercator square of 256 * 2^zoom pixels from `left`, `top`."""

    width: float
    height: float
    zoom: float
    left: float
    top: float

    @classmethod
    def of_box(cls, box: Sequence[Sequence[float]], width: float, height: float, padding: float) -> Self:
        """The frame that just holds [[south, west], [north, east]] (WGS 84 degrees) within its padding."""
        (south, west), (north, east) = box
        (x0, y1), (x1, y0) = _mercator(south, west), _mercator(north, east)
        zoom = log2(min((width - 2 * padding) / (x1 - x0), (height - 2 * padding) / (y1 - y0)))
        return cls._round((x0 + x1) / 2, (y0 + y1) / 2, zoom, width, height)

    @classmethod
    def of_position(cls, at: Position, width: float, height: float) -> Self:
        """The frame that has this latitude and longitude in its middle, at this zoom."""
        latitude, longitude, zoom = at
        return cls._round(*_mercator(latitude, longitude), zoom, width, height)

    def pixel(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point (WGS 84 degrees) falls, from the top left corner."""
        x, y = _mercator(latitude, longitude)
        return x * 2**self.zoom - self.left, y * 2**self.zoom - self.top

    def latitude(self, y: float) -> float:
        """The latitude (WGS 84 degrees) of the points `y` pixels below the top."""
        return degrees(atan(sinh(pi * (1 - 2 * (self.top + y) / (_TILE * 2**self.zoom)))))

    def pixels_per_km(self, latitude: float) -> float:
        """How many pixels a kilometre takes at this latitude (equator of 40,075.017 km, WGS 84)."""
        return _TILE * 2**self.zoom / (40_075.017 * cos(radians(latitude)))

    @classmethod
    def _round(cls, x: float, y: float, zoom: float, width: float, height: float) -> Self:
        return cls(width, height, zoom, x * 2**zoom - width / 2, y * 2**zoom - height / 2)


@dataclass(slots=True)
class Marker:
    """A symbol `wide` and `high` to each side of x, y; it belongs at `home` and moves away only to make room."""

    key: str
    home: tuple[float, float]
    wide: float
    high: float
    weight: float
    x: float = field(init=False)
    y: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin at home."""
        self.x, self.y = self.home

    def box(self) -> Box:
        """The rectangle that the symbol covers."""
        return self.x - self.wide, self.y - self.high, self.x + self.wide, self.y + self.high


def spread(spots: Sequence[Marker]) -> None:
    """Push overlapping spots apart, the lighter the farther, the same way every time."""
    pairs = [(i, j) for i in range(len(spots)) for j in range(i + 1, len(spots))]
    for _ in range(_ROUNDS):
        moved = [_part(spots[i], spots[j], i + j) for i, j in pairs]
        if not any(moved):
            return


def hold(spots: Sequence[Marker], frame: Box) -> None:
    """Move spots that stand over the frame's edge into it, though they may touch others there."""
    for spot in spots:
        spot.x = min(max(spot.x, frame[0] + spot.wide), frame[2] - spot.wide)
        spot.y = min(max(spot.y, frame[1] + spot.high), frame[3] - spot.high)


@dataclass(frozen=True, slots=True)
class Name:
    """A name that wants to stand by a point, `gap` beside it and `rise` above or below."""

    text: str
    kind: str
    x: float
    y: float
    gap: float = 0.0
    rise: float = 0.0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A name in its place; `x`, `y` are the left end of its line and the line's middle."""

    name: Name
    x: float
    y: float


def place(
    names: Iterable[Name], taken: list[Box], frame: Box, width: Callable[[Name], float], height: float
) -> list[Placed]:
    """Give each name, first come first served, the first free place round its point, whole within the frame, or none.

    `taken` are the boxes already covered; those of the placed names are added to it. `width` measures a name in pixels.
    """
    found = []
    for name in names:
        wide = width(name)
        for left, middle in _places(name, wide, height):
            box = (left - 1, middle - height / 2, left + wide + 1, middle + height / 2)
            inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if inside and not any(meet(box, other) for other in taken):
                taken.append(box)
                found.append(Placed(name, left, middle))
                break
    return found


def _places(name: Name, wide: float, height: float) -> list[tuple[float, float]]:
    x, y, gap, rise = name.x, name.y, name.gap, name.rise
    if name.centred:
        return [(x - wide / 2, y), (x - wide / 2, y - height), (x - wide / 2, y + height)]
    right, left = x + gap, x - gap - wide
    corners = [(side, y + step) for side in (right - 3, left + 3) for step in (-rise, rise)]
    above_below = [(x - wide / 2, y - rise - height / 2 - 2), (x - wide / 2, y + rise + height / 2 + 2)]
    return [(right, y), (left, y), *corners, *above_below]


def _part(a: Marker, b: Marker, seed: int) -> bool:
    """Move two spots apart as far as they overlap; whether they did."""
    need_x, need_y = a.wide + b.wide + _GAP, a.high + b.high + _GAP
    dx, dy = b.x - a.x, b.y - a.y
    near = hypot(dx / need_x, dy / need_y)
    if near >= 1:
        return False
    if hypot(dx, dy) < 0.5:  # noqa: PLR2004 - one on the other: each pair parts in a direction of its own
        dx, dy = cos(2.4 * seed), sin(2.4 * seed)
    length = hypot(dx, dy)
    ux, uy = dx / length, dy / length
    push = ((1 - near) / 2 + 0.01) * 2 * hypot(ux * need_x, uy * need_y)
    share = b.weight / (a.weight + b.weight)
    a.x, a.y = a.x - ux * push * share, a.y - uy * push * share
    b.x, b.y = b.x + ux * push * (1 - share), b.y + uy * push * (1 - share)
    return True


def meet(a: Box, b: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _mercator(latitude: float, longitude: float) -> tuple[float, float]:
    """Web Mercator (EPSG:3857) in pixels of a world 256 wide, from its north-west corner."""
    return (longitude + 180) / 360 * _TILE, (1 - asinh(tan(radians(latitude))) / pi) / 2 * _TILE
