"""The sidebar: the control of each filter, with the count of each option under the other filters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import streamlit as st

from components import state
from components.page_data import DashboardData
from components.widgets import option_groups
from components.widgets.help_text import NAMED_PERIODS
from components.widgets.option_groups import Look, Option, OptionGroup, Section
from data.filters import FILTERS, Facet, Filter
from data.periods import PERIODS, offered_periods

_OFFERED_LIMIT: Final = 60
"""The options of a list; other values can be typed."""
_PILLS_LIMIT: Final = 8
_OPENS: Final[dict[str, Literal["always", "tall", "never"]]] = {
    "dates": "always",
    "side": "always",
    "event_type": "tall",
    "country": "always",
}
"""The sections that are open on the first visit; a window of 720 pixels has no room for all."""
_WHOLE_MAP: Final = "All of the map. “This area”, on the map, selects the part that is in sight."

Names = Mapping[str, Iterable[str]]


def draw(page: DashboardData, other_names: Names) -> None:
    """Draw the controls of all filters as one component; `other_names` are those of each actor."""
    st.html('<div class="bw-brand"><span></span>Basewatch</div><h2 class="bw-hidden">Filters</h2>')
    ordered = sorted((item for item in FILTERS.values() if item.control), key=lambda item: item.sidebar_place)
    # One component: each element costs the browser time for every filter change.
    option_groups.draw_sections("filters", *(_section(item, page, other_names) for item in ordered))


def _section(item: Filter, page: DashboardData, other_names: Names) -> Section:
    value = getattr(state.current(), item.name)
    summary = ", ".join(words for _, words in item.chips(value)) if value != item.default else ""
    groups = _groups(item, page, other_names)
    return Section(item.title, groups, summary, _OPENS.get(item.name, "never"), folds=item.control != "text")


def _groups(item: Filter, page: DashboardData, other_names: Names) -> Sequence[OptionGroup]:
    if isinstance(item, Facet):
        return [_facet(item, page.options[item.name], page.known_values.get(item.name, ()), other_names)]
    if item.control == "dates":
        return _dates(item, page)
    if item.control == "area":
        remove = [OptionGroup(item.name, "Area", "chips", [("", "Remove this area", "")])]
        return remove if state.current().area else [OptionGroup("area_note", _WHOLE_MAP, "sentence", [])]
    return [OptionGroup(item.name, item.title, "search", [], [getattr(state.current(), item.name)])]


def _facet(facet: Facet, counted: Mapping[str, int], known: Sequence[str], other_names: Names) -> OptionGroup:
    """Return the options of a facet, those without an event last; none chosen means no restriction."""
    chosen = getattr(state.current(), facet.name)
    labels = {**facet.values, **facet.short_labels} or {value: facet.label(value) for value in known}
    look: Look = "list" if facet.control == "pills" and len(labels) > _PILLS_LIMIT else facet.control  # type: ignore[assignment]
    values = list(labels)
    if look == "list" and facet.is_open:
        values.sort(key=lambda value: (-counted.get(value, 0), value))
    values.sort(key=lambda value: not counted.get(value, 0) and value not in chosen)
    offered = [value for n, value in enumerate(values) if look != "list" or n < _OFFERED_LIMIT or value in chosen]
    others = {value: "\n".join(other_names.get(value, ())) for value in offered} if facet.has_groups else {}
    options: list[Option] = [
        (value, labels[value], f"{counted.get(value, 0):,}", others.get(value, "")) for value in offered
    ]
    return OptionGroup(facet.name, facet.title, look, options, chosen, facet.help, typed=len(offered) < len(values))


def _dates(item: Filter, page: DashboardData) -> list[OptionGroup]:
    """Return the named periods and a box for each end; the calendars offer the days of the data."""
    dates, extent = state.current().dates, page.record_extent
    chosen = [name for name, span in PERIODS.items() if span == dates]
    options = [(name, name, f"{page.periods[name]:,}") for name in offered_periods(extent[1], dates)]
    offered = [(str(day), "", "") for day in extent if day]
    ends = [
        OptionGroup(name, title, "day", offered, [str(day)] if day else [])
        for (name, title), day in zip(state.DATE_ENDS.items(), dates)
    ]
    note = OptionGroup("dates_note", state.dates_note(), "sentence", [])
    return [OptionGroup("period", item.title, "periods", options, chosen, NAMED_PERIODS), *ends, note]
