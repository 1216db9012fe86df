"""The dashboard in a browser, with the actions of a person."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import FloatRect, Frame, FrameLocator, Locator, Page, WebSocketRoute, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from data.terms import EVENT_TYPES
from data.words import day_in_words

Event = Mapping[str, str]

_TYPES: Final = "|".join(map(re.escape, EVENT_TYPES.values()))
NAME_AND_COUNT: Final = re.compile(rf"(.*?), (?:(\d+) events?\b|(?:{_TYPES})\b).*")
"""What a symbol is named: its place, and the number of its events or the type of its only one."""
CONNECTION_TIMEOUT_MS: Final = 20_000
POLL_INTERVAL_MS: Final = 20

_SYMBOLS_ARE: Final = """
([selector, wanted, named]) => JSON.stringify(wanted) === JSON.stringify(
  Array.from(document.querySelectorAll(selector), (symbol) => {
    const [, place, number] = symbol.getAttribute('aria-label').match(new RegExp(named)) ?? [];
    return `${place}, ${number ?? 1}`;
  }).sort())
"""
_LINK_FOLLOWS_MAP: Final = """
() => {
  const at = (new URLSearchParams(parent.location.search).get('at') || '').split(',').map(Number);
  const [centre, zoom] = [map.getCenter(), map.getZoom()];
  return at.length === 3 && [centre.lat, centre.lng, zoom].every((value, n) => Math.abs(value - at[n]) < 1e-3);
}
"""


class Dashboard:
    """One page of the dashboard, with the map in its frame."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.locator(".st-key-heading h1")
        self.notice = page.locator(".st-key-heading .bw-message")
        self.chips = page.locator(".st-key-chips button").filter(has_text="×", visible=True)
        self.reset = page.locator(".st-key-chips").get_by_role("button", name="Reset")
        self.sidebar = page.get_by_test_id("stSidebar")
        self.search = self.sidebar.get_by_role("searchbox", name="Search places, actors, words")
        self.detail = page.locator(".st-key-detail")
        self.title = self.detail.locator("h2")
        self.offered = page.locator(".bw-offered h2")
        self.offers = page.locator(".st-key-offers")
        self.chart = page.locator(".bw-timeline")
        self.table = page.locator(".bw-events")
        self.map: FrameLocator = page.frame_locator(".st-key-map-frame iframe")
        self.symbols = self.map.locator(".bw-symbol")
        self.popup_rows = self.map.locator(".bw-row")

    def open(self, query: str = "") -> None:
        self.page.goto(f"/?{query}" if query else "/")
        self.expect_drawn()

    def expect_drawn(self) -> None:
        """Expect a map with its base map and the state of the view, and an idle page."""
        expect(self.map.locator("path.bw-focus").first).to_be_attached()
        self.expect_in_map("() => basewatch.state.drawn > 0")
        self.expect_idle()

    def expect_idle(self) -> None:
        expect(self.page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_attached()
        expect(self.page.locator('.bw-timeline[aria-busy="true"]')).not_to_be_attached()

    @property
    def frame(self) -> Frame:
        frame = self.page.locator(".st-key-map-frame iframe").element_handle().content_frame()
        assert frame is not None
        return frame

    def in_map(self, script: str) -> Any:
        """Return the result of a script in the map's frame."""
        return self.frame.evaluate(script)

    def expect_in_map(self, condition: str, argument: object = None) -> None:
        self.frame.wait_for_function(condition, arg=argument)

    def symbol(self, place: str) -> Locator:
        return self.map.locator(f'.bw-symbol[aria-label^="{place}, "]')

    def popup_row(self, event_id: str) -> Locator:
        return self.map.locator(f'.bw-row[data-event="{event_id}"]')

    def places(self, selector: str = ".bw-symbol") -> Counter[str]:
        """The places on the map, each with its number of events."""
        words = self.map.locator(selector).evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
        return Counter({match[1]: int(match[2] or 1) for match in map(NAME_AND_COUNT.fullmatch, words) if match})

    def expect_places(self, wanted: Counter[str], selector: str = ".bw-symbol") -> None:
        """Expect symbols of these places, each with its number of events."""
        words = sorted(f"{place}, {n}" for place, n in wanted.items())
        try:
            self.expect_in_map(_SYMBOLS_ARE, [selector, words, NAME_AND_COUNT.pattern])
        except PlaywrightTimeoutError:
            raise AssertionError(f"{selector}: {self.places(selector)}, not {wanted}") from None

    def position(self) -> tuple[float, float, float]:
        """Latitude and longitude of the map's centre, and its zoom."""
        latitude, longitude, zoom = self.in_map("() => [map.getCenter().lat, map.getCenter().lng, map.getZoom()]")
        return latitude, longitude, zoom

    def shows_home(self) -> bool:
        """Return whether all four countries are in the map's frame."""
        return bool(self.in_map("() => map.getBounds().contains(basewatch.state.config.home)"))

    def expect_link_to_follow_map(self) -> None:
        """Expect the map's position in the address bar."""
        self.expect_in_map(_LINK_FOLLOWS_MAP)
        self.expect_idle()

    def mark(self) -> None:
        """Leave a mark in the map's frame that a newly mounted map would not have."""
        self.in_map("() => { window.markOfThisTest = true; }")

    def is_marked(self) -> bool:
        return bool(self.in_map("() => window.markOfThisTest === true"))

    def link(self) -> dict[str, list[str]]:
        """The parameters in the address bar."""
        return parse_qs(urlsplit(self.page.url).query)

    def query(self) -> str:
        return urlsplit(self.page.url).query

    def expect_link(self, **wanted: str | None) -> None:
        """Expect these parameters in the address bar (None: no such parameter), and an idle page."""

        def current() -> dict[str, list[str] | None]:
            return {name: self.link().get(name) for name in wanted}

        expected = {name: None if value is None else [value] for name, value in wanted.items()}
        try:
            self.page.wait_for_url(lambda _: current() == expected)
        except PlaywrightTimeoutError:
            raise AssertionError(f"the link holds {current()}, not {expected}") from None
        self.expect_idle()

    def pill(self, words: str) -> Locator:
        """A period's or a country's button, with any count beside its words."""
        return self.sidebar.locator(".bw-pills label, .bw-periods label").filter(has_text=words)

    def box(self, words: str) -> Locator:
        return self.sidebar.locator(".bw-boxes label").filter(has_text=re.compile(rf"^{re.escape(words)}\b"))

    def section(self, title: str) -> Locator:
        """A part of the sidebar that folds."""
        title_only = re.compile(rf"^{re.escape(title)}\b")
        return self.sidebar.locator("details").filter(has=self.page.locator("summary").filter(has_text=title_only))

    def unfold(self, title: str) -> None:
        """Open a part of the sidebar; it may be open already."""
        section = self.section(title)
        if section.get_attribute("open") is None:
            section.locator("summary").click()

    def day_box(self, which: str) -> Locator:
        """The date box `From` or `To`."""
        return self.sidebar.get_by_label(which, exact=True)

    def type_date(self, which: str, day: str) -> None:
        """Type a day into `From` or `To`, and press Enter."""
        self.day_box(which).fill(day)
        self.day_box(which).press("Enter")

    def expect_dates(self, start: str, end: str) -> None:
        """`From` and `To` show these days (`yyyy-mm-dd`)."""
        for which, day in (("From", start), ("To", end)):
            expect(self.day_box(which)).to_have_value(day and day_in_words(date.fromisoformat(day)))

    def pick_actor(self, name: str) -> None:
        self.unfold("Actor")
        box = self.sidebar.get_by_role("searchbox", name="Find an actor")
        box.fill(name)
        box.press("Enter")

    def find(self, text: str) -> None:
        self.search.fill(text)
        self.search.press("Enter")

    def part(self, words: str) -> Locator:
        """The choice of one part beneath the map."""
        return self.page.locator(".st-key-page").get_by_role("radio", name=words)

    def column(self, month: str) -> Locator:
        """The button of a month, over its columns."""
        return self.chart.get_by_role("button", name=re.compile(rf"^{month}\b"))

    def dot(self, event_id: str) -> Locator:
        """The dot of an event in the strip."""
        return self.chart.locator(f'.bw-t-dot[data-event="{event_id}"]')

    def drag_over_chart(self, first: str, last: str) -> None:
        """Draw the pointer from the middle of one month's column to the middle of another's."""
        self.expect_idle()
        start, end, plot = (in_sight(mark) for mark in (self.column(first), self.column(last), self.chart))
        height = plot["y"] + plot["height"] / 4
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, height)
        mouse.down()
        mouse.move(end["x"] + end["width"] / 2, height, steps=8)
        mouse.up()

    def table_row(self, words: str) -> Locator:
        return self.table.locator("tbody tr").filter(has_text=words)

    def table_events(self, name: str) -> list[str]:
        """Return the texts of a column of the table, from the top."""
        heads = self.table.locator("th").all_inner_texts()
        return self.table.locator(f"tbody td:nth-child({heads.index(name) + 1})").all_inner_texts()


