"""The filters: each changes the map's symbols and the heading, and leaves the map itself alone."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Connection, Dashboard, Event, by_place

HERE = "at=33.9,42.1,6.5"
ACTOR = "Saraya Qasem al-Jabaareen"

FILTERS: dict[str, tuple[Callable[[Dashboard], None], Callable[[Event], bool], str]] = {
    "period": (
        lambda dashboard: dashboard.pill("2025").click(),
        lambda event: event["date_start"].startswith("2025"),
        "1 Jan 2025 to 31 Dec 2025",
    ),
    "first day": (
        lambda dashboard: dashboard.type_date("From", "1 Apr 2024"),
        lambda event: event["date_end"] >= "2024-04-01",
        "since 1 Apr 2024",
    ),
    "last day": (
        lambda dashboard: dashboard.type_date("To", "2022-01-05"),
        lambda event: event["date_start"] <= "2022-01-05",
        "until 5 Jan 2022",
    ),
    "side": (
        lambda dashboard: dashboard.box("US strikes").click(),
        lambda event: event["side"] == "us_strike",
        "US strikes, ",
    ),
    "actor": (
        lambda dashboard: dashboard.pick_actor(ACTOR),
        lambda event: event["actor"] == ACTOR,
        f"by {ACTOR}",
    ),
    "type": (
        lambda dashboard: dashboard.box("Rocket attack").click(),
        lambda event: event["event_type"] == "rocket attack",
        "rocket attack only",
    ),
    "country": (
        lambda dashboard: dashboard.pill("Syria").click(),
        lambda event: event["country"] == "Syria",
        "in Syria",
    ),
    "words": (
        lambda dashboard: dashboard.find("Harir"),
        lambda event: event["place"] == "al-Harir",
        "matching “Harir”",
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_changes_symbols_and_heading_on_the_same_map(
    dashboard: Dashboard, record: list[Event], name: str
) -> None:
    act, holds, words = FILTERS[name]
    left = by_place(filter(holds, record))
    assert Counter() < left < by_place(record)
    dashboard.open(HERE)
    dashboard.mark()
    stood = dashboard.position()
    act(dashboard)
    expect(dashboard.heading).to_contain_text(words)
    dashboard.expect_places(left)
    expect(dashboard.chips).to_have_count(1)
    assert dashboard.is_marked()
    assert dashboard.position() == stood
    assert dashboard.link()["at"] == ["33.9,42.1,6.5"]


def test_a_date_is_applied_by_enter_by_leaving_and_by_emptying_but_not_digit_by_digit(dashboard: Dashboard) -> None:
    dashboard.open("dates=2024-01-01..2024-01-31")
    keyboard = dashboard.page.keyboard
    dashboard.day_box("From").fill("")
    keyboard.type("15.3.2024")
    expect(dashboard.heading).to_contain_text("1 Jan 2024 to 31 Jan 2024")
    keyboard.press("Enter")
    dashboard.expect_link(dates="2024-03-15..")
    expect(dashboard.sidebar.get_by_text("“To” was 31 Jan 2024, before 15 Mar 2024")).to_be_visible()
    dashboard.expect_dates("2024-03-15", "")
    dashboard.day_box("To").fill("Apr 2024")
    dashboard.search.focus()
    dashboard.expect_link(dates="2024-03-15..2024-04-30")
    dashboard.day_box("To").fill("03/28/2024")
    keyboard.press("Enter")
    dashboard.expect_link(dates="2024-03-15..2024-03-28")
    dashboard.day_box("To").fill("")
    keyboard.press("Enter")
    dashboard.expect_link(dates="2024-03-15..")
    dashboard.expect_dates("2024-03-15", "")


def test_a_text_that_is_no_day_stays_with_a_sentence_and_the_calendar_has_the_days_of_the_data(
    dashboard: Dashboard,
) -> None:
    dashboard.open("dates=2024-01-01..2024-12-31")
    box = dashboard.day_box("From")
    box.fill("31.02.2024")
    box.press("Enter")
    sentence = dashboard.sidebar.get_by_text("“From”: “31.02.2024” is no day.")
    expect(sentence).to_be_visible()
    expect(box).to_have_attribute("aria-invalid", "true")
    dashboard.pill("Syria").click()
    dashboard.expect_link(dates="2024-01-01..2024-12-31", country="Syria")
    expect(sentence).to_be_visible()
    expect(box).to_have_value("31.02.2024")
    box.press("Escape")
    dashboard.expect_dates("2024-01-01", "2024-12-31")
    expect(sentence).to_have_count(0)
    calendar = dashboard.sidebar.get_by_label("From: calendar")
    assert (calendar.get_attribute("min"), calendar.get_attribute("max")) == ("2020-01-03", "2025-06-23")
    expect(dashboard.sidebar.get_by_role("button", name="From: open calendar")).to_be_visible()
    calendar.fill("2024-06-01")  # as the browser's calendar does
    dashboard.expect_link(dates="2024-06-01..2024-12-31", country="Syria")


def test_sections_fold_without_a_run_and_stay_so(dashboard: Dashboard) -> None:
    requests = Connection(dashboard.page)
    dashboard.open("event_type=ied&event_type=drone+strike")
    sent = requests.sent
    types, actors = dashboard.section("Type"), dashboard.section("Actor")
    expect(types.locator(".bw-chosen")).to_be_hidden()
    types.locator("summary").click()
    expect(types.locator("summary")).to_have_text("Type Drone strike, IED")
    expect(dashboard.box("IED")).to_be_hidden()
    dashboard.unfold("Actor")
    assert requests.sent == sent
    find = dashboard.sidebar.get_by_role("searchbox", name="Find an actor")
    find.fill("كتائب حزب")
    expect(actors.locator("label:visible")).to_have_text(re.compile("^Kata'ib Hezbollah"))
    find.fill("kataib")
    expect(actors.locator("label:visible")).to_have_count(3)
    find.press("Escape")
    actors.get_by_role("checkbox", name="Islamic Resistance in Iraq").check()
    dashboard.expect_link(actor="Islamic Resistance in Iraq")
    expect(dashboard.box("IED")).to_be_hidden()
    expect(find).to_be_visible()
    dashboard.page.reload()
    dashboard.expect_drawn()
    expect(dashboard.box("IED")).to_be_hidden()
    expect(find).to_be_visible()


def test_values_of_one_facet_widen_it_and_no_value_removes_it(dashboard: Dashboard, record: list[Event]) -> None:
    dashboard.open()
    dashboard.box("Artillery").click()
    dashboard.expect_link(event_type="artillery")
    dashboard.box("Shoot-down").click()
    expect(dashboard.heading).to_contain_text("artillery or shoot-down only")
    dashboard.expect_places(by_place(e for e in record if e["event_type"] in {"artillery", "shoot-down"}))
    dashboard.expect_idle()
    dashboard.box("Artillery").click()
    dashboard.expect_link(event_type="shoot-down")
    dashboard.box("Shoot-down").click()
    dashboard.expect_link(event_type=None)
    dashboard.expect_places(by_place(record))


def test_a_chip_removes_its_filter_and_no_other(dashboard: Dashboard, record: list[Event]) -> None:
    dashboard.open("side=attack&country=Iraq&country=Syria")
    dashboard.mark()
    dashboard.chips.filter(has_text="Iraq").click()
    dashboard.expect_link(country="Syria", side="attack")
    dashboard.expect_places(
        by_place(event for event in record if (event["country"], event["side"]) == ("Syria", "attack"))
    )
    expect(dashboard.chips.filter(has_text="Iraq")).to_have_count(0)
    expect(dashboard.chips.filter(has_text="Syria")).to_have_count(1)
    assert dashboard.is_marked()


def test_reset_removes_every_filter(dashboard: Dashboard, record: list[Event]) -> None:
    dashboard.open(f"side=attack&country=Iraq&dates=2024-01-01..2024-12-31&find=drone&{HERE}")
    dashboard.mark()
    stood = dashboard.position()
    dashboard.reset.click()
    dashboard.expect_link(side=None, country=None, dates=None, find=None)
    dashboard.expect_places(by_place(record))
    expect(dashboard.chips).to_have_count(0)
    expect(dashboard.search).to_have_value("")
    expect(dashboard.sidebar.get_by_role("checkbox", checked=True)).to_have_count(0)
    assert dashboard.is_marked()
    assert dashboard.position() == stood


def test_a_view_without_events_names_the_filters_to_remove(dashboard: Dashboard, record: list[Event]) -> None:
    attacks_in_qatar = sum((event["country"], event["side"]) == ("Qatar", "attack") for event in record)
    dashboard.open("country=Qatar")
    dashboard.mark()
    stood = dashboard.position()
    dashboard.box("US strikes").click()
    dashboard.expect_link(side="us_strike", country="Qatar")
    expect(dashboard.page.locator(".bw-groups")).to_have_text("No event matches all filters. Remove one:")
    expect(dashboard.chips.filter(has_text="US strike")).to_contain_text(f"{attacks_in_qatar:,} without it")
    expect(dashboard.symbols).to_have_count(0)
    expect(dashboard.map.locator("path.bw-focus")).to_have_count(4)
    assert dashboard.is_marked()
    assert dashboard.position() == stood
    dashboard.chips.filter(has_text="US strike").click()
    dashboard.expect_places(Counter({"al-Udeid": 1}))
    expect(dashboard.page.locator(".bw-groups")).to_contain_text("1 attack")
    assert dashboard.is_marked()


@pytest.mark.parametrize(
    ("before", "second", "after"),
    [
        ("", lambda dashboard: dashboard.box("Airstrike").click(), {"event_type": "airstrike"}),
        ("", lambda dashboard: dashboard.pill("Iraq").click(), {"country": "Iraq"}),
        ("", lambda dashboard: dashboard.pill("2025").click(), {"dates": "2025-01-01..2025-12-31"}),
        (
            "country=Iraq",
            lambda dashboard: dashboard.box("Airstrike").click(),
            {"event_type": "airstrike", "country": "Iraq"},
        ),
    ],
    ids=["two boxes", "a box and a country", "a box and a period", "two boxes with a country"],
)
def test_filters_set_before_the_server_responds_are_all_applied(
    dashboard: Dashboard, before: str, second: Callable[[Dashboard], None], after: dict[str, str]
) -> None:
    connection = Connection(dashboard.page)
    dashboard.open(before)
    connection.hold_responses()
    dashboard.box("US strikes").click()
    connection.expect_response(b"side=us_strike")
    connection.expect_request(lambda: second(dashboard))
    connection.release_responses()
    dashboard.expect_link(side="us_strike", **after)


def test_a_box_is_still_ticked_after_the_response_to_an_earlier_click(dashboard: Dashboard) -> None:
    connection = Connection(dashboard.page)
    dashboard.open()
    connection.hold_responses()
    dashboard.box("US strikes").click()
    connection.expect_response(b"side=us_strike")
    connection.hold_requests()
    connection.expect_request(dashboard.box("Airstrike").click)
    connection.release_responses()
    expect(dashboard.heading).to_contain_text("US strikes")
    dashboard.expect_idle()
    expect(dashboard.box("Airstrike").get_by_role("checkbox")).to_be_checked()
    connection.release_last_request()
    dashboard.expect_link(side="us_strike", event_type="airstrike")


def test_boxes_ticked_while_the_server_is_busy_are_all_applied(dashboard: Dashboard) -> None:
    connection = Connection(dashboard.page)
    dashboard.open()
    connection.hold_requests()
    connection.expect_request(dashboard.box("Airstrike").click)
    connection.expect_request(dashboard.pill("Iraq").click)
    connection.release_last_request()
    dashboard.expect_link(country="Iraq", event_type="airstrike")


def test_this_area_filters_by_the_window_of_the_map(dashboard: Dashboard) -> None:
    dashboard.open("at=36.4,41.2,8")
    dashboard.mark()
    stood = dashboard.position()
    dashboard.map.get_by_role("button", name="This area").click()
    expect(dashboard.chips).to_have_count(1)
    west, south, east, north = map(float, dashboard.link()["area"][0].split(","))
    assert west < 41.2 < east
    assert south < 36.4 < north
    expect(dashboard.symbol("al-Udeid")).to_have_count(0)
    expect(dashboard.symbol("Rumalyn")).to_be_visible()
    assert dashboard.is_marked()
    assert dashboard.position() == stood


def test_the_accessible_name_of_a_box_is_its_label(dashboard: Dashboard) -> None:
    dashboard.open()
    for words in ("Attacks on US and coalition forces", "IED", "Shoot-down"):
        expect(dashboard.box(words).get_by_role("checkbox")).to_have_accessible_name(
            re.compile(rf"{re.escape(words)} \(?\d+")
        )
