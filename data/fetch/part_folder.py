"""The pages of an unfinished fetch, in a folder beside the file that they become."""

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from data.fetch.client import FetchError
from data.fetch.source import Page
from data.importers.sources.sheet import cell_text

_REQUEST: Final = "request.json"


class PartFolder:
    """Stores each page as soon as it is fetched, so that a broken fetch continues with the first missing page."""

    def __init__(self, out: Path, request: dict[str, Any]) -> None:
        """Find the folder `OUT.part`; the first page that is added makes it, in place of one of another request.

        Raises:
            FetchError: there is no folder for `out`, or `OUT.part` holds something else.
        """
        if not out.parent.is_dir():
            raise FetchError(f"There is no folder {out.parent}. Make it and try again.")
        self.path = out.with_name(f"{out.name}.part")
        self._request = request
        stored = self._stored()
        self._is_begun = bool(stored) and stored["request"] == request
        self.started = str(stored["started"]) if self._is_begun else date.today().isoformat()  # noqa: DTZ011 - local day

    def _stored(self) -> dict[str, Any]:
        """Return the request whose pages the folder holds, and the day of its first page; empty without a folder."""
        if not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir())):
            return {}
        try:
            stored: dict[str, Any] = json.loads((self.path / _REQUEST).read_bytes())
            return {"request": stored["request"], "started": stored["started"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FetchError(
                f"{self.path} is not the folder of an earlier fetch. Move it away and try again."
            ) from error

    def pages(self) -> Iterator[Page]:
        """Return the stored pages in their order, one at a time, to the first one that is missing or broken."""
        number = 0
        while self._is_begun and (page := self._page(number)):
            yield page
            number += 1

    def add(self, number: int, page: Page) -> None:
        """Store a page."""
        if not self._is_begun:
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir()
            _write(self.path / _REQUEST, {"request": self._request, "started": self.started})
            self._is_begun = True
        _write(self._file(number), asdict(page))
        self._file(number + 1).unlink(missing_ok=True)  # of an earlier run, behind a page that was broken

    def write_csv(self, name: str) -> Path:
        """Write the rows of all pages as one CSV file with the columns of all of them."""
        columns = dict.fromkeys(column for page in self.pages() for row in page.rows for column in row)
        path = self.path / name
        with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for page in self.pages():
                writer.writerows([cell_text(row.get(column)) for column in columns] for row in page.rows)
        return path

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.path)

    def _page(self, number: int) -> Page | None:
        try:
            stored = json.loads(self._file(number).read_bytes())
            return Page(**{**stored, "notes": tuple(stored["notes"])})
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _file(self, number: int) -> Path:
        return self.path / f"page-{number:05}.json"


def _write(path: Path, content: object) -> None:
    """Write JSON; the file is complete or not there."""
    part = path.with_suffix(".tmp")
    part.write_text(json.dumps(content, ensure_ascii=True), encoding="utf-8")
    part.replace(path)
