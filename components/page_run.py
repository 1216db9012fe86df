"""A run of the page, from its first line to its last: its seconds are counted and logged."""

import logging
import time

from components import logs
from components.page_data import LoadError
from data import metrics
from data.view import View


class PageRun:
    """A run of the page."""

    def __init__(self) -> None:
        """Start the run."""
        logs.start_run()
        self._start = time.monotonic()

    def finish(self, view: View) -> None:
        """Count and log the run, which has drawn all of this view."""
        seconds = time.monotonic() - self._start
        metrics.PAGE_SECONDS.labels(view.mode).observe(seconds)
        logs.event("page run", ms=round(1000 * seconds), mode=view.mode, page=view.page)

    def fail(self, error: LoadError) -> None:
        """Count and log that the page could not be loaded; the run may go on with the session's last page."""
        metrics.ERRORS.inc()
        logs.event("page not loaded", level=logging.ERROR, reason=type(error).__name__)
