"""Counts of what the server does, in the format of Prometheus; `components/server.py` serves them as `/metrics`."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY: Final = CollectorRegistry()
PAGE_SECONDS: Final = Histogram(
    "basewatch_page_run_seconds",
    "Seconds that a run of the page took, from its start to its last element.",
    ["mode"],
    buckets=(0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 25),
    registry=REGISTRY,
)
QUERIES: Final = Counter("basewatch_queries", "Queries sent to the database.", registry=REGISTRY)
IMPORTS: Final = Counter("basewatch_imports", "Files that were imported.", ["format"], registry=REGISTRY)
EXPORTS: Final = Counter("basewatch_exports", "Files that were exported.", ["format"], registry=REGISTRY)
REFUSED: Final = Counter(
    "basewatch_refused", "Imports, exports and sign-ins that were refused.", ["what"], registry=REGISTRY
)
ERRORS: Final = Counter("basewatch_errors", "Runs of the page with an error.", registry=REGISTRY)
