"""Geocoding without a network: places by name from the record and GeoNames, areas from Natural Earth's borders."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import Final, Self

import pandas as pd
from geopy.distance import great_circle
from rapidfuzz import process
from rapidfuzz.distance import OSA

from data.folding import normalise
from data.importers import countries
from data.importers.geography import Candidate
from data.record import boundaries
from geo.gazetteer import RECORD, Place, names_no_place, sites, towns

SIMILAR: Final = 80.0
"""Lowest score, of 100, at which another spelling counts as the same name."""
NEARLY_EQUAL: Final = 5.0
"""Scores that differ by no more do not decide between two places."""
SAME_PLACE_KM: Final = 10.0
MOST: Final = 5
SHORTEST: Final = 4
"""Shorter normalised names are found in their exact spelling only."""

_CACHE_SIZE: Final = 50_000
_MAX_HITS: Final = 20
_MIN_SIMILARITY: Final = SIMILAR / 100
_COMMON: Final = frozenset(
    [
        *("air", "base", "airbase", "airfield", "airport", "international", "camp", "garrison", "outpost", "landing"),
        *("zone", "dam", "oil", "gas", "oilfield", "field", "village", "town", "city"),
        *("قاعده", "جويه", "مطار", "دولي", "معسكر", "حقل", "نفطي", "سد", "قريه", "مدينه"),
    ]
)
_CONFUSED: Final = {
    "ph": "f",
    "kh": "h",
    "dh": "d",
    "th": "t",
    "sh": "s",
    "ch": "s",
    "gh": "k",
    "q": "k",
    "g": "k",
    "z": "s",
}
_similarity: Final = OSA.normalized_similarity


class Names:
    """An index of places by their normalised names."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Index `places`; of places with the same name the first are found first."""
        self.places: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        for place in places:
            for key in (spelled := {normalise(spelling): spelling for spelling in reversed(place.spellings)}):
                self.places[key].append((place, spelled[key]))
        self.keys = [key for key in self.places if len(key) >= SHORTEST]

    def exact(self, key: str) -> list[Candidate]:
        """Return the places with this normalised name: the record's, else those with this main name, else all."""
        found = [place for place, _ in self.places.get(key, [])]
        of_record = [place for place in found if place.source == RECORD]
        so_named = [place for place in found if normalise(place.spellings[0]) == key]
        return [_candidate(place, f"by its name in {place.source}", 100.0) for place in of_record or so_named or found]

    def similar(self, key: str) -> list[Candidate]:
        """Return the places whose names are similar to this normalised name, best first."""
        if len(key) < SHORTEST:
            return []
        hits = process.extract(key, self.keys, scorer=_similarity, score_cutoff=_MIN_SIMILARITY, limit=_MAX_HITS)
        return [
            _candidate(place, f"by a similar name in {place.source}, “{spelling}”", round(100 * similarity, 1))
            for found, similarity, _ in hits
            if _may_be_same_name(found, key)
            for place, spelling in self.places[found]
        ]


