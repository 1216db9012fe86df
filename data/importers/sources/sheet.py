"""A file of rows of any kind: batches of text cells with the line numbers of the file."""

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from itertools import chain, pairwise
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data import settings
from data.clean_text import clean_text, is_unclean, removed
from data.importers.report import RefusedError, Rejection, shortened

BATCH_ROWS: Final = 50_000
_EXACT: Final = 2**53
"""Above it, floats cannot represent all whole numbers."""
_PART_LETTERS: Final = 50_000_000
"""The letters of the cells that are converted at a time; a batch of usual rows has fewer."""
_PREVIEW: Final = 1_000
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
"""What Python writes for bytes that are no text, where a source reads with `surrogateescape`."""
_BROKEN_TEXT: Final = "holds bytes that are no text in the file's encoding"
DIGEST: Final = "digest of the row"
"""Name of the column with the hash of all cells of a row."""
POINT: Final = ("latitude", "longitude")
"""Names of the columns that points are read into."""

InferColumns = Callable[[Sequence[str]], tuple[str, ...] | None]
"""Returns, for a file's first row, the column names if that row is already data, else None."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of cells, one per column, with their lines; `done` of the sheet's `total` are read so far.

    `notes` counts the rows that a sentence with `{rows}` is about.
    """

    lines: list[int]
    rows: list[Sequence[str]]
    rejections: list[Rejection]
    done: int
    notes: Counter[str] = field(default_factory=Counter)

    def __len__(self) -> int:
        """Return the number of rows, including the rejected ones."""
        return len(self.lines) + len(self.rejections)

    def add(self, line: int, row: Sequence[str], width: int) -> None:
        """Add a row, or reject it if it does not have `width` cells."""
        if len(row) == width:
            self.lines.append(line)
            self.rows.append(row)
        else:
            reason = f"the number of cells is {len(row)}, the number of columns {width}"
            self.rejections.append(Rejection(line, "row", shortened(row[0]), reason))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows as a frame of text columns (an empty cell is null), indexed by the line; `read` includes rejected rows.

    `notes` are those of the `Batch`; `removed` counts the characters that were removed from rows (`data.clean_text`).
    """

    rows: pd.DataFrame
    rejections: list[Rejection]
    read: int
    done: int
    notes: Counter[str]
    removed: list[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file.

    Attributes:
        columns: the unique names of the columns.
        total: the final value of `done`, in bytes or rows.
        notes: sentences about how the file was read.
        batches: reads the file from the start; may be called several times.
        is_text: whether the file is text, such as CSV.
        tables: the names of all sheets, layers or tables of the file; empty if it can hold only one.
        table: the one of them that is read.
        encoding: the encoding of a text file.
        has_geometry: whether latitude and longitude were read from geometries, in WGS 84.
        tags: the HXL tags of columns.
        folder: the owner of the temporary folder that an archive was unpacked to.
        unpacked: the bytes that its headers state it holds unpacked; 0 where they state none.
        most_letters: the most letters that are read of all its cells; None for any number.
    """

    columns: tuple[str, ...]
    total: int
    notes: tuple[str, ...]
    batches: Callable[[], Iterator[Batch]]
    is_text: bool = False
    tables: tuple[str, ...] = ()
    table: str | None = None
    encoding: str | None = None
    has_geometry: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    folder: object = None
    unpacked: int = 0
    most_letters: int | None = None

    def chunks(self, wanted: Sequence[str], *, digest: bool = False) -> Iterator[Chunk]:
        """Read the `wanted` columns chunk by chunk; `digest` adds the column `DIGEST`.

        Raises:
            RefusedError: the file turns out to be broken.
        """
        places = {name: self.columns.index(name) for name in wanted}
        letters = 0
        for batch in chain.from_iterable(_parts(batch, places) for batch in self.batches()):
            letters += sum(_letters(batch, places))
            if self.most_letters is not None and letters > self.most_letters:
                raise RefusedError(
                    f"The cells of the file hold more than the {self.most_letters:,} letters that are read. Import a "
                    "part of it, or fewer columns."
                )
            read, columns = len(batch), _columns(batch, places)
            joined = {name: "".join(column) for name, column in columns.items()}
            if any(not text.isascii() and _UNDECODED.search(text) for text in joined.values()):
                batch = _decoded(batch, places)  # noqa: PLW2901 - the rest is about these rows
                columns = _columns(batch, places)
            unclean = [name for name, text in joined.items() if is_unclean(text)]
            counts = [removed(row) for row in zip(*(columns[name] for name in unclean))]
            columns |= {name: [clean_text(cell) for cell in columns[name]] for name in unclean}
            cells = {name: _column(column) for name, column in columns.items()}
            if digest:
                cells[DIGEST] = _column([_digest(row) for row in batch.rows])
            frame = pa.table(cells).to_pandas().set_axis(pd.Index(batch.lines, dtype="int64", name="line"))
            yield Chunk(frame, batch.rejections, read, batch.done, batch.notes, [n for n in counts if n])


