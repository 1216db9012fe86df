"""Optional geocoding over the network: Nominatim is queried for places that the gazetteer does not know."""

import json
import logging
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
from geopy import exc, geocoders
from geopy.extra.rate_limiter import RateLimiter
from rapidfuzz.distance import OSA

from data.cache_folder import cache_folder, made
from data.clean_text import clean_line
from data.folding import normalise
from data.importers import countries
from data.importers.geography import Candidate, Geography
from data.record.boundaries import divisions
from data.settings import CONTACT, NOMINATIM
from geo.gazetteer import COUNTRY_CODES, names_no_place
from geo.geocode import MOST, undecided

ATTRIBUTION: Final = "© OpenStreetMap contributors"
USER_AGENT: Final = "Basewatch (dashboard of attacks on bases; one request a second)"
SERVER: Final = "https://nominatim.openstreetmap.org"
TIMEOUT_SECONDS: Final = 10
LOCK_SECONDS: Final = 10.0
"""Seconds to wait for another process that writes an answer."""
MOST_CACHED: Final = 100_000
"""The most answers that are cached; beyond them the oldest are removed."""
LONGEST: Final = 100
"""Longer texts are not names of places and are not sent."""

_LOG: Final = logging.getLogger(__name__)
_PRECISIONS: Final = {
    **dict.fromkeys(("county", "district", "state_district"), "district"),
    **dict.fromkeys(("state", "province", "region"), "admin1"),
}
_TOO_WIDE: Final = ("country", "continent", "ocean", "sea")
_UNREADABLE: Final = "Nominatim gave an answer that cannot be read: import again later, or without it."
_FAILURES: Final = (
    (
        exc.GeocoderRateLimited,
        "Nominatim asks for a pause (429): import again in an hour; its answers so far are saved.",
    ),
    (
        exc.GeocoderInsufficientPrivileges,
        "Nominatim refuses to answer this machine (403): import without it, and place the rest by hand.",
    ),
    (
        exc.GeocoderTimedOut,
        f"Nominatim did not answer within {TIMEOUT_SECONDS} seconds: import again later; its answers so far are saved.",
    ),
    (
        exc.GeocoderUnavailable,
        "Nominatim cannot be reached: check the network connection, or import without it.",
    ),
    (exc.GeocoderParseError, _UNREADABLE),
    (exc.GeopyError, "Nominatim failed to answer ({error}): import again later, or without it."),
    (
        (sqlite3.Error, OSError),
        "Nominatim’s answers cannot be saved on the server: import without Nominatim, or tell whoever serves the page.",
    ),
    (Exception, _UNREADABLE),
)
_FIELDS: Final = ("name", "namedetails", "addresstype", "type", "address")
_COUNTRIES: Final = {code: country for country, code in COUNTRY_CODES.items()}

Response = list[dict[str, Any]]


class NominatimError(RuntimeError):
    """Nominatim failed and is not queried again; the message is one sentence with the reason and the remedy."""


class Nominatim:
    """A geography that queries Nominatim for names that the gazetteer does not find, at most one request a second.

    Responses, also empty ones, are cached on disk without a time limit. After a failure Nominatim is not queried again:
    `failure` is the reason, and only the gazetteer is used.
    """

    def __init__(self, gazetteer: Geography, folder: Path | None = None, server: str = SERVER) -> None:
        """Use `gazetteer` first, then `server`; cache its responses in `folder` (default: the user's cache folder).

        Raises:
            NominatimError: whoever serves the page has switched Nominatim off.
        """
        if not NOMINATIM.value:
            raise NominatimError("Nominatim is switched off on this server: import without it.")
        self.gazetteer = gazetteer
        self.failure: NominatimError | None = None
        self._cache = ResponseCache(folder)
        self._server = server

    def place(self, location: str, country: str | None) -> list[Candidate]:
        """Return the places that this name may mean: the gazetteer's or, if it has none, Nominatim's.

        As in `geo.geocode.Gazetteer.place`, only the given country is searched, or the whole region if none is given.
        A network failure raises nothing: read `failure` after all places have been looked up.
        """
        found = self.gazetteer.place(location, country)
        key = normalise(location)
        known = None if country is None else countries.find(country)
        is_elsewhere = country is not None and known not in COUNTRY_CODES
        not_searchable = names_no_place(key) or len(location) > LONGEST or is_elsewhere
        if found or not_searchable or self.failure:
            return found
        try:
            response = self._response(location, known)
        except (exc.GeopyError, sqlite3.Error, OSError, KeyError, TypeError, ValueError) as error:
            if isinstance(error, sqlite3.Error | OSError):
                _LOG.warning("Nominatim’s answers cannot be saved in %s: %s", self._cache.file, error)
            self.failure = NominatimError(_message(error))
            return []
        return undecided(self._candidates(response, normalise(location.split(",", maxsplit=1)[0]), known))

    def country(self, name: str) -> str | None:
        """Return the gazetteer's name of the country; Nominatim is not queried."""
        return self.gazetteer.country(name)

    def areas(self, latitude: "pd.Series[float]", longitude: "pd.Series[float]") -> pd.DataFrame:
        """Return the gazetteer's `country` and `admin1` of every point (WGS 84 degrees); Nominatim is not queried."""
        return self.gazetteer.areas(latitude, longitude)

    def _response(self, location: str, country: str | None) -> Response:
        codes = [COUNTRY_CODES[country]] if country else list(_COUNTRIES)
        key = f"{','.join(codes)} {normalise(location)}"
        cached = self._cache.get(key)
        if cached is not None:
            return cached
        found = limited(self._server)(
            location,
            exactly_one=False,
            limit=MOST,
            country_codes=codes,
            addressdetails=True,
            namedetails=True,
            language="en",
        )
        response = [_trimmed(place.raw) for place in found or []]
        self._cache.put(key, response)
        return response

    def _candidates(self, response: Response, key: str, country: str | None) -> list[Candidate]:
        found = []
        for place in response:
            named = _COUNTRIES.get(place.get("address", {}).get("country_code"))
            kind = place.get("addresstype", place.get("type"))
            if named is None or named != (country or named) or kind in _TOO_WIDE or "name" not in place:
                continue
            names = {place["name"], *place.get("namedetails", {}).values()}
            similarity = max(OSA.normalized_similarity(key, normalise(name)) for name in names)
            found.append(
                Candidate(
                    name=clean_line(place["name"]),
                    country=named,
                    admin1=_governorate(place["address"].get("state", ""), named),
                    latitude=place["lat"],
                    longitude=place["lon"],
                    geo_precision=_PRECISIONS.get(str(kind), "town"),
                    method=f"by Nominatim, {ATTRIBUTION}",
                    score=round(100 * similarity, 1),
                )
            )
        return found


