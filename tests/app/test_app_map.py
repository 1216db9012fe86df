"""The map: it stays mounted whatever is filtered, and its messages change the view."""

import pytest

from data.query.engine import Engine
from data.view import View
from tests.app.visitor import Visitor

TOWER_22 = "20240128-tower-22-drone"


def identity(visitor: Visitor) -> tuple[str, str, str, str]:
    """Everything that makes a browser mount a new map when it changes."""
    (component,) = visitor.test.get("component_instance")
    sent = visitor.map
    return component.proto.id, sent["key"], sent["script"], sent["html"]


def test_a_filter_changes_what_is_drawn_and_leaves_the_map_mounted(visitor: Visitor) -> None:
    visitor.open()
    before, drawn = identity(visitor), visitor.map["feature_group"]
    for act in (
        lambda: visitor.tick("side", "attack"),
        lambda: visitor.tick("period", "Oct 2023 – Feb 2024"),
        lambda: visitor.tick("country", "Jordan"),
        lambda: visitor.send_map_message(kind="select", event_id=TOWER_22, count=1),
    ):
        act()
        assert identity(visitor) == before
        assert visitor.map["feature_group"] != drawn
        drawn = visitor.map["feature_group"]


def test_the_number_of_elements_above_the_map_is_constant(visitor: Visitor) -> None:
    """With one more element above it, the browser would mount a new map."""

    def blocks() -> list[str]:
        main = visitor.test.main
        return [type(main[n]).__name__ for n in main.children]

    visitor.open()
    before = blocks()
    for query in (
        "side=attack&country=Iraq",
        "country=Qatar&side=us_strike",
        "side=atack&contry=x",
        f"selected={TOWER_22}",
    ):
        visitor.open(query)
        assert blocks() == before


def test_a_click_on_a_symbol_selects_its_event(visitor: Visitor) -> None:
    visitor.open("side=attack&month=2024-01").send_map_message(kind="select", event_id=TOWER_22, count=1)
    assert visitor.view == visitor.address == View(side=("attack",), selected=TOWER_22)
    assert visitor.map_state["selected"] == TOWER_22
    assert "Drone strike at Tower 22" in visitor.titles
    assert "Most harmful in this view" not in visitor.titles


def test_a_second_click_selects_another_event_and_close_clears_the_selection(visitor: Visitor) -> None:
    visitor.open().send_map_message(kind="select", event_id=TOWER_22, count=1)
    visitor.send_map_message(kind="select", event_id="20250623-al-udeid-missile", count=2)
    assert visitor.view.selected == visitor.address.selected == "20250623-al-udeid-missile"
    visitor.button("Close")
    assert visitor.view == visitor.address == View()
    assert "Most harmful in this view" in visitor.titles


def test_a_moved_map_is_in_the_link_and_is_not_sent_back(visitor: Visitor) -> None:
    visitor.open("side=attack").send_map_message(kind="move", at=[33.5, 41.25, 7.5], count=1)
    assert visitor.view == visitor.address == View(side=("attack",), at=(33.5, 41.25, 7.5))
    assert visitor.map_state["position"] is None
    visitor.tick("side", "us_strike")
    assert visitor.map_state["position"] is None


def test_a_link_with_a_position_moves_the_map(visitor: Visitor) -> None:
    visitor.open().send_map_message(kind="move", at=[33.5, 41.25, 7.5], count=1)
    visitor.open("at=36,43,8")
    assert visitor.map_state["position"] == [36.0, 43.0, 8.0]
    visitor.open("")
    assert visitor.map_state["position"] == "home"


def test_home_removes_the_position_from_the_link(visitor: Visitor) -> None:
    visitor.open("at=36,43,8").send_map_message(kind="move", at=None, count=1)
    assert visitor.view == visitor.address == View()
    assert visitor.map_state["position"] is None


def test_a_map_panned_around_the_globe_reports_a_valid_position(visitor: Visitor) -> None:
    visitor.open("side=attack").send_map_message(kind="move", at=[33.5, 400.0, 4.0], count=1)
    assert visitor.view == visitor.address == View(side=("attack",), at=(33.5, 40.0, 4.0))
    assert visitor.map_state["position"] is None


