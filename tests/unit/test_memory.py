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


def test_memory_can_be_released_at_any_time() -> None:
    memory.release()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="glibc has arenas")
@pytest.mark.parametrize(("chosen", "most"), [({}, 2), ({"MALLOC_ARENA_MAX": "16"}, 16)])
def test_threads_share_an_arena_unless_the_operator_chose_otherwise(chosen: dict[str, str], most: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"} | chosen
    command = [sys.executable, "-c", _PROGRAM]
    statistics = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stderr
    arenas = statistics.count("Arena ")
    assert 1 <= arenas <= most  # a library that was imported may have made a second one
    assert not chosen or arenas > 2
