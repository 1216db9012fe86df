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
_UNREADABLE: Final = "is a code of an unknown list, and the place has no point"
_NOT_FOUND: Final = "is not found in the gazetteer, and no country is stated"
_CHOOSE_COUNTRY: Final = (
    "In {rows} no country is stated, and the place is not found, so they are set aside. If these rows lie in one "
    "country, choose it (--country; on the page “Country of rows that state none”)."
)
_EMPTY: Final = "is empty, as are the place and its coordinates"
_DEGREES: Final = ("latitude", "longitude")
_AREAS: Final = ("country", "admin1")


def place_events(
    reader: RowReader,
    places: Places,
    stated: pd.DataFrame,
    location_column: str = "location",
    *,
    names_districts: bool = False,
) -> dict[str, pd.Series]:
    """Return the columns of the flat table about the place; rows without any place are rejected.

    A country comes from the row, else from the words of its place, else it is the one chosen for the file, else that
    of the point.

    Args:
        reader: the rows.
        places: the gazetteer.
        stated: columns country, admin1, location, latitude and longitude (WGS 84 degrees), and geo_precision, which
            every row with a point must have; with the reader's rows.
        location_column: the reader's column of the location, for rejections.
        names_districts: whether the locations are districts, which may be called like a country and lie in another.
    """
    only_country = stated["geo_precision"] == "country"
    reader.notes.count(_ONLY_COUNTRY, int((only_country & stated["latitude"].notna()).sum()))
    table = stated.assign(**{name: stated[name].mask(only_country) for name in _DEGREES})
    table = _fill_from_points(reader, places, table)
    has_point = table["latitude"].notna()
    table["country"] = places.of_provinces(
        table["country"], table["admin1"].where(reader.text("country").isna() & ~has_point)
    )
    named = reader.remaining(table[~has_point & ~only_country])
    located = places.without_other_provinces(places.locate(named["location"], named["country"]), named)
    precision = _coarser(named["geo_precision"], located["geo_precision"]).reindex(table.index)
    found = located.reindex(table.index)
    if names_districts:
        found["country"] = found["country"].mask(found["latitude"].isna())
    table = table.assign(
        **{name: table[name].fillna(found[name].astype("float64")) for name in _DEGREES},
        **{name: table[name].fillna(found[name].astype("str")) for name in _AREAS},
    )
    table["country"] = places.choose(table["country"], reader.text("country"))
    _reject_placeless(reader, table, location_column)
    reader.notes.count(_NO_COUNTRY, int((table["country"].isna() & table["latitude"].notna()).sum()))
    known = table["country"].fillna(NOT_STATED)
    precision = table["geo_precision"].where(has_point, precision)
    return {
        "country": known,
        "admin1": table["admin1"],
        "location": table["location"].fillna(table["admin1"]).fillna(known),
        **{name: table[name] for name in _DEGREES},
        "geo_precision": precision.where(table["latitude"].notna(), "country"),
    }


def _fill_from_points(reader: RowReader, places: Places, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with countries and provinces of its points, and without points that are evidently wrong.

    A place's words are read here only if it has a point, or is not looked up: the look-up reads them after the whole
    text was found to be no name.
    """
    at_point = table["latitude"].notna() | (table["geo_precision"] == "country")
    country = places.read_words(table.loc[at_point, "country"], table.loc[at_point, "location"])
    chosen = places.choose(country, reader.text("country")[at_point]).reindex(table.index).fillna(table["country"])
    return places.fill(table.assign(country=chosen))


def _reject_placeless(reader: RowReader, table: pd.DataFrame, location_column: str) -> None:
    """Reject rows that have neither a point nor a country."""
    nowhere = table["latitude"].isna() & table["country"].isna()
    is_coded, is_named = reader.text("country").notna(), table["location"].notna()
    nowhere &= ~reader.reject_points(nowhere)
    reader.reject(nowhere & is_coded, "country", _UNREADABLE)
    reader.notes.count(_CHOOSE_COUNTRY, int((nowhere & ~is_coded & (is_named | table["admin1"].notna())).sum()))
    in_province = ~is_named & table["admin1"].notna()
    reader.reject(nowhere & ~is_coded & is_named, location_column, _NOT_FOUND)
    reader.reject(nowhere & ~is_coded & in_province, "admin1", _NOT_FOUND)
    reader.reject(nowhere & ~is_coded & ~is_named & ~in_province, "country", _EMPTY)


def _coarser(stated: pd.Series, found: pd.Series) -> pd.Series:
    """Return the precision of a place found by its name, or the stated one if that is coarser."""
    ranks = {name: rank for rank, name in enumerate(GEO_PRECISIONS)}
    rank, found_rank = (precision.map(ranks).astype("float64") for precision in (stated, found))
    is_coarser = rank.fillna(-1) > found_rank
    return found.astype("str").mask(is_coarser, stated)
