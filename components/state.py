"""One view in three places: the address bar, the widgets and the session; each change goes through here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from data.periods import PERIODS
from data.view import FACETS, Position, View, ViewError, clean
from geo.clustering import FRAME

_VIEW, _LINK, _TOLD, _HEARD = "view", "link", "map_position", "map_heard"
_CHANGED = "view_changed_here"
_OPENED = "map_opened"
_MAP_SIZE = "map_size"
_KEPT_BY_RESET = ("data", "file", "at", "measure", "running", "page")


def restore(check: Callable[[View], None]) -> tuple[View, list[str]]:
    """The view of this run, and a sentence for each part of the link that could not be followed.

    The address bar counts where it differs from what was last written there (a link was opened, or Back pressed), but
    not in a run that a widget caused: the browser asked for it before it heard of the last change of the address.
    `check` raises a `ViewError` where a view asks for what the data does not hold.
    """
    link = {name: st.query_params.get_all(name) for name in st.query_params}
    problems: list[str] = []
    changed_here = st.session_state.pop(_CHANGED, False)
    if _VIEW not in st.session_state or (link != st.session_state.get(_LINK) and not changed_here):
        st.session_state[_VIEW] = _read(link, check, problems)
    return st.session_state[_VIEW], problems


def current() -> View:
    """The session's view."""
    return st.session_state[_VIEW]


def change(**changes: object) -> None:
    """Change fields of the view, from a widget's callback."""
    show(current().with_(**changes))


def show(view: View) -> None:
    """Take another view, from a widget's callback; the address bar follows at once."""
    st.session_state[_VIEW] = view
    st.session_state[_CHANGED] = True


def write(view: View) -> None:
    """Write the view into the address bar and into every widget's state, before the widgets are drawn."""
    link = view.parameters()
    if {name: st.query_params.get_all(name) for name in st.query_params} != link:
        st.query_params.from_dict(link)
    st.session_state[_LINK] = link
    _set_widgets(view)


def select(event_id: str) -> None:
    """Select an event, or none; a picked month is let go."""
    change(selected=event_id, month="")


def choose(name: str, value: str, *, on: bool) -> None:
    """Pick a period or an event, turn a switch, put a value into a facet; let a filter's value go, or all filters."""
    view = current()
    if not on:
        show(view.without(name, value))
    elif name == "period":
        change(dates=PERIODS[value])
    elif name == "selected":
        select(value)
    elif name == "reset":
        show(View(**{kept: getattr(view, kept) for kept in _KEPT_BY_RESET}))
    elif name in FACETS:
        change(**{name: tuple({*getattr(view, name), value})})
    else:
        change(**{name: value})


def hear_map(message: Mapping[str, object]) -> None:
    """Follow what the map tells: an event was selected, the map moved, or only its window is wanted.

    The message holds the last of each kind with its count; what was heard before is not heard again.
    """
    heard = st.session_state.setdefault(_HEARD, {})
    parts = [
        part for part in message.values() if isinstance(part, Mapping) and part["count"] != heard.get(part["kind"])
    ]
    for part in sorted(parts, key=lambda part: part["count"]):
        heard[part["kind"]] = part["count"]
        _follow(part)


def _follow(part: Mapping[str, Any]) -> None:
    if part["kind"] == "select":
        select(part["event_id"])
    elif part["kind"] == "area":
        west, south, east, north = part["area"]
        turns = 360 * round((west + east) / 2 / 360)
        change(area=(max(west - turns, -180), max(south, -90), min(east - turns, 180), min(north, 90)))
    elif part["kind"] == "open":
        st.session_state[_OPENED] = str(part["cell"])
    elif part["kind"] == "move":
        st.session_state[_MAP_SIZE] = part.get("size") or map_size()  # "Home" comes without one
        change(at=_on_globe(part["at"]))
        st.session_state[_TOLD] = current().at


def opened() -> str:
    """The name of the group on the map that was opened last; none where none was."""
    return st.session_state.get(_OPENED, "")


def map_size() -> Sequence[float]:
    """Return width and height of the map in pixels as it reported them last."""
    return st.session_state.get(_MAP_SIZE, FRAME)


def _on_globe(at: object) -> Position | None:
    """A position as the map tells it, its longitude brought back from further turns round the globe."""
    if not at:
        return None
    latitude, longitude, zoom = at  # type: ignore[misc]
    return max(-90.0, min(90.0, latitude)), (longitude + 180) % 360 - 180, zoom


def map_should_go() -> object:
    """Where the map must move to: None if it stands where the view says."""
    view = current()
    if view.at == st.session_state.get(_TOLD):
        return None
    return view.at or "home"


def _read(link: Mapping[str, list[str]], check: Callable[[View], None], problems: list[str]) -> View:
    """The view of a link, without the parts that cannot be followed; each is told in `problems`."""
    given = dict(link)
    while True:
        try:
            view = View.from_parameters(given)
            check(view)
        except ViewError as error:
            problems.append(str(error))
            given = _without(given, error)
        else:
            return view


def _without(link: Mapping[str, list[str]], error: ViewError) -> dict[str, list[str]]:
    """The link without what cannot be followed: one value of a facet, or else the whole parameter."""
    values = link[error.parameter]
    good = [value for value in values if clean(value) != error.tried] if error.parameter in FACETS else []
    kept = {error.parameter: good} if 0 < len(good) < len(values) else {}
    gone = {error.parameter, "file"} if error.parameter == "data" else {error.parameter}
    return {name: texts for name, texts in link.items() if name not in gone} | kept


def _set_widgets(view: View) -> None:
    state = st.session_state
    state["date_from"], state["date_to"] = view.dates
    for name in FACETS:
        state[name] = list(getattr(view, name))
    state["find"] = view.find
    state["slide_title"], state["slide_organisation"] = view.title, view.organisation
    state["slide_banner"], state["slide_as_of"] = view.banner, view.as_of
    state["data"] = view.data
