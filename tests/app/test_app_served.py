"""The page over a served table: its name, its changes, and nothing of where it is."""

import html
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
import streamlit as st

from data import served
from data.datasets import EVENTS_VARIABLE
from data.query.database import Database, QueryFailedError
from data.record.catalog import Catalog, flatten
from tests.app.visitor import Visitor

pytestmark = pytest.mark.slow

PARTS = ("zyxwv", "S3cr3t", "secret-name")


@pytest.fixture(params=["file"])
def table(
    request: pytest.FixtureRequest, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A served file, or database, with the record's first events."""
    path = tmp_path / "zyxwv S3cr3t" / "secret-name.parquet"
    path.parent.mkdir()
    events = flatten(catalog)[0].head(9)
    events.to_parquet(path)
    if request.param == "database":
        with duckdb.connect(str(path.with_suffix(".duckdb"))) as database:
            database.register("frame", events)
            database.execute("CREATE TABLE secret_name AS FROM frame")
        monkeypatch.setenv(EVENTS_VARIABLE, f"duckdb://{path.with_suffix('.duckdb')}?read_only=True#secret_name")
    else:
        monkeypatch.setenv(EVENTS_VARIABLE, str(path))
    monkeypatch.setenv("BASEWATCH_NAME", "Attacks & strikes of 2020")
    monkeypatch.setattr(served, "LOOK_S", 0.01)
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


def wait_until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def shown(visitor: Visitor) -> str:
    """All texts that the visitor was sent, also those in links to files."""
    protos = [str(getattr(node, "proto", "")) for node in visitor.test._tree]
    assert len(protos) > 5
    return html.unescape(" ".join(protos))


@pytest.mark.parametrize("table", ["file", "database"], indirect=True)
@pytest.mark.usefixtures("table")
def test_a_visitor_sees_the_name_of_a_served_table_and_nothing_of_its_place(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_CONTACT", "desk@example.org")
    monkeypatch.setenv("BASEWATCH_ADDRESS", "https://example.org/basewatch")
    visitor.open("page=about")
    fingerprint = served.running().current().dataset.fingerprint
    about = html.unescape(visitor.html)
    assert f"Attacks & strikes of 2020, data {fingerprint}. Contact: desk@example.org." in about
    assert [part for part in PARTS if part in shown(visitor)] == []
    visitor.open("mode=briefing")
    assert [part for part in PARTS if part in shown(visitor)] == []
    visitor.open().button("Export")
    citation = " ".join(code.value for code in visitor.test.code)
    assert "Attacks & strikes of 2020" in citation.replace(r"\&", "&")
    assert "https://example.org/basewatch/ (accessed" in citation
    assert fingerprint in citation
    assert [part for part in PARTS if part in shown(visitor)] == []


def test_a_table_that_is_gone_is_a_warning_and_one_that_is_replaced_is_shown(
    table: Path, visitor: Visitor, catalog: Catalog
) -> None:
    visitor.open()
    assert not visitor.warnings
    table.rename(table.with_suffix(".away"))
    wait_until(lambda: served.running().notice)
    visitor.open()
    assert visitor.warnings == ["The served events changed and cannot be read; the page shows those of before."]
    assert len(visitor.table) == 9
    unfinished = table.with_suffix(".new")
    flatten(catalog)[0].head(4).to_parquet(unfinished)
    unfinished.replace(table)
    wait_until(lambda: not served.running().notice)
    visitor.open()
    assert not visitor.warnings
    assert len(visitor.table) == 4


def test_a_page_that_could_not_be_loaded_appears_when_it_can(
    table: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_CONTACT", "desk@example.org")
    away = table.rename(table.with_suffix(".away"))
    visitor.open()
    (message,) = visitor.errors
    assert message == f"{served.NOT_LOADED} Contact: desk@example.org."
    away.rename(table)
    wait_until(lambda: served.running().loaded)
    visitor.rerun()
    assert not visitor.errors
    assert len(visitor.table) == 9


@pytest.mark.usefixtures("table")
def test_a_column_that_is_gone_while_the_page_is_served_is_a_sentence(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.open()

    def fail(*_: object) -> None:
        raise QueryFailedError("The events cannot be queried now.") from ValueError("no column hidden at host")

    monkeypatch.setattr(Database, "query", fail)
    visitor.open("find=nothing+that+was+asked+before")
    assert visitor.warnings == ["The events cannot be queried now. The page shows the previous view."]
    assert "no column hidden at host" in caplog.text
