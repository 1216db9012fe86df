"""The page while its data cannot be loaded."""

import re

import pandas as pd
import pytest

from data.query.database import Database, DatabaseUnavailableError, QueryFailedError, QueryTimeoutError
from data.query.engine import Engine
from data.query.query_cache import QueryCache
from data.view import View
from geo import clustering
from geo.clustering import Opened
from tests.app.visitor import Visitor

ERRORS = [
    DatabaseUnavailableError("The database does not answer."),
    QueryTimeoutError("It took too long."),
    QueryFailedError("The table is gone."),
]


def sentence(error: Exception) -> str:
    """What a visitor reads: that the page tries again where it does."""
    is_retried = isinstance(error, DatabaseUnavailableError)
    return f"{error} The page tries again every few seconds." if is_retried else str(error)


def lose(patch: pytest.MonkeyPatch, error: Exception) -> None:
    """Make every query fail whose result is not cached."""

    def query(*_: object) -> pd.DataFrame:
        raise error

    patch.setattr(Database, "query", query)
    patch.setattr(Database, "is_alive", lambda _: False)


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "slow", "failed"])
def test_the_last_page_is_shown_with_a_warning_until_the_database_is_back(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    visitor.open("side=attack")
    map_before = visitor.map
    before = visitor.heading, visitor.figures, visitor.map_rows, visitor.titles, len(visitor.table)
    requested = View(side=("us_strike",), find=f"words that no other test looks for: {error}")
    with monkeypatch.context() as patch:
        lose(patch, error)
        visitor.open(requested.query())
        assert (visitor.heading, visitor.figures, visitor.map_rows, visitor.titles, len(visitor.table)) == before
        (warning,) = visitor.warnings
        assert warning.startswith(str(error))
        assert visitor.view == visitor.address == requested
        assert visitor.map["script"] == map_before["script"]
        visitor.open("side=attack")  # its results are still cached
        assert not visitor.warnings
    visitor.open(requested.query())
    assert not visitor.warnings
    assert "No event matches" in visitor.html


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "slow", "failed"])
def test_a_group_that_cannot_be_opened_does_not_change_the_page(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    visitor.open("side=attack")
    before = visitor.heading, visitor.figures, visitor.map_rows

    def opened(*arguments: object) -> Opened:
        if arguments[-1]:
            raise error
        return Opened(opens=False, cell="", events=pd.DataFrame(columns=["cell"]))

    monkeypatch.setattr(clustering, "opened", opened)
    monkeypatch.setattr(Database, "is_alive", lambda _: False)
    visitor.send_map_message(kind="open", cell="1:1")
    assert (visitor.heading, visitor.figures, visitor.map_rows) == before
    assert [warning.startswith(str(error)) for warning in visitor.warnings] == [True]


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "slow", "failed"])
@pytest.mark.parametrize("query", ["side=attack", "side=attack&page=totals", "side=attack&month=2024-01"])
def test_the_last_page_is_shown_without_its_cached_results(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception, query: str
) -> None:
    visitor.open(query)
    before = visitor.heading, visitor.figures, visitor.map_rows, visitor.titles, visitor.html.count("<tr>")
    requested = f"find={type(error).__name__}+after+the+cache+was+emptied"
    with monkeypatch.context() as patch:
        lose(patch, error)
        patch.setattr(QueryCache, "get_or_compute", lambda _, __, compute: compute())
        patch.setattr(Engine, "check", lambda _, view: view)
        for _ in range(2):
            visitor.open(requested)
            after = visitor.heading, visitor.figures, visitor.map_rows, visitor.titles, visitor.html.count("<tr>")
            assert after == before
            assert [warning.startswith(str(error)) for warning in visitor.warnings] == [True]
    visitor.open(requested)
    assert not visitor.warnings
    assert "No event matches" in visitor.html


def slide(visitor: Visitor) -> str:
    (picture,) = re.findall('<img class="bw-slide".*?>', visitor.html)
    return str(picture)


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "slow", "failed"])
def test_the_last_slide_is_shown_with_a_warning(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    visitor.open("mode=briefing&side=attack")
    before = slide(visitor)
    requested = f"mode=briefing&find={type(error).__name__}+on+a+slide"
    with monkeypatch.context() as patch:
        lose(patch, error)
        visitor.open(requested)
        assert slide(visitor) == before
        assert [warning.startswith(str(error)) for warning in visitor.warnings] == [True]
        assert visitor.view.query() == View.parse(requested).query()
    visitor.open(requested)
    assert not visitor.warnings
    assert visitor.html != before


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "slow", "failed"])
def test_without_a_last_page_the_error_is_shown(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    requested = f"find=nor+this+{type(error).__name__}"
    with monkeypatch.context() as patch:
        lose(patch, error)
        visitor.open(requested)
        assert visitor.errors == [sentence(error)]
        visitor.open(f"mode=briefing&{requested}")
        assert visitor.errors == [sentence(error)]
    visitor.open(requested)
    assert not visitor.errors
    assert visitor.heading
