"""Links: what one holds is what the page shows, and the address bar always holds what the page shows."""

from collections.abc import Callable
from datetime import date

import pytest

from components.page_data import Record, load_slide
from components.slide.slide_text import selected_event_paragraphs
from data.datasets import Dataset
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.terms import NOT_NAMED
from data.view import View
from tests.app.visitor import Visitor

DEEP = View(
    dates=(date(2023, 10, 17), date(2024, 2, 7)),
    side=("attack",),
    event_type=("drone strike", "missile attack"),
    actor=("Iran-backed militias", NOT_NAMED),
    country=("Iraq", "Jordan"),
    find="base",
    area=(38.0, 30.0, 45.0, 37.0),
    selected="20240128-tower-22-drone",
    at=(33.25, 41.5, 6.25),
    measure="party",
    running="cumulative",
)


def test_a_deep_link_restores_filters_selection_place_and_switches(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open(DEEP.query())
    assert visitor.view == visitor.address == DEEP
    assert not visitor.warnings
    assert visitor.heading == DEEP.describe(record_engine.extent(DEEP))
    assert len(visitor.table) == record_engine.counts(DEEP).shown > 0
    assert "Drone strike at Tower 22" in visitor.titles
    assert (visitor.map_state["selected"], visitor.map_state["position"]) == (DEEP.selected, [33.25, 41.5, 6.25])
    assert visitor.chosen("event_type") == list(DEEP.event_type)
    assert visitor.chosen("actor") == ["Iran-backed militias", NOT_NAMED]
    assert (visitor.chosen("measure"), visitor.chosen("running")) == (["party"], ["cumulative"])
    assert visitor.chosen("country") == ["Iraq", "Jordan"]


def test_an_event_outside_the_view_is_shown_too(visitor: Visitor) -> None:
    visitor.open("country=Qatar&selected=20240128-tower-22-drone")
    assert "Drone strike at Tower 22" in visitor.titles
    assert len(visitor.table) == 1


@pytest.mark.parametrize(
    ("filters", "reasons"),
    [
        ("country=Iraq", "Jordan is filtered out"),
        ("country=Jordan", ""),
        (
            "side=us_strike&dates=2024-02-01..",
            "28 Jan 2024 is filtered out; Attack on US or coalition forces is filtered out",
        ),
        ("find=missile&area=42,33,45,37", "“missile” is not found in it; it is not within 33.0 to 37.0° N"),
    ],
)
def test_an_event_outside_the_view_says_so_and_can_be_shown(visitor: Visitor, filters: str, reasons: str) -> None:
    visitor.open(f"{filters}&selected=20240128-tower-22-drone")
    if not reasons:
        assert "Not in this view" not in visitor.html
        return
    assert f"Not in this view: {reasons}" in visitor.html
    visitor.button("Show it in the view")
    assert visitor.view == visitor.address == View(selected="20240128-tower-22-drone")
    assert "Not in this view" not in visitor.html


def test_the_slide_says_that_the_selected_event_is_outside_the_view(catalog: Catalog, record_engine: Engine) -> None:
    record, dataset = Record.of(catalog, record_engine), Dataset("Record", record_engine, of_record=True)
    outside = load_slide(record, dataset, View(country=("Iraq",), selected="20240128-tower-22-drone"))
    assert selected_event_paragraphs(outside)[0] == "Not in this view: Jordan is filtered out."
    inside = load_slide(record, dataset, View(selected="20240128-tower-22-drone"))
    assert not any("Not in this view" in paragraph for paragraph in selected_event_paragraphs(inside))


@pytest.mark.parametrize(
    ("query", "words", "rest"),
    [
        ("side=atack&country=Iraq", ("side", "atack", "nearest is “attack”"), View(country=("Iraq",))),
        ("contry=Iraq&find=drone", ("contry", "nearest is “country”"), View(find="drone")),
        ("actor=Kataib+Hizbollah&page=about", ("actor", "nearest is “Kata'ib Hezbollah”"), View(page="about")),
        ("dates=2024-02-30&measure=events", ("dates", "2024-02-30"), View(measure="events")),
        ("find=a&find=b&side=other", ("find",), View(side=("other",))),
        ("selected=20240128-tower-23&side=other", ("no event", "20240128-tower-23"), View(side=("other",))),
    ],
)
def test_unknown_parts_of_a_link_are_reported_and_the_rest_is_applied(
    visitor: Visitor, query: str, words: tuple[str, ...], rest: View
) -> None:
    visitor.open(query)
    (warning,) = visitor.warnings
    assert warning.startswith("This part of the link was left out: ")
    assert all(word in warning for word in words)
    assert visitor.view == visitor.address == rest


@pytest.mark.parametrize("spelling", ["kataib hezbollah", "KATA’IB-HEZBOLLAH", "كتائب حزب الله"])
def test_an_actor_in_another_spelling_is_the_actor_of_the_record(visitor: Visitor, spelling: str) -> None:
    expected = View(actor=("Kata'ib Hezbollah",))
    visitor.open(View(actor=(spelling,)).query())
    assert visitor.view == visitor.address == expected
    assert not visitor.warnings


def test_each_invalid_part_of_a_link_is_reported(visitor: Visitor) -> None:
    visitor.open("side=x&country=y&colour=z&actor=nobody&find=drone")
    assert len(visitor.warnings) == 4
    assert visitor.view == View(find="drone")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("country=Irak&mode=briefing", "there is no “Irak”"),
        ("dates=2024-13-01..2024-02-07&mode=briefing", "2024-13-01"),
        ("data=own&file=0123456789ab&mode=briefing", "imported file"),
    ],
)
def test_a_briefing_link_that_cannot_be_followed_says_so_and_offers_no_file(
    visitor: Visitor, query: str, words: str
) -> None:
    visitor.open(query)
    (warning,) = visitor.warnings
    assert words in warning
    assert visitor.rerun().warnings == [warning]
    assert not visitor.test.get("download_button")
    visitor.button("The slide below is not the one that the link requests")
    assert visitor.warnings == []
    assert visitor.test.get("download_button")


