"""An import from the file to its events: the same steps for all formats, in memory or on disk."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd
import pyarrow as pa

from data import audit, own_folders
from data.clean_text import clean_line
from data.importers import background_reader, countries, external_dedupe
from data.importers.format import OpenFile, Plan
from data.importers.formats import FORMATS, infer_columns, recognise
from data.importers.geography import Geography
from data.importers.identity import Identity, identify
from data.importers.limits import Limits
from data.importers.mapping import Mapping
from data.importers.option_checks import check_fit
from data.importers.options import NO_OPTIONS, Options
from data.importers.places import Places
from data.importers.report import Imported, Notes, RefusedError, Report
from data.importers.row_reader import Flat
from data.importers.sources.opening import open_sheet
from data.importers.sources.sheet import Batch, Chunk, Sheet
from data.output_file import OutputError, replacing
from data.record.catalog import EVENT_COLUMNS

Progress = Callable[[int, int], None]
"""Called with the part of the file that is read and the whole, in bytes or rows."""
_SAMPLE_ROWS: Final = 200
_REMOVED: Final = (
    "In {rows} characters that are not shown, or that reorder the words beside them, were removed ({sum}): control "
    "characters, overrides of the direction, characters without a width."
)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to import; the fields are the arguments of `data.importers.run`.

    `in_background` allows reading a large text in a second process; `only_first_rows` reads as many as `sample` has.
    """

    path: Path
    format: str
    mapping: Mapping | None
    geography: Geography | None
    progress: Progress | None
    limits: Limits
    options: Options = NO_OPTIONS
    in_background: bool = False
    only_first_rows: bool = False


def open_file(path: Path, limits: Limits, options: Options) -> Sheet:
    """Open a file; one without a header row gets the column names of the format that its first row has."""
    sheet = open_sheet(path, limits, infer_columns, options)
    check_fit(path.name, sheet, options)
    return sheet


def sample(sheet: Sheet) -> pd.DataFrame:
    """Return the first rows of a file, all columns as text."""
    first = replace(sheet, batches=partial(_first_rows, sheet))
    return next(first.chunks(sheet.columns)).rows


def in_memory(job: Job) -> Imported:
    """Return the file's events and tolls as frames."""
    opened = _OpenJob(job)
    flats = list(opened.flats())
    events, tolls = (pd.concat(parts) for parts in zip(*((flat.events, flat.tolls) for flat in flats)))
    keys = pa.Table.from_pandas(events.rename_axis("line").reset_index(), external_dedupe.KEY_SCHEMA)
    with tempfile.TemporaryDirectory() as folder, identify(keys, opened.plan.rules(job.options), Path(folder)) as found:
        changes = found.changes.read_pandas()
        opened.complete(len(events), found)
    for name in ("event_id", "target", "side"):
        new = changes[["row", name]].dropna()
        events.iloc[new["row"], events.columns.get_loc(name)] = new[name].astype("str")
    events = events.drop(index=events.index[changes.loc[changes["dropped"], "row"]])
    tolls = tolls[tolls.index.isin(events.index)].rename_axis("line").sort_values(["line", "harm", "party"])
    tolls["event_id"] = events["event_id"].loc[tolls.index]
    events = events.sort_index()[list(EVENT_COLUMNS)]
    return Imported(events.reset_index(drop=True), tolls.reset_index(drop=True), opened.report)


def on_disk(job: Job, out: Path) -> Report:
    """Write the file's events with their tolls as Parquet, with memory that does not grow with the file."""
    opened = _OpenJob(job)
    own_folders.sweep("basewatch-")
    try:
        if out.exists() and out.samefile(job.path):
            raise RefusedError(f"{out} is the file that is read. Choose another place for the events.")
        with replacing(out) as new:
            work = new.with_name("work")
            work.mkdir()
            rows = external_dedupe.write(opened.flats(), work)
            with external_dedupe.deduplicate(work, opened.plan.rules(job.options)) as (unique, found):
                opened.complete(rows, found)
            if opened.report.kept:
                _audit(job, opened.report)
                unique.replace(new)
    except OutputError as error:
        raise RefusedError(str(error)) from error
    except duckdb.Error as error:
        raise RefusedError(_without_space(out, error)) from error
    return opened.report


