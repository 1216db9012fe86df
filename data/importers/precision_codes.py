"""Numbers by which data sets code how exactly a day or a place is known, by the plain name of their column."""

import re
from typing import Final

from data.folding import same_name
from data.terms import GEO_PRECISIONS

GEO_CODES: Final = {
    "geo precision": {"1": "town", "2": "district", "3": "admin1"},
    "where prec": dict(zip("1234567", ("site", "district", "district", "admin1", "admin1", "country", "admin1"))),
    "specificity": {"1": "town", "2": "district", "3": "district", "4": "admin1", "5": "country"},
}
"""Those of places: ACLED, UCDP and the Global Terrorism Database, whose 5 is a point of unknown meaning."""
TIME_CODES: Final = {"time precision": {"1": "day", "2": "range", "3": "month"}}
"""That of days: ACLED's, whose 2 is a week, known by any of its days."""
WEEK_DAYS: Final = 6
"""The days before and after the stated one that a week may reach."""

UNKNOWN_WORD: Final = "district"
"""What a stated precision in unknown words counts as: “town” would be too exact a drawing."""
_GEO_LIST: Final = {"1": "town", "2": "district", "3": "district", "4": "admin1", "5": "district", "6": "country"}
"""The codes of Insecurity Insight, which stand before their words: “(2) 25 km Precision”, “(5) Linear feature”."""
_LISTED: Final = re.compile(r"\(([1-6])\)\s*\S.*")
_GEO_WORDS: Final = {
    "country": {"country", "national", "nationwide", "nation", "land", "pays"},
    "admin1": {"province", "governorate", "state", "region", "regional", "admin1", "adm1", "oblast", "departamento"},
    "district": {
        *(
            "district",
            "approximate",
            "approx",
            "estimated",
            "vicinity",
            "near",
            "nearby",
            "km",
            "county",
            "subdistrict",
        ),
        *(
            "municipality",
            "commune",
            "admin2",
            "adm2",
            "area",
            "linear",
            "road",
            "river",
            "sea",
            "low",
            "medium",
            "rough",
        ),
    },
    "site": {"site", "building", "address", "facility"},
    "town": {
        *(
            "exact",
            "precise",
            "town",
            "city",
            "village",
            "settlement",
            "high",
            "neighbourhood",
            "neighborhood",
            "known",
        ),
        *("locality", "place", "accurate", "confirmed", "populated", "point", "street"),
    },
}
"""Words of precisions, the coarsest first: “city or district” is a district, “exact city” a town."""
_NEGATED: Final = frozenset({"not", "no", "unknown", "in", "non", "un", "imprecise", "inexact", "unconfirmed"})


def geo_precision(text: str) -> str | None:
    """Return the code of `data.terms.GEO_PRECISIONS` that words state; None if they are not known.

    >>> geo_precision("(2) 25 km Precision"), geo_precision("Province, State"), geo_precision("exact")
    ('district', 'admin1', 'town')
    """
    if listed := _LISTED.fullmatch(text.strip()):
        return _GEO_LIST[listed[1]]
    whole = _LABELS.get(same_name(text))
    if whole:
        return whole
    words = set(re.findall(r"[a-z]+[0-9]?", text.casefold()))
    if words & _NEGATED:
        return None
    return next((code for code, known in _GEO_WORDS.items() if words & known), None)


_LABELS: Final = {same_name(words): code for code, label in GEO_PRECISIONS.items() for words in (code, label)}
