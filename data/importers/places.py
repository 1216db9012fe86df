"""Fills countries, provinces and coordinates that a file leaves out, from a gazetteer."""

from typing import Final

import pandas as pd
from rapidfuzz import fuzz

from data.folding import same_name
from data.importers.country_codes import Codes, is_code, is_number
from data.importers.geography import Geography
from data.importers.map_unique import map_unique
from data.importers.named_places import NamedPlaces
from data.importers.place_words import parse, province
from data.importers.report import Ambiguous, Notes, Placed

UNDECIDED: Final = Codes()

_COUNTRY_SPELLING: Final = "In {rows} the country was renamed: {values}."
_COUNTRY_NUMBER: Final = "In {{rows}} the country is a number and was read by {numbers}: {{values}}."
_COUNTRY_UNKNOWN: Final = (
    "In {rows} the country is a code whose list is not certain, so it is unknown: {values}. Write names of countries, "
    "or name the column after its list: iso, gwno or cow."
)
_COUNTRY_CHOSEN: Final = "In {{rows}} no country is stated; {country} was used, as chosen for the file."
_COUNTRY_OF_WORDS: Final = "In {rows} the country was missing; it was taken from the place's words."
_COUNTRY_OF_PROVINCE: Final = "In {rows} the country was missing; it was taken from the province."
_OTHER_PROVINCE: Final = (
    "In {rows} no country is stated, and the only place of that name lies in another province than the stated one; it "
    "was not used: {values}."
)
_MIN_SIMILARITY: Final = 60.0
"""The least similarity of two spellings of a province (rapidfuzz's ratio, 0 to 100)."""
_COUNTRY_OF_POINT: Final = "In {rows} the country was missing; it was taken from the point."
_OTHER_COUNTRY: Final = "In {rows} the point lies in another country than the stated one, which was used: {values}."
_SWAPPED: Final = (
    "In {rows} the point lies outside the stated country, but inside it with latitude and longitude exchanged: "
    "{values}. These points were not used. Did you mean latitude and longitude the other way round?"
)
_MAX_LATITUDE: Final = 90


