"""Temporary folders of a process, which another one removes where their owner was killed."""

import os
import shutil
import sys
import tempfile
import weakref
from pathlib import Path
from typing import IO, Final

_LOCK: Final = ".lock"


class OwnFolder:
    """A folder that is removed when this object is discarded; a copy in another process is only its path.

    It holds a file that is locked as long as this process lives, so that `sweep` knows whose folders are left over.
    """

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        """Make the folder in `parent`, or where temporary files are; its name begins with `prefix`."""
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        self.remove = weakref.finalize(self, _remove, self.path, _locked(self.path))

    def __enter__(self) -> Path:
        """Return the folder."""
        return self.path

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        self.remove()

    def __reduce__(self) -> tuple[type[Path], tuple[str]]:
        """Copy the path alone, so that only one process removes the folder."""
        return Path, (str(self.path),)


def sweep(prefix: str, parent: Path | None = None) -> None:
    """Remove the folders that `OwnFolder` has made with this prefix in processes that have ended since."""
    for folder in (parent or Path(tempfile.gettempdir())).glob(f"{prefix}*"):
        if _is_left_over(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _remove(path: Path, lock: IO[bytes] | None) -> None:
    if lock is not None:
        lock.close()
    shutil.rmtree(path, ignore_errors=True)


def _locked(folder: Path) -> IO[bytes] | None:
    """Return a locked file in the folder; None on Windows, where nobody can remove a folder that is in use."""
    if sys.platform == "win32":
        return None
    unfinished = folder / f"{_LOCK}-new"
    file = unfinished.open("wb")
    _lock(file)
    unfinished.replace(folder / _LOCK)  # nobody sees the file before it is locked
    return file


def _is_left_over(folder: Path) -> bool:
    """Return whether the folder is this user's, and no living process has locked its file."""
    if sys.platform == "win32":
        return False
    try:
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            return False
        with (folder / _LOCK).open("rb") as file:
            _lock(file)
    except OSError:
        return False
    return True


def _lock(file: IO[bytes]) -> None:
    """Lock a file.

    Raises:
        BlockingIOError: another process has locked it.
    """
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - not on Windows

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
