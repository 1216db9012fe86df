"""The app under load: started on a free port, watched from outside through `/proc`."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from data.datasets import EVENTS_VARIABLE

_ROOT: Final = Path(__file__).parents[2]
_PATIENCE: Final = 120
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE_MB: Final = os.sysconf("SC_PAGE_SIZE") / 1e6
_PARENT, _USER, _SYSTEM, _RESIDENT = 1, 11, 12, 21
"""Places in `/proc/PID/stat`, counted from behind the command's name."""


@dataclass(frozen=True)
class Server:
    """A running app."""

    port: int
    pid: int
    log: Path

    def memory(self) -> float:
        """Resident memory of the app and its children, in MB."""
        return sum(int(_stat(pid)[_RESIDENT]) for pid in self._tree()) * _PAGE_MB

    def cpu(self) -> float:
        """Seconds of CPU that the app and its children took so far."""
        fields = [_stat(pid) for pid in self._tree()]
        return sum(int(found[_USER]) + int(found[_SYSTEM]) for found in fields) / _TICKS

    def tracebacks(self) -> int:
        """How many errors the app wrote into its log."""
        return self.log.read_text(errors="replace").count("Traceback")

    def _tree(self) -> list[int]:
        parents = {int(path.name): int(_stat(int(path.name))[_PARENT]) for path in Path("/proc").glob("[0-9]*")}
        tree = [self.pid]
        for pid in tree:
            tree += [child for child, parent in parents.items() if parent == pid]
        return tree


@contextmanager
def running(events: str, kept: Path) -> Iterator[Server]:
    """Run the app over the record, or over the Parquet `events`; what it says goes to the file `kept` at the end."""
    port = _free_port()
    settings = ["--server.headless", "true", "--server.port", str(port)]
    asked = [sys.executable, "-m", "streamlit", "run", "app.py", *settings]
    environment = {**os.environ, EVENTS_VARIABLE: str(Path(events).resolve()) if events else ""}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "app.log"
        with log.open("w") as stream:
            process = subprocess.Popen(asked, cwd=_ROOT, env=environment, stdout=stream, stderr=stream)
        try:
            _wait(process, port, log)
            yield Server(port, process.pid, log)
        finally:
            process.terminate()
            process.wait(_PATIENCE)
            kept.write_bytes(log.read_bytes())


def machine_cpu() -> float:
    """Seconds of CPU that everything on this machine took so far."""
    numbers = [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    user, nice, system, _idle, _waiting, *interrupts = numbers
    return (user + nice + system + sum(interrupts)) / _TICKS


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if _healthy(port):
            return
        time.sleep(0.2)
    raise RuntimeError(f"The app did not start:\n{log.read_text(errors='replace')}")


def _healthy(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _stat(pid: int) -> list[str]:
    """What the system tells of a process, behind its name; zeros where it has just gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * (_RESIDENT + 1)
