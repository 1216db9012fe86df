"""Build a picture as SVG: shapes and text at pixels of a sheet, the later ones above the earlier ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import cos, pi, sin
from pathlib import Path
from typing import Any, Final, Literal
from unicodedata import bidirectional

import shapely
from PIL import ImageFont

from components import escape
from components.files import FONTS
from components.theme import INK, PAPER, WHITE

FAMILY: Final = "Source Sans 3"
FAMILY_CSS: Final = f"'{FAMILY}'"
"""In quotation marks: a name that ends in a digit is no CSS identifier."""
Weight = Literal["normal", "bold"]
FILES: Final[Mapping[Weight, Path]] = {
    "normal": FONTS / "SourceSans3-Regular.ttf",
    "bold": FONTS / "SourceSans3-Semibold.ttf",
}
ARABIC_FAMILY: Final = "Noto Sans Arabic"
ARABIC_FILES: Final[Mapping[Weight, Path]] = {
    "normal": FONTS / "NotoSansArabic_400Regular.ttf",
    "bold": FONTS / "NotoSansArabic_600SemiBold.ttf",
}
"""The typeface of a line with Arabic letters, which Source Sans does not have."""
WEIGHTS: Final[Mapping[Weight, int]] = {"normal": 400, "bold": 600}

_MEASURED_SIZE: Final = 100
_MIDDLE: Final = 0.3
"""From the middle of a line of text down to its baseline, as a share of the font size."""
_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}
_ATTRIBUTES: Final = {
    "fill": "fill",
    "fillOpacity": "fill-opacity",
    "stroke": "stroke",
    "strokeWidth": "stroke-width",
    "strokeDash": "stroke-dasharray",
    "strokeOpacity": "stroke-opacity",
    "opacity": "opacity",
    "cornerRadius": "rx",
}
"""The style keywords of the drawing methods and the attributes of SVG that they become."""
_RTL_START, _LTR_START, _ISOLATE_END = "\u2067", "\u2066", "\u2069"
_WORD: Final = re.compile("[\\S\u00a0]+")
"""What is not broken over lines; str.split() would break at a no-break space."""
_ARABIC: Final = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Type:
    """The look of text: size in pixels, weight, colour, alignment."""

    size: float
    weight: Weight = "normal"
    colour: str = INK
    align: Literal["left", "center", "right"] = "left"

    def width(self, words: str) -> float:
        """Return the width of a line of text in pixels."""
        line = " ".join(words.splitlines())  # a typeface lays out one line
        return _font(self.weight, arabic=has_arabic(line)).getlength(line) * self.size / _MEASURED_SIZE

    def lines(self, words: str, width: float) -> list[str]:
        """Break text into lines no wider than `width` pixels, a longer word within it; each in the text's direction."""
        is_rtl = is_right_to_left(words)
        return [directed(line, is_rtl=is_rtl) for line in self._broken(words, width)]

    def _broken(self, words: str, width: float) -> list[str]:
        lines: list[str] = []
        for word in _WORD.findall(words):
            if lines and self.width(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines += self._pieces(word, width)
        return lines

    def _pieces(self, word: str, width: float) -> list[str]:
        """Break a word into pieces no wider than `width` pixels, of at least a letter each."""
        pieces = [""]
        for letter in word if self.width(word) > width else [word]:
            if pieces[-1] and self.width(pieces[-1] + letter) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def cut(self, words: str, width: float) -> str:
        """Return text cut with an “…” to a line no wider than `width` pixels."""
        while self.width(words) > width and len(words) > 1:
            words = words[:-2].rstrip() + "…"
        return words

    def fit(self, paragraphs: Sequence[str], width: float, room: int) -> list[list[str]]:
        """Break paragraphs into at most `room` lines no wider than `width` pixels; the last is cut with an “…”."""
        fitted = []
        for words in paragraphs:
            lines = self._broken(words, width)
            if len(lines) > room > 0:
                lines = [*lines[: room - 1], self.cut(f"{' '.join(lines[room - 1 :])} …", width)]
            is_rtl = is_right_to_left(words)
            fitted.append([directed(line, is_rtl=is_rtl) for line in lines[: max(room, 0)]])
            room -= len(lines)
        return [lines for lines in fitted if lines]


@cache
def _font(weight: Weight, *, arabic: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str((ARABIC_FILES if arabic else FILES)[weight]), _MEASURED_SIZE)


def has_arabic(words: str) -> bool:
    """Return whether the text has an Arabic letter or digit."""
    return bool(_ARABIC.search(words))


def is_right_to_left(words: str) -> bool:
    """Return whether the text is laid out from right to left: its first strong letter decides, as with `dir="auto"`.

    >>> is_right_to_left("3 قتلى at Tower 22"), is_right_to_left("Tower 22: 3 قتلى")
    (True, False)
    """
    strong = (bidirectional(letter) for letter in words)
    return next((kind in {"R", "AL", "RLI"} for kind in strong if kind in {"L", "R", "AL", "RLI", "LRI"}), False)


def directed(words: str, *, is_rtl: bool) -> str:
    """Return a line in Unicode's isolates, which no program that draws SVG ignores, where its direction matters.

    >>> directed("Tower 22", is_rtl=False)
    'Tower 22'
    """
    if words[:1] in {_RTL_START, _LTR_START}:
        return words
    if is_rtl:
        return f"{_RTL_START}{words}{_ISOLATE_END}"
    return f"{_LTR_START}{words}{_ISOLATE_END}" if is_right_to_left(words) else words


def plain(words: str) -> str:
    """Return a line without the isolates of `directed`."""
    return words.strip(f"{_RTL_START}{_LTR_START}{_ISOLATE_END}")


@dataclass(slots=True)
class Canvas:
    """A sheet of `width` by `height` pixels with its origin in the top left corner.

    The methods take a style in the keywords `fill`, `fillOpacity`, `stroke`, `strokeWidth`, `strokeDash`,
    `strokeOpacity`, `opacity` and `cornerRadius`.

    >>> canvas = Canvas(100, 50)
    >>> canvas.rect(10, 10, 90, 40, "#c4411f", cornerRadius=3)
    >>> canvas.elements
    ['<rect x="10" y="10" width="80" height="30" fill="#c4411f" rx="3"/>']
    """

    width: int
    height: int
    elements: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, look: Type, *, halo: bool = False, right: float | None = None
    ) -> None:
        """Draw a line of text with its middle at `y`; a `halo` separates it from what lies beneath.

        A line from right to left ends at `right`, if that is given.
        """
        is_rtl = is_right_to_left(words)
        if is_rtl and right is not None:
            x, look = right, replace(look, align="right")
        words = directed(words, is_rtl=is_rtl)
        attributes: dict[str, float | str] = {
            "x": x,
            "y": y + round(_MIDDLE * look.size),
            "font-size": look.size,
            "font-weight": WEIGHTS[look.weight],
            "text-anchor": _ANCHORS[look.align],
            "fill": look.colour,
        }
        if has_arabic(words):
            attributes["font-family"] = f"'{ARABIC_FAMILY}'"
        if halo:
            outline = {"stroke": WHITE, "stroke-width": "3", "stroke-linejoin": "round", "aria-hidden": "true"}
            self._add("text", {**attributes, **outline}, escape.html(words))
        self._add("text", attributes, escape.html(words))

    def rect(self, x: float, y: float, x2: float, y2: float, colour: str, **style: Any) -> None:
        """Draw a filled rectangle between two corners."""
        left, top = min(x, x2), min(y, y2)
        edges = {"x": left, "y": top, "width": abs(x2 - x), "height": abs(y2 - y)}
        self._add("rect", {**edges, **_style(style, fill=colour)})

    def line(self, x: float, y: float, x2: float, y2: float, colour: str, **style: Any) -> None:
        """Draw a straight line."""
        self._add("line", {"x1": x, "y1": y, "x2": x2, "y2": y2, **_style(style, stroke=colour)})

    def shape(self, x: float, y: float, path: str, radius: float, colour: str, **style: Any) -> None:
        """Draw a `"circle"`, or an SVG path in the square from -1 to 1 of which `radius` pixels are 1."""
        if path == "circle":
            self._add("circle", {"cx": x, "cy": y, "r": radius, **_style(style, fill=colour)})
            return
        scaled = re.sub(r"-?\d*\.?\d+", lambda number: _number(float(number.group()) * radius), path)
        moved = f"translate({_number(x)} {_number(y)})"
        self._add("path", {"d": scaled, "transform": moved, **_style(style, fill=colour)})

    def slice(self, x: float, y: float, radius: float, shares: tuple[float, float], colour: str) -> None:
        """Draw the slice of a disc between two shares of a circle, clockwise from the top."""
        start, end = shares
        if end - start >= 1:
            self.shape(x, y, "circle", radius, colour)
            return
        points = [(x + radius * sin(2 * pi * at), y - radius * cos(2 * pi * at)) for at in shares]
        (x1, y1), (x2, y2) = [tuple(map(_number, point)) for point in points]
        r, large = _number(radius), int(end - start > 1 / 2)
        path = f"M{_number(x)},{_number(y)}L{x1},{y1}A{r},{r},0,{large},1,{x2},{y2}Z"
        self._add("path", {"d": path, "fill": colour})

    def areas(self, shapes: Sequence[Mapping[str, Any]], *, filled: bool = True, **style: Any) -> None:
        """Draw GeoJSON geometries whose coordinates are pixels of this sheet."""
        unfilled = {} if filled else {"fill": "none"}
        for shape in shapes:
            self._add("path", {"d": _path(shape), **_style({**style, **unfilled})})

    def link(self, address: str) -> None:
        """Make the element that was drawn last a link to the address."""
        self.elements[-1] = f'<a href="{escape.html(address)}">{self.elements[-1]}</a>'

    def svg(self, head: str = "", attributes: str = "") -> str:
        """Return the sheet as an SVG document.

        `head` holds elements without a picture, such as a title; `attributes` are more of the document's own.
        """
        size = f'width="{self.width}" height="{self.height}"'
        box = f'viewBox="0 0 {self.width} {self.height}"'
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{FAMILY_CSS}"{attributes}>'
        return "\n".join([f"{opening}{head}", f'<rect {size} fill="{PAPER}"/>', *self.elements, "</svg>"])

    def _add(self, name: str, attributes: Mapping[str, float | str], content: str = "") -> None:
        written = "".join(
            f' {key}="{value if isinstance(value, str) else _number(value)}"' for key, value in attributes.items()
        )
        self.elements.append(f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>")


def geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a geometry in pixels as `Canvas.areas` takes it, to a tenth of a pixel."""
    mapped: dict[str, Any] = shapely.geometry.mapping(shapely.set_precision(shape, 0.1))  # type: ignore[arg-type]
    return mapped


def _style(style: Mapping[str, Any], **defaults: str) -> dict[str, float | str]:
    """Return the style as SVG attributes; None as a colour is `none`."""
    attributes: dict[str, float | str] = {**defaults}
    for keyword, value in style.items():
        if isinstance(value, list | tuple):
            attributes[_ATTRIBUTES[keyword]] = ",".join(map(_number, value))
        else:
            attributes[_ATTRIBUTES[keyword]] = "none" if value is None else value
    return attributes


def _path(shape: Mapping[str, Any]) -> str:
    kind = shape["type"]
    if kind == "GeometryCollection":
        return "".join(map(_path, shape["geometries"]))
    if kind.startswith("Multi"):
        return "".join(
            _path({"type": kind.removeprefix("Multi"), "coordinates": part}) for part in shape["coordinates"]
        )
    if kind == "Polygon":
        return "".join(f"{_polyline(ring[:-1])}Z" for ring in shape["coordinates"])
    return _polyline(shape["coordinates"]) if kind == "LineString" else ""


def _polyline(points: Sequence[Sequence[float]]) -> str:
    return "M" + "L".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    """Write a number to a hundredth of a pixel, without zeros at its end."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
