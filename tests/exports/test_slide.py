"""The slide and its files, opened again with readers that are not ours."""

import base64
import io
import itertools
import math
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pandas as pd
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pptx import Presentation
from pptx.enum.dml import MSO_FILL

from components.chart import timeline
from components.chart.chart_words import COLOURS, LABELS, KeyDay
from components.page_data import Record, SlideData, load_slide
from components.slide import slide, slide_chart, slide_legend, slide_map
from components.slide.__main__ import main
from components.slide.formats import FORMATS, format_of, html, pdf, png, pptx, svg
from components.slide.layers import base_map
from components.slide.slide_symbols import Symbol, around
from components.slide.svg import ARABIC_FAMILY, FAMILY, Canvas, Type, Weight
from components.symbology import BASE, SLIDE_SCALE, legend_kinds
from data import __main__ as command_line
from data.datasets import Dataset, served_dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.rows import iter_rows
from data.terms import SIDE_GROUPS
from data.text import figures, title
from data.view import View

SVG = "{http://www.w3.org/2000/svg}"
CAMPAIGN = "dates=2023-10-17..2024-02-07"
SELECTED = "selected=20240128-tower-22-drone"
EMPTY = "country=Qatar&side=us_strike"
ONE = "country=Jordan&banner=RESTRICTED&organisation=Example%20Office&note=33.3,38.7,Three%20killed%20here"
HOSTILE = (
    "title=%3C/script%3E%7B%7B7*7%7D%7D%3C/text%3E&organisation=%3Cb%3E"
    "&note=33,40,%3Cimg%20src=x%20onerror=alert(1)%3E$%7Balert(1)%7D"
)

Load = Callable[[str], SlideData]


class Text(NamedTuple):
    x: float
    y: float
    words: str


@pytest.fixture(scope="module")
def load(catalog: Catalog, record_engine: Engine) -> Load:
    dataset = Dataset("Basewatch record 1.1.0", record_engine, of_record=True)
    return lambda query: load_slide(Record.of(catalog, dataset.engine), dataset, View.parse(query))


@pytest.fixture(scope="module")
def serve(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Load]:
    """Slides of a table that is served: what the importer makes of these lines of CSV."""

    def served(lines: str) -> Load:
        folder = tmp_path_factory.mktemp("served")
        (folder / "events.csv").write_text(lines, encoding="utf-8")
        arguments = ["import", "table", str(folder / "events.csv"), "-o", str(folder / "far-away.parquet")]
        assert command_line.main(arguments) == 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("BASEWATCH_EVENTS", str(folder / "far-away.parquet"))
            dataset = served_dataset(catalog)
        return lambda query: load_slide(Record.of(catalog, dataset.engine), dataset, View.parse(query))

    return served


@pytest.fixture(scope="module")
def load_foreign(serve: Callable[[str], Load]) -> Load:
    """Slides of a table without a side: three events at Kyiv, Odesa and Kharkiv."""
    return serve(
        "date,country,location,latitude,longitude,killed,actor,source\n"
        "2024-03-05,Ukraine,Kyiv,50.45,30.52,2,Group One,Example\n"
        "2024-02-02,Ukraine,Odesa,46.48,30.72,1,,Example\n"
        "2024-02-01,Ukraine,Kharkiv,49.99,36.23,3,Group Two,Example\n"
    )


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - it was written by the function under test


def texts(canvas: Canvas) -> list[Text]:
    """The texts of a picture, those of a nested one left out."""
    found = parsed(canvas.svg()).findall(f"{SVG}text")
    return [
        Text(float(text.attrib["x"]), float(text.attrib["y"]), text.text or "")
        for text in found
        if text.get("aria-hidden") != "true"
    ]


def words_of(data: SlideData) -> list[str]:
    return [text.words for text in texts(slide.compose(data))]


def chart_of(data: SlideData) -> ET.Element:
    """The chart by itself, as wide as on the slide."""
    canvas = Canvas(550, 300)
    slide_chart.draw(canvas, (0, 0, 550, 300), data)
    return parsed(canvas.svg())


def solid_columns(data: SlideData) -> dict[str, float]:
    """The height of all solid parts of columns in the period, by colour; some are drawn without a fill."""
    heights: Counter[str] = Counter()
    for column in chart_of(data).iter(f"{SVG}rect"):
        if column.get("opacity") == "1":
            heights[column.attrib["fill"]] += float(column.attrib["height"])
    return dict(heights)


@pytest.mark.parametrize("query", ["", CAMPAIGN, EMPTY, ONE, "measure=party", "measure=events&running=cumulative"])
def test_a_slide_has_title_figures_sources_and_link(load: Load, query: str) -> None:
    data = load(query)
    words = " ".join(words_of(data)).replace("\u00a0", " ")
    for expected in (
        data.heading,
        "As of 11 Jul 2025",
        "Filters: ",
        "Sources: ",
        data.record_version,
        data.fingerprint,
        *(" ".join(figure) for figure in figures(data.counts, data.tolls)),
    ):
        assert expected in words
    assert f"{data.counts.filtered_out} filtered out of 50" in words
    assert "at most 13 % of these are itemised here" in words


