"""A server that is restarted under an open page: the first click counts."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import shared
from tests.browser.conftest import ROOT, SERVER_TIMEOUT_S
from tests.browser.dashboard import Dashboard
from tests.local_server import is_healthy

CONNECTED = '.stApp[data-test-connection-state="CONNECTED"]'


@pytest.fixture
def restart(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Start a server, or end it and start it again at the same address; return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, running = f"http://127.0.0.1:{port}", list[subprocess.Popen[bytes]]()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--server.fileWatcherType=none"]

    def end() -> None:
        while running:
            process = running.pop()
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def start() -> str:
        end()
        running.append(shared.start(command, tmp_path / "log.txt", cwd=ROOT))
        for _ in range(10 * SERVER_TIMEOUT_S):
            if is_healthy(address):
                return address
            time.sleep(0.1)
        pytest.fail((tmp_path / "log.txt").read_text(encoding="utf-8"))

    yield start
    end()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that nobody watches: a lost connection is an error on the console."""
    with browser.new_context(viewport={"width": 1600, "height": 1000}) as context:
        yield context.new_page()


@pytest.mark.parametrize(
    ("click", "then"),
    [
        (lambda dashboard: dashboard.pill("Syria").click(), {"country": ["Jordan", "Syria"]}),
        (
            lambda dashboard: dashboard.page.get_by_role("button", name="Briefing").click(),
            {"country": ["Jordan"], "mode": ["briefing"]},
        ),
        (
            lambda dashboard: dashboard.table.get_by_role("button", name="Drone strike at Tower 22").click(),
            {"country": ["Jordan"], "selected": ["20240128-tower-22-drone"]},
        ),
        (
            lambda dashboard: dashboard.symbol("Tower 22").click(),
            {"country": ["Jordan"], "selected": ["20240128-tower-22-drone"]},
        ),
    ],
    ids=["a pill", "a button", "a row", "a symbol"],
)
def test_the_first_click_after_a_restart_counts(
    page: Page, restart: Callable[[], str], click: Callable[[Dashboard], None], then: dict[str, list[str]]
) -> None:
    dashboard = Dashboard(page)
    page.goto(f"{restart()}/?dates=2023-10-17..2024-02-07")
    dashboard.expect_drawn()
    dashboard.pill("Jordan").click()
    dashboard.expect_link(country="Jordan")
    restart()
    expect(page.locator(CONNECTED)).to_be_attached()
    click(dashboard)
    wanted = {"dates": ["2023-10-17..2024-02-07"], **then}
    page.wait_for_url(lambda _: dashboard.link() == wanted)
    dashboard.expect_idle()


def test_after_a_restart_the_map_repeats_no_message_that_was_applied(page: Page, restart: Callable[[], str]) -> None:
    dashboard = Dashboard(page)
    page.goto(f"{restart()}/?country=Jordan")
    dashboard.expect_drawn()
    dashboard.map.get_by_role("button", name="This area").click()
    page.wait_for_url(lambda _: "area" in dashboard.link())
    dashboard.expect_idle()
    dashboard.chips.filter(has_text="°").click()
    dashboard.expect_link(area=None)
    restart()
    expect(page.locator(CONNECTED)).to_be_attached()
    dashboard.symbol("Tower 22").click()
    dashboard.expect_link(selected="20240128-tower-22-drone", area=None)
