"""What an import format is: the contract between the formats' modules and the rest of an import."""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from data.importers import missing
from data.importers.date_text import NO_ORDER, DayOrder
from data.importers.dates import depend_on_order, find_order
from data.importers.identity import Rules
from data.importers.mapping import Mapping as ColumnMapping
from data.importers.options import Options
from data.importers.places import Places
from data.importers.report import Notes, RefusedError
from data.importers.row_reader import Flat, RowReader
from data.importers.sums import refuse_sums

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
        options: what a person states about it.
        sample: returns its first rows, all cells as text.
        scan: reads some columns of all rows, in a separate pass.
        country: the country of rows that state none, or None.
        tags: the HXL tags of columns.
    """

    name: str
    columns: tuple[str, ...]
    is_text: bool
    mapping: ColumnMapping | None
    recognised: "Format"
    options: Options
    sample: Callable[[], pd.DataFrame]
    scan: Callable[[Sequence[str]], Iterator[pd.DataFrame]]
    country: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the rows of one file are read.

    Attributes:
        fields: the columns that `convert` needs, by what they hold.
        convert: converts rows to events.
        notes: sentences for the report.
        needs_digest: whether `convert` needs the hash of each row (`sources.sheet.DIGEST`).
        is_monadic: whether each row names one actor, so that an event may have several rows.
        id_column: the column that holds the ids.
    """

    fields: dict[str, str]
    convert: Converter
    notes: tuple[str, ...] = ()
    needs_digest: bool = False
    is_monadic: bool = False
    id_column: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that `convert` needs, each once."""
        return tuple(dict.fromkeys(self.fields.values()))

    def rules(self, options: Options) -> Rules:
        """Return the rules by which rows are one event."""
        return Rules(options.merge_repeats, self.is_monadic, self.id_column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(ABC):
    """A kind of file with events. Each module of `formats` defines one, `formats.FORMATS` lists them.

    Attributes:
        title: its name in a list of choices.
        article: its name with an article, for sentences.
        signature: lower-case names of columns that no other format has; a file with two of them is recognised.
        is_mapped: whether a person may choose which column holds what.
    """

    title: str
    article: str
    signature: frozenset[str] = frozenset()
    is_mapped: bool = False

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
        required: the columns without which no row can be read.
        one_of: sets of columns, one of which a file must have in whole; empty if it need not.
        expected: the columns that are read if a file has them, and are named in the report if it does not.
        optional: the columns that are read if a file has them.
        other_names: names of these columns in other versions of the format.
        orders: the orders of the columns in files as the publisher writes them.
        caveat: what the format leaves unknown, in a sentence for every report.
        converter: converts rows with these columns to events.
        inference: see `infer_columns`.
        dates: the columns that hold dates.
        is_monadic: returns whether a file with these columns has a row for each actor.
    """

    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    expected: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    orders: tuple[tuple[str, ...], ...] = ()
    caveat: str
    converter: Callable[[RowReader, Places], Flat]
    inference: Callable[[Sequence[str]], tuple[str, ...] | None] = lambda _: None
    dates: tuple[str, ...] = ()
    is_monadic: Callable[[Collection[str]], bool] = lambda _: False

    def infer_columns(self, first: Sequence[str]) -> tuple[str, ...] | None:
        """Return the column names of a file without a header row, from its first row; None for any other file."""
        return self.inference(first)

    def plan(self, file: OpenFile) -> Plan:
        """Read the columns of a file that the format knows.

        Raises:
            RefusedError: the file holds sums, is of another format, lacks a column, or has one twice.
        """
        refuse_sums(file.name, file.columns, file.sample)
        names = self._names(file)
        order = self._day_order(file, names)

        def convert(rows: pd.DataFrame, notes: Notes, places: Places) -> tuple[RowReader, Flat]:
            cells = rows.rename(columns={column: name for name, column in names.items()})
            reader = RowReader(missing.clear(cells, notes, names), notes, names, order)
            return reader, self.converter(reader, places)

        notes = (*self._order_note(file, names), *self._missing_note(names), *order.notes, self.caveat)
        return Plan(fields=names, convert=convert, notes=notes, is_monadic=self.is_monadic(names))

    def _day_order(self, file: OpenFile, names: dict[str, str]) -> DayOrder:
        """Return the order of day and month; all dates are scanned only if the first rows have such as 03/04/2024."""
        columns = [names[name] for name in self.dates if name in names]
        first = file.sample()
        if any(depend_on_order(first[column]) for column in columns):
            return find_order(file.scan(columns), columns)
        return NO_ORDER

    def _names(self, file: OpenFile) -> dict[str, str]:
        """Return the file's spelling of each column that is read."""
        spelled = {column.casefold(): column for column in file.columns}
        names = {}
        for name in (*self.required, *self.expected, *self.optional):
            found = [spelled[other] for other in (name, *self.other_names.get(name, ())) if other in spelled]
            if found:
                names[name] = found[0]
        self._check(file, names)
        times = Counter(re.sub(r" \([0-9]+\)$", "", column).casefold() for column in file.columns)
        for name, column in names.items():
            if times[column.casefold()] > 1:
                raise RefusedError(f"{file.name} has several columns called {name}. Keep one and try again.")
        return names

    def _check(self, file: OpenFile, names: Collection[str]) -> None:
        """Refuse a file that lacks what every file of the format has, or what its rows need."""
        lacks_place = (
            self.one_of and not file.country and not any(set(columns) <= set(names) for columns in self.one_of)
        )
        missing = [name for name in self.required if name not in names]
        if file.recognised is not self and self.signature:
            missing = [name for name in self._ordered() if name not in names]
        if missing:
            raise RefusedError(f"{file.name} is not {self.article}: {_lacks(missing)}. {self._advice(file)}")
        if lacks_place:
            choices = ", or ".join(" and ".join(columns) for columns in self.one_of)
            raise RefusedError(f"{file.name} names no place: it has no column {choices}. Export it again with them.")

    def _ordered(self) -> list[str]:
        """Return the required and expected columns, in the publisher's order where there is one."""
        places = {name: place for place, name in enumerate(self.orders[0] if self.orders else ())}
        return sorted((*self.required, *self.expected), key=lambda name: places.get(name, len(places)))

    def _missing_note(self, names: Collection[str]) -> tuple[str, ...]:
        missing = [name for name in self.expected if name not in names]
        if not missing:
            return ()
        return (f"Columns that the file does not have, so that their content is unknown: {', '.join(missing)}.",)

    def _order_note(self, file: OpenFile, names: dict[str, str]) -> tuple[str, ...]:
        """Return a sentence if the columns have another order than in the publisher's files."""
        found = sorted(names, key=lambda name: file.columns.index(names[name]))
        known = [[name for name in order if name in found] for order in self.orders]
        if not known or any([name for name in found if name in order] == order for order in known):
            return ()
        return (f"The columns are in another order than in {self.article}; they were read by their names.",)

    def _advice(self, file: OpenFile) -> str:
        if file.recognised is self:
            return "Export it again with these columns."
        if file.recognised.is_mapped:
            return "Import it as a table."
        return f"It looks like {file.recognised.article}: import it as that."


def _lacks(missing: list[str]) -> str:
    listed = ", ".join(missing[:_LISTED]) + (" and others" if len(missing) > _LISTED else "")
    return f"it lacks the {'column' if len(missing) == 1 else 'columns'} {listed}"
