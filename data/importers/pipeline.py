"""An import from the file to its events: the same steps for all formats, in memory or on disk."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from data.importers import background_reader, external_dedupe
from data.importers.format import OpenFile
from data.importers.formats import FORMATS, infer_columns, recognise
from data.importers.geography import Geography
from data.importers.mapping import Mapping
from data.importers.options import NO_OPTIONS, Options
from data.importers.places import Places
from data.importers.report import Imported, Notes, RefusedError, Report
from data.importers.row_reader import Flat
from data.importers.sources.opening import open_sheet
from data.importers.sources.sheet import Chunk, Sheet
from data.record.catalog import EVENT_COLUMNS

Progress = Callable[[int, int], None]
"""Called with the part of the file that is read and the whole, in bytes or rows."""
_SAMPLE_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Job:
    """One file to import; the fields are the arguments of `data.importers.run`.

    `in_background` allows reading a large text in a second process.
    """

    path: Path
    format: str
    mapping: Mapping | None
    geography: Geography | None
    progress: Progress | None
    limit_mb: int
    options: Options = NO_OPTIONS
    in_background: bool = False


def open_file(path: Path, limit_mb: int, options: Options) -> Sheet:
    """Open a file; one without a header row gets the column names of the format that its first row has."""
    return open_sheet(path, limit_mb, infer_columns, options)


def sample(sheet: Sheet) -> pd.DataFrame:
    """Return the first rows of a file, all columns as text."""
    return next(sheet.chunks(sheet.columns)).rows.head(_SAMPLE_ROWS)


def in_memory(job: Job) -> Imported:
    """Return the file's events and tolls as frames."""
    report = _report(job)
    flats = list(_flats(job, report))
    events, tolls = (pd.concat(parts) for parts in zip(*((flat.events, flat.tolls) for flat in flats)))
    ordered = events.rename_axis("line").sort_values(["timestamp", "line"], na_position="first")
    latest = ordered.drop_duplicates("event_id", keep="last")
    report.kept, report.merged = len(latest), len(events) - len(latest)
    tolls = tolls[tolls.index.isin(latest.index)].rename_axis("line").sort_values(["line", "harm", "party"])
    events = latest.sort_index()[list(EVENT_COLUMNS)]
    return Imported(events.reset_index(drop=True), tolls.reset_index(drop=True), report)


def on_disk(job: Job, out: Path) -> Report:
    """Write the file's events with their tolls as Parquet, with memory that does not grow with the file."""
    report = _report(job)
    if not out.parent.is_dir():
        raise RefusedError(f"There is no folder {out.parent}. Make it and try again.")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".import-") as folder:
        rows = external_dedupe.write(_flats(job, report), Path(folder))
        unique, report.kept = external_dedupe.deduplicate(Path(folder))
        report.merged = rows - report.kept
        if report.kept:
            unique.replace(out)
    return report


def _report(job: Job) -> Report:
    return Report(job.path.name, FORMATS[job.format].article)


def _flats(job: Job, report: Report) -> Iterator[Flat]:
    """Read the file as its format plans it, and complete the report."""
    form = FORMATS[job.format]
    sheet = open_file(job.path, job.limit_mb, job.options)
    reading = _Reading(job, sheet, form.passes)
    plan = form.plan(
        OpenFile(
            name=job.path.name,
            columns=sheet.columns,
            is_text=sheet.is_text,
            mapping=job.mapping,
            recognised=FORMATS[recognise(sheet.columns)],
            sample=lambda: sample(sheet),
            scan=reading.scan,
            tags=sheet.tags,
        )
    )
    report.notes += [*sheet.notes, *plan.notes]
    notes = Notes()
    places = Places(job.geography, notes)
    for chunk in reading.chunks(plan.columns, digest=plan.needs_digest):
        reader, flat = plan.convert(chunk.rows, notes, places)
        report.read += chunk.read
        report.reject(chunk.rejections)
        for sentence, rows in chunk.notes.items():
            notes.count(sentence, rows)
        report.reject(reader.rejections)
        yield flat
    report.notes += notes.sentences()
    report.placed, report.ambiguous = list(places.placed.values()), list(places.ambiguous.values())
    report.rejected.sort()


class _Reading:
    """Reads a sheet in one or several passes and reports the progress over all of them."""

    def __init__(self, job: Job, sheet: Sheet, passes: int) -> None:
        self._job = job
        self._sheet = sheet
        self._total = passes * sheet.total
        self._done = 0

    def scan(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        return (chunk.rows for chunk in self.chunks(columns))

    def chunks(self, columns: Sequence[str], *, digest: bool = False) -> Iterator[Chunk]:
        for chunk in self._read(columns, digest=digest):
            yield chunk
            if self._job.progress:
                self._job.progress(self._done + chunk.done, self._total)
        self._done += self._sheet.total

    def _read(self, columns: Sequence[str], *, digest: bool) -> Iterator[Chunk]:
        is_large = self._sheet.is_text and self._sheet.total > background_reader.LARGE_BYTES
        if self._job.in_background and is_large:
            return background_reader.chunks(self._sheet, columns, digest=digest)
        return self._sheet.chunks(columns, digest=digest)
