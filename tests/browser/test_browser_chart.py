"""The chart of time: a drag sets the period, a press picks a month or an event, pointing lights up the map."""

import re
from collections import Counter
from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.dashboard import Dashboard, Event, by_place, in_sight

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


def test_each_month_can_be_read_aloud_and_is_drawn_as_its_figures_say(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    expect(dashboard.column("January 2024")).to_have_attribute(
        "aria-label", re.compile(r"^January 2024, killed in attacks: 3 .*, wounded in attacks: .* 4 attacks")
    )
    for month in dashboard.chart.locator(".bw-t-month").all():
        words, name = month.get_attribute("aria-label") or "", month.get_attribute("data-focus")
        column = dashboard.chart.locator(f'.bw-t-column[data-month="{name}"]')
        harmed = re.findall(r"(?:killed|wounded) in [^:]*: ([^ ,]+)", words)
        hatched = column.locator("rect[fill^='url(#']")
        expect(hatched).to_have_count(sum("–" in figure for figure in harmed))
        expect(column.locator("rect:not([fill])")).to_have_count(
            sum(re.match("[1-9]", one) is not None for one in harmed)
        )
        roofs = column.locator(".bw-t-open").count()
        assert (roofs > 0) == any(figure.endswith("+") for figure in harmed), words
    expect(dashboard.chart.locator(".bw-t-open").first).to_be_visible()


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


def test_keys_filter_by_who_struck_by_mouse_and_keyboard(dashboard: Dashboard, campaign: list[Event]) -> None:
    attacks = sum(event["side"] == "attack" for event in campaign)
    dashboard.open(CAMPAIGN)
    key = dashboard.chart.get_by_role("button", name=f"{attacks} attacks")
    key.click()
    dashboard.expect_link(side="attack")
    expect(key).to_have_attribute("aria-pressed", "true")
    expect(dashboard.chart.locator(".bw-t-block.bw-answer-killed")).to_have_count(0)
    strikes = dashboard.chart.locator(".bw-t-key").filter(has_text="strikes")
    strikes.click(modifiers=["Shift"])
    dashboard.page.wait_for_url(re.compile("side=attack.*side=coalition_strike.*side=us_strike"))
    dashboard.expect_idle()
    strikes.focus()
    dashboard.page.keyboard.press("Shift+Enter")
    dashboard.expect_link(side="attack")
    expect(strikes).to_be_focused()
    key.click()
    dashboard.expect_link(side=None)


def test_months_and_events_of_the_chart_by_keyboard(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    press = dashboard.page.keyboard.press
    expect(dashboard.chart.locator(".bw-t-month[tabindex='0']")).to_have_count(1)
    dashboard.chart.locator(".bw-t-month[tabindex='0']").focus()
    press("Home")
    expect(dashboard.column("October 2023")).to_be_focused()
    for _ in range(3):
        press("ArrowRight")
    expect(dashboard.chart.locator(".bw-t-tip")).to_contain_text("US forces 3")
    press("Enter")
    dashboard.expect_link(month="2024-01")
    expect(dashboard.column("January 2024")).to_have_attribute("aria-pressed", "true")
    expect(dashboard.column("January 2024")).to_be_focused()
    press("Escape")
    dashboard.expect_link(month=None)
    expect(dashboard.column("January 2024")).to_have_attribute("aria-pressed", "false")
    press("Shift+ArrowLeft")
    press("Shift+ArrowLeft")
    expect(dashboard.chart.locator(".bw-t-month.bw-range")).to_have_count(3)
    press("Enter")
    dashboard.expect_link(dates="2023-11-01..2024-01-31")
    dots = dashboard.chart.locator(".bw-t-dot[tabindex='0']")
    expect(dots).to_have_count(1)
    dots.focus()
    press("Home")
    first = dashboard.chart.locator(".bw-t-dot:focus")
    days = [
        int(day) for day in dashboard.chart.locator(".bw-t-dot").evaluate_all("all => all.map(d => d.dataset.start)")
    ]
    expect(first).to_have_attribute("data-start", str(min(days)))
    event_id = first.get_attribute("data-event")
    assert event_id
    press("Space")
    dashboard.expect_link(selected=event_id)
    expect(dashboard.dot(event_id)).to_be_focused()


def test_the_chart_has_the_figures_in_its_name_and_no_tooltip_covers_what_is_pointed_at(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    picture = dashboard.chart.locator("svg.bw-t-picture")
    expect(picture).to_have_attribute("role", "group")
    expect(picture).to_have_attribute(
        "aria-label", re.compile(r"^Killed and wounded by month: .*18 attacks: 3 US, 7\+")
    )
    tip = dashboard.chart.locator(".bw-t-tip")
    for width in (1280, 390):
        dashboard.page.set_viewport_size({"width": width, "height": 900})
        for pointed in (dashboard.column("January 2024"), dashboard.dot("20240128-tower-22-drone")):
            in_sight(pointed)
            pointed.hover()
            expect(tip).to_be_visible()
            over, under = tip.bounding_box(), pointed.bounding_box()
            assert over
            assert under
            is_beside = over["x"] >= under["x"] + under["width"] or over["x"] + over["width"] <= under["x"]
            is_apart = over["y"] >= under["y"] + under["height"] or over["y"] + over["height"] <= under["y"]
            assert is_beside or is_apart, (width, over, under)
            assert 0 <= over["x"] <= over["x"] + over["width"] <= width
    for words in ("28 Jan 2024", "Islamic Resistance in Iraq, attributed", "3 US killed, 25–47 US", "hit · 2 sources"):
        expect(tip).to_contain_text(words)


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
def test_a_thumb_scrolls_over_the_chart_taps_a_month_and_drags_a_handle(dashboard: Dashboard) -> None:
    dashboard.open(CAMPAIGN)
    month = dashboard.column("January 2024")
    finger = Finger(dashboard.page)
    before = in_sight(month)
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    finger.draw((x, y), (x + 12, y - 150))
    expect(dashboard.heading).to_contain_text("17 Oct 2023 to 7 Feb 2024")
    dashboard.expect_link(dates="2023-10-17..2024-02-07", month=None)
    assert month.bounding_box() != before, "the page did not scroll"
    month.tap()
    dashboard.expect_link(month="2024-01", dates="2023-10-17..2024-02-07")
    handle = dashboard.chart.get_by_role("slider", name="From")
    expect(month).to_have_attribute("aria-pressed", "true")  # the chart is drawn again
    grip = in_sight(handle.locator(".bw-t-grip"))
    assert min(grip["width"], grip["height"]) >= 43.5
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    finger.draw((x, y), (x + 60, y))
    dashboard.page.wait_for_url(re.compile(r"dates=2023-1[12]-\d\d\.\.2024-02-07"))
    dashboard.expect_idle()


class Finger:
    """A finger on the page."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def draw(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        """Press, move to another point, release."""
        self._send("touchStart", start)
        for n in range(1, steps + 1):
            self._send(
                "touchMove", (start[0] + (end[0] - start[0]) * n / steps, start[1] + (end[1] - start[1]) * n / steps)
            )
        self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _send(self, kind: str, point: tuple[float, float]) -> None:
        touch = {"x": point[0], "y": point[1]}
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [touch]})
