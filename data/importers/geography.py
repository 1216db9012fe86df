"""What an import asks of a gazetteer: where a named place lies, and which country and province hold a point."""

from dataclasses import dataclass
from typing import Protocol

import pandas as pd


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place a name may mean.

    Attributes:
        name: the place as the gazetteer spells it.
        country: its country as the catalog names it, or None where the gazetteer does not say.
        admin1: its first-level administrative division, or None where the gazetteer does not say.
        latitude: degrees north, WGS 84.
        longitude: degrees east, WGS 84.
        geo_precision: code of schema.GEO_PRECISIONS that the point deserves.
        method: how the name was matched, in words.
        score: likeness of the two spellings, 0 to 100.
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
        """Lists what a place name may mean, best first; none is not found, more than one is ambiguous.

        Args:
            location: the name as the file writes it.
            country: the country the file states, or None.
        """
        ...

    def country(self, name: str) -> str | None:
        """The country that goes by this name, as the catalog names it; None where it is not known."""
        ...

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        """Returns columns country and admin1, indexed like `latitude`; null where no area holds the point.

        Args:
            latitude: degrees north, WGS 84.
            longitude: degrees east, WGS 84, with the index of `latitude`.
        """
        ...
