"""The sidebar: the control of each filter, with the count of each option under the other filters."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import streamlit as st

from components import state
from components.widgets import option_groups
from components.widgets.help_text import NAMED_PERIODS
from components.widgets.option_groups import Look, OptionGroup
from data.filters import FILTERS, Facet, Filter
from data.limits import FILTER_VALUES, TEXT_LETTERS
from data.parameters import Dates
from data.periods import PERIODS, offered_periods

_OFFERED_LIMIT: Final = 60
"""The options of a multiselect; other values can be typed."""
_PILLS_LIMIT: Final = 8

Counts = Mapping[str, int]


def draw(options: Mapping[str, Counts], periods: Counts, known: Mapping[str, Sequence[str]], extent: Dates) -> None:
    """Draw the controls of all filters.

    `options` counts the events of each facet's values under the other filters, `periods` those of each period; `known`
    holds the values of each open facet; `extent` is the first and the last day of the data.
    """
    st.html('<div class="bw-brand"><span></span>Basewatch</div>')
    ordered = sorted(FILTERS.values(), key=lambda item: item.sidebar_place)
    # Neighbouring groups of options are one component: each element costs the browser time for every filter change.
    for in_groups, items in groupby(ordered, key=lambda item: _is_group(item, known)):
        if in_groups:
            groups = [_group(item, options[item.name], known) for item in items if isinstance(item, Facet)]
            option_groups.draw(f"choices-{groups[0].name}", *groups)
        else:
            for item in items:
                _draw_control(item, options, periods, known, extent)


def _is_group(item: Filter, known: Mapping[str, Sequence[str]]) -> bool:
    return item.control == "boxes" or (item.control == "pills" and len(known[item.name]) <= _PILLS_LIMIT)


def _draw_control(
    item: Filter, options: Mapping[str, Counts], periods: Counts, known: Mapping[str, Sequence[str]], extent: Dates
) -> None:
    if isinstance(item, Facet):
        _multiselect(item, options[item.name], known.get(item.name, ()))
    elif item.control == "dates":
        _dates(item, periods, extent)
    elif item.control == "text":
        st.text_input(item.title, placeholder=item.placeholder, max_chars=TEXT_LETTERS, **_connected(item))


def _group(facet: Facet, counted: Counts, known: Mapping[str, Sequence[str]]) -> OptionGroup:
    """Return the options of a facet; none chosen means no restriction."""
    labels = {**facet.values, **facet.short_labels} or {value: facet.label(value) for value in known[facet.name]}
    options = [(value, text, f"{counted.get(value, 0):,}") for value, text in labels.items()]
    look: Look = "boxes" if facet.control == "boxes" else "pills"
    return OptionGroup(facet.name, facet.title, look, options, getattr(state.current(), facet.name), facet.help)


def _multiselect(facet: Facet, counted: Counts, known: Sequence[str]) -> None:
    """Draw the options of a facet as a list: all of a closed facet, else those with the most events or chosen."""
    ordered = list(facet.values) or sorted(known, key=lambda value: (-counted.get(value, 0), value))
    chosen = getattr(state.current(), facet.name)
    offered = [value for n, value in enumerate(ordered) if n < _OFFERED_LIMIT or value in chosen]
    st.multiselect(
        facet.title,
        offered,
        format_func=lambda value: f"{facet.label(value)} ({counted.get(value, 0):,})",
        placeholder=facet.placeholder if len(offered) == len(ordered) else "All, or type any name",
        accept_new_options=len(offered) < len(ordered),
        max_selections=FILTER_VALUES,
        **_connected(facet),
    )


def _dates(item: Filter, counted: Counts, extent: Dates) -> None:
    """Draw the named periods and a box for each end; the calendars offer the days of the data."""
    chosen = [name for name, dates in PERIODS.items() if dates == state.current().dates]
    options = [(name, name, f"{counted[name]:,}") for name in offered_periods(extent[1], state.current().dates)]
    offered = [(str(day), "", "") for day in extent if day]
    ends = [
        OptionGroup(name, title, "day", offered, [str(day)] if day else [])
        for (name, title), day in zip(state.DATE_ENDS.items(), state.current().dates)
    ]
    note = OptionGroup("dates_note", state.dates_note(), "sentence", [])
    periods = OptionGroup("period", item.title, "periods", options, chosen, NAMED_PERIODS)
    option_groups.draw("choices-period", periods, *ends, note)


def _connected(item: Filter) -> dict[str, Any]:
    """Return the settings that connect a control with the view."""
    return {"key": item.name, "help": item.help or None, "on_change": _changed, "args": (item.name,)}


def _changed(name: str) -> None:
    value = st.session_state[name]
    if isinstance(value, list):
        state.choose(name, tuple(value))
    else:
        state.change(**{name: value})
