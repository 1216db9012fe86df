"""Clicks on the components of the page, each applied a single time, also one that started a new session.

A component sends its clicks, each with a number, until the page has acknowledged that number. When the server was
restarted, the first click starts a new session, whose first run calls no callback: so the component sends again what
the new session has not acknowledged.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import streamlit as st

_SEEN: Final = "clicks_seen"
"""The session's key for the number of the last click of each component that was applied."""
_SESSION: Final = "clicks_session"


def acknowledgement(component: str) -> dict[str, Any]:
    """Return what the component needs: the number of its last click that was applied, and a name of this session."""
    session: str = st.session_state.setdefault(_SESSION, secrets.token_hex(4))
    return {"acknowledged": _seen().get(component, 0), "session": session}


def unseen(component: str, sent: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Yield the contents of the clicks that were not applied before, and count them as applied.

    A click is sent as its number, followed by its contents.
    """
    for number, *content in sent:
        if number > _seen().get(component, 0):
            _seen()[component] = number
            yield content


def _seen() -> dict[str, int]:
    seen: dict[str, int] = st.session_state.setdefault(_SEEN, {})
    return seen
