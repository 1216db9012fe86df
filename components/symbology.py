"""The signs and colours of the map, on the screen and on a slide: colour says who struck, the sign how."""

from math import sqrt
from typing import Final

_MANY: Final = 50
_ROOMLESS: Final = 100
"""A number of three digits leaves no room for a sign beside it."""
_CIRCLES: Final = 25
COLOURS: Final = {"attack": "#c4411f", "answer": "#1f5fa8", "other": "#7a7f87"}

SIGNS: Final = {
    "drone strike": "M0,-6 L7,5 L0,2 L-7,5 Z",
    "rocket attack": "M0,-7 L2.6,-3 L2.6,3 L5,7 L-5,7 L-2.6,3 L-2.6,-3 Z",
    "missile attack": "M6,-6 L4.6,-0.6 L-2.2,6.2 L-3,3 L-6.2,2.2 L0.6,-4.6 Z",
    "airstrike": "M-6,-6.5 L6,-6.5 L6,-3.5 L2.2,-3.5 L2.2,0 L6,0 L0,7 L-6,0 L-2.2,0 L-2.2,-3.5 L-6,-3.5 Z",
    "artillery": "M-6.6,3.4 L3.4,-5.8 L5,-4 L-4.6,5 Z M-2,4.6 L6.5,4.6 L6.5,6.8 L-2,6.8 Z",
    "ied": (
        "M0,-7.4 L1.1,-2.8 L5.2,-5.2 L2.8,-1.1 L7.4,0 L2.8,1.1 L5.2,5.2 L1.1,2.8 "
        "L0,7.4 L-1.1,2.8 L-5.2,5.2 L-2.8,1.1 L-7.4,0 L-2.8,-1.1 L-5.2,-5.2 L-1.1,-2.8 Z"
    ),
    "shoot-down": (
        "M-6.2,-4.4 L-4.4,-6.2 L0,-1.8 L4.4,-6.2 L6.2,-4.4 L1.8,0 "
        "L6.2,4.4 L4.4,6.2 L0,1.8 L-4.4,6.2 L-6.2,4.4 L-1.8,0 Z"
    ),
    "false alarm": "M-1.4,-6.5 L1.4,-6.5 L0.9,2 L-0.9,2 Z M-1.3,4 L1.3,4 L1.3,6.5 L-1.3,6.5 Z",
    "unspecified": (
        "M2.8,0 L2.4,1.4 L1.4,2.4 L0,2.8 L-1.4,2.4 L-2.4,1.4 "
        "L-2.8,0 L-2.4,-1.4 L-1.4,-2.4 L0,-2.8 L1.4,-2.4 L2.4,-1.4 Z"
    ),
}
"""By event type, an SVG path in the square from -8 to 8 round 0,0 (absolute M, L and Z only)."""


def half_height(events: int, most: int) -> float:
    """Half the height of the symbol for so many events, in pixels of the map; `most` events are in the largest group.

    Beyond what the plain scale tells apart, sizes tell the share of the largest group.
    """
    if events == 1:
        return 8.0
    return 11 + 8 * sqrt(events / most) if most > _MANY else 9 + 2.1 * sqrt(events)


def paired(events: int, event_type: str) -> bool:
    """Whether the symbol of so many events shows the sign of their one type beside their number."""
    return bool(event_type) and 1 < events < _ROOMLESS


def faintness(circles: int) -> float:
    """How strongly each of so many circles is drawn, from 0 to 1: however many, they leave the map to be seen."""
    return min(1.0, _CIRCLES / circles)


def short(number: int) -> str:
    """A count as it stands in a symbol: `999`, `6.7k`, `120k`, `1.2M`."""
    for unit, sign in ((1_000_000, "M"), (1_000, "k")):
        if number >= unit:
            share = number / unit
            return f"{share:.1f}".removesuffix(".0") + sign if share < 10 else f"{float(f'{share:.2g}'):.0f}{sign}"  # noqa: PLR2004 - two digits
    return str(number)
