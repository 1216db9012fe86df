"""What all tests share: the record, its flat tables and the engine over it."""

import pandas as pd
import pytest
from hypothesis import settings

from data.catalog import Catalog, flatten, load_catalog
from data.engine import Engine

settings.register_profile("no timings", deadline=None)
settings.load_profile("no timings")


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


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "filterwarnings", "ignore:The 'future.infer_string' option:pandas.errors.Pandas4Warning:ibis"
    )
