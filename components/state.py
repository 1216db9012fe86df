"""One view in three places: the address bar, the widgets and the session; each change goes through here."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Literal

import streamlit as st

from components.widgets import clicks
from data.filters import DAYS, FACETS, WIDEST_OVER_DATE_LINE
from data.periods import PERIODS
from data.view import Area, Position, View, ViewError, clean, day_in_words
from geo.clustering import FRAME

DATE_ENDS: Final = {"date_from": "From", "date_to": "To"}
"""The two ends of the period: the names of their boxes, and the words on them."""

# The session's keys.
_VIEW: Final = "view"
_LINK: Final = "link"
"""The parameters that were last written into the address bar."""
_PROBLEMS: Final = "link_problems"
"""The sentences on the parts of the link that were left out, until the view changes or they are dismissed."""
_MOST_PROBLEMS: Final = 20
_DATES_NOTE: Final = "dates_note"
"""What became of a date that could not be applied as typed, until the view changes."""
_FIRST_RUN: Final = "is_first_run"
_CHANGED: Final = "view_changed_here"
_TYPED: Final = "view_typed"
_MAP_POSITION: Final = "map_position"
"""The position that the map reported last."""
_MESSAGES_SEEN: Final = "map_messages_seen"
"""The count of the last message of each kind from the map."""
_STEPS: Final = "steps"
"""The steps to the next event (1) or the one before (-1) that are not taken yet."""
_OPENED_GROUP: Final = "map_opened"
_PAGE_TITLE: Final = "page_title"
_MAP_SIZE: Final = "map_size"
"""Width and height of the map in pixels, reported by the map."""


def page_title() -> str:
    """Return the title of the session's last page, so that it does not change twice in each run."""
    title: str = st.session_state.get(_PAGE_TITLE, "Basewatch")
    return title


def set_page_title(title: str) -> None:
    """Set the title of the page, which names its tab, bookmark and entry in the browser's history."""
    if title != page_title():
        st.set_page_config(page_title=title)
    st.session_state[_PAGE_TITLE] = title


def restore(check: Callable[[View], View]) -> tuple[View, list[str]]:
    """Return the view of this run, and a sentence about each part of the link that is ignored, until the view changes.

    The address bar is read if it differs from the link that was last written there (a link was opened, or Back was
    pressed). It is ignored in a run that a widget caused, because it may still hold the previous link. `check` returns
    a view with its values spelled as in the data, and raises a `ViewError` for values that are not in the data.
    """
    link = {name: st.query_params.get_all(name) for name in st.query_params}
    st.session_state[_FIRST_RUN] = _VIEW not in st.session_state
    changed_here, typed = (st.session_state.pop(flag, False) for flag in (_CHANGED, _TYPED))
    if st.session_state[_FIRST_RUN] or (link != st.session_state.get(_LINK) and not changed_here):
        st.session_state[_VIEW], st.session_state[_PROBLEMS] = _parse(link, check)
    elif typed:
        st.session_state[_VIEW], st.session_state[_PROBLEMS] = _parse(current().parameters(), check)
    return current(), st.session_state.get(_PROBLEMS, [])


def current() -> View:
    """Return the session's view."""
    view: View = st.session_state[_VIEW]
    return view


def change(**changes: object) -> None:
    """Change fields of the view, from a widget's callback; a value that is not allowed changes nothing and is named."""
    try:
        show(current().with_(**changes))
    except ViewError as error:
        st.session_state[_PROBLEMS] = [str(error)]
        st.session_state[_CHANGED] = True


def choose(name: str, values: tuple[str, ...]) -> None:
    """Change the values of a facet; those of an open one may be typed, however they are spelled."""
    change(**{name: values})
    if FACETS[name].is_open:
        st.session_state[_TYPED] = True


def show(view: View) -> None:
    """Show another view, from a widget's callback; the address bar follows at once."""
    if view != st.session_state.get(_VIEW):
        dismiss_problems()
        st.session_state[_DATES_NOTE] = ""
    st.session_state[_CHANGED] = True
    st.session_state[_VIEW] = view


def dismiss_problems() -> None:
    """Forget the problems of the link, from a widget's callback."""
    st.session_state[_PROBLEMS] = []


