"""The pages below the map: the table of events, the published totals, about the record."""

import re
from collections import Counter

from playwright.sync_api import Locator, expect

from tests.browser.dashboard import Dashboard, Event

CAMPAIGN = "dates=2023-10-17..2024-02-07"


def test_a_row_selects_its_event_and_a_second_click_clears_it(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.mark()
    dashboard.table_row("Drone strike at Tower 22").click()
    dashboard.expect_link(selected="20240128-tower-22-drone")
    expect(dashboard.title).to_have_text("Drone strike at Tower 22")
    dashboard.expect_places(Counter({"Tower 22": 1}), ".bw-selected")
    expect(pressed(dashboard)).to_have_text(["Drone strike at Tower 22"])
    dashboard.table_row("Shoot-down near Muqdadiyah").click()
    dashboard.expect_link(selected="20240118-muqdadiyah-shoot-down")
    expect(dashboard.title).to_have_text("Shoot-down near Muqdadiyah")
    dashboard.table_row("Shoot-down near Muqdadiyah").get_by_role("button").press("Enter")
    dashboard.expect_link(selected=None)
    expect(dashboard.detail).to_have_count(0)
    expect(dashboard.table_row("Shoot-down near Muqdadiyah").get_by_role("button")).to_be_focused()
    assert dashboard.is_marked()


def pressed(dashboard: Dashboard) -> Locator:
    return dashboard.table.get_by_role("button", pressed=True)


def test_an_event_selected_on_the_map_is_marked_in_the_table_and_scrolled_into_view(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.symbol("Tower 22").click()
    expect(pressed(dashboard)).to_have_text(["Drone strike at Tower 22"])
    dashboard.symbol("near Muqdadiyah").click()
    expect(pressed(dashboard)).to_have_text(["Shoot-down near Muqdadiyah"])
    dashboard.open("selected=20200103-baghdad-airstrike")
    expect(pressed(dashboard)).to_have_count(1)
    assert is_in_view(dashboard, pressed(dashboard))


def test_the_rows_of_a_picked_month_are_scrolled_into_view(dashboard: Dashboard) -> None:
    dashboard.open("month=2020-01")
    marked = dashboard.table.locator(".bw-marked")
    expect(marked).to_have_count(1)
    assert is_in_view(dashboard, marked.first)


def is_in_view(dashboard: Dashboard, part: Locator) -> bool:
    """Return whether a part of the table is within its box, not scrolled out of it."""
    box, row = dashboard.page.locator(".bw-events-box").bounding_box(), part.bounding_box()
    assert box
    assert row
    return box["y"] < row["y"] < row["y"] + row["height"] <= box["y"] + box["height"]


def test_a_column_sorts_the_rows_unknown_last_and_the_order_is_marked_copied_and_in_the_link(
    dashboard: Dashboard,
) -> None:
    dashboard.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dashboard.open(CAMPAIGN)
    as_given = dashboard.table_events("Wounded")
    known = [words for words in as_given if words]
    head, date = (dashboard.table.get_by_role("columnheader", name=name) for name in ("Wounded", "Date"))
    expect(date).to_have_attribute("aria-sort", "descending")
    for way, turned, order in (("descending", True, "-wounded"), ("ascending", False, "wounded")):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", way)
        expect(date).not_to_have_attribute("aria-sort", "descending")
        dashboard.expect_link(sort=order)
        found = dashboard.table_events("Wounded")
        lows = [int(re.findall(r"\d+", words)[0]) for words in found[: len(known)]]
        assert lows == sorted(lows, reverse=turned)
        assert not any(found[len(known) :])
    dashboard.page.get_by_role("button", name="Copy table").click()
    expect(dashboard.page.locator(".bw-events-line").get_by_role("status")).to_have_text("Copied")
    lines = dashboard.page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert lines[0].split("\t")[:3] == ["Date", "Event", "Killed"]
    assert [line.split("\t")[3] for line in lines[1:]] == found
    dashboard.page.go_back()
    dashboard.expect_link(sort="-wounded")
    expect(head).to_have_attribute("aria-sort", "descending")
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    expect(date).to_have_attribute("aria-sort", "descending")
    dashboard.expect_link(sort=None)
    assert dashboard.table_events("Wounded") == as_given


def test_a_sorted_table_stays_sorted_when_a_filter_changes_it(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.table.get_by_role("columnheader", name="Event").get_by_role("button").click()
    dashboard.box("Drone strike").click()
    dashboard.expect_link(event_type="drone strike")
    expect(dashboard.table_row("Airstrike")).to_have_count(0)
    names = dashboard.table_events("Event")
    assert names == sorted(names, key=str.lower)


def test_a_selection_is_not_lost_when_the_map_moves_right_after_it(dashboard: Dashboard) -> None:
    dashboard.open("at=34.7,44.6,6.5")
    rounds = [
        ("near Kirkuk", "20231204-kirkuk-airstrike", "in"),
        ("near Muqdadiyah", "20240118-muqdadiyah-shoot-down", "out"),
    ]
    for place, event_id, zoom in 3 * rounds:
        dashboard.symbol(place).click()
        dashboard.map.locator(f".leaflet-control-zoom-{zoom}").click()
        dashboard.expect_link_to_follow_map()
        dashboard.expect_link(selected=event_id)


def test_the_table_holds_the_events_in_view(dashboard: Dashboard, record: list[Event]) -> None:
    in_view = [event for event in record if event["country"] in {"Jordan", "Qatar"}]
    dashboard.open("country=Jordan&country=Qatar")
    expect(dashboard.table_row("Drone strike at Tower 22")).to_have_count(1)
    expect(dashboard.table_row("Missile attack at al-Udeid")).to_have_count(1)
    expect(dashboard.table.locator("tbody tr")).to_have_count(len(in_view))


def test_every_column_is_in_sight_on_a_small_screen(dashboard: Dashboard) -> None:
    dashboard.page.set_viewport_size({"width": 1280, "height": 720})
    dashboard.open()
    expect(dashboard.page.get_by_role("columnheader", name="Sources")).to_be_visible()
    box = dashboard.page.locator(".bw-events-box")
    hidden = """box => [box.scrollWidth - box.clientWidth, ...[...box.querySelectorAll("th button")].map(
        head => Math.max(0, head.getBoundingClientRect().right - head.closest("th").getBoundingClientRect().right))]"""
    assert set(box.evaluate(hidden)) == {0}


def test_the_pages_below_the_map_are_switched_and_in_the_link(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.mark()
    expect(dashboard.table).to_be_visible()
    dashboard.part("Published totals").click()
    dashboard.expect_link(page="totals")
    expect(dashboard.page.locator(".bw-lead")).to_be_visible()
    expect(dashboard.page.locator(".bw-wide")).to_contain_text("Counted by")
    expect(dashboard.table).to_have_count(0)
    dashboard.part("About the record").click()
    dashboard.expect_link(page="about")
    expect(dashboard.page.locator(".bw-prose")).to_contain_text("How it was coded")
    expect(dashboard.page.locator(".bw-lead")).to_have_count(0)
    assert dashboard.is_marked()
    dashboard.open(dashboard.query())
    expect(dashboard.page.locator(".bw-prose")).to_be_visible()
    expect(dashboard.part("About the record")).to_be_checked()
    dashboard.part("Events in view").click()
    dashboard.expect_link(page=None)
    expect(dashboard.table).to_be_visible()


def test_a_story_that_a_row_opens_is_brought_into_sight(dashboard: Dashboard) -> None:
    dashboard.open()
    row = dashboard.table_row("Missile attack at al-Asad").first
    row.get_by_role("button").click()
    expect(dashboard.title).to_have_text("Missile attack at al-Asad")
    expect(dashboard.title).to_be_in_viewport()
