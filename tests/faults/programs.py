"""Programs of the product as somebody starts them: a server, and command lines, each in a process group of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests import local_server
from tests.faults.tab import Tab

ROOT: Final = Path(__file__).parents[2]
HEAD: Final = "date,place,country,latitude,longitude,killed\n"
SCRIPT: Final = "app.py"
TIMEOUT_S: Final = 120.0
POLL_INTERVAL_S: Final = 0.05
_OWN: Final = ("BASEWATCH_", "XDG_CACHE_HOME", "TMPDIR")


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit status (negative for a signal) and what it printed."""

    status: int
    out: bytes
    err: str

    def sentence(self) -> str:
        """Return the one line on the error stream of a program that refused.

        Raises:
            AssertionError: it ended otherwise than with status 2 and one line.
        """
        lines = self.err.strip().splitlines()
        assert self.status == 2, f"ended with {self.status}: {self.err[-1_500:]}"
        assert len(lines) == 1, f"{len(lines)} lines: {self.err[-1_500:]}"
        assert lines[0].endswith("."), f"no sentence: {lines[0]}"
        return lines[0]


def environment(changed: Mapping[str, str | None]) -> dict[str, str]:
    """Return the environment of a program: that of the tests without settings; what is None is not set."""
    found = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
    for name, value in changed.items():
        found.pop(name, None)
        if value is not None:
            found[name] = value
    return found


def start(command: Sequence[str], changed: Mapping[str, str | None], **options: object) -> subprocess.Popen[bytes]:
    """Start a program in the root folder of the product."""
    settings = {"cwd": ROOT, "start_new_session": True, "stdin": subprocess.DEVNULL, **options}
    return subprocess.Popen(list(command), env=environment(changed), **settings)  # type: ignore[call-overload,no-any-return]


def run(*arguments: str, **options: Any) -> Ended:
    """Run `python -m …` to its end; `options` are those of `run_command`."""
    return run_command([sys.executable, "-m", *arguments], **options)


def run_script(script: Path, **options: Any) -> Ended:
    """Run a script of Python to its end; `options` are those of `run_command`."""
    return run_command([sys.executable, str(script)], **options)


def run_command(
    command: Sequence[str],
    *,
    prefix: Sequence[str] = (),
    options: Mapping[str, object] | None = None,
    **changed: str | None,
) -> Ended:
    """Run a program to its end.

    Args:
        command: the program and its arguments.
        prefix: a program that starts it, with its arguments.
        options: arguments of `subprocess.Popen`.
        changed: variables of its environment.
    """
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = start([*prefix, *command], changed, **{**streams, **(options or {})})
    try:
        out, err = process.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        pytest.fail(f"{command} did not end within {TIMEOUT_S:.0f} s")
    return Ended(process.returncode, out or b"", (err or b"").decode("utf-8", "replace"))


def wait_until(is_so: Callable[[], object], what: str, timeout_s: float = TIMEOUT_S) -> None:
    """Wait until something is so; fail with `what` if it is not within `timeout_s` seconds."""
    deadline = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"after {timeout_s:.0f} s not: {what}")
        time.sleep(POLL_INTERVAL_S)


def members(group: int) -> list[int]:
    """Return the running processes of a process group's session: children may have groups of their own."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == group and fields[0] not in "ZX":
                found.append(int(stat.parent.name))
    return found


def expect_nobody(group: int, timeout_s: float = 20.0) -> None:
    """Wait until no process of a session is left."""
    try:
        wait_until(lambda: not members(group), "the processes have ended", timeout_s)
    finally:
        for pid in members(group):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@dataclass
class Server:
    """The page's server, which can be started again at its address."""

    folder: Path
    changed: dict[str, str | None]
    prefix: Sequence[str] = ()
    options: dict[str, object] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    tabs: list[Tab] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the server has printed since its first start."""
        return (self.folder / "server.txt").read_text(encoding="utf-8", errors="replace")

    def start(self, *, wait: bool = True) -> "Server":
        """Start the server, and wait until it answers."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        flags = [f"--server.port={self.port}", "--server.address=127.0.0.1", "--server.headless=true"]
        command = [*self.prefix, sys.executable, "-m", "streamlit", "run", SCRIPT, *flags]
        with (self.folder / "server.txt").open("ab") as sink:
            sinks = {"stdout": sink, "stderr": subprocess.STDOUT}
            self.process = start(command, self.changed, **{**sinks, **self.options})
        if wait:
            self.expect_healthy()
        return self

    def expect_healthy(self) -> None:
        """Wait until the server answers."""
        wait_until(lambda: self.is_healthy() or self.has_ended(), "the server answers", 60)
        assert not self.has_ended(), f"the server ended:\n{self.log[-3_000:]}"

    def has_ended(self) -> bool:
        """Return whether the server's process has ended."""
        return self.process is None or self.process.poll() is not None

    def is_healthy(self) -> bool:
        """Return whether the server answers."""
        return local_server.is_healthy(self.url)

    def tab(self, query: str = "", *, wait: bool = True) -> Tab:
        """Return a new tab with this link."""
        self.tabs.append(Tab(self.url))
        return self.tabs[-1].open(query, wait=wait)

    def end(self, by: signal.Signals = signal.SIGKILL) -> None:
        """End the server's main process, and wait until all that it has started has ended."""
        for tab in self.tabs:
            tab.close()
        self.tabs.clear()
        if self.process is not None:
            self.process.send_signal(by)
            self.process.wait(30)
            expect_nobody(self.process.pid)
            self.process = None

    def expect_page(self, query: str = "") -> Tab:
        """Open a new tab, which must show a page without an error."""
        tab = self.tab(query)
        assert not tab.exceptions, tab.exceptions
        assert tab.heading, f"no page: {tab.alerts}\n{self.log[-3_000:]}"
        return tab

    def expect_quiet(self) -> None:
        """Fail if the log has a traceback."""
        assert "Traceback" not in self.log, self.log[-6_000:]


@contextmanager
def serving(
    folder: Path, *, prefix: Sequence[str] = (), options: dict[str, object] | None = None, **changed: str | None
) -> Iterator[Server]:
    """Serve the page, with a cache and a folder for temporary files of its own."""
    for name in ("cache", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    own = {"XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(folder / "tmp"), **changed}
    server = Server(folder, own, prefix, options or {})
    try:
        yield server.start()
    finally:
        with suppress(ProcessLookupError):
            server.end()


def table(path: Path, rows: int) -> Path:
    """Write a table of events with this number of rows, which hold different places and days."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.writelines(
            f"2024-{1 + n % 12:02d}-{1 + n % 28:02d},Town {n % 5000},Iraq,"
            f"{30 + n % 700 / 100},{41 + n % 600 / 100},{n % 9}\n"
            for n in range(rows)
        )
    return path


def plain(html: str) -> str:
    """Return a text without its mark-up."""
    return re.sub(r"<[^>]+>|\s+", " ", html)
