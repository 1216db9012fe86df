"""Imports files of events into the flat tables.

`FORMATS` lists what the rows may mean (ACLED, UCDP, any table), `SOURCES` how they may be stored (CSV, Excel, …). A new
one of either is one module and one entry in its list; page, command line, tests and documentation read the lists.

`run` returns frames, `to_parquet` writes files of any size, `recognise` finds the format and `preview` the first rows.
Rows that cannot be read are rejected one by one in the report; only a file that is wrong as a whole is refused.
"""

from pathlib import Path

import pandas as pd

from data.importers import formats, pipeline
from data.importers.format import Format
from data.importers.formats import FORMATS
from data.importers.geography import Candidate, Geography
from data.importers.mapping import FIELDS, Mapping, guess
from data.importers.pipeline import Job, Progress
from data.importers.report import Ambiguous, Imported, Placed, RefusedError, Rejection, Report
from data.importers.sources import SOURCES, Source
from data.importers.sources.opening import FILE_LIMIT_MB, UPLOAD_LIMIT_MB

__all__ = [
    "FIELDS",
    "FILE_LIMIT_MB",
    "FORMATS",
    "SOURCES",
    "UPLOAD_LIMIT_MB",
    "Ambiguous",
    "Candidate",
    "Format",
    "Geography",
    "Imported",
    "Mapping",
    "Placed",
    "Progress",
    "RefusedError",
    "Rejection",
    "Report",
    "Source",
    "guess",
    "preview",
    "recognise",
    "run",
    "to_parquet",
]


def run(
    path: Path,
    format: str,  # noqa: A002 - the standard word for it
    mapping: Mapping | None = None,
    geography: Geography | None = None,
    progress: Progress | None = None,
    limit_mb: int = UPLOAD_LIMIT_MB,
) -> Imported:
    """Import a file into memory.

    Args:
        path: the file.
        format: what the file is, a key of `FORMATS`; `recognise` finds it.
        mapping: for a format that is mapped, the columns of the fields; guessed if None.
        geography: a gazetteer that fills missing countries, provinces and points.
        progress: called with how much is read, and the whole.
        limit_mb: the largest file that is read, in megabytes.

    Returns:
        Events and tolls by the schemas `data.schema.EVENTS` and `TOLLS` (days as timestamps at midnight without a
        zone, WGS 84 degrees) in the file's order, with the report.

    Raises:
        KeyError: there is no such format.
        RefusedError: the file is wrong as a whole; the message says what to do.
    """
    return pipeline.in_memory(Job(path, format, mapping, geography, progress, limit_mb))


def to_parquet(  # noqa: PLR0913 - the choices of a person who imports a file
    path: Path,
    format: str,  # noqa: A002 - the standard word for it
    mapping: Mapping | None = None,
    geography: Geography | None = None,
    progress: Progress | None = None,
    limit_mb: int = FILE_LIMIT_MB,
    *,
    out: Path,
) -> Report:
    """Import a file into a Parquet file, with memory that does not grow with the file.

    Its rows are flat events with their tolls as columns (`data.casualties.WIDE`). It replaces `out` at the end; if the
    import fails or keeps no row, an existing file stays as it was.

    Args:
        path: the file.
        format: what the file is, a key of `FORMATS`; `recognise` finds it.
        mapping: for a format that is mapped, the columns of the fields; guessed if None.
        geography: a gazetteer that fills missing countries, provinces and points.
        progress: called with how much is read, and the whole.
        limit_mb: the largest file that is read, in megabytes.
        out: the Parquet file of events to write.

    Returns:
        The report.

    Raises:
        KeyError: there is no such format.
        RefusedError: the file is wrong as a whole, or the folder of `out` does not exist; the message says what to do.
    """
    return pipeline.on_disk(Job(path, format, mapping, geography, progress, limit_mb, in_background=True), out)


def recognise(path: Path, limit_mb: int = FILE_LIMIT_MB) -> str:
    """Return the format of a file by its column names.

    Args:
        path: the file.
        limit_mb: the largest file that is read, in megabytes.

    Returns:
        A key of `FORMATS`; `table` if the columns are of no other format.

    Raises:
        RefusedError: the file cannot be read at all.
    """
    return formats.recognise(pipeline.open_file(path, limit_mb).columns)


def preview(path: Path, limit_mb: int = UPLOAD_LIMIT_MB) -> pd.DataFrame:
    """Return the first rows of a file.

    Args:
        path: the file.
        limit_mb: the largest file that is read, in megabytes.

    Returns:
        At most 200 rows with all columns as text, as `guess` takes them.

    Raises:
        RefusedError: the file cannot be read at all.
    """
    return pipeline.sample(pipeline.open_file(path, limit_mb))
