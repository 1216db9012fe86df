"""The Parquet files that are served: found by a path or a pattern, checked, and identified by their content."""

import hashlib
import logging
import os
from collections.abc import Iterable, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import Final
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

State = tuple[tuple[str, ...], ...]
"""What the system knows of files without reading them; it changes when a file is written, replaced or removed."""
_CHUNK: Final = 1 << 22
_DIGITS: Final = 12
_LOG: Final = logging.getLogger(__name__)


class FilesError(ValueError):
    """Files that cannot be served; the message says why and what to do, and follows the name of the setting."""


def find(place: str) -> list[Path]:
    """Return the Parquet files of a path or a pattern, sorted; folders that a pattern matches are left out.

    Raises:
        FilesError: there are none, or one of them is no Parquet file.
    """
    files = _matching(place)
    if not files:
        if Path(place).is_dir():
            raise FilesError("is a folder: give a Parquet file, or a pattern such as folder/*.parquet.")
        raise FilesError("leads to no file: give the path of a Parquet file, or a pattern of such paths.")
    for file in files:
        _check(file)
    return files


def state(place: str) -> State:
    """Return the state of the files of a path or a pattern; it is cheap, and never fails."""
    return state_of(_matching(place))


def state_of(files: Iterable[Path]) -> State:
    """Return the state of files, which need not exist."""
    return tuple((str(file), *_stat(file)) for file in files)


def version(files: Sequence[Path], folder: Path) -> str:
    """Return 12 hexadecimal digits of a SHA-256 over the files' content: equal content, equal version.

    The digits are stored in `folder` for as long as the state of the files is the same, so that a large table is not
    read again at each start.

    Raises:
        OSError: a file cannot be read.
    """
    known = _known(files)
    stored = folder / f"{hashlib.sha256(known.encode()).hexdigest()[:_DIGITS]}.version"
    try:
        found = stored.read_text(encoding="ascii")
        os.utime(stored)
    except (OSError, UnicodeDecodeError):
        found = ""
    if len(found) == _DIGITS and found.isalnum():
        return found
    found = _digest(files)
    if _known(files) == known:
        _store(stored, found)
    return found


def _matching(place: str) -> list[Path]:
    if Path(place).is_file():
        return [Path(place)]  # also where its name has the letters of a pattern
    if not has_magic(place):
        return []
    return [file for path in sorted(glob(place, recursive=True)) if not (file := Path(path)).is_dir()]  # noqa: PTH207


def _check(file: Path) -> None:
    try:
        if not file.is_file():
            raise FilesError(f"leads to {file}, which is no file: remove it, or narrow the pattern.")
        if file.stat().st_size == 0:
            raise FilesError(f"leads to {file}, which is empty: write it again, or name another file.")
        pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise FilesError(
                f"leads to {file}, which cannot be read: {error.strerror}; let this user read it."
            ) from error
        raise FilesError(
            f"leads to {file}, which is no Parquet file, or damaged: write it again with python -m data import."
        ) from error


def _stat(file: Path) -> tuple[str, ...]:
    try:
        found = file.stat()
    except OSError:
        return ("",)
    return tuple(map(str, (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)))


def _known(files: Sequence[Path]) -> str:
    return ";".join(part for file in files for part in (str(file.absolute()), *_stat(file)))


def _store(stored: Path, digits: str) -> None:
    unfinished = stored.with_name(f"{stored.name}-{uuid4().hex}")
    try:
        unfinished.write_text(digits, encoding="ascii")
        unfinished.replace(stored)
    except OSError as error:
        _LOG.info("The state of the served files is computed again at the next start: %s", error)


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.stat().st_size}".encode())
        with file.open("rb", buffering=0) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()[:_DIGITS]