@pytest.mark.parametrize(
    "query", ["country=Syria", "country=Jordan", "at=33.26,41.774,8&side=us_strike&country=Jordan"]
)
def test_the_mark_of_a_base_lies_in_the_map_as_a_whole(load: Load, query: str) -> None:
    sheet = slide_map._sheet(Canvas(900, 600), (0, 0, 900, 600), load(query))
    marks = [around(point, BASE.half * SLIDE_SCALE) for _, point in sheet.idle_bases()]
    assert all(left > 0 and top > 0 and right < 900 and bottom < 600 for left, top, right, bottom in marks)


def test_no_text_leaves_the_slide(load: Load) -> None:
    for query in ("", ONE, SELECTED, "measure=party"):
        for text in texts(slide.compose(load(query))):
            assert 0 < text.x < slide.WIDTH
            assert 0 < text.y < slide.HEIGHT


def test_a_slide_without_events_is_a_sentence_and_a_map(load: Load) -> None:
    words = words_of(load(EMPTY))
    assert "No event matches all filters." in words
    assert "al-Udeid" in words


def test_both_names_are_readable_at_tower_22_and_al_tanf(load: Load) -> None:
    for query in ("", CAMPAIGN):
        assert {"Tower 22", "al-Tanf"} <= set(words_of(load(query)))


def test_a_slide_carries_banner_organisation_notes_and_title(load: Load) -> None:
    words = words_of(load(ONE))
    assert words.count("RESTRICTED") == 2
    assert {"Example Office", "Three killed here", "Notes", "1"} <= set(words)
    assert "A title" in words_of(load("title=A%20title"))


TWELVE = [f"Word and word again that goes on and on until it needs another line, number {n}" for n in range(1, 13)]


def notes_query(words: Iterable[str]) -> str:
    return "&".join(f"note={33 + n / 100},{41 + n / 100},{quote(text)}" for n, text in enumerate(words))


def test_every_note_is_readable_on_the_slide_below_the_chart_and_above_the_foot(load: Load) -> None:
    for words in (TWELVE, [f"{text}, MMMMM MMMMM" for text in TWELVE]):
        data = load(notes_query(words))
        found = texts(slide.compose(data))
        (foot,) = (text.y for text in found if "filtered out of" in text.words)
        listed = [text for text in found if text.x > slide._COLUMN and text.y > 400 and text.y < foot]
        joined = " ".join(text.words for text in listed)
        for n, text in enumerate(words, start=1):
            assert f"{n} {text}" in joined
        assert max(text.y for text in listed) < foot - 16


def test_notes_without_any_room_are_cut_and_none_is_a_number_alone(load: Load) -> None:
    found = texts(slide.compose(load(notes_query([f"Note {n} " + "W" * 100 for n in range(1, 13)]))))
    (foot,) = (text.y for text in found if "filtered out of" in text.words)
    assert {f"Note {n}" for n in range(1, 13)} <= {" ".join(text.words.split()[:2]) for text in found}
    assert max(text.y for text in found if text.x > slide._COLUMN and "…" in text.words) < foot - 16


def test_every_note_of_a_presentation_ends_above_its_foot_and_below_its_chart(load: Load) -> None:
    shapes = shapes_of(Presentation(io.BytesIO(pptx.write(load(notes_query(TWELVE))))))
    story, chart_, foot = shapes["Story"], shapes["Chart"], shapes["Foot"]
    assert chart_.top + chart_.height <= story.top
    assert story.top + story.height <= foot.top
    lines = 0
    for paragraph in story.text_frame.paragraphs:
        size = paragraph.runs[0].font.size.pt
        lines += size * 1.2 * len(Type(size / 0.88).lines(paragraph.text, story.width / 12_700))
    assert lines <= story.height / 12_700
    assert len(story.text_frame.paragraphs) == 12 + 1  # the last is the total that contradicts the figures


def test_a_long_word_does_not_widen_the_slide(load: Load) -> None:
    word = "https://t.me/s/some_channel_name_here/12345?before=67890&comment=" + "1234567890abcdef" * 3
    data = load(f"note=33,41,{quote(word)}")
    assert Image.open(io.BytesIO(png.write(data))).size == (1600, 900)
    pieces = [text for text in texts(slide.compose(data)) if text.words and text.words in word and len(text.words) > 9]
    assert "".join(piece.words for piece in pieces) == word
    assert all(piece.x + Type(16).width(piece.words) <= slide._RIGHT for piece in pieces)


ARABIC = "هجوم على Tower 22 في الأردن (28/1/2024) - 3 قتلى"
IN_ARABIC = f"title={quote(ARABIC)}&note=33,39,{quote('ضربة US في العراق')}&banner=RESTRICTED"


def test_arabic_is_laid_out_from_right_to_left_in_a_typeface_of_the_project(load: Load) -> None:
    root = parsed(svg.picture(load(IN_ARABIC)))
    title = next(text for text in root.iter(f"{SVG}text") if ARABIC in (text.text or ""))
    assert title.text == f"\u2067{ARABIC}\u2069"
    assert (title.get("text-anchor"), title.get("font-family")) == ("end", f"'{ARABIC_FAMILY}'")
    style = root.findtext(f"{SVG}style") or ""
    assert style.count(f"'{ARABIC_FAMILY}'") == 2
    for face in re.findall(r"base64,([^)]+)", style)[2:]:
        assert {ord(letter) for letter in ARABIC} <= set(TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap())


