"""Load test: many sessions filter at random through the app's websocket; their latencies are reported.

`python -m tests.bench.crowd [--events FILE.parquet] [--sessions 50] [--seconds 600] [--pause 5] [--nginx] [--out FILE]`

Each session speaks Streamlit's protocol as a browser does. Latency is the time from sending a changed widget to the end
of the run that it causes. The driver shares the machine with the app; its CPU is reported beside the app's.
"""

import argparse
import asyncio
import json
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from data.datasets import EVENTS_VARIABLE
from tests.bench.crowd_browser import Browser
from tests.bench.crowd_person import Person
from tests.bench.crowd_report import Sample, Tally, report, table
from tests.bench.processes import cpu, machine_cpu, memory
from tests.bench.server import PREFIX_VARIABLE, ROOT, Server, serving
from tests.deploy import site
from tests.deploy.site import Site

SEED: Final = 20231017
LOG: Final = Path(tempfile.gettempdir()) / "basewatch-crowd.log"
_TIMEOUT_S: Final = 60
_SAMPLE_INTERVAL_S: Final = 5


@dataclass
class Session:
    """One person with a browser."""

    number: int
    url: str
    pause: float
    tally: Tally
    browser: Browser = field(init=False)
    person: Person = field(init=False)
    socket: ClientConnection | None = None
    certificate: Path | None = None
    """The authority of the server's certificate, where it has one."""

    async def open(self) -> None:
        """Open the page."""
        self.person = Person(Browser(), np.random.default_rng([SEED, self.number]))
        await asyncio.sleep(self.person.rng.uniform(0, self.pause))
        await self._connect()

    async def filter(self, seconds: float) -> None:
        """Pause, change something, wait for the page; repeat until the time is over."""
        start = time.monotonic()
        while (left := start + seconds - time.monotonic()) > 0:
            thought = min(self.person.rng.exponential(self.pause), 4 * self.pause)
            await asyncio.sleep(min(thought, left))
            if thought < left:
                await self._act(start)
        await self.leave()

    async def leave(self) -> None:
        """Close the page."""
        if self.socket is not None:
            await self.socket.close()
            self.socket = None

    async def _act(self, start: float) -> None:
        if self.socket is None:
            await self._connect()
            return
        action = self.person.act()
        if action is None:
            await self._fail("the page offers nothing to do")
            return
        name, touched = action
        waited = await self._send(self.browser.rerun_message(touched), name)
        if self.socket is None and waited < _TIMEOUT_S:
            return  # the connection broke, so there is no latency
        self.tally.waits.append((time.monotonic() - start, name, waited))
        if self.socket is not None and name == "tick" and not self.person.was_applied():
            self.tally.failures["a box is not as it was ticked"] += 1

    async def _connect(self) -> None:
        """Open the page in a new tab; if that fails, the next action tries again."""
        self.browser = self.person.browser = Browser(failures=self.tally.failures)
        origin = Origin("/".join(self.url.split("/")[:3]))
        address, protocols = f"{self.url.replace('http', 'ws', 1)}/_stcore/stream", [Subprotocol("streamlit")]
        trusted = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        try:
            self.socket = await connect(
                address, subprotocols=protocols, origin=origin, max_size=None, ssl=trusted, proxy=None
            )
        except (WebSocketException, OSError, TimeoutError) as error:
            await self._fail(f"no connection: {type(error).__name__}")
            return
        self.tally.opening.append(await self._send(self.browser.rerun_message(), "opening"))

    async def _fail(self, failure: str) -> None:
        """Count a failure and close the page."""
        self.tally.failures[failure] += 1
        await self.leave()

    async def _send(self, message: bytes, name: str) -> float:
        """Send a message; return the seconds until the run that it causes ends, at most `_TIMEOUT_S`."""
        start = time.perf_counter()
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                await self._exchange(message)
        except (WebSocketException, OSError, TimeoutError) as error:
            await self._fail(f"{type(error).__name__} after {name}")
        return time.perf_counter() - start

    async def _exchange(self, message: bytes) -> None:
        socket = cast("ClientConnection", self.socket)
        await socket.send(message)
        ended = False
        while not ended:
            payload = await socket.recv(decode=False)
            self.tally.messages += 1
            self.tally.received += len(payload)
            ended = self.browser.receive(payload)