class ResponseCache:
    """A cache of Nominatim's responses in an SQLite file, which several processes may use: JSON by search key.

    A file that is damaged is replaced: what it held can be queried again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Use a file in `folder`, or in the cache folder; it is created with the first response."""
        self._folder = folder

    @property
    def file(self) -> Path:
        """The file's path.

        Raises:
            CacheError: there is no cache folder.
        """
        return (self._folder or cache_folder()) / "nominatim.sqlite"

    def get(self, key: str) -> Response | None:
        """Return the cached response; None if there is none."""
        with closing(self._open()) as database:
            row = database.execute("SELECT answer FROM answers WHERE question = ?", [key]).fetchone()
        response: Response | None = json.loads(row[0]) if row else None
        return response

    def put(self, key: str, response: Response) -> None:
        """Cache a response."""
        with closing(self._open()) as database, database:
            database.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?)", [key, json.dumps(response, ensure_ascii=False)]
            )
            database.execute("DELETE FROM answers WHERE rowid <= (SELECT max(rowid) FROM answers) - ?", [MOST_CACHED])

    def _open(self) -> sqlite3.Connection:
        made(self.file.parent)
        try:
            return self._connect()
        except sqlite3.OperationalError:
            raise  # the file is locked, or the disk is full
        except sqlite3.DatabaseError as error:
            _LOG.warning("The answers of Nominatim in %s are damaged and begun again: %s", self.file, error)
            self.file.unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.file, timeout=LOCK_SECONDS)
        try:
            database.execute("CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, answer TEXT NOT NULL)")
        except sqlite3.Error:
            database.close()
            raise
        return database


@cache
def limited(server: str) -> RateLimiter:
    """Return the rate-limited client of this server; all users of this process share it: one request a second."""
    scheme, _, domain = server.partition("://")
    agent = f"{USER_AGENT}; contact: {CONTACT.value}" if CONTACT.value else USER_AGENT
    geocoder = geocoders.Nominatim(user_agent=agent, scheme=scheme, domain=domain, timeout=TIMEOUT_SECONDS)
    return RateLimiter(geocoder.geocode, min_delay_seconds=1.0, max_retries=0, swallow_exceptions=False)


def _trimmed(place: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a place that are cached.

    Raises:
        KeyError, TypeError, ValueError: the place has no readable coordinates.
    """
    fields = {field: place[field] for field in _FIELDS if place.get(field)}
    return {**fields, "lat": float(place["lat"]), "lon": float(place["lon"])}


def _message(error: Exception) -> str:
    words = next(words for kind, words in _FAILURES if isinstance(error, kind))
    return words.format(error=" ".join(str(error).split()))


def _governorate(state: str, country: str) -> str | None:
    """Return the governorate of this country with the name of OpenStreetMap's state; None if there is none."""
    table = divisions()
    names = table.loc[table["country"] == country, "admin1"].dropna()
    key = normalise(state).removesuffix(" governorate").removesuffix(" province")
    return {normalise(name): str(name) for name in names}.get(key)
