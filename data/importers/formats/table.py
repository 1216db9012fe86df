"""Any table of events: its columns are mapped to fields of the flat table, and its words to the closed lists."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from data.importers.dates import days, month_end, month_start, months, short_years, slashed, slashed_days
from data.importers.mapping import Mapping
from data.importers.places import Places
from data.importers.report import Notes
from data.importers.row_reader import Flat, RowReader
from data.importers.sources.sheet import DIGEST
from data.spreadsheet import unescape_formula
from data.terms import ACTOR_BASES, EVENT_TYPES, GEO_PRECISIONS, HARMS, OUTCOMES, SIDES, TIME_PRECISIONS

NOT_STATED: Final = "not stated"
"""The country of an event that has a point, where neither the file nor the gazetteer names one."""

_IDS: Final = 74
"""The longest id that leaves room for the prefix."""
_UNKNOWN: Final = ("na", "n/a", "null", "none", "unknown", "-", "–", "?")
_SHORT_YEAR: Final = "In {rows} a year has two digits; 00 to 49 were read as 2000 to 2049, 50 to 99 as 1950 to 1999."
_FORMAT: Final = "is no day that can be read"
_ORDER: Final = "may be day/month or month/day: the file does not tell. Write the day as YYYY-MM-DD"
_PAIRS: Final = tuple((harm, tuple(f"{harm}_{bound}" for bound in ("low", "best", "high"))) for harm in HARMS)


@dataclass(frozen=True, slots=True)
class Reader:
    """How one table is read.

    Attributes:
        mapping: the columns that hold the fields.
        day_first: whether 03/04/2024 is in April; None where the file does not tell.
        own: whether Basewatch exported the table as text, so that an apostrophe it put before a formula is taken away.
        file: the file's name, the source of rows that state none.
    """

    mapping: Mapping
    day_first: bool | None
    own: bool
    file: str

    def convert(self, rows: pd.DataFrame, notes: Notes, places: Places) -> tuple[RowReader, Flat]:
        """The rows of a chunk, with the file's own columns and `DIGEST`, as events."""
        columns = self.mapping.columns()
        told = pd.DataFrame({field: rows[column] for field, column in columns.items()}, index=rows.index)
        if self.own:
            told = told.apply(lambda cells: cells.map(unescape_formula, na_action="ignore").astype("str"))
        sieve = RowReader(told, notes, columns)
        return sieve, _flat(sieve, places, self, rows[DIGEST])


def reader(mapping: Mapping, dates: Iterable[pd.DataFrame], file: str, *, own: bool) -> Reader:
    """How a table is read; `dates` are its rows, whose columns of days are looked at; `own` is as in `Reader`."""
    first, second = False, False
    for rows in dates:
        for column in (mapping.date_start, mapping.date_end):
            if column in rows:
                parts = slashed(rows[column])
                first |= bool((parts["first"] > 12).any())  # noqa: PLR2004 - there is no 13th month
                second |= bool((parts["second"] > 12).any())  # noqa: PLR2004
    return Reader(mapping, first if first != second else None, own, file)


def _flat(sieve: RowReader, places: Places, how: Reader, digest: pd.Series) -> Flat:
    place = _place(sieve, places)
    kind = _listed(sieve, "event_type", EVENT_TYPES, "unspecified")
    counts = _counts(sieve)
    told = sieve.text("event_id")
    told = told.mask(told.str.casefold().isin(_UNKNOWN))
    event_id = "table-" + _ids(told).fillna(digest)
    words = kind.map(EVENT_TYPES).where(kind != "unspecified", "Event")
    events: dict[str, object] = {
        "event_id": event_id,
        **_dates(sieve, how),
        **place,
        **{name: sieve.text(name) for name in ("operation_id", "place_names", "site_id", "weapon", "actor", "target")},
        "side": _listed(sieve, "side", SIDES, "other"),
        "event_type": kind,
        "actor_basis": _listed(sieve, "actor_basis", ACTOR_BASES, "unknown"),
        "outcome": _listed(sieve, "outcome", OUTCOMES, "unknown"),
        **counts,
        "summary": sieve.text("summary").fillna(words + " at " + place["location"]),
        "source": sieve.text("source").fillna(how.file),
    }
    made = "In {rows} there is no id; it was made from the row, so that equal rows are one."
    sieve.notes.count(made, int(told.isna().sum()))
    return sieve.finish(events, _tolls(sieve, event_id, counts))


