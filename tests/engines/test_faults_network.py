"""The network of a served database fails: the page ends its waiting with a sentence, and recovers."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.casualties import to_wide
from data.record.catalog import Catalog, flatten
from tests.engines import tables
from tests.engines.proxy import Proxy, proxy
from tests.engines.servers import Postgres
from tests.faults.programs import Server, run, serving, wait_until
from tests.faults.tab import Tab

LIMIT_S = 3
"""The query limit of these servers."""
FILE = b"date,place,country\n2024-01-28,Baghdad,Iraq\n"
SECRET = "Secr3t"  # noqa: S105 - a password that no page may show


@pytest.fixture
def network(postgres: Postgres, catalog: Catalog) -> Iterator[Proxy]:
    tables.on_postgres(to_wide(*flatten(catalog)), postgres, "served")
    with proxy(postgres.port) as running:
        yield running


@pytest.fixture
def server(network: Proxy, tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, BASEWATCH_EVENTS=address(network), BASEWATCH_QUERY_SECONDS=str(LIMIT_S)) as running:
        yield running
        running.expect_quiet()
        assert SECRET not in running.log


def address(network: Proxy) -> str:
    return f"postgres://postgres:{SECRET}@127.0.0.1:{network.port}/postgres#served"


def with_file(server: Server) -> Tab:
    """Return the tab of a visitor who sees a file of their own."""
    tab = server.tab().press("Import").upload("events.csv", FILE)
    return tab.press("Read the file").press("Show alone")


def expect_sentence(tab: Tab) -> None:
    assert not tab.exceptions, tab.exceptions
    (alert,) = tab.alerts
    assert "answer" in alert
    assert SECRET not in alert
    assert "127.0.0.1" not in alert


@pytest.mark.parametrize("fault", ["cut", "hangs", "server stopped"])
def test_the_page_ends_in_a_sentence_and_recovers(
    server: Server, network: Proxy, postgres: Postgres, fault: str
) -> None:
    seen, own = server.expect_page("side=attack"), with_file(server)
    heading = seen.heading
    if fault == "hangs":
        network.passes.clear()
    elif fault == "cut":
        network.accepts.clear()
        network.drop()
    else:
        postgres.stop()
    for number in range(6):  # more than there are connections
        started = time.monotonic()
        tab = server.tab(f"find=nothing+like+{fault.replace(' ', '+')}+{number}")
        expect_sentence(tab)
        assert time.monotonic() - started < 10 * LIMIT_S
    assert own.rerun().heading and not own.alerts  # noqa: PT018 - the page of others
    assert server.tab("side=attack").heading == heading  # cached
    assert server.is_healthy()
    if fault == "hangs":
        network.passes.set()
    elif fault == "cut":
        network.accepts.set()
    else:
        postgres.start()

    def is_back() -> bool:
        tab = server.tab("find=tower+22")
        assert not tab.exceptions, tab.exceptions
        return bool(tab.heading) and not any("answer" in alert for alert in tab.alerts)

    wait_until(is_back, "the page is back", 60)


def test_connections_that_are_dropped_between_two_queries_are_not_noticed(server: Server, network: Proxy) -> None:
    server.expect_page("side=attack")
    for number in range(3):
        network.drop()
        tab = server.expect_page(f"find=tower+22&dates=2024-01-0{number + 1}..")
        assert not [alert for alert in tab.alerts if "answer" in alert]


def test_connections_that_are_dropped_in_the_middle_of_queries(server: Server, network: Proxy) -> None:
    server.expect_page("side=attack")
    network.passes.clear()
    tabs = [server.tab(f"find=base&dates=2024-02-0{number + 1}..", wait=False) for number in range(3)]
    network.drop()
    network.passes.set()
    server.expect_page("find=tower+22")
    for tab in tabs:
        tab.rerun()
        assert not tab.exceptions, tab.exceptions
        assert tab.heading


def test_a_server_that_starts_before_its_database(network: Proxy, tmp_path: Path) -> None:
    network.accepts.clear()
    with serving(tmp_path, BASEWATCH_EVENTS=address(network), BASEWATCH_QUERY_SECONDS=str(LIMIT_S)) as server:
        tab = server.tab()
        assert not tab.exceptions, tab.exceptions
        (alert,) = tab.alerts
        assert SECRET not in alert
        network.accepts.set()
        wait_until(lambda: server.tab("side=attack").heading, "the page is there", 60)
        server.expect_quiet()


@pytest.mark.parametrize("fault", ["refuses", "hangs"])
def test_a_command_ends_in_a_sentence(network: Proxy, fault: str) -> None:
    if fault == "hangs":
        network.passes.clear()
    else:
        network.accepts.clear()
    ended = run("data", "query", "", BASEWATCH_EVENTS=address(network), BASEWATCH_QUERY_SECONDS=str(LIMIT_S))
    assert SECRET not in ended.sentence()
    assert SECRET.encode() not in ended.out
