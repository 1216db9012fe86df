"""Interactions with a peer's dashboard: open it, and move the slider by a year, five times."""

from contextlib import suppress
from typing import Final

from playwright.sync_api import Browser

from tests.bench.browser import NoResponse, Tab
from tests.bench.page import BY_DATE, FIRST_MAP, YEARS

TIMEOUT_S: Final = 90
_FOLIUM: Final = """
bench.serialOf(document.querySelector("iframe")?.contentDocument?.querySelector(
  ".leaflet-marker-icon, .leaflet-overlay-pane path"))
"""
_DECK: Final = """document.querySelector("[data-testid=stDeckGlJsonChart] canvas") && run()"""
LAYERS: Final = {"FastMarkerCluster": _FOLIUM, "pydeck": _DECK, "st.map": _DECK}
"""For each peer, the part of its layer that changes when it is redrawn; deck.gl reuses its canvas."""

_STATE: Final = """
() => {
  const run = () => [...document.querySelectorAll("p")].map((p) => p.textContent).find((t) => t.startsWith("drawn "));
  return { run: run(), layer: %s };
}
"""
_DRAWN: Final = ("run", "layer")


def first_map(browser: Browser, url: str, peer: str) -> Tab:
    """Open the peer in a new browser context and close it; return the tab with its measurements."""
    with _tab(browser, url, peer) as tab, suppress(NoResponse):
        tab.open(_DRAWN, name=FIRST_MAP)
    return tab


def interactions(browser: Browser, url: str, peer: str) -> Tab:
    """Move the slider until a response is missing; return the tab with its measurements."""
    with _tab(browser, url, peer) as tab, suppress(NoResponse):
        tab.open(_DRAWN)
        tab.page.get_by_role("slider").first.focus()
        for _ in YEARS:
            tab.do(lambda: tab.page.keyboard.press("ArrowRight"), _DRAWN, BY_DATE)
    if BY_DATE not in tab.measures:  # even the first page did not load
        tab.note_timeout(BY_DATE)
    return tab


def _tab(browser: Browser, url: str, peer: str) -> Tab:
    return Tab(browser, url, _STATE % LAYERS[peer].strip(), TIMEOUT_S)
