"""The chart of time: a drag sets the period, a press picks a month or an event, pointing lights up the map."""

import re
from collections import Counter
from collections.abc import Iterable

import pytest
from playwright.sync_api import WebSocket, expect

from tests.browser.dashboard import Dashboard, Event, by_place

CAMPAIGN = "dates=2023-10-17..2024-02-07"
FADED = ".bw-faded"


def between(record: Iterable[Event], first: str, last: str) -> list[Event]:
    return [event for event in record if event["date_end"] >= first and event["date_start"] <= last]


def idle_in_january(campaign: list[Event]) -> Counter[str]:
    """The places where nothing began in January 2024."""
    busy = {event["place"] for event in campaign if event["date_start"].startswith("2024-01")}
    return by_place(event for event in campaign if event["place"] not in busy)


@pytest.fixture
def campaign(record: list[Event]) -> list[Event]:
    return between(record, "2023-10-17", "2024-02-07")


def test_a_drag_over_the_chart_sets_the_period(dashboard: Dashboard, record: list[Event]) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.mark()
    dashboard.drag_over_chart("November 2023", "January 2024")
    dashboard.expect_link(dates="2023-11-01..2024-01-31")
    expect(dashboard.heading).to_contain_text("1 Nov 2023 to 31 Jan 2024")
    dashboard.expect_dates("2023-11-01", "2024-01-31")
    dashboard.expect_places(by_place(between(record, "2023-11-01", "2024-01-31")))
    dashboard.drag_over_chart("October 2023", "November 2023")
    dashboard.expect_link(dates="2023-10-01..2023-11-30")
    dashboard.expect_dates("2023-10-01", "2023-11-30")
    dashboard.expect_places(by_place(between(record, "2023-10-01", "2023-11-30")))
    assert dashboard.is_marked()


@pytest.mark.browser_context_args(timezone_id="America/Los_Angeles")
def test_west_of_greenwich_no_day_shifts(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.expect_dates("2023-10-17", "2024-02-07")
    dashboard.drag_over_chart("November 2023", "January 2024")
    dashboard.expect_link(dates="2023-11-01..2024-01-31")
    dashboard.expect_dates("2023-11-01", "2024-01-31")


def test_a_drag_works_on_the_other_charts_too(dashboard: Dashboard) -> None:
    dashboard.open(f"{CAMPAIGN}&measure=party&running=cumulative")
    dashboard.drag_over_chart("November 2023", "January 2024")
    dashboard.expect_link(dates="2023-11-01..2024-01-31", measure="party", running="cumulative")


def test_each_month_can_be_read_aloud(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    expect(dashboard.column("January 2024")).to_have_attribute(
        "aria-label", re.compile(r"^January 2024, killed in attacks: 3 .*, wounded in attacks: .* 4 attacks")
    )


def test_a_click_on_a_column_lists_its_month_and_fades_the_rest(dashboard: Dashboard, campaign: list[Event]) -> None:
    january = [event for event in campaign if event["date_start"].startswith("2024-01")]
    dashboard.open(CAMPAIGN)
    dashboard.mark()
    dashboard.column("January 2024").click()
    dashboard.expect_link(month="2024-01", dates="2023-10-17..2024-02-07")
    expect(dashboard.offered).to_have_text("January 2024")
    expect(dashboard.offers.get_by_role("button")).to_have_count(len(january))
    dashboard.heading.hover()
    dashboard.expect_places(idle_in_january(campaign), f".bw-symbol{FADED}")
    dashboard.expect_places(by_place(campaign))
    assert dashboard.is_marked()


def test_a_second_click_clears_the_month(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.column("January 2024").click()
    dashboard.expect_link(month="2024-01")
    expect(dashboard.offered).to_have_text("January 2024")
    dashboard.column("January 2024").click()
    dashboard.expect_link(month=None)
    expect(dashboard.offered).not_to_have_text("January 2024")
    dashboard.heading.hover()
    expect(dashboard.map.locator(FADED)).to_have_count(0)


def test_an_event_of_the_picked_month_opens_its_detail(dashboard: Dashboard) -> None:
    dashboard.open(f"{CAMPAIGN}&month=2024-01")
    dashboard.offers.get_by_role("button", name="Tower 22").click()
    dashboard.expect_link(selected="20240128-tower-22-drone", month=None)
    expect(dashboard.title).to_have_text("Drone strike at Tower 22")


def test_pointing_at_a_month_highlights_its_events_without_the_server(
    dashboard: Dashboard, campaign: list[Event]
) -> None:
    sent: list[bytes | str] = []

    def note(message: bytes | str) -> None:
        sent.append(message)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", note)

    dashboard.page.on("websocket", listen)
    dashboard.open(CAMPAIGN)
    requests, address = len(sent), dashboard.page.url
    assert requests
    dashboard.column("January 2024").hover()
    dashboard.expect_places(idle_in_january(campaign), f".bw-symbol{FADED}")
    dashboard.heading.hover()
    expect(dashboard.map.locator(FADED)).to_have_count(0)
    assert dashboard.page.url == address
    assert len(sent) == requests


def test_the_switches_change_the_chart_and_the_link(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    dashboard.mark()
    for switch, parameters, heading in (
        ("By party", {"measure": "party"}, "by party harmed"),
        ("Events", {"measure": "events"}, "Events by month"),
        ("Cumulative", {"measure": "events", "running": "cumulative"}, "Events by month, cumulative"),
        ("By harm", {"measure": None, "running": "cumulative"}, "Killed and wounded by month, cumulative"),
    ):
        dashboard.page.locator(".st-key-switches").get_by_role("radio", name=switch).check()
        dashboard.expect_link(**parameters)
        expect(dashboard.page.get_by_role("heading", name=heading)).to_be_visible()
        expect(dashboard.column("January 2024")).to_be_visible()
    assert dashboard.is_marked()
