"""Servers for the engine's contract. If one is not installed its tests are skipped; in CI they fail."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import pytest

from tests.engines import servers

Server = TypeVar("Server")
_WARNINGS_OF_DRIVERS = (
    "ignore:toPandas attempted Arrow optimization:UserWarning",  # PySpark 4.0 reads some results without Arrow
    "ignore:The copy keyword is deprecated",  # PySpark 4.0 calls pandas 3 as it called pandas 2
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that the default run leaves it out."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("engines")
            for warning in _WARNINGS_OF_DRIVERS:
                item.add_marker(pytest.mark.filterwarnings(warning))


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """Yield a PostgreSQL server for these tests."""
    yield from _running(servers.postgres)


@pytest.fixture(scope="session")
def spark() -> Iterator[servers.SparkSession]:
    """Yield a session on a Spark cluster for these tests."""
    yield from _running(servers.spark)


def _running(server: Callable[[], AbstractContextManager[Server]]) -> Iterator[Server]:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ending the tests ends their servers
    try:
        with server() as running:
            yield running
    except servers.NotInstalledError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