class Places:
    """Names a file's countries, and looks up its places and points, by distinct value."""

    def __init__(self, geography: Geography | None, notes: Notes, country: str | None = None) -> None:
        """Look up places in `geography`; None finds none.

        Args:
            geography: a gazetteer.
            notes: where changes are counted.
            country: the country of rows that state none, as `data.importers.countries.stated` returns it.
        """
        self._geography = geography
        self._notes = notes
        self._country = country
        self._named = NamedPlaces(geography, notes, country)

    @property
    def placed(self) -> dict[tuple[str, str | None], Placed]:
        """The names that got a point, by name and stated country."""
        return self._named.placed

    @property
    def ambiguous(self) -> dict[tuple[str, str | None], Ambiguous]:
        """The names that may mean several places, by name and stated country."""
        return self._named.ambiguous

    def countries(self, stated: pd.Series, codes: Codes = UNDECIDED) -> pd.Series:
        """Return the stated countries as Basewatch names them.

        Names that are unknown stay as they are; a code that cannot be read becomes null.

        Args:
            stated: names or codes.
            codes: how the column writes codes.
        """
        known = {str(cell): self._country_of(str(cell), codes) for cell in stated.dropna().unique()}
        numbers = {cell for cell, country in known.items() if country and is_number(cell)}
        renamed = {cell for cell, country in known.items() if country not in {cell, None}} - numbers
        unknown = {cell for cell, country in known.items() if country is None}
        words = {cell: f"{cell}, read as {country}" for cell, country in known.items()}
        for sentence, cells, shown in (
            (_COUNTRY_NUMBER.format(numbers=codes.numbers), numbers, words),
            (_COUNTRY_SPELLING, renamed, words),
            (_COUNTRY_UNKNOWN, unknown, {cell: cell for cell in unknown}),
        ):
            if cells:
                self._notes.values(sentence, stated[stated.isin(cells)].map(shown))
        return map_unique(stated, lambda unique: unique.map(known).astype("str"))

    def choose(self, country: pd.Series, stated: pd.Series) -> pd.Series:
        """Return the countries, with the one chosen for the file where none is known and the cell `stated` is empty."""
        if self._country is None:
            return country
        silent = country.isna() & stated.isna()
        self._notes.count(_COUNTRY_CHOSEN.format(country=self._country), int(silent.sum()))
        return country.mask(silent, self._country)

    def read_words(self, country: pd.Series, location: pd.Series) -> pd.Series:
        """Return the countries, with those in the words of the places (“Erbil, Iraq”) where they are null."""
        words = map_unique(location[country.isna()], _countries_of_words).astype("str")
        self._notes.count(_COUNTRY_OF_WORDS, int(words.notna().sum()))
        return country.fillna(words)

    def of_provinces(self, country: pd.Series, admin1: pd.Series) -> pd.Series:
        """Return the countries, with those of the provinces where they are null."""
        found = map_unique(admin1[country.isna()], _countries_of_provinces).astype("str")
        self._notes.count(_COUNTRY_OF_PROVINCE, int(found.notna().sum()))
        return country.fillna(found)

    def fill(self, stated: pd.DataFrame) -> pd.DataFrame:
        """Return rows with country and admin1 from their points where they are null.

        A stated country is used even if the point lies in another one. If the point lies in the stated country with
        latitude and longitude exchanged, it is left out: the event is true, but its point is not.

        Args:
            stated: columns country, admin1, latitude and longitude (WGS 84 degrees), and perhaps others.
        """
        area = self._areas(stated["latitude"], stated["longitude"])
        other = stated["country"].notna() & area["country"].notna() & ~_same_country(stated, area)
        swapped = self._swapped(stated[other]).reindex(stated.index, fill_value=False)
        words = stated["country"] + ", the point in " + area["country"]
        self._notes.values(_SWAPPED, words[swapped])
        self._notes.values(_OTHER_COUNTRY, words[other & ~swapped])
        self._notes.count(_COUNTRY_OF_POINT, int((stated["country"].isna() & area["country"].notna()).sum()))
        return stated.assign(
            country=stated["country"].fillna(area["country"]),
            admin1=stated["admin1"].fillna(area["admin1"].mask(other)),
            latitude=stated["latitude"].mask(swapped),
            longitude=stated["longitude"].mask(swapped),
        )

    def locate(self, location: pd.Series, country: pd.Series) -> pd.DataFrame:
        """Find the points of named places, as `data.importers.named_places.NamedPlaces.locate` does.

        A province that the gazetteer does not have is that of the point.
        """
        found = self._named.locate(location, country)
        lacking = found["latitude"].notna() & found["admin1"].isna()
        degrees = (found.loc[lacking, name].astype("float64") for name in ("latitude", "longitude"))
        return found.assign(admin1=found["admin1"].fillna(self._areas(*degrees)["admin1"]))

    def without_other_provinces(self, found: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
        """Return places found by name, without those in a province of another name than the stated one.

        It is about rows without a country: Palmira in Valle del Cauca is not Palmyra in Homs.

        Args:
            found: the places, as `locate` returns them.
            stated: columns country, admin1 and location of the same rows.
        """
        pairs = [stated["admin1"], found["admin1"].astype("str")]
        unlike = [
            isinstance(one, str) and isinstance(other, str) and not _are_alike(one, other) for one, other in zip(*pairs)
        ]
        other = stated["country"].isna() & found["latitude"].notna() & pd.Series(unlike, stated.index, dtype="bool")
        if self._country is not None or not other.any():
            return found
        words = stated["location"] + ", " + stated["admin1"] + ", found in " + found["admin1"].astype("str")
        self._notes.values(_OTHER_PROVINCE, words[other])
        return found.mask(other)

    def _country_of(self, cell: str, codes: Codes) -> str | None:
        found = codes.country(cell)
        if found is None and not is_code(cell) and self._geography is not None:
            found = self._geography.country(cell)
        return found or (None if is_code(cell) else cell)

    def _areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        """Return country and admin1 of points, with one look-up for each distinct point."""
        points = pd.DataFrame({"latitude": latitude, "longitude": longitude})
        unique = points.dropna().drop_duplicates(ignore_index=True)
        if self._geography is None or unique.empty:
            return pd.DataFrame(None, index=latitude.index, columns=["country", "admin1"], dtype="str")
        areas = self._geography.areas(unique["latitude"], unique["longitude"])[["country", "admin1"]].astype("str")
        joined = points.merge(pd.concat([unique, areas], axis=1), on=["latitude", "longitude"], how="left")
        return joined[["country", "admin1"]].set_index(points.index)

    def _swapped(self, table: pd.DataFrame) -> "pd.Series[bool]":
        """Return whether the points lie in the stated countries with latitude and longitude exchanged."""
        north = table["longitude"].where(table["longitude"].abs() <= _MAX_LATITUDE)
        return _same_country(self._areas(north, table["latitude"]), table)


def _same_names(names: pd.Series) -> pd.Series:
    return names.map(same_name, na_action="ignore")


def _countries_of_words(locations: pd.Series) -> pd.Series:
    return locations.map(lambda text: parse(text).country(), na_action="ignore")


def _countries_of_provinces(provinces: pd.Series) -> pd.Series:
    return provinces.map(lambda name: (_province(name) or (None,))[0], na_action="ignore")


def _are_alike(one: str, other: str) -> bool:
    """Return whether two names may be spellings of one province."""
    return fuzz.ratio(same_name(one), same_name(other)) >= _MIN_SIMILARITY


def _province(words: str) -> tuple[str, str] | None:
    """Return country and province of a province's name, with or without a word such as governorate."""
    named = parse(words)
    if named.admin1 and not named.name and named.countries:
        return next(iter(named.countries)), named.admin1
    return province(words)


def _same_country(one: pd.DataFrame, other: pd.DataFrame) -> "pd.Series[bool]":
    """Return whether the names of the countries are the same, however they are spelled; two unknown ones are not."""
    names, others = (map_unique(frame["country"], _same_names) for frame in (one, other))
    return (names == others).fillna(False).astype("bool")