def test_the_map_s_own_window_becomes_the_area(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open().send_map_message(kind="area", area=[38.0, 33.0, 39.5, 34.0], count=1)
    view = View(area=(38.0, 33.0, 39.5, 34.0))
    assert visitor.view == visitor.address == view
    assert len(visitor.table) == record_engine.counts(view).shown > 0


@pytest.mark.parametrize(
    ("window", "area"),
    [
        ([398.0, 33.0, 399.5, 34.0], (38.0, 33.0, 39.5, 34.0)),
        ([-200.0, -95.0, 250.0, 95.0], (-180.0, -90.0, 180.0, 90.0)),
    ],
)
def test_a_window_beyond_the_globe_becomes_an_area_on_it(
    visitor: Visitor, window: list[float], area: tuple[float, float, float, float]
) -> None:
    visitor.open().send_map_message(kind="area", area=window, count=1)
    assert visitor.view == visitor.address == View(area=area)


@pytest.mark.parametrize("message", [{}, {"kind": "dance"}, {"kind": "select", "event_id": "no-such-event"}])
def test_an_unknown_message_of_the_map_is_ignored(visitor: Visitor, message: dict[str, object]) -> None:
    visitor.open("side=attack").send_map_message(**message)
    assert visitor.view.side == ("attack",)


def test_an_event_without_a_point_is_listed_below_the_map_and_can_be_opened(visitor: Visitor) -> None:
    visitor.open("side=us_strike")
    (listed,) = [group for group in visitor.groups if group["component"] == "unplaced"]
    assert listed["title"] == "Not on the map, known only to the country"
    assert len(visitor.buttons("unplaced")) == 3
    visitor.button("Not on the map, known only to the country: Airstrike in Syria")
    assert visitor.view.selected == visitor.address.selected == "20240202-syria-airstrikes"


def test_an_event_links_to_the_one_it_responds_to_and_back(visitor: Visitor) -> None:
    visitor.open(f"selected={TOWER_22}")
    assert len(visitor.buttons("answers")) == 2
    visitor.button("Answered by: Airstrike in Syria")
    assert visitor.view.selected == "20240202-syria-airstrikes"
    visitor.button("In answer to: Drone strike at Tower 22")
    assert visitor.view.selected == visitor.address.selected == TOWER_22


def test_a_selected_event_shows_both_figures_and_every_quote(visitor: Visitor) -> None:
    visitor.open(f"selected={TOWER_22}")
    for words in (
        '<td dir="auto">25</td>',
        '<td dir="auto">47</td>',
        "No figure is preferred: nothing in the documents decides between 25 and 47.",
        "a one-way drone attack took place",
        "injured 25 in a coordinated drone strike",
    ):
        assert words in visitor.html


@pytest.mark.parametrize(
    ("window", "area"),
    [
        ([172.3, -19.0, 186.7, -13.0], (172.3, -19.0, -173.3, -13.0)),
        ([-187.7, -19.0, -173.3, -13.0], (172.3, -19.0, -173.3, -13.0)),
        ([170.0, -19.0, 180.0, -13.0], (170.0, -19.0, 180.0, -13.0)),
        ([-100.0, -60.0, 195.0, 60.0], (-180.0, -60.0, 180.0, 60.0)),
        ([-150.0, -60.0, 150.0, 60.0], (-150.0, -60.0, 150.0, 60.0)),
    ],
)
def test_a_window_over_the_date_line_becomes_an_area_over_it(
    visitor: Visitor, window: list[float], area: tuple[float, float, float, float]
) -> None:
    visitor.open().send_map_message(kind="area", area=window, count=1)
    assert visitor.view == visitor.address == View(area=area)


def test_the_map_learns_which_messages_the_page_has_seen(visitor: Visitor) -> None:
    visitor.open()
    before = visitor.map_state
    visitor.send_map_message(kind="select", event_id=TOWER_22)
    visitor.send_map_message(kind="move", at=[33.0, 43.0, 6.0])
    after = visitor.map_state
    assert (before["acknowledged"], after["acknowledged"]) == (0, 1)
    assert before["session"] == after["session"] != ""
