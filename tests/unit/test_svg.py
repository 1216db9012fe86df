"""The builder of SVG, read again with a parser of XML."""

from xml.etree import ElementTree as ET

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from components.slide.svg import FILES, Canvas, Type, geometry, plain
from data.clean_text import clean_line

SVG = "{http://www.w3.org/2000/svg}"


def parsed(canvas: Canvas) -> ET.Element:
    return ET.fromstring(canvas.svg())  # noqa: S314 - it was written by the class under test


def only_element(canvas: Canvas) -> ET.Element:
    _, element = parsed(canvas)  # the first is the paper
    return element


def test_a_sheet_has_its_size_and_its_paper_beneath_all_else() -> None:
    canvas = Canvas(160, 90)
    canvas.line(0, 0, 1, 1, "#000000")
    root = parsed(canvas)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("160", "90", "0 0 160 90")
    assert [child.tag for child in root] == [f"{SVG}rect", f"{SVG}line"]


@given(st.text())
def test_any_clean_text_is_text_again(words: str) -> None:
    canvas = Canvas(10, 10)
    canvas.text(1, 1, clean_line(words), Type(10))
    found = only_element(canvas)
    assert len(found) == 0
    assert plain(found.text or "") == clean_line(words)


@pytest.mark.parametrize(("align", "anchor"), [("left", "start"), ("center", "middle"), ("right", "end")])
def test_a_text_is_where_it_was_put(align: str, anchor: str) -> None:
    canvas = Canvas(100, 100)
    canvas.text(30, 40, "Tower 22", Type(20, "bold", "#123456", align))  # type: ignore[arg-type]
    found = only_element(canvas)
    assert (found.get("x"), found.get("text-anchor")) == ("30", anchor)
    assert (found.get("font-size"), found.get("font-weight"), found.get("fill")) == ("20", "600", "#123456")
    # Capitals are about 0.66 of the font size high: half of that is below the middle.
    assert 40 + 0.25 * 20 <= float(found.attrib["y"]) <= 40 + 0.4 * 20


def test_a_halo_lies_beneath_its_text_and_is_not_read_twice() -> None:
    canvas = Canvas(100, 100)
    canvas.text(30, 40, "Tower 22", Type(20), halo=True)
    halo, text = parsed(canvas).findall(f"{SVG}text")
    assert (halo.get("stroke"), halo.get("aria-hidden")) == ("#ffffff", "true")
    assert text.get("stroke") is text.get("aria-hidden") is None


def test_a_rectangle_may_be_given_from_any_corner() -> None:
    canvas = Canvas(100, 100)
    canvas.rect(30, 50, 10, 20, "#ffffff", strokeWidth=1.5, cornerRadius=3)
    assert only_element(canvas).attrib == {
        "x": "10",
        "y": "20",
        "width": "20",
        "height": "30",
        "fill": "#ffffff",
        "stroke-width": "1.5",
        "rx": "3",
    }


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(KeyError, match="strokewidth"):
        Canvas(10, 10).line(0, 0, 1, 1, "#000000", strokewidth=2)


def test_dashes_are_a_list_and_no_stroke_is_none() -> None:
    canvas = Canvas(10, 10)
    canvas.line(0, 0, 1, 1, "#000000", strokeDash=[5, 4.5])
    assert only_element(canvas).get("stroke-dasharray") == "5,4.5"
    canvas = Canvas(10, 10)
    canvas.areas([geometry(shapely.box(0, 0, 1, 1))], fill="#dce6ea", stroke=None)
    assert only_element(canvas).get("stroke") == "none"


def test_a_shape_is_scaled_and_its_stroke_is_not() -> None:
    canvas = Canvas(100, 100)
    canvas.shape(40, 50, "M0,-1 L1,0.5 L-.5,1 Z", 6, "#ffffff", strokeWidth=1.5)
    found = only_element(canvas)
    assert found.get("d") == "M0,-6 L6,3 L-3,6 Z"
    assert found.get("transform") == "translate(40 50)"
    assert found.get("stroke-width") == "1.5"


def test_a_slice_runs_clockwise_from_the_top() -> None:
    canvas = Canvas(100, 100)
    canvas.slice(50, 50, 10, (0, 0.25), "#c4411f")
    assert only_element(canvas).get("d") == "M50,50L50,40A10,10,0,0,1,60,50Z"
    canvas = Canvas(100, 100)
    canvas.slice(50, 50, 10, (0.25, 1), "#c4411f")
    assert only_element(canvas).get("d") == "M50,50L60,50A10,10,0,1,1,50,40Z"
    canvas = Canvas(100, 100)
    canvas.slice(50, 50, 10, (0, 1), "#c4411f")
    assert only_element(canvas).tag == f"{SVG}circle"


def test_areas_have_holes_and_lines_have_no_end() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    shapes = [ring, shapely.MultiPolygon([ring, shapely.box(20, 0, 30, 10)]), shapely.LineString([(0, 0), (1.25, 2)])]
    canvas = Canvas(100, 100)
    canvas.areas([geometry(shape) for shape in shapes], filled=False, stroke="#000000")
    paths = [child.attrib["d"] for child in parsed(canvas).findall(f"{SVG}path")]
    assert [path.count("M") for path in paths] == [path.count("Z") for path in paths[:2]] + [1] == [2, 3, 1]
    assert paths[2].startswith("M0,0L1.")
    assert "Z" not in paths[2]
    assert 'fill="none"' in canvas.elements[0]


def test_numbers_are_short_and_none_is_a_negative_zero() -> None:
    canvas = Canvas(10, 10)
    canvas.line(1 / 3, -0.001, 2.50, 1e-9, "#000000")
    found = only_element(canvas)
    assert [found.get(name) for name in ("x1", "y1", "x2", "y2")] == ["0.33", "0", "2.5", "0"]


def test_text_is_measured_with_the_typeface_of_the_slide() -> None:
    font = ImageFont.truetype(str(FILES["bold"]), 20)
    assert Type(20, "bold").width("Tower 22") == pytest.approx(font.getlength("Tower 22"), rel=0.02)
    assert Type(20, "bold").width("Tower 22") > Type(20).width("Tower 22")


def test_long_text_is_broken_into_lines_that_fit() -> None:
    look = Type(20)
    lines = look.lines("Attacks on US and coalition forces and US and coalition strikes", 200)
    assert " ".join(lines) == "Attacks on US and coalition forces and US and coalition strikes"
    assert all(look.width(line) <= 200 for line in lines)


def test_text_without_room_is_cut_and_shows_it() -> None:
    look, words = Type(20), "Attacks on US and coalition forces and US and coalition strikes"
    whole = look.lines(words, 200)
    assert look.fit([words, "More"], 200, len(whole) + 1) == [whole, ["More"]]
    assert look.fit([words, "More"], 200, len(whole)) == [whole]
    (cut,) = look.fit([words, "More"], 200, 2)
    assert cut[0] == whole[0]
    assert cut[1].endswith("…")
    assert look.width(cut[1]) <= 200
    assert look.fit([words], 200, 0) == []


def test_a_line_break_is_measured_and_broken_as_a_space() -> None:
    assert Type(20).width("Tower 22\nRukban") == Type(20).width("Tower 22 Rukban")
    assert Type(20).lines("Tower 22\nRukban", 500) == ["Tower 22 Rukban"]
