"""Memory goes back to the system."""

import os
import subprocess
import sys

import pytest

from components import memory

_PROGRAM = """
import ctypes, threading
from components import memory

memory.limit_unused()
malloc = ctypes.CDLL(None).malloc
at_once = threading.Barrier(8)
threads = [threading.Thread(target=lambda: (at_once.wait(), malloc(1000), at_once.wait())) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
ctypes.CDLL(None).malloc_stats()
"""

# A hundred blocks of 2 MB are freed; a small one above them keeps the heap from shrinking.
_LARGE_BLOCKS = """
import ctypes, os
from components import memory

memory.limit_unused()
library = ctypes.CDLL(None)
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


before = resident()
blocks = [library.malloc(2_000_000) for _ in range(100)]
for block in blocks:
    ctypes.memset(block, 1, 2_000_000)
library.malloc(100_000)
for block in blocks:
    library.free(block)
print((resident() - before) // 1_000_000)
"""


def test_memory_can_be_released_at_any_time() -> None:
    memory.release()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="glibc has the option")
@pytest.mark.parametrize(("chosen", "is_returned"), [({}, True), ({"MALLOC_MMAP_THRESHOLD_": "33554432"}, False)])
def test_large_blocks_are_returned_unless_the_operator_chose_otherwise(
    chosen: dict[str, str],
    is_returned: bool,  # noqa: FBT001 - a parameter
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")} | chosen
    ended = subprocess.run(
        [sys.executable, "-c", _LARGE_BLOCKS], capture_output=True, text=True, check=True, env=environment
    )
    held_mb = int(ended.stdout)
    assert (held_mb < 20) == is_returned, held_mb


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="glibc has arenas")
@pytest.mark.parametrize(("chosen", "most"), [({}, 1), ({"MALLOC_ARENA_MAX": "16"}, 16)])
def test_threads_share_an_arena_unless_the_operator_chose_otherwise(chosen: dict[str, str], most: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"} | chosen
    command = [sys.executable, "-c", _PROGRAM]
    statistics = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stderr
    arenas = statistics.count("Arena ")
    assert 1 <= arenas <= most
    assert not chosen or arenas > 2
