"""A large text, read in a process of its own while this one makes events of what was read before."""

import gc
import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from typing import Any, Final

from data.importers.report import RefusedError
from data.importers.sources.sheet import Chunk, Sheet

LARGE_BYTES: Final = 50_000_000
"""Of smaller files a second process would be ready when they are read."""
_CHUNKS: Final = 4
"""So many chunks are read ahead, at most."""
_LOOK_S: Final = 1.0

# A copy of this process could stand still where another of its threads holds a lock.
_PROCESSES: Final = get_context("spawn")


def chunks(sheet: Sheet, wanted: Sequence[str], *, digest: bool) -> Iterator[Chunk]:
    """The same as `Sheet.chunks`; `sheet.batches` must be something that pickle takes.

    Raises:
        RefusedError: the file turns out to be broken on the way.
    """
    found: Queue[Any] = _PROCESSES.Queue(_CHUNKS)
    with _running(_PROCESSES.Process(target=_read, args=(sheet, wanted, digest, found), daemon=True)) as reader:
        while (told := _next(found, reader)) is not None:
            if isinstance(told, RefusedError):
                raise told
            yield told


@contextmanager
def _running(process: BaseProcess) -> Iterator[BaseProcess]:
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _next(found: "Queue[Any]", reader: BaseProcess) -> Chunk | RefusedError | None:
    while True:
        try:
            told: Chunk | RefusedError | None = found.get(timeout=_LOOK_S)
        except queue.Empty:
            if not reader.is_alive() and found.empty():
                raise RefusedError(
                    f"Reading stopped (the process that read the file ended with {reader.exitcode}), perhaps because "
                    "memory ran out. Close other programs and try again."
                ) from None
        else:
            return told


def _read(sheet: Sheet, wanted: Sequence[str], digest: bool, found: "Queue[Any]") -> None:  # noqa: FBT001 - see chunks
    gc.disable()  # rows of text hold no circles, and looking for them takes a third of the time
    try:
        for chunk in sheet.chunks(wanted, digest=digest):
            found.put(chunk)
    except RefusedError as refused:
        found.put(refused)
    else:
        found.put(None)
