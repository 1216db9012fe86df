"""Countries by their codes of ISO 3166 and their names in the languages of Unicode CLDR.

A name becomes the one that Basewatch uses: the record's or, for all other countries, that of CLDR in English. A name
of several countries (“Congo”) and a name of none are unknown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from babel import Locale, localedata
from babel.core import get_global
from rapidfuzz import process
from rapidfuzz.distance import OSA

from data.folding import normalise
from data.importers.report import RefusedError, shortened

_LABELS: Final = {"PS": "Palestine", "TR": "Turkey"}
"""Names of the record that differ from those of CLDR."""

_OTHER_NAMES: Final = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia",),
    "BN": ("Brunei Darussalam",),
    "CD": (
        *(
            "Congo, DRC",
            "DRC",
            "DR Congo",
            "D.R. Congo",
            "Dem. Rep. Congo",
            "Democratic Republic of the Congo",
            "Zaire",
        ),
        *("DR Congo (Zaire)", "Congo, Dem. Rep.", "Congo, Democratic Republic", "Congo", "Kongo"),
    ),
    "CF": ("CAR",),
    "CG": ("Republic of the Congo", "Congo, Republic", "Congo, Rep.", "Congo", "Kongo"),
    "CI": ("Ivory Coast", "Cote d'Ivoire"),
    "CN": ("PRC", "People's Republic of China", "Mainland China"),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic",),
    "EG": ("Misr",),
    "FM": ("Federated States of Micronesia",),
    "GB": (
        *("UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
        "United Kingdom of Great Britain and Northern Ireland",
    ),
    "HK": ("Hong Kong",),
    "IQ": ("Kurdistan Region of Iraq", "Iraqi Kurdistan", "Iraq Kurdistan", "جمهورية العراق"),
    "JO": ("المملكة الأردنية الهاشمية",),
    "KG": ("Kyrgyz Republic",),
    "KH": ("Cambodia (Kampuchea)", "Kampuchea"),
    "KP": ("DPRK", "Democratic People's Republic of Korea", "Korea"),
    "KR": ("ROK", "Republic of Korea", "Korea, Rep.", "Korea"),
    "LA": ("Lao PDR", "Lao People's Democratic Republic"),
    "LY": ("Libyan Arab Jamahiriya",),
    "MK": (
        *("Macedonia", "FYROM", "Macedonia, FYR", "FYR Macedonia"),
        "Former Yugoslav Republic of Macedonia",
    ),
    "MM": ("Burma", "Myanmar"),
    "MO": ("Macau", "Macao"),
    "NL": ("Holland",),
    "PS": (
        *("Palestine", "Palestinian Territory", "Occupied Palestinian Territory", "Occupied Palestinian Territories"),
        *("oPt", "Palestinian Authority", "West Bank", "Gaza", "Gaza Strip", "West Bank and Gaza"),
        *("West Bank and Gaza Strip", "Gaza and West Bank", "الضفة الغربية", "غزة", "قطاع غزة"),
        *("فلسطين", "دولة فلسطين", "Palästina", "Filistin", "Палестина", "פלסטין", "巴勒斯坦"),
    ),
    "QA": ("دولة قطر",),
    "RO": ("Rumania",),
    "RS": ("Serbia (Yugoslavia)",),
    "RU": ("Russian Federation",),
    "SA": ("KSA",),
    "SK": ("Slovak Republic",),
    "SY": ("Syrian Arab Republic", "سورية", "الجمهورية العربية السورية"),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Turkiye"),
    "TW": ("Republic of China",),
    "US": ("USA", "United States of America", "America", "الولايات المتحدة الأمريكية"),
    "VA": ("Holy See",),
    "VN": ("Viet Nam",),
    "WS": ("Western Samoa",),
    "YE": ("North Yemen", "South Yemen"),
    "ZW": ("Rhodesia",),
}
"""Names in use that CLDR does not have; one that comes twice means several countries and is unknown."""

_COMMON_LANGUAGES: Final = (
    *(
        "ar",
        "ckb",
        "de",
        "es",
        "fa",
        "fr",
        "he",
        "it",
        "ja",
        "ko",
        "ku",
        "nl",
        "pl",
        "pt",
        "ru",
        "sv",
        "tr",
        "uk",
        "zh",
    ),
    "zh_Hant",
)
"""The languages that are looked through before all others, which take seconds to load."""

_FORM: Final = re.compile(
    r"(?:the )?(?:"
    r"(?:(?:(?:democratic |federal |united |peoples |socialist ){0,2}|islamic |arab |bolivarian |cooperative |"
    r"oriental )?republic|(?:plurinational |independent )?state|(?:hashemite )?kingdom|sultanate|(?:islamic )?emirate|"
    r"principality|grand duchy|commonwealth|union|government) of (?:the )?)"
)
"""The form of a state before its name."""
_IN_PARTS: Final = re.compile(r"(?P<first>[^,،()\[\]]+?)\s*(?:,|،|\(|\[)\s*(?P<second>[^,،()\[\]]+?)\s*[)\]]?")
_INITIALS: Final = re.compile(r"(?:[A-Z]\.\s?){2,}[A-Z]?")
_NO_COUNTRIES: Final = frozenset({"EU", "XA", "XB", "ZZ"})
"""Codes of CLDR for what is no country."""
_SHORTEST: Final = 4
"""Shorter names in Latin letters may be codes."""
_MIN_SIMILARITY: Final = 0.59
_NEAREST: Final = 3


def find(name: str, *, rare: bool = True) -> str | None:
    """Return the country with this name or code of letters, as Basewatch names it; None if it is unknown.

    Args:
        name: its name, or a code; one of two letters must be in capitals. A number means nothing here: see
            `data.importers.country_codes`.
        rare: whether to look through all languages of CLDR, not only the common ones.

    >>> find("Syrian Arab Republic"), find("IRQ"), find("العراق"), find("Korea, South"), find("Congo")
    ('Syria', 'Iraq', 'Iraq', 'South Korea', None)
    """
    code = _whole(name, rare=rare) or _in_parts(name, rare=rare)
    return None if code is None else label(code)


@cache
def label(code: str) -> str:
    """Return the country with this code of ISO 3166 (two capital letters), as Basewatch names it.

    Raises:
        KeyError: there is no such code.
    """
    return _LABELS.get(code) or str(Locale("en").territories[code])


@cache
def codes() -> dict[str, str]:
    """Return the codes of all countries, of two capital letters, by their names as `find` returns them."""
    return {label(code): code for code in sorted({*numeric_codes().values(), "XK"})}


@cache
def numeric_codes() -> dict[int, str]:
    """Return the countries' codes of two letters by those of three digits of ISO 3166-1."""
    return {int(code): country for code, country in _aliases() if code.isdecimal()}


