"""Render pictures with vl-convert, in the project's typeface: Vega-Lite as SVG, SVG as PNG or PDF.

All that depends on vl-convert's behaviour is here.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import vl_convert

from components.files import FONTS
from components.slide.svg import ARABIC_FAMILY, has_arabic

_MOST_PIXELS: Final = 20_000_000
_MOST_LETTERS: Final = 30_000_000


class RenderError(ValueError):
    """A picture cannot be drawn; the message is a clause."""


@contextmanager
def _rendering() -> Iterator[None]:
    """Raise an error of vl-convert as one of ours."""
    _register_fonts()
    try:
        yield
    except (ValueError, RuntimeError) as error:
        raise RenderError("it holds something that vl-convert cannot draw") from error


def chart_svg(spec: Mapping[str, Any]) -> str:
    """Return a Vega-Lite chart with plain values as SVG; equal charts are equal text.

    The text has no font family (only Arabic has its own), so that it takes that of the picture around it: vl-convert
    draws in a family whose name ends in a digit, but measures text in another one.
    """
    with _rendering():
        svg = vl_convert.vegalite_to_svg(dict(spec)).replace(' class="marks"', "", 1)
    svg = re.sub(r' font-family="[^"]*"', "", renumber_clips(svg))
    return re.sub(r"<text(?=[^>]*>([^<]*))", lambda text: _text_tag(text[1]), svg)


def _text_tag(words: str) -> str:
    return f"<text font-family=\"'{ARABIC_FAMILY}'\"" if has_arabic(words) else "<text"


def png(svg: str, scale: float = 1) -> bytes:
    """Return an SVG picture as PNG, with `scale` pixels for each of the picture's."""
    _check_size(svg, scale)
    with _rendering():
        return vl_convert.svg_to_png(svg, scale=scale)


def pdf(svg: str) -> bytes:
    """Return an SVG picture as a PDF page, a point for each of its pixels."""
    _check_size(svg, 1)
    with _rendering():
        return vl_convert.svg_to_pdf(svg)


def _check_size(svg: str, scale: float) -> None:
    """Refuse a picture of too many pixels, with those of the pictures in it, or of too many letters.

    Raises:
        RenderError: it is larger.
    """
    if len(svg) > _MOST_LETTERS:
        raise RenderError(f"its picture has {len(svg):,} letters, more than {_MOST_LETTERS:,}")
    for width, height in re.findall(r'<svg\b[^>]*?\bwidth="([\d.e+]+)"[^>]*?\bheight="([\d.e+]+)"', svg):
        if float(width) * float(height) * scale**2 > _MOST_PIXELS:
            raise RenderError(f"its picture has {width} by {height} pixels, more than {_MOST_PIXELS:,}")


def renumber_clips(svg: str) -> str:
    """Number the clip paths of a picture from 0: vl-convert's counter continues from one picture to the next.

    >>> renumber_clips('<clipPath id="clip7"/><g clip-path="url(#clip7)"/>')
    '<clipPath id="clip0"/><g clip-path="url(#clip0)"/>'
    """
    numbers: dict[str, int] = {}
    return re.sub(
        r'(?<=id="clip)\d+(?=")|(?<=url\(#clip)\d+(?=\))',
        lambda number: str(numbers.setdefault(number.group(), len(numbers))),
        svg,
    )


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
