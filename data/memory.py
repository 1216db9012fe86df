"""The process's memory: what stays is set aside, what goes leaves no holes."""

import ctypes
import gc
import platform
from typing import Final

_ARENA_MAX: Final = -8
"""`M_ARENA_MAX` of glibc's `malloc.h`."""


def settle() -> None:
    """Call once all that stays is loaded: from then on memory is collected and given out for what comes and goes."""
    gc.collect()
    gc.freeze()  # none of it ever goes: the garbage collector need not walk through it again, 0.25 s each time
    if platform.libc_ver()[0] == "glibc":
        # Each run of the page is a thread. With heaps of their own, kept answers hold the holes between them open:
        # fifty visitors' server grew by 20 MB a minute.
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
