"""The page while its data cannot be had."""

import html

import pandas as pd
import pytest

from data.query.database import Database, DatabaseUnavailableError, QueryTimeoutError
from data.view import View
from geo import clustering
from geo.clustering import Opened
from tests.app.visitor import Visitor

TROUBLES = [DatabaseUnavailableError("The database does not answer."), QueryTimeoutError("It took too long.")]


def lose(patch: pytest.MonkeyPatch, trouble: Exception) -> None:
    """From now on no question is answered but those whose answers are kept."""

    def ask(*_: object) -> pd.DataFrame:
        raise trouble

    patch.setattr(Database, "query", ask)
    patch.setattr(Database, "is_alive", lambda _: False)


@pytest.mark.parametrize("trouble", TROUBLES, ids=["away", "slow"])
def test_the_last_picture_stays_with_a_sentence_and_the_page_comes_back(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    visitor.open("side=attack")
    map_before = visitor.map
    before = visitor.heading, visitor.figures, visitor.wish["rows"], visitor.titles, len(visitor.table)
    asked = View(side=("us_strike",), find=f"nobody asked this before {trouble}")
    with monkeypatch.context() as patch:
        lose(patch, trouble)
        visitor.open(asked.query())
        assert (visitor.heading, visitor.figures, visitor.wish["rows"], visitor.titles, len(visitor.table)) == before
        (told,) = visitor.warnings
        assert told.startswith(str(trouble))
        assert visitor.view == visitor.address == asked
        assert visitor.map["script"] == map_before["script"]
        visitor.open("side=attack")  # what was answered before is still answered
        assert not visitor.warnings
    visitor.open(asked.query())
    assert not visitor.warnings
    assert visitor.figures["events"] == "0"


@pytest.mark.parametrize("trouble", TROUBLES, ids=["away", "slow"])
def test_a_group_that_cannot_be_opened_leaves_the_picture_as_it_is(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    visitor.open("side=attack")
    before = visitor.heading, visitor.figures, visitor.wish["rows"]

    def opened(*asked: object) -> Opened:
        if asked[-1]:
            raise trouble
        return Opened(opens=False, cell="", events=pd.DataFrame(columns=["cell"]))

    monkeypatch.setattr(clustering, "opened", opened)
    monkeypatch.setattr(Database, "is_alive", lambda _: False)
    visitor.tell_map(kind="open", cell="1:1")
    assert (visitor.heading, visitor.figures, visitor.wish["rows"]) == before
    assert [told.startswith(str(trouble)) for told in visitor.warnings] == [True]


@pytest.mark.parametrize("trouble", TROUBLES, ids=["away", "slow"])
def test_who_comes_meanwhile_is_told_in_a_sentence(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    asked = f"find=nor+this+{type(trouble).__name__}"
    with monkeypatch.context() as patch:
        lose(patch, trouble)
        visitor.open(asked)
        assert [html.unescape(error.value) for error in visitor.test.error] == [str(trouble)]
        visitor.open(f"mode=briefing&{asked}")
        assert [html.unescape(error.value) for error in visitor.test.error] == [str(trouble)]
    visitor.open(asked)
    assert not visitor.test.error
    assert visitor.heading
