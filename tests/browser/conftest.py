"""A running dashboard for each session, a fresh browser context for each test, and a watch for errors."""

import csv
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, expect

from tests import shared
from tests.browser.dashboard import Dashboard
from tests.local_server import free_port, is_healthy

ROOT: Final = Path(__file__).parents[2]
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HERE: Final = {"localhost", "127.0.0.1"}
TIMEOUT_MS: Final = 30_000
SERVER_TIMEOUT_S: Final = 60

CAUSED_BY_STREAMLIT: Final = ("Unrecognized feature:", "allow-scripts and allow-same-origin")
"""Messages of Chromium about the frame of any Streamlit component: the first (at the start of a message) about unknown
features in the frame's `allow`, the second about its `sandbox`. The page cannot change either."""

ABORTED: Final = "net::ERR_ABORTED"
"""The failure of a request whose page or frame was closed."""

expect.set_options(timeout=TIMEOUT_MS)


@dataclass
class Server:
    """The dashboard's server, which all workers share, and its log since the last read."""

    url: str
    log: Path
    _read: int = field(default=0)

    def expect_running(self) -> None:
        if not is_healthy(self.url):
            pytest.fail(f"The server does not answer:\n{self.news()}")

    def news(self) -> str:
        text = self.log.read_text(encoding="utf-8")
        news, self._read = text[self._read :], len(text)
        return news

    def complaints(self) -> list[str]:
        news = self.news()
        return [news] if any(word in news for word in ("Error", "Traceback", "WARNING")) else []


@dataclass
class Watch:
    """Records what must never happen in a page of the watched contexts."""

    seen: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on(
            "response",
            lambda answer: self.seen.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None,
        )
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"page error: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("page", lambda page: page.on("websocket", lambda socket: self._leaving(socket.url)))

    def _failed(self, request: Request) -> None:
        if request.failure != ABORTED:
            self.seen.append(f"failed: {request.url} {request.failure}")

    def _request(self, request: Request) -> None:
        self._leaving(request.url)

    def _leaving(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.hostname not in HERE:
            self.seen.append(f"leaves this machine: {url}")

    def _console(self, message: ConsoleMessage) -> None:
        start, inside = CAUSED_BY_STREAMLIT
        if message.type in {"error", "warning"} and not (message.text.startswith(start) or inside in message.text):
            self.seen.append(f"console {message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that the default run leaves all out that are not marked `smoke`."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared.run_folder(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def connect_options(run_folder: Path) -> Iterator[dict[str, Any]]:
    """Return the address of the Chromium that all workers share, for the plugin."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        reason = f"NO BROWSER TEST WAS RUN: none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    settings, log = run_folder / "chromium-settings.json", run_folder / "chromium.txt"
    settings.write_text(json.dumps({"executablePath": found, "args": ARGUMENTS}), encoding="utf-8")
    command = [sys.executable, "-m", "playwright", "launch-server", "--browser=chromium", f"--config={settings}"]

    def start() -> tuple[int, str]:
        process = shared.start(command, log)
        for _ in range(10 * SERVER_TIMEOUT_S):
            lines = log.read_text(encoding="utf-8").splitlines()
            if lines and lines[-1].startswith("ws://"):
                return process.pid, lines[-1]
            if process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"Chromium did not start:\n{log.read_text(encoding='utf-8')}")

    with shared.shared(run_folder, "chromium", start) as endpoint:
        yield {"endpoint": endpoint}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], server: Server) -> dict[str, Any]:
    return {**browser_context_args, "base_url": server.url, "viewport": {"width": 1600, "height": 1000}}


@pytest.fixture(scope="session")
def server(run_folder: Path) -> Iterator[Server]:
    log = run_folder / "server.txt"
    with shared.shared(run_folder, "server", lambda: start_server(log)) as url:
        started = Server(url, log)
        started.news()
        yield started
        assert started.complaints() == []


def start_server(
    log: Path,
    events: str = "",
    *,
    options: Mapping[str, object] = {},
    variables: Mapping[str, str] = {},
    root: Path = ROOT,
) -> tuple[int, str]:
    """Start the server of a folder's dashboard, of a table of `events` or of the record; return its process id and URL.

    It returns when the server answers. `options` are those of Streamlit, `variables` those of the environment.
    """
    all_options = {
        "server.port": free_port(),
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",  # a source file saved meanwhile must not change what is tested
        **options,
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [part for name, value in all_options.items() for part in (f"--{name}", str(value))]
    environment = {name: value for name, value in os.environ.items() if name != "BASEWATCH_EVENTS"} | dict(variables)
    if events:
        environment["BASEWATCH_EVENTS"] = events
    process = shared.start(command, log, cwd=root, env=environment)
    url = f"http://127.0.0.1:{all_options['server.port']}/{options.get('server.baseUrlPath', '')}".rstrip("/")
    for _ in range(10 * SERVER_TIMEOUT_S):
        if is_healthy(url):
            return process.pid, url
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., BrowserContext]:
    """Make browser contexts as the plugin does, with a watch."""

    def make(**options: Any) -> BrowserContext:
        made = new_context(**options)
        made.set_default_timeout(TIMEOUT_MS)
        watch.over(made)
        return made

    return make


@pytest.fixture(autouse=True)
def nothing_goes_wrong(context: BrowserContext, watch: Watch, server: Server) -> Iterator[None]:
    """Nothing leaves the machine, nothing fails, neither browser nor server complains."""
    server.expect_running()
    yield
    server.expect_running()
    for page in context.pages:
        Dashboard(page).expect_idle()
    assert watch.seen == []
    assert server.complaints() == []


@pytest.fixture
def dashboard(page: Page) -> Dashboard:
    """The dashboard, not yet opened."""
    return Dashboard(page)


@pytest.fixture
def another_dashboard(new_context: Callable[..., BrowserContext]) -> Dashboard:
    """The dashboard in another browser context, without cookies or cache."""
    return Dashboard(new_context().new_page())


@pytest.fixture(scope="session")
def record() -> list[dict[str, str]]:
    """The record's events with their places and actors, read straight from its tables."""
    sites = {site["site_id"]: site for site in rows("sites")}
    actors = {"": "", **{actor["actor_id"]: actor["name"] for actor in rows("actors")}}
    events = []
    for event in rows("events"):
        site = sites[event["site_id"]]
        near = "near " if event["place_relation"] == "near" else ""
        place = {"place": near + site["name"], "country": site["country"], "latitude": site["latitude"]}
        events.append({**event, **place, "actor": actors[event["actor_id"]]})
    return events


@pytest.fixture(scope="session")
def quotes() -> dict[str, list[str]]:
    """The quotations of each event."""
    found: dict[str, list[str]] = {}
    for citation in rows("citations"):
        found.setdefault(citation["event_id"], []).append(citation["quote"])
    return found


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "catalog" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
