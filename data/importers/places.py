"""Fills countries, provinces and coordinates that a file leaves out, from a gazetteer."""

from typing import Final

import pandas as pd

from data.folding import same_name
from data.importers.geography import Candidate, Geography
from data.importers.report import Ambiguous, Notes, Placed
from data.importers.row_reader import RowReader

_OTHER_COUNTRY: Final = "In {rows} the point lies in another country than the stated one, which was used: {values}."
_COUNTRY_FOUND: Final = "In {rows} the country was missing; it was taken from the point."
_PLACED: Final = "In {rows} coordinates were missing; they were taken from the gazetteer by the place's name."
_COUNTRY_SPELLING: Final = "In {rows} the country was renamed: {values}."
_AMBIGUOUS: Final = "In {rows} the place may be one of several and has no point: {values}."
_NOT_FOUND: Final = "In {rows} the place is not in the gazetteer and has no point: {values}."
_PLACE_COLUMNS: Final = ("latitude", "longitude", "country", "admin1", "geo_precision")


class Places:
    """Looks up a file's places in a gazetteer, and collects which names it found and which are ambiguous."""

    def __init__(self, geography: Geography | None, notes: Notes) -> None:
        """Look up places in `geography`; None finds nothing."""
        self.placed: dict[tuple[str, str | None], Placed] = {}
        self.ambiguous: dict[tuple[str, str | None], Ambiguous] = {}
        self._geography = geography
        self._notes = notes

    def countries(self, stated: pd.Series) -> pd.Series:
        """Return the stated countries, with the gazetteer's names for those that it knows."""
        if self._geography is None:
            return stated
        known = {name: self._geography.country(name) for name in stated.dropna().unique()}
        found = stated.map(known).astype("str").fillna(stated)
        other = stated.notna() & (found != stated)
        self._notes.values(_COUNTRY_SPELLING, stated[other] + ", read as " + found[other])
        return found

    def fill(self, reader: RowReader, stated: pd.DataFrame) -> pd.DataFrame:
        """Return the columns `country` and `admin1` of `stated`, with nulls filled from its points.

        A stated country is used even if the point lies in another one. If the point lies in the stated country with
        latitude and longitude exchanged, the row is rejected.

        Args:
            reader: the rows.
            stated: columns country, admin1, latitude and longitude (WGS 84 degrees), with the reader's rows.
        """
        found = self._areas(stated["latitude"], stated["longitude"])
        if found is None:
            return stated[["country", "admin1"]]
        other = stated["country"].notna() & found["country"].notna()
        other &= ~_same_country(stated, found)
        self._check_countries(reader, stated[other], found[other])
        self._notes.count(_COUNTRY_FOUND, int((stated["country"].isna() & found["country"].notna()).sum()))
        admin1 = stated["admin1"].fillna(found["admin1"].mask(other))
        return pd.DataFrame({"country": stated["country"].fillna(found["country"]), "admin1": admin1})

    def locate(self, location: pd.Series, country: pd.Series) -> pd.DataFrame:
        """Find the coordinates of named places, in their country if it is stated.

        Returns:
            A frame indexed like the rows with latitude, longitude (WGS 84 degrees), country, admin1 and geo_precision;
            null if the name was not found or may mean several places.
        """
        pairs = pd.DataFrame({"location": location, "country": country})
        found = pd.DataFrame(None, index=pairs.index, columns=list(_PLACE_COLUMNS), dtype="object")
        if self._geography is None:
            return found
        for (name, in_country), rows in pairs[location.notna()].groupby(["location", "country"], dropna=False):
            key = (str(name), str(in_country) if isinstance(in_country, str) else None)
            candidates = self._geography.place(*key)
            self._remember(key, int(rows.index[0]), candidates, rows["location"])
            if len(candidates) == 1:
                for part in _PLACE_COLUMNS:
                    found.loc[rows.index, part] = getattr(candidates[0], part)
        return found

    def _areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame | None:
        """Return country and admin1 of points, with one look-up for each distinct point; None without a gazetteer."""
        if self._geography is None:
            return None
        points = pd.DataFrame({"latitude": latitude, "longitude": longitude})
        unique = points.dropna().drop_duplicates(ignore_index=True)
        areas = self._geography.areas(unique["latitude"], unique["longitude"])[["country", "admin1"]].astype("str")
        joined = points.merge(pd.concat([unique, areas], axis=1), on=["latitude", "longitude"], how="left")
        return joined[["country", "admin1"]].set_index(points.index)

    def _check_countries(self, reader: RowReader, stated: pd.DataFrame, found: pd.DataFrame) -> None:
        if stated.empty:
            return
        swapped_areas = self._areas(stated["longitude"].where(stated["longitude"].abs() <= 90), stated["latitude"])  # noqa: PLR2004 - degrees
        if swapped_areas is None:
            return
        swapped = _same_country(swapped_areas, stated)
        reader.reject(
            swapped.reindex(reader.rows.index, fill_value=False),
            "latitude",
            "and longitude look swapped: exchanged, the point lies in the stated country",
        )
        words = stated["country"] + ", the point in " + found["country"]
        self._notes.values(_OTHER_COUNTRY, words[~swapped])

    def _remember(self, key: tuple[str, str | None], line: int, candidates: list[Candidate], rows: pd.Series) -> None:
        name, country = key
        if len(candidates) == 1:
            self._notes.count(_PLACED, len(rows))
            self.placed.setdefault(key, Placed(line, name, candidates[0]))
        elif candidates:
            self._notes.values(_AMBIGUOUS, rows)
            self.ambiguous.setdefault(key, Ambiguous(line, name, country, candidates))
        else:
            self._notes.values(_NOT_FOUND, rows)


def _same_country(one: pd.DataFrame, other: pd.DataFrame) -> "pd.Series[bool]":
    """Return whether the names of the countries are the same, however they are spelled; two unknown ones are not."""
    names, others = (frame["country"].map(same_name, na_action="ignore") for frame in (one, other))
    return (names == others).fillna(False).astype("bool")
