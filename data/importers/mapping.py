"""Which columns of a table hold which fields: a mapping, and a guess at it."""

import collections.abc
import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import pandas as pd
from rapidfuzz import fuzz

from data.importers import hxl
from data.importers.dates import days, months, slashed
from data.importers.report import RefusedError, shortened
from data.record.catalog import EVENT_COLUMNS

Tags = collections.abc.Mapping[str, str]
"""The HXL tag of each tagged column."""

_MIN_SIMILARITY: Final = 86.0
"""The least similarity of two names (rapidfuzz's ratio, 0 to 100): one typing error in six or more letters."""

_EQUAL: Final = 200.0
"""The similarity of equal names: such a column is used, whatever its cells hold."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """For each field of the flat table, the name of the file's column that holds it, or None."""

    event_id: str | None = None
    operation_id: str | None = None
    date_start: str | None = None
    date_end: str | None = None
    time_precision: str | None = None
    country: str | None = None
    admin1: str | None = None
    location: str | None = None
    place_names: str | None = None
    site_id: str | None = None
    latitude: str | None = None
    longitude: str | None = None
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

    def check(self, columns: tuple[str, ...]) -> None:
        """Check that a file with these columns can be read with the mapping.

        Raises:
            RefusedError: a column is missing, or no column holds the date or the place.
        """
        for field, column in self.columns().items():
            if column not in columns:
                raise RefusedError(f"There is no column “{shortened(column)}”, chosen for the {_words(field)}.")
        if self.date_start is None:
            raise RefusedError(f"No column was found for the date among {_listed(columns)}. Choose it.")
        if not (self.country or self.location or (self.latitude and self.longitude)):
            raise RefusedError(
                f"No column was found for the place (latitude and longitude, a place's name or a country) among "
                f"{_listed(columns)}. Choose it."
            )


FIELDS: Final = tuple(field.name for field in dataclasses.fields(Mapping))

_KILLED: Final = ("killed", "deaths", "fatalities", "dead", "number killed", "kia", "tote")
_WOUNDED: Final = ("wounded", "injured", "injuries", "number wounded", "wia", "verletzte")


def _bounds(words: tuple[str, ...], *bounds: str) -> tuple[str, ...]:
    return tuple(name for bound in bounds for word in words for name in (f"{word} {bound}", f"{bound} {word}"))


_SYNONYMS: Final = {
    "event_id": ("event id", "id", "incident id", "incident number", "uid", "key"),
    "date_start": ("date start", "date", "event date", "incident date", "start date", "start", "day", "datum", "when"),
    "date_end": ("date end", "end date", "end", "until"),
    "country": ("country", "country name", "nation", "land", "pays"),
    "admin1": ("admin1", "adm1", "governorate", "province", "state", "region", "admin 1", "adm 1"),
    "location": ("location", "place", "site", "base", "town", "city", "where", "location name", "place name", "ort"),
    "latitude": ("latitude", "lat", "y", "lat dd", "breite"),
    "longitude": ("longitude", "lon", "long", "lng", "x", "lon dd", "laenge"),
    "geo_precision": ("geo precision", "location precision", "place precision", "coordinate precision"),
    "side": ("side", "who struck"),
    "event_type": ("event type", "type", "attack type", "incident type", "kind", "category"),
    "weapon": ("weapon", "weapons", "weapon type", "munition"),
    "actor": ("actor", "attacker", "perpetrator", "group", "claimed by", "actor name", "responsible"),
    "target": ("target", "targets", "target name", "victim"),
    "outcome": ("outcome", "result"),
    "killed_low": _bounds(_KILLED, "low", "min", "minimum"),
    "killed_best": ("killed best", *_KILLED),
    "killed_high": _bounds(_KILLED, "high", "max", "maximum"),
    "wounded_low": _bounds(_WOUNDED, "low", "min", "minimum"),
    "wounded_best": ("wounded best", *_WOUNDED),
    "wounded_high": _bounds(_WOUNDED, "high", "max", "maximum"),
    "summary": ("summary", "description", "notes", "note", "details", "text", "comment", "comments"),
    "source": ("source", "sources", "source url", "reference", "references", "url", "link"),
}
_DEGREES: Final = {"latitude": 90, "longitude": 180}


