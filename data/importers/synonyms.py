"""Names of columns in English, German, French and Arabic, by the field of the flat table that they hold.

They include the names of other data sets: the Global Terrorism Database (`iyear`, `nkill`, `gname`), PITF's atrocities,
Airwars and the Bureau of Investigative Journalism.
"""

from typing import Final

from data.importers.column_names import plain_name
from data.importers.other_languages import NAMES

KILLED: Final = (
    *("killed", "deaths", "fatalities", "dead", "number killed", "kia", "nkill", "died", "death toll", "deaths number"),
    *(
        "tote",
        "getötet",
        "getötete",
        "todesopfer",
        "morts",
        "tués",
        "décès",
        "قتلى",
        "القتلى",
        "عدد القتلى",
        "وفيات",
        "الوفيات",
    ),
    *NAMES["killed"],
)
WOUNDED: Final = (
    *("wounded", "injured", "injuries", "number wounded", "wia", "nwound", "injured number", "verletzte", "verletzt"),
    *("verwundete", "blessés", "جرحى", "الجرحى", "عدد الجرحى", "مصابين", "المصابين", "إصابات"),
    *NAMES["wounded"],
)
_LOW: Final = ("low", "min", "minimum", "lowest", "lower", "least")
_HIGH: Final = ("high", "max", "maximum", "highest", "upper", "most")


def _bounded(words: tuple[str, ...], bounds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for bound in bounds for word in words for name in (f"{word} {bound}", f"{bound} {word}"))


_WRITTEN: Final = {
    "event_id": (
        *(
            "event id",
            "id",
            "eventid",
            "incident id",
            "incident number",
            "uid",
            "key",
            "strike id",
            "attack id",
            "uuid",
        ),
        *("event id cnty", "data id"),
        *("ereignis id", "identifiant", "المعرف", "رقم الحدث"),
    ),
    "date_start": (
        *(
            "date start",
            "date",
            "event date",
            "incident date",
            "start date",
            "start",
            "day",
            "datum",
            "when",
            "strike date",
        ),
        *(
            "attack date",
            "beginn",
            "tag",
            "ereignisdatum",
            "date de debut",
            "jour",
            "تاريخ",
            "التاريخ",
            "تاريخ الحدث",
            "اليوم",
        ),
        *("time start", "start time", "date time", "datetime", "event time"),
    ),
    "date_year": ("year", "iyear", "event year", "start year", "date year", "jahr", "annee", "السنة"),
    "date_month": ("month", "imonth", "event month", "start month", "date month", "monat", "mois", "الشهر"),
    "date_day": ("day", "tag", "jour", "اليوم", "iday", "event day", "day of month", "start day", "date day"),
    "date_end": (
        "date end",
        "end date",
        "end",
        "until",
        "time end",
        "end time",
        "enddatum",
        "ende",
        "date de fin",
        "تاريخ الانتهاء",
    ),
    "time_precision": ("time precision", "date precision", "zeitgenauigkeit"),
    "country": (
        *(
            "country",
            "country name",
            "country txt",
            "nation",
            "land",
            "pays",
            "staat",
            "البلد",
            "الدولة",
            "بلد",
            "دولة",
        ),
        *("country or territory", "admin0", "adm0", "admin 0", "country code", "iso3", "iso"),
    ),
    "admin1": (
        *("admin1", "adm1", "governorate", "province", "state", "region", "admin 1", "adm 1", "provstate", "provinz"),
        *("gouvernement", "bundesland", "gouvernorat", "محافظة", "المحافظة", "admin1 name", "adm1 name", "area"),
    ),
    "location": (
        *("location", "place", "site", "base", "town", "city", "where", "location name", "place name", "ort", "stadt"),
        *("ortsname", "lieu", "ville", "localité", "المكان", "الموقع", "مكان", "موقع", "المدينة", "مدينة", "village"),
        *("municipality", "commune", "community", "lga", "district", "admin2", "adm2", "admin 2", "area"),
    ),
    "latitude": (
        "latitude",
        "lat",
        "y",
        "lat dd",
        "breite",
        "breitengrad",
        "northing",
        "خط العرض",
        "y coord",
        "ycoord",
    ),
    "longitude": (
        "longitude",
        "lon",
        "long",
        "lng",
        "x",
        "lon dd",
        "länge",
        "laenge",
        "easting",
        "längengrad",
        "خط الطول",
        "x coord",
    ),
    "point": (
        *("point", "coordinates", "coordinate", "coords", "lat lon", "latlon", "lat long", "latlong", "lat lng", "gps"),
        *("latitude longitude", "gps coordinates", "geopoint", "geolocation", "wkt", "geom wkt", "geometry", "geom"),
        *("gps point", "geo point", "geo coordinates", "geo", "koordinaten", "coordonnées", "إحداثيات", "الإحداثيات"),
        *("mgrs", "grid", "grid reference", "grid ref", "mgrs grid", "utm", "position"),
    ),
    "utm_zone": ("utm zone", "zone", "zone utm"),
    "geo_precision": (
        *(
            "geo precision",
            "location precision",
            "place precision",
            "coordinate precision",
            "specificity",
            "where prec",
        ),
        *("ortsgenauigkeit", "geolocation accuracy", "geolocation precision"),
    ),
    "side": ("side", "who struck"),
    "event_type": (
        *("event type", "type", "attack type", "incident type", "kind", "category", "attacktype1 txt", "strike type"),
        *("art", "ereignistyp", "نوع", "النوع", "نوع الهجوم", "type d attaque"),
    ),
    "weapon": ("weapon", "weapons", "weapon type", "munition", "weaptype1 txt", "waffe", "arme", "السلاح", "سلاح"),
    "actor": (
        *(
            "actor",
            "attacker",
            "perpetrator",
            "group",
            "claimed by",
            "actor name",
            "responsible",
            "gname",
            "belligerent",
        ),
        *(
            "perpetrator group",
            "täter",
            "akteur",
            "gruppe",
            "auteur",
            "groupe",
            "الجهة المنفذة",
            "المنفذ",
            "المهاجم",
            "actor1",
        ),
    ),
    "target": (
        *(
            "target",
            "targets",
            "target name",
            "victim",
            "target1",
            "targtype1 txt",
            "ziel",
            "cible",
            "الهدف",
            "هدف",
            "actor2",
        ),
    ),
    "outcome": ("outcome", "result", "ergebnis", "النتيجة"),
    "killed_low": (*_bounded(KILLED, _LOW), "low est"),
    "killed_best": ("killed best", *KILLED, "best est", "best"),
    "killed_high": (*_bounded(KILLED, _HIGH), "high est"),
    "wounded_low": _bounded(WOUNDED, _LOW),
    "wounded_best": ("wounded best", *WOUNDED),
    "wounded_high": _bounded(WOUNDED, _HIGH),
    "summary": (
        *(
            "summary",
            "description",
            "notes",
            "note",
            "details",
            "text",
            "comment",
            "comments",
            "beschreibung",
            "bemerkung",
        ),
        *("narrative", "strike summary", "résumé", "الوصف", "وصف", "ملاحظات", "ملخص"),
    ),
    "source": (
        *("source", "sources", "source url", "reference", "references", "url", "link", "scite1", "quelle", "quellen"),
        *("المصدر", "مصدر", "المصادر"),
    ),
}
SYNONYMS: Final = {
    field: tuple(dict.fromkeys(map(plain_name, (*names, *NAMES.get(field, ()))))) for field, names in _WRITTEN.items()
}
"""The plain names of columns by field, the most likely first."""

