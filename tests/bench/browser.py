"""One page in Chromium and its stopwatch: from an interaction to the idle page, and the bytes received.

The clock runs inside the browser, from the key press or the release of the pointer, without the time of
the driver. The bytes are counted there too: the messages of web sockets, and what else the page fetches.
"""

import shutil
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
VIEWPORT: Final = ViewportSize(width=1600, height=1000)
NoResponse = Error
"""The error if a page does not respond in time or crashes."""

REST_MS: Final = 900
"""Pause between two interactions."""

_PROBE: Final = """
(() => {
  const bench = window === top ? (top.bench = { started: 0, received: 0, serial: 0 }) : top.bench;
  for (const kind of ["keydown", "pointerup", "click"]) {
    addEventListener(kind, () => { bench.started = Date.now(); }, true);
  }
  const fetched = (list) => { for (const entry of list.getEntries()) bench.received += entry.transferSize || 0; };
  for (const type of ["resource", "navigation"]) new PerformanceObserver(fetched).observe({ type, buffered: true });
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => { bench.received += data.byteLength ?? data.length; });
    }
  };
  bench.serialOf = (element) => element && (element.benchSerial ??= ++bench.serial);
})();
"""
_SETTLED: Final = """
([before, changes]) => {
  const now = (%s)();
  const app = document.querySelector(".stApp");
  const resting = app && app.dataset.testScriptState === "notRunning";
  return resting && changes.every((name) => now[name] != null && now[name] !== before[name]);
}
"""
_IDLE: Final = """
() => new Promise((resolve) => requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(
  () => resolve(Date.now())))))
"""


@dataclass
class Measure:
    """Seconds and bytes of each repetition of an interaction; None: no response in time."""

    seconds: list[float | None] = field(default_factory=list)
    received: list[int] = field(default_factory=list)

    def add(self, seconds: float | None, received: int = 0) -> None:
        self.seconds.append(seconds)
        self.received.append(received)

    @property
    def median(self) -> float | None:
        """Return the median of the seconds; None if a response is missing."""
        known = [seconds for seconds in self.seconds if seconds is not None]
        return statistics.median(known) if known and len(known) == len(self.seconds) else None

    @property
    def bytes(self) -> float:
        return statistics.median(self.received)


Measures = dict[str, Measure]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without access to other machines.

    Raises:
        RuntimeError: none is installed.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise RuntimeError(f"none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Tab:
    """A page in a browser context without a cache.

    `state` is a JavaScript function that returns what the page shows, by name. An interaction is over when the named
    `changes` have happened, Streamlit's script has ended, and the page is idle.
    """

    def __init__(self, browser: Browser, url: str, state: str, timeout_s: float) -> None:
        self._context = browser.new_context(viewport=VIEWPORT)
        self._context.set_default_timeout(1000 * timeout_s)
        self._state = state
        self._settled = _SETTLED % state
        self.url = url
        self.page: Page = self._context.new_page()
        self.page.add_init_script(_PROBE)
        self.ended = 0.0
        """The end of the last interaction, in seconds since 1970."""
        self.measures: Measures = {}
        self.trail: list[tuple[str, str]] = []
        """The measured interactions in order, each with its resulting query string."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def open(self, changes: Sequence[str], query: str = "", name: str = "") -> None:
        """Open the page; the clock starts with the navigation."""
        address = f"{self.url}/?{query}" if query else self.url
        with self._noting_timeout(name):
            self.page.goto(address, wait_until="commit")
            self._finish(name, {}, changes, "performance.timeOrigin")

    def do(self, act: Callable[[], object], changes: Sequence[str], name: str = "") -> None:
        """Perform an interaction; it is measured if it has a `name`."""
        with self._noting_timeout(name):
            self.page.evaluate("() => { bench.received = 0; }")
            before = self.page.evaluate(self._state)
            act()
            self._finish(name, before, changes, "bench.started")

    def _finish(self, name: str, before: dict[str, Any], changes: Sequence[str], start: str) -> None:
        self.page.wait_for_function(self._settled, arg=[before, list(changes)])
        end = self.page.wait_for_function(_IDLE).json_value()
        self.ended = end / 1000
        seconds = (end - self.page.evaluate(start)) / 1000
        self.page.wait_for_timeout(REST_MS)
        self.trail.append((name, urlsplit(self.page.url).query))
        if name:
            self._measure(name).add(seconds, self.page.evaluate("bench.received"))

    @contextmanager
    def _noting_timeout(self, name: str) -> Iterator[None]:
        """Note a missing response."""
        try:
            yield
        except NoResponse:
            if name:
                self.note_timeout(name)
            raise

    def note_timeout(self, name: str) -> None:
        """Note that there was no response in time."""
        self._measure(name).add(None)

    def _measure(self, name: str) -> Measure:
        return self.measures.setdefault(name, Measure())
