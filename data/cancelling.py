"""How a run that nobody needs any more is ended while it waits."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

POLL_INTERVAL_S: Final = 0.1
"""Seconds between two calls of `cancel_check` while a thread waits."""

cancel_check: ContextVar[Callable[[], None]] = ContextVar("cancel_check", default=lambda: None)
"""Called every `POLL_INTERVAL_S` while a thread waits for a result; it raises if the result is no longer needed."""
