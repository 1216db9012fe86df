"""Groups of options, many of them with a count; one component of the page draws several groups."""

import secrets
from collections.abc import Collection, Sequence
from typing import Final, Literal, NamedTuple

import streamlit as st

from components import assets, state

Look = Literal["boxes", "pills", "periods", "switch", "chips", "links", "offers", "day", "sentence"]
"""A day is a date box, whose options are the first and the last day that its calendar offers; a sentence is its title.

Boxes and pills select several values, periods and switches one; chips remove; links and offers navigate.
"""
_CLICKS_SEEN: Final = "option_clicks_seen"
"""The session's key for the number of the last click of each component that was applied."""
_SESSION: Final = "choices_session"


class OptionGroup(NamedTuple):
    """A group of options, as its component takes it."""

    name: str
    """The field of the view, or another name that `state.apply_option` knows."""
    title: str
    look: Look
    options: Sequence[tuple[str, str, str]]
    """Value, words, and a count or a second line."""
    chosen: Collection[str] = ()
    help: str = ""
    """A sentence that explains a word of the title or the options."""


# With a checkbox or button of Streamlit for each option, the browser would redraw about fifty elements for each filter.
_options = assets.component("choices", "widgets/option_groups.js")


def draw(key: str, *groups: OptionGroup) -> None:
    """Draw groups of options as one component; each click changes the view."""
    seen = st.session_state.setdefault(_CLICKS_SEEN, {})

    def on_click() -> None:
        # The browser repeats its clicks until their numbers are acknowledged, so none is lost or applied twice.
        for number, name, value, on in st.session_state[key].choose:
            if number > seen.get(key, 0):
                seen[key] = number
                state.apply_option(name, value, on=on)

    data = {
        "groups": [group._asdict() for group in groups],
        "acknowledged": seen.get(key, 0),
        "session": _session(),
    }
    _options(data=data, key=key, on_choose_change=on_click)


def _session() -> str:
    """Return a name of this session: a new one (the server was restarted) has missed the click that started it."""
    name: str = st.session_state.setdefault(_SESSION, secrets.token_hex(4))
    return name


def switch(name: str, title: str, words: dict[str, str], chosen: str) -> OptionGroup:
    """Return a group with one selected value, without counts; only screen readers read its title."""
    return OptionGroup(name, title, "switch", [(value, text, "") for value, text in words.items()], (chosen,))
