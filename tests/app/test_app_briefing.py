"""Briefing mode where a slide cannot be drawn; other pages start no process."""

import pytest

from components.slide import drawing
from data import process_start
from tests.app.visitor import Visitor
from tests.unit import tasks


def test_a_slide_that_cannot_be_drawn_is_a_sentence_and_the_session_goes_on(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(drawing, "write", tasks.abort_in_renderer)
        visitor.open("mode=briefing&country=Jordan&title=Never+drawn")
    (error,) = visitor.errors
    assert error.startswith("The slide could not be drawn: its process crashed")
    assert "bw-slide" not in visitor.html
    visitor.rerun()
    assert not visitor.errors
    assert "bw-slide" in visitor.html


def test_a_page_without_a_slide_starts_no_process(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(process_start, "start", fail)
    visitor.open("side=attack&selected=20240128-tower-22-drone").pick_row()
    visitor.tick("country", "Jordan")
