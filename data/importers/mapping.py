"""Which columns of a table hold which fields: a mapping, and a guess at it."""

import collections.abc
import dataclasses
from dataclasses import dataclass
from typing import Final

import pandas as pd
from rapidfuzz import fuzz

from data.importers import hxl, toll_guess
from data.importers.column_cells import are_degrees, are_numbers, are_sentences, filled, most, names_places
from data.importers.column_names import plain_name
from data.importers.coordinates import points
from data.importers.dates import are_dates
from data.importers.report import RefusedError, quoted, shortened
from data.importers.synonyms import SYNONYMS, TOTAL, counts_part, toll_similarity
from data.record.catalog import EVENT_COLUMNS

Tags = collections.abc.Mapping[str, str]
"""The HXL tag of each tagged column."""

_MIN_SIMILARITY: Final = 86.0
"""The least similarity of two names (rapidfuzz's ratio, 0 to 100): one typing error in six or more letters."""

_SPARSE: Final = 20.0
"""What a column loses against others if its cells are hardly names of places."""
_EQUAL: Final = 200.0
"""The similarity of equal names, less a part of 1 for a less likely one: the column may hold any cells but figures."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """For each field of the flat table, the name of the file's column that holds it, or None.

    The date may be in three columns (`date_year`, `date_month`, `date_day`) instead of `date_start`. A point may be in
    one column, `point`, as text, WKT, MGRS or UTM. With a `utm_zone`, latitude and longitude are northing and easting.
    """

    event_id: str | None = None
    operation_id: str | None = None
    date_start: str | None = None
    date_end: str | None = None
    date_year: str | None = None
    date_month: str | None = None
    date_day: str | None = None
    time_precision: str | None = None
    country: str | None = None
    admin1: str | None = None
    location: str | None = None
    place_names: str | None = None
    site_id: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    point: str | None = None
    utm_zone: str | None = None
    geo_precision: str | None = None
    side: str | None = None
    event_type: str | None = None
    weapon: str | None = None
    actor: str | None = None
    actor_basis: str | None = None
    target: str | None = None
    outcome: str | None = None
    killed_low: str | None = None
    killed_best: str | None = None
    killed_high: str | None = None
    wounded_low: str | None = None
    wounded_best: str | None = None
    wounded_high: str | None = None
    summary: str | None = None
    source: str | None = None

    def columns(self) -> dict[str, str]:
        """Return the fields that have a column, with its name.

        >>> Mapping(date_start="Datum", country="Land").columns()
        {'date_start': 'Datum', 'country': 'Land'}
        """
        return {name: column for name in FIELDS if (column := getattr(self, name)) is not None}

    def check(self, columns: tuple[str, ...], country: str | None = None) -> None:
        """Check that a file with these columns can be read with the mapping.

        Args:
            columns: the file's columns.
            country: the country of rows that state none, or None.

        Raises:
            RefusedError: a column is missing, or no column holds the date or the place.
        """
        for field, column in self.columns().items():
            if column not in columns:
                raise RefusedError(f"There is no column “{shortened(column)}”, chosen for the {_words(field)}.")
        if self.date_start is None and self.date_year is None:
            raise RefusedError(f"No column was found for the date among {_listed(columns)}. Choose it.")
        named = country or self.country or self.admin1 or self.location
        if not (named or self.point or (self.latitude and self.longitude)):
            raise RefusedError(
                f"No column was found for the place (latitude and longitude, a place's name or a country) among "
                f"{_listed(columns)}. Choose it."
            )


FIELDS: Final = tuple(field.name for field in dataclasses.fields(Mapping))

_DEGREES: Final = {"latitude": 90, "longitude": 180}
_DEGREE_WORDS: Final = {
    "latitude": frozenset({"lat", "latitude", "breite", "breitengrad", "latitud"}),
    "longitude": frozenset({"lon", "long", "lng", "longitude", "lange", "laenge", "langengrad", "longitud"}),
}
_DAY_WORDS: Final = frozenset({"date", "datum", "day", "tag", "when", "jour"})
_NAMES: Final = frozenset({"country", "admin1", "location", "actor", "target", "event_type", "weapon"})
"""The fields that hold names, and codes only if the file has no names."""
_AREAS: Final = frozenset({"country", "admin1", "location"})
_OF_EVENTS: Final = frozenset({"location", "place", "incident", "event", "attack", "strike"})
"""Words before the name of an area, as in “Location_Country”."""
FIGURES: Final = frozenset(field for field in FIELDS if field.startswith(("killed_", "wounded_")))
_PATTERNS: Final = {
    "date_year": r"(?:19|20)[0-9]{2}(?:\.0)?",
    "date_month": r"(?:0?[0-9]|1[0-2])(?:\.0)?|[^\W\d_]{3,}\.?",
    "date_day": r"(?:[0-2]?[0-9]|3[01])(?:\.0)?",
    "utm_zone": r"[0-6]?[0-9] ?[C-X]",
}
_BY_CELLS: Final = (*_PATTERNS, "point")
"""Fields whose names are too common: their column must fit by its cells, too."""
_COMMON_WORDS: Final = frozenset({"data", "start", "end", "il"})
"""Names that are words of another meaning in many files: their column must fit by its cells, too."""


def known_field(name: str) -> str | None:
    """Return the field that a column of exactly this name holds, whatever its spelling; None if no field has it.

    >>> known_field("Event_Date"), known_field("Incidents in Jordan")
    ('date_start', None)
    """
    plain = plain_name(name)
    return next((field for field, words in SYNONYMS.items() if plain in words), None)


def guess(columns: tuple[str, ...], sample: pd.DataFrame, tags: Tags | None = None, title: str = "") -> Mapping:
    """Guess which column holds which field, from the names and the cells.

    A table with all columns of the flat table, as Basewatch exports it, is mapped by its names.

    Args:
        columns: the file's column names.
        sample: its first rows, all cells as text.
        tags: the HXL tags of columns; they count more than the names.
        title: the file's name, which may show what its figures are.

    Returns:
        The mapping; None for fields without a likely column.

    >>> guess(("Date", "Town", "Notes"), pd.DataFrame()).columns()
    {'date_start': 'Date', 'location': 'Town', 'summary': 'Notes'}
    """
    if is_native_export(columns):
        return Mapping(**{name: name for name in EVENT_COLUMNS})
    found = _by_names(columns, sample, tags or {})
    found |= _by_cells(columns, sample, found)
    return Mapping(**found, **toll_guess.guess(columns, sample, found, title))


def guess_notes(
    columns: tuple[str, ...], sample: pd.DataFrame, tags: Tags, title: str, mapping: Mapping
) -> tuple[str, ...]:
    """Return a sentence about each field of a mapping whose column was guessed by more than its name."""
    if is_native_export(columns):
        return ()
    found = _by_names(columns, sample, tags)
    cells = _by_cells(columns, sample, found)
    tolls = toll_guess.guess(columns, sample, found | cells, title)
    return tuple(
        f"The column {quoted([column])} was taken for the {_words(field)} because of its cells."
        if field in cells
        else toll_guess.note(field, column, columns, title)
        for field, column in (cells | tolls).items()
        if getattr(mapping, field) == column
    )


def _by_names(columns: tuple[str, ...], sample: pd.DataFrame, tags: Tags) -> dict[str, str]:
    """Return the columns of fields by the similarity of their names; cells that cannot hold the field rule one out."""
    names = [plain_name(column) for column in columns]
    has_parts = any(map(counts_part, names))  # then the civilians are not all who are counted
    offers = sorted(
        (-similarity + (_SPARSE if field == "location" and not names_places(sample, column) else 0), place, field)
        for field, words in SYNONYMS.items()
        for place, column in enumerate(columns)
        if (similarity := _similarity(field, names[place], words)) >= _MIN_SIMILARITY
        and not (has_parts and field in FIGURES and similarity < TOTAL)
        and _may_hold(field, sample, column, similarity)
    )
    found = hxl.fields(tags)
    for rank in (False, True):  # a column of numbers names a country only if no column of words does
        for _, place, field in offers:
            numbers = field in _NAMES and are_numbers(sample, columns[place])
            if numbers is rank and field not in found and columns[place] not in found.values():
                found[field] = columns[place]
    name = next((column for column in columns if plain_name(column) == "name" and column not in found.values()), None)
    if name and {"latitude", "longitude"} <= found.keys():  # the name of what has a point is most likely a place's
        found.setdefault("location", name)
    return _without_unused(found)


def _without_unused(found: dict[str, str]) -> dict[str, str]:
    """Return the fields without parts of a date or of a point that are not read beside the others."""
    unused = set()
    if "date_start" in found or "date_year" not in found:
        unused |= {"date_year", "date_month", "date_day"}
    if "latitude" not in found or "longitude" not in found:
        unused |= {"utm_zone"}
    return {field: column for field, column in found.items() if field not in unused}


def _by_cells(columns: tuple[str, ...], sample: pd.DataFrame, found: dict[str, str]) -> dict[str, str]:
    """Return the date and the point if only one column, or one pair of columns, can hold them."""
    left = [column for column in columns if column not in found.values()]
    guessed: dict[str, str] = {}
    if not {"date_start", "date_year"} & set(found):
        dated = [column for column in left if _holds_days(sample, column)]
        named = [column for column in dated if _DAY_WORDS & set(plain_name(column).split())]
        for only in (dated, named):
            if len(only) == 1:
                guessed["date_start"] = only[0]
    if not {"latitude", "longitude", "point"} & set(found):
        pairs = _pairs(left, sample)
        if len(pairs) == 1:
            guessed |= dict(zip(("latitude", "longitude"), pairs[0]))
        whole = [column for column in left if _holds_points(sample, column)]
        if not pairs and len(whole) == 1:
            guessed["point"] = whole[0]
    return guessed


def _holds_points(sample: pd.DataFrame, column: str) -> bool:
    """Return whether a column has cells and most are points, other than pairs of whole numbers such as 1,100."""
    cells = filled(sample, column)
    cells = cells[cells.str.contains(r"[0-9][.°].*[0-9][.°]|POINT", regex=True)].reindex(cells.index)
    return not cells.empty and most(points(cells)["latitude"].notna())


def _holds_days(sample: pd.DataFrame, column: str) -> bool:
    """Return whether a column has cells and most are dates, other than bare numbers."""
    cells = filled(sample, column)
    return not cells.empty and not are_numbers(sample, column) and most(are_dates(cells))


def _pairs(columns: list[str], sample: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of columns whose names differ only in a word for latitude or longitude."""
    parts: dict[tuple[str, ...], dict[str, str]] = {}
    for column in columns:
        words = plain_name(column).split()
        for field, known in _DEGREE_WORDS.items():
            if known & set(words) and _fits(field, sample, column):
                parts.setdefault(tuple(word for word in words if word not in known), {})[field] = column
    return [(pair["latitude"], pair["longitude"]) for pair in parts.values() if len(pair) == len(_DEGREE_WORDS)]


