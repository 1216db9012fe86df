"""From an open file to flat rows, chunk by chunk, and from those to tables in which every event stands once."""

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from data.importers import background_reader, external_dedupe
from data.importers.formats import acled, table, ucdp
from data.importers.geography import Geography
from data.importers.mapping import Mapping, guess, is_own
from data.importers.places import Places
from data.importers.report import ARTICLES, Imported, Notes, RefusedError, Report, shortened
from data.importers.row_reader import Flat, RowReader
from data.importers.sources.opening import SUFFIXES, open_sheet
from data.importers.sources.sheet import Chunk, Sheet
from data.record.catalog import EVENT_COLUMNS

Format = Literal["acled", "ucdp", "table"]
Progress = Callable[[int, int], None]
"""Is told how much of the file is done, and the whole, in bytes or rows."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A format whose columns have names of their own."""

    words: str
    told: str
    orders: tuple[tuple[str, ...], ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    signs: frozenset[str]
    convert: Callable[[RowReader, Places], Flat]


_KNOWN: Final[dict[Format, _Known]] = {
    "acled": _Known(
        "ACLED export", acled.TOLD, (acled.COLUMNS,), acled.REQUIRED, acled.OPTIONAL, acled.SIGNS, acled.convert
    ),
    "ucdp": _Known(
        "UCDP GED file",
        ucdp.TOLD,
        (ucdp.COLUMNS, ucdp.COLUMNS_19_1),
        ucdp.REQUIRED,
        ucdp.OPTIONAL,
        ucdp.SIGNS,
        ucdp.convert,
    ),
}
_ENOUGH_SIGNS: Final = 2
_SAMPLE_ROWS: Final = 200
_TOLD: Final = 6


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be imported; the fields are those of `data.importers.run`.

    `ahead` tells that a large text may be read in a process of its own.
    """

    path: Path
    format: Format
    mapping: Mapping | None
    geography: Geography | None
    progress: Progress | None
    limit_mb: int
    ahead: bool = False


def opened(path: Path, limit_mb: int) -> Sheet:
    """Opens the file; an ACLED or UCDP file without a line of column names is given them."""
    return open_sheet(path, limit_mb, lambda first: acled.unnamed(first) or ucdp.unnamed(first))


def format_of(columns: Sequence[str]) -> Format:
    """The format that a file with these columns has."""
    names = {column.casefold() for column in columns}
    for form, known in _KNOWN.items():
        if len(known.signs & names) >= _ENOUGH_SIGNS:
            return form
    return "table"


def sample_of(sheet: Sheet) -> pd.DataFrame:
    """The first rows of a file, all columns as text."""
    return next(sheet.chunks(sheet.columns)).rows.head(_SAMPLE_ROWS)


def in_memory(job: Job) -> Imported:
    """The file's events and tolls as frames."""
    report = Report(job.path.name, job.format)
    flats = list(_flats(job, report))
    events, tolls = (pd.concat(parts) for parts in zip(*((flat.events, flat.tolls) for flat in flats)))
    ordered = events.rename_axis("line").sort_values(["stamp", "line"], na_position="first")
    standing = ordered.drop_duplicates("event_id", keep="last")
    report.kept, report.merged = len(standing), len(events) - len(standing)
    tolls = tolls[tolls.index.isin(standing.index)].rename_axis("line").sort_values(["line", "harm", "party"])
    events = standing.sort_index()[list(EVENT_COLUMNS)]
    return Imported(events.reset_index(drop=True), tolls.reset_index(drop=True), report)


def on_disk(job: Job, out: Path) -> Report:
    """Writes the file's events with their tolls as Parquet; memory does not grow with the file."""
    report = Report(job.path.name, job.format)
    if not out.parent.is_dir():
        raise RefusedError(f"There is no folder {out.parent}. Make it and try again.")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".import-") as folder:
        rows = external_dedupe.write(_flats(job, report), Path(folder))
        settled, report.kept = external_dedupe.settle(Path(folder))
        report.merged = rows - report.kept
        if report.kept:
            settled.replace(out)
    return report