DISTRICTS: Final = frozenset(
    map(
        plain_name,
        (
            *("district", "municipality", "commune", "lga", "admin2", "adm2", "admin 2", "area", "район", "distrito"),
            *("distretto", "municipio", "município", "ilçe"),
        ),
    )
)
"""Plain names of columns of areas: a place that one names is known to the district at best."""
_NEUTRAL: Final = frozenset(
    {
        *(
            "total",
            "totals",
            "reported",
            "number",
            "no",
            "nr",
            "num",
            "n",
            "of",
            "count",
            "people",
            "persons",
            "person",
        ),
        *("sum", "overall", "all", "casualties", "casualty", "est", "estimate", "estimated", "best", "figure", "toll"),
        *("in", "the", "nombre", "de", "anzahl", "der", "gesamt", "عدد", "ppl", "numero", "del", "di", "dos"),
        *("sayısı", "toplam", "число", "количество", "всего"),
    }
)
"""Words beside “killed” or “wounded” that do not narrow who is counted."""
_CIVILIANS: Final = frozenset({"civilian", "civilians", "civil", "civiles", "civis", "noncombatants"})
TOTAL: Final = 150.0
"""The similarity of a name that is made of known words and narrows nobody out; that of an equal name is higher."""


def toll_similarity(field: str, name: str) -> float:
    """Return the similarity of a column's plain name to a figure of harm by its words, from 0 to 150.

    A figure of civilians alone is the least similar one.

    >>> toll_similarity("killed_low", "minimum total killed"), toll_similarity("killed_best", "children killed")
    (150.0, 0.0)
    """
    harm, _, bound = field.partition("_")
    words = set(name.split())
    if not HARM_WORDS.get(harm, frozenset()) & words:
        return 0.0
    low, high = words & set(_LOW), words & set(_HIGH)
    if bound not in ([*["low"] * bool(low), *["high"] * bool(high)] or ["best"]) or (low and high):
        return 0.0
    counted = _counted(harm, words)
    if counted - _CIVILIANS:
        return 0.0
    return TOTAL - 10 if counted else TOTAL


def counted(harm: str, name: str) -> frozenset[str] | None:
    """Return the words of a column's plain name that narrow who is counted; None if it is no single figure of a harm.

    >>> sorted(counted("killed", "aid workers killed")), counted("killed", "minimum killed")
    (['aid', 'workers'], None)
    """
    words = set(name.split())
    if not HARM_WORDS[harm] & words or words & {*_LOW, *_HIGH}:
        return None
    return frozenset(_counted(harm, words))


def counts_part(name: str) -> bool:
    """Return whether a column's plain name is that of the harm to some people only, other than all civilians.

    >>> counts_part("soldiers killed"), counts_part("civilians killed"), counts_part("number of killed")
    (True, False, False)
    """
    words = set(name.split())
    return any(known & words and _counted(harm, words) - _CIVILIANS for harm, known in HARM_WORDS.items())


def _counted(harm: str, words: set[str]) -> set[str]:
    """Return the words that narrow who is counted."""
    return words - HARM_WORDS[harm] - _NEUTRAL - set(_LOW) - set(_HIGH)


HARM_WORDS: Final = {
    harm: frozenset(name for name in map(plain_name, names) if " " not in name)
    for harm, names in (("killed", KILLED), ("wounded", WOUNDED))
}
