"""A person at the page: opens links, ticks boxes, and clicks map, chart and table as a browser reports it."""

import html
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from streamlit.testing.v1 import AppTest

from data.view import View


@dataclass
class Visitor:
    """One session of the page."""

    test: AppTest
    told: int = 0

    def open(self, query: str = "") -> "Visitor":
        """Open a link, or type one into the address bar of the running page."""
        self.test.query_params = parse_qs(query, keep_blank_values=True)
        return self.settle(self.test.run())

    def again(self) -> "Visitor":
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
        """The view that the address bar stands for."""
        return View.from_parameters(
            {name: value if isinstance(value, list) else [value] for name, value in self.test.query_params.items()}
        )

    @property
    def html(self) -> str:
        """Everything that the page says in HTML of its own, as a reader sees it."""
        return html.unescape("\n".join(part.value for part in self.test.main.html))

    @property
    def heading(self) -> str:
        (found,) = re.findall(r"<h1>(.*?)</h1>", self.html)
        return str(found)

    @property
    def figures(self) -> dict[str, str]:
        """The figures beneath the heading, by what they count."""
        return {words: number for number, words in re.findall(r"<div><b>(.*?)</b> (.*?)</div>", self.html)}

    @property
    def titles(self) -> list[str]:
        return re.findall(r"<h2>(.*?)</h2>", self.html)

    @property
    def warnings(self) -> list[str]:
        return [html.unescape(warning.value) for warning in self.test.warning]

    @property
    def infos(self) -> list[str]:
        return [html.unescape(info.value) for info in self.test.info]

    @property
    def table(self) -> pd.DataFrame:
        """What the table shows, with the `id` of each event and whether it is `marked`, of the picked month."""
        given = json.loads(self._element("bidi_component").proto.json)
        names = ["id", "marked", *(name for name, *_ in given["heads"])]
        return pd.DataFrame(given["rows"], columns=names).fillna("")

    @property
    def map(self) -> dict[str, Any]:
        """The arguments of the map's component."""
        (component,) = self.test.get("component_instance")
        arguments: dict[str, Any] = json.loads(component.proto.json_args)
        return arguments

    @property
    def wish(self) -> dict[str, Any]:
        """What the map is asked to show."""
        written = self.map["feature_group"].split("basewatch.show(", 1)[1]
        asked: dict[str, Any] = json.JSONDecoder().raw_decode(written)[0]
        return asked

    @property
    def mapped(self) -> int:
        """The number of events on the map."""
        return sum(row[3] for row in self.wish["rows"])

    def button(self, words: str) -> "Visitor":
        """Press the button whose label, as a reader sees it, starts with these words."""
        labels = {html.unescape(button.label).replace("*", ""): button for button in self.test.button}
        (found,) = [label for label in labels if label.startswith(words)]
        return self.settle(labels[found].click().run())

    def buttons(self, key: str) -> list[str]:
        """The labels of the buttons whose key starts so."""
        return [html.unescape(button.label) for button in self.test.button if (button.key or "").startswith(key)]

    def tick(self, key: str) -> "Visitor":
        box = self.test.checkbox(key=key)
        return self.settle((box.uncheck() if box.value else box.check()).run())

    def pick(self, key: str, value: object) -> "Visitor":
        """Choose in one of the rows of pills."""
        (group,) = [group for group in self.test.button_group if group.key == key]
        return self.settle(group.set_value(value).run())

    def tell_map(self, **message: object) -> "Visitor":
        """Report what the map's script reports when somebody clicks or moves it."""
        self.told += 1
        parts = {str(message["kind"]): {**message, "count": self.told}} if "kind" in message else message
        return self._tell("component_instance", json_value=json.dumps(parts))

    def brush_chart(self, start: int, end: int) -> "Visitor":
        return self._select("vega_lite_chart", {"brush": {"start": [start, end]}, "column": []})

    def click_chart(self, start: int) -> "Visitor":
        return self._select("vega_lite_chart", {"brush": {}, "column": [{"start": start}]})

    def pick_row(self, event_id: str = "") -> "Visitor":
        """Pick an event in the table; without one, let it go."""
        element = self._element("bidi_component").proto
        states = self.test._tree.get_widget_states()
        picked = json.dumps([{"event": "pick", "value": event_id}])
        states.widgets.append(
            WidgetState(id=f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{element.id}__events", json_trigger_value=picked)
        )
        return self.settle(self.test._run(states))

    def _select(self, kind: str, selection: dict[str, Any]) -> "Visitor":
        return self._tell(kind, string_value=json.dumps({"selection": selection}))

    def _tell(self, kind: str, **value: str) -> "Visitor":
        """Rerun the page with a widget's new value, callbacks and all, as the server does for a browser."""
        element = self._element(kind)
        states = self.test._tree.get_widget_states()
        states.widgets.append(WidgetState(id=element.proto.id, **value))
        return self.settle(self.test._run(states))

    def _element(self, kind: str) -> Any:
        (found,) = [element for name in (kind, f"arrow_{kind}") for element in self.test.get(name)]
        return found
