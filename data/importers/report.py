"""The report of an import: how many rows were read and kept, and every row that was rejected with the reason."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pandas as pd

from data.clean_text import clean_line
from data.importers.geography import Candidate
from data.limits import SET_ASIDE
from data.spreadsheet import escape_formula

_MAX_CHARACTERS: Final = 200
_MAX_VALUES: Final = 1_000
_VALUES_SHOWN: Final = 10


class RefusedError(ValueError):
    """A file that cannot be imported at all; the message is one sentence with the problem and the remedy.

    Attributes:
        tables: the names of the tables, one of which a person must choose, if that is the remedy.
    """

    def __init__(self, message: str, tables: tuple[str, ...] = ()) -> None:
        """Take the message, which may quote names from outside, and the tables to choose from."""
        super().__init__(clean_line(message))
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
class Killed:
    """The killed in a file's rows, so that the file's own sum can be compared; None where no row states a number.

    A row counts with its best figure, or else its low, or else its high one.
    """

    kept: int | None = None
    merged: int | None = None
    set_aside: int | None = None

    def add_set_aside(self, killed: pd.Series) -> None:
        """Add the figures of rows that were set aside."""
        if killed.notna().any():
            self.set_aside = (self.set_aside or 0) + int(killed.sum())

    def add_kept(self, total: int | None, merged: int | None) -> None:
        """Add the figures of all other rows, `merged` being those of the merged ones."""
        self.merged = merged
        if total is not None:
            self.kept = total - (merged or 0)

    def sentence(self) -> str | None:
        """Return the figures in one sentence; None if none is known.

        >>> Killed(kept=8, merged=7).sentence()
        'Killed, as far as the rows state a number: 8 in the rows kept, 7 in those merged; 15 in all.'
        """
        parts = {"the rows kept": self.kept, "those merged": self.merged, "those set aside": self.set_aside}
        known = {words: number for words, number in parts.items() if number is not None}
        if not known:
            return None
        listed = ", ".join(f"{number:,} in {words}" for words, number in known.items())
        return f"Killed, as far as the rows state a number: {listed}; {sum(known.values()):,} in all."


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
        columns: the columns that were read, by the field that each one holds.
        unread: the columns that were not read.
        killed: the killed in the rows that were kept, merged and set aside.
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
    columns: dict[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    killed: Killed = field(default_factory=Killed)

    def reject(self, found: Iterable[Rejection]) -> None:
        """Add rejected rows.

        Raises:
            RefusedError: there are too many for the file to have the chosen format.
        """
        self.rejected.extend(found)
        if len(self.rejected) > SET_ASIDE:
            first = self.rejected[0]
            raise RefusedError(
                f"More than {SET_ASIDE:,} rows of {self.file} cannot be read, the first in line {first.line} "
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

    def sentences(self) -> list[str]:
        """Return all that is reported but the single rows: the result, the killed, the notes and the columns.

        >>> report = Report("events.csv", "a table", columns={"date_start": "Day"}, unread=("Remark",))
        >>> report.sentences()[1:]
        ['Columns read: “Day” as date start.', 'Columns not read: “Remark”.']
        """
        killed = self.killed.sentence()
        return [self.sentence(), *([killed] if killed else []), *self.notes, *self._column_sentences()]

    def _column_sentences(self) -> list[str]:
        read = [
            quoted([column]) + ("" if column.casefold() == name else f" as {name.replace('_', ' ')}")
            for name, column in self.columns.items()
        ]
        return [
            *([f"Columns read: {', '.join(read)}."] if read else []),
            *([f"Columns not read: {quoted(self.unread)}."] if self.unread else []),
        ]

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

    A sentence holds `{rows}`, `{values}` if values are counted, and `{sum}` if figures are added.
    """

    def __init__(self) -> None:
        """Start without sentences."""
        self._rows: Counter[str] = Counter()
        self._values: dict[str, Counter[str]] = {}
        self._sums: Counter[str] = Counter()

    def count(self, sentence: str, rows: int) -> None:
        """Add to the number of rows that a sentence is about."""
        if rows:
            self._rows[sentence] += rows

    def add(self, sentence: str, figures: pd.Series) -> None:
        """Add to the sum of the figures that a sentence is about, one figure per row, perhaps null."""
        self.count(sentence, len(figures))
        self._sums[sentence] += int(figures.sum())

    def values(self, sentence: str, values: pd.Series) -> None:
        """Add to the values that a sentence is about, one value per row."""
        if values.empty:
            return
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
        text = text.replace("{sum}", f"{self._sums[sentence]:,}")
        counted = self._values.get(sentence, Counter())
        most = [f"“{shortened(value)}” ({n:,})" for value, n in counted.most_common(_VALUES_SHOWN)]
        others = rows - sum(n for _, n in counted.most_common(_VALUES_SHOWN))
        return text.replace("{values}", ", ".join(most) + (f" and others ({others:,})" if counted and others else ""))


def quoted(names: Iterable[str]) -> str:
    """Return names in quotation marks, separated by commas."""
    return ", ".join(f"“{shortened(name)}”" for name in names)


def shortened(value: str) -> str:
    """Return a cell's text for a report: one line of at most 200 characters."""
    line = clean_line(value)
    return line if len(line) <= _MAX_CHARACTERS else line[: _MAX_CHARACTERS - 1] + "…"
