"""Write the slide as a PDF page."""

from io import BytesIO

import pikepdf

from components.page_data import SlideData
from components.slide import render, slide
from components.slide.slide_text import metadata


def write(data: SlideData) -> bytes:
    """Return the slide as a PDF file with one page, 1600 by 900 points."""
    stamp = f"D:{data.as_of:%Y%m%d%H%M%S}Z"
    described = {"Producer": "Basewatch", "CreationDate": stamp, "ModDate": stamp, **metadata(data)}
    file = BytesIO()
    with pikepdf.open(BytesIO(render.pdf(slide.compose(data).svg())), suppress_warnings=True) as page:
        for name, words in described.items():
            page.docinfo[pikepdf.Name(f"/{name}")] = words
        if data.address:
            page.pages[0].Annots = page.make_indirect(pikepdf.Array([_link(data)]))
        page.save(file, deterministic_id=True)
    return file.getvalue()


def _link(data: SlideData) -> pikepdf.Dictionary:
    """Return the link at the foot; a PDF page counts upwards."""
    left, top, right, bottom = slide.link_box(data)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[left, slide.HEIGHT - bottom, right, slide.HEIGHT - top],
        Border=[0, 0, 0],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=data.link),
    )
