"""Reads a chunk of text rows into the flat table: typed columns, and the rows that are rejected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa

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
_NO_COUNT: Final = "is not a whole number from 0 to 999,999,999"
_DECIMAL_POINT: Final = "In {rows} a whole number is written with a decimal point, as in 3.0; it was read as 3."
_DECIMAL_COMMA: Final = "In {rows} a degree is written with a decimal comma; it was read as a point."
_MAX_NAME: Final = 120
"""The longest name that a view's filter accepts (`data.view.clean`)."""
_LONG_NAME: Final = "In {rows} the name is longer than 120 characters and was cut: {values}."
_NO_DEGREES: Final = "is not a number of degrees"


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

    def __init__(self, rows: pd.DataFrame, notes: Notes, columns: Mapping[str, str] | None = None) -> None:
        """Read `rows`; `columns` gives the names in the file of renamed columns."""
        self.rows = rows
        self.notes = notes
        self.rejections: list[Rejection] = []
        self.killed = pd.Series(None, index=rows.index, dtype="Int64")
        """The killed of each row, rejected or not, as far as known; filled by `finish`."""
        self._columns = columns or {}

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
        cells = self.text(name)[wrong].fillna("")
        self.rejections += [
            Rejection(int(str(line)), self.column(name), shortened(cell), reason) for line, cell in cells.items()
        ]

    def required(self, name: str) -> pd.Series:
        """Return the cells of a column that must not be empty."""
        cells = self.text(name)
        self.reject(cells.isna(), name, "is empty")
        return cells

    def counts(self, name: str, *, empty: bool = True) -> pd.Series:
        """Return the whole numbers of a column; an empty cell is null, or rejects its row if `empty` is false."""
        cells = self.text(name) if empty else self.required(name)
        sound = cells.str.fullmatch(r"[0-9]{1,9}(\.0*)?")
        self.reject(cells.notna() & ~sound, name, _NO_COUNT)
        self.notes.count(_DECIMAL_POINT, int((sound & cells.str.contains(".", regex=False)).sum()))
        return pd.to_numeric(cells.where(sound)).astype("Float64").astype("Int64")

    def coded(self, name: str, words: Mapping[str, str], *, empty: bool = False) -> pd.Series:
        """Return the words for a column of codes; an empty cell rejects its row, or is null if `empty` is true."""
        cells = self.text(name) if empty else self.required(name)
        found = cells.str.removesuffix(".0").map(words).astype("str")
        self.reject(cells.notna() & found.isna(), name, f"is not one of the codes {', '.join(words)}")
        return found

    def degrees(self, name: str) -> pd.Series:
        """Return the numbers of a column of degrees; an empty cell is null."""
        cells = self.text(name)
        commas = cells.str.fullmatch(r"[+-]?[0-9]{1,3},[0-9]+")
        self.notes.count(_DECIMAL_COMMA, int(commas.fillna(False).sum()))
        plain = cells.where(~commas, cells.str.replace(",", ".", regex=False))
        found = pd.to_numeric(plain, errors="coerce").astype("float64")
        found = found.where(np.isfinite(found))
        self.reject(cells.notna() & found.isna(), name, _NO_DEGREES)
        return found

    def points(self, north: str = "latitude", east: str = "longitude") -> tuple[pd.Series, pd.Series]:
        """Return latitude and longitude, both or neither; rows whose point cannot be right are rejected.

        Args:
            north: the column of latitudes.
            east: the column of longitudes.
        """
        latitude, longitude = self.degrees(north), self.degrees(east)
        for one, other in ((north, east), (east, north)):
            self.reject(self.text(one).isna() & self.text(other).notna(), one, f"is empty though {other} is not")
        swapped = (latitude.abs() > 90) & (latitude.abs() <= 180) & (longitude.abs() <= 90)  # noqa: PLR2004 - degrees
        self.reject(swapped, north, "lies beyond 90 degrees: latitude and longitude look swapped")
        self.reject(~swapped & (latitude.abs() > 90), north, "lies beyond 90 degrees")  # noqa: PLR2004
        self.reject(longitude.abs() > 180, east, "lies beyond 180 degrees")  # noqa: PLR2004
        self.reject((latitude == 0) & (longitude == 0), north, "is the point 0, 0, which means no point")
        return latitude, longitude

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
        printable = names.map({name: _printable(name) for name in names.dropna().unique()}).astype("str")
        long = printable.str.len() > _MAX_NAME
        self.notes.values(_LONG_NAME, printable[long])
        return printable.mask(printable == "").mask(long, printable.str[: _MAX_NAME - 1] + "…")

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


def _printable(text: str) -> str:
    """Return the text without unprintable characters and with collapsed white space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
