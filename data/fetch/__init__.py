"""Fetches events from the interfaces of ACLED and UCDP, page by page, into one CSV file that an import reads.

`SOURCES` lists the interfaces; a new one is one module and one entry. Only `python -m data fetch` uses this package:
nothing else of Basewatch needs a network.
"""

from typing import Final

from data.fetch import acled, ucdp
from data.fetch.client import Client, FetchError
from data.fetch.countries import COUNTRIES
from data.fetch.part_folder import PartFolder
from data.fetch.source import Page, Request, Source
from data.fetch.walk import Fetched, fetch

__all__ = [
    "COUNTRIES",
    "SOURCES",
    "Client",
    "FetchError",
    "Fetched",
    "Page",
    "PartFolder",
    "Request",
    "Source",
    "fetch",
]

SOURCES: Final[dict[str, Source]] = {"acled": acled.SOURCE, "ucdp": ucdp.SOURCE}
"""The interfaces by key; a key is also that of the import format of the rows (`data.importers.FORMATS`)."""
