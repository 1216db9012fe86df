"""Links that earlier versions made open the same view, with the same events, and are written as before."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from data.parameters import parameters_of
from data.query.engine import Engine
from data.view import View

LINKS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "links_of_before.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("given", LINKS, ids=lambda given: given["link"][:60])
def test_a_link_opens_the_view_it_was_made_from(given: dict[str, Any], record_engine: Engine) -> None:
    view = View.parse(given["link"])
    assert view.query() == given["link"]
    in_link = {part.partition("=")[0] for part in given["link"].split("&") if part}
    assert in_link == {name for name, item in parameters_of(View).items() if getattr(view, name) != item.default}
    ids = sorted(record_engine.events(view)["event_id"])
    assert len(ids) == given["events"]
    assert hashlib.sha256(",".join(ids).encode()).hexdigest()[:12] == given["ids"]


def test_the_links_have_every_parameter_of_before() -> None:
    found = {name for given in LINKS for name in View.parse(given["link"]).parameters()}
    assert found >= {"dates", "side", "event_type", "actor", "country", "find", "area", "selected", "month", "at"}
    assert found >= {"measure", "running", "page", "mode", "title", "as_of", "banner", "organisation", "note"}
