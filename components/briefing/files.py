"""The files a briefing can be taken away as."""

from collections.abc import Callable
from typing import Final

from components.briefing import picture, powerpoint, snapshot
from components.briefing.brief import Brief

FORMATS: Final[dict[str, tuple[str, str, Callable[[Brief], bytes]]]] = {
    "pptx": (
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        powerpoint.pptx,
    ),
    "png": ("Picture (PNG)", "image/png", picture.png),
    "2x.png": ("Picture, double size", "image/png", lambda brief: picture.png(brief, 2)),
    "svg": ("Vector (SVG)", "image/svg+xml", lambda brief: picture.svg(brief).encode()),
    "pdf": ("PDF", "application/pdf", picture.pdf),
    "html": ("Snapshot (HTML)", "text/html", lambda brief: snapshot.html(brief).encode()),
}
"""By the end of the file's name: words for it, its type, and what makes it."""
