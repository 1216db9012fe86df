"""A simulated browser: it reads the server's messages and sends the state of its widgets as the frontend does."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX

_ALERT_ERROR, _ALERT_WARNING = 1, 2
_FINISHED: Final = 0
_MAX_AGE: Final = 2
"""Runs after which an unused cached message is removed, as `global.maxCachedMessageAge` sets."""

Proto = Any


_INITIAL_STATE: Final[Mapping[str, Callable[[Proto], WidgetState]]] = {
    "text_input": lambda proto: WidgetState(
        id=proto.id, string_value=proto.value if proto.set_value else proto.default
    ),
}
"""The state of a widget when it is drawn; other widgets have none before the first interaction."""
_WIDGET_KINDS: Final = (*_INITIAL_STATE, "button", "bidi_component", "component_instance")
_TRANSIENT: Final = ("trigger_value", "json_trigger_value")


def key_of(widget: str) -> str:
    """Return the key of a widget; its id is `$$ID-<digest>-<key>`."""
    return widget.split("-", 2)[2]


@dataclass
class Browser:
    """One tab: its address, its widgets by id with their state, and its cached messages."""

    query: str = ""
    script: str = ""
    widgets: dict[str, tuple[str, Proto]] = field(default_factory=dict)
    """The kind and the description of each widget that the last run drew."""
    failures: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    received: int = 0
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _drawn: dict[str, tuple[str, Proto]] = field(default_factory=dict)
    _run: str = ""
    _runs: int = 0
    _cached: dict[str, tuple[int, Element]] = field(default_factory=dict)

    def rerun_message(self, touched: WidgetState | None = None) -> bytes:
        """Return the message that reruns the page: the state of all widgets, one of them `touched`."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string, request.page_script_hash = self.query, self.script
        request.cached_message_hashes.extend(self._cached)
        request.context_info.timezone, request.context_info.locale = "UTC", "en-US"
        states = dict(self._states)
        if touched is not None:
            states[touched.id] = touched
            if touched.WhichOneof("value") not in _TRANSIENT:
                self._states[touched.id] = touched
        request.widget_states.widgets.extend(states.values())
        self._run = ""
        return bytes(message.SerializeToString())

    def receive(self, payload: bytes) -> bool:
        """Read a message of the server; return whether it ends the requested run."""
        message = ForwardMsg()
        message.ParseFromString(payload)
        self.messages += 1
        self.received += len(payload)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._receive_delta(message)
        elif kind == "ref_hash":
            self._receive_reference(message.ref_hash)
        elif kind == "new_session":
            self.script = message.new_session.page_script_hash
            self._run = message.metadata.run.script_run_id
            self._drawn = {}
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "session_event" and message.session_event.WhichOneof("type") == "script_compilation_exception":
            self.failures["page does not compile"] += 1
        elif kind == "script_finished" and self._run == message.metadata.run.script_run_id:
            return self._finish(message.script_finished)
        return False

    def state_of(self, widget: str) -> WidgetState | None:
        """Return the current state of a widget."""
        return self._states.get(widget)

    def find(self, kind: str, start: str = "") -> list[str]:
        """Return the ids of the drawn widgets of a kind whose key begins with `start`."""
        return [name for name, (found, _) in self.widgets.items() if found == kind and key_of(name).startswith(start)]

    def _receive_delta(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        if message.metadata.cacheable:
            self._cached[message.hash] = (self._runs, element)
        self._draw(element)

    def _receive_reference(self, wanted: str) -> None:
        if wanted not in self._cached:
            self.failures["reference to an unknown message"] += 1
            return
        element = self._cached[wanted][1]
        self._cached[wanted] = (self._runs, element)
        self._draw(element)

    def _draw(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind in _WIDGET_KINDS:
            proto = getattr(element, kind)
            if proto.id:
                self._drawn[proto.id] = (kind, proto)
        elif kind == "exception":
            self.failures[f"exception: {element.exception.type} {element.exception.message}"[:200]] += 1
        elif kind == "alert" and element.alert.format in {_ALERT_ERROR, _ALERT_WARNING}:
            self.failures[f"shown by the page: {element.alert.body}"[:200]] += 1

    def _finish(self, status: int) -> bool:
        if status != _FINISHED:
            self.failures[f"run ended with {ForwardMsg.ScriptFinishedStatus.Name(status)}"] += 1
        self.widgets = self._drawn
        self._states = {name: state for name in self.widgets if (state := self._current(name)) is not None}
        self._runs += 1
        self._cached = {name: cached for name, cached in self._cached.items() if self._runs - cached[0] <= _MAX_AGE}
        return True

    def _current(self, widget: str) -> WidgetState | None:
        """Return the state of a drawn widget: set by the page, else the last one, else the initial one."""
        kind, proto = self.widgets[widget]
        state = self._states.get(widget)
        if state is not None and not (kind in _INITIAL_STATE and proto.set_value):
            return state
        return _INITIAL_STATE[kind](proto) if kind in _INITIAL_STATE else None


def map_message(widget: str, messages: Mapping[str, Mapping[str, object]]) -> WidgetState:
    """Return the state of the map's component: the last message of each kind."""
    return WidgetState(id=widget, json_value=json.dumps(messages))


def component_event(widget: str, event: str, value: object) -> WidgetState:
    """Return the state in which a component reports an event."""
    events = json.dumps([{"event": event, "value": value}])
    return WidgetState(id=f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{widget}__events", json_trigger_value=events)