async def crowd(server: Server, sessions: int, seconds: float, pause: float, *, front: Site | None = None) -> Tally:
    """Run `sessions` sessions for `seconds` seconds, through nginx in front of the server if there is one."""
    tally = Tally(alone=sample(server))
    url, certificate = (front.url.rstrip("/"), front.certificate) if front else (server.url, None)
    first = Session(sessions, url, 0, tally, certificate=certificate)
    await first.open()  # the app reads its data for the first visitor
    await first.leave()
    tally.first, tally.opening = tally.opening[0], []
    people = [Session(number, url, pause, tally, certificate=certificate) for number in range(sessions)]
    await asyncio.gather(*(session.open() for session in people))
    tally.messages = tally.received = 0
    watch = asyncio.create_task(_watch(server, tally))
    await asyncio.gather(*(session.filter(seconds) for session in people))
    watch.cancel()
    tally.samples.append(sample(server))
    if found := server.log.read_text(errors="replace").count("Traceback"):
        tally.failures["tracebacks in the app's log"] += found
    return tally


def sample(server: Server) -> Sample:
    """Return the current figures of the app, this driver and the machine."""
    pid = server.process.pid
    return Sample(time.monotonic(), memory(pid), cpu(pid), time.process_time(), machine_cpu())


async def _watch(server: Server, tally: Tally) -> None:
    while True:
        tally.samples.append(sample(server))
        await asyncio.sleep(_SAMPLE_INTERVAL_S)


@contextmanager
def _front(server: Server) -> Iterator[Site]:
    with (
        tempfile.TemporaryDirectory(prefix="basewatch-nginx-") as folder,
        site.serving(Path(folder), [server.port]) as front,
    ):
        yield front


def main() -> int:
    """Run the load test; return 1 if there were failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, help="a Parquet file to serve instead of the record")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pause", type=float, default=5, help="mean seconds that a person thinks")
    parser.add_argument("--nginx", action="store_true", help="with docs/deploy/nginx.conf in front of the server")
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    parser.add_argument("--log", type=Path, default=LOG, help="a file for the app's log")
    arguments = parser.parse_args()
    if arguments.events and not arguments.events.exists():
        parser.error(f"--events: there is no file {arguments.events}; `python -m tests.bench` makes tables")
    if arguments.nginx and not site.is_installed():
        parser.error(f"--nginx: {site.MISSING}")
    environment = {EVENTS_VARIABLE: str(arguments.events.resolve())} if arguments.events else {}
    if arguments.nginx:
        environment[PREFIX_VARIABLE] = site.PREFIX.strip("/")
    with ExitStack() as stack:
        script = ROOT / "app.py"
        server = stack.enter_context(serving(script, environment, arguments.log))
        front = stack.enter_context(_front(server)) if arguments.nginx else None
        sys.stderr.write(f"The app runs as process {server.process.pid} at {(front or server).url}.\n")
        tally = asyncio.run(crowd(server, arguments.sessions, arguments.seconds, arguments.pause, front=front))
    settings = {
        "events": arguments.events.name if arguments.events else "record",
        "sessions": arguments.sessions,
        "pause": arguments.pause,
        "through": "nginx" if arguments.nginx else "no proxy",
    }
    figures = report(tally) | {"settings": settings | {"seconds": arguments.seconds}}
    sys.stdout.write(table(figures))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=2) + "\n")
    return int(bool(figures["errors"]))


if __name__ == "__main__":
    sys.exit(main())
