"""Two servers with nginx in front of them, as `docs/deploy.md` says."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Final

import pytest

from tests import local_server, shared
from tests.browser.conftest import connect_options, run_folder  # noqa: F401 - fixtures: Chromium
from tests.deploy import site

ROOT: Final = Path(__file__).parents[2]
UPLOAD_MB: Final = 1
_TIMEOUT_S: Final = 60


@dataclass
class Server:
    """A server of the page on this machine."""

    port: int
    folder: Path
    process: Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is ready to serve when this returns."""
        log = self.folder / f"server-{self.port}.txt"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BASEWATCH_")}
        environment |= {
            "BASEWATCH_CACHE": str(self.folder / "cache"),
            "BASEWATCH_UPLOAD_MB": str(UPLOAD_MB),
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "STREAMLIT_SERVER_BASE_URL_PATH": site.PREFIX.strip("/"),
            "STREAMLIT_SERVER_COOKIE_SECRET": "of-the-tests",
            "STREAMLIT_SERVER_MAX_UPLOAD_SIZE": str(UPLOAD_MB + 2),
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}"]
        self.process = shared.start(command, log, cwd=ROOT, env=environment)
        for _ in range(10 * _TIMEOUT_S):
            if self.answers("readyz"):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"The server did not start:\n{log.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        if self.process is not None:
            shared.end(self.process.pid)
            self.process = None

    def answers(self, path: str) -> bool:
        """Return whether it answers with 200, to somebody on this machine."""
        return local_server.answers(f"http://127.0.0.1:{self.port}/{path}")


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    if not site.is_installed():
        if os.environ.get("CI") == "true":
            pytest.fail(site.MISSING)
        pytest.skip(site.MISSING)
    folder = tmp_path_factory.mktemp("servers")
    started = [Server(port, folder) for port in site.free_ports(2)]
    try:
        for server in started:
            server.start()
        yield started
    finally:
        for server in started:
            server.stop()


@pytest.fixture(scope="session")
def front(servers: list[Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[site.Site]:
    """Nginx in front of the servers."""
    with site.serving(tmp_path_factory.mktemp("nginx"), [one.port for one in servers], upload_mb=UPLOAD_MB) as running:
        yield running
