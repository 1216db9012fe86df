"""The bar of actions: the link of a view is shared, and the keys are listed."""

from typing import Any

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from components.dashboard.keys import KEYS
from data.query.database import QueryTimeoutError
from data.query.engine import Engine
from data.record.catalog import Catalog
from tests.app.visitor import Visitor


def test_the_share_dialog_has_the_link_of_the_view(visitor: Visitor) -> None:
    visitor.open("country=Jordan&selected=20240128-tower-22-drone")
    visitor.test.button(key="share").click().run()
    found = visitor.components["share_view"]
    assert found["link"].endswith("/?country=Jordan&selected=20240128-tower-22-drone")
    assert found["title"] == f"{visitor.heading} · Basewatch"
    assert found["code"].startswith("data:image/svg+xml")
    assert "imported file" not in visitor.html


def test_the_keys_lead_through_the_events_of_the_view_by_date(visitor: Visitor) -> None:
    first, last = "20240128-tower-22-drone", "20250623-al-udeid-missile"
    visitor.open("country=Jordan&country=Qatar")
    assert visitor.press("]").view.selected == first
    assert visitor.press("]").view.selected == last
    assert visitor.press("]").view.selected == last, "there is no event after it"
    assert visitor.press("[", "[").view.selected == first
    visitor.open("country=Jordan&country=Qatar")
    assert visitor.press("[").view.selected == last


def test_a_step_that_fails_leaves_the_view_and_the_next_one_is_taken(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.open("country=Jordan&country=Qatar")

    def fail(*_: object, **__: object) -> str:
        raise QueryTimeoutError("The query took too long.")

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "beside", fail)
        visitor.press("]", "]")
    assert visitor.view.selected == ""
    assert any("The page shows the previous view." in words for words in visitor.warnings)
    assert visitor.press("]").view.selected == "20240128-tower-22-drone"
    assert visitor.warnings == []


def test_a_step_is_taken_once_although_the_visitor_ends_its_run(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    visitor.open()
    beside, calls = Engine.beside, []

    def ended(*given: Any, **named: Any) -> str:
        calls.append(given)
        if len(calls) == 2:
            raise RerunException(RerunData())
        return beside(*given, **named)

    monkeypatch.setattr(Engine, "beside", ended)
    visitor.press("]", "]", "]")
    assert len(calls) == 4
    assert visitor.view.selected == catalog.events.sort_values(["date_start", "event_id"])["event_id"].iloc[2]


def test_the_list_of_keys_has_each_of_them(visitor: Visitor) -> None:
    visitor.open()
    visitor.test.button(key="keys").click().run()
    assert "".join(part.value for part in visitor.test.get("html")).count("<kbd>") == len(KEYS)