def _ids(text: pd.Series) -> pd.Series:
    """Ids in the letters that an id may have; one that had to be changed ends in a hash, so that no two become one."""
    plain = text.str.replace(r"[^A-Za-z0-9_-]", "-", regex=True)
    changed = text.notna() & ((plain != text) | (text.str.len() > _IDS))
    marked = [f"{new[: _IDS - 9]}-{_hash(old)}" for new, old in zip(plain[changed], text[changed])]
    return plain.mask(changed, pd.Series(marked, index=text.index[changed], dtype="str"))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _dates(sieve: RowReader, how: Reader) -> dict[str, pd.Series]:
    start, month = _span(sieve, "date_start", how)
    end, end_month = _span(sieve, "date_end", how)
    sieve.reject(sieve.text("date_start").isna(), "date_start", "is empty")
    end = end.mask(end_month, month_end(end)).fillna(month_end(start).where(month, start))
    sieve.reject(end < start, "date_end", "is earlier than the first day")
    whole = month & (start == month_start(start)) & (end == month_end(start))
    words = np.select([whole, start == end], ["month", "day"], "range")
    derived = pd.Series(words, index=start.index, dtype="str")
    stated = _listed(sieve, "time_precision", TIME_PRECISIONS, "") if "time_precision" in sieve.rows else derived
    short = [short_years(sieve.text(name)) & span.notna() for name, span in (("date_start", start), ("date_end", end))]
    sieve.notes.count(_SHORT_YEAR, int((short[0] | short[1]).sum()))
    too_long = (stated == "month") & (month_start(start) != month_start(end)) | (stated == "day") & (start != end)
    stated = stated.mask(too_long, "range")
    return {"date_start": start, "date_end": end, "time_precision": stated.where(stated != "", derived)}


def _span(sieve: RowReader, name: str, how: Reader) -> tuple[pd.Series, pd.Series]:
    """The days of a column, and whether each stands for its whole month."""
    text = sieve.text(name)
    day = days(text)
    left = text[text.notna() & day.isna()]
    month = months(left)
    found = day.fillna(month).fillna(slashed_days(left, day_first=how.day_first))
    unread = found.loc[left.index].isna()
    unordered = unread & slashed(left)["first"].notna() & (how.day_first is None)
    for wrong, reason in ((unordered, _ORDER), (unread & ~unordered, _FORMAT)):
        sieve.reject(wrong.reindex(text.index, fill_value=False), name, reason)
    return found, month.reindex(text.index).notna()


def _place(sieve: RowReader, places: Places) -> dict[str, pd.Series]:
    """Where it was: the stated point, or the named place's from the gazetteer, or the country alone."""
    latitude, longitude = sieve.points()
    admin1, location = sieve.text("admin1"), sieve.text("location")
    country = places.countries(sieve.text("country"))
    precision = _listed(sieve, "geo_precision", GEO_PRECISIONS, "")
    only_country = precision == "country"
    sieve.notes.count(
        "In {rows} the place is known only to the country; the coordinates were not used.",
        int((only_country & latitude.notna()).sum()),
    )
    latitude, longitude = latitude.mask(only_country), longitude.mask(only_country)
    stated = latitude.notna()
    named = sieve.left(pd.DataFrame({"location": location, "country": country})[~stated & ~only_country])
    found = places.locate(named["location"], named["country"]).reindex(country.index)
    latitude = latitude.fillna(found["latitude"].astype("float64"))
    longitude = longitude.fillna(found["longitude"].astype("float64"))
    country = country.fillna(found["country"].astype("str"))
    admin1 = admin1.fillna(found["admin1"].astype("str"))
    told = {"country": country, "admin1": admin1, "latitude": latitude, "longitude": longitude}
    area = places.fill(sieve, pd.DataFrame(told))
    _reject_placeless(sieve, latitude, area["country"])
    sieve.notes.count(
        f"In {{rows}} no country is known for the point; it stands as “{NOT_STATED}”.",
        int((area["country"].isna() & latitude.notna()).sum()),
    )
    known = area["country"].fillna(NOT_STATED)
    return {
        "country": known,
        "admin1": area["admin1"],
        "location": location.fillna(area["admin1"]).fillna(known),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": _precision(sieve, precision, stated, found["geo_precision"].astype("str"), latitude),
    }


