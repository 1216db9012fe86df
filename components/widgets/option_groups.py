"""Groups of choices, many of them with a count: one component of the page draws several of them."""

from collections.abc import Collection, Sequence
from typing import Final, Literal, NamedTuple

import streamlit as st

from components import assets, state

Look = Literal["boxes", "pills", "periods", "switch", "chips", "links", "offers"]
"""Of boxes and pills any number is on, of periods and switches one; a chip lets its value go, the rest lead on."""
_HEARD: Final = "choices_heard"


class OptionGroup(NamedTuple):
    """A group, as its component takes it."""

    name: str
    """What of the view is chosen."""
    title: str
    look: Look
    options: Sequence[tuple[str, str, str]]
    """Value, words, and a count or a second line."""
    chosen: Collection[str] = ()


# One of Streamlit's own boxes or buttons costs the browser some fifty parts of its page to draw anew at each filter.
_choices = assets.component("choices", "widgets/option_groups.js")


def draw(key: str, *groups: OptionGroup) -> None:
    """Draw groups of choices; each choice that is made changes the view."""
    heard = st.session_state.setdefault(_HEARD, {})

    def told() -> None:
        for number, name, value, on in st.session_state[key].choose:
            if number > heard.get(key, 0):
                heard[key] = number
                state.choose(name, value, on=on)

    given = {"groups": [group._asdict() for group in groups], "heard": heard.get(key, 0)}
    _choices(data=given, key=key, on_choose_change=told)


def switch(name: str, title: str, words: dict[str, str], chosen: str) -> OptionGroup:
    """A choice of one among a few, without counts; its title is for a reader's voice alone."""
    return OptionGroup(name, title, "switch", [(value, text, "") for value, text in words.items()], (chosen,))
