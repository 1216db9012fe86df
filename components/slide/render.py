"""Render SVG pictures with vl-convert, in the project's typeface, as PNG or PDF.

All that depends on vl-convert's behaviour is here.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

import vl_convert

from components.files import FONTS

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


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
