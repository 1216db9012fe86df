"""The filters: period, who struck, actor, type, country, words; each option with its count under the other filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import streamlit as st

from components import escape, state
from data.periods import PERIODS
from data.terms import COUNTRIES, EVENT_TYPES, SIDES
from data.view import DAYS, label

_ACTORS_LIMIT: Final = 60
_PILLS_LIMIT: Final = 8
_FIXED_SPACE: Final = "\u2005"
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
    _boxes("Who struck", "side", _SIDE_WORDS, options["side"])
    _actor(options["actor"], known["actor"])
    _boxes("Type", "event_type", EVENT_TYPES, options["event_type"])
    _country(options["country"], known["country"])
    st.text_input(
        "Find", key="find", placeholder="Place or words in the summary", on_change=_changed, args=("find", "find")
    )


def _period(counted: Mapping[str, int]) -> None:
    st.pills(
        "Period",
        list(PERIODS),
        key="period",
        format_func=lambda name: f"{name} · {counted[name]:,}",
        on_change=_period_changed,
    )
    first, last = st.columns(2, gap="small")
    limits = {"min_value": DAYS[0], "max_value": DAYS[1], "format": "DD.MM.YYYY", "on_change": _dates_changed}
    first.date_input("From", key="date_from", **limits)
    last.date_input("To", key="date_to", **limits)


def _boxes(title: str, name: str, words: Mapping[str, str], counted: Mapping[str, int]) -> None:
    """A box for each value of a facet; none ticked means no restriction."""
    with st.container(key=f"boxes-{name}", gap=None):
        st.html(f'<p class="bw-label">{escape.html(title)}</p>')
        chosen = getattr(state.current(), name)
        for value, text in words.items():
            key = f"{name}:{value}"
            st.session_state[key] = value in chosen
            count = counted.get(value, 0)
            # The one stretchable space stands before the count: the style sheet pushes the count to the right with it,
            # and a reader's voice hears plain words.
            st.checkbox(
                f"{text.replace(' ', _FIXED_SPACE)} {count:,}", key=key, on_change=state.toggle, args=(name, value)
            )


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


def _country(counted: Mapping[str, int], countries: Sequence[str]) -> None:
    shown = {"key": "country", "on_change": _changed, "args": ("country", "country")}
    words = {name: f"{name} · {counted.get(name, 0):,}" for name in countries}
    if len(countries) > _PILLS_LIMIT:
        st.multiselect("Country", countries, format_func=words.get, placeholder="All", **shown)
    else:  # a pill's words are read as Markdown, a multiselect's are not
        pills = {name: text if name in COUNTRIES else escape.markdown(text) for name, text in words.items()}
        st.pills("Country", countries, selection_mode="multi", format_func=pills.get, **shown)


def _changed(key: str, field: str) -> None:
    value = st.session_state[key]
    state.change(**{field: tuple(value) if isinstance(value, list) else value})


def _period_changed() -> None:
    state.change(dates=PERIODS[st.session_state["period"] or "All"])


def _dates_changed() -> None:
    days: list[date | None] = [st.session_state["date_from"], st.session_state["date_to"]]
    if days[0] and days[1] and days[0] > days[1]:
        days.reverse()
    state.change(dates=(days[0], days[1]))
