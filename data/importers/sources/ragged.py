"""Rows of text with more or fewer cells than the header, and lines below the table."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from data.importers.report import Rejection, shortened
from data.importers.sources.sheet import Batch

BESIDE: Final = "In {rows} cells beside the table, in columns without a name, were not read."
_MISSING: Final = "In {rows} the last cells are missing; they were read as empty."
_CUT: Final = "ends without all its cells and without a line break: the file may be cut off here"
_BROKEN: Final = "seems to be a part of a row that a line break inside a cell divides: put that cell in quotation marks"
_FOOTER: Final = "is a line below the table, such as a total or a source, and no event"
_MAX_FOOTERS: Final = 10
_FOOTER_WORDS: Final = re.compile(
    r"(?:(?:grand )?(?:totals?|sum)|sources?|notes?|remarks?|last updated|summe|gesamt|quellen?|المجموع|المصدر)\b|[*©]",
    re.IGNORECASE,
)


class Ragged:
    """Adds rows whose number of cells is not that of the columns.

    Blank cells beyond the header are dropped, filled ones below its nameless cells are notes beside the table. Missing
    last cells are empty, except where the row seems to be cut off or divided.
    """

    def __init__(self, width: int, header_cells: int) -> None:
        """Take the number of columns and of all cells of the header row."""
        self._width = width
        self._header_cells = max(width, header_cells)
        self._short: dict[int, int] = {}

    def add(self, batch: Batch, line: int, row: list[str]) -> None:
        """Add a row, or reject it."""
        if len(row) < self._width:
            self._add_short(batch, line, row)
        elif any(cell.strip() for cell in row[self._header_cells :]):
            batch.add(line, row, self._width)
        else:
            if any(cell.strip() for cell in row[self._width :]):
                batch.notes[BESIDE] += 1
            batch.add(line, row[: self._width], self._width)

    def _add_short(self, batch: Batch, line: int, row: list[str]) -> None:
        before = self._short.get(line - 1, 0)
        is_part = before + len(row) - 1 == self._width and bool(batch.lines) and batch.lines[-1] == line - 1
        if is_part and _shape(batch.rows[-1][0]) != _shape(row[0]):
            self._reject_last(batch, _BROKEN)
            batch.rejections.append(Rejection(line, "row", shortened(row[0]), _BROKEN))
            return
        self._short[line] = len(row)
        batch.add(line, [*row, *[""] * (self._width - len(row))], self._width)

    def count(self, batch: Batch) -> Batch:
        """Return the batch with the number of rows that were filled up; call it once per batch."""
        if self._short:
            kept = len(self._short.keys() & set(batch.lines))
            if kept:
                batch.notes[_MISSING] += kept
            self._short.clear()
        return batch

    def finish(self, batch: Batch, path: Path) -> None:
        """Reject a last row that is cut off, and the lines below the table."""
        is_last = bool(batch.lines) and batch.lines[-1] > max((one.line for one in batch.rejections), default=0)
        if is_last and batch.lines[-1] in self._short and not _is_footer(batch.rows[-1]) and not _ends_a_line(path):
            self._reject_last(batch, _CUT)
        else:
            set_footer_aside(batch)

    @staticmethod
    def _reject_last(batch: Batch, reason: str) -> None:
        batch.rejections.append(Rejection(batch.lines.pop(), "row", shortened(batch.rows.pop()[0]), reason))


def set_footer_aside(batch: Batch) -> None:
    """Reject the last rows of the last batch that are totals, sources or notes below the table."""
    for _ in range(_MAX_FOOTERS):
        if not batch.rows or not _is_footer(batch.rows[-1]):
            return
        first = next(cell for cell in batch.rows[-1] if cell.strip())
        batch.rejections.append(Rejection(batch.lines.pop(), "row", shortened(first), _FOOTER))
        batch.rows.pop()


def _is_footer(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) == 1 or (
        bool(filled) and bool(_FOOTER_WORDS.match(filled[0])) and len(filled) * 2 <= len(row) + 1
    )


def _shape(cell: str) -> str:
    """Return what remains of a cell if all words and all numbers are equal: 2024-01-28 and 2023-1-2 become 0-0-0."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", cell.strip()))


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        return file.read().rstrip(b"\0").endswith((b"\n", b"\r"))
