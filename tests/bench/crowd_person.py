"""A simulated person, who changes one filter at random and sometimes opens an event or moves the map."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.bench.crowd_browser import Browser, component_event, map_message
from tests.unpacking import unpacked

_WORDS: Final = ("drone", "base", "Erbil", "Place 1", "al-Asad", "rocket", "Place 12", "at")
_FIRST, _LAST = np.datetime64("2015-06-01"), np.datetime64("2025-06-01")
_MAX_CHOSEN: Final = 3
"""At this number of chosen values one is removed instead of added, so that views differ."""


@dataclass
class Person:
    """A person at a browser; equal seeds and equal pages give equal actions."""

    browser: Browser
    rng: np.random.Generator
    _messages: dict[str, dict[str, object]] = field(default_factory=dict)
    _count: int = 0
    _ticked: tuple[str, str, bool] = ("", "", False)

    def act(self) -> tuple[str, WidgetState] | None:
        """Return the next action: its name and the changed widget; None if the page offers none."""
        names = list(_ACTIONS)
        weights = np.array([_ACTIONS[name][0] for name in names], dtype=float)
        if list(self._groups(("links",), "reset")) and not self._events():
            weights[names.index("reset")] *= 8  # an empty view: most people start again
        for name in self.rng.choice(names, len(names), replace=False, p=weights / weights.sum()):
            touched = _ACTIONS[name][1](self)
            if touched is not None:
                return str(name), touched
        return None

    def tick(self) -> WidgetState | None:
        """Tick a box of a side or a type, or untick one."""
        return self._choose(str(self.rng.choice(["side", "event_type"])))

    def period(self) -> WidgetState | None:
        """Pick a period."""
        return self._pick_one("period")

    def switch(self) -> WidgetState | None:
        """Change a switch of the chart, or the page below the map."""
        return self._pick_one(str(self.rng.choice(["measure", "running", "page"])))

    def country(self) -> WidgetState | None:
        """Choose or remove a country."""
        return self._choose("country")

    def actor(self) -> WidgetState | None:
        """Choose or remove an actor."""
        return self._choose("actor")

    def dates(self) -> WidgetState | None:
        """Set the first or the last day."""
        day = _FIRST + self.rng.integers(0, int((_LAST - _FIRST).astype(int)))
        end = str(self.rng.choice(["date_from", "date_to"]))
        for component, count, *_ in self._groups(("day",), end):
            return component_event(component, "choose", [[count + 1, end, str(day), True]])
        return None

    def find(self) -> WidgetState | None:
        """Search for words, or clear the search."""
        for component, count, _, group in self._groups(("search",), "find"):
            words = "" if any(group["chosen"]) else str(self.rng.choice(_WORDS))
            return component_event(component, "choose", [[count + 1, "find", words, True]])
        return None

    def remove(self) -> WidgetState | None:
        """Remove one filter by its chip."""
        return self._follow("chips")

    def reset(self) -> WidgetState | None:
        """Reset all filters."""
        return self._follow("links", "reset")

    def close(self) -> WidgetState | None:
        """Close the selected event."""
        return self._press("close")

    def offered(self) -> WidgetState | None:
        """Select an event that is offered beside the chart or the map."""
        return self._follow("offers") or self._follow("links", "selected")

    def move(self) -> WidgetState | None:
        """Move the map."""
        at = [self.rng.uniform(29, 37), self.rng.uniform(36, 50), 5 + self.rng.integers(0, 16) / 4]
        return self._send_map({"kind": "move", "at": [round(float(number), 4) for number in at]})

    def select(self) -> WidgetState | None:
        """Click an event on the map."""
        events = self._events()
        return self._send_map({"kind": "select", "event_id": self._one(events)}) if events else None

    def row(self) -> WidgetState | None:
        """Pick the first row of the table."""
        for table in self.browser.find("bidi_component", "events-table"):
            data = json.loads(self.browser.widgets[table][1].json)
            for event_id, *_ in data["rows"]:
                return component_event(table, "act", [[data["acknowledged"] + 1, "select", event_id]])
        return None

    def brush(self) -> WidgetState | None:
        """Drag over the chart: a span of months."""
        for chart in self.browser.find("bidi_component", "timeline"):
            data = json.loads(self.browser.widgets[chart][1].json)
            months = [month["name"] for month in unpacked(data["chart"])["months"]]
            first, last = sorted(self.rng.integers(0, len(months), 2))
            return component_event(chart, "act", [[data["acknowledged"] + 1, "months", [months[first], months[last]]]])
        return None

    def _events(self) -> list[str]:
        """Ids of events that the page offers."""
        return [value for *_, group in self._groups(("offers", "links"), "selected") for value, *_ in group["options"]]

    def _follow(self, look: str, name: str = "") -> WidgetState | None:
        """Press one of the buttons of this look."""
        buttons = [(*found, value) for *found, group in self._groups((look,), name) for value, *_ in group["options"]]
        if not buttons:
            return None
        component, count, field_name, value = buttons[int(self.rng.integers(0, len(buttons)))]
        return component_event(component, "choose", [[count + 1, field_name, value, look != "chips"]])

    def _press(self, start: str) -> WidgetState | None:
        found = self.browser.find("button", start)
        return WidgetState(id=self._one(found), trigger_value=True) if found else None

    def _pick_one(self, name: str) -> WidgetState | None:
        """Choose another option of a single-choice group."""
        for component, count, _, group in self._groups(("periods", "switch"), name):
            others = [value for value, *_ in group["options"] if value not in group["chosen"]]
            return component_event(component, "choose", [[count + 1, name, self._one(others), True]])
        return None

    def _choose(self, name: str) -> WidgetState | None:
        """Choose or remove an option of a multiple-choice group."""
        for component, count, _, group in self._groups(("boxes", "pills", "list"), name):
            now = list(group["chosen"])
            value = self._one(now if len(now) >= _MAX_CHOSEN else [value for value, *_ in group["options"]])
            self._ticked = name, value, value not in now
            return component_event(component, "choose", [[count + 1, *self._ticked]])
        return None

    def was_applied(self) -> bool:
        """Return whether the page shows the last ticked box in its new state."""
        name, value, on = self._ticked
        return any((value in group["chosen"]) == on for *_, group in self._groups(("boxes",), name))

    def _groups(self, looks: Sequence[str], name: str) -> Iterator[tuple[str, int, str, dict[str, Any]]]:
        """Return the groups of these looks and this field: component, number of choices it received, field, group."""
        for component in self.browser.find("bidi_component"):
            given = json.loads(self.browser.widgets[component][1].json)
            for group in given.get("groups", ()):
                if group["look"] in looks and name in {group["name"], ""}:
                    yield component, given["acknowledged"], group["name"], group

    def _send_map(self, message: dict[str, object]) -> WidgetState | None:
        maps = self.browser.find("component_instance")
        if not maps:
            return None
        self._count += 1
        self._messages[str(message["kind"])] = {**message, "count": self._count}
        return map_message(maps[0], self._messages)

    def _one(self, options: list[str]) -> str:
        return options[int(self.rng.integers(0, len(options)))]


_ACTIONS: Final[dict[str, tuple[float, Callable[[Person], WidgetState | None]]]] = {
    "tick": (30, Person.tick),
    "period": (10, Person.period),
    "country": (8, Person.country),
    "actor": (8, Person.actor),
    "dates": (6, Person.dates),
    "find": (4, Person.find),
    "remove": (7, Person.remove),
    "reset": (6, Person.reset),
    "move": (8, Person.move),
    "select": (3, Person.select),
    "offered": (3, Person.offered),
    "row": (2, Person.row),
    "close": (3, Person.close),
    "brush": (3, Person.brush),
    "switch": (4, Person.switch),
}
"""The actions with their relative frequencies."""
