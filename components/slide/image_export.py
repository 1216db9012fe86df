"""Pictures of a brief without a browser, all from the one composition: SVG, PNG and PDF; equal briefs, equal bytes."""

import base64
import re
from functools import cache
from io import BytesIO
from typing import Final

import pikepdf
import vl_convert
from fontTools import subset
from PIL import Image, PngImagePlugin

from components import escape
from components.slide import slide
from components.slide.canvas import FAMILY, FILES, FONTS
from components.slide.slide_data import Brief

_WEIGHTS: Final = {"normal": 400, "bold": 600}


def svg(brief: Brief) -> str:
    """The slide as SVG, 1600 by 900, its typeface inside, so that it looks alike everywhere."""
    return _with_fonts(_with_metadata(_drawn(brief), brief))


def png(brief: Brief, scale: int = 1) -> bytes:
    """The slide as PNG, 1600 by 900 pixels times `scale`."""
    picture = Image.open(BytesIO(vl_convert.svg_to_png(_drawn(brief), scale=scale)))
    told = PngImagePlugin.PngInfo()
    for name, words in metadata(brief).items():
        told.add_itxt(name, words)
    made = BytesIO()
    picture.save(made, "PNG", pnginfo=told)
    return made.getvalue()


def pdf(brief: Brief) -> bytes:
    """The slide as a PDF page, 1600 by 900 points."""
    made = BytesIO()
    with pikepdf.open(BytesIO(vl_convert.svg_to_pdf(_drawn(brief))), suppress_warnings=True) as page:
        stamp = f"D:{brief.as_of:%Y%m%d%H%M%S}Z"
        told = {"/Producer": "Basewatch", "/CreationDate": stamp, "/ModDate": stamp}
        for name, words in {**told, **{f"/{name}": words for name, words in metadata(brief).items()}}.items():
            page.docinfo[pikepdf.Name(name)] = words
        page.save(made, deterministic_id=True)
    return made.getvalue()


def metadata(brief: Brief) -> dict[str, str]:
    """What every file says of itself."""
    return {
        "Title": brief.heading,
        "Author": brief.view.organisation or "Basewatch",
        "Subject": slide.filters_in_words(brief),
        "Source": slide.sources_in_words(brief),
        "Description": slide.provenance(brief),
    }


@cache
def register_fonts() -> None:
    """Let the renderer find the slide's typeface."""
    vl_convert.register_font_directory(str(FONTS))


def _drawn(brief: Brief) -> str:
    """The composition as plain SVG."""
    register_fonts()
    drawn = vl_convert.vegalite_to_svg(slide.compose(brief).spec())
    numbers: dict[str, str] = {}  # the renderer counts its clips on from picture to picture
    return re.sub(r"\bclip\d+", lambda clip: numbers.setdefault(clip.group(), f"clip{len(numbers)}"), drawn)


def _with_metadata(drawn: str, brief: Brief) -> str:
    told = "\n".join(f"{name}: {words}" for name, words in metadata(brief).items())
    inside = f"<title>{escape.html(brief.heading)}</title><metadata>{escape.html(told)}</metadata>"
    return re.sub(r"(<svg[^>]*>)", lambda opening: opening.group() + inside, drawn, count=1)


def _with_fonts(drawn: str) -> str:
    letters = "".join(sorted(set(drawn)))
    faces = "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{_WEIGHTS[weight]};"
        f"src:url(data:font/woff;base64,{_face(weight, letters)})}}"
        for weight in FILES
    )
    return drawn.replace("<metadata>", f"<style>{faces}</style><metadata>", 1)


@cache
def _face(weight: str, letters: str) -> str:
    """The typeface reduced to these letters, as base64 of a WOFF file."""
    options = subset.Options(flavor="woff", layout_features=["*"])
    font = subset.load_font(str(FILES[weight]), options)
    picked = subset.Subsetter(options)
    picked.populate(text=letters)
    picked.subset(font)
    font["head"].modified = font["head"].created
    made = BytesIO()
    subset.save_font(font, made, options)
    return base64.b64encode(made.getvalue()).decode("ascii")