def known_field(name: str) -> str | None:
    """Return the field that a column of exactly this name holds, whatever its spelling; None if no field has it.

    >>> known_field("Event_Date"), known_field("Incidents in Jordan")
    ('date_start', None)
    """
    plain = _plain(name)
    return next((field for field, words in _SYNONYMS.items() if plain in words), None)


def guess(columns: tuple[str, ...], sample: pd.DataFrame, tags: Tags | None = None) -> Mapping:
    """Guess which column holds which field, from the names and for dates and degrees also from the cells.

    A table with all columns of the flat table, as Basewatch exports it, is mapped by its names.

    Args:
        columns: the file's column names.
        sample: its first rows, all cells as text.
        tags: the HXL tags of columns; they count more than the names.

    Returns:
        The mapping; None for fields without a likely column.

    >>> guess(("Date", "Town", "Notes"), pd.DataFrame()).columns()
    {'date_start': 'Date', 'location': 'Town', 'summary': 'Notes'}
    """
    if is_native_export(columns):
        return Mapping(**{name: name for name in EVENT_COLUMNS})
    offers = sorted(
        (-similarity, place, field)
        for field, words in _SYNONYMS.items()
        for place, column in enumerate(columns)
        if (similarity := _similarity(_plain(column), words)) >= _MIN_SIMILARITY
        and (similarity == _EQUAL or _fits(field, sample, column))
    )
    found = hxl.fields(tags or {})
    for _, place, field in offers:
        if field not in found and columns[place] not in found.values():
            found[field] = columns[place]
    name = next((column for column in columns if _plain(column) == "name" and column not in found.values()), None)
    if name and {"latitude", "longitude"} <= found.keys():  # the name of what has a point is most likely a place's
        found.setdefault("location", name)
    return Mapping(**found)


def is_native_export(columns: tuple[str, ...]) -> bool:
    """Return whether these are the columns of a table that Basewatch exported."""
    return set(EVENT_COLUMNS) <= set(columns)


def _similarity(name: str, words: tuple[str, ...]) -> float:
    """Return the similarity to the most similar word; above 100 the name is equal, and earlier words count more."""
    for place, word in enumerate(words):
        if name == word:
            return _EQUAL - place
    return max((fuzz.ratio(name, word) for word in words if min(len(name), len(word)) > 5), default=0.0)  # noqa: PLR2004 - see _MIN_SIMILARITY


def _fits(field: str, sample: pd.DataFrame, column: str) -> bool:
    """Return whether most of the column's filled cells can hold the field."""
    cells = sample[column].dropna() if column in sample else pd.Series(dtype="str")
    if cells.empty:
        return True
    if field in {"date_start", "date_end"}:
        fitting = days(cells).notna() | months(cells).notna() | slashed(cells)["first"].notna()
    elif field in _DEGREES:
        numbers = pd.to_numeric(cells.str.replace(",", ".", regex=False), errors="coerce")
        fitting = numbers.abs() <= _DEGREES[field]
    else:
        return True
    return bool(fitting.mean() > 0.5)  # noqa: PLR2004 - most


def _plain(name: str) -> str:
    """Return a column's name as lower-case words: `Start_Date (UTC)` and `startDateUTC` become `start date utc`."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKD", name))
    return " ".join(re.findall(r"[^\W_]+", parted.casefold()))


def _words(field: str) -> str:
    return field.replace("_", " ")


def _listed(columns: tuple[str, ...]) -> str:
    listed = ", ".join(f"“{shortened(name)}”" for name in columns[:12])
    return listed + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")  # noqa: PLR2004 - more would not be read
