"""Takes apart what a file states as a place: “near Erbil, Kurdistan Region, Iraq” is near Erbil, and lies in Iraq.

A country or a province is recognised behind a comma, a dash between spaces or in parentheses. All other words remain
part of the place's name, or are an area that only a gazetteer may know.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from data.folding import same_name
from data.importers import countries
from data.record.boundaries import divisions

_CACHE_SIZE: Final = 50_000
_LONGEST: Final = 200
"""Longer texts are not names of places."""
_FARTHEST_KM: Final = 25
"""A place at most so far from another one is known to the district."""
_KM_OF_MILE: Final = 1.609

_SEPARATORS: Final = re.compile(r"[,،;()\[\]]|(?:\s[-–—]\s|/)(?!.* border\b)")
_DIRECTION: Final = r"(?:north|south|east|west|north-?\s?east|north-?\s?west|south-?\s?east|south-?\s?west)"
_NEAR: Final = re.compile(
    rf"(?:in (?:the )?|on (?:the )?)?(?:near(?:by)?(?: to)?|close to|just outside(?: of)?|outside(?: of)?|around|"
    rf"(?:the )?(?:vicinity|outskirts|environs) of|قرب|بالقرب من|"
    rf"(?:(?:about|some|approximately|approx\.?|ca\.?) )?~?(?P<distance>[0-9]{{1,3}}(?:\.[0-9]+)?)\s?"
    rf"(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi)(?: (?:to the )?{_DIRECTION})? (?:of|from))\s+(?P<name>.+)",
    re.IGNORECASE,
)
_SIDE: Final = re.compile(rf"(?:{_DIRECTION}(?:ern)?|central) (?=.)", re.IGNORECASE)
_BORDER: Final = re.compile(
    r"(?:near )?(?:the )?(?P<names>.+?) border(?: (?:area|region|zone|triangle|crossing))?", re.IGNORECASE
)
_PROVINCE: Final = re.compile(
    r"(?:(?:the )?(?:governorate|province) of |محافظة )(?P<after>.+)|"
    r"(?P<before>.+?) (?:governorate|province|gov\.|prov\.)",
    re.IGNORECASE,
)
_PROVINCES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "Iraq": {
        "Anbar": ("Al Anbar", "الأنبار"),
        "Babil": ("Babylon", "بابل"),
        "Baghdad": ("بغداد",),
        "Basra": ("Basrah", "البصرة"),
        "Dhi Qar": ("Thi Qar", "Zi Qar", "ذي قار"),
        "Diyala": ("ديالى",),
        "Duhok": ("Dohuk", "Dahuk", "دهوك"),
        "Erbil": ("Arbil", "Irbil", "Hewler", "أربيل"),
        "Karbala": ("Kerbala", "كربلاء"),
        "Kirkuk": ("At Tamim", "Tameem", "Tamim", "Ta'mim", "كركوك"),
        "Maysan": ("Missan", "ميسان"),
        "Muthanna": ("المثنى",),
        "Najaf": ("النجف",),
        "Nineveh": ("Ninawa", "Ninewa", "Nineva", "نينوى"),
        "Qadisiyah": ("Qadissiya", "Qadisiyyah", "القادسية"),
        "Saladin": ("Salah al-Din", "Salah ad-Din", "Salahuddin", "Salahaddin", "Salahadin", "صلاح الدين"),
        "Sulaymaniyah": ("Sulaimaniyah", "Sulaymaniya", "Sulaimani", "As Sulaymaniyyah", "السليمانية"),
        "Wasit": ("واسط",),
    },
    "Syria": {
        "Al-Hasakah": ("Hasaka", "Hassakeh", "Hasakeh", "الحسكة"),
        "Aleppo": ("Halab", "حلب"),
        "Damascus": ("دمشق",),
        "Daraa": ("Deraa", "Dara", "درعا"),
        "Deir ez-Zor": ("Deir Ezzor", "Deir al-Zor", "Dayr az Zawr", "Deir Azzour", "دير الزور"),
        "Hama": ("Hamah", "حماة"),
        "Homs": ("Hims", "حمص"),
        "Idlib": ("Idleb", "إدلب"),
        "Latakia": ("Lattakia", "اللاذقية"),
        "Raqqa": ("Raqqah", "الرقة"),
        "Rif Dimashq": ("Rural Damascus", "Damascus Countryside", "Rif Dimashq", "ريف دمشق"),
        "Suwayda": ("Sweida", "Suweida", "السويداء"),
        "Tartus": ("Tartous", "طرطوس"),
    },
    "Jordan": {"Maan": ("معان",), "Mafraq": ("المفرق",), "Zarqa": ("الزرقاء",)},
}
"""Other spellings of provinces in the languages of files, by the names of `data.record.boundaries.divisions`."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What the words of a place state.

    Attributes:
        name: the name of the place; empty if the words name only areas.
        is_near: whether the place is only near that name.
        countries: the countries in or between which it lies; empty if none is named.
        admin1: the province in which it lies, or None if none is named.
        areas: other words behind the name, which may be an area around it.
    """

    name: str
    is_near: bool = False
    countries: frozenset[str] = frozenset()
    admin1: str | None = None
    areas: tuple[str, ...] = ()

    def country(self) -> str | None:
        """Return the only country that the words name; None if they name none or several, as in “Jordan, Syria”."""
        is_certain = len(self.countries) == 1 and _country(self.name) is None
        return next(iter(self.countries)) if is_certain else None


@lru_cache(maxsize=_CACHE_SIZE)
def parse(text: str) -> PlaceWords:
    """Return what the words of a place state.

    >>> parse("near Erbil, Kurdistan Region, Iraq")
    PlaceWords(name='Erbil', is_near=True, countries=frozenset({'Iraq'}), admin1=None, areas=())
    >>> parse("Al-Asad Air Base, Anbar").admin1, sorted(parse("Tower 22, Jordan-Syria border").countries)
    ('Anbar', ['Jordan', 'Syria'])
    """
    around, colon, inside = text[:_LONGEST].partition(" : ")
    if colon and province(around):  # an area in front of its place
        text = f"{inside}, {around}"
    parts = [part.strip() for part in _SEPARATORS.split(text[:_LONGEST]) if part.strip()]
    found = PlaceWords("")
    if _is_town_with_a_country_s_name(parts):
        found = PlaceWords(parts.pop(0))
    for part in parts:
        area = _area(part, is_named=bool(found.name))
        if area is not None and _agree(found, area):
            found = replace(found, countries=found.countries or area.countries, admin1=found.admin1 or area.admin1)
        elif found.name:
            found = replace(found, areas=(*found.areas, part))
        else:
            near = _near(part)
            found = replace(found, name=near or part, is_near=near is not None)
    return found


def _is_town_with_a_country_s_name(parts: list[str]) -> bool:
    """Return whether the first part is named like a country, and the others state that it lies in another one.

    Amman and Oman have one spelling in Arabic without vowel signs.
    """
    head, *areas = [_area(part, is_named=number > 0) for number, part in enumerate(parts)] or [None]
    return head is not None and any(area is not None and not _agree(head, area) for area in areas)


def province(name: str) -> tuple[str, str] | None:
    """Return country and province of a province's name; None if it is no name of one.

    >>> province("Ninewa"), province("Mosul")
    (('Iraq', 'Nineveh'), None)
    """
    return _provinces().get(same_name(name))


def _area(part: str, *, is_named: bool) -> PlaceWords | None:
    """Return the country or province that these words name; None if they name neither.

    Where the place is not yet named, words that might name a town as well as a province name the place.
    """
    plain = _SIDE.sub("", part)
    named = frozenset({country}) if (country := _country(plain)) else _between(part)
    if named:
        return PlaceWords("", countries=named)
    marked = _PROVINCE.fullmatch(plain)
    if not is_named and marked is None:
        return None
    word = plain if marked is None else marked["after"] or marked["before"]
    found = province(word)
    return None if found is None else PlaceWords("", countries=frozenset({found[0]}), admin1=found[1])


def _country(words: str) -> str | None:
    """Return the country that these words name; codes of letters are not read in a place's words."""
    if same_name(words) in {"kurdistanregion", "kurdistan", "iraqikurdistanregion", "kri", "kurdistanregioniraq"}:
        return "Iraq"
    return (
        None
        if re.fullmatch(r"[A-Za-z]{1,3}", words) and words not in {"USA", "UAE"}
        else countries.find(words, rare=False)
    )


