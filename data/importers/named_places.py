"""Finds the places that a file names, in a gazetteer and by the countries and provinces in their words."""

from dataclasses import replace
from typing import Final, NamedTuple

import pandas as pd

from data.importers.geography import Candidate, Geography
from data.importers.place_words import PlaceWords, parse, province
from data.importers.report import Ambiguous, Notes, Placed
from data.terms import GEO_PRECISIONS

PLACE_COLUMNS: Final = ("latitude", "longitude", "country", "admin1", "geo_precision")

_PLACED: Final = "In {rows} coordinates were missing; they were taken from the gazetteer by the place's name."
_PLACED_BY_WORDS: Final = (
    "In {rows} coordinates were missing, and the place's words also state an area or that the place is near another; "
    "the coordinates were taken from the gazetteer by a part of the words: {values}."
)
_AMBIGUOUS: Final = "In {rows} the place may be one of several and has no point: {values}."
_NOT_FOUND: Final = "In {rows} the place is not in the gazetteer and has no point: {values}."
_ONLY_AREA: Final = "In {rows} the place's words state only a country or a province, so it has no point: {values}."


class _Resolved(NamedTuple):
    """What a place's name means: candidates, and the words that were taken apart to find them."""

    candidates: list[Candidate]
    words: PlaceWords | None = None


class NamedPlaces:
    """Looks up names of places, and collects which were found and which are ambiguous.

    Attributes:
        placed: the names that got a point, by name and stated country.
        ambiguous: the names that may mean several places, by name and stated country.
    """

    def __init__(self, geography: Geography | None, notes: Notes, country: str | None) -> None:
        """Look up names in `geography`, in `country` where neither the row nor the words state one."""
        self.placed: dict[tuple[str, str | None], Placed] = {}
        self.ambiguous: dict[tuple[str, str | None], Ambiguous] = {}
        self._geography = geography
        self._notes = notes
        self._country = country

    def locate(self, location: pd.Series, country: pd.Series) -> pd.DataFrame:
        """Find the points of named places, in their country if it is stated.

        Returns:
            A frame indexed like the rows with latitude, longitude (WGS 84 degrees), country, admin1 and geo_precision.
            All are null if the name was not found or may mean several places, but country and admin1 that the words
            state.
        """
        pairs = pd.DataFrame({"location": location, "country": country})[location.notna()]
        groups = pairs.groupby(["location", "country"], dropna=False, sort=False)
        distinct = pairs[~pairs.duplicated()]
        keys = [
            (str(name), str(inside) if isinstance(inside, str) else None) for _, name, inside in distinct.itertuples()
        ]
        resolved = [self._resolve(*key) for key in keys]
        for line, key, found in zip(distinct.index, keys, resolved):
            self._remember(int(line), key, found)
        self._count([_note(name, found) for (name, _), found in zip(keys, resolved)], groups.size().tolist())
        table = pd.DataFrame(map(_columns, resolved), columns=list(PLACE_COLUMNS), dtype="object")
        return table.reindex(groups.ngroup()).set_axis(pairs.index).reindex(location.index)

    def _resolve(self, name: str, country: str | None) -> _Resolved:
        words = parse(name)
        found = self._look_up(name, country or self._country)
        if found:
            return _Resolved([_widen(place, words) for place in found], words) if words.is_near else _Resolved(found)
        if country is not None and words.countries and country not in words.countries:
            return _Resolved([])
        inside = [country or self._country] if country or not words.countries else sorted(words.countries)
        known = (
            [] if words == PlaceWords(name) else [place for one in inside for place in self._look_up(words.name, one)]
        )
        found = [place for place in known if self._lies_in(place, words)]
        if found or not words.name:
            return _Resolved([_widen(place, words) for place in found], words)
        return _Resolved([], _as_province(words, country))

    def _look_up(self, name: str, country: str | None) -> list[Candidate]:
        return self._geography.place(name, country) if self._geography and name else []

    def _lies_in(self, place: Candidate, words: PlaceWords) -> bool:
        """Return whether a place lies in the province of the words, and near all their other areas."""
        around = [self._look_up(area, place.country) for area in words.areas]
        provinces = {words.admin1, *(area.admin1 for found in around for area in found)} - {None}
        return all(len(found) == 1 for found in around) and provinces <= {place.admin1}

    def _remember(self, line: int, key: tuple[str, str | None], resolved: _Resolved) -> None:
        if len(resolved.candidates) == 1:
            self.placed.setdefault(key, Placed(line, key[0], resolved.candidates[0]))
        elif resolved.candidates:
            self.ambiguous.setdefault(key, Ambiguous(line, *key, resolved.candidates))

    def _count(self, notes: list[tuple[str, str]], rows: list[int]) -> None:
        """Count the rows that each sentence is about; without a gazetteer nothing was looked up."""
        table = pd.DataFrame(notes, columns=["sentence", "value"], dtype="str")
        table = table.loc[table.index.repeat(rows)]
        for sentence, found in table.groupby("sentence", sort=False) if self._geography else ():
            self._notes.values(str(sentence), found["value"])


def _widen(place: Candidate, words: PlaceWords) -> Candidate:
    """Return a place that a part of the words names; it is known to the district at best if they are only near it."""
    method = f"{place.method}, for the part “{words.name}”"
    if not words.is_near or list(GEO_PRECISIONS).index(place.geo_precision) >= list(GEO_PRECISIONS).index("district"):
        return replace(place, method=method)
    return replace(place, method=f"{method}, near which it lies", geo_precision="district")


def _as_province(words: PlaceWords, country: str | None) -> PlaceWords:
    """Return words whose name is that of a province as such; others as they are."""
    found = province(words.name)
    inside = words.countries | ({country} if country else set())
    if found is None or words.is_near or words.areas or inside - {found[0]}:
        return words
    return replace(words, name="", countries=frozenset({found[0]}), admin1=found[1])


def _note(name: str, resolved: _Resolved) -> tuple[str, str]:
    """Return the sentence about a name, and the value that it lists."""
    candidates, words = resolved
    if len(candidates) == 1:
        return (_PLACED, name) if words is None else (_PLACED_BY_WORDS, f"{name}, as {_describe(candidates[0])}")
    if candidates:
        return _AMBIGUOUS, name
    return (_NOT_FOUND if words is None or words.name else _ONLY_AREA), name


def _columns(resolved: _Resolved) -> tuple[object, ...]:
    """Return the values of `PLACE_COLUMNS`."""
    candidates, words = resolved
    if len(candidates) == 1:
        return tuple(getattr(candidates[0], name) for name in PLACE_COLUMNS)
    return (None, None, None, None, None) if words is None else (None, None, words.country(), words.admin1, None)


def _describe(place: Candidate) -> str:
    return f"{place.name} ({GEO_PRECISIONS[place.geo_precision].lower()})"
