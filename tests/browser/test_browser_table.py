"""What stands beneath the map: the table of events, the published totals, the page about the record."""

from collections import Counter

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard, Event

CAMPAIGN = "dates=2023-10-17..2024-02-07"


def test_a_row_selects_its_event_and_lets_it_go(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.mark()
    dashboard.tick_table_row("Drone strike at Tower 22")
    dashboard.expect_link(selected="20240128-tower-22-drone")
    expect(dashboard.title).to_have_text("Drone strike at Tower 22")
    dashboard.expect_places(Counter({"Tower 22": 1}), ".bw-selected")
    expect(dashboard.table_row("Drone strike at Tower 22")).to_have_attribute("aria-selected", "true")
    dashboard.tick_table_row("Shoot-down at Muqdadiyah")
    dashboard.expect_link(selected="20240118-muqdadiyah-shoot-down")
    expect(dashboard.title).to_have_text("Shoot-down at Muqdadiyah")
    dashboard.tick_table_row("Shoot-down at Muqdadiyah")
    dashboard.expect_link(selected=None)
    expect(dashboard.detail).to_have_count(0)
    assert dashboard.is_marked()


def test_an_event_selected_on_the_map_is_ticked_in_the_table(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.symbol("Tower 22").click()
    expect(dashboard.table_row("Drone strike at Tower 22")).to_have_attribute("aria-selected", "true")
    dashboard.symbol("Muqdadiyah").click()
    expect(dashboard.table_row("Shoot-down at Muqdadiyah")).to_have_attribute("aria-selected", "true")
    expect(dashboard.table_row("Drone strike at Tower 22")).to_have_attribute("aria-selected", "false")


def test_a_selection_outlives_a_move_of_the_map_right_after_it(dashboard: Dashboard) -> None:
    dashboard.open("at=34.7,44.6,6.5")
    rounds = [("Kirkuk", "20231204-kirkuk-airstrike", "in"), ("Muqdadiyah", "20240118-muqdadiyah-shoot-down", "out")]
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
    expect(dashboard.table.locator("canvas tbody tr")).to_have_count(len(in_view))


def test_the_parts_beneath_the_map_switch_and_land_in_the_link(dashboard: Dashboard) -> None:
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
