"""Whether a server can do its work: the record, the served table and the cache, each checked within a second or two."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final

from data import settings
from data.cache_folder import CacheError, check_writable
from data.datasets import for_operator
from data.query import database_url
from data.query.database import QUERY_ERRORS
from data.served import running

PATIENCE_S: Final = 1.0
"""Seconds that `problems` waits for its checks."""
HANGS_S: Final = 10.0
"""Seconds after which a check that has not ended is a problem; until then its last result holds."""


def problems() -> dict[str, str]:
    """Return what this process's server cannot use now: `record`, `table` or `cache`, each with a sentence.

    The sentences are for the operator and without secrets. No part is missing where all is well. A database that does
    not answer does not hold the caller. The first call begins to load the events, if no page has done so.
    """
    part, sentence = running().problem
    found = {part: sentence} if part else {}
    checks = [check for check in _CHECKS if check.part not in found and check.is_needed()]
    for check in checks:
        check.start()
    until = time.monotonic() + PATIENCE_S
    for check in checks:
        if sentence := check.result(until):
            found[check.part] = sentence
    return found


class _Check:
    """A check that runs in a thread of its own, once at a time, so that nothing waits for one that hangs."""

    def __init__(self, part: str, check: Callable[[], str], is_needed: Callable[[], bool], hangs: str) -> None:
        self.part = part
        self.is_needed = is_needed
        self._check = check
        self._hangs = hangs
        self._result: Future[str] | None = None
        self._last: str | None = None
        self._began = 0.0
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock:
            if self._result is None:
                self._result, self._began = Future(), time.monotonic()
                threading.Thread(target=self._run, args=(self._result,), daemon=True).start()

    def result(self, until: float) -> str:
        """Return the problem that the check has found, or found last; empty if there is none."""
        running_check = self._result
        if running_check:
            wait([running_check], max(0.0, until - time.monotonic()))
        with self._lock:
            if self._result and (self._last is None or time.monotonic() - self._began > HANGS_S):
                return self._hangs
            return self._last or ""

    def _run(self, result: "Future[str]") -> None:
        try:
            found = self._check()
        except Exception as error:  # noqa: BLE001 - a check that fails is a problem
            found = for_operator(error)
        with self._lock:
            self._last, self._result = found, None
        result.set_result(found)


def _table() -> str:
    loaded = running().loaded
    if loaded is None:
        return running().problem[1]
    try:
        loaded.dataset.engine.probe()
    except QUERY_ERRORS as error:
        return for_operator(error)
    return ""


def _cache() -> str:
    try:
        check_writable()
    except CacheError as error:
        return str(error)
    return ""


def _needs_cache() -> bool:
    place = settings.EVENTS.value
    is_files = bool(place) and not database_url.is_url(place)
    return is_files or (settings.IMPORTS.value and settings.NOMINATIM.value)


_CHECKS: Final = (
    _Check("table", _table, lambda: True, "The served table does not answer in time: see to its database or disk."),
    _Check("cache", _cache, _needs_cache, "The cache folder does not answer in time: see to its disk."),
)
