"""Any table of events: columns are mapped to the fields of the flat table, words to the closed lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from data.folding import same_name
from data.importers import date_parts, missing, row_ids, toll_columns, toll_guess
from data.importers.column_names import plain_name
from data.importers.coordinates import is_crs
from data.importers.country_codes import Codes, CodesOfColumn
from data.importers.date_text import DayOrder
from data.importers.dates import find_order, month_end, month_start
from data.importers.format import Format, OpenFile, Plan
from data.importers.mapping import Mapping as ColumnMapping
from data.importers.mapping import guess, guess_notes, is_native_export
from data.importers.places import Places
from data.importers.placing import place_events
from data.importers.precision_codes import GEO_CODES, TIME_CODES, UNKNOWN_WORD, WEEK_DAYS, geo_precision
from data.importers.report import Notes, RefusedError, quoted, shortened
from data.importers.row_reader import Flat, RowReader
from data.importers.sources.sheet import DIGEST
from data.importers.sums import refuse_sums
from data.importers.synonyms import DISTRICTS
from data.spreadsheet import unescape_formula
from data.terms import ACTOR_BASES, EVENT_TYPES, GEO_PRECISIONS, HARMS, OUTCOMES, SIDES, TIME_PRECISIONS

_NO_PRECISION: Final = "In {rows} coordinates are given without their precision; it was taken to be the town."
_CODES: Final = "In {rows} the {precision} is a code: {values}."
_PRECISION_WORDS: Final = "In {rows} the precision of the place is stated in words: {values}."
_PRECISION_UNKNOWN: Final = (
    f"In {{rows}} the precision of the place is stated in unknown words, and counts as “{UNKNOWN_WORD}”, so that no "
    "point looks more exact than it is: {values}."
)
_PRECISION_LABELS: Final = (*GEO_PRECISIONS, *GEO_PRECISIONS.values())
_OTHER_FORMAT: Final = (
    "The columns are those of {article}. Import the file as that: its ids, precisions and figures are then read as "
    "they are meant."
)
_NO_KILLED: Final = "No column was read as killed; columns not used: {columns}."
_NO_SIDE: Final = (
    "No column was read as side (who struck whom), so every event counts as “other”, neither as an attack nor as a "
    "strike. If a column holds it, choose it."
)
_POSSIBLE: Final = (
    "Columns that may count killed, of which none is certain to count all: {columns}. They were not added. If one "
    "does, choose it for the killed."
)
_WEEK: Final = pd.Timedelta(days=WEEK_DAYS)
_BOUNDS: Final = tuple((harm, tuple(f"{harm}_{bound}" for bound in ("low", "best", "high"))) for harm in HARMS)


@dataclass(frozen=True, slots=True)
class _Converter:
    """Converts the rows of one table to events.

    Attributes:
        mapping: the columns that hold the fields.
        order: the order of day and month.
        crs: the reference system of the columns latitude and longitude; None for WGS 84.
        codes: how the column of countries writes codes.
        is_native: whether Basewatch exported the table as text, so that its escaped formulas are restored.
        file: the file's name, used as the source of rows that state none.
    """

    mapping: ColumnMapping
    order: DayOrder
    crs: str | None
    codes: Codes
    is_native: bool
    file: str

    def convert(self, rows: pd.DataFrame, notes: Notes, places: Places) -> tuple[RowReader, Flat]:
        """Return rows with the columns of the file and `DIGEST` as events."""
        columns = self.mapping.columns()
        cells = pd.DataFrame({field: rows[column] for field, column in columns.items()}, index=rows.index)
        if self.is_native:
            cells = cells.apply(lambda texts: texts.map(unescape_formula, na_action="ignore").astype("str"))
        else:
            cells = date_parts.join(missing.clear(cells, notes, columns))
        reader = RowReader(cells, notes, self._names(), self.order)
        return reader, _flat(reader, places, self, rows[DIGEST])

    def _names(self) -> dict[str, str]:
        """Return the names in the file of the fields; a date in three columns is that of the year."""
        columns = self.mapping.columns()
        return columns | {"date_start": self.mapping.date_start or self.mapping.date_year or ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFormat(Format):
    """Any table with a date and a place."""

    def plan(self, file: OpenFile) -> Plan:
        """Map the columns, and look through all dates and codes of countries for how they are written.

        Raises:
            RefusedError: no column holds the date or the place.
        """
        refuse_sums(file.name, file.columns, file.sample)
        mapping = file.mapping or guess(file.columns, file.sample(), file.tags, file.name)
        mapping.check(file.columns, country=file.country)
        dates = [column for column in (mapping.date_start, mapping.date_end) if column]
        native = is_native_export(file.columns) and file.is_text
        codes = CodesOfColumn(mapping.country)
        order = find_order(codes.watch(file.scan([*dates, *codes.columns(file.sample())])), dates)
        crs = _checked(file.options.crs)
        converter = _Converter(mapping, order, crs, codes.decide(), native, shortened(file.name))
        return Plan(
            fields=mapping.columns(),
            convert=converter.convert,
            notes=(*_mapping_notes(file, mapping), *order.notes),
            needs_digest=True,
            id_column=mapping.event_id,
        )


FORMAT: Final = TableFormat(title="Another table", article="a table", is_mapped=True)


def _mapping_notes(file: OpenFile, mapping: ColumnMapping) -> tuple[str, ...]:
    """Return sentences about columns that were chosen by their cells, and about a table without killed."""
    read = mapping.columns()
    notes = guess_notes(file.columns, file.sample(), file.tags, file.name, mapping)
    if "side" not in read:
        notes += (_NO_SIDE,)
    if not file.recognised.is_mapped:
        notes += (_OTHER_FORMAT.format(article=file.recognised.article),)
    unread = [column for column in file.columns if column not in read.values()]
    if unread and not any(field.startswith("killed_") for field in read):
        notes += (_NO_KILLED.format(columns=quoted(unread)),)
        if possible := toll_guess.possible(file.columns, file.sample(), read):
            notes += (_POSSIBLE.format(columns=quoted(possible)),)
    return notes


def _checked(crs: str | None) -> str | None:
    """Return the reference system that a person states.

    Raises:
        RefusedError: there is none of this name.
    """
    if crs is not None and not is_crs(crs):
        raise RefusedError(
            f"There is no coordinate reference system “{shortened(crs)}”. Write it as EPSG:32638 and try again."
        )
    return crs


def _flat(reader: RowReader, places: Places, converter: _Converter, digest: pd.Series) -> Flat:
    place = _place(reader, places, converter)
    kind = _listed(reader, "event_type", EVENT_TYPES, "unspecified")
    counts = {name: figures for harm in HARMS for name, figures in toll_columns.read(reader, harm).items()}
    stated_id = reader.text("event_id")
    ids = row_ids.ids(reader, stated_id, "table-", digest)
    words = kind.map(EVENT_TYPES).where(kind != "unspecified", "Event")
    events: dict[str, object] = {
        **ids,
        **_dates(reader),
        **place,
        **{name: reader.text(name) for name in ("operation_id", "place_names", "site_id", "weapon", "actor", "target")},
        "side": _listed(reader, "side", SIDES, "other"),
        "event_type": kind,
        "actor_basis": _listed(reader, "actor_basis", ACTOR_BASES, "unknown"),
        "outcome": _listed(reader, "outcome", OUTCOMES, "unknown"),
        **counts,
        "summary": reader.text("summary").fillna(words + " at " + place["location"]),
        "source": reader.text("source").fillna(converter.file),
    }
    return reader.finish(events, _tolls(reader, ids["event_id"], counts))


def _dates(reader: RowReader) -> dict[str, pd.Series]:
    """Return the span of days: of both columns, or of the first one alone, which may name a month, year or range."""
    first, last = reader.spans("date_start"), reader.spans("date_end")
    start, end = first["start"], last["end"].fillna(first["end"])
    reader.reject(reader.text("date_start").isna(), "date_start", "is empty")
    reader.reject(end < start, "date_end", "is earlier than the first day")
    whole = (first["how"] == "month") & (start == month_start(start)) & (end == month_end(start))
    derived = pd.Series(np.select([whole, start == end], ["month", "day"], "range"), index=start.index, dtype="str")
    coded = _read_codes(reader, "time_precision", TIME_CODES) & (start == end)
    stated = _listed(reader, "time_precision", TIME_PRECISIONS, "") if "time_precision" in reader.rows else derived
    week, month = coded & (stated == "range"), coded & (stated == "month")
    start, end = (
        start.mask(week, start - _WEEK).mask(month, month_start(start)),
        end.mask(week, end + _WEEK).mask(month, month_end(end)),
    )
    too_long = (stated == "month") & (month_start(start) != month_start(end)) | (stated == "day") & (start != end)
    stated = stated.mask(too_long, "range")
    return {"date_start": start, "date_end": end, "time_precision": stated.where(stated != "", derived)}


def _place(reader: RowReader, places: Places, converter: _Converter) -> dict[str, pd.Series]:
    """Return the place; a point without a precision is taken to be a town's."""
    latitude, longitude = reader.points(converter.crs)
    given = _geo_precision(reader)
    silent = latitude.notna() & (given == "")
    reader.notes.count(_NO_PRECISION, int(silent.sum()))
    names_districts = plain_name(reader.column("location")) in DISTRICTS
    if names_districts:
        given = given.mask(latitude.isna() & (given == ""), "district")
    stated = {
        "country": places.countries(reader.text("country"), converter.codes),
        "admin1": reader.text("admin1"),
        "location": reader.text("location"),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": given.mask(silent, "town"),
    }
    return place_events(reader, places, pd.DataFrame(stated), names_districts=names_districts)