def button(label: str, *, key: str, act: Callable[[], None], **look: Any) -> None:
    """Draw a button; a click calls `act`, also the click that starts a new session after the server was restarted."""
    # A session's first run calls no callback: only there the button is drawn as clicked.
    if st.button(label, key=key, on_click=act, **look) and st.session_state[_FIRST_RUN]:
        act()
        st.rerun()


def write(view: View) -> None:
    """Write the view into the address bar and into every widget's state, before the widgets are drawn."""
    link = view.parameters()
    if {name: st.query_params.get_all(name) for name in st.query_params} != link:
        st.query_params.from_dict(link)
    st.session_state[_LINK] = link
    _set_widgets(view)


def select(event_id: str) -> None:
    """Select an event, or none; no month is highlighted any more."""
    change(selected=event_id, month="")


def steps() -> list[int]:
    """Return the steps that are not taken yet, to append to them from a widget's callback."""
    st.session_state[_CHANGED] = True
    waiting: list[int] = st.session_state.setdefault(_STEPS, [])
    return waiting


def take_steps(neighbour: Callable[[View, int], str]) -> None:
    """Select another event for each step.

    `neighbour` returns the id of the event at one step from the selected one of a view, empty at the end; where it
    fails, no step is left. A run that the visitor ends meanwhile leaves its steps to the next one.
    """
    waiting: list[int] = st.session_state.get(_STEPS, [])
    while waiting:
        try:
            event_id = neighbour(current(), waiting[0])
        except Exception:
            waiting.clear()
            raise
        if event_id:
            select(event_id)
        del waiting[0]  # Streamlit ends a run where it uses the session's state: after `select`, but not here


def open_card(key: str) -> None:
    """Open a card instead of an event, or close it; no month is highlighted any more."""
    change(card=key, selected="", month="")


def apply_option(name: str, value: str, *, on: bool) -> None:
    """Apply a click on an option: `name` is a field of the view, `period`, an end of it, or `reset` for all filters.

    A value of a facet is added; where it is not `on`, it is removed.
    """
    view = current()
    if not on:
        show(view.without(name, value))
    elif name == "period":
        change(dates=PERIODS[value])
    elif name in DATE_ENDS:
        _apply_day(name, value)
    elif name == "selected":
        select(value)
    elif name == "card":
        open_card(value)
    elif name == "reset":
        show(view.reset())
    elif name in FACETS:
        choose(name, (*getattr(view, name), value))
    else:
        change(**{name: value})


def choose_only(name: str, values: tuple[str, ...], *, add: bool) -> None:
    """Select only these values of a facet, or `add` them to the selected ones; a second time removes them."""
    if name in FACETS:
        change(**{name: current().toggled(name, values, add=add)})


def dates_note() -> str:
    """Return what became of a date that could not be applied as typed; empty where all were."""
    note: str = st.session_state.get(_DATES_NOTE, "")
    return note


def _apply_day(name: str, text: str) -> None:
    """Apply one end of the period, empty for an open one; the other end opens where it lies on the wrong side."""
    days = dict(zip(DATE_ENDS, current().dates))
    (other,) = DATE_ENDS.keys() - {name}
    note = ""
    try:
        days[name] = date.fromisoformat(text) if text else None
        if (start := days["date_from"]) and (end := days["date_to"]) and start > end:
            side = "before" if other == "date_to" else "after"
            removed, typed = (day_in_words(days[key] or DAYS[0]) for key in (other, name))
            note = f"“{DATE_ENDS[other]}” was {removed}, {side} {typed}, and is open now."
            days[other] = None
        show(current().with_(dates=tuple(days.values())))
    except ValueError:
        note = f"“{DATE_ENDS[name]}” must be a day between {day_in_words(DAYS[0])} and {day_in_words(DAYS[1])}."
    st.session_state[_DATES_NOTE] = note


def on_map_message(message: Mapping[str, object]) -> None:
    """Apply messages of the map: an event was selected, the map moved, a group was opened, its area became a filter.

    A base's card was opened, or an entry of the legend was clicked.

    The message holds the last report of each kind with its count; each report is applied a single time.
    """
    seen = _messages_seen()
    reports = [
        report
        for report in message.values()
        if isinstance(report, Mapping) and report["count"] != seen.get(report["kind"])
    ]
    for report in sorted(reports, key=lambda report: report["count"]):
        seen[report["kind"]] = report["count"]
        _apply_report(report)


