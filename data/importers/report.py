"""What an import tells: what was read, what was kept, and every row that was set aside with the reason."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pandas as pd

from data.importers.geography import Candidate
from data.spreadsheet import escape_formula

ARTICLES: Final = {"acled": "an ACLED export", "ucdp": "a UCDP GED file", "table": "a table"}
_LONGEST_VALUE: Final = 200
_MOST_ASIDE: Final = 200_000
_MOST_VALUES: Final = 1_000
_VALUES_TOLD: Final = 10


class RefusedError(ValueError):
    """A file that cannot be imported at all: one sentence says what is wrong with it and what to do."""


class Rejection(NamedTuple):
    """One reason why a row was set aside: `line` is the file's own, the header's being 1; `column` is the file's."""

    line: int
    column: str
    value: str
    reason: str


class Ambiguous(NamedTuple):
    """A place name that may mean several places, at the first line that has it with this country."""

    line: int
    location: str
    country: str | None
    candidates: list[Candidate]


class Placed(NamedTuple):
    """A place name that was given coordinates, at the first line that has it."""

    line: int
    location: str
    candidate: Candidate


@dataclass
class Report:
    """What became of a file's rows: `read` is always `kept` + `merged` + the rows of `aside`.

    Attributes:
        file: the file's name without its folders.
        format: `acled`, `ucdp` or `table`.
        read: rows of the file, without the header and blank lines.
        kept: rows that are events now.
        merged: rows that another row of the same event id replaces.
        aside: why rows were set aside; a row may have several reasons.
        notes: sentences on what was done with the rows, counted before some of them were set aside.
        ambiguous: place names that may mean several places.
        placed: place names that were given coordinates.
    """

    file: str
    format: str
    read: int = 0
    kept: int = 0
    merged: int = 0
    aside: list[Rejection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ambiguous: list[Ambiguous] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    def set_aside(self, found: Iterable[Rejection]) -> None:
        """Add to the rows that were set aside.

        Raises:
            RefusedError: there are too many of them for the file to be what it is taken for.
        """
        self.aside.extend(found)
        if len(self.aside) > _MOST_ASIDE:
            first = self.aside[0]
            raise RefusedError(
                f"More than {_MOST_ASIDE:,} rows of {self.file} cannot be read, the first in line {first.line} "
                f"({first.column}: {first.reason}). Check that the file is {ARTICLES[self.format]} and try again."
            )

    def rows_aside(self) -> int:
        """How many rows were set aside, whatever the number of reasons."""
        return len({aside.line for aside in self.aside})

    def sentence(self) -> str:
        """What became of the file in one sentence."""
        merged = f", {self.merged:,} merged into another row of the same event" if self.merged else ""
        aside = f", {self.rows_aside():,} set aside" if self.aside else ""
        rows = "1 row" if self.read == 1 else f"{self.read:,} rows"
        return f"{self.file}, read as {ARTICLES[self.format]}: {rows} read, {self.kept:,} kept{merged}{aside}."

    def csv(self) -> str:
        """The rows set aside as CSV; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(Rejection._fields)
        for aside in self.aside:
            writer.writerow([escape_formula(str(cell)) for cell in aside])
        return text.getvalue()


@dataclass(frozen=True)
class Imported:
    """An imported file: `events` and `tolls` are flat tables (`data.schema.EVENTS` and `TOLLS`)."""

    events: pd.DataFrame
    tolls: pd.DataFrame
    report: Report


class Notes:
    """Counts what happens to rows over a whole file, to be told in one sentence each.

    A sentence holds `{rows}` and, where values are counted, `{values}`.
    """

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        self._rows: Counter[str] = Counter()
        self._values: dict[str, Counter[str]] = {}

    def count(self, sentence: str, rows: int) -> None:
        """Add to the number of rows that a sentence tells of."""
        if rows:
            self._rows[sentence] += rows

    def values(self, sentence: str, values: pd.Series) -> None:
        """Add to the values that a sentence tells of, one value a row."""
        self.count(sentence, len(values))
        counted = self._values.setdefault(sentence, Counter())
        for value, rows in values.value_counts().items():
            if value in counted or len(counted) < _MOST_VALUES:
                counted[str(value)] += rows

    def sentences(self) -> list[str]:
        """The sentences, in the order in which they were first met."""
        return [self._told(sentence, rows) for sentence, rows in self._rows.items()]

    def _told(self, sentence: str, rows: int) -> str:
        told = sentence.replace("{rows}", "1 row" if rows == 1 else f"{rows:,} rows")
        counted = self._values.get(sentence, Counter())
        most = [f"“{shortened(value)}” ({n:,})" for value, n in counted.most_common(_VALUES_TOLD)]
        others = rows - sum(n for _, n in counted.most_common(_VALUES_TOLD))
        return told.replace("{values}", ", ".join(most) + (f" and others ({others:,})" if counted and others else ""))


def shortened(value: str) -> str:
    """A cell's text as a report carries it: valid Unicode of at most 200 characters."""
    valid = value.encode("utf-8", "replace").decode("utf-8")
    return valid if len(valid) <= _LONGEST_VALUE else valid[: _LONGEST_VALUE - 1] + "…"
