"""Imports foreign files of events into the flat tables: ACLED exports, UCDP GED files and any other table.

`run` gives frames, `to_parquet` writes files of any size, `recognise` tells the format and `preview` the first rows.
All take CSV, TSV, Excel (.xlsx), GeoJSON, GeoPackage, Parquet and GeoParquet. What cannot be read is set aside row by
row in the report; only a file that is wrong as a whole is refused.
"""

from pathlib import Path

import pandas as pd

from data.importers.geography import Candidate, Geography
from data.importers.mapping import FIELDS, Mapping, guess
from data.importers.pipeline import Format, Job, Progress, format_of, in_memory, on_disk, opened, sample_of
from data.importers.report import Ambiguous, Imported, Placed, RefusedError, Rejection, Report
from data.importers.sources.opening import FILE_LIMIT_MB, SUFFIXES, UPLOAD_LIMIT_MB

__all__ = [
    "FIELDS",
    "FILE_LIMIT_MB",
    "SUFFIXES",
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
    "guess",
    "preview",
    "recognise",
    "run",
    "to_parquet",
]


def run(
    path: Path,
    format: Format,  # noqa: A002 - the word for it
    mapping: Mapping | None = None,
    geography: Geography | None = None,
    progress: Progress | None = None,
    limit_mb: int = UPLOAD_LIMIT_MB,
) -> Imported:
    """Imports a file into memory.

    Args:
        path: the file.
        format: what the file is; `recognise` tells it.
        mapping: for a table, the columns of the fields; guessed where None.
        geography: gazetteer that fills missing countries, provinces and points.
        progress: is told how much is done.
        limit_mb: the largest file that is read, in megabytes.

    Returns:
        Events and tolls as the schemas `data.schema.EVENTS` and `TOLLS` have them (days as timestamps at midnight
        without a zone, WGS 84 degrees) in the file's order, with the report.

    Raises:
        RefusedError: the file is wrong as a whole; the message says what to do.
    """
    return in_memory(Job(path, format, mapping, geography, progress, limit_mb))


def to_parquet(  # noqa: PLR0913 - the choices a person has in an import
    path: Path,
    format: Format,  # noqa: A002 - the word for it
    mapping: Mapping | None = None,
    geography: Geography | None = None,
    progress: Progress | None = None,
    limit_mb: int = FILE_LIMIT_MB,
    *,
    out: Path,
) -> Report:
    """Imports a file into a Parquet file, with memory that does not grow with the file.

    Its rows are flat events with their tolls as columns (`data.casualties.WIDE`). It is put in place at the end; where
    the import fails or nothing is kept, what was there stays.

    Args:
        path: the file.
        format: what the file is; `recognise` tells it.
        mapping: for a table, the columns of the fields; guessed where None.
        geography: gazetteer that fills missing countries, provinces and points.
        progress: is told how much is done.
        limit_mb: the largest file that is read, in megabytes.
        out: the Parquet file of events to write.

    Raises:
        RefusedError: the file is wrong as a whole, or `out` lies in no folder; the message says what to do.
    """
    return on_disk(Job(path, format, mapping, geography, progress, limit_mb, ahead=True), out)


def recognise(path: Path, limit_mb: int = FILE_LIMIT_MB) -> Format:
    """The format that a file has by its columns; `table` where it is neither ACLED's nor UCDP's.

    Raises:
        RefusedError: the file cannot be read at all.
    """
    return format_of(opened(path, limit_mb).columns)


def preview(path: Path, limit_mb: int = UPLOAD_LIMIT_MB) -> pd.DataFrame:
    """The first rows of a file, at most 200, all columns as text; `guess` takes its columns and itself.

    Raises:
        RefusedError: the file cannot be read at all.
    """
    return sample_of(opened(path, limit_mb))
