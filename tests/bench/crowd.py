"""Many people at once: sessions filter at random through the app's own websocket, and what they wait for is told.

`python -m tests.bench.crowd [--events FILE.parquet] [--sessions 50] [--seconds 600] [--pause 5] [--out FILE.json]`

Each session speaks Streamlit's protocol as a browser does. Latency is the time from sending a changed widget to the end
of the run that it causes. The driver shares the machine with the app; its CPU is told beside the app's.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.bench.crowd_browser import Browser
from tests.bench.crowd_person import Person
from tests.bench.crowd_report import Sample, Tally, report, table
from tests.bench.crowd_server import Server, machine_cpu, running

SEED: Final = 20231017
_PATIENCE: Final = 60
_SAMPLED: Final = 5


@dataclass
class Session:
    """One person with a browser of their own."""

    number: int
    port: int
    pause: float
    tally: Tally
    browser: Browser = field(init=False)
    person: Person = field(init=False)
    socket: ClientConnection = field(init=False)

    async def open(self) -> None:
        """Open the page."""
        self.browser = Browser(troubles=self.tally.troubles)
        self.person = Person(self.browser, np.random.default_rng([SEED, self.number]))
        await asyncio.sleep(self.person.rng.uniform(0, self.pause))
        await self._connect()

    async def filter(self, seconds: float) -> None:
        """Think, change something, wait for the page; until the time is over."""
        start = time.monotonic()
        while (left := start + seconds - time.monotonic()) > 0:
            thought = min(self.person.rng.exponential(self.pause), 4 * self.pause)
            await asyncio.sleep(min(thought, left))
            if thought < left:
                await self._act(start)
        await self.socket.close()

    async def _act(self, start: float) -> None:
        chosen = self.person.act()
        if chosen is None:
            await self._again("the page offers nothing to do")
            return
        deed, touched = chosen
        try:
            waited = await self._ask(self.browser.ask(touched))
        except (WebSocketException, OSError, TimeoutError) as error:
            await self._again(f"connection: {type(error).__name__} after {deed}")
            return
        self.tally.waits.append((time.monotonic() - start, deed, waited))
        now = self.browser.holds(touched.id)
        if deed == "tick" and (now is None or now.bool_value != touched.bool_value):
            self.tally.troubles["a box is not as it was ticked"] += 1

    async def _connect(self) -> None:
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        origin = f"http://127.0.0.1:{self.port}"
        self.socket = await connect(address, subprotocols=["streamlit"], origin=origin, max_size=None)  # type: ignore[list-item, arg-type]
        self.tally.opening.append(await self._ask(self.browser.ask()))

    async def _again(self, trouble: str) -> None:
        """Open the page anew, as somebody does whose page is broken."""
        self.tally.troubles[trouble] += 1
        await self.socket.close()
        self.browser = self.person.browser = Browser(troubles=self.tally.troubles)
        await self._connect()

    async def _ask(self, message: bytes) -> float:
        """Send a message; the seconds until the run that it causes has ended."""
        start = time.perf_counter()
        async with asyncio.timeout(_PATIENCE):
            await self.socket.send(message)
            while True:
                payload = await self.socket.recv(decode=False)
                self.tally.messages += 1
                self.tally.received += len(payload)
                if self.browser.hear(payload):
                    return time.perf_counter() - start


async def crowd(server: Server, sessions: int, seconds: float, pause: float) -> Tally:
    """Let so many sessions filter for so many seconds."""
    tally = Tally(alone=sample(server))
    first = Session(sessions, server.port, 0, tally)
    await first.open()  # the app reads its data for the first visitor
    await first.socket.close()
    tally.first, tally.opening = tally.opening[0], []
    people = [Session(number, server.port, pause, tally) for number in range(sessions)]
    await asyncio.gather(*(session.open() for session in people))
    tally.messages = tally.received = 0
    watch = asyncio.create_task(_watch(server, tally))
    await asyncio.gather(*(session.filter(seconds) for session in people))
    watch.cancel()
    tally.samples.append(sample(server))
    if found := server.tracebacks():
        tally.troubles["tracebacks in the app's log"] += found
    return tally


def sample(server: Server) -> Sample:
    """How the app, this driver and the machine stand now."""
    return Sample(time.monotonic(), server.memory(), server.cpu(), time.process_time(), machine_cpu())


async def _watch(server: Server, tally: Tally) -> None:
    while True:
        tally.samples.append(sample(server))
        await asyncio.sleep(_SAMPLED)


def main() -> int:
    """Run the crowd; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", default="", help="a Parquet file to serve instead of the record")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pause", type=float, default=5, help="mean seconds that a person thinks")
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    parser.add_argument("--log", type=Path, default=Path(os.devnull), help="a file for what the app says")
    given = parser.parse_args()
    with running(given.events, given.log) as server:
        sys.stderr.write(f"The app runs as process {server.pid} on port {server.port}.\n")
        tally = asyncio.run(crowd(server, given.sessions, given.seconds, given.pause))
    asked = {"events": Path(given.events).name or "record", "sessions": given.sessions, "pause": given.pause}
    told = report(tally) | {"asked": asked | {"seconds": given.seconds}}
    sys.stdout.write(table(told))
    if given.out:
        given.out.write_text(json.dumps(told, indent=2) + "\n")
    return int(bool(told["errors"]))


if __name__ == "__main__":
    sys.exit(main())
