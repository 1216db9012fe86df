"""A run of the page, from its first line to its last: its seconds are counted and logged."""

import time

from components import logs
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
