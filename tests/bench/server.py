"""A Streamlit server in a separate process, with its peak memory."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench.processes import peak_memory
from tests.local_server import free_port, is_healthy

ROOT: Final = Path(__file__).parents[2]
TIMEOUT_S: Final = 900
PREFIX_VARIABLE: Final = "STREAMLIT_SERVER_BASE_URL_PATH"
"""The path in the server's address, in its environment."""
_POLL_INTERVAL_S: Final = 0.1
_MEGABYTES: Final = "2000"
"""The largest message in MB that a server may send; the peers need more than the default."""


@dataclass
class Server:
    """A running server; `started` is the time at which its process was started, in seconds since 1970."""

    url: str
    started: float
    process: subprocess.Popen[bytes]
    log: Path
    port: int = 0
    peak: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Follow the memory until the server ends."""
        while not self.ended.wait(_POLL_INTERVAL_S):
            self.peak = max(self.peak, peak_memory(self.process.pid))


@contextmanager
def serving(script: Path, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Serve a Streamlit script; the server is healthy when the block begins.

    Raises:
        RuntimeError: it ended, or was not healthy in time.
    """
    port = free_port()
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.maxMessageSize": _MEGABYTES,
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", script.name]
    command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BASEWATCH_")}
    with log.open("w", encoding="utf-8") as sink:
        started = time.time()
        process = subprocess.Popen(
            command, cwd=script.parent, env={**inherited, **environment}, stdout=sink, stderr=subprocess.STDOUT
        )
        url = f"http://127.0.0.1:{port}/{environment.get(PREFIX_VARIABLE, '')}".rstrip("/")
        server = Server(url, started, process, log, port)
        watch = threading.Thread(target=server.watch, daemon=True)
        watch.start()
        try:
            _wait_until_healthy(server)
            yield server
        finally:
            server.ended.set()
            watch.join()
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(server: Server) -> None:
    while time.time() < server.started + TIMEOUT_S:
        if is_healthy(server.url):
            return
        try:
            server.process.wait(timeout=_POLL_INTERVAL_S)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"The server is not healthy: {server.log.read_text(encoding='utf-8')}")
