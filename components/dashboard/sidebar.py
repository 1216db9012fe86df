"""The filters: period, who struck, actor, type, country, words; each option with its count under the other filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import streamlit as st

from components import state
from components.widgets import option_groups
from components.widgets.option_groups import Look, OptionGroup
from data.periods import PERIODS
from data.terms import EVENT_TYPES, SIDES
from data.view import DAYS, label

_ACTORS_LIMIT: Final = 60
_PILLS_LIMIT: Final = 8
_SIDE_WORDS: Final = {
    **SIDES,
    "attack": "Attacks on US, coalition",
    "us_strike": "US strikes",
    "coalition_strike": "Coalition strikes",
}


def draw(
    options: Mapping[str, Mapping[str, int]], periods: Mapping[str, int], known: Mapping[str, Sequence[str]]
) -> None:
    """Draw the filters.

    `options` counts the events of each facet's values under the other filters, `periods` those of each period; `known`
    holds all values of the actor and country filters.
    """
    st.html('<div class="bw-brand"><span></span>Basewatch</div>')
    _period(periods)
    option_groups.draw("choices-side", _facet("boxes", "Who struck", "side", _SIDE_WORDS, options["side"]))
    _actor(options["actor"], known["actor"])
    types = _facet("boxes", "Type", "event_type", EVENT_TYPES, options["event_type"])
    if len(known["country"]) > _PILLS_LIMIT:
        option_groups.draw("choices-type", types)
        _countries(options["country"], known["country"])
    else:
        names = {name: name for name in known["country"]}
        countries = _facet("pills", "Country", "country", names, options["country"])
        option_groups.draw("choices-type", types, countries)
    st.text_input(
        "Find", key="find", placeholder="Place or words in the summary", on_change=_changed, args=("find", "find")
    )


def _period(counted: Mapping[str, int]) -> None:
    chosen = [name for name, dates in PERIODS.items() if dates == state.current().dates]
    options = [(name, name, f"{counted[name]:,}") for name in PERIODS]
    option_groups.draw("choices-period", OptionGroup("period", "Period", "periods", options, chosen))
    box = st.container(horizontal=True, gap="small", key="dates")
    limits = {"min_value": DAYS[0], "max_value": DAYS[1], "format": "DD.MM.YYYY", "on_change": _dates_changed}
    box.date_input("From", key="date_from", **limits)
    box.date_input("To", key="date_to", **limits)


def _facet(look: Look, title: str, name: str, words: Mapping[str, str], counted: Mapping[str, int]) -> OptionGroup:
    """The choices of one of the view's facets; none chosen means no restriction."""
    options = [(value, text, f"{counted.get(value, 0):,}") for value, text in words.items()]
    return OptionGroup(name, title, look, options, getattr(state.current(), name))


def _actor(counted: Mapping[str, int], actors: Sequence[str]) -> None:
    """The actors with the most events, the chosen ones among them; others can be typed."""
    ordered = sorted(actors, key=lambda name: (-counted.get(name, 0), name))
    chosen = state.current().actor
    offered = [name for n, name in enumerate(ordered) if n < _ACTORS_LIMIT or name in chosen]
    st.multiselect(
        "Actor",
        offered,
        key="actor",
        format_func=lambda name: f"{label('actor', name)} ({counted.get(name, 0):,})",
        placeholder="All, umbrellas with members" if len(offered) == len(ordered) else "All, or type any name",
        accept_new_options=len(offered) < len(ordered),
        on_change=_changed,
        args=("actor", "actor"),
    )


def _countries(counted: Mapping[str, int], countries: Sequence[str]) -> None:
    """Countries in a list, where they are too many to stand side by side."""
    words = {name: f"{name} · {counted.get(name, 0):,}" for name in countries}
    st.multiselect(
        "Country",
        countries,
        key="country",
        format_func=words.get,
        placeholder="All",
        on_change=_changed,
        args=("country", "country"),
    )


def _changed(key: str, field: str) -> None:
    value = st.session_state[key]
    state.change(**{field: tuple(value) if isinstance(value, list) else value})


def _dates_changed() -> None:
    days: list[date | None] = [st.session_state["date_from"], st.session_state["date_to"]]
    if days[0] and days[1] and days[0] > days[1]:
        days.reverse()
    state.change(dates=(days[0], days[1]))
