"""Reads a large text in a second process while this one converts earlier rows to events."""

import gc
import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from typing import Any, Final

from data import process_child, process_start
from data.importers.report import RefusedError
from data.importers.sources.sheet import Chunk, Sheet

LARGE_BYTES: Final = 50_000_000
"""Below this size, starting a process takes longer than reading the file."""
_MAX_CHUNKS: Final = 4
"""The most chunks that are read in advance."""
_POLL_INTERVAL_S: Final = 1.0


def chunks(sheet: Sheet, wanted: Sequence[str], *, digest: bool) -> Iterator[Chunk]:
    """Return the same as `Sheet.chunks`; pickle must be able to copy `sheet.batches`.

    Raises:
        RefusedError: the file turns out to be broken.
    """
    found: Queue[Any] = process_start.CONTEXT.Queue(_MAX_CHUNKS)
    with _ending(process_start.start(_read, sheet, wanted, digest, found)) as reader:
        while (item := _next(found, reader)) is not None:
            if isinstance(item, RefusedError):
                raise item
            yield item


@contextmanager
def _ending(process: BaseProcess) -> Iterator[BaseProcess]:
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _next(found: "Queue[Any]", reader: BaseProcess) -> Chunk | RefusedError | None:
    while True:
        try:
            item: Chunk | RefusedError | None = found.get(timeout=_POLL_INTERVAL_S)
        except queue.Empty:
            if not reader.is_alive() and found.empty():
                raise RefusedError(
                    f"Reading stopped (the process that read the file ended with {reader.exitcode}), perhaps because "
                    "memory ran out. Close other programs and try again."
                ) from None
        else:
            return item


def _read(sheet: Sheet, wanted: Sequence[str], digest: bool, found: "Queue[Any]") -> None:  # noqa: FBT001 - see chunks
    process_child.end_with_main_process()
    gc.disable()  # rows of text hold no reference cycles, and searching for them takes a third of the time
    try:
        for chunk in sheet.chunks(wanted, digest=digest):
            found.put(chunk)
    except RefusedError as refused:
        found.put(refused)
    else:
        found.put(None)