def in_sight(mark: Locator) -> FloatRect:
    """Scroll to a mark and return its place in the window. The mark may be drawn again meanwhile: it is found again."""
    mark.evaluate("mark => mark.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(mark).to_be_in_viewport()
    box = mark.bounding_box()
    assert box is not None
    return box


class Connection:
    """The connection between a page and the server, which can be delayed both ways; make it before opening the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._holding = False
        self._held: list[bytes] = []
        self._holding_requests = False
        self._requests: list[bytes | str] = []
        self.sent = 0
        page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def hold_responses(self) -> None:
        self._holding = True

    def release_responses(self) -> None:
        self._holding = False
        for answer in self._held:
            self._to_page.send(answer)
        self._held.clear()

    def hold_requests(self) -> None:
        self._holding_requests = True

    def release_last_request(self) -> None:
        """Send only the last held request, as happens while the server is busy."""
        self._holding_requests = False
        self._to_server.send(self._requests[-1])

    def expect_response(self, words: bytes) -> None:
        """Expect a held response with these words."""
        self._wait_until(lambda: any(words in answer for answer in self._held))

    def expect_request(self, act: Callable[[], None]) -> None:
        """Expect that an action sends a request to the server."""
        before = self.sent
        act()
        self._wait_until(lambda: self.sent > before)

    def _connect(self, to_page: WebSocketRoute) -> None:
        self._to_page, self._to_server = to_page, to_page.connect_to_server()
        self._to_page.on_message(self._ask)
        self._to_server.on_message(self._answer)

    def _ask(self, message: bytes | str) -> None:
        self.sent += 1
        if self._holding_requests:
            self._requests.append(message)
        else:
            self._to_server.send(message)

    def _answer(self, message: bytes | str) -> None:
        if self._holding:
            self._held.append(message if isinstance(message, bytes) else message.encode())
        else:
            self._to_page.send(message)

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        for _ in range(CONNECTION_TIMEOUT_MS // POLL_INTERVAL_MS):
            if condition():
                return
            self._page.wait_for_timeout(POLL_INTERVAL_MS)
        raise AssertionError("no message was sent")


def by_place(events: Iterable[Event]) -> Counter[str]:
    """The places of the events that have a point on the map, each with its number of events."""
    return Counter(event["place"] for event in events if event["latitude"])
