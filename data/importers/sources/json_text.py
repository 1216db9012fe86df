"""Parses JSON, JSON lines and GeoJSON text sequences; all numbers become texts, as they are written in the file."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from data.importers.report import RefusedError
from data.importers.sources import tables
from data.importers.sources.encoding import decoding_error
from data.importers.sources.sheet import refusing
from data.limits import DEPTH, JSON_MB, JSON_VALUES

_LINES: Final = (".jsonl", ".ndjson", ".geojsonl", ".geojsons")
_NO_SIGNS: Final = bytes(set(range(256)) - {*b'"[]{},'})
_RECORD: Final = "\x1e"
"""The character before each record of a text sequence."""


class Broken(NamedTuple):
    """A line that is not JSON, and why."""

    text: str
    reason: str


class TooLargeError(ValueError):
    """A JSON text that is nested too deeply or holds too many values; the message follows the name of the file."""


class Parser:
    """Parses JSON and counts what no table can hold."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._numbers: Counter[str] = Counter()
        self._repeated: Counter[str] = Counter()
        decoder = json.JSONDecoder(
            strict=False,
            parse_int=str,
            parse_float=str,
            parse_constant=self._drop,
            object_pairs_hook=self._object,
        )
        self._decode = decoder.decode

    def parse(self, text: str) -> Any:
        """Return the value of a JSON text.

        Raises:
            TooLargeError: it is nested too deeply, or holds too many values.
            ValueError: it is not JSON.
        """
        _check_structure(text)
        return self._decode(text)

    def notes(self) -> tuple[str, ...]:
        """Return sentences about values that were not read."""
        found = []
        if self._numbers:
            times = ", ".join(f"{name} ({number:,})" for name, number in self._numbers.items())
            found.append(f"Values that are no numbers in JSON were read as empty: {times}.")
        if self._repeated:
            names = tables.listed_names(list(self._repeated))
            found.append(
                f"Objects have the same key twice ({self._repeated.total():,}); the last value was read: {names}."
            )
        return tuple(found)

    def _drop(self, constant: str) -> None:
        self._numbers[constant] += 1

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self._repeated.update(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        return found


def _check_structure(text: str) -> None:
    """Check the depth and the number of values of a JSON text before it is parsed.

    Raises:
        TooLargeError: there are more than are read.
    """
    if len(text) <= DEPTH:
        return
    # The signs of JSON alone: backslashes stand in strings only, and what is left of most strings is empty.
    signs = text.encode("utf-8", "replace").replace(b"\\\\", b"").replace(b'\\"', b"")
    signs = signs.translate(None, _NO_SIGNS).replace(b'""', b"")
    signs = re.sub(rb'"[^"]*"?', b"", signs)
    values = signs.count(b",") + signs.count(b"[") + signs.count(b"{")
    if values > JSON_VALUES:
        raise TooLargeError(f"holds more than the {JSON_VALUES:,} values that are read from one document")
    if _is_deep(signs.translate(bytes.maketrans(b"{}", b"[]"), b",")):
        raise TooLargeError(f"is nested more than {DEPTH} levels deep")


def _is_deep(brackets: bytes) -> bool:
    """Return whether brackets are nested too deeply; those that are never closed count, too."""
    for _ in range(DEPTH):
        outer = brackets.replace(b"[]", b"")
        if len(outer) == len(brackets):
            return outer.count(b"[") > DEPTH
        brackets = outer
    return b"[]" in brackets


def is_lines(path: Path, encoding: str) -> bool:
    """Return whether each line of a file is an object of its own, by its name and its first two lines."""
    with _refusing(path), path.open(encoding=encoding, errors="surrogateescape") as file:
        filled = (line for line in iter(lambda: file.readline(JSON_MB * 1_000_000), "") if line.strip())
        first, second = (line.strip() for line in [*islice(filled, 2), "", ""][:2])
    is_named = path.suffix.lower() in _LINES
    if first.startswith(_RECORD):
        return True
    if not (first.startswith("{") and first.endswith("}") and (second or is_named)):
        return False
    try:
        return isinstance(Parser().parse(first), dict)
    except ValueError:
        return is_named


def parse_file(path: Path, parser: Parser, encoding: str) -> Any:
    """Return the value of a JSON document.

    Raises:
        RefusedError: the file is too large or not JSON.
    """
    if path.stat().st_size > JSON_MB * 1_000_000:
        raise RefusedError(
            f"{path.name} is larger than the {JSON_MB} MB that are read from one JSON document. Save it as JSON "
            "lines (.jsonl), GeoParquet or CSV and import that."
        )
    try:
        return parser.parse(path.read_text(encoding=encoding).strip())
    except TooLargeError as error:
        raise RefusedError(f"{path.name} {error}. Export the table as CSV or JSON lines and try again.") from error
    except UnicodeDecodeError as error:
        raise decoding_error(path, encoding) from error
    except ValueError as error:
        raise RefusedError(f"{path.name} is not valid JSON ({error}). Export it again and try again.") from error


def parse_lines(path: Path, parser: Parser, encoding: str) -> Iterator[tuple[int, Any]]:
    """Return the values of the lines or records of a file, with their numbers; a `Broken` for those that are not JSON.

    Raises:
        RefusedError: a line is too long.
    """
    limit = JSON_MB * 1_000_000
    with _refusing(path), path.open(encoding=encoding, errors="surrogateescape", newline="\n") as file:
        for number, line in enumerate(iter(lambda: file.readline(limit), ""), start=1):
            if len(line) >= limit:
                raise RefusedError(f"Line {number} of {path.name} is longer than {JSON_MB} MB. Export it again.")
            text = line.strip(f"{_RECORD} \t\r\n")
            if text:
                yield number, _parse_line(text, parser)


def _refusing(path: Path) -> AbstractContextManager[None]:
    return refusing(f"{path.name} is not written in one encoding. Save it as UTF-8 and try again.", (UnicodeError,))


def _parse_line(text: str, parser: Parser) -> Any:
    if not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text):
        return Broken(text, "is not in the encoding of the file")
    try:
        return parser.parse(text)
    except TooLargeError as error:
        return Broken(text, str(error))
    except ValueError as error:
        return Broken(text, f"is not valid JSON ({error})")
