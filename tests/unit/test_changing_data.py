"""Data that change while they are served, and a database that does not report their version."""

import pytest

from data.query import prepared_table
from data.query.backends.duckdb import connector
from data.query.database import Database, DatabaseUnavailableError, QueryTimeoutError
from data.query.engine import Engine
from data.record.catalog import Catalog, flatten
from data.view import View


class Living:
    """The record in a database, where rows may change."""

    def __init__(self, catalog: Catalog) -> None:
        self.held = prepared_table.in_memory(*flatten(catalog))
        self.engine = Engine(Database(connector(self.held)), catalog.members())

    def names(self, place: str) -> None:
        self.held.execute("ALTER TABLE events ALTER location TYPE VARCHAR")
        self.held.execute("UPDATE events SET location = ?, event_id = event_id || 'x'", [place])


@pytest.fixture
def living(catalog: Catalog) -> Living:
    return Living(catalog)


def test_a_search_finds_changed_data(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.query.engine._VERSION_HOLDS", -1.0)
    nowhere = View(find="zzyzx")
    assert not living.engine.counts(nowhere).shown
    living.names("Zzyzx")
    counts = living.engine.counts(nowhere)
    assert counts.shown == counts.everything


@pytest.mark.parametrize("fault", [DatabaseUnavailableError("away"), QueryTimeoutError("slow")])
def test_while_the_version_is_unavailable_the_last_one_is_used_and_rarely_queried(
    living: Living, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr("data.query.engine._VERSION_HOLDS", -1.0)
    known = living.engine.version
    calls = []

    def fail(*_: object) -> None:
        calls.append(1)
        raise fault

    monkeypatch.setattr(living.engine.database, "query", fail)
    assert [living.engine.version for _ in range(5)] == [known] * 5
    assert len(calls) == 1


def test_without_any_known_version_the_error_is_raised(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DatabaseUnavailableError

    monkeypatch.setattr(living.engine.database, "query", fail)
    with pytest.raises(DatabaseUnavailableError):
        _ = living.engine.version
