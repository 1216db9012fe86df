"""What a person does on the dashboard, each thing five times, each time for a view not asked for before."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from playwright.sync_api import Browser, Locator

from data.terms import EVENT_TYPES
from tests.bench.browser import NoAnswer, Tab
from tests.browser.dashboard import Dashboard

REPEATS: Final = 5
START_PATIENCE_S: Final = 900
"""How long the first map of a server may take: it may prepare the table first."""
PATIENCE_S: Final = 90
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
_STRETCHES: Final = ((0.15, 0.55), (0.2, 0.7), (0.3, 0.8), (0.25, 0.6), (0.4, 0.9))
"""What the brush is drawn over, in parts of the chart's width."""
_POSITIONS: Final = ("31,44,6", "29,47,6", "33,40,6", "27,52,6", "35,50,6")
"""Where the map stands before it is zoomed."""
_NEAR: Final = "31,44,7"
"""Where the map stands before it is dragged: it shows some of the places only."""
_STROKES: Final = ((-220, 0), (0, -160), (-160, -120), (240, 60), (90, 200))
"""How far the map is dragged, in pixels."""
_HELD_MS: Final = 80
"""How long the pointer rests before it lets go of the map, so that it does not slide on."""


def first_map(browser: Browser, url: str) -> Tab:
    """Open the dashboard in a browser of its own, and close it; the tab keeps what was measured."""
    with Tab(browser, url, _STATE, START_PATIENCE_S) as tab:
        tab.open(_DRAWN, name=FIRST_MAP)
    return tab


def interactions(browser: Browser, url: str) -> Tab:
    """Handle the dashboard; the tab keeps what was measured."""
    with Tab(browser, url, _STATE, PATIENCE_S) as tab:
        person = _Person(tab)
        for act in (person.ticks_types, person.types_dates, person.brushes, person.zooms, person.pans):
            with suppress(NoAnswer):
                act()
    return tab


class _Person:
    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._dashboard = Dashboard(tab.page)
        self._seen: set[str] = set()

    def ticks_types(self) -> None:
        """One type more each time; after each, an event that is offered is read and put away."""
        self._tab.open(_DRAWN)
        for words in list(EVENT_TYPES.values())[:REPEATS]:
            self._tab.do(self._dashboard.box(words).click, _FILTERED, BY_TYPE)
            self._tab.do(self._offer().click, ("story", "query"), SELECT)
            self._tab.do(self._close, ("query",))

    def types_dates(self) -> None:
        self._tab.open(_DRAWN)
        for year in YEARS:
            self._tab.do(self._types(year), _FILTERED, BY_DATE)

    def brushes(self) -> None:
        self._tab.open(_DRAWN)
        for stretch in _STRETCHES:
            self._tab.do(self._draws(*stretch), _FILTERED, BRUSH)
            self._tab.do(self._dashboard.reset.click, _FILTERED)

    def zooms(self) -> None:
        closer = self._dashboard.map.locator(".leaflet-control-zoom-in")
        for position in _POSITIONS:
            self._tab.open(_DRAWN, f"at={position}")
            self._tab.do(closer.click, _MOVED, ZOOM)

    def pans(self) -> None:
        self._tab.open(_DRAWN, f"at={_NEAR}")
        for stroke in _STROKES:
            self._tab.do(self._drags(*stroke), _MOVED, PAN)

    def _offer(self) -> Locator:
        """An offered event, if possible one that was not read before."""
        buttons = self._dashboard.offers.get_by_role("button")
        names = buttons.all_text_contents()
        name = next((name for name in names if name not in self._seen), names[0])
        self._seen.add(name)
        return buttons.nth(names.index(name))

    def _close(self) -> None:
        self._dashboard.detail.locator(".st-key-close button").click()

    def _types(self, year: int) -> Callable[[], None]:
        return lambda: self._dashboard.type_date("From", f"0101{year}")

    def _draws(self, start: float, end: float) -> Callable[[], None]:
        """Draw the pointer over the chart."""

        def draw() -> None:
            plot = self._dashboard.chart.bounding_box()
            assert plot
            self._drag(
                (plot["x"] + start * plot["width"], plot["y"] + plot["height"] / 4),
                ((end - start) * plot["width"], 0),
            )

        return draw

    def _drags(self, right: float, down: float) -> Callable[[], None]:
        """Drag the map."""

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
        self._dashboard.page.wait_for_timeout(_HELD_MS)
        mouse.up()
