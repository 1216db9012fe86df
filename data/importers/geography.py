"""What an import needs from a gazetteer: the point of a named place, and the country and province of a point."""

from dataclasses import dataclass
from typing import Protocol

import pandas as pd


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean.

    Attributes:
        name: the place as the gazetteer spells it.
        country: its country as the catalog names it, or None if the gazetteer has none.
        admin1: its first-level administrative division, or None if the gazetteer has none.
        latitude: degrees north, WGS 84.
        longitude: degrees east, WGS 84.
        geo_precision: code of `data.terms.GEO_PRECISIONS` for the point.
        method: how the name was matched, in words.
        score: similarity of the two spellings, 0 to 100.
    """

    name: str
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    geo_precision: str
    method: str
    score: float


class Geography(Protocol):
    """A gazetteer and a map of administrative areas, as an import uses them."""

    def place(self, location: str, country: str | None) -> list[Candidate]:
        """Return the places that a name may mean, best first; an empty list if not found, several if ambiguous.

        `country` is the country that the file states, or None.
        """
        ...

    def country(self, name: str) -> str | None:
        """Return the country with this name, as the catalog names it; None if it is unknown."""
        ...

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        """Return columns country and admin1 of points (WGS 84 degrees), with their index; null outside all areas."""
        ...
