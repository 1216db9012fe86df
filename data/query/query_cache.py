"""Answers kept across sessions: equal questions are asked once, and what is kept is bounded in size."""

import threading
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar, cast

import pandas as pd
from cachetools import LRUCache

from data.query.database import POLL_INTERVAL_S, cancel_check
from data.view import View

LIMIT_MB: Final = 128
"""The least recently used answers beyond so many megabytes are forgotten."""

_ANSWER: Final = 8_000
_COLUMN: Final = 1_500
_CELL: Final = 24
"""Bytes of an answer, of a column of its frame and of a value there: small frames weigh more than what they hold."""

P = ParamSpec("P")
Answer = TypeVar("Answer")


class QueryCache:
    """The kept answers of one engine."""

    def __init__(self, limit_mb: int = LIMIT_MB) -> None:
        """Keep at most `limit_mb` megabytes of frames."""
        self._kept: LRUCache[object, object] = LRUCache(limit_mb * 1_000_000, _size)
        self._asked: dict[object, threading.Event] = {}
        self._lock = threading.Lock()

    def of(self, key: object, ask: Callable[[], Answer]) -> Answer:
        """The answer kept under `key`, else that of `ask`; who asks for the same meanwhile waits for it."""
        while True:
            with self._lock:
                if key in self._kept:
                    return cast("Answer", self._kept[key])
                awaited = self._asked.get(key)
                if awaited is None:
                    answered = self._asked[key] = threading.Event()
                    break
            while not awaited.wait(POLL_INTERVAL_S):
                cancel_check.get()()
        try:
            found = ask()
            with self._lock:
                if _size(found) <= self._kept.maxsize:
                    self._kept[key] = found
            return found
        finally:
            with self._lock:
                del self._asked[key]
            answered.set()


class Keeps(Protocol):
    """What has answers to keep; `version` tells the data's state, so that new data are asked anew."""

    answers: QueryCache

    @property
    def version(self) -> str:
        """The state of the data."""


Asked = TypeVar("Asked", bound=Keeps)


def kept(
    question: Callable[Concatenate[Asked, View, P], Answer],
) -> Callable[Concatenate[Asked, View, P], Answer]:
    """Keep a question's answers: asked again under equal filters, whatever else the view holds, it is not run again."""

    @wraps(question)
    def answer(engine: Asked, view: View, *rest: P.args, **named: P.kwargs) -> Answer:
        filters = view.filters()
        key = (question.__qualname__, engine.version, filters, rest, tuple(named.items()))
        return engine.answers.of(key, lambda: question(engine, filters, *rest, **named))

    return cast("Callable[Concatenate[Asked, View, P], Answer]", answer)


def _size(answer: Any) -> int:
    """About how many bytes an answer takes: measuring it to the byte takes longer than many an answer."""
    if isinstance(answer, pd.DataFrame):
        return _ANSWER + _COLUMN * len(answer.columns) + _CELL * int(answer.size)
    if isinstance(answer, pd.Series):
        return _ANSWER + _CELL * int(answer.size)
    if is_dataclass(answer):
        return _ANSWER + sum(_size(getattr(answer, field.name)) for field in fields(answer))
    return _ANSWER + len(str(answer))
