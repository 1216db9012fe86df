"""The time inside the engine: `python -m tests.bench.engine < TRAIL > SECONDS`, the table being `BASEWATCH_EVENTS`.

The page runs again without server and browser, view by view, and every call of the engine is timed. A separate process
starts with an empty cache.
"""

import inspect
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Final
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from data.query.engine import Engine
from geo import clustering
from tests.bench.server import ROOT

_TIMEOUT_S: Final = 900
Trail = Sequence[tuple[str, str]]


def seconds_inside(trail: Trail, environment: Mapping[str, str]) -> dict[str, list[float]]:
    """Return the seconds inside the engine for each interaction of a trail of names and query strings."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.engine"],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=json.dumps(trail),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


class Stopwatch:
    """Counts the time in which at least one query runs."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = threading.local()

    def watch(self, owner: object) -> None:
        """Time every public function of a class or a module."""
        for name, query in list(vars(owner).items()):
            if inspect.isfunction(query) and not name.startswith("_") and query.__module__ == _home(owner):
                setattr(owner, name, self._timed(query))

    def _timed(self, query: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(query)
        def timed(*given: Any, **named: Any) -> Any:
            if getattr(self._inside, "running", False):  # called by another query, which is timed
                return query(*given, **named)
            self._inside.running, start = True, time.perf_counter()
            try:
                return query(*given, **named)
            finally:
                self._inside.running = False
                self.seconds += time.perf_counter() - start

        return timed


def _home(owner: object) -> str:
    return owner.__module__ if inspect.isclass(owner) else owner.__name__  # type: ignore[attr-defined]


def _replay(trail: Trail) -> dict[str, list[float]]:
    watch = Stopwatch()
    for owner in (Engine, clustering):
        watch.watch(owner)
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=_TIMEOUT_S)
    found: dict[str, list[float]] = defaultdict(list)
    for name, query in [("", ""), *trail]:
        watch.seconds = 0.0
        page.query_params = parse_qs(query, keep_blank_values=True)
        page.run()
        if page.exception:
            raise RuntimeError(page.exception[0].message)
        found[name].append(watch.seconds)
    del found[""]
    return found


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.stdout.write(json.dumps(_replay(json.load(sys.stdin))))
