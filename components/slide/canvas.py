"""A drawing sheet in pixels that becomes one Vega-Lite composition: what is put later lies over what came before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import shapely
from PIL import ImageFont

FONTS: Final = Path(__file__).parents[1] / "static" / "fonts"
FAMILY: Final = "Source Sans 3"
FILES: Final = {"normal": FONTS / "SourceSans3-Regular.ttf", "bold": FONTS / "SourceSans3-Semibold.ttf"}
Weight = Literal["normal", "bold"]
_WEIGHTS: Final = {"normal": 400, "bold": 600}
INK, GREY, HAIRLINE, PAPER = "#1d1f22", "#5e646b", "#dedad2", "#fbfaf7"

Style = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Type:
    """How words look: size in pixels, weight, colour."""

    size: float
    weight: Weight = "normal"
    colour: str = INK
    align: Literal["left", "center", "right"] = "left"

    def width(self, words: str) -> float:
        """The width of a line of words in pixels."""
        return _font(self.weight).getlength(words) * self.size / _MEASURED

    def lines(self, words: str, width: float) -> list[str]:
        """The words broken into lines no wider than `width`."""
        lines: list[str] = []
        for word in words.split(" "):
            if lines and self.width(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines


_MEASURED: Final = 100


@cache
def _font(weight: Weight) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FILES[weight]), _MEASURED)


@dataclass(slots=True)
class Canvas:
    """A sheet of `width` by `height` pixels, the origin in its top left corner."""

    width: int
    height: int
    _layers: list[tuple[str, Style, list[dict[str, Any]]]] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, look: Type, *, halo: bool = False) -> None:
        """Put a line of words, its middle at `y`; a `halo` lifts it off what it lies on."""
        style = {"align": look.align, "baseline": "middle", "font": f"'{FAMILY}'", "fontWeight": _WEIGHTS[look.weight]}
        row = {"x": x, "y": y, "text": words, "size": look.size, "colour": look.colour}
        if halo:
            self._put("text", {**style, "stroke": "#ffffff", "strokeWidth": 3, "strokeJoin": "round"}, row)
        self._put("text", style, row)

    def rect(self, x: float, y: float, x2: float, y2: float, colour: str, **style: Any) -> None:
        """Put a filled rectangle; `style` holds further properties of the mark, such as `cornerRadius`."""
        self._put("rect", style, {"x": x, "y": y, "x2": x2, "y2": y2, "colour": colour})

    def line(self, x: float, y: float, x2: float, y2: float, colour: str, **style: Any) -> None:
        """Put a straight line."""
        self._put("rule", style, {"x": x, "y": y, "x2": x2, "y2": y2, "colour": colour})

    def shape(self, x: float, y: float, path: str, radius: float, colour: str, **style: Any) -> None:
        """Put an SVG path drawn in the square from -1 to 1, `radius` pixels for 1; or a shape that Vega names."""
        row = {"x": x, "y": y, "area": (2 * radius) ** 2, "colour": colour}
        self._put("point", {"shape": path, "filled": True, "opacity": 1, **style}, row)

    def slice(self, x: float, y: float, radius: float, turn: tuple[float, float], colour: str) -> None:
        """Put a slice of a disc from one to another share of a full turn, clockwise from the top."""
        style = {"radius": radius, "theta": turn[0] * 6.283185, "theta2": turn[1] * 6.283185}
        self._put("arc", style, {"x": x, "y": y, "colour": colour})

    def areas(self, shapes: Sequence[dict[str, Any]], **style: Any) -> None:
        """Put GeoJSON geometries whose coordinates are pixels of this sheet."""
        rows = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
        self._layers.append(("geoshape", tuple(style.items()), rows))

    def spec(self) -> dict[str, Any]:
        """The sheet as one Vega-Lite specification.

        Written out rather than through Altair, which checks each of its hundreds of layers for a hundredth of a second.
        """
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": self.width,
            "height": self.height,
            "padding": 0,
            "autosize": {"type": "none"},  # vl-convert cannot measure a family whose name ends in a digit
            "background": PAPER,
            "config": {"view": {"stroke": None}},
            "layer": [self._layer(mark, dict(style), rows) for mark, style, rows in self._layers if rows],
        }

    def _put(self, mark: str, style: dict[str, Any], row: dict[str, Any]) -> None:
        key = tuple(style.items())
        if self._layers and self._layers[-1][:2] == (mark, key):
            self._layers[-1][2].append(row)
        else:
            self._layers.append((mark, key, [row]))

    def _layer(self, mark: str, style: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
        layer: dict[str, Any] = {"data": {"values": rows}, "mark": {"type": mark, **style}}
        if mark == "geoshape":
            return {**layer, "projection": {"type": "identity", "scale": 1, "translate": [0, 0]}}
        encoding = {
            "x": _pixels("x", [0, self.width]),
            "y": _pixels("y", [self.height, 0]),
            "stroke" if mark == "rule" else "fill": _as_is("colour", "nominal"),
        }
        if "x2" in rows[0]:
            encoding |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        if mark == "text":
            encoding |= {"text": {"field": "text", "type": "nominal"}, "size": _as_is("size", "quantitative")}
        if mark == "point":
            encoding |= {"size": _as_is("area", "quantitative")}
        return {**layer, "encoding": encoding}


def geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """A geometry in pixels as `Canvas.areas` takes it, to a tenth of a pixel."""
    mapped: dict[str, Any] = shapely.geometry.mapping(shapely.set_precision(shape, 0.1))
    return mapped


def _pixels(field_name: str, domain: list[int]) -> dict[str, Any]:
    scale = {"domain": domain, "nice": False, "zero": False}
    return {"field": field_name, "type": "quantitative", "axis": None, "scale": scale}


def _as_is(field_name: str, kind: str) -> dict[str, Any]:
    return {"field": field_name, "type": kind, "scale": None, "legend": None}
