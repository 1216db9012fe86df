"""Interactions with the dashboard, each five times, each time with a view that is not cached."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from playwright.sync_api import Browser, Locator

from data.terms import EVENT_TYPES
from tests.bench.browser import NoResponse, Tab
from tests.browser.dashboard import Dashboard

REPEATS: Final = 5
START_TIMEOUT_S: Final = 900
"""How long the first map of a server may take: it may prepare the table first."""
TIMEOUT_S: Final = 90
FIRST_MAP: Final = "first map"
BY_TYPE: Final = "filter by type"
BY_DATE: Final = "filter by date"
BRUSH: Final = "brush"
ZOOM: Final = "zoom"
PAN: Final = "pan"
SELECT: Final = "select"
INTERACTIONS: Final = (FIRST_MAP, BY_TYPE, BY_DATE, BRUSH, ZOOM, PAN, SELECT)
YEARS: Final = range(2016, 2016 + REPEATS)
"""The years from which events are shown, one after the other; the peers' slider goes through the same."""

_STATE: Final = """
() => ({
  heading: document.querySelector(".st-key-heading h1")?.textContent,
  drawn: document.querySelector(".st-key-map-frame iframe")?.contentWindow?.basewatch?.state?.drawn || null,
  story: document.querySelector(".st-key-detail h2")?.textContent,
  query: location.search,
})
"""
_DRAWN: Final = ("heading", "drawn")
_FILTERED: Final = ("heading", "drawn", "query")
_MOVED: Final = ("drawn", "query")
_BRUSHES: Final = ((0.15, 0.55), (0.2, 0.7), (0.3, 0.8), (0.25, 0.6), (0.4, 0.9))
"""Start and end of each brush, as parts of the chart's width."""
_POSITIONS: Final = ("31,44,6", "29,47,6", "33,40,6", "27,52,6", "35,50,6")
"""Positions of the map before it is zoomed."""
_NEAR: Final = "31,44,7"
"""Position of the map before it is dragged: it shows only some of the places."""
_DRAGS: Final = ((-220, 0), (0, -160), (-160, -120), (240, 60), (90, 200))
"""How far the map is dragged, in pixels."""
_REST_MS: Final = 80
"""How long the pointer rests before it releases the map, so that the map does not slide on."""


def first_map(browser: Browser, url: str) -> Tab:
    """Open the dashboard in a new browser context and close it; return the tab with its measurements."""
    with Tab(browser, url, _STATE, START_TIMEOUT_S) as tab:
        tab.open(_DRAWN, name=FIRST_MAP)
    return tab


def interactions(browser: Browser, url: str) -> Tab:
    """Perform all interactions; return the tab with its measurements."""
    with Tab(browser, url, _STATE, TIMEOUT_S) as tab:
        person = _Person(tab)
        for act in (person.tick_types, person.type_dates, person.brush, person.zoom, person.pan):
            with suppress(NoResponse):
                act()
    return tab


class _Person:
    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._dashboard = Dashboard(tab.page)
        self._seen: set[str] = set()

    def tick_types(self) -> None:
        """Select one more type each time; after each, open and close an offered event."""
        self._tab.open(_DRAWN)
        self._dashboard.unfold("Type")
        for words in list(EVENT_TYPES.values())[:REPEATS]:
            self._tab.do(self._dashboard.box(words).click, _FILTERED, BY_TYPE)
            self._tab.do(self._offer().click, ("story", "query"), SELECT)
            self._tab.do(self._close, ("query",))

    def type_dates(self) -> None:
        self._tab.open(_DRAWN)
        for year in YEARS:
            self._tab.do(self._type_year(year), _FILTERED, BY_DATE)

    def brush(self) -> None:
        self._tab.open(_DRAWN)
        for brush in _BRUSHES:
            self._tab.do(self._brush(*brush), _FILTERED, BRUSH)
            self._tab.do(self._dashboard.reset.click, _FILTERED)

    def zoom(self) -> None:
        zoom_in = self._dashboard.map.locator(".leaflet-control-zoom-in")
        for position in _POSITIONS:
            self._tab.open(_DRAWN, f"at={position}")
            self._tab.do(zoom_in.click, _MOVED, ZOOM)

    def pan(self) -> None:
        self._tab.open(_DRAWN, f"at={_NEAR}")
        for drag in _DRAGS:
            self._tab.do(self._drag_map(*drag), _MOVED, PAN)

    def _offer(self) -> Locator:
        """Return the button of an offered event, preferably one not opened before."""
        buttons = self._dashboard.offers.get_by_role("button")
        names = buttons.all_text_contents()
        name = next((name for name in names if name not in self._seen), names[0])
        self._seen.add(name)
        return buttons.nth(names.index(name))

    def _close(self) -> None:
        self._dashboard.detail.locator(".st-key-close button").click()

    def _type_year(self, year: int) -> Callable[[], None]:
        return lambda: self._dashboard.type_date("From", f"{year}-01-01")

    def _brush(self, start: float, end: float) -> Callable[[], None]:
        """Return a function that drags over the chart."""

        def draw() -> None:
            plot = self._dashboard.chart.bounding_box()
            assert plot
            self._drag(
                (plot["x"] + start * plot["width"], plot["y"] + plot["height"] / 4),
                ((end - start) * plot["width"], 0),
            )

        return draw

    def _drag_map(self, right: float, down: float) -> Callable[[], None]:
        """Return a function that drags the map."""

        def drag() -> None:
            frame = self._dashboard.page.locator(".st-key-map-frame iframe").bounding_box()
            assert frame
            middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
            self._drag(middle, (right, down))

        return drag

    def _drag(self, start: tuple[float, float], by: tuple[float, float]) -> None:
        mouse = self._dashboard.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + by[0], start[1] + by[1], steps=8)
        self._dashboard.page.wait_for_timeout(_REST_MS)
        mouse.up()
