"""Write the slide as a picture of pixels."""

from io import BytesIO

from PIL import Image, PngImagePlugin

from components.page_data import SlideData
from components.slide import render, slide
from components.slide.slide_text import metadata


def write(data: SlideData, scale: int = 1) -> bytes:
    """Return the slide as a PNG file, 1600 by 900 pixels times `scale`."""
    picture = Image.open(BytesIO(render.png(slide.compose(data).svg(), scale)))
    described = PngImagePlugin.PngInfo()
    for name, words in metadata(data).items():
        described.add_itxt(name, words)
    file = BytesIO()
    picture.save(file, "PNG", pnginfo=described)
    return file.getvalue()


def write_double(data: SlideData) -> bytes:
    """Return the slide as a PNG file, 3200 by 1800 pixels."""
    return write(data, 2)
