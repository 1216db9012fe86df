"""Draws slides in processes of their own: the libraries that draw may crash over a text, and take time and memory.

A process is used again, because the libraries take longer to load than a slide to draw; one that crashed is replaced.
"""

from typing import Final

from components.page_data import SlideData
from components.slide.formats import FORMATS
from components.slide.render import RenderError
from data import settings
from data.processes import Limits, Pool, ProcessError

_AT_ONCE: Final = 2
_TASKS: Final = 50
"""How many files a process draws before it is replaced."""
_IDLE_SECONDS: Final = 120.0
DRAWERS: Final = Pool(lambda: _AT_ONCE, _TASKS, _IDLE_SECONDS)


class SlideError(RuntimeError):
    """A slide could not be drawn; the message is one sentence for a person."""


def draw(key: str, data: SlideData) -> bytes:
    """Return a slide as a file of the format `key` of `formats.FORMATS`.

    Raises:
        SlideError: it could not be drawn within the limits, or at all.
    """
    limits = Limits(settings.RENDER_SECONDS.value, settings.RENDER_MB.value)
    try:
        return DRAWERS.run(write, key, data, limits=limits)
    except (ProcessError, RenderError) as error:
        raise SlideError(f"The slide could not be drawn: {error}. Change the view or its texts.") from error


def write(key: str, data: SlideData) -> bytes:
    """Return a slide as a file, drawn in this process."""
    return FORMATS[key].writer(data)