def spellings(code: str, languages: Iterable[str]) -> Iterator[str]:
    """Yield the names of a country: as Basewatch names it, in languages of CLDR and in other use."""
    yield label(code)
    yield from _OTHER_NAMES.get(code, ())
    for language in languages:
        if code in (names := Locale.parse(language).territories):
            yield str(names[code])


def is_abbreviation(name: str) -> bool:
    """Return whether a name of capital letters is in common use, though no code: KSA, UK."""
    return _key(name) in _others() and name.isascii()


def stated(name: str) -> str:
    """Return the country that a person states for a file, as Basewatch names it.

    Raises:
        RefusedError: there is no country with this name or code.
    """
    found = find(name)
    if found is None:
        near = similar(name)
        advice = f"Did you mean {' or '.join(near)}?" if near else "Give its name, or its code of ISO 3166 in letters."
        raise RefusedError(f"There is no country “{shortened(name)}”. {advice}")
    return found


def similar(name: str) -> list[str]:
    """Return the countries whose names are most similar to an unknown one, best first."""
    key = _key(name)
    hits = process.extract(
        key, list(_english()), scorer=OSA.normalized_similarity, score_cutoff=_MIN_SIMILARITY, limit=_NEAREST
    )
    return list(dict.fromkeys(label(code) for found, _, _ in hits if (code := _english()[found])))


