"""Groups of options, many of them with a count; one component of the page draws several groups."""

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

import streamlit as st

from components import assets, state
from components.widgets import clicks

Look = Literal["boxes", "pills", "periods", "switch", "chips", "links", "offers", "day", "sentence"]
"""A day is a date box, whose options are the first and the last day that its calendar offers; a sentence is its title.

Boxes and pills select several values, periods and switches one; chips remove; links and offers navigate.
"""


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

    def on_click() -> None:
        sent = ((number, click) for number, *click in st.session_state[key].choose)
        for name, value, on in clicks.unseen(key, sent):
            state.apply_option(name, value, on=on)

    data = {"groups": [group._asdict() for group in groups], **clicks.acknowledgement(key)}
    _options(data=data, key=key, on_choose_change=on_click)


def switch(name: str, title: str, words: dict[str, str], chosen: str) -> OptionGroup:
    """Return a group with one selected value, without counts; only screen readers read its title."""
    return OptionGroup(name, title, "switch", [(value, text, "") for value, text in words.items()], (chosen,))
