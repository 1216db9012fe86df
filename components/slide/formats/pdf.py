"""Write the slide as a PDF page, tagged as one figure with an alternative text: the renderer knows no smaller parts."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from components.page_data import SlideData
from components.slide import description, render, slide
from components.slide.slide_text import metadata


def write(data: SlideData) -> bytes:
    """Return the slide as a PDF file with one page, 1600 by 900 points."""
    stamp = f"D:{data.as_of:%Y%m%d%H%M%S}Z"
    described = {"Producer": "Basewatch", "CreationDate": stamp, "ModDate": stamp, **metadata(data)}
    file = BytesIO()
    with pikepdf.open(BytesIO(render.pdf(slide.compose(data).svg())), suppress_warnings=True) as document:
        for name, words in described.items():
            document.docinfo[Name(f"/{name}")] = words
        links = [document.make_indirect(_link(data))] if data.address else []
        if links:
            document.pages[0].Annots = document.make_indirect(Array(links))
        _tag(document, "\n".join([data.heading, *description.paragraphs(data)]), links)
        document.save(file, deterministic_id=True)
    return file.getvalue()


def _tag(document: pikepdf.Pdf, words: str, links: Sequence[pikepdf.Object]) -> None:
    """Tag the page: its content is a figure with `words` as its alternative text; each link follows it."""
    page = document.pages[0]
    page.contents_add(b"/Figure <</MCID 0>> BDC", prepend=True)
    page.contents_add(b"EMC")
    tree = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
    box = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=[0, 0, slide.WIDTH, slide.HEIGHT])
    figure = Dictionary(Type=Name.StructElem, S=Name.Figure, P=whole, Pg=page.obj, K=0, Alt=words, A=box)
    parts = [document.make_indirect(figure)]
    for link in links:
        reference = Dictionary(Type=Name.OBJR, Obj=link, Pg=page.obj)
        part = Dictionary(Type=Name.StructElem, S=Name.Link, P=whole, Pg=page.obj, K=reference, Alt=link.Contents)
        parts.append(document.make_indirect(part))
        link.StructParent = len(parts) - 1
    whole.K = Array(parts)
    parents = [entry for n, part in enumerate(parts) for entry in (n, Array([part]) if n == 0 else part)]
    tree.K, tree.ParentTree = whole, document.make_indirect(Dictionary(Nums=Array(parents)))
    page.obj.StructParents, page.obj.Tabs = 0, Name.S
    document.Root.StructTreeRoot = tree
    document.Root.Lang, document.Root.MarkInfo = "en", Dictionary(Marked=True)
    document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _link(data: SlideData) -> Dictionary:
    """Return the link at the foot; a PDF page counts upwards."""
    left, top, right, bottom = slide.link_box(data)
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[left, slide.HEIGHT - bottom, right, slide.HEIGHT - top],
        Border=[0, 0, 0],
        Contents="Link to this view",
        A=Dictionary(S=Name.URI, URI=data.link),
    )