def _flats(job: Job, report: Report) -> Iterator[Flat]:
    sheet = opened(job.path, job.limit_mb)
    notes = Notes()
    places = Places(job.geography, notes)
    report.notes += sheet.notes
    chunks, convert = _table(job, sheet) if job.format == "table" else _known(job, sheet, report)
    for chunk, done, total in chunks:
        sieve, flat = convert(chunk.rows, notes, places)
        report.read += chunk.read
        report.set_aside(chunk.asides)
        report.set_aside(sieve.asides)
        yield flat
        if job.progress:
            job.progress(done, total)
    report.notes += notes.sentences()
    report.placed, report.ambiguous = list(places.placed.values()), list(places.ambiguous.values())
    report.aside.sort()


def _is_text(job: Job) -> bool:
    return SUFFIXES.get(job.path.suffix.lower()) == "text"


def _read(job: Job, sheet: Sheet, wanted: Sequence[str], *, digest: bool = False) -> Iterator[Chunk]:
    if job.ahead and _is_text(job) and sheet.total > background_reader.LARGE_BYTES:
        return background_reader.chunks(sheet, wanted, digest=digest)
    return sheet.chunks(wanted, digest=digest)


_Chunks = Iterator[tuple[Chunk, int, int]]
_Convert = Callable[[pd.DataFrame, Notes, Places], tuple[RowReader, Flat]]


def _known(job: Job, sheet: Sheet, report: Report) -> tuple[_Chunks, _Convert]:
    """The chunks of an ACLED or UCDP file, and what makes events of them."""
    known = _KNOWN[job.format]
    names = _names(job, sheet.columns, known)
    report.notes += _reordered(job.format, sorted(names, key=lambda name: sheet.columns.index(names[name])), known)
    report.notes.append(known.told)

    def convert(rows: pd.DataFrame, notes: Notes, places: Places) -> tuple[RowReader, Flat]:
        sieve = RowReader(rows.rename(columns={column: name for name, column in names.items()}), notes, names)
        return sieve, known.convert(sieve, places)

    return ((chunk, chunk.done, sheet.total) for chunk in _read(job, sheet, list(names.values()))), convert


def _names(job: Job, columns: tuple[str, ...], known: _Known) -> dict[str, str]:
    """For each column that the format needs or may use, the file's own spelling of it."""
    spelled = {column.casefold(): column for column in columns}
    missing = [name for name in known.required if name not in spelled]
    if missing:
        raise RefusedError(f"{job.path.name} is no {known.words}: {_lacking(missing)}. {_instead(job, columns)}")
    times = Counter(re.sub(r" \([0-9]+\)$", "", column).casefold() for column in columns)
    names = {name: spelled[name] for name in known.required + known.optional if name in spelled}
    for name in names:
        if times[name] > 1:
            raise RefusedError(f"{job.path.name} has several columns called {name}. Keep one and try again.")
    return names


def _reordered(form: Format, names: list[str], known: _Known) -> list[str]:
    """A sentence where the columns do not stand in one of the format's own orders."""
    if any([name for name in order if name in names] == names for order in known.orders):
        return []
    return [f"The columns do not stand as they do in {ARTICLES[form]}; they were read by their names."]


def _lacking(missing: list[str]) -> str:
    listed = ", ".join(missing[:_TOLD]) + (" and others" if len(missing) > _TOLD else "")
    return f"it lacks the {'column' if len(missing) == 1 else 'columns'} {listed}"


def _instead(job: Job, columns: tuple[str, ...]) -> str:
    form = format_of(columns)
    if form == job.format:
        return "Export it again with all its columns, or import it as a table."
    return "Import it as a table." if form == "table" else f"It looks like {ARTICLES[form]}: import it as that."


def _table(job: Job, sheet: Sheet) -> tuple[_Chunks, _Convert]:
    """The chunks of somebody's table, and what makes events of them; its days are looked through first."""
    mapping = job.mapping or guess(sheet.columns, sample_of(sheet))
    mapping.check(sheet.columns)
    days = [column for column in (mapping.date_start, mapping.date_end) if column]
    first_pass = (_told(job, chunk, 2 * sheet.total).rows for chunk in _read(job, sheet, days))
    own = is_own(sheet.columns) and _is_text(job)
    reader = table.reader(mapping, first_pass, shortened(job.path.name), own=own)
    wanted = list(dict.fromkeys(mapping.columns().values()))
    chunks = _read(job, sheet, wanted, digest=True)
    return ((chunk, sheet.total + chunk.done, 2 * sheet.total) for chunk in chunks), reader.convert


def _told(job: Job, chunk: Chunk, total: int) -> Chunk:
    if job.progress:
        job.progress(chunk.done, total)
    return chunk
