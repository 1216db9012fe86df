"""The link: it holds the whole view, restores it elsewhere, and follows Back."""

from collections import Counter
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard, Event, by_place

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}${alert(1)}"
KIRKUK = "20231204-kirkuk-airstrike"


def drag_map(dashboard: Dashboard, right: int, down: int) -> None:
    """Drag the map by its middle, where there is no symbol, and pause before releasing the button."""
    box = dashboard.page.locator(".st-key-map-frame iframe").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.7
    mouse = dashboard.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y + down, steps=5)
    mouse.up()


def test_zooming_and_panning_change_the_link(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.mark()
    latitude, longitude, zoom = dashboard.position()
    dashboard.map.locator(".leaflet-control-zoom-in").click()
    dashboard.expect_in_map("(zoom) => map.getZoom() === zoom + 1", zoom)
    dashboard.expect_link_to_follow_map()
    drag_map(dashboard, 160, 90)
    dashboard.expect_in_map("(longitude) => map.getCenter().lng < longitude - 0.5", longitude)
    dashboard.expect_link_to_follow_map()
    now = dashboard.position()
    assert now[0] > latitude
    assert now[2] == zoom + 1
    assert dashboard.is_marked()


def test_a_link_restores_the_view_in_a_new_browser(
    dashboard: Dashboard, another_dashboard: Dashboard, record: list[Event]
) -> None:
    dashboard.open("at=34.6,42.3,6")
    dashboard.box("US strikes").click()
    dashboard.expect_link(side="us_strike")
    dashboard.pill("Iraq").click()
    dashboard.expect_link(country="Iraq")
    dashboard.symbol("near Kirkuk").click()
    dashboard.expect_link(selected=KIRKUK)
    drag_map(dashboard, 90, -60)
    dashboard.expect_link_to_follow_map()
    dashboard.map.locator(".leaflet-control-zoom-in").click()
    dashboard.expect_in_map("() => map.getZoom() === 7")
    dashboard.expect_link_to_follow_map()

    another_dashboard.open(dashboard.query())
    another_dashboard.expect_places(by_place(e for e in record if (e["country"], e["side"]) == ("Iraq", "us_strike")))
    another_dashboard.expect_places(Counter({"near Kirkuk": 1}), ".bw-selected")
    expect(another_dashboard.title).to_have_text("Airstrike near Kirkuk")
    expect(another_dashboard.heading).to_have_text(dashboard.heading.inner_text())
    expect(another_dashboard.box("US strikes").get_by_role("checkbox")).to_be_checked()
    assert another_dashboard.position() == pytest.approx(dashboard.position(), abs=1e-3)
    assert another_dashboard.query() == dashboard.query()


def test_a_link_restores_the_position(dashboard: Dashboard) -> None:
    for position in ((34.6, 42.3, 6), (33.3152, 44.3661, 9.25)):
        dashboard.open(f"at={','.join(map(str, position))}")
        assert dashboard.position() == pytest.approx(position, abs=1e-3)


def test_back_restores_the_earlier_position(dashboard: Dashboard) -> None:
    dashboard.open("at=34.6,42.3,6")
    dashboard.mark()
    dashboard.map.locator(".leaflet-control-zoom-in").click()
    dashboard.expect_in_map("() => map.getZoom() === 7")
    dashboard.expect_link_to_follow_map()
    dashboard.page.go_back()
    dashboard.expect_link(at="34.6,42.3,6")
    dashboard.expect_in_map("() => map.getZoom() === 6")
    assert dashboard.position() == pytest.approx((34.6, 42.3, 6), abs=1e-3)
    assert dashboard.is_marked()


@pytest.mark.smoke
def test_back_and_forward_restore_filters_and_selection(dashboard: Dashboard, record: list[Event]) -> None:
    dashboard.open()
    dashboard.mark()
    dashboard.pill("Jordan").click()
    dashboard.expect_link(country="Jordan")
    dashboard.expect_places(Counter({"Tower 22": 1}))
    dashboard.symbol("Tower 22").click()
    dashboard.expect_link(selected="20240128-tower-22-drone")
    expect(dashboard.detail).to_be_visible()
    dashboard.page.go_back()
    dashboard.expect_link(selected=None, country="Jordan")
    expect(dashboard.detail).to_have_count(0)
    dashboard.page.go_back()
    dashboard.expect_link(country=None)
    dashboard.expect_places(by_place(record))
    expect(dashboard.chips).to_have_count(0)
    dashboard.page.go_forward()
    dashboard.expect_link(country="Jordan")
    dashboard.expect_places(Counter({"Tower 22": 1}))
    assert dashboard.is_marked()


def test_fit_shows_the_view_and_removes_the_position_and_home_shows_the_four_countries(dashboard: Dashboard) -> None:
    dashboard.open("at=33.3,44.4,9&country=Iraq")
    dashboard.mark()
    assert not dashboard.shows_home()
    dashboard.map.get_by_role("button", name="Home").click()
    dashboard.expect_link_to_follow_map()
    assert dashboard.shows_home()
    dashboard.map.get_by_role("button", name="Fit").click()
    dashboard.expect_link(at=None, country="Iraq")
    assert not dashboard.shows_home()
    zoom = dashboard.position()[2]
    dashboard.map.locator(".leaflet-control-zoom-in").click()
    dashboard.expect_in_map("(zoom) => map.getZoom() === zoom + 1", zoom)
    dashboard.expect_link_to_follow_map()
    assert dashboard.is_marked()


def test_the_map_fits_each_view_until_a_person_moves_it(dashboard: Dashboard) -> None:
    dashboard.open()
    assert dashboard.shows_home()
    dashboard.pill("Qatar").click()
    dashboard.expect_link(country="Qatar", at=None)
    latitude, longitude, zoom = dashboard.position()
    assert 24 < latitude < 27, "Qatar is in the middle"
    assert 50 < longitude < 52
    dashboard.map.locator(".leaflet-control-zoom-out").click()
    dashboard.expect_link_to_follow_map()
    dashboard.pill("Qatar").click()
    dashboard.expect_link(country=None)
    assert dashboard.position()[:2] == pytest.approx((latitude, longitude), abs=1e-6)
    assert dashboard.position()[2] == zoom - 1


def test_the_link_to_an_event_opens_it(dashboard: Dashboard) -> None:
    dashboard.open(f"selected={KIRKUK}&country=Iraq")
    address = dashboard.detail.get_by_role("link", name="Link to this event").get_attribute("href")
    assert address
    dashboard.open(address.lstrip("?"))
    dashboard.expect_link(selected=KIRKUK, country=None)
    expect(dashboard.title).to_have_text("Airstrike near Kirkuk")


def test_invalid_parts_of_a_link_are_ignored_with_a_warning(dashboard: Dashboard, record: list[Event]) -> None:
    dashboard.open("country=Irak&side=attack")
    expect(dashboard.notice).to_contain_text("Irak")
    expect(dashboard.notice).to_contain_text("Iraq")
    dashboard.expect_places(by_place(event for event in record if event["side"] == "attack"))
    dashboard.expect_link(country=None, side="attack")


def test_typed_text_never_becomes_code(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.mark()
    dashboard.find(HOSTILE)
    expect(dashboard.heading).to_contain_text(f"matching “{HOSTILE}”")
    expect(dashboard.chips.first).to_contain_text(f"“{HOSTILE}”")
    dashboard.expect_places(Counter())
    expect(dashboard.page.locator("img[src=x]")).to_have_count(0)
    expect(dashboard.map.locator("img[src=x]")).to_have_count(0)
    assert dashboard.is_marked()


@pytest.mark.smoke
def test_text_in_a_link_never_becomes_code(dashboard: Dashboard) -> None:
    shown = ("find", "country", "actor", "dates", "at", "page", "month", "measure", HOSTILE)
    dashboard.open(urlencode(dict.fromkeys((*shown, "selected"), HOSTILE)))
    for name in shown[1:]:
        expect(dashboard.notice.filter(has_text=name).filter(has_text=HOSTILE).first).to_be_visible()
    expect(dashboard.heading).to_contain_text(f"matching “{HOSTILE}”")
    expect(dashboard.page.locator("img[src=x]")).to_have_count(0)
    expect(dashboard.map.locator("img[src=x]")).to_have_count(0)
