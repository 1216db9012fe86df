"""Archives with one table inside (.zip, .gz): the table is unpacked to a temporary folder."""

import gzip
import zipfile
import zlib
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from data.clean_text import file_name
from data.importers.limits import Limits
from data.importers.report import RefusedError
from data.importers.sources.sheet import refusing
from data.importers.sources.tables import choose, listed_names
from data.importers.sources.unpacked import open_archive
from data.output_file import FULL
from data.own_folders import OwnFolder

_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, LookupError),
)
"""What the readers of archives raise over a broken one."""
_BLOCK: Final = 1_000_000
_PROSE: Final = ("readme", "read me", "license", "licence", "citation", "changelog", "codebook", "metadata", "terms")


class Unpacked(NamedTuple):
    """A table from an archive.

    Attributes:
        path: the unpacked file.
        folder: the owner of its folder; the file exists as long as it does.
        member: its name in the archive.
        members: the names of all tables in the archive.
    """

    path: Path
    folder: OwnFolder
    member: str
    members: tuple[str, ...]


def unpack(path: Path, suffixes: frozenset[str], limits: Limits, table: str | None) -> Unpacked:
    """Unpack the only table of an archive, or the one that a person states.

    Args:
        path: a zip or gzip archive.
        suffixes: the endings of names that files with tables have.
        limits: the most that is unpacked.
        table: the name of the table in the archive, or None.

    Raises:
        RefusedError: the archive is broken or protected, its table is too large, or it holds none or several.
    """
    folder = OwnFolder("basewatch-import-")
    with _refusing(path):
        if not zipfile.is_zipfile(path):
            member = _gzip_member(path, suffixes)
            target = folder.path / member
            with gzip.open(path) as packed:
                _copy(path, packed, target, min(limits.file_mb, limits.unpacked_mb))
            return Unpacked(target, folder, member, (member,))
        with open_archive(path) as archive:
            members = _members(archive, suffixes)
            member = _choose(path, members, archive, table)
            target = folder.path / file_name(member)
            with archive.open(member) as packed:
                _copy(path, packed, target, min(limits.file_mb, limits.unpacked_mb))
            return Unpacked(target, folder, member, tuple(members))


def _refusing(path: Path) -> AbstractContextManager[None]:
    return refusing(
        f"{path.name} is a broken archive, or protected by a password. Unpack it and import the table inside.", _BROKEN
    )


def _gzip_member(path: Path, suffixes: frozenset[str]) -> str:
    """Return the name of the file in a gzip archive: that of the archive without its ending."""
    stem = path.name[: -len(path.suffix)]
    return stem if Path(stem).suffix.lower() in suffixes else f"{stem}.csv"


def _members(archive: zipfile.ZipFile, suffixes: frozenset[str]) -> list[str]:
    """Return the names of the files that may be tables, without those that macOS adds and explanations."""
    found = []
    for part in archive.infolist():
        name = PurePosixPath(part.filename.replace("\\", "/"))
        hidden = any(step.startswith((".", "__MACOSX")) and step != ".." for step in name.parts)
        if not part.is_dir() and not hidden and name.suffix.lower() in suffixes:
            found.append(part.filename)
    tables = [name for name in found if not _is_prose(name)]
    without_text = [name for name in tables if not name.lower().endswith(".txt")]
    return without_text or tables or found


def _is_prose(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in {".txt", ".json"} and path.stem.lower().startswith(_PROSE)


def _choose(path: Path, members: list[str], archive: zipfile.ZipFile, table: str | None) -> str:
    """Return the member that is read.

    Raises:
        RefusedError: there is none, or there are several and a person states none.
    """
    if not members:
        names = [part.filename for part in archive.infolist() if not part.is_dir()]
        held = f"It holds {listed_names(names)}." if names else "It is empty."
        raise RefusedError(
            f"{path.name} holds no table that is read from an archive. {held} Unpack it and import the table inside."
        )
    if len(members) == 1:
        return members[0]
    if table is None:
        raise RefusedError(
            f"{path.name} holds several tables: {listed_names(members)}. Choose one (--sheet; on the page the choice "
            "of the sheet or table), or import them one by one.",
            tables=tuple(members),
        )
    return choose(path, "table", members, table, table)


def _copy(path: Path, packed: IO[bytes] | gzip.GzipFile, target: Path, limit_mb: int) -> None:
    """Unpack a file, and stop where it becomes too large, whatever size the archive states."""
    left = limit_mb * 1_000_000
    with target.open("wb", buffering=0) as file:
        while block := packed.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise RefusedError(
                    f"The table in {path.name} unpacks to more than the {limit_mb:,} MB that are read here. Import a "
                    "part of it, or use “python -m data import”."
                )
            _write(path, file, block)


def _write(path: Path, file: IO[bytes], block: bytes) -> None:
    """Write a block without a buffer, so that a full disk is not taken for a broken archive."""
    try:
        is_whole = file.write(block) == len(block)
    except OSError as error:
        if error.errno not in FULL:
            raise
        is_whole = False
    if not is_whole:
        raise RefusedError(
            f"There is no space to unpack {path.name}. Free some on the disk of temporary files, or import the table "
            "inside."
        )
