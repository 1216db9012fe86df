"""The report of an import: how many rows were read and kept, and every row that was rejected with the reason."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pandas as pd

from data.importers.geography import Candidate
from data.spreadsheet import escape_formula

_MAX_CHARACTERS: Final = 200
_MAX_REJECTED: Final = 200_000
_MAX_VALUES: Final = 1_000
_VALUES_SHOWN: Final = 10


class RefusedError(ValueError):
    """A file that cannot be imported at all; the message is one sentence with the problem and the remedy.

    Attributes:
        tables: the names of the tables, one of which a person must choose, if that is the remedy.
    """

    def __init__(self, message: str, tables: tuple[str, ...] = ()) -> None:
        """Take the message, and the tables to choose from."""
        super().__init__(message)
        self.tables = tables


class Rejection(NamedTuple):
    """A reason why a row was rejected; `line` counts from the header as 1, `column` is the name in the file."""

    line: int
    column: str
    value: str
    reason: str


class Ambiguous(NamedTuple):
    """A place name that may mean several places, and the first line that has it with this country."""

    line: int
    location: str
    country: str | None
    candidates: list[Candidate]


class Placed(NamedTuple):
    """A place name that got coordinates, and the first line that has it."""

    line: int
    location: str
    candidate: Candidate


@dataclass
class Report:
    """The result for a file's rows: `read` is always `kept` + `merged` + `rejected_rows()`.

    Attributes:
        file: the file's name without its folders.
        article: what it was read as, with an article: “an ACLED export”.
        read: rows of the file, without the header and blank lines.
        kept: rows that are events now.
        merged: rows that another row of the same event id replaces.
        rejected: why rows were rejected; a row may have several reasons.
        notes: sentences about what was changed or assumed; their counts include rows that were rejected later.
        ambiguous: place names that may mean several places.
        placed: place names that got coordinates.
    """

    file: str
    article: str
    read: int = 0
    kept: int = 0
    merged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ambiguous: list[Ambiguous] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    def reject(self, found: Iterable[Rejection]) -> None:
        """Add rejected rows.

        Raises:
            RefusedError: there are too many for the file to have the chosen format.
        """
        self.rejected.extend(found)
        if len(self.rejected) > _MAX_REJECTED:
            first = self.rejected[0]
            raise RefusedError(
                f"More than {_MAX_REJECTED:,} rows of {self.file} cannot be read, the first in line {first.line} "
                f"({first.column}: {first.reason}). Check that the file is {self.article} and try again."
            )

    def rejected_rows(self) -> int:
        """Return the number of rejected rows, whatever the number of reasons."""
        return len({rejection.line for rejection in self.rejected})

    def sentence(self) -> str:
        """Return the result for the file in one sentence.

        >>> Report("events.csv", "a table", read=3, kept=3).sentence()
        'events.csv, read as a table: 3 rows read, 3 kept.'
        """
        merged = f", {self.merged:,} merged into another row of the same event" if self.merged else ""
        rejected = f", {self.rejected_rows():,} set aside" if self.rejected else ""
        rows = "1 row" if self.read == 1 else f"{self.read:,} rows"
        return f"{self.file}, read as {self.article}: {rows} read, {self.kept:,} kept{merged}{rejected}."

    def csv(self) -> str:
        """Return the rejected rows as CSV, with an apostrophe before cells that a spreadsheet would run."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(Rejection._fields)
        for rejection in self.rejected:
            writer.writerow([escape_formula(str(cell)) for cell in rejection])
        return text.getvalue()


@dataclass(frozen=True)
class Imported:
    """An imported file; `events` and `tolls` are flat tables (`data.schema.EVENTS` and `TOLLS`)."""

    events: pd.DataFrame
    tolls: pd.DataFrame
    report: Report


class Notes:
    """Counts what happens to rows over a whole file, for one sentence about each kind of change.

    A sentence holds `{rows}` and, if values are counted, `{values}`.
    """

    def __init__(self) -> None:
        """Start without sentences."""
        self._rows: Counter[str] = Counter()
        self._values: dict[str, Counter[str]] = {}

    def count(self, sentence: str, rows: int) -> None:
        """Add to the number of rows that a sentence is about."""
        if rows:
            self._rows[sentence] += rows

    def values(self, sentence: str, values: pd.Series) -> None:
        """Add to the values that a sentence is about, one value per row."""
        self.count(sentence, len(values))
        counted = self._values.setdefault(sentence, Counter())
        for value, rows in values.value_counts().items():
            if value in counted or len(counted) < _MAX_VALUES:
                counted[str(value)] += rows

    def sentences(self) -> list[str]:
        """Return the sentences, in the order of their first rows."""
        return [self._format(sentence, rows) for sentence, rows in self._rows.items()]

    def _format(self, sentence: str, rows: int) -> str:
        text = sentence.replace("{rows}", "1 row" if rows == 1 else f"{rows:,} rows")
        counted = self._values.get(sentence, Counter())
        most = [f"“{shortened(value)}” ({n:,})" for value, n in counted.most_common(_VALUES_SHOWN)]
        others = rows - sum(n for _, n in counted.most_common(_VALUES_SHOWN))
        return text.replace("{values}", ", ".join(most) + (f" and others ({others:,})" if counted and others else ""))


def shortened(value: str) -> str:
    """Return a cell's text for a report: valid Unicode of at most 200 characters."""
    valid = value.encode("utf-8", "replace").decode("utf-8")
    return valid if len(valid) <= _MAX_CHARACTERS else valid[: _MAX_CHARACTERS - 1] + "…"