def _between(part: str) -> frozenset[str]:
    """Return the countries on both sides of a border that these words name; none if they name no border."""
    border = _BORDER.fullmatch(part)
    if border is None:
        return frozenset()
    named = [_country(name.strip()) for name in re.split(r"[-–—/]| and ", border["names"])]
    return frozenset(name for name in named if name) if all(named) else frozenset()


def _agree(found: PlaceWords, area: PlaceWords) -> bool:
    """Return whether an area may be added to those that were found: an area of one of the same countries."""
    provinces = found.admin1 is None or area.admin1 in {None, found.admin1}
    return provinces and (not found.countries or area.countries <= found.countries or found.countries <= area.countries)


def _near(part: str) -> str | None:
    """Return the name of the place that these words are near; None if they do not say so, or are too far from it."""
    near = _NEAR.fullmatch(part)
    if near is None:
        return None
    kilometres = float(near["distance"] or 0) * (_KM_OF_MILE if (near["unit"] or "").lower().startswith("mi") else 1)
    return near["name"] if kilometres <= _FARTHEST_KM else None


@cache
def _provinces() -> dict[str, tuple[str, str]]:
    """Return country and province by the keys of the province's spellings."""
    table = divisions().dropna(subset=["admin1"])
    known = {same_name(name): (str(country), str(name)) for country, name in zip(table["country"], table["admin1"])}
    for country, provinces in _PROVINCES.items():
        known |= {same_name(other): (country, name) for name, others in provinces.items() for other in others}
    return known