class Gazetteer:
    """Places by name, country and governorate by coordinates (`data.importers.geography.Geography`).

    >>> al_asad = Place(("al-Asad", "Ayn al-Asad"), "Iraq", "Anbar", 33.79, 42.44, "site", RECORD)
    >>> [place.name for place in Gazetteer([al_asad]).place("Ain al Asad", "Iraq")]
    ['al-Asad']
    """

    def __init__(self, places: Iterable[Place]) -> None:
        """Use these `places`; of equally good ones the first is preferred."""
        self.places = list(places)
        self._names = cache(self._names_in)
        self._sites = cache(self._names_of_sites)
        self._find_cached = lru_cache(maxsize=_CACHE_SIZE)(self._find)

    @classmethod
    @cache
    def of_record(cls) -> Self:
        """Return the gazetteer of the record's sites and the towns of GeoNames; it is cached."""
        return cls(chain(sites(), towns()))

    def place(self, location: str, country: str | None) -> list[Candidate]:
        """Return the places that this name may mean, best first; degrees are WGS 84.

        One candidate is certain. Several are nearly equally good and more than `SAME_PLACE_KM` kilometres apart. None:
        the name is not known in that country, or is no name of a place.

        Args:
            location: the place's name in Latin or Arabic letters.
            country: the country in which the place lies; no other is searched. None searches the whole region, but
                then only the record's sites by similar names: among all towns one is too often similar by chance.
        """
        known = None if country is None else countries.find(country)
        if country is not None and known is None:
            return []
        return list(self._find_cached(normalise(location), known))

    def country(self, name: str) -> str | None:
        """Return the country with this name (`data.importers.countries.find`); None if there is none."""
        return countries.find(name)

    def areas(self, latitude: "pd.Series[float]", longitude: "pd.Series[float]") -> pd.DataFrame:
        """Return `country` and `admin1` of every point in WGS 84 degrees (`data.record.boundaries.areas`)."""
        return boundaries.areas(latitude, longitude)

    def _find(self, key: str, country: str | None) -> tuple[Candidate, ...]:
        if names_no_place(key):
            return ()
        names = self._names(country)
        similar = names if country else self._sites()
        return tuple(undecided(names.exact(key) or similar.similar(key)))

    def _names_in(self, country: str | None) -> Names:
        return Names(place for place in self.places if country in (None, place.country))

    def _names_of_sites(self) -> Names:
        return Names(place for place in self.places if place.source == RECORD)


def undecided(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the best candidates, between which their scores do not decide: one for each place, at most `MOST`."""
    ranked = sorted(candidates, key=lambda candidate: -candidate.score)
    apart: list[Candidate] = []
    for candidate in ranked:
        near = candidate.score >= ranked[0].score - NEARLY_EQUAL
        if near and all(_kilometres(candidate, other) > SAME_PLACE_KM for other in apart):
            apart.append(candidate)
    return apart[:MOST]


def _candidate(place: Place, method: str, score: float) -> Candidate:
    return Candidate(
        name=place.spellings[0],
        country=place.country,
        admin1=place.admin1,
        latitude=place.latitude,
        longitude=place.longitude,
        geo_precision=place.geo_precision,
        method=method,
        score=score,
    )


def _kilometres(one: Candidate, other: Candidate) -> float:
    return float(great_circle((one.latitude, one.longitude), (other.latitude, other.longitude)).km)


def _may_be_same_name(key: str, other: str) -> bool:
    """Return whether two similar names may be two spellings of one name.

    Their numbers are equal; neither is the other's adjective of origin (Baghdad, al-Baghdadi); their words that are not
    common to many names are similar, too; and at most one of them has a consonant that the other lacks, unlike Basra
    and Nasra.
    """
    if re.findall(r"\d+", key) != re.findall(r"\d+", other) or _of_origin(key, other) or _of_origin(other, key):
        return False
    one, two = (" ".join(word for word in name.split() if not _common(word)) for name in (key, other))
    if one != two and (min(len(one), len(two)) < SHORTEST or _similarity(one, two) < _MIN_SIMILARITY):
        return False
    ours, theirs = _consonants(one), _consonants(two)
    return ours <= theirs or theirs <= ours


def _of_origin(key: str, other: str) -> bool:
    return key in (f"{other}i", f"{other}y", f"{other}ي")


def _consonants(key: str) -> Counter[str]:
    """Count the consonants; those that Latin spellings of Arabic names confuse count as one."""
    for written, sound in _CONFUSED.items():
        key = key.replace(written, sound)
    return Counter(re.sub("[aeiouyw ]", "", key))


@lru_cache(maxsize=_CACHE_SIZE)
def _common(word: str) -> bool:
    """Return whether the word is common to many names; a long word may differ in one letter."""
    return word in _COMMON or any(len(other) >= SHORTEST and OSA.distance(word, other) == 1 for other in _COMMON)
