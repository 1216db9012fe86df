"""ACLED exports: 31 columns since March 2023, older exports since 1997, reduced and monadic ones (a row per actor).

ACLED names two actors but not who struck first. A row is therefore an attack or a strike only if US or coalition
forces struck, or were struck, from a distance; all other rows are `other`. Its single figure of deaths is
conservative: it becomes low and best, and high stays unknown. ACLED records no wounded.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from data.importers import row_ids
from data.importers.country_codes import ISO, Codes
from data.importers.counts import BOUNDS
from data.importers.dates import days, month_end, month_start
from data.importers.format import FixedFormat
from data.importers.map_unique import map_unique
from data.importers.places import Places
from data.importers.placing import place_events
from data.importers.row_reader import Flat, RowReader

COLUMNS: Final = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *("civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude"),
    *("longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
"""The columns of an export, in their order."""
_EXPECTED: Final = (
    *("event_id_cnty", "time_precision", "event_type", "sub_event_type", "actor1", "actor2", "country", "location"),
    *("latitude", "longitude", "geo_precision", "source", "notes", "fatalities"),
)
_OPTIONAL: Final = ("assoc_actor_1", "assoc_actor_2", "admin1", "iso", "timestamp")
_OTHER_NAMES: Final = {
    "event_id_cnty": ("event_id_c", "data_id"),
    "time_precision": ("time_preci",),
    "geo_precision": ("geo_precis",),
    "sub_event_type": ("sub_event_",),
    "assoc_actor_1": ("ally_actor_1",),
    "assoc_actor_2": ("ally_actor_2",),
}
"""Names in exports before 2018, and names that a Shapefile has cut to ten letters."""
_SIGNATURE: Final = frozenset(
    {
        *("event_id_cnty", "event_id_no_cnty", "sub_event_type", "disorder_type", "civilian_targeting", "source_scale"),
        *("actor1", "inter1", "inter2", "interaction", "assoc_actor_1", "assoc_actor_2", "ally_actor_1"),
        *("actor_dyad_id", "event_id_c"),
    }
)

_CAVEAT: Final = (
    "ACLED records no wounded: they are unknown, not none. Its deaths are one conservative figure, so the highest "
    "figure stays open."
)
_SIDE_UNKNOWN: Final = "In {rows} ACLED does not say who struck; they count as “other”."
_SIDE_UNKNOWN_OF_ACTOR: Final = (
    "ACLED does not say who struck; events without a strike by or on US or coalition forces count as “other”."
)
_TYPE_UNKNOWN: Final = "In {rows} the notes do not name exactly one type of weapon; the type is not specified."
_NO_TIME_PRECISION: Final = (
    "In {rows} the precision of the date is not stated. ACLED’s dates may represent a whole month, so the event counts "
    "as known to the month of its date."
)
_NO_GEO_PRECISION: Final = (
    "In {rows} the precision of the point is not stated. ACLED’s points may represent a whole province, so the event "
    "counts as known to the province."
)
_DATE_SPELLING: Final = "In {rows} the date is not written as YYYY-MM-DD: {values}. It was read as the day it names."

_REMOTE: Final = ("Explosions/Remote violence", "Remote violence")
"""The event type of strikes from a distance, now and before 2018."""
_VIOLENCE: Final = (*_REMOTE, "Violence against civilians")
_US: Final = r"(?i)\bmilitary forces of the united states\b"
_COALITION: Final = r"(?i)\b(?:global coalition|operation inherent resolve|coalition forces against)\b"
_TIME_PRECISIONS: Final = {"1": "day", "2": "range", "3": "month"}
_GEO_PRECISIONS: Final = {"1": "town", "2": "district", "3": "admin1"}
_ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WEEK: Final = pd.Timedelta(days=6)
_IED: Final = "Remote explosive/landmine/IED"
_WEAPON_IN_NOTES: Final = ("Air/drone strike", "Shelling/artillery/missile attack")
_GRENADES: Final = r"(?i)\brockets?[ -]propelled"
_WEAPONS: Final = {
    "drone strike": r"(?i)\b(?:drones?|uavs?|unmanned aerial)\b",
    "airstrike": r"(?i)\b(?:air ?-?strikes?|war ?planes?|(?:fighter )?jets?)\b",
    "rocket attack": r"(?i)\b(?:rockets?|katyushas?)\b",
    "missile attack": r"(?i)\bmissiles?\b",
    "artillery": r"(?i)\b(?:mortars?|artillery|shell(?:s|ed|ing)?)\b",
}


def _infer_columns(first: Sequence[str]) -> tuple[str, ...] | None:
    """Return `COLUMNS` if the row is an event of an export, else None."""
    if len(first) != len(COLUMNS):
        return None
    row = pd.DataFrame([first], columns=list(COLUMNS), dtype="str")
    event = days(row["event_date"]).notna() & row["event_id_cnty"].str.fullmatch(r"[A-Z]{3}[0-9]+")
    place = row["latitude"].str.fullmatch(r"-?[0-9.]+") & row["geo_precision"].isin(list(_GEO_PRECISIONS))
    return COLUMNS if (event & place).all() else None


def _convert(reader: RowReader, places: Places) -> Flat:
    """Return the rows of a chunk as events."""
    place = _place(reader, places)
    ids = row_ids.ids(reader, reader.text("event_id_cnty"), "acled-")
    killed = reader.tolls("fatalities", "killed")
    kind, actor = reader.text("event_type"), reader.text("actor1")
    side, event_type = _side(reader), _event_type(reader)
    unknown = _SIDE_UNKNOWN if "actor2" in reader.rows else _SIDE_UNKNOWN_OF_ACTOR
    reader.notes.count(unknown, int((side == "other").sum()))
    reader.notes.count(_TYPE_UNKNOWN, int(((event_type == "unspecified") & kind.isin(_REMOTE)).sum()))
    basis = np.where(kind.isin(_VIOLENCE) & actor.notna(), "attributed", "unknown")
    events = {
        **ids,
        **_dates(reader),
        **place,
        "side": side,
        "event_type": event_type,
        "weapon": reader.text("sub_event_type").where(kind.isin(_REMOTE)),
        "actor": actor,
        "actor_basis": basis,
        "target": reader.text("actor2"),
        "outcome": "unknown",
        "killed_low": killed["low"],
        "killed_best": killed["best"],
        "killed_high": killed["high"].where(killed["best"].isna()),
        "summary": _summary(reader, place["location"]),
        "source": map_unique(reader.text("source"), _sources).fillna("ACLED"),
        "timestamp": _timestamp(reader.text("timestamp")),
        "side_as_target": _side_as_target(reader),
    }
    bounds = {bound: events[f"killed_{bound}"] for bound in BOUNDS}
    tolls = pd.DataFrame({"event_id": ids["event_id"], "party": "unassigned", "harm": "killed", **bounds})
    return reader.finish(events, tolls[killed["low"].notna()])


def _place(reader: RowReader, places: Places) -> dict[str, pd.Series]:
    """Return the place: the stated point, or that of the named place in the gazetteer, or only the country."""
    latitude, longitude = reader.points()
    unstated = latitude.notna() & reader.text("geo_precision").isna()
    reader.notes.count(_NO_GEO_PRECISION, int(unstated.sum()))
    country = places.countries(reader.text("country"))
    numbers = places.countries(reader.text("iso").where(country.isna()), Codes(ISO))
    stated = {
        "country": country.fillna(numbers),
        "admin1": reader.text("admin1"),
        "location": reader.text("location"),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": reader.coded("geo_precision", _GEO_PRECISIONS, empty=True).mask(unstated, "admin1"),
    }
    return place_events(reader, places, pd.DataFrame(stated))


def _dates(reader: RowReader) -> dict[str, pd.Series]:
    """Return the span of days; a week is known by any of its days, so it reaches six days to either side."""
    text = reader.text("event_date")
    day = reader.days("event_date")
    reader.notes.values(_DATE_SPELLING, text[day.notna() & ~text.str.fullmatch(_ISO).fillna(False)])
    missing = reader.text("time_precision").isna()
    reader.notes.count(_NO_TIME_PRECISION, int(missing.sum()))
    precision = reader.coded("time_precision", _TIME_PRECISIONS, empty=True).mask(missing, "month")
    week, month = precision == "range", precision == "month"
    start = day.mask(week, day - _WEEK).mask(month, month_start(day))
    end = day.mask(week, day + _WEEK).mask(month, month_end(day))
    return {"date_start": start, "date_end": end, "time_precision": precision}


def _side(reader: RowReader) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    remote = reader.text("event_type").isin(_REMOTE)
    actor, *struck = (map_unique(reader.text(name), _forces) for name in ("actor1", "actor2", "assoc_actor_2"))
    return np.select(
        [
            remote & (actor == "us_strike"),
            remote & (actor == "coalition_strike"),
            remote & (struck[0].notna() | struck[1].notna()),
        ],
        ["us_strike", "coalition_strike", "attack"],
        "other",
    )


def _side_as_target(reader: RowReader) -> pd.Series:
    """Return the side of a strike against the first actor, which is another row's target in a monadic export."""
    remote = reader.text("event_type").isin(_REMOTE)
    struck = [map_unique(reader.text(name), _forces).notna() for name in ("actor1", "assoc_actor_1")]
    return pd.Series("attack", index=remote.index, dtype="str").where(remote & (struck[0] | struck[1]))


