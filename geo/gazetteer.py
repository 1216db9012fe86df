"""The gazetteer's data: the record's sites and GeoNames towns, and the countries that they lie in."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from data.folding import normalise
from data.importers import countries
from data.record.catalog import check_keys, load_catalog

TOWNS_FILE: Final = Path(__file__).parent / "towns.csv"
RECORD: Final = "the record"

COUNTRY_CODES: Final = {
    "Iraq": "iq",
    "Jordan": "jo",
    "Qatar": "qa",
    "Syria": "sy",
    "Bahrain": "bh",
    "Egypt": "eg",
    "Iran": "ir",
    "Israel": "il",
    "Kuwait": "kw",
    "Lebanon": "lb",
    "Oman": "om",
    "Palestine": "ps",
    "Saudi Arabia": "sa",
    "Turkey": "tr",
    "United Arab Emirates": "ae",
    "Yemen": "ye",
}
"""ISO 3166-1 codes of the countries whose places are known, by their names in the record and on the base map."""

_SIDES: Final = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
_TOWNS: Final = frozenset({"عمان"})
"""Names of countries that are also names of towns: Amman and Oman have one spelling without vowel signs."""
_NO_PLACE: Final = frozenset(
    [
        *(f"{side}{ending}" for side in _SIDES for ending in ("", "ern")),
        *("unknown", "unspecified", "undisclosed", "unclear", "none", "not", "stated", "named", "given", "reported"),
        *("place", "places", "location", "locations", "area", "region", "country", "border", "somewhere", "central"),
        *("various", "multiple", "several", "of", "in", "near", "the", "and", "or", "غير", "معروف"),
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name is the first of `spellings`; degrees are WGS 84; `source` is where the place comes from."""

    spellings: tuple[str, ...]
    country: str
    admin1: str | None
    latitude: float
    longitude: float
    geo_precision: str
    source: str


def names_no_place(key: str) -> bool:
    """Return whether a normalised name is no more than a country or a part of one: “northern Syria”, “unknown”, “”."""
    return set(key.split()) <= _NO_PLACE | _country_words()


def sites() -> Iterator[Place]:
    """Yield the record's sites that are known better than to a governorate, in the record's order."""
    catalog = load_catalog()
    check_keys(catalog)  # a table that was cut off would make places unknown without a word
    known = catalog.sites
    known = known[known["latitude"].notna() & (known["geo_precision"] != "admin1")]
    for site in known.fillna({"aliases": ""}).to_dict("records"):
        yield Place(
            spellings=(str(site["name"]), *_split(site["aliases"])),
            country=str(site["country"]),
            admin1=str(site["admin1"]),
            latitude=float(site["latitude"]),
            longitude=float(site["longitude"]),
            geo_precision=str(site["geo_precision"]),
            source=RECORD,
        )


def towns() -> Iterator[Place]:
    """Yield the towns of the region, the most populous first."""
    with TOWNS_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Place(
                spellings=(row["name"], *_split(row["aliases"])),
                country=row["country"],
                admin1=row["admin1"] or None,
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                geo_precision="town",
                source="GeoNames",
            )


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(";") if name.strip()]


@cache
def _country_words() -> frozenset[str]:
    """Return the words in the names of the region's countries, in the languages of most reports."""
    names = (name for code in COUNTRY_CODES.values() for name in countries.spellings(code.upper(), ("en", "ar")))
    return frozenset(word for name in names for word in normalise(name).split()) - _TOWNS
