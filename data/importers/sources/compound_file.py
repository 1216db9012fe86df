"""Checks old Excel workbooks before they are read: however small they are, their reader may fill the memory.

They are compound files, which are divided into sectors; a table (FAT) has for each sector the next one of its stream.
The reader follows a chain that leads back into itself without end, and allocates the whole area up to a sheet's last
row and last column.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.importers.report import RefusedError
from data.limits import WORKBOOK_CELLS

_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES: Final = 512
_SHIFTS: Final = (9, 12)
"""Sectors have 2 to the power of 9 or 12 bytes."""
_LAST: Final = 0xFFFFFFFA
"""Numbers from here on are no sectors but marks, such as the end of a chain."""
_ENTRY_BYTES, _NAME_BYTES, _SMALL_STREAM = 128, 64, 4096
_END, _SHEET, _DIMENSIONS = 0x000A, 0x0085, 0x0200
"""Kinds of records: the end of a sheet, the place and name of one, its first and last row and column."""
_SEVERAL: Final = frozenset((0x00BD, 0x00BE))
_CELLS: Final = _SEVERAL | {0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E}
_DIRECTORY_AT = 48
_SHIFT_AT, _SMALL_TABLE_AT, _MORE_AT, _TABLES_AT = 30, 60, 68, 76

Table = NDArray[np.uint32]


def refuse_large_workbook(path: Path) -> None:
    """Check that every chain of sectors has an end, and the area of every sheet.

    Raises:
        RefusedError: the file is no compound file, a chain has no end, or a sheet is too large.
    """
    content = path.read_bytes()
    shift = int.from_bytes(content[_SHIFT_AT : _SHIFT_AT + 2], "little")
    if not content.startswith(_MAGIC) or len(content) < _HEADER_BYTES or shift not in _SHIFTS:
        raise _broken(path)
    sectors = _Sectors(path, content, 1 << shift)
    table = sectors.table()
    small = sectors.chain(sectors.number_at(_SMALL_TABLE_AT), table)
    if _has_loop(table) or _has_loop(small):
        raise _broken(path)
    for stream in _workbooks(sectors, table, small):
        starts = [0, *_sheet_starts(stream)]
        if any(_area(stream, start) > WORKBOOK_CELLS for start in starts):
            raise RefusedError(
                f"A sheet of {path.name} has more than the {WORKBOOK_CELLS:,} cells that are read from a workbook. "
                "Save the sheet as CSV and import that."
            )


def _broken(path: Path) -> RefusedError:
    return RefusedError(f"{path.name} is a broken or protected workbook. Save it again as .xlsx and try again.")


class _Sectors:
    """The sectors of a file as numbers."""

    def __init__(self, path: Path, content: bytes, size: int) -> None:
        self._path = path
        self._content = content
        self._size = size

    def number_at(self, place: int) -> int:
        """Return a number of the header."""
        return int.from_bytes(self._content[place : place + 4], "little")

    def sector(self, number: int) -> Table:
        """Return the numbers in a sector; none of one beyond the end of the file."""
        start = (number + 1) * self._size
        whole = self._content[start : start + self._size]
        return np.frombuffer(whole[: len(whole) // 4 * 4], "<u4")

    def table(self) -> Table:
        """Return the next sector of each sector.

        Raises:
            RefusedError: the list of the table's own sectors has no end.
        """
        listed = [np.frombuffer(self._content[_TABLES_AT:_HEADER_BYTES], "<u4")]
        following, seen = self.number_at(_MORE_AT), set[int]()
        while following < _LAST:
            part = self.sector(following)
            if following in seen or not len(part):
                raise _broken(self._path)
            seen.add(following)
            listed.append(part[:-1])
            following = int(part[-1])
        numbers = np.concatenate(listed)
        numbers = numbers[numbers < _LAST]
        if len(numbers) > len(self._content) // self._size:
            raise _broken(self._path)
        parts = [self.sector(int(number)) for number in numbers]
        return np.concatenate(parts) if parts else np.empty(0, "<u4")

    def chain(self, first: int, table: Table) -> Table:
        """Return the numbers in the sectors of a chain.

        Raises:
            RefusedError: it has no end.
        """
        parts, number = list[Table](), first
        while number < len(table):
            if len(parts) > len(table):
                raise _broken(self._path)
            parts.append(self.sector(number))
            number = int(table[number])
        return np.concatenate(parts) if parts else np.empty(0, "<u4")


def _workbooks(sectors: _Sectors, table: Table, small: Table) -> Iterator[bytes]:
    """Return the streams that hold a workbook."""
    directory = sectors.chain(sectors.number_at(_DIRECTORY_AT), table).tobytes()
    entries = [directory[place : place + _ENTRY_BYTES] for place in range(0, len(directory), _ENTRY_BYTES)]
    for entry in entries:
        name = entry[:_NAME_BYTES].decode("utf-16-le", "replace").rstrip("\0").casefold()
        if name in {"workbook", "book"}:
            first, size = (int.from_bytes(entry[place : place + 4], "little") for place in (116, 120))
            if size >= _SMALL_STREAM:
                yield sectors.chain(first, table).tobytes()[:size]
            else:
                root = int.from_bytes(entries[0][116:120], "little")
                yield _small_stream(sectors.chain(root, table).tobytes(), first, small)[:size]


def _small_stream(packed: bytes, first: int, small: Table) -> bytes:
    parts, number = list[bytes](), first
    while number < len(small):  # without a loop, as was checked
        parts.append(packed[number * 64 : number * 64 + 64])
        number = int(small[number])
    return b"".join(parts)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Return the kinds and contents of the records of a workbook, up to the end of a sheet."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _END:
            return
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _sheet_starts(stream: bytes) -> list[int]:
    return [int.from_bytes(held[:4], "little") for kind, held in _records(stream, 0) if kind == _SHEET]


def _area(stream: bytes, start: int) -> int:
    """Return the number of cells from the first one to the last row and the last column of a sheet."""
    rows = columns = stated = 0
    for kind, held in _records(stream, start):
        if kind in _CELLS and len(held) >= 4:  # noqa: PLR2004 - row and column
            row, column = struct.unpack_from("<HH", held)
            last = int.from_bytes(held[-2:], "little") if kind in _SEVERAL else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
        elif kind == _DIMENSIONS and len(held) >= 10:  # noqa: PLR2004 - four numbers
            first, end, left, right = struct.unpack_from("<IIHH" if len(held) >= 12 else "<HHHH", held)  # noqa: PLR2004
            stated = max(stated, (end - first) * (right - left))
    return max(rows * columns, stated)


def _has_loop(table: Table) -> bool:
    """Return whether following the table leads from a sector back to it.

    >>> _has_loop(np.array([1, 2, 0xFFFFFFFE])), _has_loop(np.array([1, 2, 0]))
    (False, True)
    """
    following = np.append(np.where(table < len(table), table, len(table)), len(table)).astype("int64")
    steps = 1
    while steps <= len(table):  # each time, twice as many steps at once
        following = following[following]
        steps *= 2
    return bool((following[:-1] != len(table)).any())
