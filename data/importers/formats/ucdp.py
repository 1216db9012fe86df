"""UCDP GED and Candidate files: 49 columns, or 42 up to version 19.1, in any order.

UCDP names two sides of a conflict but not who struck, so every row is `other`. Its deaths by side are best figures
that sum to `best`; `low` and `high` are given for the whole event only. The toll by party follows from them:

- If one party has all the deaths, its row has the event's low, best and high.
- If several parties share them, the best and high of each are its deaths. Its low assumes that the whole difference
  between `best` and `low` is missing from this party. The difference between `high` and `best` becomes a row
  `unassigned`. So the highs sum to `high`, and the lows are the smallest that the figures allow.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from data.importers import row_ids
from data.importers.country_codes import GLEDITSCH_WARD, Codes
from data.importers.counts import BOUNDS
from data.importers.dates import days, month_start
from data.importers.format import FixedFormat
from data.importers.places import Places
from data.importers.placing import place_events
from data.importers.row_reader import TOLL_COLUMNS, Flat, RowReader
from data.importers.toll_columns import settle

COLUMNS: Final = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a"),
    *("side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description"),
    *("adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
"""The columns of a file since version 20.1, in their order."""
COLUMNS_19_1: Final = (
    *("id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name"),
    *("side_a_new_id", "gwnoa", "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources", "source_article"),
    *("source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates"),
    *("adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "low", "best", "high"),
)
"""The columns of version 19.1, in their order."""
_EXPECTED: Final = (
    *("id", "type_of_violence", "dyad_name", "side_a", "side_b", "where_prec", "where_coordinates", "latitude"),
    *("longitude", "country", "date_prec", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
    *("best", "high", "low"),
)
_OPTIONAL: Final = ("where_description", "adm_1", "country_id", "source_article", "source_office", "source_headline")
_OTHER_NAMES: Final = {
    "best": ("best_est", "best_estimate"),
    "high": ("high_est", "high_estimate"),
    "low": ("low_est", "low_estimate"),
    "deaths_civilians": ("deaths_civ", "deaths_civilian"),
    "deaths_unknown": ("deaths_unk",),
    "adm_1": ("adm1",),
    "type_of_violence": ("type_of_vi",),
    "where_coordinates": ("where_coor",),
    "where_description": ("where_desc",),
    "source_article": ("source_art", "source"),
}
"""Names in versions up to 5.0, and names that a Shapefile has cut to ten letters."""
_SIGNATURE: Final = frozenset(
    {
        *("type_of_violence", "dyad_name", "side_a", "side_b", "where_prec", "where_coordinates", "date_prec"),
        *(
            "priogrid_gid",
            "event_clarity",
            "deaths_a",
            "deaths_b",
            "deaths_civilians",
            "conflict_new_id",
            "dyad_new_id",
        ),
        *("best_est", "high_est", "low_est", "relid"),
    }
)

_CAVEAT: Final = (
    "UCDP counts deaths only, in events with at least one: wounded are unknown, not none. It names two sides, not who "
    "struck, so all events count as “other”."
)
_LOWEST_LOWS: Final = (
    "In {rows} several parties share the deaths and the low figure is less than the best: the low figures by party are "
    "the least that UCDP’s figures allow, and sum to no more than its own."
)

_NO_LOW: Final = "In {rows} no low figure is stated; the best one was used as low."
_MORE_BY_SIDE: Final = (
    "In {rows} with {sum} killed the deaths by side sum to more than the best figure, which was used; their "
    "division by side was left out."
)
_NO_DATE_PRECISION: Final = (
    "In {rows} the precision of the dates is not stated; it was taken from the first and the last day."
)
_NO_PLACE_PRECISION: Final = (
    "In {rows} the precision of the point is not stated. UCDP’s points may represent a whole province, so the event "
    "counts as known to the province."
)

_VIOLENCE: Final = {"1": "state-based", "2": "non-state", "3": "one-sided"}
_DATE_PRECISIONS: Final = {"1": "day", "2": "range", "3": "range", "4": "month", "5": "range"}
_WHERE_PRECISIONS: Final = {
    "1": "site",
    "2": "district",
    "3": "district",
    "4": "admin1",
    "5": "admin1",
    "6": "country",
    "7": "admin1",
}
_PARTNERS: Final = r"(?i)^government of (?:iraq|jordan|qatar)\b"
_DEATHS: Final = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


def _infer_columns(first: Sequence[str]) -> tuple[str, ...] | None:
    """Return the columns of the version in which the row is an event, or None."""
    for columns in (COLUMNS, COLUMNS_19_1):
        if len(first) == len(columns):
            row = pd.DataFrame([first], columns=list(columns), dtype="str")
            dated = days(row["date_start"]).notna() & days(row["date_end"]).notna()
            placed = row["latitude"].str.fullmatch(r"-?[0-9.]+") & row["type_of_violence"].isin(list(_VIOLENCE))
            return columns if (dated & placed).all() else None
    return None


def _convert(reader: RowReader, places: Places) -> Flat:
    """Return the rows of a chunk as events."""
    dates = _dates(reader)
    place = _place(reader, places)
    ids = row_ids.ids(reader, reader.text("id").str.replace(r"\.0+$", "", regex=True), "ucdp-")
    bounds = _bounds(reader)
    deaths = _deaths(reader, bounds)
    one_sided = reader.coded("type_of_violence", _VIOLENCE, empty=True) == "one-sided"
    side_a, side_b = reader.text("side_a"), reader.text("side_b")
    dyad = reader.text("dyad_name").fillna(side_a + " - " + side_b).fillna(side_a)
    events = {
        **ids,
        **dates,
        **place,
        "side": "other",
        "event_type": "unspecified",
        "actor": side_a.where(one_sided, dyad).fillna(dyad),
        "actor_basis": np.where(one_sided & side_a.notna(), "attributed", "unknown"),
        "target": side_b,
        "outcome": "unknown",
        **{f"killed_{bound}": bounds[bound] for bound in bounds},
        "summary": _summary(reader, dyad, place["location"]),
        "source": reader.text("source_office").fillna(reader.text("source_article")).fillna("UCDP"),
    }
    shared = reader.remaining(deaths[deaths["deaths"] > 0]).groupby(["line", "party"]).size().groupby("line").size() > 1
    reader.notes.count(_LOWEST_LOWS, int((shared & (bounds["low"] < bounds["best"]).reindex(shared.index)).sum()))
    tolls = (
        _tolls(reader.remaining(deaths), bounds).join(ids["event_id"].rename("event_id"), on="line").set_index("line")
    )
    return reader.finish(events, tolls)


def _dates(reader: RowReader) -> dict[str, pd.Series]:
    """Return the span of days; without a precision it is known to the day if its first and last day are the same."""
    precision = reader.coded("date_prec", _DATE_PRECISIONS, empty=True)
    spans = {}
    for name in ("date_start", "date_end"):
        spans[name] = reader.days(name) if name == "date_start" else reader.spans(name)["end"]
    start = spans["date_start"]
    end = spans["date_end"] = spans["date_end"].fillna(start)
    reader.reject(end < start, "date_end", "is earlier than date_start")
    unstated = reader.text("date_prec").isna()
    reader.notes.count(_NO_DATE_PRECISION, int(unstated.sum()))
    precision = precision.mask(unstated, "day")
    too_long = (precision == "month") & (month_start(start) != month_start(end)) | (precision == "day") & (start != end)
    return {**spans, "time_precision": precision.mask(too_long, "range")}


def _place(reader: RowReader, places: Places) -> dict[str, pd.Series]:
    """Return the place; a point that represents a whole country is left out."""
    latitude, longitude = reader.points()
    unstated = latitude.notna() & reader.text("where_prec").isna()
    reader.notes.count(_NO_PLACE_PRECISION, int(unstated.sum()))
    country = places.countries(reader.text("country"))
    numbers = places.countries(reader.text("country_id").where(country.isna()), Codes(GLEDITSCH_WARD))
    stated = {
        "country": country.fillna(numbers),
        "admin1": reader.text("adm_1"),
        "location": reader.text("where_coordinates").fillna(reader.text("where_description")),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": reader.coded("where_prec", _WHERE_PRECISIONS, empty=True).mask(unstated, "admin1"),
    }
    return place_events(reader, places, pd.DataFrame(stated), "where_coordinates")


def _summary(reader: RowReader, dyad: pd.Series, location: pd.Series) -> pd.Series:
    description = reader.text("where_description").fillna(reader.text("source_headline")).fillna(location)
    return (dyad + ": " + description).fillna(description)


def _bounds(reader: RowReader) -> pd.DataFrame:
    """Return low, best and high; without a low figure the best one is used."""
    stated = {bound: reader.tolls(bound, "killed")[bound] for bound in BOUNDS}
    bounds = settle(pd.DataFrame(stated), "killed", reader.notes)
    alone = bounds["low"].isna() & bounds["best"].notna()
    reader.notes.count(_NO_LOW, int(alone.sum()))
    return bounds.assign(low=bounds["low"].fillna(bounds["best"]))


def _deaths(reader: RowReader, bounds: pd.DataFrame) -> pd.DataFrame:
    """Return deaths by line and party, in the columns party and deaths; the rest of `best` is unassigned."""
    stated = pd.DataFrame({name: reader.counts(name).fillna(0) for name in _DEATHS})
    best = bounds["best"].fillna(0)
    contradicting = (stated.sum(axis=1) > best).astype("bool")
    reader.notes.add(_MORE_BY_SIDE, best[contradicting])
    deaths = stated.mask(contradicting, 0)
    parties = {
        "deaths_a": _party(reader.text("side_a")),
        "deaths_b": _party(reader.text("side_b")),
        "deaths_civilians": pd.Series("civilian", index=deaths.index),
        "deaths_unknown": pd.Series("unassigned", index=deaths.index),
    }
    deaths["deaths_unknown"] += best - deaths.sum(axis=1)
    parts = [pd.DataFrame({"party": parties[name], "deaths": deaths[name]}) for name in _DEATHS]
    return pd.concat(parts).rename_axis("line")


def _party(side: pd.Series) -> pd.Series:
    name = side.fillna("")
    found = np.select(
        [
            name.str.contains("United States of America", regex=False),
            name.str.contains(_PARTNERS),
            name.str.fullmatch("(?i)civilians"),
            name.str.contains("(?i)^government of") | (name == ""),
        ],
        ["us", "partner", "civilian", "unassigned"],
        "militia",
    )
    return pd.Series(found, index=side.index, dtype="str")


def _tolls(deaths: pd.DataFrame, bounds: pd.DataFrame) -> pd.DataFrame:
    """Return low, best and high by line and party, as the module's docstring explains."""
    found = deaths.groupby(["line", "party"])["deaths"].sum().reset_index()
    none = ~found["line"].isin(found.loc[found["deaths"] > 0, "line"])
    found = found[(found["deaths"] > 0) | (none & (found["party"] == "unassigned"))]
    found = found.join(bounds, on="line")
    alone = ~found["line"].duplicated(keep=False)
    shared = found[~alone].assign(
        low=lambda rows: (rows["deaths"] - (rows["best"] - rows["low"])).clip(lower=0),
        more=lambda rows: rows["high"] - rows["best"],
        best=lambda rows: rows["deaths"],
        high=lambda rows: rows["deaths"].mask(rows["more"].isna()),
    )
    spare = shared[(shared["more"] > 0).fillna(False)].drop_duplicates("line")
    spare = spare.assign(party="unassigned", low=0, best=0, high=spare["more"])
    parts = pd.concat([found[alone], shared, spare])[["line", "party", "low", "best", "high"]]
    summed = parts.groupby(["line", "party"], sort=True)[["low", "best", "high"]].sum(min_count=1).reset_index()
    return (
        summed[summed["low"].notna()]
        .assign(harm="killed")
        .reindex(columns=["line", *(c for c in TOLL_COLUMNS if c != "event_id")])
    )


FORMAT: Final = FixedFormat(
    title="UCDP GED or Candidate",
    article="a UCDP GED file",
    signature=_SIGNATURE,
    required=("date_start",),
    one_of=(("country",), ("country_id",), ("latitude", "longitude")),
    expected=_EXPECTED,
    optional=_OPTIONAL,
    other_names=_OTHER_NAMES,
    orders=(COLUMNS, COLUMNS_19_1),
    caveat=_CAVEAT,
    converter=_convert,
    inference=_infer_columns,
    dates=("date_start", "date_end"),
)
