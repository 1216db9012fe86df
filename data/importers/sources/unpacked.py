"""Opens zip archives: files that are small as archives but very large when unpacked are refused first."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from data import settings
from data.importers.report import RefusedError
from data.limits import ARCHIVE_MEMBERS

_ENTRY: Final = b"PK\x01\x02"
"""The first bytes of a member's entry in the directory at the end of an archive."""
_DIRECTORY: Final = 250_000_000
"""The bytes at the end of an archive that are searched for them: the page reads no larger one."""
_BLOCK: Final = 1_000_000


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive for reading.

    Raises:
        RefusedError: it has too many members.
        zipfile.BadZipFile: it is broken.
    """
    _refuse_many_members(path)
    with zipfile.ZipFile(path) as archive:
        yield archive


def refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    """Check what all members of an archive have unpacked; the reader of a member stops at the size it states.

    Raises:
        RefusedError: it is too much.
    """
    limit = settings.UNPACKED_MB.value
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > limit * 1_000_000:
        raise RefusedError(
            f"{path.name} unpacks to {unpacked // 1_000_000:,} MB, more than the {limit:,} MB that are read. Save its "
            "table as CSV and import that."
        )


def _refuse_many_members(path: Path) -> None:
    """Count the entries of the directory before it is read, which takes a kilobyte of memory for each.

    Raises:
        RefusedError: there are too many.
    """
    found, end = 0, b""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _DIRECTORY))
        while block := file.read(_BLOCK):
            found += (end + block).count(_ENTRY)
            end = block[-len(_ENTRY) + 1 :]
    if found > ARCHIVE_MEMBERS:
        raise RefusedError(
            f"{path.name} has more than the {ARCHIVE_MEMBERS:,} members that are read of an archive. Unpack it and "
            "import the table inside."
        )
