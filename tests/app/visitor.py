"""A person at the page: opens links, ticks boxes, and clicks map, chart and table as a browser reports it."""

import html
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from streamlit.testing.v1 import AppTest

from data.view import View
from tests.unpacking import unpacked

_BUTTONS = ("chips", "links", "offers")
_GROUPS = {"attack": "attacks", "answer": "strikes", "other": "other events"}
_COUNTED = {*_GROUPS.values(), "attack", "strike", "other event"}


def key_of(component: Any) -> str:
    """The key that the page gave a component: its id is `$$ID-<digest>-<key>`."""
    return str(component.proto.id.split("-", 2)[2])


def messages(block: Any, kind: str) -> list[str]:
    """The messages of a kind in a part of the page, as a reader sees them."""
    box = re.compile(rf'<p class="bw-message bw-{kind}"[^>]*>(.*?)</p>', re.DOTALL)
    return [html.unescape(words) for part in block.get("html") for words in box.findall(part.value)]


@dataclass
class Visitor:
    """One session of the page."""

    test: AppTest
    messages_sent: int = 0

    def open(self, query: str = "") -> "Visitor":
        """Open a link, or type one into the address bar of the running page."""
        self.test.query_params = parse_qs(query, keep_blank_values=True)
        return self.settle(self.test.run())

    def rerun(self) -> "Visitor":
        return self.settle(self.test.run())

    def settle(self, test: AppTest) -> "Visitor":
        assert not test.exception, [raised.message for raised in test.exception]
        return self

    @property
    def view(self) -> View:
        view: View = self.test.session_state["view"]
        return view

    @property
    def address(self) -> View:
        """The view of the address bar."""
        return View.from_parameters(
            {name: value if isinstance(value, list) else [value] for name, value in self.test.query_params.items()}
        )

    @property
    def html(self) -> str:
        """All HTML of the page, as a reader sees it."""
        return html.unescape("\n".join(part.value for part in self.test.main.html))

    @property
    def sidebar(self) -> str:
        """All HTML of the sidebar, as a reader sees it."""
        return html.unescape("\n".join(part.value for part in self.test.sidebar.html))

    @property
    def heading(self) -> str:
        (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", self.html)
        return str(found)

    @property
    def figures(self) -> dict[str, str]:
        """The figures beneath the heading, by what they count."""
        shown = re.sub(r"</?small>| <span.*?</span>", "", self.html)
        groups = re.findall(r'<div class="bw-(attack|answer)"><b>([\d,]+) ([a-z ]+)</b><p>(.*?)</p></div>', shown)
        for number, harmed in re.findall(r"places?</b><p>([\d,]+) [a-z -]+(.*?)</p>", shown):
            groups.append(("other", number, "other event" if number == "1" else "other events", harmed))
        found = {}
        for group, events, words, harmed in groups:
            found[words] = events
            for number, harm in re.findall(r"<b>(.*?)</b> (killed|wounded)", harmed):
                found[f"{harm} in {_GROUPS[group]}"] = number
        return found | {words: number for number, words in re.findall(r"<div><b>([\d,]+) (places?)</b>", shown)}

    @property
    def shown(self) -> int:
        """The number of events in the figures beneath the heading."""
        return sum(int(number.replace(",", "")) for words, number in self.figures.items() if words in _COUNTED)

    @property
    def titles(self) -> list[str]:
        return re.findall(r"<h2[^>]*>(.*?)</h2>", self.html)

    @property
    def warnings(self) -> list[str]:
        return self.messages("warning")

    @property
    def errors(self) -> list[str]:
        return self.messages("error")

    def messages(self, kind: str) -> list[str]:
        """The messages of a kind, as a reader sees them."""
        return messages(self.test, kind)

    @property
    def table(self) -> pd.DataFrame:
        """The rows of the table, with the `id` of each event and whether it is `marked`, of the picked month."""
        data = self.components["events-table"]
        names = ["id", "marked", *(name for name, *_ in data["heads"])]
        return pd.DataFrame(data["rows"], columns=names).fillna("")

    @property
    def map(self) -> dict[str, Any]:
        """The arguments of the map's component."""
        (component,) = self.test.get("component_instance")
        arguments: dict[str, Any] = json.loads(component.proto.json_args)
        return arguments

    @property
    def map_state(self) -> dict[str, Any]:
        """The state that is sent to the map."""
        written = self.map["feature_group"].split("basewatch.show(", 1)[1]
        state: dict[str, Any] = json.JSONDecoder().raw_decode(written)[0]
        return state

    @property
    def mapped(self) -> int:
        """The number of events on the map."""
        return sum(row["events"] for row in self.map_rows)

    @property
    def map_rows(self) -> list[dict[str, Any]]:
        """The groups on the map."""
        columns = dict(self.map_state["layers"]["events"]["groups"])
        number = columns.pop("rows")
        return [{name: _cell(values, n) for name, values in columns.items()} for n in range(number)]

    def button(self, words: str) -> "Visitor":
        """Press the button whose label starts with these words."""
        buttons = [button for button in self.test.button if button.label.startswith(words)]
        ways = [
            (group, value)
            for group in self.groups
            if group["look"] in _BUTTONS
            for value, label, *_ in group["options"]
            if label.startswith(words) or f"{group['title']}: {label}".startswith(words)
        ]
        (found,) = buttons + ways
        if not isinstance(found, tuple):
            return self.settle(found.click().run())
        group, value = found
        click = self._acknowledged(group) + 1, group["name"], value, group["look"] != "chips"
        return self._trigger(group["component"], "choose", [click])

    def buttons(self, component: str) -> list[str]:
        """The labels of a component's buttons."""
        options = [option for group in self.groups if group["component"] == component for option in group["options"]]
        return [" · ".join(filter(None, lines)) for _, *lines in options]

    @property
    def components(self) -> dict[str, dict[str, Any]]:
        """The data of each component of the page, by key."""
        found = {key_of(element): json.loads(element.proto.json) for element in self.test.get("bidi_component")}
        if "timeline" in found:
            found["timeline"] |= unpacked(found["timeline"].pop("chart"))
        return found

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The groups of choices on the page, each with the key of its `component`."""
        return [
            {**group, "component": key} for key, data in self.components.items() for group in data.get("groups", ())
        ]

    @property
    def choices(self) -> dict[str, dict[str, Any]]:
        """The groups of boxes, pills and switches, by name."""
        return {group["name"]: group for group in self.groups if group["look"] not in _BUTTONS}

    def counts(self, name: str) -> dict[str, str]:
        """The count beside each value of a group."""
        return {value: count for value, _, count, *_ in self.choices[name]["options"]}

    def summary(self, title: str) -> str:
        """What is chosen in a section of the sidebar, as it is shown while the section is folded."""
        (found,) = [part["summary"] for part in self.components["filters"]["sections"] if part["title"] == title]
        return str(found)

    def find(self, words: str) -> "Visitor":
        """Type words into the search and press Enter."""
        return self.send_clicks((self._acknowledged(self.choices["find"]) + 1, "find", words, True))

    def chosen(self, name: str) -> list[str]:
        return sorted(self.choices[name]["chosen"])

    def tick(self, name: str, *values: str) -> "Visitor":
        """Tick boxes one after the other, or untick them; pick a period, change a switch."""
        for value in values:
            click = self._acknowledged(self.choices[name]) + 1
            self.send_clicks((click, name, value, value not in self.chosen(name)))
        return self

    def send_clicks(self, *clicks: tuple[int, str, str, bool]) -> "Visitor":
        """Send clicks with their numbers, as a browser does: all that are not acknowledged."""
        return self._trigger(self.choices[clicks[0][1]]["component"], "choose", clicks)

    def type_day(self, end: str, day: object) -> "Visitor":
        """Type a day into a date box and press Enter; none empties it."""
        return self.send_clicks((self._acknowledged(self.choices[end]) + 1, end, str(day or ""), True))

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The days in the two date boxes."""
        start, end = (next(map(date.fromisoformat, self.chosen(name)), None) for name in ("date_from", "date_to"))
        return start, end

    def pick(self, key: str, value: object) -> "Visitor":
        """Select a value in a segmented control of Streamlit."""
        (group,) = [group for group in self.test.button_group if group.key == key]
        return self.settle(group.set_value(value).run())

    def send_map_message(self, **message: object) -> "Visitor":
        """Send a message of the map, as its script does after a click or a move."""
        self.messages_sent += 1
        parts = {str(message["kind"]): {**message, "count": self.messages_sent}} if "kind" in message else message
        return self._set_value("component_instance", json_value=json.dumps(parts))

    def use_chart(self, kind: str, value: object) -> "Visitor":
        """Act on the chart: a `month`, some `months`, a `period` or an `event`, as `chart.view_after` has it."""
        number = int(self.components["timeline"]["acknowledged"]) + 1
        return self._trigger("timeline", "act", [[number, kind, value]])

    def pick_row(self, row: str = "", table: str = "events-table") -> "Visitor":
        """Pick a row of a table by its id; without one, clear the selection."""
        number = int(self.components[table]["acknowledged"]) + 1
        return self._trigger(table, "act", [[number, "select", row]])

    def press(self, *keys: str) -> "Visitor":
        """Press `]` or `[`, several at once: the next event, or the one before."""
        number = int(self.components["keys_pressed"]["acknowledged"])
        steps = [[number + n, {"]": 1, "[": -1}[key]] for n, key in enumerate(keys, start=1)]
        return self._trigger("keys_pressed", "step", steps)

    def sort(self, order: str) -> "Visitor":
        """Click the head of a column of the table; `order` is what the click makes of it."""
        number = int(self.components["events-table"]["acknowledged"]) + 1
        return self._trigger("events-table", "act", [[number, "sort", order]])

    def _acknowledged(self, group: dict[str, Any]) -> int:
        """Return the number of the last click that the page has acknowledged to the group's component."""
        return int(self.components[group["component"]]["acknowledged"])

    def _trigger(self, key: str, event: str, value: object) -> "Visitor":
        """Rerun the page after an event in a component."""
        states = self.test._tree.get_widget_states()
        trigger = json.dumps([{"event": event, "value": value}])
        (component,) = [element for element in self.test.get("bidi_component") if key_of(element) == key]
        widget = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{component.proto.id}__events"
        states.widgets.append(WidgetState(id=widget, json_trigger_value=trigger))
        return self.settle(self.test._run(states))

    def _set_value(self, kind: str, **value: str) -> "Visitor":
        """Rerun the page with a widget's new value, callbacks and all, as the server does for a browser."""
        (element,) = self.test.get(kind)
        states = self.test._tree.get_widget_states()
        states.widgets.append(WidgetState(id=element.proto.id, **value))
        return self.settle(self.test._run(states))


def _cell(column: Any, n: int) -> Any:
    """The value of a row in a column of the map's tables."""
    if isinstance(column, dict):
        return column["of"][column["at"][n]]
    return column[n] if isinstance(column, list) else column
