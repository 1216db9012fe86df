"""The gazetteer's data: the record's sites and GeoNames towns, and the normal form in which names are compared."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.record.catalog import load_catalog

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

_OTHER_COUNTRY_NAMES: Final = {
    "Republic of Iraq": "Iraq",
    "العراق": "Iraq",
    "Hashemite Kingdom of Jordan": "Jordan",
    "الأردن": "Jordan",
    "State of Qatar": "Qatar",
    "قطر": "Qatar",
    "Syrian Arab Republic": "Syria",
    "سوريا": "Syria",
    "سورية": "Syria",
    "Islamic Republic of Iran": "Iran",
    "إيران": "Iran",
    "لبنان": "Lebanon",
    "State of Palestine": "Palestine",
    "Kingdom of Saudi Arabia": "Saudi Arabia",
    "KSA": "Saudi Arabia",
    "Misr": "Egypt",
    "مصر": "Egypt",
    "Türkiye": "Turkey",
    "UAE": "United Arab Emirates",
    "اليمن": "Yemen",
}
_SIDES: Final = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
_NO_PLACE: Final = frozenset(
    [
        *(f"{side}{ending}" for side in _SIDES for ending in ("", "ern")),
        *("unknown", "unspecified", "undisclosed", "unclear", "none", "not", "stated", "named", "given", "reported"),
        *("place", "places", "location", "locations", "area", "region", "country", "border", "somewhere", "central"),
        *("various", "multiple", "several", "of", "in", "near", "the", "and", "or", "غير", "معروف"),
    ]
)
_ARTICLES: Final = frozenset(
    vowel + rest for vowel in ("a", "e") for rest in ("l", "d", "n", "r", "s", "t", "z", "sh", "th", "dh")
)
_ARABIC_ARTICLE: Final = re.compile(r"\b(?:ال)+(?=\w{3})")
_LETTERS: Final = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ı": "i", "ـ": None})
_APOSTROPHES: Final = re.compile(r"['’‘`´ʼʻʾʿ′]")
_SEPARATORS: Final = re.compile(r"[\W_]+")


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


def normalise(name: str) -> str:
    """Return the normal form of a name, in which names are compared.

    It is lower case, without diacritics, apostrophes and tatweel, with plain forms of Arabic letters, one space between
    words, and no Arabic article (unless the name has nothing else). The function is idempotent.

    >>> normalise("ʿAyn al-Asad"), normalise("عين الأسد")
    ('ayn asad', 'عين اسد')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    letters = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn").translate(_LETTERS)
    words = _SEPARATORS.sub(" ", _APOSTROPHES.sub("", letters)).split()
    words = [_ARABIC_ARTICLE.sub("", word) for word in words]
    return " ".join([word for word in words if word not in _ARTICLES] or words)


def country_named(name: str) -> str | None:
    """Return the country of `COUNTRY_CODES` with this name; None if there is none.

    >>> country_named("Syrian Arab Republic")
    'Syria'
    """
    return _COUNTRIES.get(normalise(name))


def names_no_place(key: str) -> bool:
    """Return whether a normalised name is no more than a country or a part of one: “northern Syria”, “unknown”, “”."""
    return set(key.split()) <= _NO_PLACE | _COUNTRY_WORDS


def sites() -> Iterator[Place]:
    """Yield the record's sites that are known better than to a governorate, in the record's order."""
    known = load_catalog().sites
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


_COUNTRIES: Final = {
    normalise(name): country for name, country in [*zip(COUNTRY_CODES, COUNTRY_CODES), *_OTHER_COUNTRY_NAMES.items()]
}
_COUNTRY_WORDS: Final = frozenset(word for name in _COUNTRIES for word in name.split())
