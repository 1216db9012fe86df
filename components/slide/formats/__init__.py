"""The files of a slide: a format is one entry of `FORMATS` and one module of this package."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, NamedTuple

from components.page_data import SlideData


class Format(NamedTuple):
    """A file format: its label and hint for people, the end of its file names, its media type, and its writer."""

    label: str
    hint: str
    suffix: str
    media_type: str
    writer: Callable[[SlideData], bytes]

    @property
    def key(self) -> str:
        """The key of `FORMATS`."""
        return self.suffix.removeprefix(".")


def _writer(module: str, function: str = "write") -> Callable[[SlideData], bytes]:
    """Return a writer whose module is imported when it is first called: the page draws in other processes."""

    def write(data: SlideData) -> bytes:
        file: bytes = getattr(import_module(f"{__name__}.{module}"), function)(data)
        return file

    return write


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "pptx": Format(
            "PowerPoint",
            "A slide with an editable chart, and the events in tables",
            ".pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            _writer("pptx"),
        ),
        "png": Format("Picture (PNG)", "1600 by 900 pixels", ".png", "image/png", _writer("png")),
        "2x.png": Format(
            "Picture, double size", "3200 by 1800 pixels", ".2x.png", "image/png", _writer("png", "write_double")
        ),
        "svg": Format("Vector (SVG)", "Sharp at any size, with its typeface", ".svg", "image/svg+xml", _writer("svg")),
        "pdf": Format("PDF", "One page", ".pdf", "application/pdf", _writer("pdf")),
        "html": Format(
            "Snapshot (HTML)",
            "Map, chart and events, readable without a network",
            ".html",
            "text/html",
            _writer("html"),
        ),
    }
)
"""The formats by key, in the order of their buttons."""


def format_of(file_name: str) -> Format | None:
    """Return the format whose suffix is the longest at the end of a file's name; None without any.

    >>> format_of("slide.2x.png").label
    'Picture, double size'
    """
    matching = [format_ for format_ in FORMATS.values() if file_name.endswith(format_.suffix)]
    return max(matching, key=lambda format_: len(format_.suffix), default=None)
