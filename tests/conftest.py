"""What all tests share: the record, its flat tables and the engine over it."""

import os
import tempfile

import pandas as pd
import pytest
from hypothesis import settings

from data.query.engine import Engine
from data.record.catalog import Catalog, flatten, load_catalog

# What is prepared or looked up goes into a cache of the tests' own.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="basewatch-tests-")
# Timings are not judged; a person's runs look for new examples, those of CI are the same each time.
settings.register_profile("basewatch", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("basewatch")


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
    ignored = (
        "The 'future.infer_string' option:pandas.errors.Pandas4Warning:ibis",
        # What DuckDB recommends takes longer: data/query/backends/duckdb.py.
        "Arrow output on a DB-API result:UserWarning",
        # Ibis 12 calls a method that DuckDB 2 renames.
        r"fetch_arrow_table\(\) is deprecated:DeprecationWarning",
    )
    for warning in ignored:
        config.addinivalue_line("filterwarnings", f"ignore:{warning}")