def _forces(names: pd.Series) -> pd.Series:
    """Return the side of a strike by these actors; null if they are neither US nor coalition forces."""
    us, coalition = names.str.contains(_US), names.str.contains(_COALITION)
    return pd.Series(np.select([us, coalition], ["us_strike", "coalition_strike"], ""), dtype="str").replace("", None)


def _event_type(reader: RowReader) -> pd.Series:
    """Return the only type of weapon that the notes name; mines and IEDs have a separate code."""
    kind = reader.text("sub_event_type")
    struck = kind.isin(_WEAPON_IN_NOTES) | (kind.isna() & reader.text("event_type").isin(_REMOTE))
    notes = reader.text("notes")[struck].fillna("")
    notes = notes.str.replace(_GRENADES, " ", regex=True)
    named = pd.DataFrame({name: notes.str.contains(pattern) for name, pattern in _WEAPONS.items()})
    found = named.idxmax(axis=1).astype("str")[named.sum(axis=1) == 1]
    return found.reindex(kind.index).fillna("unspecified").mask(kind == _IED, "ied")


def _summary(reader: RowReader, location: pd.Series) -> pd.Series:
    kind = reader.text("sub_event_type").fillna(reader.text("event_type")).fillna("Event")
    return reader.text("notes").fillna(kind + " at " + location)


def _sources(text: pd.Series) -> pd.Series:
    return text.str.replace(r"\s*;\s*", ";", regex=True)


def _timestamp(text: pd.Series) -> pd.Series:
    """Return seconds since 1970 from a number of seconds or a date and time; null if it is neither."""
    seconds = text.where(text.str.fullmatch(r"[0-9]{1,12}(\.0*)?"))
    clock = pd.to_datetime(text.mask(seconds.notna()), errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)
    since = clock.astype("datetime64[s]").astype("int64").where(clock.notna())
    return pd.to_numeric(seconds).astype("Float64").fillna(since.astype("Float64")).round().astype("Int64")


FORMAT: Final = FixedFormat(
    title="ACLED export",
    article="an ACLED export",
    signature=_SIGNATURE,
    required=("event_date",),
    one_of=(("country",), ("iso",), ("latitude", "longitude")),
    expected=_EXPECTED,
    optional=_OPTIONAL,
    other_names=_OTHER_NAMES,
    orders=(COLUMNS,),
    caveat=_CAVEAT,
    converter=_convert,
    inference=_infer_columns,
    is_monadic=lambda columns: {"event_id_cnty", "actor1"} <= set(columns) and "actor2" not in columns,
    dates=("event_date",),
)
