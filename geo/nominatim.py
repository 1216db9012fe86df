"""Geocoding with a network, if a person turns it on: Nominatim is asked for what the gazetteer does not know."""

import json
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
from geopy import exc, geocoders
from geopy.extra.rate_limiter import RateLimiter
from platformdirs import user_cache_path
from rapidfuzz.distance import OSA

from data.importers.geography import Candidate, Geography
from data.record.boundaries import divisions
from geo.gazetteer import COUNTRY_CODES, country_named, names_no_place, normalise
from geo.geocode import MOST, undecided

ATTRIBUTION: Final = "© OpenStreetMap contributors"
USER_AGENT: Final = "Basewatch (dashboard of attacks on bases; one request a second)"
SERVER: Final = "https://nominatim.openstreetmap.org"
TIMEOUT_SECONDS: Final = 10
LONGEST: Final = 100
"""Longer texts are no names of places and are not sent."""

_PRECISIONS: Final = {
    **dict.fromkeys(("county", "district", "state_district"), "district"),
    **dict.fromkeys(("state", "province", "region"), "admin1"),
}
_TOO_WIDE: Final = ("country", "continent", "ocean", "sea")
_UNREADABLE: Final = "Nominatim gave an answer that cannot be read: import again later, or without it."
_FAILURES: Final = (
    (
        exc.GeocoderRateLimited,
        "Nominatim asks for a pause (429): import again in an hour; its answers so far are kept.",
    ),
    (
        exc.GeocoderInsufficientPrivileges,
        "Nominatim refuses to answer this machine (403): import without it, and place the rest by hand.",
    ),
    (
        exc.GeocoderTimedOut,
        f"Nominatim did not answer within {TIMEOUT_SECONDS} seconds: import again later; its answers so far are kept.",
    ),
    (
        exc.GeocoderUnavailable,
        "Nominatim cannot be reached: check the network connection, or import without it.",
    ),
    (exc.GeocoderParseError, _UNREADABLE),
    (exc.GeopyError, "Nominatim failed to answer ({error}): import again later, or without it."),
    (
        (sqlite3.Error, OSError),
        "Nominatim’s answers cannot be kept in {file} ({error}): mend or remove it, or import without Nominatim.",
    ),
    (Exception, _UNREADABLE),
)
_FIELDS: Final = ("name", "namedetails", "addresstype", "type", "address")
_COUNTRIES: Final = {code: country for country, code in COUNTRY_CODES.items()}

Answer = list[dict[str, Any]]


class NominatimError(RuntimeError):
    """Why Nominatim was not asked any further, and what to do, in one sentence."""


