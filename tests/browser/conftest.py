"""A running dashboard for each session, a fresh browser context for each test, and a watch on what goes wrong."""

import csv
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, expect

from tests.browser.dashboard import Dashboard

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
PATIENCE_MS: Final = 20_000
SERVER_PATIENCE_S: Final = 60

CAUSED_BY_STREAMLIT: Final = ("Unrecognized feature:", "allow-scripts and allow-same-origin")
"""Chromium says both of the frame in which Streamlit puts any component: the first (at the start of a message) of
features in the frame's `allow` that it does not know, the second of the frame's `sandbox`. The page has no say in
either."""

GIVEN_UP: Final = "net::ERR_ABORTED"
"""What Chromium says of a request whose page or frame went away meanwhile."""

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Server:
    """The dashboard's server, and what it has logged since somebody last looked."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]
    _read: int = field(default=0)

    def expect_running(self) -> None:
        if self.process.poll() is not None:
            pytest.fail(f"The server ended with status {self.process.returncode}:\n{self.news()}")

    def news(self) -> str:
        text = self.log.read_text(encoding="utf-8")
        news, self._read = text[self._read :], len(text)
        return news

    def complaints(self) -> list[str]:
        news = self.news()
        return [news] if any(word in news for word in ("Error", "Traceback", "WARNING")) else []


@dataclass
class Watch:
    """What the browser should never do, as it happens in any page of the contexts that are watched."""

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
        if request.failure != GIVEN_UP:
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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        reason = f"NO BROWSER TEST WAS RUN: none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": found, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1600, "height": 1000}}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",  # a source file saved meanwhile must not change what is tested
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
    environment = {name: value for name, value in os.environ.items() if name != "BASEWATCH_EVENTS"}
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with log.open("w", encoding="utf-8") as sink:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sink, stderr=subprocess.STDOUT)
    started = Server(f"http://127.0.0.1:{port}", log, process)
    try:
        _wait_until_healthy(started)
        yield started
        assert started.complaints() == []
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_until_healthy(server: Server) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(10 * SERVER_PATIENCE_S):
        server.expect_running()
        try:
            with opener.open(f"{server.url}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        try:
            server.process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"The server is not healthy after {SERVER_PATIENCE_S} s:\n{server.news()}")


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., BrowserContext]:
    """As the plugin's, and watched."""

    def make(**options: Any) -> BrowserContext:
        made = new_context(**options)
        made.set_default_timeout(PATIENCE_MS)
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
    """The dashboard as somebody else would open it: in a browser that has never seen it."""
    return Dashboard(new_context().new_page())


@pytest.fixture(scope="session")
def record() -> list[dict[str, str]]:
    """The record's events with their places and actors, read straight from its tables."""
    sites = {site["site_id"]: site for site in rows("sites")}
    actors = {"": "", **{actor["actor_id"]: actor["name"] for actor in rows("actors")}}
    events = []
    for event in rows("events"):
        site = sites[event["site_id"]]
        place = {"place": site["name"], "country": site["country"], "latitude": site["latitude"]}
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
