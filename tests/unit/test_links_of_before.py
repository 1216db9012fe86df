"""Links that earlier versions made open the same view."""

import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.query.engine import Engine
from data.record.catalog import load_catalog
from data.view import Note, View

LINKS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "links_of_before.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.of_catalog(load_catalog())


def field(text: str) -> object:
    names = {"datetime": type("datetime", (), {"date": date, "datetime": datetime}), "Note": Note}
    return eval(text, names)  # noqa: S307 - written by this test's own generator


@pytest.mark.parametrize("given", LINKS, ids=lambda given: given["link"][:60])
def test_a_link_opens_the_view_it_was_made_from(given: dict[str, Any], engine: Engine) -> None:
    view = View.parse(given["link"])
    assert view.query() == given["link"]
    assert {name: getattr(view, name) for name in given["fields"]} == {
        name: field(text) for name, text in given["fields"].items()
    }
    ids = sorted(engine.events(view)["event_id"])
    assert len(ids) == given["events"]
    assert hashlib.sha256(",".join(ids).encode()).hexdigest()[:12] == given["ids"]
