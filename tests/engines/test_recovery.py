"""A served PostgreSQL table: opened by its URL, unavailable while its server is stopped, and available again."""

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from components.slide import __main__ as slide_command
from components.slide.formats import FORMATS as SLIDES
from data import __main__ as command_line
from data import health, served
from data.casualties import to_wide
from data.datasets import EVENTS_VARIABLE, ServedTableError, served_dataset
from data.exporters import FORMATS
from data.query.database import DatabaseUnavailableError, QueryFailedError, QueryTimeoutError
from data.record.catalog import Catalog, flatten
from data.view import View
from tests.engines import tables
from tests.engines.servers import LOOPBACK, Postgres

psycopg = pytest.importorskip("psycopg")


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


HIDDEN = "Hunter#S3cr3t/t@k?n:"
PLACES = {
    "pasted": "postgres://postgres:{secret}@{host}/postgres#served",
    "escaped": "postgres://postgres:{escaped}@{host}/postgres#served",
    "parameters": "postgresql://{host}/postgres?user=postgres&password={escaped}#served",
}


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("form", PLACES)
def test_a_password_is_accepted_in_each_form_and_is_in_no_file(
    form: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    host = f"{LOOPBACK}:{postgres.port}"
    monkeypatch.setenv(EVENTS_VARIABLE, PLACES[form].format(host=host, secret=HIDDEN, escaped=quote(HIDDEN, safe="")))
    hidden = (HIDDEN, quote(HIDDEN), "Hunter", "S3cr3t", host)
    for key, kind in FORMATS.items():
        out = tmp_path / f"export{kind.suffix}"
        assert command_line.main(["query", "country=Jordan", "--format", key, "-o", str(out)]) == 0
        assert "Served table" in content(out) or key in {"csv", "gpkg"}
        assert [part for part in hidden if part in content(out)] == []
    for slide in SLIDES.values():
        out = tmp_path / f"slide{slide.suffix}"
        assert slide_command.main(["country=Jordan", "-o", str(out)]) == 0
        assert [part for part in hidden if part in content(out)] == []
    printed = capfd.readouterr()
    assert [part for part in hidden if part in printed.out + printed.err] == []


def content(file: Path) -> str:
    """Return the text of a file, of all its members where it is an archive."""
    if not zipfile.is_zipfile(file):
        return file.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(file) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("change", ["DROP TABLE served", "ALTER TABLE served DROP COLUMN summary"])
def test_a_table_or_column_that_is_gone_is_a_sentence_and_a_problem_until_it_is_back(
    change: str,
    postgres: Postgres,
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BASEWATCH_NOMINATIM", "off")
    monkeypatch.setattr(served._Server, "served", None)
    engine = served.running().current().dataset.engine
    wait_until(lambda: not health.problems())
    monkeypatch.setattr(command_line, "served_dataset", lambda _: served.running().current().dataset)
    with psycopg.connect(postgres.url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(change)
        with pytest.raises(QueryFailedError, match=r"^The events cannot be queried now: [^:]*\.$"):
            engine.events(View(find="anything"))
        assert command_line.main(["query", "find=anything"]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "does not exist" in line
        wait_until(health.problems)
        assert "does not exist" in health.problems()["table"]
        connection.execute("DROP TABLE IF EXISTS served")
    tables.on_postgres(to_wide(*flatten(catalog)), postgres, "served")
    wait_until(lambda: not health.problems())
    assert engine.counts(View(side=("attack",))).shown
    served.running().close()


@pytest.mark.usefixtures("table")
def test_a_server_that_is_away_at_the_start_is_a_problem_until_it_is_there(
    postgres: Postgres, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "LOOK_S", 0.05)
    monkeypatch.setattr(served, "RETRY_S", 0.1)
    monkeypatch.setattr(served._Server, "served", None)
    postgres.stop()
    try:
        with pytest.raises(served.NotLoadedError):
            served.running().current()
        sentence = health.problems()["table"]
        assert sentence.startswith("BASEWATCH_EVENTS names a database that does not answer (connection")
        assert str(postgres.port) not in sentence
    finally:
        postgres.start()
    wait_until(lambda: served.running().loaded)
    assert served.running().current().dataset.engine.counts(View()).everything == len(catalog.events)
    served.running().close()


def wait_until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