def _without_space(out: Path, error: duckdb.Error) -> str:
    """Return a sentence on an error of DuckDB, which compares the rows on the disk of the output."""
    reason = " ".join(str(error).partition("\n")[0].split()).rstrip(".!")
    return f"{out} cannot be written, as its rows cannot be compared there ({reason}). Free space there."


def _audit(job: Job, report: Report) -> None:
    size = job.path.stat().st_size
    audit.append("import", audit.COMMAND_LINE, format=job.format, rows=report.read, kept=report.kept, bytes=size)


class _OpenJob:
    """A file that is open, with the plan for its rows and the report on them."""

    def __init__(self, job: Job) -> None:
        form = FORMATS[job.format]
        sheet = open_file(job.path, job.limits, job.options)
        if job.only_first_rows:
            sheet = replace(sheet, batches=partial(_first_rows, sheet))
        self._job = job
        self._country = countries.stated(job.options.country) if job.options.country else None
        self._reading = _Reading(job, sheet)
        self.plan: Plan = form.plan(
            OpenFile(
                name=clean_line(job.path.name),
                columns=sheet.columns,
                is_text=sheet.is_text,
                mapping=job.mapping,
                recognised=FORMATS[recognise(sheet.columns)],
                options=replace(job.options, crs=None) if sheet.has_geometry else job.options,
                sample=lambda: sample(sheet),
                scan=self._reading.scan,
                country=self._country,
                tags=sheet.tags,
            )
        )
        read = dict(self.plan.fields)
        unread = tuple(column for column in sheet.columns if column not in self.plan.columns)
        self.report = Report(clean_line(job.path.name), form.article, columns=read, unread=unread)
        self.report.notes += [*sheet.notes, *self.plan.notes]

    def flats(self) -> Iterator[Flat]:
        """Read the rows, and complete the report on them."""
        notes, report = Notes(), self.report
        places = Places(self._job.geography, notes, self._country)
        for chunk in self._reading.chunks(self.plan.columns, digest=self.plan.needs_digest):
            reader, flat = self.plan.convert(chunk.rows, notes, places)
            report.read += chunk.read
            self._job.limits.check_rows(report.file, report.read)
            report.reject(chunk.rejections)
            for sentence, rows in chunk.notes.items():
                notes.count(sentence, rows)
            notes.add(_REMOVED, pd.Series(chunk.removed, dtype="int64"))
            report.reject(reader.rejections)
            report.killed.add_set_aside(reader.killed.drop(flat.events.index))
            yield flat
        report.notes += notes.sentences()
        report.placed, report.ambiguous = list(places.placed.values()), list(places.ambiguous.values())
        report.rejected.sort()

    def complete(self, rows: int, found: Identity) -> None:
        """Add to the report what was decided about `rows` rows."""
        self.report.kept, self.report.merged = rows - found.merged, found.merged
        self.report.killed.add_kept(found.killed, found.killed_merged)
        self.report.notes += found.notes


def _first_rows(sheet: Sheet) -> Iterator[Batch]:
    batch = next(sheet.batches())
    rejections = batch.rejections[: max(_SAMPLE_ROWS - len(batch.lines), 0)]
    yield replace(batch, lines=batch.lines[:_SAMPLE_ROWS], rows=batch.rows[:_SAMPLE_ROWS], rejections=rejections)


class _Reading:
    """Reads a sheet in one or several passes and reports the progress over all of them."""

    def __init__(self, job: Job, sheet: Sheet) -> None:
        self._job = job
        self._sheet = sheet
        self._total = sheet.total
        self._done = 0

    def scan(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        self._total += self._sheet.total
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
