"""The names of struck places, bases, towns, countries and waters; `bw.labelsOf` chooses the same for the screen."""

from typing import Final

from components.slide.slide_symbols import MapSheet, Symbol, around
from components.slide.svg import Type
from components.symbology import BASE, LABEL_HEIGHT, LABEL_MARGIN, LABELS, SLIDE_SCALE, struck_label
from geo import basemap
from geo.map_layout import Label, Marker, PlacedLabel, place_labels

_BOLD_FROM: Final = 600


def draw(sheet: MapSheet) -> None:
    """Draw the names for which there is room."""
    for placed in place_labels(
        wanted(sheet),
        _taken(sheet),
        sheet.box,
        _width,
        height=LABEL_HEIGHT * SLIDE_SCALE,
        margin=(LABEL_MARGIN[0] * SLIDE_SCALE, LABEL_MARGIN[1] * SLIDE_SCALE),
    ):
        _draw_label(sheet, placed)


def wanted(sheet: MapSheet) -> list[Label]:
    """Return the labels of the map, the most important first."""
    named = sorted((pair for pair in sheet.symbols if pair[0].name), key=lambda pair: (-pair[0].events, pair[0].name))
    bases = set(sheet.brief.bases["name"])
    labels = [_of_symbol(symbol, marker, bases) for symbol, marker in named]
    labels += [_at("idle base", name, point) for name, point in sheet.idle_bases()]
    struck = {symbol.name for symbol, _ in named}
    for place in basemap.load()["labels"]:
        is_named = place["kind"] == "town" and place["name"] in struck
        if not is_named and sheet.frame.zoom >= LABELS[place["kind"]].zoom_of_rank.get(place["rank"], 0):
            labels.append(_at(place["kind"], place["name"], sheet.pixel(place["lat"], place["lon"])))
    order = list(LABELS)
    return sorted(labels, key=lambda label: order.index(label.kind))


def _of_symbol(symbol: Symbol, marker: Marker, bases: set[str]) -> Label:
    kind = struck_label(symbol.name, symbol.geo_precision, bases)
    look = LABELS[kind]
    gap, rise = look.gap * SLIDE_SCALE + marker.half_width, look.rise * SLIDE_SCALE + marker.half_height
    return Label(symbol.name, kind, marker.x, marker.y, gap, rise)


def _at(kind: str, name: str, point: tuple[float, float]) -> Label:
    look = LABELS[kind]
    lengths = (look.gap * SLIDE_SCALE, look.rise * SLIDE_SCALE)
    text = name.upper() if look.upper else name
    return Label(text, kind, *point, *lengths, centred=look.centred, dot=look.dot * SLIDE_SCALE)


def _taken(sheet: MapSheet) -> list[tuple[float, float, float, float]]:
    markers = [*(marker for _, marker in sheet.symbols), *sheet.notes]
    diamonds = [around(point, BASE.half * SLIDE_SCALE) for _, point in sheet.idle_bases()]
    return [*(marker.box() for marker in markers), *diamonds, *sheet.covered]


def _type(kind: str) -> Type:
    look = LABELS[kind]
    return Type(look.size * SLIDE_SCALE, "bold" if look.weight >= _BOLD_FROM else "normal", look.colour)


def _width(label: Label) -> float:
    return _type(label.kind).width(label.text)


def _draw_label(sheet: MapSheet, placed: PlacedLabel) -> None:
    label, look = placed.label, LABELS[placed.label.kind]
    sheet.canvas.text(placed.x, placed.y, label.text, _type(label.kind), halo=look.halo)
    if label.dot:
        sheet.canvas.shape(label.x, label.y, "circle", label.dot, look.dot_colour)
