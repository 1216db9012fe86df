"""Prepared tables as files that several processes make, share, repair and remove.

A file's name is `{source}-{version}-{schema}-{bytes}-{checksum}.duckdb`: where the events come from, the state of
their content, the form of the tables, and the size and checksum of the file itself. So a file that was cut off, or
changed, is recognised by its name alone, and a finished file appears in one step. Correctness needs no lock: names of
unfinished files are unique. The lock of a source only spares a second process the same work.
"""

import logging
import os
import re
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final
from uuid import uuid4

import duckdb
from filelock import FileLock, Timeout

from data.cache_folder import CacheError, made
from data.query import prepared_table

LOCK_TIMEOUT_S: Final = 600
"""Seconds after which a process that waits for another one's table makes its own."""
OLD_VERSION_S: Final = 3600
"""Seconds without a use after which the file of another version of a source is removed."""
OLD_SOURCE_S: Final = 30 * 24 * 3600
"""Seconds without a use after which any file is removed."""
_ATTEMPTS: Final = 3
_CHUNK: Final = 1 << 22
_NAME: Final = re.compile(r"([0-9a-f]{12})-.+-(\d+)-([0-9a-f]{8})\.duckdb")
_SOURCE: Final = re.compile(r"([0-9a-f]{12})-")
_UNFINISHED: Final = ".unfinished"
_LOG: Final = logging.getLogger(__name__)

Build = Callable[[Path], None]
"""Writes a prepared table to a new file."""


def open_prepared(folder: Path, source: str, version: str, build: Build) -> duckdb.DuckDBPyConnection:
    """Open the prepared table of a version of a source; make it where it is missing or damaged.

    Args:
        folder: where prepared tables are stored.
        source: 12 hexadecimal digits that name the place of the events.
        version: the state of their content.
        build: writes the table.

    Raises:
        CacheError: the folder cannot be written.
        Exception: what `build` raises.
    """
    name = f"{source}-{version}-{prepared_table.CACHE_SCHEMA_VERSION}"
    opened = _open_existing(folder, name)
    if opened is None:
        with _lock(made(folder), source):
            _remove_unfinished(folder, source)
            opened = _open_existing(folder, name)
            for _ in range(_ATTEMPTS if opened is None else 0):
                _make(folder, name, build)
                opened = _open_existing(folder, name)
                if opened is not None:
                    break
    if opened is None:
        raise CacheError(folder, "what is written there is changed or removed before it is read")
    _sweep(folder, source, name)
    return opened


def _open_existing(folder: Path, name: str) -> duckdb.DuckDBPyConnection | None:
    for file in sorted(folder.glob(f"{name}-*.duckdb")):
        try:
            if _is_intact(file):
                opened = duckdb.connect(str(file), read_only=True, config={"memory_limit": prepared_table.MEMORY})
                _mark_used(file)
                return opened
        except FileNotFoundError:
            continue  # another process has removed it
        except (duckdb.Error, OSError) as error:
            _LOG.warning("The prepared table %s cannot be opened and is made again: %s", file.name, error)
        else:
            _LOG.warning("The prepared table %s is damaged and is made again.", file.name)
        _remove(file)
    return None


def _is_intact(file: Path) -> bool:
    named = _NAME.fullmatch(file.name)
    if not named or file.stat().st_size != int(named[2]):
        return False
    return _checksum(file) == named[3]


def _checksum(file: Path) -> str:
    checksum = 0
    with file.open("rb", buffering=0) as stream:
        while chunk := stream.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return f"{checksum:08x}"


def _make(folder: Path, name: str, build: Build) -> None:
    unfinished = folder / f"{name}-{uuid4().hex}{_UNFINISHED}"
    try:
        build(unfinished)
        finished = folder / f"{name}-{unfinished.stat().st_size}-{_checksum(unfinished)}.duckdb"
        unfinished.replace(finished)
    except (OSError, duckdb.Error) as error:
        # DuckDB names the file in an error of writing; any other error is one of what it reads.
        if isinstance(error, CacheError) or (unfinished.name not in str(error) and not _is_full(folder)):
            raise
        raise CacheError(folder, _why(error)) from error
    finally:
        for left in folder.glob(f"{unfinished.name}*"):
            _remove(left)


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _CHUNK


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    words = str(error).partition("\n")[0]
    return words.rpartition(": ")[2] if ": " in words else words


@contextmanager
def _lock(folder: Path, source: str) -> Iterator[None]:
    """Hold the lock of a source; the system frees that of a process that ends in any way."""
    lock = FileLock(folder / f"{source}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        _LOG.info("Another process prepares the served events; this one waits for it.")
        try:
            lock.acquire(timeout=LOCK_TIMEOUT_S)
        except Timeout:
            _LOG.warning("Another process prepares the served events for too long; this one makes its own table.")
    except PermissionError as error:
        raise CacheError(folder, _why(error)) from error
    except (NotImplementedError, OSError) as error:
        _LOG.warning("The cache folder has no locks, so that two processes may do the same work: %s", error)
    try:
        yield
    finally:
        lock.release()


def _sweep(folder: Path, source: str, name: str) -> None:
    """Remove what nobody needs: unfinished files of processes that ended, and tables that were not used for long."""
    for other in {_source_of(file) for file in folder.iterdir() if _UNFINISHED in file.name}:
        try:
            with FileLock(folder / f"{other}.lock").acquire(timeout=0) if other else nullcontext():
                _remove_unfinished(folder, other)
        except Timeout:
            _LOG.info("Another process prepares a table.")
        except (NotImplementedError, OSError) as error:
            _LOG.info("Unfinished files in the cache folder were left there: %s", error)
    for file in folder.glob("*.duckdb"):
        if not file.name.startswith(f"{name}-") and _unused_for(file) > (
            OLD_VERSION_S if _source_of(file) == source else OLD_SOURCE_S
        ):
            _remove(file)
    for file in folder.glob("*.version*"):  # of `data.query.parquet_files`
        if _unused_for(file) > OLD_SOURCE_S:
            _remove(file)


def _source_of(file: Path) -> str:
    """Return the source that a file's name begins with; empty for a file that no process of this cache makes."""
    named = _SOURCE.match(file.name)
    return named[1] if named else ""


def _remove_unfinished(folder: Path, source: str) -> None:
    """Remove the unfinished files of a source, whose lock is held."""
    for file in folder.iterdir():
        if _UNFINISHED in file.name and _source_of(file) == source:
            _remove(file)


def _unused_for(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return 0


def _mark_used(file: Path) -> None:
    try:
        os.utime(file)
    except OSError as error:
        _LOG.info("The cache folder is read-only: %s", error)


def _remove(file: Path) -> None:
    try:
        if file.is_dir():
            shutil.rmtree(file)
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        _LOG.warning("%s in the cache folder could not be removed: %s", file.name, error.strerror)