def _geo_precision(reader: RowReader) -> pd.Series:
    """Return the stated precision, by its code or its words; empty if none is stated."""
    _read_codes(reader, "geo_precision", GEO_CODES)
    text = reader.text("geo_precision")
    found = text.map(geo_precision, na_action="ignore").astype("str")
    is_label = text.map(same_name, na_action="ignore").isin({same_name(word) for word in _PRECISION_LABELS})
    reader.notes.values(_PRECISION_WORDS, (text + ", read as " + found)[found.notna() & ~is_label])
    reader.notes.values(_PRECISION_UNKNOWN, text[text.notna() & found.isna()])
    return found.mask(text.notna() & found.isna(), UNKNOWN_WORD).fillna("")


def _read_codes(reader: RowReader, name: str, known: Mapping[str, dict[str, str]]) -> "pd.Series[bool]":
    """Replace a known data set's codes of precision by words, and return which rows have one.

    Args:
        reader: the rows.
        name: the field.
        known: the words of the codes, by the plain name of the column that holds them.
    """
    cells = reader.text(name)
    words = cells.str.removesuffix(".0").map(known.get(plain_name(reader.column(name)), {})).astype("str")
    is_code = words.notna()
    if is_code.any():
        note = _CODES.replace("{precision}", name.replace("_", " "))
        reader.notes.values(note, (cells + ", read as " + words)[is_code])
        reader.rows[name] = words.fillna(cells)
    return is_code