def is_native_export(columns: tuple[str, ...]) -> bool:
    """Return whether these are the columns of a table that Basewatch exported."""
    return set(EVENT_COLUMNS) <= set(columns)


def _similarity(field: str, name: str, words: tuple[str, ...]) -> float:
    """Return the similarity to the most similar word; above 150 the name is equal, and earlier words count more."""
    for place, word in enumerate(words):
        if name == word:
            return _EQUAL - place / len(words)
    first, _, rest = name.partition(" ")
    if field in _AREAS and first in _OF_EVENTS and rest in words:
        return TOTAL
    if field == "event_id" and name.endswith((" event id", " incident id")):
        return TOTAL
    if toll := toll_similarity(field, name):
        return toll
    if field in FIGURES and " " in name:
        return 0.0
    return max((fuzz.ratio(name, word) for word in words if min(len(name), len(word)) > 5), default=0.0)  # noqa: PLR2004 - see _MIN_SIMILARITY


def _may_hold(field: str, sample: pd.DataFrame, column: str, similarity: float) -> bool:
    """Return whether a column may hold a field; an equal name is enough, but never for a figure."""
    if field in FIGURES:
        return not are_sentences(sample, column)
    if field == "location" and _holds_points(sample, column):
        return False
    is_clear = field not in _BY_CELLS and plain_name(column) not in _COMMON_WORDS
    return (similarity > _EQUAL - 1 and is_clear) or _fits(field, sample, column)


def _fits(field: str, sample: pd.DataFrame, column: str) -> bool:
    """Return whether most of the column's filled cells can hold the field."""
    cells = filled(sample, column)
    if cells.empty:
        return field not in _BY_CELLS
    if field in {"date_start", "date_end"}:
        return most(are_dates(cells))
    if field in _DEGREES:
        return are_degrees(cells, field, _DEGREES[field])
    if field in _PATTERNS:
        return most(cells.str.fullmatch(_PATTERNS[field]))
    return field != "point" or most(points(cells)["latitude"].notna())


def _words(field: str) -> str:
    return field.replace("_", " ")


def _listed(columns: tuple[str, ...]) -> str:
    listed = ", ".join(f"“{shortened(name)}”" for name in columns[:12])
    return listed + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")  # noqa: PLR2004 - more would not be read
