"""How many browser sessions there are at a time: a new one beyond the limit is not served, the others go on."""

import threading
from collections.abc import Callable
from typing import Final

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.widgets import message
from data import settings

_ADMITTED: Final = "is_admitted"


class Admission:
    """The sessions that are served."""

    def __init__(self, is_active: Callable[[str], bool]) -> None:
        """Take what tells whether a session is connected."""
        self._is_active = is_active
        self._sessions: set[str] = set()
        self._lock = threading.Lock()

    def admit(self, session: str, limit: int) -> bool:
        """Return whether a session is served; one that is served stays so until it is closed."""
        with self._lock:
            self._sessions = {other for other in self._sessions if self._is_active(other)}
            if len(self._sessions - {session}) >= limit:
                return False
            self._sessions.add(session)
            return True


def _is_connected(session: str) -> bool:
    return exists() and get_instance().is_active_session(session)


_ADMISSION: Final = Admission(_is_connected)


def stop_if_full() -> None:
    """Draw a sentence and end the run where a new session comes while all are taken."""
    context = get_script_run_ctx()
    if context is None or st.session_state.get(_ADMITTED):
        return
    limit = settings.SESSIONS.value
    if not _ADMISSION.admit(context.session_id, limit):
        message.draw(
            "warning",
            f"The page serves {limit:,} sessions at a time, and all are taken. Open it again in a few minutes.",
        )
        st.stop()
    st.session_state[_ADMITTED] = True