def test_arabic_begins_at_the_right_of_a_pdf(load: Load, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("Poppler is not installed")
    (tmp_path / "slide.pdf").write_bytes(pdf.write(load(IN_ARABIC)))
    run = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "slide.pdf", "-"], check=True, capture_output=True, text=True
    )
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)</word>', run.stdout)
    left, top = next((float(x), y) for x, y, words in found if "28/1/2024" in words)
    tower = next(float(x) for x, y, words in found if "Tower" in words and abs(float(y) - float(top)) < 20)
    assert 600 < left < tower  # the title ends at the right of its place


def test_arabic_paragraphs_of_a_presentation_and_a_snapshot_have_their_direction(load: Load) -> None:
    data = load(IN_ARABIC)
    shapes = shapes_of(Presentation(io.BytesIO(pptx.write(data))))
    for name in ("Title", "Story"):
        (settings,) = shapes[name].element.xpath(".//a:pPr")
        assert (settings.get("rtl"), settings.get("algn")) == ("1", "r")
    assert shapes["Foot"].element.xpath(".//a:pPr[@rtl]") == []
    page = html.page(data)
    assert f'<h1 dir="auto">{ARABIC}' in page
    assert '<li dir="auto">' in page
    assert '<p dir="auto">' in page


@pytest.mark.slow
def test_a_long_link_is_short_to_read_and_whole_behind_it(load: Load) -> None:
    data = replace(load(IN_ARABIC), address="https://basewatch.example/")
    shapes = shapes_of(Presentation(io.BytesIO(pptx.write(data))))
    line = shapes["Foot"].text_frame.paragraphs[-1]
    assert len(line.text) <= 130
    assert line.runs[0].hyperlink.address == data.link
    assert data.link in Presentation(io.BytesIO(pptx.write(data))).slides[0].notes_slide.notes_text_frame.text
    (link,) = parsed(svg.picture(data)).iter(f"{SVG}a")
    assert link.get("href") == data.link
    with pikepdf.open(io.BytesIO(pdf.write(data))) as file:
        (annotation,) = file.pages[0].Annots
        assert str(annotation.A.URI) == data.link
    assert Image.open(io.BytesIO(png.write(data))).text["Description"].endswith(data.link)


def test_an_actor_without_a_basis_is_named(load_foreign: Load) -> None:
    made = Presentation(io.BytesIO(pptx.write(load_foreign(""))))
    who = [row.cells[3].text for row in shapes_of(made, 1)["Table"].table.rows]
    assert who == ["Who", "Group One, basis not stated", "nobody named", "Group Two, basis not stated"]


def test_a_slide_of_a_selected_event_gives_each_figure_with_its_source(load: Load) -> None:
    words = " ".join(words_of(load(SELECTED)))
    assert "US forces wounded: 25 (FDD’s Long War Journal) · 47 (Encyclopaedia article)" in words
    assert "No figure is preferred: nothing in the documents decides between 25 and 47." in words
    assert "Most harmful" not in words


@pytest.mark.slow
def test_the_text_about_any_selected_event_ends_above_the_foot(load: Load, catalog: Catalog) -> None:
    for event_id in catalog.events["event_id"]:
        found = texts(slide.compose(load(f"selected={event_id}&banner=RESTRICTED")))
        (foot,) = (text.y for text in found if "filtered out of" in text.words)
        assert max(text.y for text in found if text.x == slide._COLUMN) < foot - 16


def test_an_event_known_to_the_governorate_is_drawn_in_its_circle(load: Load) -> None:
    canvas = Canvas(900, 600)
    slide_map.draw(canvas, (0, 0, 900, 600), load("find=maysulun"))
    circles = [path for path in parsed(canvas.svg()) if path.get("fill-opacity") == "0.07"]
    assert len(circles) == 1
    assert circles[0].get("stroke-dasharray")


@pytest.mark.parametrize("query", ["", CAMPAIGN, "measure=party", "measure=events&running=cumulative", "month=2024-01"])
def test_the_words_of_the_chart_stay_in_its_place_and_never_touch(load: Load, query: str) -> None:
    found = list(chart_of(load(query)).iter(f"{SVG}text"))
    lines: dict[float, list[tuple[float, float]]] = {}
    for text in found:
        weight: Weight = "bold" if text.get("font-weight") == "600" else "normal"
        wide = Type(float(text.attrib["font-size"]), weight).width(text.text or "")
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.attrib["text-anchor"]]
        left = float(text.attrib["x"]) - share * wide
        assert -1 <= left <= left + wide <= 551, text.text
        lines.setdefault(float(text.attrib["y"]), []).append((left, left + wide))
    for edges in lines.values():
        assert all(right <= left for (_, right), (left, _) in itertools.pairwise(sorted(edges)))


def test_the_chart_fills_its_place_on_the_slide_in_the_typeface_of_the_slide(load: Load) -> None:
    found = list(chart_of(load(CAMPAIGN)).iter(f"{SVG}text"))
    assert {"Campaign", "Tower 22", "Jan 2024"} <= {text.text for text in found}
    assert {text.get("font-family") for text in found} == {None}  # that of the slide
    axes = [line for line in chart_of(load(CAMPAIGN)).iter(f"{SVG}line") if line.get("x2") == "550"]
    assert axes


