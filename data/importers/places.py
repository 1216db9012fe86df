"""Countries, provinces and coordinates that a file leaves out, from a gazetteer."""

from typing import Final

import pandas as pd

from data.importers.geography import Candidate, Geography
from data.importers.report import Ambiguous, Notes, Placed
from data.importers.row_reader import RowReader

_ELSEWHERE: Final = "In {rows} the point lies in another country than the file states, which was kept: {values}."
_COUNTRY_FOUND: Final = "In {rows} the country was missing; it was taken from the point."
_PLACED: Final = "In {rows} coordinates were missing; they were taken from the gazetteer by the place's name."
_SPELLED: Final = "In {rows} the country is spelled otherwise than here and was read as it is meant: {values}."
_MANY: Final = "In {rows} the place may be one of several and has no point: {values}."
_NONE: Final = "In {rows} the place is not in the gazetteer and has no point: {values}."
_LOCATED: Final = ("latitude", "longitude", "country", "admin1", "geo_precision")


class Places:
    """Asks a gazetteer for a file's rows, and remembers which names it placed and which are ambiguous."""

    def __init__(self, geography: Geography | None, notes: Notes) -> None:
        """Ask `geography`; None finds nothing."""
        self.placed: dict[tuple[str, str | None], Placed] = {}
        self.ambiguous: dict[tuple[str, str | None], Ambiguous] = {}
        self._geography = geography
        self._notes = notes

    def countries(self, stated: pd.Series) -> pd.Series:
        """The stated countries, those that the gazetteer knows by its own names."""
        if self._geography is None:
            return stated
        known = {name: self._geography.country(name) for name in stated.dropna().unique()}
        found = stated.map(known).astype("str").fillna(stated)
        other = stated.notna() & (found != stated)
        self._notes.values(_SPELLED, stated[other] + ", read as " + found[other])
        return found

    def fill(self, sieve: RowReader, told: pd.DataFrame) -> pd.DataFrame:
        """The columns `country` and `admin1` of `told`, filled from its points where they are null.

        A stated country stays where the point lies in another one, unless the point lies in it with latitude and
        longitude exchanged: such a row is set aside.

        Args:
            sieve: the rows.
            told: columns country, admin1, latitude and longitude (WGS 84 degrees), one row each of the sieve's.
        """
        found = self._areas(told["latitude"], told["longitude"])
        if found is None:
            return told[["country", "admin1"]]
        other = told["country"].notna() & found["country"].notna()
        other &= told["country"].str.casefold() != found["country"].str.casefold()
        self._judge(sieve, told[other], found[other])
        self._notes.count(_COUNTRY_FOUND, int((told["country"].isna() & found["country"].notna()).sum()))
        admin1 = told["admin1"].fillna(found["admin1"].mask(other))
        return pd.DataFrame({"country": told["country"].fillna(found["country"]), "admin1": admin1})

    def locate(self, location: pd.Series, country: pd.Series) -> pd.DataFrame:
        """Places named rows, in the country where one is stated.

        Returns:
            A frame indexed like the rows with latitude, longitude (WGS 84 degrees), country, admin1 and geo_precision;
            null where the name was not found or may mean several places.
        """
        pairs = pd.DataFrame({"location": location, "country": country})
        found = pd.DataFrame(None, index=pairs.index, columns=list(_LOCATED), dtype="object")
        if self._geography is None:
            return found
        for (name, stated), rows in pairs[location.notna()].groupby(["location", "country"], dropna=False):
            key = (str(name), str(stated) if isinstance(stated, str) else None)
            candidates = self._geography.place(*key)
            self._remember(key, int(rows.index[0]), candidates, rows["location"])
            if len(candidates) == 1:
                for part in _LOCATED:
                    found.loc[rows.index, part] = getattr(candidates[0], part)
        return found

    def _areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame | None:
        """Country and admin1 of points, each point asked for once; None without a gazetteer."""
        if self._geography is None:
            return None
        points = pd.DataFrame({"latitude": latitude, "longitude": longitude})
        once = points.dropna().drop_duplicates(ignore_index=True)
        areas = self._geography.areas(once["latitude"], once["longitude"])[["country", "admin1"]].astype("str")
        joined = points.merge(pd.concat([once, areas], axis=1), on=["latitude", "longitude"], how="left")
        return joined[["country", "admin1"]].set_index(points.index)

    def _judge(self, sieve: RowReader, told: pd.DataFrame, found: pd.DataFrame) -> None:
        if told.empty:
            return
        turned = self._areas(told["longitude"].where(told["longitude"].abs() <= 90), told["latitude"])  # noqa: PLR2004 - degrees
        if turned is None:
            return
        swapped = turned["country"].str.casefold() == told["country"].str.casefold()
        sieve.reject(
            swapped.reindex(sieve.rows.index, fill_value=False),
            "latitude",
            "and longitude look swapped: exchanged, the point lies in the stated country",
        )
        words = told["country"] + ", the point in " + found["country"]
        self._notes.values(_ELSEWHERE, words[~swapped])

    def _remember(self, key: tuple[str, str | None], line: int, candidates: list[Candidate], rows: pd.Series) -> None:
        name, country = key
        if len(candidates) == 1:
            self._notes.count(_PLACED, len(rows))
            self.placed.setdefault(key, Placed(line, name, candidates[0]))
        elif candidates:
            self._notes.values(_MANY, rows)
            self.ambiguous.setdefault(key, Ambiguous(line, name, country, candidates))
        else:
            self._notes.values(_NONE, rows)
