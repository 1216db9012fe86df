"""What all tests share: the record, its flat tables and the engine over it."""

import os
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from data import process_start
from data.query.engine import Engine
from data.record.catalog import Catalog, flatten, load_catalog

# What is prepared or looked up goes into a cache for the tests.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="basewatch-tests-")
# Every program that draws for the tests finds the project's fonts, whatever is installed.
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
# Processes that read files start as fast as on the server.
process_start.preload("geo.preload")
# Timings are not checked. A developer's runs are short and search for new examples; those of CI are always the same.
CI = os.environ.get("CI") == "true"
settings.register_profile("basewatch", deadline=None, derandomize=CI, max_examples=100 if CI else 30)
settings.load_profile("basewatch")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In CI a test that fails in a browser runs a second time: its machines are busy, and Chromium has time limits."""
    if not (CI and config.pluginmanager.hasplugin("rerunfailures")):
        return
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def flat(catalog: Catalog) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The record's flat events and tolls."""
    return flatten(catalog)


@pytest.fixture(scope="session")
def record_engine(catalog: Catalog) -> Engine:
    return Engine.of_catalog(catalog)
