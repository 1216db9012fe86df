from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.slide.slide_legend import draw_legend
from components.slide.svg import Canvas
from components.symbology import (
    LABELS,
    LEGEND_WORDS,
    circle_opacity,
    format_count,
    half_height,
    half_width,
    is_paired,
    legend_kinds,
)
from data.terms import UNCERTAINTY_KM

ROOT = Path(__file__).parents[2]


@dataclass
class Group:
    events: int = 1
    attacks: int = 0
    answers: int = 0
    geo_precision: str = "site"
    origin: str = "record"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        *((1, "1"), (999, "999"), (1_000, "1k"), (6_692, "6.7k"), (9_950, "10k"), (12_345, "12k"), (123_456, "120k")),
        *((994_999, "990k"), (995_000, "1M"), (1_250_000, "1.3M"), (40_000_000, "40M"), (2_000_000_000, "2B")),
    ],
)
def test_a_count_fits_into_its_symbol(number: int, words: str) -> None:
    assert format_count(number) == words


@given(st.integers(1_000, 10**11))
def test_a_count_is_off_by_at_most_a_twentieth(number: int) -> None:
    words = format_count(number)
    units = {"k": 1_000, "M": 1_000_000, "B": 1_000_000_000}
    assert float(words[:-1]) * units[words[-1]] == pytest.approx(number, rel=0.05)
    assert len(words) <= 4


def test_more_events_make_a_larger_symbol_up_to_the_largest_group() -> None:
    for largest in (9, 50, 51, 100_000):
        sizes = [half_height(events, largest) for events in sorted({1, 2, largest // 2, largest})]
        assert sizes == sorted(set(sizes))
        assert sizes[-1] < 25


@pytest.mark.parametrize("events", [2, 9, 99])
def test_events_of_one_type_show_its_icon_beside_their_number(events: int) -> None:
    assert is_paired(events, "airstrike")
    assert half_width(events, events, "airstrike") > half_width(events, events, "") == half_height(events, events)


@pytest.mark.parametrize("events", [1, 100, 1_400])
def test_a_number_without_room_for_an_icon_has_none(events: int) -> None:
    assert not is_paired(events, "airstrike")


def test_many_circles_are_fainter_than_few() -> None:
    assert circle_opacity(0) == circle_opacity(25) == 1
    assert circle_opacity(250) == pytest.approx(0.1)


def test_the_legend_explains_only_what_is_shown() -> None:
    always = ["base"]
    assert legend_kinds([]) == always
    assert legend_kinds([Group(attacks=1)]) == ["attack", "base"]
    assert legend_kinds([Group(events=2, attacks=1, answers=1)]) == ["attack", "answer", "mixed", "base"]
    assert legend_kinds([Group(attacks=0)]) == ["other", "base"]
    assert legend_kinds([Group(attacks=1, origin="own")]) == ["attack", "own", "base"]
    for precision, km in UNCERTAINTY_KM.items():
        assert ("circle" in legend_kinds([Group(attacks=1, geo_precision=precision)])) == (km > 0)


@pytest.mark.parametrize("kind", LEGEND_WORDS)
def test_every_entry_of_the_legend_has_a_mark_on_the_slide(kind: str) -> None:
    marks = []
    for kinds in ([], [kind]):
        canvas = Canvas(400, 200)
        draw_legend(canvas, (0, 0, 400, 200), kinds, [])
        marks.append(len([element for element in canvas.elements if not element.startswith("<text")]))
    assert marks[1] > marks[0]


def test_struck_sites_are_named_first_then_countries_then_places_that_are_known_roughly() -> None:
    wanted = ["struck base", "struck site", "country", "struck area", "idle base", "town", "water"]
    assert list(LABELS) == wanted
