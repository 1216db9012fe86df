"""What the map's symbols look like, on the screen and on a slide.

The colour shows who struck, the icon the event type, the size the number of events. All lengths are pixels of the map
on a screen; a slide draws them `SLIDE_SCALE` times as large. The browser gets all of this from `config()`: its scripts
contain no size, limit or sentence.
"""

from calendar import month_name
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from math import sqrt
from typing import Final, Literal, Protocol

from components import theme
from data.terms import EVENT_TYPES, GEO_PRECISIONS, UNCERTAINTY_KM

Kind = Literal["attack", "answer", "mixed", "other"]
"""Who struck in a group: attackers only, the US or coalition only, both, or neither."""

COLOURS: Final = {"attack": theme.ATTACK, "answer": theme.RESPONSE, "other": theme.OTHER}

ICONS: Final = {
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
"""By event type, an SVG path in the square from -8 to 8 around 0,0 (absolute M, L and Z only)."""
ICON_HALF: Final = 8.0

SLIDE_SCALE: Final = 1.2
"""A slide is seen from farther away than a screen."""


@dataclass(frozen=True)
class SymbolLook:
    """How the symbol of a group of events is drawn."""

    single: float = 8.0
    """Half the height for one event."""
    base: float = 9.0
    growth: float = 2.1
    """Half the height for n events: `base` + `growth` * sqrt(n), while no group is larger than `plain_limit`."""
    plain_limit: int = 50
    share_base: float = 11.0
    share_growth: float = 8.0
    """Beyond that limit sizes show shares of the largest group: `share_base` + `share_growth` * sqrt(n / largest)."""
    icon_room: float = 6.0
    """Extra width on each side of a symbol that shows an icon beside its number."""
    icon_limit: int = 100
    """A number of three digits leaves no room for an icon beside it."""
    narrow_width: float = 480.0
    narrow_scale: float = 0.82
    """Symbols on a map narrower than this are drawn at this scale."""
    edge: float = 1.4
    """Width of the white outline."""
    corner: float = 2.0
    """Radius of the corners of an imported file's symbols; those of the record are round."""
    text_base: float = 9.5
    text_growth: float = 0.22
    text_limit: float = 14.0
    """Size of the number: `text_base` + `text_growth` * half the height, at most `text_limit`."""
    icon_scale: float = 0.7
    paired_icon_scale: float = 0.68
    paired_icon_x: float = -7.5
    paired_text_x: float = 5.5
    """Positions of an icon and the number beside it, from the middle of the symbol."""
    ring: float = 2.4
    ring_gap: float = 3.0
    """The outline of the symbol that holds the selected event, and its distance from the symbol."""
    faded: float = 0.22
    """Opacity of what has no event in the selected month."""


@dataclass(frozen=True)
class CircleLook:
    """How the circle of uncertainty around a group of events is drawn."""

    full_strength: int = 25
    """Up to this many circles are drawn at full strength; more circles are fainter, so that the map stays visible."""
    fill: float = 0.07
    weight: float = 1.2
    dash: tuple[float, float] = (4, 3)
    margin: float = 2.0
    """A circle that exceeds its symbol by less than this is not drawn: it would only be a speck."""


@dataclass(frozen=True)
class LeaderLook:
    """How the line from a moved symbol to its place is drawn."""

    reach: float = 0.6
    """A symbol needs a line when it moved farther than this share of half its height."""
    weight: float = 0.9
    dot: float = 1.8


@dataclass(frozen=True)
class BaseLook:
    """How a base without events in view is marked: a diamond, by the side of its square."""

    side: float = 6.0
    edge: float = 1.5

    @property
    def half(self) -> float:
        """Half the diagonal, to the middle of its outline."""
        return (self.side + self.edge) / sqrt(2)


@dataclass(frozen=True)
class Shape:
    """A shape with its colours: `path` is an SVG path in the square from -8 to 8 around 0,0, of M, L and Z only."""

    path: str
    fill: str
    stroke: str = "none"
    stroke_width: float = 0.0


@dataclass(frozen=True)
class NoteLook:
    """How a briefer's note is drawn: its number in a square."""

    side: float = 22.0
    edge: float = 1.5
    corner: float = 4.0
    text: float = 12.5


@dataclass(frozen=True)
class Repel:
    """How overlapping symbols are pushed apart."""

    gap: float = 2.0
    rounds: int = 400
    limit: int = 300
    """More symbols than this are not moved."""
    moves: int = 40_000
    """After this many moves of a pair the layout ends, so that a slide is never late."""


@dataclass(frozen=True)
class LabelLook:
    """How one kind of name on the map is drawn, and its possible places around its point."""

    size: float
    colour: str
    weight: int = 400
    gap: float = 0.0
    rise: float = 0.0
    centred: bool = False
    dot: float = 0.0
    """Radius of the dot at the named point; without room for the dot the name is left out."""
    dot_colour: str = theme.TOWN_DOT
    upper: bool = False
    italic: bool = False
    spacing: float = 0.0
    halo: bool = True
    zoom_of_rank: dict[int, float] = field(default_factory=dict)
    """By rank of a place, the zoom from which it is named; a rank that is not listed is named at every zoom."""


LABELS: Final = {
    "struck base": LabelLook(12.5, theme.INK, weight=600, gap=5),
    "struck site": LabelLook(12.5, theme.INK, weight=600, gap=5),
    "country": LabelLook(11, theme.COUNTRY_NAME, centred=True, upper=True, spacing=1.6),
    "struck area": LabelLook(12.5, theme.INK, weight=600, gap=5),
    "idle base": LabelLook(12, theme.SOFT_INK, weight=500, gap=8, rise=6),
    "town": LabelLook(12, theme.GREY, gap=6, rise=4, dot=2, zoom_of_rank={2: 7, 3: 8}),
    "water": LabelLook(12, theme.WATER_NAME, centred=True, italic=True, halo=False),
}
"""The kinds of names in the order in which they get a place; a name without room is left out.

The name of a struck place is beside its symbol: `gap` and `rise` are added to half its width and height.
"""
LABEL_HEIGHT: Final = 14.0
LABEL_MARGIN: Final = (2.0, 1.0)
"""Room around a name, to the sides and above and below."""


@dataclass(frozen=True)
class BaseMapLook:
    """The base map's colours and widths of lines."""

    water: str = theme.WATER
    land: str = theme.LAND
    focus: str = theme.FOCUS
    coast: str = theme.COAST
    coast_weight: float = 0.8
    border: str = theme.BORDER
    border_weight: float = 1.1
    governorate: str = theme.GOVERNORATE
    governorate_weight: float = 0.9
    river: str = theme.RIVER
    river_weight: float = 1.1


SYMBOL: Final = SymbolLook()
CIRCLE: Final = CircleLook()
LEADER: Final = LeaderLook()
BASE: Final = BaseLook()
NOTE: Final = NoteLook()
REPEL: Final = Repel()
BASE_MAP: Final = BaseMapLook()
MIN_ZOOM: Final = 2
"""The lowest zoom of the map: the whole world is 1,024 pixels wide."""

LEGEND_WORDS: Final = {
    "attack": "attack on US or coalition forces",
    "answer": "US or coalition strike",
    "mixed": "both; the number counts events",
    "other": "other, or not reported who struck",
    "own": "with corners: the imported file",
    "base": "base",
    "circle": "somewhere in the circle",
}
LEGEND_MARKS: Final = {"base": Shape("M0,-5.3 L5.3,0 L0,5.3 L-5.3,0 Z", theme.RAISED, theme.INK, BASE.edge)}
"""The marks of entries that are one shape, drawn alike on the screen and on a slide."""
_AREAS: Final = {"town": "town", "district": "district", "admin1": "governorate"}
LEGEND_HELP: Final = {
    "circle": "The place is known only to the "
    + ", ".join(f"{words} ({UNCERTAINTY_KM[name]:g} km)" for name, words in _AREAS.items())
    + "; the circle has that radius.",
}
"""A sentence that explains an entry of the legend."""

WORDS: Final = {
    "map": "Map of the events",
    "legend": "Legend",
    "layers": "Layers",
    "fit": "Fit",
    "fit_help": "Fit the events in view into the map",
    "home": "Home",
    "home_help": "Show all four countries",
    "area": "This area",
    "area_help": "Show only what may have happened in this part of the map",
    "full_screen": "Full screen",
    "full_screen_help": "Fill the screen with map, chart and story; press Escape to leave",
    "leave_full_screen": "Leave full screen",
    "more": "More",
    "more_help": "More buttons",
    "two_fingers": "Two fingers move the map",
    "ctrl_and_wheel": "Ctrl and the wheel zoom the map",
    "one_event": "1 event",
    "events": "{number} events",
    "unnamed": "{number} events near each other",
    "of_type": "{number} × {type}",
    "imported": "from the imported file",
    "newest": "The newest {listed} of {number}",
    "elsewhere": "{type}, {place}",
    "span": "{first} to {last}",
    "line": "{when} · {who}",
    "one_source": "1 source",
    "sources": "{number} sources",
    "base": "{name}, base",
    "base_card": "Base: click for its card",
    "open_card": "Open the card of {name}",
    "only": "Only this; with Shift, this too",
    "note": "Note {number}: {text}",
}
"""The map's other words; the browser fills in the values in braces."""


MAP_CREDIT: Final = "Base map: Natural Earth (public domain). Towns: GeoNames (CC BY 4.0)."


class Counted(Protocol):
    """A group of events: its numbers, and the properties that all its events share."""

    @property
    def events(self) -> int: ...  # noqa: D102
    @property
    def attacks(self) -> int: ...  # noqa: D102
    @property
    def answers(self) -> int: ...  # noqa: D102
    @property
    def geo_precision(self) -> str: ...  # noqa: D102
    @property
    def origin(self) -> str: ...  # noqa: D102


def kind(events: int, attacks: int, answers: int) -> Kind:
    """Return who struck in a group of this many events.

    >>> kind(3, 3, 0), kind(3, 2, 0), kind(3, 0, 0)
    ('attack', 'mixed', 'other')
    """
    if attacks == events:
        return "attack"
    if answers == events:
        return "answer"
    return "mixed" if attacks or answers else "other"


def half_height(events: int, largest: int) -> float:
    """Return half the height of the symbol for this many events; `largest` events are in the largest group.

    >>> half_height(1, 40), half_height(4, 40)
    (8.0, 13.2)
    """
    if events == 1:
        return SYMBOL.single
    if largest > SYMBOL.plain_limit:
        return SYMBOL.share_base + SYMBOL.share_growth * sqrt(events / largest)
    return SYMBOL.base + SYMBOL.growth * sqrt(events)


def is_paired(events: int, event_type: str) -> bool:
    """Return whether a symbol shows the icon of its events' one type beside their number."""
    return bool(event_type) and 1 < events < SYMBOL.icon_limit


def half_width(events: int, largest: int, event_type: str) -> float:
    """Return half the width of the symbol for this many events; `event_type` is "" where they do not share one."""
    return half_height(events, largest) + (SYMBOL.icon_room if is_paired(events, event_type) else 0)


def text_size(half: float) -> float:
    """Return the size of the number in a symbol of this half height."""
    return min(SYMBOL.text_base + SYMBOL.text_growth * half, SYMBOL.text_limit)


def circle_opacity(circles: int) -> float:
    """Return the opacity of the outline of each of this many circles.

    >>> circle_opacity(10), circle_opacity(50)
    (1.0, 0.5)
    """
    return min(1.0, CIRCLE.full_strength / max(circles, 1))


def circle_fill_opacity(circles: int) -> float:
    """Return the opacity of the area of each of this many circles: areas overlap, so they fade faster."""
    return CIRCLE.fill * circle_opacity(circles) ** 2


def format_count(number: int) -> str:
    """Return a count as a symbol shows it, with two digits from a thousand on, halves rounded up.

    >>> [format_count(n) for n in (999, 1_000, 6_692, 125_000, 999_950, 1_250_000)]
    ['999', '1k', '6.7k', '130k', '1M', '1.3M']
    """
    if number < 1000:  # noqa: PLR2004 - three digits fit
        return str(number)
    for unit, suffix in ((1_000, "k"), (1_000_000, "M"), (1_000_000_000, "B")):
        tenths = (20 * number + unit) // (2 * unit)
        tens = (number + 5 * unit) // (10 * unit)
        if tenths < 100:  # noqa: PLR2004 - less than 10 units
            return f"{tenths / 10:g}{suffix}"
        if tens < 10:  # noqa: PLR2004 - two digits of units
            return f"{(2 * number + unit) // (2 * unit)}{suffix}"
        if tens < 100:  # noqa: PLR2004 - three digits of units
            break
    return f"{10 * tens}{suffix}"


def struck_label(name: str, geo_precision: str, bases: Collection[str]) -> str:
    """Return the kind of the label of a struck place, a key of `LABELS`; `bases` are the names of all bases."""
    if name in bases:
        return "struck base"
    return "struck site" if geo_precision == "site" else "struck area"


def legend_kinds(groups: Iterable[Counted]) -> list[str]:
    """Return the entries of the legend for these groups, keys of `LEGEND_WORDS`.

    An entry for some data only is listed while such data is shown.
    """
    shown = list(groups)
    needed = {
        "attack": any(group.attacks for group in shown),
        "answer": any(group.answers for group in shown),
        "mixed": any(kind(group.events, group.attacks, group.answers) == "mixed" for group in shown),
        "other": any(group.events > group.attacks + group.answers for group in shown),
        "own": any(group.origin == "own" for group in shown),
        "circle": any(UNCERTAINTY_KM.get(group.geo_precision) for group in shown),
    }
    return [name for name in LEGEND_WORDS if needed.get(name, True)]


def config() -> dict[str, object]:
    """Return all of the above as the map's scripts read it; its colours are CSS variables."""
    looks = {
        "symbol": asdict(SYMBOL),
        "circle": asdict(CIRCLE),
        "leader": asdict(LEADER),
        "base": asdict(BASE),
        "note": asdict(NOTE),
        "repel": asdict(REPEL),
        "base_map": asdict(BASE_MAP),
        "min_zoom": MIN_ZOOM,
        "labels": [{"kind": name, **asdict(look)} for name, look in LABELS.items()],
        "label_height": LABEL_HEIGHT,
        "label_margin": LABEL_MARGIN,
        "uncertainty_km": {name: km for name, km in UNCERTAINTY_KM.items() if km},
        "precision_words": {name: GEO_PRECISIONS[name] for name, km in UNCERTAINTY_KM.items() if km},
        "colours": COLOURS,
        "icons": ICONS,
        "type_words": EVENT_TYPES,
        "words": WORDS,
        "months": list(month_name)[1:],
        "typeface": theme.TYPEFACE,
    }
    return {name: theme.in_page(look) for name, look in looks.items()}