def map_acknowledgement() -> dict[str, Any]:
    """Return what the map needs to send no message twice, and again what started a new session: see `widgets.clicks`.

    The moves of the map are not counted: the state of the map would change, and be sent again, with each.
    """
    counts = [int(count) for kind, count in _messages_seen().items() if kind != "move"]
    return {**clicks.acknowledgement(_MESSAGES_SEEN), "acknowledged": max(counts, default=0)}


def _messages_seen() -> dict[str, Any]:
    seen: dict[str, Any] = st.session_state.setdefault(_MESSAGES_SEEN, {})
    return seen


def opened_group() -> str:
    """Return the name of the group on the map that was opened last; empty where there was none."""
    return str(st.session_state.get(_OPENED_GROUP, ""))


def map_target() -> Position | Literal["home"] | None:
    """Return the position to move the map to; None if it is already at the view's position."""
    view = current()
    if view.at == st.session_state.get(_MAP_POSITION):
        return None
    return view.at or "home"


def _apply_report(report: Mapping[str, Any]) -> None:
    if report["kind"] == "select":
        select(report["event_id"])
    elif report["kind"] == "card":
        open_card(report["card"])
    elif report["kind"] == "filter":
        choose_only(report["name"], tuple(map(str, report["values"])), add=bool(report["add"]))
    elif report["kind"] == "area":
        change(area=_area_on_globe(report["area"]))
    elif report["kind"] == "open":
        st.session_state[_OPENED_GROUP] = str(report["cell"])
    elif report["kind"] == "move":
        st.session_state[_MAP_SIZE] = report.get("size") or map_size()  # "Home" comes without one
        change(at=_on_globe(report["at"]))
        st.session_state[_MAP_POSITION] = current().at


def map_size() -> tuple[float, float]:
    """Return width and height of the map in pixels, reported by the map."""
    width, height = st.session_state.get(_MAP_SIZE, FRAME)
    return width, height


def _on_globe(at: Position | None) -> Position | None:
    """Return a position on the map with its longitude between -180 and 180."""
    if not at:
        return None
    latitude, longitude, zoom = at
    return max(-90.0, min(90.0, latitude)), (longitude + 180) % 360 - 180, zoom


def _area_on_globe(area: Area) -> Area:
    """Return an area of the map with its longitudes between -180 and 180; one over the date line has west > east.

    One that is too wide for that is all around the globe.
    """
    west, south, east, north = area
    width = east - west
    west, east = ((longitude + 180) % 360 - 180 for longitude in (west, east))
    east = 180.0 if east == -180 else east  # noqa: PLR2004 - the same meridian
    if width >= 360 or (west > east and width > WIDEST_OVER_DATE_LINE):  # noqa: PLR2004
        west, east = -180.0, 180.0
    return west, max(south, -90.0), east, min(north, 90.0)


def _parse(link: Mapping[str, list[str]], check: Callable[[View], View]) -> tuple[View, list[str]]:
    """Return the view of a link without its faulty parts, and a sentence on each of these."""
    parameters, problems = dict(link), list[str]()
    while True:
        try:
            return check(View.from_parameters(parameters)), problems
        except ViewError as error:
            problems.append(str(error))
            if len(problems) > _MOST_PROBLEMS:
                return View(), [f"The link has more than {_MOST_PROBLEMS} faults and is ignored."]
            parameters = _without(parameters, error)


def _without(link: Mapping[str, list[str]], error: ViewError) -> dict[str, list[str]]:
    """Return the link without its faulty part: one value of a facet, or else the whole parameter."""
    if error.parameter not in link:  # it is the link as a whole
        return {}
    values = link[error.parameter]
    good = [value for value in values if clean(value) != error.tried] if error.parameter in FACETS else []
    rest = {error.parameter: good} if 0 < len(good) < len(values) else {}
    faulty = {error.parameter, "file"} if error.parameter == "data" else {error.parameter}
    return {name: texts for name, texts in link.items() if name not in faulty} | rest


def _set_widgets(view: View) -> None:
    state = st.session_state
    state["slide_title"], state["slide_organisation"] = view.title, view.organisation
    state["slide_banner"], state["slide_as_of"] = view.banner, view.as_of
    state["data"] = view.data