def _whole(name: str, *, rare: bool) -> str | None:
    """Return the code of the country that the whole text names."""
    plain = name.strip()
    if _INITIALS.fullmatch(plain):
        plain = re.sub(r"[.\s]", "", plain)
    if re.fullmatch("[A-Z]{2,3}", plain):
        return _letter_codes().get(plain) or _others().get(_key(plain))
    named = _named(plain, rare=rare)
    alpha3 = _letter_codes().get(plain.upper()) if re.fullmatch("[A-Za-z]{3}", plain) else None
    return named or alpha3 if None in (named, alpha3) or named == alpha3 else None


def _in_parts(name: str, *, rare: bool) -> str | None:
    """Return the code of a country named in two parts: “Korea, South”, “Iran (Islamic Republic of)”."""
    parts = _IN_PARTS.fullmatch(name.strip())
    if parts is None:
        return None
    first, second = parts["first"], parts["second"]
    inverted = _whole(f"{second} {first}", rare=rare)
    found = {code for part in (first, second) if (code := _whole(part, rare=rare))}
    return inverted or (found.pop() if len(found) == 1 else None)


def _named(name: str, *, rare: bool) -> str | None:
    key = _key(name)
    form = _FORM.match(normalise(name))
    keys = [name.casefold(), key, *([] if form is None else [_key(normalise(name)[form.end() :])])]
    for index in (_others, _english, _common, *([_all] if rare else [])):
        for key in keys:
            if key in (known := index()):
                return known[key]
    return None


def _key(name: str) -> str:
    """Return the form in which names of countries are compared; a short one in Latin letters keeps its diacritics."""
    words = ["saint" if word == "st" else word for word in normalise(name).split()]
    key = "".join(word for word in words if word not in {"the", "and"}) or "".join(words)
    return name.strip().casefold() if key.isascii() and len(key) < _SHORTEST else key


@cache
def _letter_codes() -> dict[str, str]:
    """Return the codes of two letters by those of two and three letters."""
    known = {code: country for code, country in _aliases() if not code.isdecimal()}
    return known | {country: country for country in numeric_codes().values()} | {"XK": "XK", "XKX": "XK", "UK": "GB"}


def _aliases() -> Iterator[tuple[str, str]]:
    """Yield each code of three letters or digits of ISO 3166 with that of two letters."""
    named = Locale("en").territories
    for code, replacements in get_global("territory_aliases").items():
        country = replacements[0]
        is_country = len(replacements) == 1 and country in named and country.isalpha() and country not in _NO_COUNTRIES
        if is_country and len(code) == 3:  # noqa: PLR2004 - letters or digits
            yield code, country


@cache
def _others() -> dict[str, str | None]:
    return _index((name, code) for code, names in _OTHER_NAMES.items() for name in names)


@cache
def _english() -> dict[str, str | None]:
    return _index(_names(["en"]))


@cache
def _common() -> dict[str, str | None]:
    return _index(_names(_COMMON_LANGUAGES))


@cache
def _all() -> dict[str, str | None]:
    languages = (identifier for identifier in localedata.locale_identifiers() if not Locale.parse(identifier).territory)
    return _index(_names(languages))


def _names(languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each country's name in these languages with its code."""
    known = set(codes().values())
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if code in known:
                yield str(name), code


def _index(names: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """Return codes by names in small letters and by their keys; None for a name of several countries.

    Some scripts have vowel signs that the key leaves out, so that several names have one key.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in names:
        for key in {name.casefold(), _key(name)}:
            found[key].add(code)
    return {key: next(iter(meant)) if len(meant) == 1 else None for key, meant in found.items() if key}
