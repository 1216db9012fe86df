"""A page is loaded, then drawn: drawing runs no query, and loading runs no more queries than the page needs."""

from collections.abc import Callable

import pandas as pd
import pytest
import streamlit as st

from components import page_data
from data.query.database import Database, DatabaseUnavailableError
from data.query.query_cache import QueryCache
from tests.app.visitor import Visitor

TOWER_22 = "selected=20240128-tower-22-drone"
EMPTY = "country=Qatar&side=us_strike"
CAMPAIGN = "dates=2023-10-17..2024-02-07"
CHARTS = [
    f"measure={measure}&running={running}"
    for measure in ("harm", "party", "events")
    for running in ("monthly", "cumulative")
]
VIEWS = [
    *("", "page=totals", "page=about", EMPTY, f"{EMPTY}&page=totals", "month=2024-01", "month=2021-01", TOWER_22),
    *("side=us_strike", "find=tower", "area=38,33,39.5,34", f"month=2024-01&{CAMPAIGN}", "at=36,43,8"),
    *CHARTS,
    *(f"{chart}&{CAMPAIGN}" for chart in CHARTS),
    *(f"{chart}&{EMPTY}" for chart in CHARTS),
    *("mode=briefing", f"mode=briefing&{EMPTY}", f"mode=briefing&{TOWER_22}", f"mode=briefing&{CHARTS[-1]}"),
]


def lose_everything(patch: pytest.MonkeyPatch) -> None:
    """Make the database unavailable, and the cache of query results empty."""

    def fail(*_: object) -> pd.DataFrame:
        raise DatabaseUnavailableError("The database does not answer.")

    patch.setattr(Database, "_run", fail)
    patch.setattr(Database, "is_alive", lambda _: False)
    patch.setattr(QueryCache, "get_or_compute", lambda _, __, compute: compute())


@pytest.fixture
def lost_after_loading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lose the database and all cached results as soon as a page is loaded; the list names the loaded views."""
    loaded: list[str] = []
    load = page_data.load

    def load_and_lose(*arguments: object) -> object:
        page = load(*arguments)  # type: ignore[arg-type]
        lose_everything(monkeypatch)
        loaded.append(page.view.query())
        return page

    monkeypatch.setattr(page_data, "load", load_and_lose)
    return loaded


@pytest.mark.parametrize("query", VIEWS)
def test_drawing_runs_no_query(visitor: Visitor, lost_after_loading: list[str], query: str) -> None:
    visitor.open(query)
    assert len(lost_after_loading) == 1
    assert not visitor.warnings
    assert not visitor.errors
    assert "bw-slide" in visitor.html or visitor.heading


def test_drawing_an_event_that_does_not_exist_runs_no_query(visitor: Visitor, request: pytest.FixtureRequest) -> None:
    visitor.open("side=attack")
    request.getfixturevalue("lost_after_loading")
    visitor.send_map_message(kind="select", event_id="no-such-event")
    assert "Most harmful in this view" in visitor.titles


@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 0),
        ("side=attack", 8),
        ("country=Iraq", 11),
        (CAMPAIGN, 10),
        ("find=tower", 18),
        ("area=38,33,39.5,34", 12),
        (EMPTY, 10),
        ("month=2024-01", 1),
        (TOWER_22, 3),
        ("page=totals", 0),
        ("page=about", 0),
        ("event_type=airstrike&country=Syria", 11),
        ("mode=briefing", 1),
        (f"mode=briefing&country=Iraq&{CAMPAIGN}", 10),
    ],
)
def test_a_new_view_runs_no_more_queries_than_it_needs(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, query: str, queries: int
) -> None:
    st.cache_resource.clear()
    counted = count_queries(monkeypatch)
    assert counted(visitor.open) == 14
    assert counted(lambda: visitor.open(query)) == queries
    assert counted(visitor.rerun) == 0


def count_queries(patch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], int]:
    """Return a function that counts the queries of an action."""
    texts: list[str] = []
    run = Database.query

    def query(database: Database, text: str, *rest: object) -> pd.DataFrame:
        texts.append(text)
        return run(database, text, *rest)  # type: ignore[arg-type]

    patch.setattr(Database, "query", query)

    def count(act: Callable[[], object]) -> int:
        texts.clear()
        act()
        return len(texts)

    return count


def test_views_with_equal_filters_share_computed_results(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter change must not become slower because its chart is computed again for each visitor or each rerun."""
    st.cache_resource.clear()
    computed: list[object] = []
    of = QueryCache.get_or_compute

    def recording(cache: QueryCache, key: object, compute: Callable[[], object]) -> object:
        def computing() -> object:
            if isinstance(key, tuple) and key[0] == "drawn":
                computed.append(key[1])
            return compute()

        return of(cache, key, computing)

    monkeypatch.setattr(QueryCache, "get_or_compute", recording)
    first = new_visitor().open("side=us_strike")
    assert sorted(map(str, computed)) == ["figures", "suggestions", "table", "timeline", "unplaced"]
    computed.clear()
    first.rerun()
    first.tick("page", "about").tick("page", "events")
    new_visitor().open("side=us_strike")
    assert computed == []
    first.tick("measure", "party")
    assert computed == ["timeline"]
    computed.clear()
    first.open("side=us_strike&month=2024-02")
    assert sorted(map(str, computed)) == ["suggestions", "table", "timeline"]
