"""A server in a process of its own: started, waited for, its memory watched, stopped."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PATIENCE_S: Final = 900
_LOOK_S: Final = 0.1
_MEGABYTES: Final = "2000"
"""The largest message a server may send, lest a peer is refused before it is measured."""


@dataclass
class Server:
    """A running server; `started` is the moment at which its process was made, in seconds since 1970."""

    url: str
    started: float
    process: subprocess.Popen[bytes]
    peak: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Follow the memory until the server ends."""
        while not self.ended.wait(_LOOK_S):
            self.peak = max(self.peak, peak_memory(self.process.pid))


@contextmanager
def serving(script: Path, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Serve a Streamlit script; the server is healthy when the block begins.

    Raises:
        RuntimeError: it ended, or was not healthy in time.
    """
    port = _free_port()
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
        server = Server(f"http://127.0.0.1:{port}", started, process)
        watch = threading.Thread(target=server.watch, daemon=True)
        watch.start()
        try:
            _wait_until_healthy(server, log)
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


def peak_memory(pid: int) -> int:
    """The highest resident memory in bytes that the process and those it made have had, each at its own peak."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text(encoding="utf-8").split()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return 0
    own = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(own.split()[1]) * 1024 + sum(map(peak_memory, children))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(server: Server, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.time() < server.started + PATIENCE_S:
        try:
            with opener.open(f"{server.url}/_stcore/health", timeout=5):
                return
        except OSError:
            pass
        try:
            server.process.wait(timeout=_LOOK_S)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"The server is not healthy: {log.read_text(encoding='utf-8')}")
