"""The server's log on standard error: lines for people, or one JSON object a line (`BASEWATCH_LOG`).

All loggers write through one handler: the project's, Streamlit's, uvicorn's, Python's warnings, and errors that nobody
catches. The log holds no personal data: no address of a visitor, no name of a file, no words that somebody typed. The
message of an error may quote them, so a JSON line of a visitor's session holds the error's type and stack only.
"""

import json
import logging
import secrets
import sys
import threading
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from hashlib import blake2b
from types import TracebackType
from typing import Any, Final

import streamlit.logger as streamlit_logger
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import settings

LOG: Final = logging.getLogger("basewatch")
_KEY: Final = secrets.token_bytes(16)
_RUN: ContextVar[str] = ContextVar("run", default="")
_CONNECTIONS: Final = ('"WebSocket', "connection open", "connection closed", "connection rejected")
"""What uvicorn logs on each connection, with the visitor's address and link."""
_OWN: Final = (LOG.name, "app", "components", "geo", "data")
_SERVER: Final = ("uvicorn", "uvicorn.error", "uvicorn.asgi")
_TEXT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s%(details)s"


def set_up(mask: Callable[[str], str] = str) -> None:
    """Send all loggers of this process to standard error, in the form of `BASEWATCH_LOG`.

    `mask` returns a text without its secrets: everything that is written passes it.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(mask) if settings.LOG.value == "json" else TextFormatter(mask))
    handler.addFilter(_without_connections)
    handler.addFilter(_add_context)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in (*_OWN, *_SERVER):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    for name in _SERVER:
        _through_root(logging.getLogger(name))
    streamlit_logger.setup_formatter = _through_root  # called for each logger that Streamlit makes
    streamlit_logger.update_formatter()
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda failed: _log_uncaught(
        failed.exc_type, failed.exc_value or failed.exc_type(), failed.exc_traceback
    )


def start_run() -> None:
    """Give the lines of this thread, from here on, the id of a new run of the page."""
    _RUN.set(secrets.token_hex(4))


def session() -> str:
    """Return the random name of this visitor's session in the log; empty outside a session.

    It cannot be converted to Streamlit's id of the session, with which a browser could take the session over.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return blake2b(context.session_id.encode(), key=_KEY, digest_size=6).hexdigest() if context else ""


def event(
    what: str, *, of_session: str = "", level: int = logging.INFO, error: bool = False, **details: object
) -> None:
    """Log what happened.

    Args:
        what: words that are the same for every event of the kind.
        of_session: the session, where it is not that of this thread (`session`).
        level: the level of `logging`.
        error: whether the error that is handled at the moment belongs to it.
        details: numbers and words from closed lists; nothing that a visitor has typed or named.
    """
    fields = {"fields": details} | ({"session": of_session} if of_session else {})
    LOG.log(level, what, extra=fields, exc_info=error)


class TextFormatter(logging.Formatter):
    """Formats a record for people."""

    def __init__(self, mask: Callable[[str], str] = str) -> None:
        """Write texts as `mask` returns them."""
        super().__init__(_TEXT)
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger, what happened and its details, and the error with its stack."""
        return self._mask(super().format(record))


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def __init__(self, mask: Callable[[str], str] = str) -> None:
        """Write texts as `mask` returns them."""
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger, session, run, what happened and its details, and the error with its stack."""
        session = getattr(record, "session", "")
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "session": session or None,
            "run": getattr(record, "run", "") or None,
            "what": _words(record, session),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = _described(record.exc_info[1], with_message=not session)
        return json.dumps({name: self._masked(value) for name, value in line.items() if value is not None})

    def _masked(self, value: object) -> object:
        """Return a value of a line with its texts masked."""
        if isinstance(value, dict):
            return {name: self._masked(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._masked(part) for part in value]
        return value if isinstance(value, bool | int | float) else self._mask(str(value))


def _words(record: logging.LogRecord, session: str) -> str:
    """Return the message of a record; in a session, that of a library without the values in it."""
    is_own = record.name.partition(".")[0] in _OWN
    return str(record.msg) if session and record.args and not is_own else record.getMessage()


def _described(error: BaseException, *, with_message: bool) -> dict[str, object]:
    """Return an error's type and the files, lines and functions of its stack, from the outermost to the innermost."""
    frames = traceback.extract_tb(error.__traceback__)
    described: dict[str, object] = {
        "type": type(error).__qualname__,
        "stack": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if with_message:
        described["message"] = str(error)
    if cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        described["cause"] = _described(cause, with_message=with_message)
    return described


def _add_context(record: logging.LogRecord) -> bool:
    """Add the session and the run to a record, and its details as text for the form for people."""
    of_session = getattr(record, "session", "") or session()
    context = {"session": of_session, "run": _RUN.get() if of_session else ""}
    named = {**context, **getattr(record, "fields", {})}
    details = "".join(f" {name}={value}" for name, value in named.items() if value not in {"", None})
    vars(record).update(context, details=details)
    return True


def _without_connections(record: logging.LogRecord) -> bool:
    is_uvicorn = record.name.startswith(("uvicorn", "websockets"))
    return not (is_uvicorn and record.levelno <= logging.INFO and any(words in record.msg for words in _CONNECTIONS))


def _through_root(logger: logging.Logger) -> None:
    """Remove a logger's own handlers, so that its records reach the handler of the root."""
    if logger.name == "uvicorn.access":
        return  # the log of requests, with the visitors' addresses: Streamlit has switched it off
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True


def _log_uncaught(kind: type[BaseException], error: BaseException, stack: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    LOG.critical("error that nobody caught", exc_info=(kind, error, stack))
