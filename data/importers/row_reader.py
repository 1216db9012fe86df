"""Reads a chunk of text rows into the flat table: typed columns, and the rows that are rejected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from data.clean_text import BREAKS_AND_TABS, PROSE, clean_line
from data.importers import counts, dates, point_columns
from data.importers.date_text import AMBIGUOUS, NO_ORDER, DayOrder, Span, in_words
from data.importers.map_unique import map_unique
from data.importers.report import Notes, Rejection, shortened
from data.record.catalog import EVENT_COLUMNS
from data.schema import EVENTS, TOLLS
from data.terms import HARMS

COUNTS: Final = tuple(f"{harm}_{bound}" for harm in HARMS for bound in ("low", "best", "high"))
TOLL_COLUMNS: Final = tuple(TOLLS.columns)
EVENT_DTYPES: Final = (
    dict.fromkeys(EVENT_COLUMNS, "str")
    | {"date_start": "datetime64[us]", "date_end": "datetime64[us]", "latitude": "float64", "longitude": "float64"}
    | dict.fromkeys(COUNTS, "Int64")
    | {"timestamp": "Int64", "derived_id": "str", "side_as_target": "str"}
)
"""The columns of `EVENTS`, and those by which `identity` decides which rows are one event."""
TOLL_DTYPES: Final = {name: "Int64" if name in {"low", "best", "high"} else "str" for name in TOLL_COLUMNS}
_EVENTS: Final = EVENTS.update_column("event_id", unique=False)
"""Within a chunk an id may be repeated; duplicates are removed over the whole file."""
_NO_COUNT: Final = "In {rows} “{column}” holds no figure that can be read: {values}. The toll is unknown there."
_NO_PLAIN_COUNT: Final = "In {rows} “{column}” is not a plain whole number: {values}."
_DECIMAL_POINT: Final = "In {rows} a whole number is written with a decimal point, as in 3.0; it was read as 3."
_NO_DATE: Final = "is no day, month or year from 1900 to 2099 that can be read"
_SHORT_YEAR: Final = "In {rows} a year has two digits; 00 to 49 were read as 2000 to 2049, 50 to 99 as 1950 to 1999."
_ASSUMED: Final = {
    "serial": "In {rows} the date is a serial number of Excel: {values}.",
    "unix": "In {rows} the date is a time since 1970 in seconds or milliseconds (UTC): {values}.",
    "year": "In {rows} only the year is known: {values}.",
}
"""Sentences about dates by how they are written (`date_text.Span`)."""
_MAX_NAME: Final = 120
"""The longest name that a view's filter accepts (`data.view.clean`)."""
_SEVERAL_LINES: Final = "In {rows} “{column}” has several lines or tabs; they became spaces."
_LONG_NAME: Final = "In {rows} the name is longer than 120 characters and was cut: {values}."


@dataclass(frozen=True, slots=True)
class Flat:
    """Rows of the flat tables, indexed by the file's line; `events` has three additional columns.

    `timestamp` orders the versions of an event, `derived_id` is an id made from the row, `side_as_target` is the side
    of a strike against the row's actor. `identity` decides which rows are one event.
    """

    events: pd.DataFrame
    tolls: pd.DataFrame