def test_of_two_overlapping_labels_of_the_chart_the_first_is_drawn(load: Load) -> None:
    days = [KeyDay(date(2024, 1, 28), "Tower 22"), KeyDay(date(2024, 1, 29), "A day later")]
    for first, second in (days, days[::-1]):
        words = {text.text for text in chart_of(replace(load(CAMPAIGN), key_days=[first, second])).iter(f"{SVG}text")}
        assert first.words in words
        assert second.words not in words


def test_the_solid_columns_of_the_chart_are_as_high_as_the_lowest_sums_of_the_engine(load: Load) -> None:
    data = load(CAMPAIGN)
    heights = solid_columns(data)
    tolls = data.tolls.assign(group=data.tolls["side"].map(SIDE_GROUPS))
    sums = tolls.groupby(["group", "harm"])["low"].sum()
    pixels = heights[COLOURS["attack killed"]] / sums["attack", "killed"]
    assert pixels > 0.5
    for kind in (("attack", "wounded"), ("answer", "killed")):
        assert heights[COLOURS[" ".join(kind)]] == pytest.approx(pixels * sums[kind], rel=0.02)


def test_the_key_of_the_chart_names_what_is_drawn_and_nothing_else(load: Load, load_foreign: Load) -> None:
    def key(data: SlideData) -> list[str]:
        return [words for _, words in slide_chart.key_of(timeline.of_page(data).columns)]

    assert key(load_foreign("")) == ["killed in other events"]
    assert key(load("side=other")) == ["killed in other events"]
    assert key(load("side=other&measure=events")) == ["other events"]
    assert key(load("country=Jordan")) == ["killed in attacks", "wounded", "solid: at least · hatched: up to"]
    assert key(load("")) == [
        *("killed in attacks", "wounded", "killed in strikes", "wounded", "killed in other events"),
        "solid: at least · hatched: up to · roof: no upper figure",
    ]
    words = words_of(load_foreign(""))
    assert "killed in other events" in words
    assert {"killed in attacks", "attack on US or coalition forces", "US or coalition strike"}.isdisjoint(words)


def test_each_format_has_what_a_button_and_a_command_line_need() -> None:
    for key, file_format in FORMATS.items():
        assert file_format.suffix == f".{key}"
        assert file_format.label
        assert file_format.hint
        assert re.fullmatch(r"[a-z]+/[a-z.+-]+", file_format.media_type)
        assert format_of(f"slide.{key}") is file_format
    assert format_of("slide.gif") is format_of("png") is None


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(set(FORMATS) - {"2x.png"}))
def test_equal_links_make_equal_bytes(load: Load, key: str) -> None:
    write = FORMATS[key].writer
    assert write(load(CAMPAIGN)) == write(load(CAMPAIGN))
    assert write(load(CAMPAIGN)) != write(load(CAMPAIGN + "&side=attack"))


@pytest.mark.parametrize(("scale", "size"), [(1, (1600, 900)), (2, (3200, 1800))])
def test_a_picture_has_its_exact_size_and_its_origin(load: Load, scale: int, size: tuple[int, int]) -> None:
    data = load(ONE)
    picture = Image.open(io.BytesIO(png.write(data, scale)))
    assert picture.size == size
    assert data.link in picture.text["Description"]
    assert data.fingerprint in picture.text["Description"]
    assert picture.text["Subject"] == "Filters: Jordan."


def test_a_page_of_pdf_is_the_slide_with_its_metadata(load: Load) -> None:
    data = load(ONE)
    with pikepdf.open(io.BytesIO(pdf.write(data))) as file:
        assert len(file.pages) == 1
        assert [float(edge) for edge in file.pages[0].mediabox] == [0, 0, 1600, 900]
        assert str(file.docinfo["/Title"]) == data.heading
        assert data.link in str(file.docinfo["/Description"])
        assert str(file.docinfo["/CreationDate"]) == "D:20250711000000Z"


