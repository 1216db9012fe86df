"""Frees what visitors brought once they have left: all that depends on how Streamlit 1.67 ends its sessions.

Streamlit stores a session whose browser has gone for a reconnection, and forgets it only when another visitor comes.
Here a thread closes such sessions: uploaded files, files of slides and frames are freed within two minutes.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, Final

from streamlit import runtime

from components import memory

RECONNECT_SECONDS: Final = 75.0
"""How long a browser that has lost its connection may come back to its session."""
LOOK_SECONDS: Final = 10.0
"""Seconds between two looks for sessions that have ended."""


class Sweeper:
    """Closes the sessions of a server whose browsers have gone.

    Args:
        server: Streamlit's runtime.
        reconnect_seconds: how long a session waits for its browser.
        clock: returns the time in seconds.
    """

    def __init__(
        self,
        server: Any,
        reconnect_seconds: float = RECONNECT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Close nothing yet."""
        self._manager = server._session_mgr  # noqa: SLF001 - there is no public way
        self._media = server.media_file_mgr
        self._reconnect_seconds = reconnect_seconds
        self._clock = clock
        self._left: dict[str, float] = {}
        self._marked = False

    def sweep(self) -> bool:
        """Close sessions that have waited long enough; return whether something was freed.

        It runs in the thread of the server's event loop, in which browsers come back, too.
        """
        freed = self._marked
        if self._marked:  # Streamlit marks a file that was downloaded when its session ends, and deletes it now
            self._media.remove_orphaned_files()
            self._marked = False
        stored = {info.session.id: info.session for info in self._manager._session_storage.list()}  # noqa: SLF001
        now = self._clock()
        self._left = {name: self._left.get(name, now) for name in stored}
        for name, session in stored.items():
            if now - self._left[name] >= self._reconnect_seconds:
                self._manager.close_session(name)
                session.session_state.clear()  # the session itself may be held longer, by a thread that ends
                self._marked = True
        return freed or self._marked


def start() -> None:
    """Start the thread that closes sessions, once; without a server, as in tests, there is none to close."""
    if runtime.exists():
        _start(runtime.get_instance())


@cache
def _start(server: Any) -> None:
    threading.Thread(target=_run, args=(server,), daemon=True, name="sessions").start()


def _run(server: Any) -> None:
    sweeper = Sweeper(server)
    freed = threading.Event()

    def sweep() -> None:
        if sweeper.sweep():
            freed.set()

    loop = server._get_async_objs().eventloop  # noqa: SLF001 - there is no public way
    with suppress(RuntimeError):  # the loop is closed: the server ends
        while True:
            loop.call_soon_threadsafe(sweep)
            time.sleep(LOOK_SECONDS)
            if freed.is_set():
                freed.clear()
                memory.release()
