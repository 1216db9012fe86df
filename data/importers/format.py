"""What an import format is: the contract between the formats' modules and the rest of an import."""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from data.importers.mapping import Mapping
from data.importers.places import Places
from data.importers.report import Notes, RefusedError
from data.importers.row_reader import Flat, RowReader

Converter = Callable[[pd.DataFrame, Notes, Places], tuple[RowReader, Flat]]
"""Converts rows of text with the column names of the file to events."""
_LISTED: Final = 6


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file as a format sees it before its rows are read.

    Attributes:
        name: its name without folders.
        columns: its column names, each one unique.
        is_text: whether it is a text file, such as CSV.
        mapping: the columns that a person chose; None to guess them.
        recognised: the format that its columns suggest.
        sample: returns its first rows, all cells as text.
        scan: reads some columns of all rows, in a separate pass.
        tags: the HXL tags of columns.
    """

    name: str
    columns: tuple[str, ...]
    is_text: bool
    mapping: Mapping | None
    recognised: "Format"
    sample: Callable[[], pd.DataFrame]
    scan: Callable[[Sequence[str]], Iterator[pd.DataFrame]]
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one file are read.

    Attributes:
        columns: the columns that `convert` needs.
        convert: converts rows to events.
        notes: sentences for the report.
        needs_digest: whether `convert` needs the hash of each row (`sources.sheet.DIGEST`).
    """

    columns: tuple[str, ...]
    convert: Converter
    notes: tuple[str, ...] = ()
    needs_digest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(ABC):
    """A kind of file with events. Each module of `formats` defines one, `formats.FORMATS` lists them.

    Attributes:
        title: its name in a list of choices.
        article: its name with an article, for sentences.
        signature: lower-case names of columns that no other format has; a file with two of them is recognised.
        is_mapped: whether a person may choose which column holds what.
        passes: how often a file is read through.
    """

    title: str
    article: str
    signature: frozenset[str] = frozenset()
    is_mapped: bool = False
    passes: int = 1

    def infer_columns(self, first: Sequence[str]) -> tuple[str, ...] | None:
        """Return the column names of a file without a header row, from its first row; None for any other file."""
        del first
        return None

    @abstractmethod
    def plan(self, file: OpenFile) -> Plan:
        """Decide how to read a file.

        Raises:
            RefusedError: the file does not have the format's columns.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedFormat(Format):
    """A format whose columns have fixed names, in any order and case.

    Attributes:
        required: the columns that a file must have.
        optional: the columns that are read if a file has them.
        orders: the orders of the columns in files as the publisher writes them.
        caveat: what the format leaves unknown, in a sentence for every report.
        converter: converts rows with the columns `required` and `optional` to events.
        inference: see `infer_columns`.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    caveat: str
    converter: Callable[[RowReader, Places], Flat]
    inference: Callable[[Sequence[str]], tuple[str, ...] | None] = lambda _: None

    def infer_columns(self, first: Sequence[str]) -> tuple[str, ...] | None:
        """Return the column names of a file without a header row, from its first row; None for any other file."""
        return self.inference(first)

    def plan(self, file: OpenFile) -> Plan:
        """Read the required and optional columns of a file.

        Raises:
            RefusedError: a required column is missing, or a column comes twice.
        """
        names = self._names(file)

        def convert(rows: pd.DataFrame, notes: Notes, places: Places) -> tuple[RowReader, Flat]:
            reader = RowReader(rows.rename(columns={column: name for name, column in names.items()}), notes, names)
            return reader, self.converter(reader, places)

        return Plan(tuple(names.values()), convert, (*self._order_note(file, names), self.caveat))

    def _names(self, file: OpenFile) -> dict[str, str]:
        """Return the file's spelling of each column that is read."""
        spelled = {column.casefold(): column for column in file.columns}
        missing = [name for name in self.required if name not in spelled]
        if missing:
            raise RefusedError(f"{file.name} is not {self.article}: {_lacks(missing)}. {self._advice(file)}")
        times = Counter(re.sub(r" \([0-9]+\)$", "", column).casefold() for column in file.columns)
        names = {name: spelled[name] for name in self.required + self.optional if name in spelled}
        for name in names:
            if times[name] > 1:
                raise RefusedError(f"{file.name} has several columns called {name}. Keep one and try again.")
        return names

    def _order_note(self, file: OpenFile, names: dict[str, str]) -> tuple[str, ...]:
        """Return a sentence if the columns have another order than in the publisher's files."""
        found = sorted(names, key=lambda name: file.columns.index(names[name]))
        if not self.orders or any([name for name in order if name in found] == found for order in self.orders):
            return ()
        return (f"The columns are in another order than in {self.article}; they were read by their names.",)

    def _advice(self, file: OpenFile) -> str:
        if file.recognised is self:
            return "Export it again with all its columns, or import it as a table."
        if file.recognised.is_mapped:
            return "Import it as a table."
        return f"It looks like {file.recognised.article}: import it as that."


def _lacks(missing: list[str]) -> str:
    listed = ", ".join(missing[:_LISTED]) + (" and others" if len(missing) > _LISTED else "")
    return f"it lacks the {'column' if len(missing) == 1 else 'columns'} {listed}"
