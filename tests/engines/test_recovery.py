"""A served PostgreSQL table: opened by its URL, unavailable while its server is stopped, and available again."""

import os

import pytest

from data.casualties import to_wide
from data.datasets import EVENTS_VARIABLE, ServedTableError, served_dataset
from data.query.database import DatabaseUnavailableError, QueryTimeoutError
from data.record.catalog import Catalog, flatten
from data.view import View
from tests.engines import tables
from tests.engines.servers import Postgres


@pytest.fixture
def table(postgres: Postgres, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> str:
    tables.on_postgres(to_wide(*flatten(catalog)), postgres, "served")
    monkeypatch.setenv(EVENTS_VARIABLE, f"{postgres.url.replace('postgres@', 'postgres:secret@')}#served")
    return "served"


@pytest.mark.usefixtures("table")
def test_a_database_is_served_by_its_url_and_survives_the_loss_of_its_server(
    postgres: Postgres, catalog: Catalog
) -> None:
    dataset = served_dataset(catalog)
    assert dataset.name == "Served table"
    assert dataset.engine.counts(View()).everything == len(catalog.events)
    version = dataset.fingerprint
    postgres.stop()
    with pytest.raises(DatabaseUnavailableError, match="does not answer"):
        dataset.engine.counts(View(side=("attack",)))
    assert dataset.engine.counts(View()).everything == len(catalog.events)  # cached
    postgres.start()
    assert dataset.engine.counts(View(side=("attack",))).shown == (catalog.events["side"] == "attack").sum()
    assert dataset.fingerprint == version


@pytest.mark.usefixtures("table")
def test_a_query_beyond_the_time_limit_is_cancelled_on_the_server(catalog: Catalog) -> None:
    engine = served_dataset(catalog).engine
    engine.database.time_limit = 0.3
    schema = tables.ibis.schema({"n": "int64"})
    for _ in range(6):
        with pytest.raises(QueryTimeoutError):
            engine.database.query("SELECT 1 AS n, pg_sleep(60)", schema)
    engine.database.time_limit = 20
    running = "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
    assert engine.database.query(running + " AND query LIKE '%pg_sleep%'", schema)["n"].iloc[0] == 0


def test_what_cannot_be_served_is_named_without_its_password(
    table: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    served_at = os.environ[EVENTS_VARIABLE]
    for place in ("postgres://user:secret@127.0.0.1:1/none#events", f"{served_at}_missing"):
        monkeypatch.setenv(EVENTS_VARIABLE, place)
        with pytest.raises(ServedTableError) as caught:
            served_dataset(catalog)
        assert "secret" not in str(caught.value)
    assert table in served_at
