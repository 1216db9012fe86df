"""The SQL of queries: no CTE names a column that is not needed, no filter is compiled twice."""

from datetime import date

import pytest
import sqlglot

from data.query import queries
from data.query.engine import Engine
from data.query.sql_compiler import SqlCompiler
from data.record.catalog import EVENT_COLUMNS
from data.view import View


def named(engine: Engine, view: View, query: str, **settings: object) -> set[str]:
    """Return the columns of the flat table that the SQL of a query names."""
    text, _ = engine._compiler.compile(view, "", getattr(queries, query), **settings)
    return {name for name in EVENT_COLUMNS if f'"{name}"' in text}


def test_sql_names_the_columns_of_the_query_and_of_its_filters_only(record_engine: Engine) -> None:
    counted = {"name": "country", "by": ("side",)}
    assert named(record_engine, View(), "counted", **counted) == {"country", "side"}
    since = View(dates=(date(2024, 1, 1), None))
    assert named(record_engine, since, "counted", **counted) == {"country", "side", "date_start", "date_end"}


def test_only_a_query_that_reads_precision_flags_computes_them(record_engine: Engine) -> None:
    area = View(area=(38.0, 33.0, 39.0, 34.0))
    listed = {"limit": 5, "columns": ("event_id", *queries.MARKS), "since": None, "bytewise": False}
    assert "event_id" in named(record_engine, area, "newest", **listed)
    text, _ = record_engine._compiler.compile(area, "", queries.newest, **listed)
    assert all(mark in text for mark in queries.MARKS)
    text, _ = record_engine._compiler.compile(area, "", queries.sites)
    assert not any(mark in text for mark in queries.MARKS)


def test_a_new_period_compiles_no_other_filter(record_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    database, compiled = record_engine.database, []
    monkeypatch.setattr(record_engine, "_compiler", SqlCompiler(database, database.table("events"), {}, lambda _: None))
    before = View(side=("attack",), country=("Iraq",), dates=(date(2023, 1, 1), None))
    record_engine._compiler.compile(before, "", queries.sites)
    run = database.compile
    monkeypatch.setattr(database, "compile", lambda expression: compiled.append(expression) or run(expression))
    record_engine._compiler.compile(before.with_(dates=(date(2024, 1, 1), None)), "", queries.sites)
    assert len(compiled) == 1


def test_a_query_with_every_filter_is_one_statement_of_named_ctes(record_engine: Engine) -> None:
    view = View(
        dates=(date(2023, 1, 1), None), side=("attack",), country=("Iraq",), find="drone", area=(38.0, 33.0, 45.0, 36.0)
    )
    listed = {"limit": 5, "columns": ("event_id", *queries.MARKS), "since": None, "bytewise": False}
    sql, _ = record_engine._compiler.compile(view, "", queries.newest, **listed)
    (statement,) = sqlglot.parse(sql, dialect="duckdb")
    names = [cte.alias for cte in statement.ctes]
    assert names[0].startswith("before_")
    assert names[-2:] == ["matched", "found"]
    assert len(names) == 5 + 2  # a CTE for each filter, the flags, and the columns of the table
    assert [f"{column}" for column in statement.named_selects] == list(listed["columns"])


@pytest.mark.parametrize("number", [1, 8, 9])
def test_several_actors_select_the_events_of_each(record_engine: Engine, number: int) -> None:
    actors = record_engine.facet_values()["actor"][:number]
    assert len(actors) == number
    together = set(record_engine.events(View(actor=tuple(actors)))["event_id"])
    assert together == {
        event_id for name in actors for event_id in record_engine.events(View(actor=(name,)))["event_id"]
    }
