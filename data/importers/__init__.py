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
    r"""Import a file into memory.

    Args:
        path: the file.
        format: what the file is, a key of `FORMATS`; `recognise` finds it.
        mapping: for a format that is mapped, the columns of the fields; guessed if None.
        geography: a gazetteer that fills missing countries, provinces and points.
        progress: called with the part that is read and the whole.
        limit_mb: the largest file that is read, in megabytes.

    Returns:
        Events and tolls by the schemas `data.schema.EVENTS` and `TOLLS` (days as timestamps at midnight without a
        zone, WGS 84 degrees) in the file's order, with the report.

    Raises:
        KeyError: there is no such format.
        RefusedError: the file is wrong as a whole; the message is one sentence with the remedy.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "events.csv")
    ...     _ = path.write_text("date,country,killed\n2024-01-28,Jordan,3\n")
    ...     imported = run(path, "table")
    >>> imported.report.sentence()
    'events.csv, read as a table: 1 row read, 1 kept.'
    >>> imported.events[["country", "killed_best"]].to_dict("records")
    [{'country': 'Jordan', 'killed_best': 3}]
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

    The other arguments and errors are those of `run`; a missing folder of `out` is refused, too.
    """
    return pipeline.on_disk(Job(path, format, mapping, geography, progress, limit_mb, in_background=True), out)


def recognise(path: Path, limit_mb: int = FILE_LIMIT_MB) -> str:
    """Return the format of a file, a key of `FORMATS`, by its column names; `table` if they are of no other format.

    Raises:
        RefusedError: the file cannot be read at all.
    """
    return formats.recognise(pipeline.open_file(path, limit_mb).columns)


def preview(path: Path, limit_mb: int = UPLOAD_LIMIT_MB) -> pd.DataFrame:
    """Return the first rows of a file, at most 200, with all columns as text, as `guess` takes them.

    Raises:
        RefusedError: the file cannot be read at all.
    """
    return pipeline.sample(pipeline.open_file(path, limit_mb))
