"""The slide and its files: opened again with readers that are not ours."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pikepdf
import pytest
from PIL import Image
from pptx import Presentation

from components.slide import html_export, image_export, powerpoint, slide, slide_legend, slide_map
from components.slide.__main__ import main
from components.slide.canvas import Canvas, Type
from components.slide.formats import FORMATS
from components.slide.slide_data import Brief, gather
from components.slide.slide_symbols import Symbol
from components.symbology import legend_kinds
from data.datasets import Dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.terms import SIDE_GROUPS
from data.text import figures
from data.view import View

CAMPAIGN = "dates=2023-10-17..2024-02-07"
SELECTED = "selected=20240128-tower-22-drone"
EMPTY = "country=Qatar&side=us_strike"
ONE = "country=Jordan&banner=RESTRICTED&organisation=Example%20Office&note=33.3,38.7,Three%20killed%20here"
HOSTILE = (
    "title=%3C/script%3E%7B%7B7*7%7D%7D&organisation=%3Cb%3E"
    "&note=33,40,%3Cimg%20src=x%20onerror=alert(1)%3E$%7Balert(1)%7D"
)

Brief_ = Callable[[str], Brief]


@pytest.fixture(scope="module")
def brief(catalog: Catalog, record_engine: Engine) -> Brief_:
    dataset = Dataset("Basewatch record 1.0.0", record_engine, of_record=True)
    return lambda query: gather(catalog, dataset, View.parse(query))


def words_of(canvas: Canvas) -> list[str]:
    return [row["text"] for layer in canvas.spec()["layer"] for row in layer["data"]["values"] if "text" in row]


@pytest.mark.parametrize("query", ["", CAMPAIGN, EMPTY, ONE, "measure=party", "measure=events&running=cumulative"])
def test_a_slide_says_what_it_shows(brief: Brief_, query: str) -> None:
    asked = brief(query)
    told = " ".join(words_of(slide.compose(asked))).replace("\u00a0", " ")
    for words in (
        asked.heading,
        "As of 11 Jul 2025, 00:00",
        "Filters: ",
        "Sources: ",
        asked.version,
        asked.fingerprint,
        *(" ".join(figure) for figure in figures(asked.counts, asked.tolls)),
    ):
        assert words in told
    assert f"{asked.counts.filtered_out} filtered out of 50" in told


def test_a_slide_without_events_is_a_sentence_and_a_map(brief: Brief_) -> None:
    told = words_of(slide.compose(brief(EMPTY)))
    assert "No event matches all filters." in told
    assert "al-Tanf" in told


def test_both_names_are_readable_at_tower_22_and_al_tanf(brief: Brief_) -> None:
    for query in ("", CAMPAIGN, EMPTY):
        assert {"Tower 22", "al-Tanf"} <= set(words_of(slide.compose(brief(query))))


def test_a_slide_carries_banner_organisation_notes_and_title(brief: Brief_) -> None:
    told = words_of(slide.compose(brief(ONE)))
    assert told.count("RESTRICTED") == 2
    assert {"Example Office", "Three killed here", "Notes", "1"} <= set(told)
    assert "A title of my own" in words_of(slide.compose(brief("title=A%20title%20of%20my%20own")))


def test_a_slide_of_a_selected_event_says_who_gives_which_figure(brief: Brief_) -> None:
    told = " ".join(words_of(slide.compose(brief(SELECTED))))
    assert "US forces wounded: 25 (FDD’s Long War Journal) · 47 (Wikipedia (by its layout))" in told
    assert "Preferred where they differ: Wikipedia (by its layout), the later text" in told
    assert "Most harmful" not in told


def test_what_is_told_of_any_selected_event_ends_above_the_foot(brief: Brief_, catalog: Catalog) -> None:
    for event_id in catalog.events["event_id"]:
        canvas = slide.compose(brief(f"selected={event_id}&banner=RESTRICTED"))
        rows = [row for layer in canvas.spec()["layer"] for row in layer["data"]["values"] if "text" in row]
        (foot,) = (row["y"] for row in rows if "filtered out of" in row["text"])
        assert max(row["y"] for row in rows if row["x"] == slide._COLUMN) < foot - 16


def test_words_without_room_are_cut_and_say_so() -> None:
    look, words = Type(20), "Attacks on US and coalition forces and the strikes that answered them"
    whole = look.lines(words, 200)
    assert slide.fitting([words, "More"], look, 200, len(whole) + 1) == [whole, ["More"]]
    assert slide.fitting([words, "More"], look, 200, len(whole)) == [whole]
    (cut,) = slide.fitting([words, "More"], look, 200, 2)
    assert cut[0] == whole[0]
    assert cut[1].endswith("…")
    assert look.width(cut[1]) <= 200
    assert slide.fitting([words], look, 200, 0) == []


def test_an_event_known_to_the_governorate_is_drawn_in_its_circle(brief: Brief_) -> None:
    canvas = Canvas(900, 600)
    slide_map.draw(canvas, (0, 0, 900, 600), brief("find=maysulun"))
    circles = [layer for layer in canvas.spec()["layer"] if layer["mark"].get("fillOpacity") == 0.07]
    assert len(circles) == 1
    assert circles[0]["mark"]["strokeDash"]


@pytest.mark.parametrize("ending", sorted(set(FORMATS) - {"2x.png"}))
def test_equal_links_make_equal_bytes(brief: Brief_, ending: str) -> None:
    make = FORMATS[ending][2]
    assert make(brief(CAMPAIGN)) == make(brief(CAMPAIGN))
    assert make(brief(CAMPAIGN)) != make(brief(CAMPAIGN + "&side=attack"))


@pytest.mark.parametrize(("scale", "size"), [(1, (1600, 900)), (2, (3200, 1800))])
def test_a_picture_has_its_exact_size_and_says_where_it_comes_from(
    brief: Brief_, scale: int, size: tuple[int, int]
) -> None:
    asked = brief(ONE)
    made = Image.open(io.BytesIO(image_export.png(asked, scale)))
    assert made.size == size
    assert asked.link in made.text["Description"]
    assert asked.fingerprint in made.text["Description"]
    assert made.text["Subject"] == "Filters: Jordan."


def test_a_page_of_pdf_is_the_slide_with_its_metadata(brief: Brief_) -> None:
    asked = brief(ONE)
    with pikepdf.open(io.BytesIO(image_export.pdf(asked))) as pdf:
        assert len(pdf.pages) == 1
        assert [float(edge) for edge in pdf.pages[0].mediabox] == [0, 0, 1600, 900]
        assert str(pdf.docinfo["/Title"]) == asked.heading
        assert asked.link in str(pdf.docinfo["/Description"])
        assert str(pdf.docinfo["/CreationDate"]) == "D:20250711000000Z"


def test_a_vector_picture_holds_its_typeface_and_nothing_from_outside(brief: Brief_) -> None:
    made = image_export.svg(brief(ONE))
    assert 'width="1600" height="900"' in made
    assert made.count("@font-face") == 2
    assert set(re.findall(r"(?:href|src)\s*[=:]\s*[\"'(]?(http[^\"')\s]*)", made)) == set()


@pytest.fixture(scope="module")
def deck(brief: Brief_) -> tuple[Brief, "Presentation"]:
    asked = brief(CAMPAIGN)
    return asked, Presentation(io.BytesIO(powerpoint.pptx(asked)))


def test_a_presentation_is_wide_and_has_a_real_title(deck: tuple[Brief, "Presentation"]) -> None:
    asked, made = deck
    assert (round(made.slide_width / 914400, 3), made.slide_height / 914400) == (13.333, 7.5)
    assert made.slides[0].shapes.title.text == asked.heading
    assert made.core_properties.keywords == asked.fingerprint
    assert asked.link in made.core_properties.comments


def test_it_tells_every_figure_of_the_view(deck: tuple[Brief, "Presentation"]) -> None:
    asked, made = deck
    texts = " ".join(shape.text_frame.text for shape in made.slides[0].shapes if shape.has_text_frame)
    assert all(" ".join(figure) in texts for figure in figures(asked.counts, asked.tolls))


def test_its_chart_can_be_edited_and_holds_the_engine_s_sums(deck: tuple[Brief, "Presentation"]) -> None:
    asked, made = deck
    (chart,) = [shape.chart for shape in made.slides[0].shapes if shape.has_chart]
    months = list(chart.plots[0].categories)
    tolls = asked.tolls.assign(
        group=asked.tolls["side"].map(SIDE_GROUPS), words=pd.to_datetime(asked.tolls["month"]).dt.strftime("%b %Y")
    )
    for series, (group, harm) in zip(
        chart.plots[0].series,
        [("attack", "killed"), ("attack", "wounded"), ("answer", "killed"), ("answer", "wounded")],
        strict=True,
    ):
        part = tolls[(tolls["group"] == group) & (tolls["harm"] == harm)]
        sums = part.groupby("words")["best"].sum().to_dict()
        assert dict(zip(months, series.values, strict=True)) == {month: sums.get(month, 0) for month in months}
    assert months == ["Oct 2023", "Nov 2023", "Dec 2023", "Jan 2024", "Feb 2024"]


def test_it_tells_of_the_selected_event_as_the_slide_does(brief: Brief_) -> None:
    made = Presentation(io.BytesIO(powerpoint.pptx(brief(SELECTED))))
    told = " ".join(shape.text_frame.text for shape in made.slides[0].shapes if shape.has_text_frame)
    assert "US forces wounded: 25 (FDD’s Long War Journal) · 47 (Wikipedia (by its layout))" in told


def test_its_map_has_an_alternative_text(deck: tuple[Brief, "Presentation"]) -> None:
    asked, made = deck
    (told,) = [shape._element._nvXxPr.cNvPr.get("descr") for shape in made.slides[0].shapes if shape.shape_type == 13]
    assert asked.heading in told


def test_its_notes_hold_every_quotation(deck: tuple[Brief, "Presentation"]) -> None:
    asked, made = deck
    notes = made.slides[0].notes_slide.notes_text_frame.text
    assert len(asked.quotes) > 30
    assert all(quote in notes for quote in asked.quotes["quote"])
    assert asked.link in notes


def test_its_tables_list_every_event(deck: tuple[Brief, "Presentation"]) -> None:
    asked, made = deck
    rows = [
        [cell.text for cell in row.cells]
        for page in list(made.slides)[1:]
        for shape in page.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert len(rows) == len(asked.events) == asked.counts.shown


@pytest.mark.parametrize("query", [EMPTY, ONE, "", HOSTILE])
def test_any_view_can_be_taken_away(brief: Brief_, query: str) -> None:
    asked = brief(query)
    assert Presentation(io.BytesIO(powerpoint.pptx(asked))).slides[0].shapes.title.text == asked.heading
    assert Image.open(io.BytesIO(image_export.png(asked))).size == (1600, 900)
    assert asked.view.query().split("&")[0] in html_export.html(asked).replace("&#38;", "&")


def test_a_snapshot_asks_for_nothing_and_runs_nothing_from_outside(brief: Brief_) -> None:
    made = html_export.html(brief(HOSTILE))
    assert "<img src=x" not in made
    assert "{{7*7}}" not in made
    assert "${alert(1)}" not in made
    assert made.count("</script>") == 2
    assert re.findall(r"<(?:link|script|img)[^>]+(?:src|href)=", made) == []


def test_a_snapshot_lists_every_event_with_its_words(brief: Brief_) -> None:
    asked = brief(CAMPAIGN)
    made = html_export.html(asked)
    assert made.count("<details id=") == len(asked.events)
    assert made.count("<blockquote>") == len(asked.quotes)


def test_no_time_of_writing_is_left_in_a_presentation(brief: Brief_) -> None:
    with zipfile.ZipFile(io.BytesIO(powerpoint.pptx(brief(CAMPAIGN)))) as made:
        assert {part.date_time for part in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("ending", FORMATS)
def test_the_command_line_writes_each_file(tmp_path: Path, ending: str) -> None:
    made = tmp_path / f"slide.{ending}"
    assert main(["side=attack&country=Jordan", "-o", str(made)]) == 0
    assert made.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("query", "name", "told"),
    [("side=atack", "slide.png", "nearest is “attack”"), ("", "slide.gif", "must end in one of")],
)
def test_the_command_line_says_in_one_line_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str, name: str, told: str
) -> None:
    assert main([query, "-o", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not (tmp_path / name).exists()


def test_long_words_are_broken_into_lines_that_fit() -> None:
    look = Type(20)
    lines = look.lines("Attacks on US and coalition forces and the strikes that answered them", 200)
    assert " ".join(lines) == "Attacks on US and coalition forces and the strikes that answered them"
    assert all(look.width(line) <= 200 for line in lines)


def test_the_composition_is_plain_vega_lite(brief: Brief_) -> None:
    spec = slide.compose(brief(CAMPAIGN)).spec()
    assert json.loads(json.dumps(spec))["layer"]
    assert "NaN" not in json.dumps(spec)
    assert (spec["width"], spec["height"]) == (1600, 900)


def test_a_slide_is_as_of_the_newest_document_or_of_the_last_event_of_other_data(
    catalog: Catalog, record_engine: Engine
) -> None:
    record = Dataset("Basewatch record", record_engine, of_record=True)
    other = Dataset("Other events", record_engine, of_record=False)
    assert gather(catalog, record, View()).as_of.date() == date(2025, 7, 11)
    assert gather(catalog, other, View()).as_of.date() == date(2025, 6, 23)
    until = date(2024, 1, 1)
    assert gather(catalog, other, View(dates=(None, until))).as_of.date() == date(2025, 6, 23)


def test_the_legend_explains_what_only_some_symbols_have_where_they_are_shown() -> None:
    one = Symbol("1:1", "Somewhere", 33.0, 44.0, 1, 1, 0, "airstrike", "site", "record", 1)
    assert legend_kinds([one]) == ["attack", "answer", "base"]
    assert legend_kinds([replace(one, geo_precision="town")]) == ["attack", "answer", "base", "circle"]
    mixed = replace(one, events=300, attacks=100, answers=100, origin="own")
    assert legend_kinds([one, mixed]) == ["attack", "answer", "mixed", "other", "own", "base"]
    assert slide_legend.types_for([one, replace(mixed, event_type="ied")]) == ["airstrike"]


def test_the_legend_stands_where_it_covers_the_fewest_symbols() -> None:
    sheet = (0.0, 0.0, 1000.0, 600.0)

    def stands(*marked: tuple[float, float, float, float]) -> tuple[bool, bool]:
        left, top, *_ = slide_legend.legend_box(sheet, ["attack"], ["airstrike"], marked)
        return left < 500, top > 300

    below_left, below_right = (20.0, 560.0, 40.0, 580.0), (960.0, 560.0, 980.0, 580.0)
    assert stands() == stands(below_right) == (True, True)
    assert stands(below_left) == (False, True)
    assert stands(below_left, below_right) == (True, False)
