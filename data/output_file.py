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
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
"""The errors of a disk without space."""
_OF_WRITING: Final = FULL | {errno.EFBIG, errno.EROFS, errno.EIO}
"""Errors that only the disk of the output has; others may be of what is read."""


class OutputError(OSError):
    """A file cannot be written; the message is one sentence with the remedy."""


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    r"""Yield the path of a new file, which takes the place of `out` when the block ends without an error.

    The folder of the new file is for this output alone and is removed at the end. Where `out` is a link, the file that
    it leads to is replaced. What is no file, such as a named pipe or `/dev/null`, gets the whole content at the end. If
    the block makes no file, nothing is changed.

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
    check(out)
    target = Path(os.path.realpath(out))
    try:
        parent = target.parent if _is_replaced(target) else None
        if parent is not None:
            own_folders.sweep(_WORK, parent)
        with OwnFolder(_WORK, parent) as folder:
            new = folder / f"new{target.suffix}"
            yield new
            if new.exists():
                _put(out, new, target)
    except OSError as error:
        if error.errno not in _OF_WRITING:
            raise
        raise OutputError(cannot_write(out, error)) from error


def check(out: Path) -> None:
    """Refuse what cannot be an output, before any work is done.

    Raises:
        OutputError: `out` is a folder, is in none, or may not be written.
    """
    target = Path(os.path.realpath(out))
    if target.is_dir():
        raise OutputError(f"{out} is a folder. Name a file in it.")
    if target.is_symlink():
        raise OutputError(f"{out} is a link that leads to itself. Choose another place.")
    if not target.parent.is_dir():
        raise OutputError(f"There is no folder {out.parent}. Make it and try again.")
    for path in {target, target.parent} if _is_replaced(target) else {target}:
        if path.exists() and not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise OutputError(f"{out} cannot be written: this user may not. Choose another place.")


def cannot_write(out: object, error: OSError) -> str:
    """Return a sentence on why a file cannot be written.

    >>> cannot_write("a.csv", OSError(errno.ENOSPC, "No space left on device"))
    'a.csv cannot be written: no space is left on the disk. Free some, or choose another place.'
    >>> cannot_write("a.csv", OSError(errno.EFBIG, "File too large"))
    'a.csv cannot be written: file too large. Choose another place.'
    """
    if error.errno in FULL:
        return f"{out} cannot be written: no space is left on the disk. Free some, or choose another place."
    reason = (os.strerror(error.errno) if error.errno else " ".join(str(error).split())).rstrip(".")
    return f"{out} cannot be written: {reason[:1].lower()}{reason[1:]}. Choose another place."


def _is_replaced(target: Path) -> bool:
    """Return whether the target is a file or not there yet; a device or a pipe is written to and stays."""
    return target.is_file() or not target.exists()


def _put(out: Path, new: Path, target: Path) -> None:
    try:
        if not _is_replaced(target):
            with new.open("rb") as content, target.open("wb") as sink:
                shutil.copyfileobj(content, sink)
            return
        if target.exists():
            new.chmod(stat.S_IMODE(target.stat().st_mode))
        new.replace(target)
    except OSError as error:
        raise OutputError(cannot_write(out, error)) from error
