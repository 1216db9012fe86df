"""Returns unused memory to the system; Python and the C library hold it for later use."""

import ctypes
import gc
import os
import sys
from typing import Any, Final

_ARENAS: Final = "MALLOC_ARENA_MAX"
_LARGE: Final = "MALLOC_MMAP_THRESHOLD_"
"""The variables of the options: where the operator sets one, it stays as it is."""
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
"""The options' numbers in glibc's malloc.h."""
_LARGE_BYTES: Final = 1_000_000
"""Blocks of this size and more are returned as soon as they are free; by itself glibc raises the size up to 32 MB."""


def limit_unused() -> None:
    """Let the C library hold less unused memory; call it before the libraries start their threads.

    All threads, also those of child processes, take memory from one arena. With more of them, which only glibc has,
    each thread holds freed blocks that no other can use.
    """
    if mallopt := _of_c_library("mallopt"):
        for variable, option, value in ((_ARENAS, _M_ARENA_MAX, 1), (_LARGE, _M_MMAP_THRESHOLD, _LARGE_BYTES)):
            if variable not in os.environ:
                mallopt(option, value)
    os.environ.setdefault(_ARENAS, "1")  # read by the child processes when they start


def release() -> None:
    """Collect what nobody holds any more, and return unused memory to the system."""
    import pyarrow as pa  # noqa: PLC0415 - it starts threads, which `limit_unused` must precede

    gc.collect()
    pa.default_memory_pool().release_unused()
    if trim := _of_c_library("malloc_trim"):
        trim(0)


def _of_c_library(name: str) -> Any:
    """Return a function of the C library on Linux; None where it has none of this name, as on Alpine."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