def _reject_placeless(sieve: RowReader, latitude: pd.Series, country: pd.Series) -> None:
    """Sets aside rows that have neither a point nor a country."""
    nowhere = latitude.isna() & country.isna()
    location = sieve.text("location")
    sieve.reject(nowhere & location.notna(), "location", "is no place that is found, and no country is stated")
    sieve.reject(nowhere & location.isna(), "country", "is empty, as are the place and its coordinates")


def _precision(
    sieve: RowReader, told: pd.Series, stated: pd.Series, found: pd.Series, latitude: pd.Series
) -> pd.Series:
    silent = stated & (told == "")
    sieve.notes.count(
        "In {rows} coordinates are given without their precision; it was taken to be the town.", int(silent.sum())
    )
    exact = told.mask(silent, "town").mask(~stated, found)
    return exact.where(latitude.notna(), "country")


def _listed(sieve: RowReader, name: str, known: dict[str, str], otherwise: str) -> pd.Series:
    """The codes of a closed list; a word that is neither a code nor a label becomes `otherwise`, and is noted."""
    text = sieve.text(name)
    codes = {label.casefold(): code for code, label in known.items()} | {code.casefold(): code for code in known}
    found = text.str.casefold().map(codes).astype("str")
    shown = known.get(otherwise, "not stated").lower()
    field = name.replace("_", " ")
    sieve.notes.values(
        f"In {{rows}} the {field} is a word that is not known here and counts as “{shown}”: {{values}}.",
        text[text.notna() & found.isna()],
    )
    return found.fillna(otherwise)


def _counts(sieve: RowReader) -> dict[str, pd.Series]:
    """The figures of harm; one figure that stands alone is low, best and high."""
    counts: dict[str, pd.Series] = {}
    for harm, names in _PAIRS:
        figures = {name: _count(sieve, name) for name in names}
        low, best, high = (figures[name] for name in names)
        alone = low.isna() & high.isna()
        sieve.notes.count(
            f"In {{rows}} the {harm} are one figure; it stands for the low, the best and the high one.",
            int((alone & best.notna()).sum()),
        )
        counts |= dict(zip(names, (low.mask(alone, best), best, high.mask(alone, best))))
        for less, more in ((names[0], names[1]), (names[1], names[2]), (names[0], names[2])):
            wrong = (counts[less] > counts[more]).fillna(False).astype("bool")
            sieve.reject(wrong, less, f"is more than {more.replace('_', ' ')}")
    return counts


def _count(sieve: RowReader, name: str) -> pd.Series:
    if name in sieve.rows:
        cells = sieve.rows[name]
        sieve.rows[name] = cells.mask(cells.str.casefold().isin(_UNKNOWN))
    return sieve.counts(name)


def _tolls(sieve: RowReader, event_id: pd.Series, counts: dict[str, pd.Series]) -> pd.DataFrame:
    """The toll, of no stated party, of the rows that tell a low figure."""
    parts = []
    for harm, names in _PAIRS:
        low, best, high = (counts[name] for name in names)
        bounds = {"low": low, "best": best, "high": high}
        part = pd.DataFrame({"event_id": event_id, "party": "unassigned", "harm": harm, **bounds})
        untold = low.isna() & (best.notna() | high.notna())
        missing = f"In {{rows}} the {harm} have no low figure; they are missing from the chart."
        sieve.notes.count(missing, int(untold.sum()))
        parts.append(part[low.notna()])
    return pd.concat(parts)
