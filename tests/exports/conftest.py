"""What the tests of the exports share with the unit tests: the record and the engine over it."""

from tests.unit.conftest import catalog, pytest_configure, record_engine

__all__ = ["catalog", "pytest_configure", "record_engine"]
