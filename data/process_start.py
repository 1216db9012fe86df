"""Starts processes that import nothing of the main program: all that depends on internals of `multiprocessing`.

Never a plain fork: the server has threads, and a forked process could deadlock on a lock that one of them holds. Where
the system has it, a fork server that has imported the readers of files starts a process within milliseconds.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context, spawn
from multiprocessing.process import BaseProcess, current_process
from pathlib import Path
from threading import Lock
from typing import Any, Final

from data.own_folders import OwnFolder

_HAS_FORK_SERVER: Final = "forkserver" in get_all_start_methods()
CONTEXT: Final[Any] = get_context("forkserver" if _HAS_FORK_SERVER else "spawn")
_STARTING: Final = Lock()
_FOLDERS: Final[list[OwnFolder]] = []
_LONGEST_FOLDER: Final = 60
"""The most bytes of the path of a folder for sockets: the system allows about 100 for the whole path of one."""


def preload(module: str) -> None:
    """Let the fork server import a module when it starts, so that no process has to; it starts with the first one."""
    CONTEXT.set_forkserver_preload([module])


def start(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """Return a process that runs `target` and that Python ends when the main process ends as it should."""
    with _STARTING, _without_main_program():
        _use_own_folder()
        process: BaseProcess = CONTEXT.Process(target=target, args=arguments, daemon=True)
        process.start()
    return process


def _use_own_folder() -> None:
    """Let `multiprocessing` make its sockets in a folder that is swept where this process is killed."""
    config = current_process()._config  # type: ignore[attr-defined]  # noqa: SLF001
    if "tempdir" not in config:
        is_long = len(os.fsencode(tempfile.gettempdir())) > _LONGEST_FOLDER
        _FOLDERS.append(OwnFolder("basewatch-", Path("/tmp") if is_long else None))  # noqa: S108 - its name is random
        config["tempdir"] = str(_FOLDERS[-1].path)


@contextmanager
def _without_main_program() -> Iterator[None]:
    """Let no process import the main program again: under Streamlit that is the page, with all that it loads."""
    prepare = spawn.get_preparation_data

    def prepare_without(name: str) -> dict[str, Any]:
        return {key: value for key, value in prepare(name).items() if not key.startswith("init_main_from")}

    spawn.get_preparation_data = prepare_without
    try:
        yield
    finally:
        spawn.get_preparation_data = prepare


def release_fork_server() -> None:
    """Let the fork server end with the main process: a new process holds what keeps the server alive."""
    held = getattr(forkserver._forkserver, "_forkserver_alive_fd", None) if _HAS_FORK_SERVER else None  # noqa: SLF001
    if held is not None:
        os.close(held)
        forkserver._forkserver._forkserver_alive_fd = None  # type: ignore[attr-defined]  # noqa: SLF001


def end_with_fork_server() -> None:
    """End this process with the fork server, which ends with the main process, also in code that runs no Python."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - only on Linux

    end_with_parent, kill = 1, 9  # PR_SET_PDEATHSIG; the fork server has one thread, so the signal is that of its end
    ctypes.CDLL(None).prctl(end_with_parent, kill)
    if os.getppid() == 1:
        os._exit(1)
