"""What a browser knows of the page: it reads the server's messages and says what its widgets hold, byte for byte."""

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
_AGE: Final = 2
"""A kept message is let go when so many runs did not use it, as `global.maxCachedMessageAge` asks."""

Proto = Any


def _chosen(proto: Proto, options: list[str]) -> WidgetState:
    values = proto.raw_values if proto.set_value else [options[n] for n in proto.default]
    return strings(proto.id, values)


_SHOWN: Final[Mapping[str, Callable[[Proto], WidgetState]]] = {
    "multiselect": lambda proto: _chosen(proto, list(proto.options)),
    "text_input": lambda proto: WidgetState(
        id=proto.id, string_value=proto.value if proto.set_value else proto.default
    ),
}
"""What a widget holds when it is drawn; the others hold nothing before somebody touches them."""
_TOUCHED: Final = (*_SHOWN, "button", "bidi_component", "component_instance", "vega_lite_chart")
_NOT_HELD: Final = ("trigger_value", "json_trigger_value")


def strings(widget: str, values: Any) -> WidgetState:
    """A widget that holds any number of strings."""
    state = WidgetState(id=widget)
    state.string_array_value.data.extend(values)
    return state


def key_of(widget: str) -> str:
    """The key that the page gave a widget: its id is `$$ID-<digest>-<key>`."""
    return widget.split("-", 2)[2]


@dataclass
class Browser:
    """One tab: its address, its widgets by id with what they hold, and the messages it keeps."""

    query: str = ""
    script: str = ""
    widgets: dict[str, tuple[str, Proto]] = field(default_factory=dict)
    """The kind and the description of each widget that the last run drew."""
    troubles: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    received: int = 0
    _held: dict[str, WidgetState] = field(default_factory=dict)
    _drawn: dict[str, tuple[str, Proto]] = field(default_factory=dict)
    _run: str = ""
    _runs: int = 0
    _kept: dict[str, tuple[int, Element]] = field(default_factory=dict)

    def ask(self, touched: WidgetState | None = None) -> bytes:
        """The message that reruns the page, as a browser writes it: all widgets, one of them `touched`."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self.script
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.timezone, asked.context_info.locale = "UTC", "en-US"
        held = dict(self._held)
        if touched is not None:
            held[touched.id] = touched
            if touched.WhichOneof("value") not in _NOT_HELD:
                self._held[touched.id] = touched
        asked.widget_states.widgets.extend(held.values())
        self._run = ""
        return bytes(message.SerializeToString())

    def hear(self, payload: bytes) -> bool:
        """Read a message of the server; true where it ends the run that was asked for."""
        message = ForwardMsg()
        message.ParseFromString(payload)
        self.messages += 1
        self.received += len(payload)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._hear_delta(message)
        elif kind == "ref_hash":
            self._hear_reference(message.ref_hash)
        elif kind == "new_session":
            self.script = message.new_session.page_script_hash
            self._run = message.metadata.run.script_run_id
            self._drawn = {}
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "session_event" and message.session_event.WhichOneof("type") == "script_compilation_exception":
            self.troubles["page does not compile"] += 1
        elif kind == "script_finished" and self._run == message.metadata.run.script_run_id:
            return self._finish(message.script_finished)
        return False

    def holds(self, widget: str) -> WidgetState | None:
        """What a widget holds now."""
        return self._held.get(widget)

    def find(self, kind: str, start: str = "") -> list[str]:
        """The ids of the drawn widgets of a kind whose key starts so."""
        return [name for name, (of, _) in self.widgets.items() if of == kind and key_of(name).startswith(start)]

    def _hear_delta(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        if message.metadata.cacheable:
            self._kept[message.hash] = (self._runs, element)
        self._draw(element)

    def _hear_reference(self, wanted: str) -> None:
        if wanted not in self._kept:
            self.troubles["reference to an unknown message"] += 1
            return
        element = self._kept[wanted][1]
        self._kept[wanted] = (self._runs, element)
        self._draw(element)

    def _draw(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind in _TOUCHED:
            proto = getattr(element, kind)
            if proto.id:
                self._drawn[proto.id] = (kind, proto)
        elif kind == "exception":
            self.troubles[f"exception: {element.exception.type} {element.exception.message}"[:200]] += 1
        elif kind == "alert" and element.alert.format in {_ALERT_ERROR, _ALERT_WARNING}:
            self.troubles[f"said by the page: {element.alert.body}"[:200]] += 1

    def _finish(self, status: int) -> bool:
        if status != _FINISHED:
            self.troubles[f"run ended with {ForwardMsg.ScriptFinishedStatus.Name(status)}"] += 1
        self.widgets = self._drawn
        self._held = {name: state for name in self.widgets if (state := self._now(name)) is not None}
        self._runs += 1
        self._kept = {name: kept for name, kept in self._kept.items() if self._runs - kept[0] <= _AGE}
        return True

    def _now(self, widget: str) -> WidgetState | None:
        """What a drawn widget holds: what the page set, or what it held, or what it starts with."""
        kind, proto = self.widgets[widget]
        held = self._held.get(widget)
        if held is not None and not (kind in _SHOWN and proto.set_value):
            return held
        return _SHOWN[kind](proto) if kind in _SHOWN else None


def map_message(widget: str, told: Mapping[str, Mapping[str, object]]) -> WidgetState:
    """What the map's script tells the page: the last message of each kind."""
    return WidgetState(id=widget, json_value=json.dumps(told))


def told(widget: str, event: str, value: object) -> WidgetState:
    """What a component tells of something that happened."""
    happened = json.dumps([{"event": event, "value": value}])
    return WidgetState(id=f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{widget}__events", json_trigger_value=happened)


def selection(widget: str, **parts: object) -> WidgetState:
    """What a chart tells of its selection."""
    return WidgetState(id=widget, string_value=json.dumps({"selection": parts}))