class RowReader:
    """Reads the columns of a chunk and collects why rows are rejected."""

    def __init__(
        self,
        rows: pd.DataFrame,
        notes: Notes,
        columns: Mapping[str, str] | None = None,
        order: DayOrder = NO_ORDER,
    ) -> None:
        """Read `rows`; `columns` gives the names in the file of renamed columns, `order` that of day and month."""
        self.notes = notes
        self.rejections: list[Rejection] = []
        self.killed = pd.Series(None, index=rows.index, dtype="Int64")
        """The killed of each row, rejected or not, as far as known; filled by `finish`."""
        self._columns = columns or {}
        self.rows = self._in_one_line(rows)
        self._order = order
        self._faults = pd.Series(None, index=rows.index, dtype="str")

    def _in_one_line(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with one line in each cell but those of prose."""
        found = {}
        for name in rows.columns.difference(list(PROSE)):
            several = rows[name].str.contains(BREAKS_AND_TABS).fillna(False).astype("bool")
            if several.any():
                self.notes.count(_SEVERAL_LINES.replace("{column}", self.column(name)), int(several.sum()))
                found[name] = rows[name].map(clean_line, na_action="ignore").astype("str")
        return rows.assign(**found) if found else rows

    def text(self, name: str) -> pd.Series:
        """Return the cells of a column as text; all null if the file has no such column."""
        if name in self.rows:
            return self.rows[name]
        return pd.Series(None, index=self.rows.index, dtype="str")

    def column(self, name: str) -> str:
        """Return a column's name in the file."""
        return self._columns.get(name, name)

    def reject(self, wrong: pd.Series, name: str, reason: str) -> None:
        """Reject the rows for which `wrong` is true, because of this column."""
        if not wrong.any():
            return
        cells = self.text(name)[wrong].fillna("")
        self.rejections += [
            Rejection(int(str(line)), self.column(name), shortened(cell), reason) for line, cell in cells.items()
        ]

    def required(self, name: str) -> pd.Series:
        """Return the cells of a column that must not be empty."""
        cells = self.text(name)
        self.reject(cells.isna(), name, "is empty")
        return cells

    def spans(self, name: str) -> pd.DataFrame:
        """Return the columns start, end and how (`date_text.Span`) of a column of dates; an empty cell is null.

        A cell that is no date rejects its row. What is assumed about others is noted.
        """
        cells = self.text(name)
        found = dates.spans(cells, self._order)
        ambiguous = (found["how"] == AMBIGUOUS).fillna(False)
        self.reject(ambiguous, name, self._order.reason)
        self.reject(cells.notna() & found["how"].isna(), name, _NO_DATE)
        for how, note in _ASSUMED.items():
            rows = (found["how"] == how).fillna(False)
            if rows.any():
                self.notes.values(note, cells[rows] + ", read as " + _in_words(found[rows]))
        self.notes.count(_SHORT_YEAR, int((found["how"] == "short").sum()))
        return found

    def days(self, name: str) -> pd.Series:
        """Return the days of a column of dates that must not be empty; a longer span rejects its row."""
        self.required(name)
        found = self.spans(name)
        longer = found["start"] != found["end"]
        self.reject(found["start"].notna() & longer, name, "is more than one day")
        return found["start"].mask(longer)

    def tolls(self, name: str, harm: str) -> pd.DataFrame:
        """Return the columns low, best and high (Int64) that the cells of a column state for a harm.

        An empty cell is null, and so is one that cannot be read, which is noted: a toll is no reason to lose an event.
        """
        cells = self.text(name)
        found = counts.tolls(cells, harm)
        column = self.column(name)
        unread = cells.notna() & found["how"].isna()
        self.notes.values(_NO_COUNT.replace("{column}", column), cells[unread])
        self.notes.count(_DECIMAL_POINT, int((found["how"] == "point").sum()))
        words = found["how"].isin(["words", "about"])
        if words.any():
            read = cells[words] + ", read as " + found["words"][words]
            self.notes.values(_NO_PLAIN_COUNT.replace("{column}", column), read)
        return found[list(counts.BOUNDS)]

    def coded(self, name: str, words: Mapping[str, str], *, empty: bool = False) -> pd.Series:
        """Return the words for a column of codes; an empty cell rejects its row, or is null if `empty` is true."""
        cells = self.text(name) if empty else self.required(name)
        found = map_unique(cells, lambda unique: unique.str.removesuffix(".0").map(words).astype("str"))
        self.reject(cells.notna() & found.isna(), name, f"is not one of the codes {', '.join(words)}")
        return found

    def counts(self, name: str, harm: str = "killed") -> pd.Series:
        """Return the exact figures of a column; null for others (`tolls`)."""
        return self.tolls(name, harm)["best"]

    def points(self, crs: str | None = None) -> tuple[pd.Series, pd.Series]:
        """Return latitude and longitude (WGS 84 degrees), both or neither.

        A point that cannot be right is null and noted: its row may have a place without it.

        Args:
            crs: the reference system of the columns latitude and longitude, as pyproj takes it; None for WGS 84.
        """
        cells = pd.DataFrame({name: self.text(name) for name in point_columns.COLUMNS})
        found = point_columns.read(cells, self.notes, crs)
        self._faults = found["fault"]
        return found["latitude"], found["longitude"]

    def reject_points(self, wrong: pd.Series) -> pd.Series:
        """Reject the rows for which `wrong` is true and whose point cannot be right; return which ones these are."""
        column = "latitude" if "latitude" in self.rows else "point"
        for code, reason in point_columns.FAULTS.items():
            self.reject(wrong & (self._faults == code).fillna(False), column, reason)
        return wrong & self._faults.notna()

    def finish(self, events: dict[str, object], tolls: pd.DataFrame) -> Flat:
        """Return the remaining rows as the flat table, without those that fail its schema.

        Args:
            events: columns of the flat table by name, aligned with the rows; missing ones are null.
            tolls: rows of the toll table, indexed by the line of their event.
        """
        table = pd.DataFrame(events, index=self.rows.index).reindex(columns=list(EVENT_DTYPES))
        low, best, high = (table[f"killed_{bound}"].astype("Int64") for bound in ("low", "best", "high"))
        self.killed = best.fillna(low).fillna(high)
        table = self.remaining(table).astype(EVENT_DTYPES)
        for name in ("actor", "country"):
            table[name] = self._filter_names(table[name])
        self._validate(_EVENTS, table[list(EVENT_COLUMNS)])
        long = tolls.reindex(columns=list(TOLL_COLUMNS)).astype(TOLL_DTYPES)
        return Flat(self.remaining(table), self.remaining(long))

    def remaining(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table indexed by line that are not rejected."""
        return table[~table.index.isin({rejection.line for rejection in self.rejections})]

    def _filter_names(self, names: pd.Series) -> pd.Series:
        """Return the names as a view's filter writes them, so that the filter finds them."""
        found = map_unique(names, _printable_names)
        self.notes.values(_LONG_NAME, found["printable"][found["is_long"].fillna(False).astype("bool")])
        return found["shown"]

    def _validate(self, schema: pa.DataFrameSchema, table: pd.DataFrame) -> None:
        try:
            schema.validate(table, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            cases = errors.failure_cases.dropna(subset=["index"])
            found = {
                (int(case.index), str(case.column or "row"), shortened(str(case.failure_case)), str(case.check))
                for case in cases.itertuples()
            }
            self.rejections += [
                Rejection(line, column, value, f"fails {check}") for line, column, value, check in found
            ]


def _in_words(spans: pd.DataFrame) -> pd.Series:
    """Return the days of spans in words."""
    words = [in_words(Span(*span)) for span in spans.itertuples(index=False, name=None)]
    return pd.Series(words, spans.index, dtype="str")


def _printable_names(names: pd.Series) -> pd.DataFrame:
    """Return the columns printable, is_long and shown (null if empty, cut if long) of distinct names."""
    printable = names.map(lambda name: " ".join(name.split())).astype("str")
    is_long = printable.str.len() > _MAX_NAME
    shown = printable.mask(printable == "").mask(is_long, printable.str[: _MAX_NAME - 1] + "…")
    return pd.DataFrame({"printable": printable, "is_long": is_long, "shown": shown})
