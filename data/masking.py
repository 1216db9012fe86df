"""Secrets in texts for logs and terminals: the one place that masks them.

What is secret is read from the environment: everything of the URL in `BASEWATCH_EVENTS` but its scheme, and the values
of variables that hold passwords, tokens or keys. Errors of drivers repeat parts of them, also of a URL that they
misread; so each part is masked, in each form that such errors have.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import Iterable
from functools import lru_cache
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from data import settings
from data.query.database_url import is_url

MASK: Final = "…"
REASON_LETTERS: Final = 300
"""The most letters of a reason."""
_ANYWHERE: Final = 4
"""A secret of at least this many letters is masked inside words, too."""
_HARMLESS: Final = frozenset(
    {*("events", "localhost", "postgres", "postgresql", "public", "user", "password", "sslmode", "require"), "prefer"}
)
"""Parts of URLs that are no secret where they stand outside a password."""
_PLAIN_PARAMETERS: Final = frozenset(
    {*("sslmode", "connect_timeout", "application_name", "http_scheme", "warehouse", "schema", "spark.master"), "role"}
)
"""Parameters of URLs whose values are no secret."""
_SECRET_NAME: Final = re.compile(r"(PASSWORD|PASSWD|TOKEN|SECRET|KEY)$")
_SEPARATORS: Final = re.compile(r"[:/?#@&=;,\s'\"\\]+")
_NO_PATH: Final = re.compile(r"^\w+:|:[^/]*@|\b(user|password|passfile|sslpassword|dbname|host)\s*=")
"""What is meant as the address of a database, but is no URL."""
_ASSIGNED: Final = re.compile(
    r"(?i)(\w*(?:password|passwd|pwd|passfile|secret|token|api_?key|credential)\w*['\"]?\s*[=:]\s*['\"]?)[^\s&'\",;)]+"
)
_USER_PART: Final = re.compile(r"(\w://)[^\s/@]*@")
_EMPTY: Final = re.compile(r"(?!)")


def mask(text: str) -> str:
    """Return a text with every secret replaced by `…`.

    >>> mask("connecting to postgres://reader:Secret1@host failed, password=Secret1")
    'connecting to postgres://…@host failed, password=…'
    """
    others = (value for name, value in os.environ.items() if value and _SECRET_NAME.search(name))
    text = _pattern(settings.EVENTS.value, tuple(sorted(others))).sub(MASK, text)
    return _ASSIGNED.sub(rf"\1{MASK}", _USER_PART.sub(rf"\1{MASK}@", text))


def reason(error: BaseException) -> str:
    r"""Return why something failed, on one line and without secrets: the first line of the error's first cause.

    >>> reason(ValueError("the password is wrong\nhint: password=Secret1"))
    'the password is wrong'
    """
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [" ".join(line.split()) for line in str(error).splitlines() if line.strip()]
    text = mask(lines[0] if lines else type(error).__name__).rstrip(".")
    return text if len(text) <= REASON_LETTERS else f"{text[: REASON_LETTERS - 1]}…"


def install() -> None:
    """Mask every record of the log, its traceback included, and what Python prints of an error that nobody handles."""
    made = logging.getLogRecordFactory()
    if made is _masked_record:
        return
    global _make_record  # noqa: PLW0603 - the factory is the process's
    _make_record = made
    logging.setLogRecordFactory(_masked_record)
    sys.excepthook = _print_masked


_make_record = logging.getLogRecordFactory()


def _masked_record(*arguments: Any, **named: Any) -> logging.LogRecord:
    record = _make_record(*arguments, **named)
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # a wrong format is the handler's to report
        return record
    masked = mask(message)
    if masked != message:
        record.msg, record.args = masked, None
    if record.exc_info and record.exc_info[0]:
        # Formatters print this text where it is there, instead of the error.
        record.exc_text = mask("".join(traceback.format_exception(*record.exc_info)).rstrip())
    return record


def _print_masked(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(mask("".join(traceback.format_exception(kind, error, trace))))


@lru_cache(maxsize=8)
def _pattern(place: str, others: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches every secret: those of a value of `BASEWATCH_EVENTS`, and others."""
    secret, parts = _secrets_of_place(place)
    for value in others:
        secret |= _parts(value)
    words = {word.casefold() for word in secret}
    bounded = {word.casefold() for word in parts if len(word) > 1} - _HARMLESS - words
    longest_first = sorted(words | bounded, key=len, reverse=True)
    if not longest_first:
        return _EMPTY
    anywhere = {word for word in words if len(word) >= _ANYWHERE}
    return re.compile("|".join(_regex(word, anywhere=word in anywhere) for word in longest_first), re.IGNORECASE)


def _regex(word: str, *, anywhere: bool) -> str:
    return re.escape(word) if anywhere else rf"(?<![0-9A-Za-z_]){re.escape(word)}(?![0-9A-Za-z_])"


def _secrets_of_place(place: str) -> tuple[set[str], set[str]]:
    """Return the words of a place that are secret, and all its words; none of a path."""
    if not is_url(place):
        return (_parts(place), set()) if _NO_PATH.search(place) else (set(), set())
    rest = place.partition("://")[2]
    user_part = rest.rpartition("@")[0]
    _, colon, password = user_part.partition(":")
    pairs = [pair.partition("=") for pair in rest.partition("?")[2].split("&")]
    values = [value for name, _, value in pairs if name not in _PLAIN_PARAMETERS]
    return _parts(*values, password if colon else user_part), _parts(rest)


def _parts(*texts: str) -> set[str]:
    """Return the texts and the parts of each, as they are, decoded and encoded."""
    forms = {form for text in texts for form in _forms(text)}
    return {form for form in forms if form} | {
        part for form in forms for part in _SEPARATORS.split(form) if len(part) > 1
    }


def _forms(text: str) -> Iterable[str]:
    decoded = (text, unquote(text), unquote_plus(text))
    return (
        *decoded,
        *map(_repr_inside, decoded),
        *map(quote, decoded),
        *(quote(form, safe="") for form in decoded),
        *map(quote_plus, decoded),
    )


def _repr_inside(text: str) -> str:
    """Return a text as Python prints it between quotation marks."""
    return repr(text)[1:-1]
