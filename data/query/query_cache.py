"""A cache of query results, shared by all sessions and limited in size; equal concurrent queries run as one."""

import threading
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar, cast

import pandas as pd
from cachetools import LRUCache

from data.cancelling import POLL_INTERVAL_S, cancel_check
from data.view import View

LIMIT_MB: Final = 128
"""Megabytes of results; beyond them the least recently used are removed."""

# Estimated bytes of a result, of a column of its frame, and of a value: a small frame is larger than its values.
_RESULT_BYTES: Final = 8_000
_COLUMN_BYTES: Final = 1_500
_VALUE_BYTES: Final = 24

P = ParamSpec("P")
Result = TypeVar("Result")


class QueryCache:
    """The cached results of one engine.

    >>> cache = QueryCache()
    >>> cache.get_or_compute("key", lambda: 7), cache.get_or_compute("key", lambda: 8)
    (7, 7)
    """

    def __init__(self, limit_mb: int = LIMIT_MB) -> None:
        """Cache at most `limit_mb` megabytes of results."""
        self._results: LRUCache[object, object] = LRUCache(limit_mb * 1_000_000, _size)
        self._running: dict[object, threading.Event] = {}
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type["QueryCache"], tuple[()]]:
        """Copy nothing of it into another process."""
        return QueryCache, ()

    def get_or_compute(self, key: object, compute: Callable[[], Result]) -> Result:
        """Return the result cached under `key`, else that of `compute`; other threads that need it wait for it."""
        while True:
            with self._lock:
                if key in self._results:
                    return cast("Result", self._results[key])
                running = self._running.get(key)
                if running is None:
                    finished = self._running[key] = threading.Event()
                    break
            while not running.wait(POLL_INTERVAL_S):
                cancel_check.get()()
        try:
            result = compute()
            with self._lock:
                if _size(result) <= self._results.maxsize:
                    self._results[key] = result
            return result
        finally:
            with self._lock:
                del self._running[key]
            finished.set()


class HasCache(Protocol):
    """An object with a cache of query results; `version` is the state of its data and part of every key."""

    cache: QueryCache

    @property
    def version(self) -> str:
        """The state of the data."""


Owner = TypeVar("Owner", bound=HasCache)


def cached(
    query: Callable[Concatenate[Owner, View, P], Result],
) -> Callable[Concatenate[Owner, View, P], Result]:
    """Cache a function's results by the view's filters and the other arguments; the rest of the view is not passed."""

    @wraps(query)
    def cached_query(owner: Owner, view: View, *rest: P.args, **named: P.kwargs) -> Result:
        filters = view.filters()
        key = (query.__qualname__, owner.version, filters, rest, tuple(named.items()))
        return owner.cache.get_or_compute(key, lambda: query(owner, filters, *rest, **named))

    return cast("Callable[Concatenate[Owner, View, P], Result]", cached_query)


def _size(result: Any) -> int:
    """Estimate the bytes of a result; measuring them exactly takes longer than many queries."""
    if isinstance(result, pd.DataFrame):
        return _RESULT_BYTES + _COLUMN_BYTES * len(result.columns) + _VALUE_BYTES * int(result.size)
    if isinstance(result, pd.Series):
        return _RESULT_BYTES + _VALUE_BYTES * int(result.size)
    if is_dataclass(result):
        return _RESULT_BYTES + sum(_size(getattr(result, field.name)) for field in fields(result))
    return _RESULT_BYTES + len(str(result))
