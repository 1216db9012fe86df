"""Groups of options, many of them with a count; one component of the page draws several groups."""

from collections.abc import Collection, Sequence
from typing import Any, Literal, NamedTuple

import streamlit as st

from components import assets, state
from components.widgets import clicks

Look = Literal["boxes", "pills", "list", "periods", "switch", "chips", "links", "offers", "search", "day", "sentence"]
"""A list can be searched; a search is a box for words; a day is a date box, whose options are the first and the last
day that its calendar offers; a sentence is its title.

Boxes, pills and lists select several values, periods and switches one; chips remove; links and offers navigate.
"""
Option = tuple[str, str, str] | tuple[str, str, str, str]
"""Value, words, a count or a second line, and further names by which a list finds it."""


class OptionGroup(NamedTuple):
    """A group of options, as its component takes it."""

    name: str
    """The field of the view, or another name that `state.apply_option` knows."""
    title: str
    look: Look
    options: Sequence[Option]
    chosen: Collection[str] = ()
    help: str = ""
    """A sentence that explains a word of the title or the options."""
    typed: bool = False
    """Whether a list takes names that are not among its options."""


class Section(NamedTuple):
    """A part of the sidebar that folds, with its groups."""

    title: str
    groups: Sequence[OptionGroup]
    summary: str = ""
    """What is chosen, in words; it is shown while the section is folded."""
    opens: Literal["always", "tall", "never"] = "never"
    """Whether it is open until a person folds it: always, in a tall window, or never."""
    folds: bool = True


# With a checkbox or button of Streamlit for each option, the browser would redraw about fifty elements for each filter.
_options = assets.component("choices", "widgets/option_groups.js")
_sections = assets.component("sections", "widgets/sections.js")


def draw(key: str, *groups: OptionGroup) -> None:
    """Draw groups of options as one component; each click changes the view."""
    _draw(_options, key, {"groups": [group._asdict() for group in groups]})


def draw_sections(key: str, *sections: Section) -> None:
    """Draw sections as one component; which of them are folded is known to the browser only."""
    groups = [group._asdict() for section in sections for group in section.groups]
    folds = [{**section._asdict(), "groups": len(section.groups)} for section in sections]
    _draw(_sections, key, {"groups": groups, "sections": folds})


def _draw(component: Any, key: str, data: dict[str, Any]) -> None:
    def on_click() -> None:
        for name, value, on in clicks.unseen(key, st.session_state[key].choose):
            state.apply_option(name, value, on=on)

    component(data={**data, **clicks.acknowledgement(key)}, key=key, on_choose_change=on_click)


def switch(name: str, title: str, words: dict[str, str], chosen: str) -> OptionGroup:
    """Return a group with one selected value, without counts; only screen readers read its title."""
    return OptionGroup(name, title, "switch", [(value, text, "") for value, text in words.items()], (chosen,))
