"""Exported files for those who do not see them, opened with readers that are not ours."""

import io
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from pptx import Presentation

from components.page_data import Record, SlideData, load_slide
from components.slide import description
from components.slide.formats import pdf, pptx, svg
from data.datasets import Dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View

Load = Callable[[str], SlideData]

VIEW = "country=Syria&side=attack&banner=RESTRICTED&note=33.3,38.7,Three%20%3Ckilled%3E%20here"
MAP = "Map: 13 events at 9 places; most at al-Tanf (3), al-Omar field (2) and al-Shaddadi (2)."
EMPTY = "country=Qatar&side=us_strike"


@pytest.fixture(scope="module")
def load(catalog: Catalog, record_engine: Engine) -> Load:
    dataset = Dataset("Basewatch record 1.1.0", record_engine, of_record=True)
    return lambda query: load_slide(Record.of(catalog, dataset.engine), dataset, View.parse(query))


def test_the_presentation_has_alternative_texts_and_is_read_from_the_title_to_the_foot(load: Load) -> None:
    first, table = Presentation(io.BytesIO(pptx.write(load(VIEW)))).slides
    read = [shape.name for shape in first.shapes]
    assert read == ["Banner top", "Title", "Aside", "Figures", "Map", "Chart", "Story", "Foot", "Banner bottom"]
    words = {
        shape.name: shape.element.xpath(".//p:cNvPr")[0].get("descr")
        for page in (first, table)
        for shape in page.shapes
    }
    assert words["Map"].startswith(MAP)
    assert words["Chart"].startswith("Killed and wounded by month: ")
    assert "Highest: " in words["Chart"]
    assert words["Table"].startswith("Table: events 1 to 13 of 13; in each row when, event, country")
    assert [shape.name for shape in table.shapes][:3] == ["Banner top", "Title", "Table"]


def test_a_presentation_without_an_event_is_read_in_the_same_order(load: Load) -> None:
    first, _ = Presentation(io.BytesIO(pptx.write(load(EMPTY)))).slides
    assert [shape.name for shape in first.shapes] == ["Title", "Aside", "Figures", "Map", "Chart", "Foot"]


def test_the_picture_has_a_title_and_a_description(load: Load) -> None:
    root = ET.fromstring(svg.picture(load(VIEW)))  # noqa: S314 - it was written by the function under test
    named = {element.get("id"): element.text or "" for element in root if element.get("id")}
    assert root.get("role") == "img"
    assert named[root.get("aria-labelledby")] == load(VIEW).heading
    words = named[root.get("aria-describedby")]
    order = [words.index(part) for part in ("RESTRICTED", "13 events", MAP, "Highest:", "Note 1: Three <killed> here")]
    assert order == sorted(order)


def test_the_pdf_is_tagged_as_a_figure_with_an_alternative_text_and_a_language(load: Load) -> None:
    data = load(VIEW)
    with pikepdf.open(io.BytesIO(pdf.write(data))) as document:
        page, tree = document.pages[0], document.Root.StructTreeRoot
        figure = tree.K.K[0]
        assert (str(document.Root.Lang), document.Root.MarkInfo.Marked) == ("en", True)
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo.Title) == data.heading
        assert str(figure.Alt) == "\n".join([data.heading, *description.paragraphs(data)])
        assert figure.Pg == page.obj
        marked = [str(part.operator) for part in pikepdf.parse_content_stream(page)]
        assert (marked[0], marked[-1], marked.count("BDC")) == ("BDC", "EMC", 1)
        assert tree.ParentTree.Nums[page.obj.StructParents + 1][0] == figure


def test_a_link_in_the_pdf_has_words_and_a_place_in_the_order(load: Load) -> None:
    with pikepdf.open(io.BytesIO(pdf.write(replace(load(VIEW), address="https://example.org/")))) as document:
        (link,) = document.pages[0].Annots
        part = document.Root.StructTreeRoot.K.K[1]
        assert (str(link.Contents), str(part.Alt)) == ("Link to this view", "Link to this view")
        assert part.K.Obj == link
        assert document.Root.StructTreeRoot.ParentTree.Nums[2 * link.StructParent + 1] == part