def test_tracking_parameters_and_capitals_are_no_problem(visitor: Visitor) -> None:
    tracking = "utm_source=newsletter&fbclid=IwAR0abc&gclid=1&msclkid=2&mc_cid=3&mc_eid=4&igshid=5"
    visitor.open(f"country=jordan&side=Attack&event_type=DRONE+strike&actor=iran-backed+militias&{tracking}")
    assert visitor.warnings == []
    assert (
        visitor.view
        == visitor.address
        == View(country=("Jordan",), side=("attack",), event_type=("drone strike",), actor=("Iran-backed militias",))
    )


def test_one_invalid_value_of_a_filter_does_not_change_the_others(visitor: Visitor) -> None:
    visitor.open("side=attack&side=x&country=Jordan&country=y&country=Iraq")
    assert len(visitor.warnings) == 2
    assert visitor.view == visitor.address == View(side=("attack",), country=("Iraq", "Jordan"))


def test_a_warning_disappears_with_the_next_change(visitor: Visitor) -> None:
    visitor.open("side=atack").tick("side", "attack")
    assert visitor.warnings == []
    assert visitor.view == View(side=("attack",))


@pytest.mark.parametrize("month", ["0000-01", "9999-12"])
def test_any_month_in_a_link_is_drawn(visitor: Visitor, month: str) -> None:
    visitor.open(f"month={month}")
    assert visitor.heading


@pytest.mark.parametrize(
    "query",
    [
        "dates=1900-01-01..2100-12-31",
        "dates=..1900-01-01&running=cumulative&measure=party",
        "area=0,0,1,1&measure=events&at=-90,-180,0",
    ],
)
def test_the_first_and_last_possible_values_are_drawn(visitor: Visitor, query: str) -> None:
    visitor.open(query)
    assert visitor.view == visitor.address == View.parse(query)


@pytest.mark.parametrize(
    "query", ["dates=2100-12-31", "country=Qatar&dates=2024-01-01..2024-01-02", "dates=..1950-01-01"]
)
def test_a_period_without_events_is_drawn_without_a_warning_in_the_log(visitor: Visitor, query: str) -> None:
    visitor.open(query)
    assert visitor.table.empty
    assert "No event matches" in visitor.html


def test_a_session_has_the_same_view_in_the_next_run(visitor: Visitor) -> None:
    visitor.open("side=attack").tick("measure", "events").tick("event_type", "drone strike")
    view = View(side=("attack",), measure="events", event_type=("drone strike",))
    assert visitor.view == visitor.address == view
    assert visitor.rerun().rerun().view == visitor.address == view


def test_a_link_opened_in_a_running_session_changes_the_view(visitor: Visitor) -> None:
    visitor.open("side=attack").tick("event_type", "drone strike")
    visitor.open("country=Jordan&selected=20240128-tower-22-drone")
    assert visitor.view == visitor.address == View(country=("Jordan",), selected="20240128-tower-22-drone")
    assert visitor.chosen("side") == []
    visitor.open("")
    assert visitor.view == View()
    assert len(visitor.table) == 50


def test_two_sessions_do_not_share_a_view(new_visitor: Callable[[], Visitor]) -> None:
    visitor, other = new_visitor(), new_visitor()
    visitor.open("side=attack")
    other.open("country=Jordan")
    assert visitor.rerun().view == View(side=("attack",))
    assert other.view == View(country=("Jordan",))
