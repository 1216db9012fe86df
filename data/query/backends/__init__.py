"""Databases: one class for what differs from one to the next, found by the name of its Ibis backend.

A database without a class here is served by `Backend`. To add one, write its class in a module of this package and name
it in `_CLASSES`; the module is imported only where the database is used, so that no driver is needed elsewhere.
"""

from importlib import import_module
from typing import Final

from data.query.backends.base import Backend

_CLASSES: Final = {"duckdb": ("duckdb", "DuckDB"), "postgres": ("postgres", "Postgres"), "pyspark": ("spark", "Spark")}
"""Module and class for the name of an Ibis backend."""


def backend_for(name: str) -> Backend:
    """Return what is special about the Ibis backend of this name; the general class where nothing is.

    >>> backend_for("postgres").sorts_by_bytes
    False
    >>> backend_for("trino").max_connections
    1
    """
    if name not in _CLASSES:
        return Backend()
    module, kind = _CLASSES[name]
    backend: Backend = getattr(import_module(f"{__name__}.{module}"), kind)()
    return backend
