"""A file of rows, whatever its kind: batches of text cells with the file's own line numbers."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.importers.report import RefusedError, Rejection, shortened

BATCH_ROWS: Final = 50_000
_EXACT: Final = 2**53
"""Above it, a float no longer tells neighbouring whole numbers apart."""
_MOST_COLUMNS: Final = 1_000
DIGEST: Final = "digest of the row"
"""Name of the column that tells a row by the hash of all its cells."""
_BROKEN_TEXT: Final = "holds a character that no text can have (NUL or half of a surrogate pair)"

Unnamed = Callable[[Sequence[str]], tuple[str, ...] | None]
"""Given a file's first row, the names of its columns where that row is already data, else None."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of cells, each as long as the columns, with their lines; `done` of the sheet's `total` are read so far."""

    lines: list[int]
    rows: list[Sequence[str]]
    asides: list[Rejection]
    done: int

    def __len__(self) -> int:
        """How many rows there are, those set aside included."""
        return len(self.lines) + len(self.asides)

    def add(self, line: int, row: Sequence[str], width: int) -> None:
        """Take a row in, or set it aside where it does not have `width` cells."""
        if len(row) == width:
            self.lines.append(line)
            self.rows.append(row)
        else:
            reason = f"the number of cells is {len(row)}, the number of columns {width}"
            self.asides.append(Rejection(line, "row", shortened(row[0]), reason))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows as a frame of text columns (an empty cell is null), indexed by the line; `read` counts those aside too."""

    rows: pd.DataFrame
    asides: list[Rejection]
    read: int
    done: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file.

    Attributes:
        columns: the columns' names, each once.
        total: what `done` counts up to, in bytes or rows.
        notes: sentences on how the file was read.
        batches: begins to read from the top, as often as it is called.
    """

    columns: tuple[str, ...]
    total: int
    notes: tuple[str, ...]
    batches: Callable[[], Iterator[Batch]]

    def chunks(self, wanted: Sequence[str], *, digest: bool = False) -> Iterator[Chunk]:
        """Reads the `wanted` columns chunk by chunk; `digest` adds the column `DIGEST`.

        Raises:
            RefusedError: the file turns out to be broken on the way.
        """
        places = {name: self.columns.index(name) for name in wanted}
        for batch in self.batches():
            read, columns = len(batch), _columns(batch, places)
            if any(_is_broken("".join(cells)) for cells in columns.values()):
                batch = _sound(batch, places)  # noqa: PLW2901 - the rest is about these rows
                columns = _columns(batch, places)
            cells = {name: _column(column) for name, column in columns.items()}
            if digest:
                cells[DIGEST] = _column([_digest(row) for row in batch.rows])
            frame = pa.table(cells).to_pandas().set_axis(pd.Index(batch.lines, dtype="int64", name="line"))
            yield Chunk(frame, batch.asides, read, batch.done)


def named(header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns' names, each once, and sentences on those that had to be changed.

    Raises:
        RefusedError: the row names fewer than two columns, or too many.
    """
    if len(header) > _MOST_COLUMNS:
        raise RefusedError(
            f"The file has {len(header):,} columns, more than the {_MOST_COLUMNS:,} that are read. Keep those that "
            "matter and try again."
        )
    told = [cell.strip() or f"column {place}" for place, cell in enumerate(header, start=1)]
    if sum(bool(cell.strip()) for cell in header) < 2:  # noqa: PLR2004 - a date and a place
        raise RefusedError(
            "The file's first row does not name its columns. Put one line of column names on top and try again."
        )
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    columns = []
    for name in told:
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


def header(first: Sequence[str], unnamed: Unnamed) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The columns' names, sentences on them, and whether the first row is already data.

    Raises:
        RefusedError: the row is no data and names fewer than two columns.
    """
    known = unnamed(first)
    if known:
        return known, ("The file does not name its columns; they were known by what the first row holds.",), True
    return *named(first), False


def cell_text(value: object) -> str:
    """A typed cell as text: whole numbers without a point, days as YYYY-MM-DD, nothing (NaN too) as the empty text."""
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
    """Turns `errors` inside the block into a refusal that says `sentence`.

    Raises:
        RefusedError: one of `errors` was raised.
    """
    try:
        yield
    except RefusedError:
        raise
    except errors as error:
        raise RefusedError(sentence) from error


def _columns(batch: Batch, places: dict[str, int]) -> dict[str, Sequence[str]]:
    columns = list(zip(*batch.rows))
    return {name: columns[place] if columns else () for name, place in places.items()}


def _sound(batch: Batch, places: dict[str, int]) -> Batch:
    """The batch, its rows set aside whose wanted cells no text column can hold."""
    sound = replace(batch, lines=[], rows=[], asides=[*batch.asides])
    for line, row in zip(batch.lines, batch.rows):
        faults = [(name, row[place]) for name, place in places.items() if _is_broken(row[place])]
        sound.asides.extend(Rejection(line, name, shortened(cell), _BROKEN_TEXT) for name, cell in faults)
        if not faults:
            sound.lines.append(line)
            sound.rows.append(row)
    return sound


def _is_broken(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return "\0" in text


def _column(cells: Sequence[str]) -> pa.Array:
    text = pc.utf8_trim_whitespace(pa.array(cells, pa.large_string()))
    return pc.if_else(pc.equal(text, ""), None, text)


def _digest(row: Sequence[str]) -> str:
    return hashlib.blake2b("\x1f".join(row).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
