"""A phone in the hand: the page scrolls over the map, filters and story come over the page and go again."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.dashboard import Dashboard

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL_PHONE: ViewportSize = {"width": 320, "height": 640}
TOWER_22 = "Drone strike at Tower 22"
EVENT = "20240128-tower-22-drone"
MAIN = "[data-testid=stMain]"
LEAST_HELP = 150
"""The least width of the sentence of a `?`, in pixels."""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Every page of these tests is a phone's."""
    return {**browser_context_args, "viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture
def phone(dashboard: Dashboard) -> Dashboard:
    return dashboard


def test_one_finger_on_the_map_scrolls_the_page_two_move_the_map_and_a_tap_beside_a_symbol_opens_it(
    phone: Dashboard,
) -> None:
    phone.open()
    before, (x, y) = phone.position(), middle(phone)
    touch(phone.page, [[(x - 30 - 5 * step, y), (x + 30 + 5 * step, y)] for step in range(10)])
    phone.expect_in_map("(zoom) => map.getZoom() > zoom + 0.4", before[2])
    phone.expect_link_to_follow_map()

    before, link = phone.position(), phone.link()
    touch(phone.page, [[(x, y - 20 * step)] for step in range(10)])
    phone.page.wait_for_function(f"() => document.querySelector('{MAIN}').scrollTop > 120")
    expect(phone.map.get_by_text("Two fingers move the map")).to_be_visible()
    assert phone.position() == before
    assert phone.link() == link

    phone.open("at=33.2,38.6,8")
    symbol = phone.symbol("Tower 22").bounding_box()
    assert symbol
    assert symbol["width"] < 30
    phone.page.touchscreen.tap(symbol["x"] + symbol["width"] / 2, symbol["y"] + symbol["height"] / 2 + 18)
    expect(phone.title).to_have_text(TOWER_22)


def test_the_story_of_a_link_is_in_sight_with_its_place_and_closes_by_button_and_escape(phone: Dashboard) -> None:
    phone.open()
    row = phone.table_row(TOWER_22).get_by_role("button")
    row.tap()
    expect(phone.title).to_be_in_viewport(ratio=1)
    expect(phone.title).to_be_focused()
    event = phone.link()["selected"][0]
    phone.page.keyboard.press("Escape")
    expect(phone.detail).to_have_count(0)
    expect(row).to_be_focused()

    phone.page.set_viewport_size(SMALL_PHONE)
    phone.open(f"selected={event}")
    expect(phone.title).to_be_in_viewport(ratio=1)
    expect(phone.title).to_be_focused()
    expect(phone.detail.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    story, frame = phone.detail.bounding_box(), phone.page.locator(".st-key-map-frame iframe").bounding_box()
    assert story
    assert frame
    assert story["height"] <= 0.7 * SMALL_PHONE["height"]
    assert story["y"] - frame["y"] > 150  # so much of the map is above the story
    assert phone.page.locator(MAIN).evaluate("(main) => main.scrollWidth") == SMALL_PHONE["width"]
    phone.detail.get_by_role("button", name="Close").tap()
    expect(phone.detail).to_have_count(0)


def test_a_finger_that_pulls_the_story_down_from_its_top_closes_it(phone: Dashboard) -> None:
    phone.open(f"selected={EVENT}")
    sheet = phone.detail.bounding_box()
    assert sheet
    x, y = sheet["x"] + 60, sheet["y"] + 20
    touch(phone.page, [[(x, y)], [(x, y + 10)], [(x, y + 30)]])  # too short
    expect(phone.detail).to_be_visible()
    phone.detail.evaluate("(sheet) => sheet.scrollTo(0, 200)")
    touch(phone.page, [[(x, y + 80)], [(x, y + 200)]])  # scrolls back
    expect(phone.detail).to_be_visible()
    phone.detail.evaluate("(sheet) => sheet.scrollTo(0, 0)")
    touch(phone.page, [[(x, y)], [(x, y + 50)], [(x, y + 120)]])
    expect(phone.detail).to_have_count(0)


@pytest.mark.parametrize("part", ["bases", "totals"])
def test_lists_actions_and_helps_fit_a_small_phone(phone: Dashboard, part: str) -> None:
    phone.page.set_viewport_size(SMALL_PHONE)
    phone.open(f"page={part}")
    cells = phone.page.locator(":is(.bw-events, .bw-table) td")
    expect(cells.first).to_be_visible()
    rights = cells.evaluate_all("(cells) => cells.map((cell) => cell.getBoundingClientRect().right)")
    assert max(rights) <= SMALL_PHONE["width"]
    actions = phone.page.locator(".st-key-actions")
    assert actions.evaluate("(bar) => bar.scrollWidth - bar.clientWidth") == 0
    assert min(help_widths(phone, ".bw-whole, .st-key-chart-head")) > LEAST_HELP
    phone.page.get_by_role("button", name="Filters").tap()
    assert min(help_widths(phone, ".bw-titled")) > LEAST_HELP


def help_widths(phone: Dashboard, within: str) -> list[float]:
    """Return how wide the sentence of each `?` is."""
    marks = phone.page.locator(within).get_by_role("note")
    expect(marks.first).to_be_visible()
    widths: list[float] = marks.evaluate_all(
        "(all) => all.map((mark) => { mark.focus(); return parseFloat(getComputedStyle(mark, '::after').width); })"
    )
    return widths


def test_filters_open_as_a_drawer_that_counts_and_closes(phone: Dashboard) -> None:
    phone.open("country=Syria")
    filters = phone.page.get_by_role("button", name="Filters")
    show = phone.page.locator(".st-key-filters-close button")
    expect(filters).to_have_text("Filters · 1")
    expect(phone.sidebar).to_be_hidden()
    phone.page.locator(MAIN).evaluate("(main) => main.scrollTo(0, 700)")
    expect(filters).to_be_in_viewport(ratio=1)
    filters.tap()
    expect(phone.sidebar).to_be_visible()
    expect(phone.sidebar).to_be_focused()
    before = show.inner_text()
    assert phone.box("US strikes").evaluate("(label) => label.getBoundingClientRect().height") >= 44
    phone.box("US strikes").tap()
    expect(show).not_to_have_text(before)
    expect(show).to_have_text(re.compile(r"Show \d+ events?"))
    expect(show).to_be_in_viewport(ratio=1)
    show.tap()
    expect(phone.sidebar).to_be_hidden()
    expect(filters).to_be_focused()
    expect(filters).to_have_text("Filters · 2")
    filters.tap()
    phone.page.keyboard.press("Escape")
    expect(phone.sidebar).to_be_hidden()
    filters.tap()
    phone.page.touchscreen.tap(PHONE["width"] - 8, 400)
    expect(phone.sidebar).to_be_hidden()


def middle(dashboard: Dashboard) -> tuple[float, float]:
    """The middle of the map on the screen."""
    box = dashboard.page.locator(".st-key-map-frame iframe").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def touch(page: Page, steps: list[list[tuple[float, float]]]) -> None:
    """Put fingers on the screen, move them step by step, and lift them; each step has a point for each finger."""
    session = page.context.new_cdp_session(page)
    for kind, points in [*zip(["touchStart", *["touchMove"] * len(steps)], steps), ("touchEnd", [])]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})
    session.detach()
