"""A chunk of text rows on its way into the flat table: typed columns, and the rows that have to be set aside."""

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
    | {"stamp": "Int64"}
)
TOLL_DTYPES: Final = {name: "Int64" if name in {"low", "best", "high"} else "str" for name in TOLL_COLUMNS}
_EVENTS: Final = EVENTS.update_column("event_id", unique=False)
"""Within a chunk an id may come twice; which row stands is decided over the whole file."""
_NO_COUNT: Final = "is no whole number from 0 to 999,999,999"
_POINTED: Final = "In {rows} a whole number is written with a decimal point, as in 3.0; it was read as 3."
_COMMAS: Final = "In {rows} a degree is written with a decimal comma; it was read as a point."
_LONGEST_NAME: Final = 120
"""What a view's filter takes (`data.view.clean`)."""
_LONG: Final = "In {rows} the name is longer than 120 characters and was cut: {values}."
_NO_DEGREES: Final = "is no number of degrees"


@dataclass(frozen=True, slots=True)
class Flat:
    """Rows of the flat tables, indexed by the file's line; `events` has the column `stamp` beside the flat ones.

    Of rows with one id the one with the highest `stamp` stands, and of those the last.
    """

    events: pd.DataFrame
    tolls: pd.DataFrame


class RowReader:
    """Reads the columns of a chunk and collects why rows cannot be kept."""

    def __init__(self, rows: pd.DataFrame, notes: Notes, columns: Mapping[str, str] | None = None) -> None:
        """Read `rows`; `columns` gives the file's own names for columns that have been renamed."""
        self.rows = rows
        self.notes = notes
        self.asides: list[Rejection] = []
        self._columns = columns or {}

    def text(self, name: str) -> pd.Series:
        """The cells of a column as text; null in all rows where the file has no such column."""
        if name in self.rows:
            return self.rows[name]
        return pd.Series(None, index=self.rows.index, dtype="str")

    def reject(self, wrong: pd.Series, name: str, reason: str) -> None:
        """Set the rows aside where `wrong` is true, because of the column."""
        cells = self.text(name)[wrong].fillna("")
        column = self._columns.get(name, name)
        self.asides += [Rejection(int(str(line)), column, shortened(cell), reason) for line, cell in cells.items()]

    def required(self, name: str) -> pd.Series:
        """The cells of a column that every row must fill."""
        cells = self.text(name)
        self.reject(cells.isna(), name, "is empty")
        return cells

    def counts(self, name: str, *, empty: bool = True) -> pd.Series:
        """The whole numbers of a column; null where the cell is empty, unless that is a fault."""
        cells = self.text(name) if empty else self.required(name)
        sound = cells.str.fullmatch(r"[0-9]{1,9}(\.0*)?")
        self.reject(cells.notna() & ~sound, name, _NO_COUNT)
        self.notes.count(_POINTED, int((sound & cells.str.contains(".", regex=False)).sum()))
        return pd.to_numeric(cells.where(sound)).astype("Float64").astype("Int64")

    def coded(self, name: str, words: Mapping[str, str]) -> pd.Series:
        """The words for a column of codes, which every row must fill."""
        cells = self.required(name)
        found = cells.str.removesuffix(".0").map(words).astype("str")
        self.reject(cells.notna() & found.isna(), name, f"is none of the codes {', '.join(words)}")
        return found

    def degrees(self, name: str) -> pd.Series:
        """The numbers of a column of degrees; null where the cell is empty."""
        cells = self.text(name)
        commas = cells.str.fullmatch(r"[+-]?[0-9]{1,3},[0-9]+")
        self.notes.count(_COMMAS, int(commas.fillna(False).sum()))
        plain = cells.where(~commas, cells.str.replace(",", ".", regex=False))
        found = pd.to_numeric(plain, errors="coerce").astype("float64")
        found = found.where(np.isfinite(found))
        self.reject(cells.notna() & found.isna(), name, _NO_DEGREES)
        return found

    def points(self) -> tuple[pd.Series, pd.Series]:
        """Latitude and longitude, both or neither; rows whose point cannot be right are set aside."""
        latitude, longitude = self.degrees("latitude"), self.degrees("longitude")
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            self.reject(self.text(one).isna() & self.text(other).notna(), one, f"is empty though {other} is not")
        swapped = (latitude.abs() > 90) & (latitude.abs() <= 180) & (longitude.abs() <= 90)  # noqa: PLR2004 - degrees
        self.reject(swapped, "latitude", "lies beyond 90 degrees: latitude and longitude look swapped")
        self.reject(~swapped & (latitude.abs() > 90), "latitude", "lies beyond 90 degrees")  # noqa: PLR2004
        self.reject(longitude.abs() > 180, "longitude", "lies beyond 180 degrees")  # noqa: PLR2004
        self.reject((latitude == 0) & (longitude == 0), "latitude", "is the point 0, 0, which stands for no point")
        return latitude, longitude

    def finish(self, events: dict[str, object], tolls: pd.DataFrame) -> Flat:
        """The rows that are left, as the flat table; rows that fail its schema are set aside too.

        Args:
            events: columns of the flat table by name, aligned with the rows; those left out are null.
            tolls: rows of the toll table, indexed by the line of their event.
        """
        table = pd.DataFrame(events, index=self.rows.index).reindex(columns=list(EVENT_DTYPES))
        table = self.left(table).astype(EVENT_DTYPES)
        for name in ("actor", "country"):
            table[name] = self._filtered(table[name])
        self._validate(_EVENTS, table[list(EVENT_COLUMNS)])
        long = tolls.reindex(columns=list(TOLL_COLUMNS)).astype(TOLL_DTYPES)
        return Flat(self.left(table), self.left(long))

    def left(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table indexed by line that have not been set aside."""
        return table[~table.index.isin({aside.line for aside in self.asides})]

    def _filtered(self, names: pd.Series) -> pd.Series:
        """The names as a view's filter writes them, so that it finds them."""
        printed = names.map({name: _printed(name) for name in names.dropna().unique()}).astype("str")
        long = printed.str.len() > _LONGEST_NAME
        self.notes.values(_LONG, printed[long])
        return printed.mask(printed == "").mask(long, printed.str[: _LONGEST_NAME - 1] + "…")

    def _validate(self, schema: pa.DataFrameSchema, table: pd.DataFrame) -> None:
        try:
            schema.validate(table, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            cases = errors.failure_cases.dropna(subset=["index"])
            found = {
                (int(case.index), str(case.column or "row"), shortened(str(case.failure_case)), str(case.check))
                for case in cases.itertuples()
            }
            self.asides += [Rejection(line, column, value, f"fails {check}") for line, column, value, check in found]


def _printed(text: str) -> str:
    """The text without characters that are not printed, its white space collapsed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
