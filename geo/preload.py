"""Loads what reading a file needs when it is imported: by the fork server, so that each process has it at once."""

from contextlib import suppress

import pandas as pd
import pandera.backends.pandas.builtin_checks  # noqa: F401 - pandera loads it at its first check

from data.record.catalog import CatalogError
from geo.geocode import Gazetteer

with suppress(CatalogError):  # a record that was damaged since the start is the error of the file that needs it
    _GAZETTEER = Gazetteer.of_record()
    _GAZETTEER.place("Baghdad", "Iraq")
    _GAZETTEER.areas(pd.Series([33.3]), pd.Series([44.4]))
