"""ACLED exports: 31 columns since March 2023, older and monadic ones too.

ACLED names two actors, not who struck first, so a row counts as an attack or as an answer only where US or coalition
forces struck, or were struck, from afar; all else is `other`. Its one figure of deaths is conservative: it stands for
low and best, and the high stays open. It records no wounded.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from data.importers.dates import days, month_end, month_start
from data.importers.map_unique import once
from data.importers.places import Places
from data.importers.row_reader import Flat, RowReader

COLUMNS: Final = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *("civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude"),
    *("longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
"""The columns of an export, in their order."""
REQUIRED: Final = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2", "country"),
    *("location", "latitude", "longitude", "geo_precision", "source", "notes", "fatalities"),
)
OPTIONAL: Final = ("assoc_actor_2", "admin1", "timestamp")
SIGNS: Final = frozenset({"event_id_cnty", "sub_event_type", "disorder_type", "inter1"})
"""Columns that no other format has."""

TOLD: Final = (
    "ACLED records no wounded: they are unknown, not none. Its deaths are one conservative figure, so the highest "
    "figure stays open."
)
_WHO: Final = "In {rows} ACLED does not tell who struck; they count as “other”."
_KIND: Final = "In {rows} the notes do not tell one type of weapon; the type is not specified."
_SPELLED: Final = "In {rows} the day is written otherwise than YYYY-MM-DD, as in {values}; it was read as it is meant."

_REMOTE: Final = "Explosions/Remote violence"
_VIOLENCE: Final = (_REMOTE, "Violence against civilians")
_US: Final = r"(?i)\bmilitary forces of the united states\b"
_COALITION: Final = r"(?i)\b(?:global coalition|operation inherent resolve|coalition forces against)\b"
_TIME_PRECISIONS: Final = {"1": "day", "2": "range", "3": "month"}
_GEO_PRECISIONS: Final = {"1": "town", "2": "district", "3": "admin1"}
_ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WEEK: Final = pd.Timedelta(days=6)
_IED: Final = "Remote explosive/landmine/IED"
_TOLD_IN_NOTES: Final = ("Air/drone strike", "Shelling/artillery/missile attack")
_GRENADES: Final = r"(?i)\brockets?[ -]propelled"
_WORDS: Final = {
    "drone strike": r"(?i)\b(?:drones?|uavs?|unmanned aerial)\b",
    "airstrike": r"(?i)\b(?:air ?-?strikes?|war ?planes?|(?:fighter )?jets?)\b",
    "rocket attack": r"(?i)\b(?:rockets?|katyushas?)\b",
    "missile attack": r"(?i)\bmissiles?\b",
    "artillery": r"(?i)\b(?:mortars?|artillery|shell(?:s|ed|ing)?)\b",
}


def unnamed(first: Sequence[str]) -> tuple[str, ...] | None:
    """The columns of an export whose first row is already an event; None for any other row."""
    if len(first) != len(COLUMNS):
        return None
    row = pd.DataFrame([first], columns=list(COLUMNS), dtype="str")
    event = days(row["event_date"]).notna() & row["event_id_cnty"].str.fullmatch(r"[A-Z]{3}[0-9]+")
    place = row["latitude"].str.fullmatch(r"-?[0-9.]+") & row["geo_precision"].isin(list(_GEO_PRECISIONS))
    return COLUMNS if (event & place).all() else None


def convert(sieve: RowReader, places: Places) -> Flat:
    """The rows of a chunk as events."""
    dates = _dates(sieve)
    latitude, longitude = sieve.points()
    sieve.reject(sieve.text("latitude").isna(), "latitude", "is empty")
    told = {"country": places.countries(sieve.required("country")), "admin1": sieve.text("admin1")}
    area = places.fill(sieve, pd.DataFrame({**told, "latitude": latitude, "longitude": longitude}))
    event_id = "acled-" + sieve.required("event_id_cnty")
    killed = sieve.counts("fatalities")
    kind, actor = sieve.required("event_type"), sieve.text("actor1")
    side, event_type = _side(sieve), _event_type(sieve)
    sieve.notes.count(_WHO, int((side == "other").sum()))
    sieve.notes.count(_KIND, int(((event_type == "unspecified") & kind.eq(_REMOTE)).sum()))
    basis = np.where(kind.isin(_VIOLENCE) & actor.notna(), "attributed", "unknown")
    events = {
        "event_id": event_id,
        **dates,
        "country": area["country"],
        "admin1": area["admin1"],
        "location": sieve.required("location"),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": sieve.coded("geo_precision", _GEO_PRECISIONS),
        "side": side,
        "event_type": event_type,
        "weapon": sieve.text("sub_event_type").where(kind == _REMOTE),
        "actor": actor,
        "actor_basis": basis,
        "target": sieve.text("actor2"),
        "outcome": "unknown",
        "killed_low": killed,
        "killed_best": killed,
        "summary": _summary(sieve),
        "source": once(sieve.text("source"), _sources).fillna("ACLED"),
        "stamp": _stamp(sieve.text("timestamp")),
    }
    tolls = pd.DataFrame({"event_id": event_id, "party": "unassigned", "harm": "killed", "low": killed, "best": killed})
    return sieve.finish(events, tolls[killed.notna()])


def _dates(sieve: RowReader) -> dict[str, pd.Series]:
    """The span of days: a week reaches six days to either side, the day within it not being told."""
    text = sieve.required("event_date")
    day = once(text, days)
    sieve.reject(text.notna() & day.isna(), "event_date", "is no day between 1900 and 2100")
    sieve.notes.values(_SPELLED, text[day.notna() & ~text.str.fullmatch(_ISO).fillna(False)])
    precision = sieve.coded("time_precision", _TIME_PRECISIONS)
    week, month = precision == "range", precision == "month"
    start = day.mask(week, day - _WEEK).mask(month, month_start(day))
    end = day.mask(week, day + _WEEK).mask(month, month_end(day))
    return {"date_start": start, "date_end": end, "time_precision": precision}


def _side(sieve: RowReader) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    remote = sieve.text("event_type") == _REMOTE
    actor, *struck = (once(sieve.text(name), _forces) for name in ("actor1", "actor2", "assoc_actor_2"))
    return np.select(
        [
            remote & (actor == "us_strike"),
            remote & (actor == "coalition_strike"),
            remote & (struck[0].notna() | struck[1].notna()),
        ],
        ["us_strike", "coalition_strike", "attack"],
        "other",
    )


def _forces(names: pd.Series) -> pd.Series:
    """The side of a strike by the forces that are named; null where they are neither US nor coalition forces."""
    us, coalition = names.str.contains(_US), names.str.contains(_COALITION)
    return pd.Series(np.select([us, coalition], ["us_strike", "coalition_strike"], ""), dtype="str").replace("", None)


def _event_type(sieve: RowReader) -> pd.Series:
    """The type that the notes tell in the words of exactly one kind; mines and IEDs have a code of their own."""
    kind = sieve.text("sub_event_type")
    notes = sieve.text("notes")[kind.isin(_TOLD_IN_NOTES)].fillna("")
    notes = notes.str.replace(_GRENADES, " ", regex=True)
    said = pd.DataFrame({name: notes.str.contains(words) for name, words in _WORDS.items()})
    told = said.idxmax(axis=1).astype("str")[said.sum(axis=1) == 1]
    return told.reindex(kind.index).fillna("unspecified").mask(kind == _IED, "ied")


def _summary(sieve: RowReader) -> pd.Series:
    return sieve.text("notes").fillna(sieve.text("sub_event_type").fillna("Event") + " at " + sieve.text("location"))


def _sources(text: pd.Series) -> pd.Series:
    return text.str.replace(r"\s*;\s*", ";", regex=True)


def _stamp(text: pd.Series) -> pd.Series:
    """Seconds since 1970, from a number of seconds or a date and time; null where it is neither."""
    seconds = text.where(text.str.fullmatch(r"[0-9]{1,12}(\.0*)?"))
    clock = pd.to_datetime(text, errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)
    since = clock.astype("datetime64[s]").astype("int64").where(clock.notna())
    return pd.to_numeric(seconds).astype("Float64").fillna(since.astype("Float64")).round().astype("Int64")