def named(header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return unique column names, and sentences about names that had to be changed.

    Raises:
        RefusedError: the row names fewer than two columns, or too many.
    """
    limit = settings.COLUMNS.value
    if len(header) > limit:
        raise RefusedError(
            f"The file has {len(header):,} columns, more than the {limit:,} that are read. Keep those that "
            "matter and try again."
        )
    stripped = [cell.strip() or f"column {place}" for place, cell in enumerate(header, start=1)]
    if sum(bool(cell.strip()) for cell in header) < 2:  # noqa: PLR2004 - a date and a place
        raise RefusedError(
            "The file’s first row does not name its columns. Put one line of column names on top and try again."
        )
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    columns = []
    for name in stripped:
        counts[name] += 1
        unique = name
        while unique in taken:
            unique = f"{name} ({counts[name]})"
            counts[name] += unique in taken
        taken.add(unique)
        columns.append(unique)
    repeated = [shortened(name) for name, times in counts.items() if times > 1]
    notes = [f"Several columns are called “{name}”: the later ones are numbered." for name in repeated[:5]]
    return tuple(columns), tuple(notes)


def cell_text(value: object) -> str:
    """Return a typed cell as text: whole numbers without a point, dates as YYYY-MM-DD, None and NaN as empty text.

    >>> cell_text(3.0), cell_text(datetime(2024, 1, 28)), cell_text(None)
    ('3', '2024-01-28', '')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    match value:
        case None:
            text = ""
        case float() if math.isnan(value):
            text = ""
        case float():
            text = str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
        case datetime():
            text = value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case bytes():
            text = value.hex()
        case dict() | list():
            text = json.dumps(value, default=str, ensure_ascii=False)
        case _:
            text = str(value)
    return text


@contextmanager
def refusing(sentence: str, errors: tuple[type[Exception], ...]) -> Iterator[None]:
    """Convert `errors` inside the block to a refusal with this sentence.

    Raises:
        RefusedError: one of `errors` was raised.
    """
    try:
        yield
    except RefusedError:
        raise
    except errors as error:
        raise RefusedError(sentence) from error


def _parts(batch: Batch, places: dict[str, int]) -> Iterator[Batch]:
    """Return the batch in parts of so much text that they fit into memory, with rows rejected that hold a longer cell.

    A file may store a long text once for all its rows.
    """
    limit = settings.CELL_LETTERS.value
    if any(max(map(len, cells), default=0) > limit for cells in _columns(batch, places).values()):
        batch = _without_long_cells(batch, places, limit)
    ends, letters = [], 0
    for number, more in enumerate(_letters(batch, places)):
        letters += more
        if letters > _PART_LETTERS:
            ends.append(number + 1)
            letters = 0
    if not ends:
        yield batch
        return
    for start, end in pairwise((0, *ends, len(batch.rows))):
        is_last = end == len(batch.rows)
        yield Batch(
            batch.lines[start:end],
            batch.rows[start:end],
            batch.rejections if is_last else [],
            batch.done,
            batch.notes if is_last else Counter(),
        )
        if is_last:
            return


def _without_long_cells(batch: Batch, places: dict[str, int], limit: int) -> Batch:
    """Return the batch with rows rejected that have a longer cell than is read."""
    sound = replace(batch, lines=[], rows=[], rejections=[*batch.rejections])
    for line, row in zip(batch.lines, batch.rows):
        long = [name for name, place in places.items() if len(row[place]) > limit]
        if long:
            reason = f"holds a text of more than {limit:,} letters: shorten it"
            sound.rejections.append(Rejection(line, long[0], shortened(row[places[long[0]]][:_PREVIEW]), reason))
        else:
            sound.lines.append(line)
            sound.rows.append(row)
    return sound


def _letters(batch: Batch, places: dict[str, int]) -> Sequence[int]:
    """Return the number of letters of each row."""
    sums = np.zeros(len(batch.rows), dtype="int64")
    for cells in _columns(batch, places).values():
        sums += np.fromiter(map(len, cells), "int64", len(batch.rows))
    return sums.tolist()


def _columns(batch: Batch, places: dict[str, int]) -> dict[str, Sequence[str]]:
    columns = list(zip(*batch.rows))
    return {name: columns[place] if columns else () for name, place in places.items()}


def _decoded(batch: Batch, places: dict[str, int]) -> Batch:
    """Return the batch with rows rejected whose wanted cells hold bytes that are no text."""
    decoded = replace(batch, lines=[], rows=[], rejections=[*batch.rejections])
    for line, row in zip(batch.lines, batch.rows):
        faults = [(name, row[place]) for name, place in places.items() if _UNDECODED.search(row[place])]
        decoded.rejections.extend(Rejection(line, name, shortened(cell), _BROKEN_TEXT) for name, cell in faults)
        if not faults:
            decoded.lines.append(line)
            decoded.rows.append(row)
    return decoded


def _column(cells: Sequence[str]) -> pa.Array:
    text = pc.utf8_trim_whitespace(pa.array(cells, pa.large_string()))
    return pc.if_else(pc.equal(text, ""), None, text)


def _digest(row: Sequence[str]) -> str:
    return hashlib.blake2b("\x1f".join(row).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
