"""Any table of events: columns are mapped to the fields of the flat table, words to the closed lists."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from data.folding import same_name
from data.importers.dates import days, month_end, month_start, months, short_years, slashed, slashed_days
from data.importers.format import Format, OpenFile, Plan
from data.importers.mapping import Mapping, guess, is_native_export
from data.importers.places import Places
from data.importers.report import Notes, shortened
from data.importers.row_reader import Flat, RowReader
from data.importers.sources.sheet import DIGEST
from data.spreadsheet import unescape_formula
from data.terms import ACTOR_BASES, EVENT_TYPES, GEO_PRECISIONS, HARMS, OUTCOMES, SIDES, TIME_PRECISIONS

NOT_STATED: Final = "not stated"
"""The country of an event with a point, if neither the file nor the gazetteer names one."""

_MAX_ID: Final = 74
"""The longest id that leaves room for the prefix."""
_UNKNOWN: Final = ("na", "n/a", "null", "none", "unknown", "-", "–", "?")
_SHORT_YEAR: Final = "In {rows} a year has two digits; 00 to 49 were read as 2000 to 2049, 50 to 99 as 1950 to 1999."
_DERIVED_ID: Final = "In {rows} there is no id; it was derived from the row, so that equal rows become one."
_UNREADABLE_DATE: Final = "is no day that can be read"
_AMBIGUOUS_DATE: Final = "may be day/month or month/day: the file does not say. Write the day as YYYY-MM-DD"
_BOUNDS: Final = tuple((harm, tuple(f"{harm}_{bound}" for bound in ("low", "best", "high"))) for harm in HARMS)


@dataclass(frozen=True, slots=True)
class _Converter:
    """Converts the rows of one table to events.

    Attributes:
        mapping: the columns that hold the fields.
        day_first: whether 03/04/2024 is in April; None if the file leaves it open.
        is_native: whether Basewatch exported the table as text, so that its escaped formulas are restored.
        file: the file's name, used as the source of rows that state none.
    """

    mapping: Mapping
    day_first: bool | None
    is_native: bool
    file: str

    def convert(self, rows: pd.DataFrame, notes: Notes, places: Places) -> tuple[RowReader, Flat]:
        """Return rows with the columns of the file and `DIGEST` as events."""
        columns = self.mapping.columns()
        cells = pd.DataFrame({field: rows[column] for field, column in columns.items()}, index=rows.index)
        if self.is_native:
            cells = cells.apply(lambda texts: texts.map(unescape_formula, na_action="ignore").astype("str"))
        reader = RowReader(cells, notes, columns)
        return reader, _flat(reader, places, self, rows[DIGEST])


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFormat(Format):
    """Any table with a date and a place."""

    def plan(self, file: OpenFile) -> Plan:
        """Map the columns, and look through all dates for the order of day and month.

        Raises:
            RefusedError: no column holds the date or the place.
        """
        mapping = file.mapping or guess(file.columns, file.sample(), file.tags)
        mapping.check(file.columns)
        dates = [column for column in (mapping.date_start, mapping.date_end) if column]
        native = is_native_export(file.columns) and file.is_text
        converter = _Converter(mapping, _day_first(file.scan(dates), dates), native, shortened(file.name))
        return Plan(tuple(dict.fromkeys(mapping.columns().values())), converter.convert, needs_digest=True)


FORMAT: Final = TableFormat(title="Another table", article="a table", is_mapped=True, passes=2)


def _day_first(chunks: Iterable[pd.DataFrame], columns: Sequence[str]) -> bool | None:
    """Return whether dates such as 03/04/2024 begin with the day; None if the chunks do not show it."""
    first, second = False, False
    for rows in chunks:
        for column in columns:
            parts = slashed(rows[column])
            first |= bool((parts["first"] > 12).any())  # noqa: PLR2004 - there is no 13th month
            second |= bool((parts["second"] > 12).any())  # noqa: PLR2004
    return first if first != second else None


def _flat(reader: RowReader, places: Places, converter: _Converter, digest: pd.Series) -> Flat:
    place = _place(reader, places)
    kind = _listed(reader, "event_type", EVENT_TYPES, "unspecified")
    counts = _counts(reader)
    stated_id = reader.text("event_id")
    stated_id = stated_id.mask(stated_id.str.casefold().isin(_UNKNOWN))
    event_id = "table-" + _ids(stated_id).fillna(digest)
    words = kind.map(EVENT_TYPES).where(kind != "unspecified", "Event")
    events: dict[str, object] = {
        "event_id": event_id,
        **_dates(reader, converter),
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
    reader.notes.count(_DERIVED_ID, int(stated_id.isna().sum()))
    return reader.finish(events, _tolls(reader, event_id, counts))


def _ids(text: pd.Series) -> pd.Series:
    """Return ids of permitted letters only; a changed id ends in a hash, so that different ids stay different."""
    plain = text.str.replace(r"[^A-Za-z0-9_-]", "-", regex=True)
    changed = text.notna() & ((plain != text) | (text.str.len() > _MAX_ID))
    marked = [f"{new[: _MAX_ID - 9]}-{_hash(old)}" for new, old in zip(plain[changed], text[changed])]
    return plain.mask(changed, pd.Series(marked, index=text.index[changed], dtype="str"))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _dates(reader: RowReader, converter: _Converter) -> dict[str, pd.Series]:
    start, month = _span(reader, "date_start", converter)
    end, end_month = _span(reader, "date_end", converter)
    reader.reject(reader.text("date_start").isna(), "date_start", "is empty")
    end = end.mask(end_month, month_end(end)).fillna(month_end(start).where(month, start))
    reader.reject(end < start, "date_end", "is earlier than the first day")
    whole = month & (start == month_start(start)) & (end == month_end(start))
    words = np.select([whole, start == end], ["month", "day"], "range")
    derived = pd.Series(words, index=start.index, dtype="str")
    stated = _listed(reader, "time_precision", TIME_PRECISIONS, "") if "time_precision" in reader.rows else derived
    short = [short_years(reader.text(name)) & span.notna() for name, span in (("date_start", start), ("date_end", end))]
    reader.notes.count(_SHORT_YEAR, int((short[0] | short[1]).sum()))
    too_long = (stated == "month") & (month_start(start) != month_start(end)) | (stated == "day") & (start != end)
    stated = stated.mask(too_long, "range")
    return {"date_start": start, "date_end": end, "time_precision": stated.where(stated != "", derived)}


def _span(reader: RowReader, name: str, converter: _Converter) -> tuple[pd.Series, pd.Series]:
    """Return the days of a column, and whether each is the first day of a month known as a whole."""
    text = reader.text(name)
    day = days(text)
    left = text[text.notna() & day.isna()]
    month = months(left)
    found = day.fillna(month).fillna(slashed_days(left, day_first=converter.day_first))
    unread = found.loc[left.index].isna()
    unordered = unread & slashed(left)["first"].notna() & (converter.day_first is None)
    for wrong, reason in ((unordered, _AMBIGUOUS_DATE), (unread & ~unordered, _UNREADABLE_DATE)):
        reader.reject(wrong.reindex(text.index, fill_value=False), name, reason)
    return found, month.reindex(text.index).notna()


def _place(reader: RowReader, places: Places) -> dict[str, pd.Series]:
    """Return the place: the stated point, or that of the named place in the gazetteer, or only the country."""
    latitude, longitude = reader.points()
    admin1, location = reader.text("admin1"), reader.text("location")
    country = places.countries(reader.text("country"))
    precision = _listed(reader, "geo_precision", GEO_PRECISIONS, "")
    only_country = precision == "country"
    reader.notes.count(
        "In {rows} the place is known only to the country; the coordinates were not used.",
        int((only_country & latitude.notna()).sum()),
    )
    latitude, longitude = latitude.mask(only_country), longitude.mask(only_country)
    stated = latitude.notna()
    named = reader.remaining(pd.DataFrame({"location": location, "country": country})[~stated & ~only_country])
    found = places.locate(named["location"], named["country"]).reindex(country.index)
    latitude = latitude.fillna(found["latitude"].astype("float64"))
    longitude = longitude.fillna(found["longitude"].astype("float64"))
    country = country.fillna(found["country"].astype("str"))
    admin1 = admin1.fillna(found["admin1"].astype("str"))
    stated_area = {"country": country, "admin1": admin1, "latitude": latitude, "longitude": longitude}
    area = places.fill(reader, pd.DataFrame(stated_area))
    _reject_placeless(reader, latitude, area["country"])
    reader.notes.count(
        f"In {{rows}} no country is known for the point; it is shown as “{NOT_STATED}”.",
        int((area["country"].isna() & latitude.notna()).sum()),
    )
    known = area["country"].fillna(NOT_STATED)
    return {
        "country": known,
        "admin1": area["admin1"],
        "location": location.fillna(area["admin1"]).fillna(known),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": _precision(reader, precision, stated, found["geo_precision"].astype("str"), latitude),
    }


def _reject_placeless(reader: RowReader, latitude: pd.Series, country: pd.Series) -> None:
    """Reject rows that have neither a point nor a country."""
    nowhere = latitude.isna() & country.isna()
    location = reader.text("location")
    reader.reject(nowhere & location.notna(), "location", "is not found in the gazetteer, and no country is stated")
    reader.reject(nowhere & location.isna(), "country", "is empty, as are the place and its coordinates")


def _precision(
    reader: RowReader, given: pd.Series, stated: pd.Series, found: pd.Series, latitude: pd.Series
) -> pd.Series:
    silent = stated & (given == "")
    reader.notes.count(
        "In {rows} coordinates are given without their precision; it was taken to be the town.", int(silent.sum())
    )
    exact = given.mask(silent, "town").mask(~stated, found)
    return exact.where(latitude.notna(), "country")


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


def _counts(reader: RowReader) -> dict[str, pd.Series]:
    """Return the figures of harm; a single figure is used as low, best and high."""
    counts: dict[str, pd.Series] = {}
    for harm, names in _BOUNDS:
        figures = {name: _count(reader, name) for name in names}
        low, best, high = (figures[name] for name in names)
        alone = low.isna() & high.isna()
        reader.notes.count(
            f"In {{rows}} the {harm} are a single figure; it is used as low, best and high.",
            int((alone & best.notna()).sum()),
        )
        counts |= dict(zip(names, (low.mask(alone, best), best, high.mask(alone, best))))
        for less, more in ((names[0], names[1]), (names[1], names[2]), (names[0], names[2])):
            wrong = (counts[less] > counts[more]).fillna(False).astype("bool")
            reader.reject(wrong, less, f"is more than {more.replace('_', ' ')}")
    return counts


def _count(reader: RowReader, name: str) -> pd.Series:
    if name in reader.rows:
        cells = reader.rows[name]
        reader.rows[name] = cells.mask(cells.str.casefold().isin(_UNKNOWN))
    return reader.counts(name)


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