def _listed(reader: RowReader, name: str, known: dict[str, str], otherwise: str) -> pd.Series:
    """Return the codes of a closed list; a word that is neither a code nor a label becomes `otherwise`, with a note."""
    text = reader.text(name)
    codes = {same_name(label): code for code, label in known.items()} | {same_name(code): code for code in known}
    found = text.map(same_name, na_action="ignore").map(codes).astype("str")
    shown = known.get(otherwise, "not stated").lower()
    field = name.replace("_", " ")
    reader.notes.values(
        f"In {{rows}} the {field} is an unknown word and counts as “{shown}”: {{values}}.",
        text[text.notna() & found.isna()],
    )
    return found.fillna(otherwise)


def _tolls(reader: RowReader, event_id: pd.Series, counts: dict[str, pd.Series]) -> pd.DataFrame:
    """Return the toll, of no stated party, of the rows with a low figure."""
    parts = []
    for harm, names in _BOUNDS:
        low, best, high = (counts[name] for name in names)
        bounds = {"low": low, "best": best, "high": high}
        part = pd.DataFrame({"event_id": event_id, "party": "unassigned", "harm": harm, **bounds})
        missing = low.isna() & (best.notna() | high.notna())
        note = f"In {{rows}} the {harm} have no low figure; the chart leaves them out."
        reader.notes.count(note, int(missing.sum()))
        parts.append(part[low.notna()])
    return pd.concat(parts)
