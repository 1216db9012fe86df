"""Output files of the commands: a new file appears under its name in one step, or the one that was there stays."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from data import own_folders
from data.own_folders import OwnFolder

_WORK: Final = ".writing-"
"""How the name of the folder begins in which an output is written, beside its place."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class OutputError(OSError):
    """A file cannot be written; the message is one sentence with the remedy."""


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    r"""Yield the path of a new file, which takes the place of `out` when the block ends without an error.

    Where `out` is a link, the file that it leads to is replaced. What is no file, such as a named pipe or `/dev/null`,
    gets the whole content at the end. If the block makes no file, nothing is changed.

    Raises:
        OutputError: the file cannot be written there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = Path(folder, "events.csv")
    ...     with replacing(out) as new:
    ...         _ = new.write_text("event_id\n")
    ...     [path.name for path in Path(folder).iterdir()]
    ['events.csv']
    """
    target = Path(os.path.realpath(out))
    _check(out, target)
    try:
        parent = target.parent if _is_replaced(target) else None
        if parent is not None:
            own_folders.sweep(_WORK, parent)
        with OwnFolder(_WORK, parent) as folder:
            new = folder / target.name
            yield new
            if new.exists():
                _put(new, target)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(cannot_write(out, error)) from error


def cannot_write(out: Path, error: OSError) -> str:
    """Return a sentence on why a file cannot be written.

    >>> cannot_write(Path("a.csv"), OSError(errno.ENOSPC, "No space left on device"))
    'a.csv cannot be written: no space is left on the disk. Free some, or choose another place.'
    >>> cannot_write(Path("a.csv"), PermissionError(errno.EACCES, "Permission denied"))
    'a.csv cannot be written: permission denied. Choose another place.'
    """
    if error.errno in _FULL:
        return f"{out} cannot be written: no space is left on the disk. Free some, or choose another place."
    reason = (os.strerror(error.errno) if error.errno else " ".join(str(error).split())).rstrip(".")
    return f"{out} cannot be written: {reason[:1].lower()}{reason[1:]}. Choose another place."


def _check(out: Path, target: Path) -> None:
    """Refuse what cannot be an output before any work is done."""
    if target.is_dir():
        raise OutputError(f"{out} is a folder. Name a file in it.")
    if not target.parent.is_dir():
        raise OutputError(f"There is no folder {out.parent}. Make it and try again.")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise OutputError(f"{out} cannot be written: this user may not. Choose another place.")


def _is_replaced(target: Path) -> bool:
    """Return whether the target is a file or not there yet; a device or a pipe is written to and stays."""
    return target.is_file() or not target.exists()


def _put(new: Path, target: Path) -> None:
    if not _is_replaced(target):
        with new.open("rb") as content, target.open("wb") as sink:
            shutil.copyfileobj(content, sink)
        return
    if target.exists():
        new.chmod(stat.S_IMODE(target.stat().st_mode))
    new.replace(target)
