"""Places events: at their point, or at that of their place's name in the gazetteer, or only in their country."""

from typing import Final

import pandas as pd

from data.importers.places import Places
from data.importers.row_reader import RowReader
from data.terms import GEO_PRECISIONS

NOT_STATED: Final = "not stated"
"""The country of an event with a point, if neither the file nor the gazetteer names one."""
_ONLY_COUNTRY: Final = "In {rows} the place is known only to the country; the coordinates were not used."
_NO_COUNTRY: Final = f"In {{rows}} no country is known for the point; it is shown as “{NOT_STATED}”."


def place_events(
    reader: RowReader, places: Places, stated: pd.DataFrame, location_column: str = "location"
) -> dict[str, pd.Series]:
    """Return the columns of the flat table about the place; rows without any place are rejected.

    Args:
        reader: the rows.
        places: the gazetteer.
        stated: columns country, admin1, location, latitude and longitude (WGS 84 degrees), and geo_precision, which
            every row with a point must have; with the reader's rows.
        location_column: the reader's column of the location, for rejections.
    """
    only_country = stated["geo_precision"] == "country"
    reader.notes.count(_ONLY_COUNTRY, int((only_country & stated["latitude"].notna()).sum()))
    latitude, longitude = stated["latitude"].mask(only_country), stated["longitude"].mask(only_country)
    has_point, country, admin1 = latitude.notna(), stated["country"], stated["admin1"]
    named = reader.remaining(stated[["location", "country"]][~has_point & ~only_country])
    found = places.locate(named["location"], named["country"]).reindex(country.index)
    latitude = latitude.fillna(found["latitude"].astype("float64"))
    longitude = longitude.fillna(found["longitude"].astype("float64"))
    country = country.fillna(found["country"].astype("str"))
    admin1 = admin1.fillna(found["admin1"].astype("str"))
    area = places.fill(
        reader,
        pd.DataFrame({"country": country, "admin1": admin1, "latitude": latitude, "longitude": longitude}),
    )
    nowhere = latitude.isna() & area["country"].isna()
    reader.reject_points(nowhere)
    named_place = stated["location"].notna()
    reader.reject(nowhere & named_place, location_column, "is not found in the gazetteer, and no country is stated")
    reader.reject(nowhere & ~named_place, "country", "is empty, as are the place and its coordinates")
    reader.notes.count(_NO_COUNTRY, int((area["country"].isna() & latitude.notna()).sum()))
    known = area["country"].fillna(NOT_STATED)
    precision = stated["geo_precision"].where(has_point, _coarser(stated["geo_precision"], found["geo_precision"]))
    return {
        "country": known,
        "admin1": area["admin1"],
        "location": stated["location"].fillna(area["admin1"]).fillna(known),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": precision.where(latitude.notna(), "country"),
    }


def _coarser(stated: pd.Series, found: pd.Series) -> pd.Series:
    """Return the precision of a place found by its name, or the stated one if that is coarser."""
    ranks = {name: rank for rank, name in enumerate(GEO_PRECISIONS)}
    rank = [precision.map(ranks).astype("float64") for precision in (stated, found)]
    is_coarser = rank[0].fillna(-1) > rank[1]
    return found.astype("str").mask(is_coarser, stated)
