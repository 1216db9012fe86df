"""Write the slide as SVG that holds its typeface, so that it looks the same everywhere."""

import base64
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path

from fontTools import subset

from components import escape
from components.page_data import SlideData
from components.slide import description, slide
from components.slide.slide_text import metadata
from components.slide.svg import ARABIC_FAMILY, ARABIC_FILES, FAMILY, FILES, WEIGHTS, Weight, has_arabic


def write(data: SlideData) -> bytes:
    """Return the slide as an SVG file, 1600 by 900 pixels."""
    return picture(data).encode()


def picture(data: SlideData) -> str:
    """Return the slide as SVG with title, description, typeface and metadata."""
    canvas = slide.compose(data)
    letters = "".join(sorted(set(unescape("".join(canvas.elements)))))
    families = {FAMILY: FILES} | ({ARABIC_FAMILY: ARABIC_FILES} if has_arabic(letters) else {})
    faces = "".join(
        face(family, weight, file, letters) for family, files in families.items() for weight, file in files.items()
    )
    described = "\n".join(f"{name}: {words}" for name, words in metadata(data).items())
    title, meta = escape.html(data.heading), escape.html(described)
    words = escape.html("\n".join(description.paragraphs(data)))
    head = f'<title id="title">{title}</title><desc id="description">{words}</desc>'
    attributes = ' role="img" lang="en" aria-labelledby="title" aria-describedby="description"'
    return canvas.svg(f"{head}<style>{faces}</style><metadata>{meta}</metadata>", attributes)


def face(family: str, weight: Weight, file: Path, letters: str) -> str:
    """Return the CSS rule of a typeface reduced to some letters, with the file in it."""
    source = f"url(data:font/woff;base64,{_reduced(file, letters)})"
    return f"@font-face{{font-family:'{family}';font-weight:{WEIGHTS[weight]};src:{source}}}"


@lru_cache(maxsize=16)
def _reduced(file: Path, letters: str) -> str:
    """Return the typeface reduced to some letters, as base64 of a WOFF file."""
    options = subset.Options(flavor="woff", layout_features=["*"])
    font = subset.load_font(BytesIO(file.read_bytes()), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font["head"].modified = font["head"].created
    content = BytesIO()
    subset.save_font(font, content, options)
    return base64.b64encode(content.getvalue()).decode("ascii")
