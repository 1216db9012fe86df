"""Every database gives the same result as DuckDB in memory for every query: the same rows in the same order."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final

import pandas as pd
import pytest

from data.casualties import to_wide
from data.query import prepared_table
from data.query.engine import Engine
from data.query.subjects import Actors, Sites
from data.record.catalog import Catalog, flatten
from data.terms import NOT_NAMED
from data.view import Dates, View
from geo import clustering
from tests.engines import tables
from tests.engines.made import UMBRELLAS, made

Build = Callable[[str], Engine]


def steps(engine: Engine, view: View, number: int) -> list[str]:
    """The ids of a number of events: from the oldest to later ones, and from the newest to earlier ones."""
    found = []
    for is_later in (True, False):
        event_id = ""
        for _ in range(number):
            event_id = engine.beside(view, event_id, is_later=is_later) or event_id
            found.append(event_id)
    return found


WINDOW: Final = ((40.0, 28.0, 47.0, 35.0), 7)
SITES: Final = Sites((("al-asad", "al-Asad"), ("tower-22", "Tower 22"), ("site-1", "North 0")))
ACTORS: Final = Actors(("Islamic Resistance in Iraq", "Iran-backed militias", "Nobody's actor"))
SPANS: Final[tuple[Dates, ...]] = ((date(2023, 10, 17), date(2024, 2, 7)), (None, date(2023, 10, 16)), (None, None))
QUERIES: Final[dict[str, Callable[[Engine, View], object]]] = {
    "events": lambda engine, view: engine.events(view, limit=200),
    "without_location": lambda engine, view: engine.without_location(view, 5),
    "starting_in": lambda engine, view: engine.starting_in(view, "2024-01", 50),
    "most_harmful": lambda engine, view: engine.most_harmful(view, 9),
    "beside": lambda engine, view: steps(engine, view, 2),
    "counts": lambda engine, view: engine.counts(view),
    "options": lambda engine, view: engine.options(view),
    "period_counts": lambda engine, view: engine.period_counts(view, SPANS),
    "tolls": lambda engine, view: engine.tolls(view),
    "months": lambda engine, view: engine.months(view),
    "extent": lambda engine, view: engine.extent(view),
    "events_with": lambda engine, view: engine.events_with(engine.events(view, limit=200)["event_id"][:3].tolist()),
    "of_sites": lambda engine, view: engine.of_subject(view, SITES),
    "newest_of_sites": lambda engine, view: engine.newest_of(view, SITES, 7),
    "of_actors": lambda engine, view: engine.of_subject(view, ACTORS),
    "newest_of_actors": lambda engine, view: engine.newest_of(view, ACTORS, 7),
    "groups": lambda engine, view: clustering.groups(engine, view, *WINDOW),
    "members": lambda engine, view: clustering.members(engine, view, *WINDOW),
}

EMPTY: Final = View(dates=(date(2100, 1, 1), None))
OF_RECORD: Final = [
    View(),
    View(actor=("Iran-backed militias",), dates=(date(2023, 10, 17), date(2024, 2, 7)), country=("Iraq", "Syria")),
    EMPTY,
]
OF_MADE: Final = [
    View(),
    View(dates=(date(2023, 11, 15), date(2023, 11, 20)), side=("attack", "other"), event_type=("drone strike", "ied")),
    View(actor=("Umbrella", NOT_NAMED), country=("Iraq",)),
    View(actor=("Nobody's actor",), dates=(None, date(2023, 6, 30)), find="ka'bah"),
    View(find="بغداد convoy"),
    View(find=r"100\% érbil"),
    View(find="100% west_side it‘s"),
    View(area=(42.0, 30.0, 45.0, 34.0)),
]
OF_LARGE: Final = [
    View(actor=("Umbrella", NOT_NAMED), country=("Iraq",), find=r"c:\camp it‘s", dates=(date(2023, 6, 1), None)),
    View(area=(42.0, 30.0, 45.0, 34.0), event_type=("ied",)),
]
VIEWS: Final = {
    "partitions": {"record": OF_RECORD, "made": OF_MADE},
    "prepared": {"record": OF_RECORD, "made": OF_MADE},
    "on_postgres": {"record": OF_RECORD, "made": OF_MADE},
    "on_spark": {"record": [View(), EMPTY], "large": OF_LARGE},
}
CASES: Final = [
    pytest.param(engine, table, view, id=f"{engine}-{table}-{view.query()}")
    for engine, by_table in VIEWS.items()
    for table, views in by_table.items()
    for view in views
]


@pytest.fixture(scope="session")
def events(catalog: Catalog) -> Callable[[str], pd.DataFrame]:
    """Return a function that makes a table's events by its name."""
    make = {
        "record": lambda: to_wide(*flatten(catalog)),
        "made": lambda: made(5_000, 400),
        "large": lambda: made(200_000, 4_000),
    }
    return cache(lambda name: make[name]())


@pytest.fixture(scope="session")
def built(events: Callable[[str], pd.DataFrame], catalog: Catalog) -> Callable[[Callable], Build]:
    """Return a function that makes engines from a function that makes their tables; each engine is cached."""

    def over(table: Callable, **settings: str) -> Build:
        members = {"record": catalog.members()}
        return cache(lambda name: Engine(table(events(name), name), members.get(name, UMBRELLAS), name, **settings))

    return over


@pytest.fixture(scope="session")
def expected(built: Callable[[Callable], Build]) -> Callable[[str, str, View], object]:
    """Return a function that runs a query on DuckDB in memory and caches the result."""
    engine = built(tables.in_memory)
    return cache(lambda query, table, view: QUERIES[query](engine(table), view))


@pytest.fixture(scope="session")
def partitions(built: Callable[[Callable], Build], tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("partitions")
    return built(lambda frame, name: tables.in_partitions(frame, folder / name, name))


@pytest.fixture(scope="session")
def prepared(built: Callable[[Callable], Build], tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("prepared")
    return built(lambda frame, name: tables.prepared(frame, folder / name, name), by_day=prepared_table.BY_DAY)


@pytest.fixture(scope="session")
def on_postgres(built: Callable[[Callable], Build], postgres: tables.Postgres) -> Build:
    return built(lambda frame, name: tables.on_postgres(frame, postgres, name))


@pytest.fixture(scope="session")
def on_spark(
    built: Callable[[Callable], Build], spark: tables.SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> Build:
    folder = tmp_path_factory.mktemp("spark")
    return built(lambda frame, name: tables.on_spark(frame, spark, folder, name))


@pytest.mark.parametrize(("engine", "table", "view"), CASES)
def test_every_database_gives_the_results_of_duckdb_in_memory(
    engine: str, table: str, view: View, expected: Callable[[str, str, View], object], request: pytest.FixtureRequest
) -> None:
    database = request.getfixturevalue(engine)(table)
    differing = {}
    for name, query in QUERIES.items():
        try:
            same(query(database, view), expected(name, table, view))
        except AssertionError as difference:
            differing[name] = str(difference)
    assert not differing


def same(found: object, expected: object) -> None:
    """Raise an AssertionError if two results differ in any value, type or position."""
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    else:
        assert found == expected


@pytest.mark.parametrize(("name", "views"), [("record", OF_RECORD), ("made", OF_MADE), ("made", OF_LARGE)])
def test_all_views_but_the_empty_one_have_events(
    name: str, views: list[View], expected: Callable[[str, str, View], object]
) -> None:
    shown = {view: len(expected("events", name, view)) for view in views}
    assert [view for view, events in shown.items() if not events] == [view for view in views if view == EMPTY]
