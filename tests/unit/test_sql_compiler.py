"""How questions are written: no step names a column that nobody needs."""

from datetime import date

import pytest

from data.query import queries
from data.query.engine import Engine
from data.query.sql_compiler import SqlCompiler
from data.record.catalog import EVENT_COLUMNS
from data.view import View


def named(engine: Engine, view: View, question: str, **settings: object) -> set[str]:
    """The columns of the flat table that the text of a question names."""
    text, _ = engine._writer.written(view, "", getattr(queries, question), **settings)
    return {name for name in EVENT_COLUMNS if f'"{name}"' in text}


def test_a_question_names_what_it_asks_for_and_what_the_filters_look_at(record_engine: Engine) -> None:
    counted = {"name": "country", "by": ("side",)}
    assert named(record_engine, View(), "counted", **counted) == {"country", "side"}
    since = View(dates=(date(2024, 1, 1), None))
    assert named(record_engine, since, "counted", **counted) == {"country", "side", "date_start", "date_end"}


def test_only_a_question_that_marks_events_looks_for_what_may_not_belong(record_engine: Engine) -> None:
    area = View(area=(38.0, 33.0, 39.0, 34.0))
    listed = {"limit": 5, "columns": ("event_id", *queries.MARKS), "since": None, "bytewise": False}
    assert "event_id" in named(record_engine, area, "newest", **listed)
    text, _ = record_engine._writer.written(area, "", queries.newest, **listed)
    assert all(mark in text for mark in queries.MARKS)
    text, _ = record_engine._writer.written(area, "", queries.sites)
    assert not any(mark in text for mark in queries.MARKS)


def test_a_new_period_does_not_write_the_other_filters_anew(
    record_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, written = record_engine.database, []
    monkeypatch.setattr(record_engine, "_writer", SqlCompiler(database, database.table("events"), {}, lambda _: None))
    before = View(side=("attack",), country=("Iraq",), dates=(date(2023, 1, 1), None))
    record_engine._writer.written(before, "", queries.sites)
    write = database.written
    monkeypatch.setattr(database, "written", lambda expression: written.append(expression) or write(expression))
    record_engine._writer.written(before.with_(dates=(date(2024, 1, 1), None)), "", queries.sites)
    assert len(written) == 1


@pytest.mark.parametrize("number", [1, 8, 9])
def test_a_choice_of_several_actors_is_all_of_theirs(record_engine: Engine, number: int) -> None:
    actors = record_engine.facet_values()["actor"][:number]
    assert len(actors) == number
    together = set(record_engine.events(View(actor=tuple(actors)))["event_id"])
    assert together == {
        event_id for name in actors for event_id in record_engine.events(View(actor=(name,)))["event_id"]
    }
