"""Imports files of events into the flat tables.

`FORMATS` lists what the rows may mean (ACLED, UCDP, any table), `SOURCES` how they may be stored (CSV, Excel, …). A new
one of either is one module and one entry in its list; page, command line, tests and documentation read the lists.

`run` returns frames, `to_parquet` writes files of any size, `inspect` finds the format and the first rows.
Rows that cannot be read are rejected one by one in the report; only a file that is wrong as a whole is refused.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.importers import formats, pipeline
from data.importers.format import Format
from data.importers.formats import FORMATS
from data.importers.geography import Candidate, Geography
from data.importers.limits import COMMAND_LINE, Limits
from data.importers.mapping import FIELDS, Mapping, guess
from data.importers.options import NO_OPTIONS, Options
from data.importers.pipeline import Job, Progress
from data.importers.report import Ambiguous, Imported, Placed, RefusedError, Rejection, Report
from data.importers.sources import SOURCES, SUFFIXES, Source

__all__ = [
    "FIELDS",
    "FORMATS",
    "SOURCES",
    "SUFFIXES",
    "Ambiguous",
    "Candidate",
    "Format",
    "Geography",
    "Imported",
    "Inspection",
    "Limits",
    "Mapping",
    "Options",
    "Placed",
    "Progress",
    "RefusedError",
    "Rejection",
    "Report",
    "Source",
    "guess",
    "inspect",
    "preview",
    "run",
    "to_parquet",
]


def run(  # noqa: PLR0913 - the choices of a person who imports a file
    path: Path,
    format: str,  # noqa: A002 - the standard word for it
    mapping: Mapping | None = None,
    geography: Geography | None = None,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
    options: Options = NO_OPTIONS,
) -> Imported:
    r"""Import a file into memory.

    Args:
        path: the file.
        format: what the file is, a key of `FORMATS`; `inspect` finds it.
        mapping: for a format that is mapped, the columns of the fields; guessed if None.
        geography: a gazetteer that fills missing countries, provinces and points.
        progress: called with the part that is read and the whole.
        limits: the most that is read; None for the limits of the page.
        options: what a person states about the file.

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
    return pipeline.in_memory(Job(path, format, mapping, geography, progress, limits or Limits.of_page(), options))


def to_parquet(  # noqa: PLR0913 - the choices of a person who imports a file
    path: Path,
    format: str,  # noqa: A002 - the standard word for it
    mapping: Mapping | None = None,
    geography: Geography | None = None,
    progress: Progress | None = None,
    *,
    limits: Limits = COMMAND_LINE,
    options: Options = NO_OPTIONS,
    out: Path,
) -> Report:
    """Import a file into a Parquet file, with memory that does not grow with the file.

    Its rows are flat events with their tolls as columns (`data.casualties.WIDE`). It replaces `out` at the end; if the
    import fails or keeps no row, an existing file stays as it was.

    The other arguments and errors are those of `run`; a missing folder of `out` is refused, too.
    """
    return pipeline.on_disk(Job(path, format, mapping, geography, progress, limits, options, in_background=True), out)


def preview(
    path: Path,
    format: str,  # noqa: A002 - the standard word for it
    mapping: Mapping | None = None,
    geography: Geography | None = None,
    *,
    options: Options = NO_OPTIONS,
) -> Imported:
    """Return the first rows of a file as `run` reads them; the order of day and month is decided from them alone.

    Arguments and errors are those of `run`.
    """
    job = Job(path, format, mapping, geography, None, Limits.of_page(), options, only_first_rows=True)
    return pipeline.in_memory(job)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds, before it is imported.

    Attributes:
        format: its format, a key of `FORMATS`, by its column names; `table` if they are of no other format.
        columns: its column names.
        sample: its first rows, at most 200, with all columns as text, as `guess` takes them.
        tables: the names of all its sheets, layers or tables; empty if it can hold only one.
        table: the one of them that is read.
        encoding: the encoding of a text file.
        tags: the HXL tags of columns, as `guess` takes them.
        notes: sentences about how it was read.
    """

    format: str
    columns: tuple[str, ...]
    sample: pd.DataFrame
    tables: tuple[str, ...]
    table: str | None
    encoding: str | None
    tags: dict[str, str]
    notes: tuple[str, ...]


def inspect(path: Path, options: Options = NO_OPTIONS, limits: Limits = COMMAND_LINE) -> Inspection:
    """Return what a file holds.

    Raises:
        RefusedError: the file cannot be read at all.
    """
    sheet = pipeline.open_file(path, limits, options)
    return Inspection(
        format=formats.recognise(sheet.columns),
        columns=sheet.columns,
        sample=pipeline.sample(sheet),
        tables=sheet.tables,
        table=sheet.table,
        encoding=sheet.encoding,
        tags=sheet.tags,
        notes=sheet.notes,
    )
