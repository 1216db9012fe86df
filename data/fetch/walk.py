"""Fetches all pages of a request, after those that an earlier run stored."""

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.fetch.client import Client, FetchError, check_address
from data.fetch.part_folder import PartFolder
from data.fetch.source import Page, Request, Source

Progress = Callable[[int, int], None]
"""Called with the number of events that are fetched and of all events."""


@dataclass
class Fetched:
    """The state of a fetch.

    Attributes:
        folder: the stored pages.
        pages: the number of pages.
        rows: the number of events on them.
        notes: sentences about what the interface left out or changed.
    """

    folder: PartFolder
    pages: int = 0
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    _totals: list[int] = field(default_factory=list)

    def count(self, page: Page) -> None:
        """Add a page."""
        self.pages += 1
        self.rows += len(page.rows)
        self.notes += [note for note in page.notes if note not in self.notes]
        self._totals += [page.total] if page.total is not None else []

    def check_total(self, title: str) -> None:
        """Add a sentence if the events changed during the fetch, or some were not received."""
        if len(set(self._totals)) > 1:
            self.notes.append(
                f"The number of events at {title} changed from {self._totals[0]:,} to {self._totals[-1]:,} during the "
                "fetch: events may be missing or of two states. Fetch again."
            )
        elif self._totals and self._totals[0] != self.rows:
            self.notes.append(f"{title} states {self._totals[0]:,} events, but its pages hold {self.rows:,}.")


def fetch(
    source: Source,
    request: Request,
    out: Path,
    *,
    environment: Mapping[str, str] = os.environ,
    progress: Progress | None = None,
    inform: Callable[[str], None] = lambda _: None,
) -> Fetched:
    """Fetch the events of a request into a folder beside `out`.

    Args:
        source: the interface.
        request: what is fetched.
        out: the file that the events will become; the pages are stored in `OUT.part`.
        environment: the variables with the key.
        progress: called after each page whose interface states the number of all events.
        inform: called with a sentence that a person should read at once.

    Raises:
        FetchError: the fetch cannot be completed; what was fetched stays in the folder for the next run.
    """
    if request.version and not source.version:
        raise FetchError(f"--version: the data of {source.title} have no versions.")
    request = replace(request, url=check_address(request.url or source.url), version=request.version or source.version)
    address = source.address(request)
    folder = PartFolder(out, {"source": source.title, **request.described()})
    fetched, last = Fetched(folder), None
    for page in folder.pages():
        fetched.count(page)
        last = page
    if last:
        inform(
            f"Pages stored since {folder.started}: {fetched.pages:,}. The fetch continues after them; to start from "
            f"the first page again, delete {folder.path}."
        )
    following = last.following if last else source.parameters(request)
    with closing(Client(source.title, source.statuses, inform)) as client:
        if following is not None:
            source.log_in(client, request, environment)
        while following is not None:
            page = source.parse(client.get(address, following), following)
            if page.following and (not page.rows or (last and page.rows == last.rows)):
                raise client.error("names further pages without further events, so that the fetch would never end.")
            folder.add(fetched.pages, page)
            fetched.count(page)
            last, following = page, page.following
            if progress and page.total:
                progress(min(fetched.rows, page.total), page.total)
    fetched.check_total(source.title)
    return fetched
