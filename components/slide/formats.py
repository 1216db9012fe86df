"""The files a briefing can be taken away as."""

from collections.abc import Callable
from typing import Final

from components.slide import html_export, image_export, powerpoint
from components.slide.slide_data import Brief

FORMATS: Final[dict[str, tuple[str, str, Callable[[Brief], bytes]]]] = {
    "pptx": (
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        powerpoint.pptx,
    ),
    "png": ("Picture (PNG)", "image/png", image_export.png),
    "2x.png": ("Picture, double size", "image/png", lambda brief: image_export.png(brief, 2)),
    "svg": ("Vector (SVG)", "image/svg+xml", lambda brief: image_export.svg(brief).encode()),
    "pdf": ("PDF", "application/pdf", image_export.pdf),
    "html": ("Snapshot (HTML)", "text/html", lambda brief: html_export.html(brief).encode()),
}
"""By the end of the file's name: words for it, its type, and what makes it."""