def test_the_text_of_a_pdf_can_be_searched(load: Load, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("Poppler is not installed")
    data = load(CAMPAIGN)
    (tmp_path / "slide.pdf").write_bytes(pdf.write(data))
    run = subprocess.run(["pdftotext", tmp_path / "slide.pdf", "-"], check=True, capture_output=True, text=True)
    words = " ".join(run.stdout.split())
    for name in ("Tower 22", "Campaign", "al-Asad"):
        assert name in words
    assert f"{data.counts.filtered_out} filtered out of 50" in words


def test_a_vector_picture_holds_its_typeface_and_nothing_from_outside(load: Load) -> None:
    picture = svg.picture(load(ONE))
    root = parsed(picture)
    assert (root.get("width"), root.get("height")) == ("1600", "900")
    assert root.findtext(f"{SVG}title") == load(ONE).heading
    assert load(ONE).link in (root.findtext(f"{SVG}metadata") or "")
    assert picture.count("@font-face") == 2
    assert set(re.findall(r"(?:href|src)\s*[=:]\s*[\"'(]?(http[^\"')\s]*)", picture)) == set()


def test_the_typeface_of_a_vector_picture_has_each_letter(load: Load) -> None:
    query = "title=Q%26A%20%22%C4%90%22%20%7B1%7D%20%60x%60&note=33,40,%C5%BDlut%C3%BD"
    root = parsed(svg.picture(load(query)))
    letters = {letter for text in root.iter(f"{SVG}text") for letter in text.text or ""}
    assert {"&", '"', "Đ", "{", "`", "Ž", "ý"} <= letters
    for face in re.findall(r"base64,([^)]+)", root.findtext(f"{SVG}style") or ""):
        known = TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap()
        assert {letter for letter in letters if ord(letter) not in known} == set()


@pytest.fixture(scope="module")
def deck(load: Load) -> tuple[SlideData, Any]:
    data = load(CAMPAIGN)
    return data, Presentation(io.BytesIO(pptx.write(data)))


def native_chart_of(data: SlideData) -> Any:
    """The chart of a presentation, as PowerPoint draws it."""
    return shapes_of(Presentation(io.BytesIO(pptx.write(data))))["Chart"].chart


def shapes_of(deck: Any, page: int = 0) -> dict[str, Any]:
    """The shapes of a page by name; none has the name of another."""
    shapes = list(deck.slides[page].shapes)
    named = {shape.name: shape for shape in shapes}
    assert len(named) == len(shapes)
    return named


def test_a_presentation_is_wide_and_has_a_real_title(deck: tuple[SlideData, Any]) -> None:
    data, made = deck
    assert (round(made.slide_width / 914400, 3), made.slide_height / 914400) == (13.333, 7.5)
    assert made.slides[0].shapes.title.text.replace("\u00a0", " ") == data.heading
    assert made.core_properties.keywords == data.fingerprint
    assert data.link in made.core_properties.comments


def test_a_presentation_fills_the_placeholders_of_its_template(load: Load, deck: tuple[SlideData, Any]) -> None:
    data, made = deck
    shapes = shapes_of(made)
    assert set(shapes) == {"Title", "Aside", "Figures", "Map", "Chart", "Story", "Foot"}
    assert all(shape.is_placeholder for shape in shapes.values())
    assert shapes["Aside"].text_frame.text == "As of 11 Jul 2025"
    heading, most = shapes["Story"].text_frame.paragraphs[:2]
    assert (heading.text, heading.runs[0].font.bold) == ("Most harmful in this view", True)
    assert most.text.startswith(title(next(iter_rows(data.most_harmful))))
    assert all(" ".join(pair) in shapes["Figures"].text_frame.text for pair in figures(data.counts, data.tolls))
    assert shapes["Foot"].text_frame.text.count("\n") == 2
    assert set(shapes_of(made, 1)) == {"Title", "Table"}
    with_banner = Presentation(io.BytesIO(pptx.write(load(ONE))))
    for page in range(2):
        for name in ("Banner top", "Banner bottom"):
            assert shapes_of(with_banner, page)[name].text_frame.text == "RESTRICTED"
    assert shapes_of(with_banner)["Aside"].text_frame.text == "Example Office\nAs of 11 Jul 2025"
    assert shapes_of(with_banner)["Story"].text_frame.text == "1  Three killed here"


@pytest.mark.parametrize("letters", [40, 80, 120])
def test_title_and_figures_of_any_length_end_above_what_follows_in_a_presentation(load: Load, letters: int) -> None:
    words = ("Attacks on forces in four countries " * 5)[:letters].strip()
    shapes = shapes_of(Presentation(io.BytesIO(pptx.write(load(f"title={quote(words)}")))))
    for name, least in (("Title", 16), ("Figures", 10)):
        (paragraph,) = shapes[name].text_frame.paragraphs
        size = paragraph.runs[0].font.size.pt
        lines = len(Type(size / 0.88, "bold").lines(paragraph.text, shapes[name].width / 12_700))
        assert lines * size * 1.2 <= shapes[name].height / 12_700
        assert size >= least


def test_figures_with_wide_gaps_end_above_what_follows_in_a_presentation(load: Load) -> None:
    shape = shapes_of(
        Presentation(io.BytesIO(pptx.write(load("country=Syria&dates=2023-10-17..2024-02-07&side=attack"))))
    )["Figures"]
    (paragraph,) = shape.text_frame.paragraphs
    size = paragraph.runs[0].font.size.pt
    lines = math.ceil(Type(size / 0.88, "bold").width(paragraph.text) / (shape.width / 12_700))
    assert lines * size * 1.2 <= shape.height / 12_700


def test_a_foot_that_is_long_is_smaller_before_it_is_cut(load: Load) -> None:
    words = words_of(load("dates=2023-10-17..2024-02-07&country=Syria"))
    assert any(line.endswith("at most 13 % of these are itemised here.") for line in words)


def test_a_title_on_two_lines_is_not_broken_within_a_date() -> None:
    width = Type(26, "bold").width("Attacks from 17 Oct") + 5
    _, lines = slide._title("Attacks from 17 Oct 2023", width)
    assert [line.replace("\u00a0", " ") for line in lines] == ["Attacks from", "17 Oct 2023"]


def test_a_presentation_without_events_has_sentences_in_place_of_chart_and_table(load: Load) -> None:
    made = Presentation(io.BytesIO(pptx.write(load(EMPTY))))
    assert shapes_of(made)["Chart"].text_frame.text == "No event to draw."
    assert "Story" not in shapes_of(made)
    assert {name: shape.text_frame.text for name, shape in shapes_of(made, 1).items()} == {
        "Title": "Events",
        "Message": "No event matches all filters.",
    }


def test_a_template_edited_by_a_designer_is_followed(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = Presentation(str(pptx.TEMPLATE))
    placeholder = next(
        shape for shape in template.slide_layouts.get_by_name("Briefing").placeholders if shape.name == "Map"
    )
    placeholder.left, placeholder.top, placeholder.width, placeholder.height = (
        4_000_000,
        2_000_000,
        3_000_000,
        3_000_000,
    )
    template.save(str(tmp_path / "template.pptx"))
    monkeypatch.setattr(pptx, "TEMPLATE", tmp_path / "template.pptx")
    picture = shapes_of(Presentation(io.BytesIO(pptx.write(load(CAMPAIGN)))))["Map"]
    assert (picture.left, picture.top, picture.width, picture.height) == (4_000_000, 2_000_000, 3_000_000, 3_000_000)
    assert picture.image.size == (1880, 1880)


@pytest.mark.parametrize("side", ["", "&side=attack"])
def test_the_chart_of_a_presentation_can_be_edited_and_holds_the_engine_s_sums(load: Load, side: str) -> None:
    data = load(CAMPAIGN + side)
    chart = native_chart_of(data)
    months = ["Oct 2023", "Nov 2023", "Dec 2023", "Jan 2024", "Feb 2024"]
    tolls = data.tolls.assign(
        kind=data.tolls["side"].map(SIDE_GROUPS) + " " + data.tolls["harm"],
        words=pd.to_datetime(data.tolls["month"]).dt.strftime("%b %Y"),
    )
    categories = list(chart.plots[0].categories)
    figures_of: dict[str, dict[str, int | None]] = {
        series.name: dict(zip(categories, series.values, strict=True)) for series in chart.plots[0].series
    }
    kinds = {f"{LABELS[kind].capitalize()}": rows for kind, rows in tolls.groupby("kind")}
    for name, rows in kinds.items():
        sums = rows.groupby("words")[["low", "high"]].sum()
        low = figures_of.get(f"{name}, at least") or figures_of[name]
        more = figures_of.get(f"{name}, up to") or {}
        assert {month: abs(low[month] or 0) for month in months} == {m: sums["low"].get(m, 0) for m in months}
        highest = {month: abs(low[month] or 0) + abs(more.get(month) or 0) for month in months}
        assert highest == {month: sums["high"].get(month, 0) for month in months}
    assert figures_of["Killed in attacks"]["Nov 2023"] is None, "no document has one: unknown, not none"


def test_the_chart_of_a_presentation_counts_events_and_adds_them_up(load: Load) -> None:
    data = load("measure=events&running=cumulative")
    chart = native_chart_of(data)
    assert chart.chart_title.text_frame.text == "Events by month, cumulative"
    last = {series.name: tuple(series.values)[-1] for series in chart.plots[0].series}
    assert sum(map(abs, last.values())) == data.counts.shown
    assert last["Strikes"] < 0 < last["Attacks"]


@pytest.mark.parametrize("query", ["", CAMPAIGN, "side=other", "measure=events", "running=cumulative", "measure=party"])
@pytest.mark.parametrize("loaded", ["load", "load_foreign"])
def test_the_chart_of_a_presentation_has_the_columns_of_the_picture(
    request: pytest.FixtureRequest, query: str, loaded: str
) -> None:
    data = request.getfixturevalue(loaded)(query)
    chart = native_chart_of(data)
    one_axis = replace(data, view=data.view.with_(measure="events" if data.view.measure == "events" else "harm"))
    drawn = timeline.of_page(one_axis)
    heights: dict[str, int] = {}
    for series in chart.plots[0].series:
        for month, value in zip(chart.plots[0].categories, series.values, strict=True):
            heights[month] = heights.get(month, 0) + abs(value or 0)
    months = Counter({f"{month.start_time:%b %Y}": 0 for month in drawn.scale.months})
    for column in drawn.columns.columns:
        months[f"{column.month.start_time:%b %Y}"] += column.height
    assert {month: height for month, height in heights.items() if month != "…"} == dict(months)
    breaks = sum(stretch.is_break for stretch in drawn.scale.stretches)
    assert list(chart.plots[0].categories).count("…") == breaks
    assert sum(heights.values()) > 0


def test_what_is_uncertain_is_hatched_and_what_is_open_marked_in_a_presentation(load: Load) -> None:
    chart = native_chart_of(load(""))
    assert chart.chart_title.text_frame.text.endswith("(solid: at least, hatched: up to, +: no upper figure)")
    fills = {series.name: series.format.fill.type for series in chart.plots[0].series}
    assert fills["Wounded in attacks, at least"] == MSO_FILL.SOLID
    assert fills["Wounded in attacks, up to"] == MSO_FILL.PATTERNED
    assert len(chart._chartSpace.xpath(".//c:dLbl//a:t[text()='+']")) > 3


def test_a_presentation_describes_the_selected_event_as_the_slide_does(load: Load) -> None:
    made = Presentation(io.BytesIO(pptx.write(load(SELECTED))))
    words = "US forces wounded: 25 (FDD’s Long War Journal) · 47 (Encyclopaedia article)"
    assert words in shapes_of(made)["Story"].text_frame.text


def test_the_notes_of_a_presentation_hold_every_quotation(deck: tuple[SlideData, Any]) -> None:
    data, made = deck
    notes = made.slides[0].notes_slide.notes_text_frame.text
    assert len(data.quotes) > 30
    assert all(quote in notes for quote in data.quotes["quote"])
    assert data.link in notes


def test_the_tables_of_a_presentation_list_every_event_and_end_above_the_banner(deck: tuple[SlideData, Any]) -> None:
    data, made = deck
    rows = []
    for page in range(1, len(made.slides)):
        grid = shapes_of(made, page)["Table"]
        rows += [[cell.text for cell in row.cells] for row in list(grid.table.rows)[1:]]
        assert grid.top + sum(row.height for row in grid.table.rows) < 7.25 * 914400
        assert abs(sum(column.width for column in grid.table.columns) - grid.width) < 10
    assert len(rows) == len(data.events) == data.counts.shown


def test_no_time_of_writing_is_left_in_a_presentation(load: Load) -> None:
    with zipfile.ZipFile(io.BytesIO(pptx.write(load(CAMPAIGN)))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("query", [EMPTY, ONE, "", HOSTILE])
def test_any_view_can_be_exported(load: Load, query: str) -> None:
    data = load(query)
    assert Presentation(io.BytesIO(pptx.write(data))).slides[0].shapes.title.text.replace("\u00a0", " ") == data.heading
    assert Image.open(io.BytesIO(png.write(data))).size == (1600, 900)
    assert data.view.query().split("&")[0] in html.page(data).replace("&#38;", "&")


def test_hostile_text_stays_text_in_a_vector_picture(load: Load) -> None:
    data = load(HOSTILE)
    root = parsed(svg.picture(data))
    assert {child.tag.removeprefix(SVG) for child in root.iter()}.isdisjoint({"script", "img", "b"})
    assert {data.heading, "<b>", "<img src=x onerror=alert(1)>${alert(1)}"} <= {text.text for text in root.iter()}


def test_a_snapshot_loads_nothing_and_runs_nothing_from_outside(load: Load) -> None:
    page = html.page(load(HOSTILE))
    assert "<img src=x" not in page
    assert "{{7*7}}" not in page
    assert "${alert(1)}" not in page
    assert page.count("</script>") == 2
    assert re.findall(r"<(?:link|script|img)[^>]+(?:src|href)=", page) == []


def test_a_snapshot_lists_every_event_with_its_quotations(load: Load) -> None:
    data = load(CAMPAIGN)
    page = html.page(data)
    assert page.count("<details id=") == len(data.events)
    assert page.count("<blockquote ") == len(data.quotes)


def test_a_snapshot_holds_the_chart_in_its_own_typeface(load: Load) -> None:
    page = html.page(load(CAMPAIGN))
    assert f"'{FAMILY}'" not in page
    assert "January 2024, killed in attacks: 3" in page  # for screen readers


@pytest.mark.parametrize("key", FORMATS)
def test_the_command_line_writes_each_file(tmp_path: Path, key: str) -> None:
    file = tmp_path / f"slide.{key}"
    assert main(["side=attack&country=Jordan", "-o", str(file)]) == 0
    assert file.stat().st_size > 10_000


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(FORMATS))
def test_the_command_line_imports_no_streamlit(tmp_path: Path, key: str) -> None:
    script = (
        "import sys; from components.slide.__main__ import main; "
        f"status = main(['side=attack&country=Jordan', '-o', {str(tmp_path / f'slide.{key}')!r}]); "
        "print(status, [name for name in sys.modules if 'streamlit' in name])"
    )
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("0 []\n", "")


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [("side=atack", "slide.png", "nearest is “attack”"), ("", "slide.gif", "must end in one of")],
)
def test_the_command_line_reports_an_error_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str, name: str, words: str
) -> None:
    assert main([query, "-o", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert not (tmp_path / name).exists()


def test_a_slide_is_as_of_the_newest_document_or_of_the_last_event_of_other_data(
    catalog: Catalog, record_engine: Engine
) -> None:
    record = Dataset("Basewatch record", record_engine, of_record=True)
    other = Dataset("Other events", record_engine, of_record=False)
    assert load_slide(Record.of(catalog, record_engine), record, View()).as_of.date() == date(2025, 7, 11)
    assert load_slide(Record.of(catalog, record_engine), other, View()).as_of.date() == date(2025, 6, 23)
    until = date(2024, 1, 1)
    assert load_slide(Record.of(catalog, record_engine), other, View(dates=(None, until))).as_of.date() == date(
        2025, 6, 23
    )


def test_the_legend_has_entries_for_special_symbols_only_while_they_are_shown() -> None:
    one = Symbol("1:1", "Somewhere", 33.0, 44.0, 1, 1, 0, "airstrike", "site", "record", 1)
    assert legend_kinds([one]) == ["attack", "base"]
    assert legend_kinds([replace(one, geo_precision="town")]) == ["attack", "base", "circle"]
    mixed = replace(one, events=300, attacks=100, answers=100, origin="own")
    assert legend_kinds([one, mixed]) == ["attack", "answer", "mixed", "other", "own", "base"]
    assert slide_legend.types_for([one, replace(mixed, event_type="ied")]) == ["airstrike"]


def test_the_legend_is_in_the_corner_with_the_fewest_symbols() -> None:
    sheet = (0.0, 0.0, 1000.0, 600.0)

    def corner(*marked: tuple[float, float, float, float]) -> tuple[bool, bool]:
        left, top, *_ = slide_legend.legend_box(sheet, ["attack"], ["airstrike"], marked)
        return left < 500, top > 300

    below_left, below_right = (20.0, 560.0, 40.0, 580.0), (960.0, 560.0, 980.0, 580.0)
    assert corner() == corner(below_right) == (True, True)
    assert corner(below_left) == (False, True)
    assert corner(below_left, below_right) == (True, False)


def test_the_slide_marks_the_context_names_it_and_lists_it_in_the_notes(load: Load) -> None:
    shown, hidden = load(CAMPAIGN), load(f"{CAMPAIGN}&context=hidden")
    notes, without = (
        Presentation(io.BytesIO(pptx.write(data))).slides[0].notes_slide.notes_text_frame.text
        for data in (shown, hidden)
    )
    assert "Halt reported, February 2024: militia attacks stop" in notes
    assert "“In February 2024, following US airstrikes" in notes
    assert "Pezeshkian" not in notes
    assert "Context: " not in without
    assert "context" in words_of(shown)
    assert "context" not in words_of(hidden)
    drawn = ["Halt reported, February 2024" in "".join(chart_of(data).itertext()) for data in (shown, hidden)]
    assert drawn == [True, False]


CONTRADICTION = "A published total has about 65 militants killed."
OPEN_FIGURES = "Airstrike near Abu Ghraib: at least 3 or at least 11 militia killed, by different documents."


def speaker_notes(data: SlideData) -> str:
    page = Presentation(io.BytesIO(pptx.write(data))).slides[0]
    return str(page.notes_slide.notes_text_frame.text)


@pytest.mark.parametrize("query", ["", SELECTED, "banner=RESTRICTED&note=33,41,One&note=33.1,41,Two", "measure=party"])
def test_every_file_tells_the_total_that_contradicts_its_figures(load: Load, query: str) -> None:
    data = load(query)
    words = " ".join(words_of(data))
    assert CONTRADICTION in words
    assert "may be among the 35." in words
    assert CONTRADICTION in html.page(data)
    page = Presentation(io.BytesIO(pptx.write(data))).slides[0]
    (story,) = [shape for shape in page.placeholders if shape.name == "Story"]
    assert story.text_frame.text.endswith("may be among the 35.")
    assert all(0 <= text.x <= slide.WIDTH and 0 <= text.y <= slide.HEIGHT for text in texts(slide.compose(data)))


@pytest.mark.parametrize("query", ["country=Iraq", "side=attack"])
def test_figures_that_no_total_contradicts_have_no_such_line(load: Load, query: str) -> None:
    data = load(query)
    assert data.contradiction == ""
    assert "published total" not in " ".join(words_of(data))


def test_open_figures_that_differ_are_in_the_notes_of_views_with_their_event(load: Load) -> None:
    assert OPEN_FIGURES in speaker_notes(load(""))
    assert OPEN_FIGURES in html.page(load("country=Iraq"))
    assert "Abu Ghraib: at least 3" not in html.page(load("country=Jordan"))


def test_the_notes_say_that_the_editable_chart_has_no_marks_of_the_context(load: Load) -> None:
    sentence = "The editable chart has no marks for them"
    assert sentence in speaker_notes(load(CAMPAIGN))
    assert sentence not in speaker_notes(load(f"{CAMPAIGN}&context=hidden"))


def test_a_snapshot_with_arabic_words_holds_an_arabic_typeface_and_credits_it(load: Load) -> None:
    arabic, latin = html.page(load(f"note=33,39,{quote('ضربة في العراق')}")), html.page(load(""))
    assert arabic.count(f"font-family:'{ARABIC_FAMILY}'") == 2
    assert "Noto Sans Arabic (© 2022" in arabic[arabic.index("<footer>") :]
    assert f"@font-face{{font-family:'{ARABIC_FAMILY}'" not in latin
    assert "Noto Sans Arabic (©" not in latin


def test_the_land_of_a_table_from_elsewhere_is_drawn(load: Load, load_foreign: Load) -> None:
    far, here = load_foreign(""), load("")
    shapes = [base_map._shapes((0, 0, 938, 560), slide_map._frame(data, 938, 560)) for data in (far, here)]
    assert [sum(len(drawn[name]) for name in ("land", "lines")) > 0 for drawn in shapes] == [True, False]


def test_the_legend_of_a_slide_names_only_what_is_drawn(load_foreign: Load) -> None:
    words = words_of(load_foreign(""))
    assert "other, or not reported who struck" in words
    assert not {"base", "somewhere in the circle", "attack on US or coalition forces"} & set(words)