class Nominatim:
    """A geography that asks Nominatim for the names that another one does not find, one request a second at most.

    Answers, empty ones too, are kept on disk and never asked for again. After a failure nothing more is asked:
    `failure` says why, and the other geography answers alone.
    """

    def __init__(self, gazetteer: Geography, folder: Path | None = None, server: str = SERVER) -> None:
        """Ask `gazetteer` first, then `server`; keep its answers in `folder`, or else in the user's cache folder."""
        self.gazetteer = gazetteer
        self.failure: NominatimError | None = None
        self._kept = Kept((folder or user_cache_path("basewatch")) / "nominatim.sqlite")
        self._server = server

    def place(self, location: str, country: str | None) -> list[Candidate]:
        """Where a place of this name lies: the gazetteer's answer, or Nominatim's where that has none.

        As in `geo.geocode.Gazetteer.place`, no other country than the stated one is searched, and without one the
        region is. This raises nothing for a failing network: look at `failure` when all places are looked up.
        """
        found = self.gazetteer.place(location, country)
        key = normalise(location)
        known = None if country is None else country_named(country)
        unaskable = names_no_place(key) or len(location) > LONGEST or (country is not None and known is None)
        if found or unaskable or self.failure:
            return found
        try:
            answer = self._answer(location, known)
        except (exc.GeopyError, sqlite3.Error, OSError, KeyError, TypeError, ValueError) as error:
            self.failure = NominatimError(_sentence(error, self._kept.file))
            return []
        return undecided(self._candidates(answer, normalise(location.split(",", maxsplit=1)[0]), known))

    def country(self, name: str) -> str | None:
        """The gazetteer's name of the country that goes by this one; Nominatim is not asked."""
        return self.gazetteer.country(name)

    def areas(self, latitude: "pd.Series[float]", longitude: "pd.Series[float]") -> pd.DataFrame:
        """The gazetteer's `country` and `admin1` of every point in WGS 84 degrees; Nominatim is not asked."""
        return self.gazetteer.areas(latitude, longitude)

    def _answer(self, location: str, country: str | None) -> Answer:
        codes = [COUNTRY_CODES[country]] if country else list(_COUNTRIES)
        question = f"{','.join(codes)} {normalise(location)}"
        kept = self._kept.get(question)
        if kept is not None:
            return kept
        found = limited(self._server)(
            location,
            exactly_one=False,
            limit=MOST,
            country_codes=codes,
            addressdetails=True,
            namedetails=True,
            language="en",
        )
        answer = [_trimmed(place.raw) for place in found or []]
        self._kept.put(question, answer)
        return answer

    def _candidates(self, answer: Answer, key: str, country: str | None) -> list[Candidate]:
        found = []
        for place in answer:
            named = _COUNTRIES.get(place.get("address", {}).get("country_code"))
            kind = place.get("addresstype", place.get("type"))
            if named is None or named != (country or named) or kind in _TOO_WIDE or "name" not in place:
                continue
            names = {place["name"], *place.get("namedetails", {}).values()}
            likeness = max(OSA.normalized_similarity(key, normalise(name)) for name in names)
            found.append(
                Candidate(
                    name=place["name"],
                    country=named,
                    admin1=_governorate(place["address"].get("state", ""), named),
                    latitude=place["lat"],
                    longitude=place["lon"],
                    geo_precision=_PRECISIONS.get(str(kind), "town"),
                    method=f"by Nominatim, {ATTRIBUTION}",
                    score=round(100 * likeness, 1),
                )
            )
        return found


class Kept:
    """Answers kept in an SQLite file, as JSON by question."""

    def __init__(self, file: Path) -> None:
        """Keep them in `file`, which is made when the first one is."""
        self.file = file

    def get(self, question: str) -> Answer | None:
        """The kept answer, None if there is none."""
        with closing(self._open()) as database:
            row = database.execute("SELECT answer FROM answers WHERE question = ?", [question]).fetchone()
        answer: Answer | None = json.loads(row[0]) if row else None
        return answer

    def put(self, question: str, answer: Answer) -> None:
        """Keep an answer."""
        with closing(self._open()) as database, database:
            database.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?)", [question, json.dumps(answer, ensure_ascii=False)]
            )

    def _open(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.file)
        database.execute("CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, answer TEXT NOT NULL)")
        return database


@cache
def limited(server: str) -> RateLimiter:
    """The one way to this server in this process, so that all its users together ask once a second."""
    scheme, _, domain = server.partition("://")
    asked = geocoders.Nominatim(user_agent=USER_AGENT, scheme=scheme, domain=domain, timeout=TIMEOUT_SECONDS)
    return RateLimiter(asked.geocode, min_delay_seconds=1.0, max_retries=0, swallow_exceptions=False)


def _trimmed(place: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a place in an answer.

    Raises:
        KeyError, TypeError, ValueError: it has no readable coordinates.
    """
    kept = {field: place[field] for field in _FIELDS if place.get(field)}
    return {**kept, "lat": float(place["lat"]), "lon": float(place["lon"])}


def _sentence(error: Exception, file: Path) -> str:
    words = next(words for kind, words in _FAILURES if isinstance(error, kind))
    return words.format(error=" ".join(str(error).split()), file=file)


def _governorate(state: str, country: str) -> str | None:
    """The governorate of this country that OpenStreetMap's state is by name, None if it is none."""
    table = divisions()
    names = table.loc[table["country"] == country, "admin1"].dropna()
    key = normalise(state).removesuffix(" governorate").removesuffix(" province")
    return {normalise(name): str(name) for name in names}.get(key)
