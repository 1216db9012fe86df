"""The folder for what can be made again: prepared tables, and answers of Nominatim. Several servers may share it."""

import tempfile
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from data import settings

_NO_HOME: Final = "this user has no home folder"


class CacheError(OSError):
    """The cache folder cannot be used; the message is one sentence for the operator."""

    def __init__(self, folder: Path, why: str) -> None:
        """Say why `folder` cannot be used, and what to do."""
        super().__init__(
            f"The cache folder {folder} cannot be written ({why}): free space, let this user write there, or set "
            f"{settings.CACHE.variable} to another folder."
        )


def cache_folder() -> Path:
    """Return the path of the cache folder: the setting's, or the user's; it need not exist.

    Raises:
        CacheError: there is no setting, and the user has no home folder.
    """
    chosen = settings.CACHE.value
    try:
        folder = Path(chosen).expanduser().absolute() if chosen else user_cache_path("basewatch")
    except RuntimeError as error:  # there is no home folder for “~”
        raise CacheError(Path(chosen), _NO_HOME) from error
    if not folder.is_absolute():
        raise CacheError(folder, _NO_HOME)
    return folder


def made(folder: Path) -> Path:
    """Return a folder of the cache; make it where it is missing.

    Raises:
        CacheError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CacheError(folder, error.strerror or type(error).__name__) from error
    return folder


def check_writable() -> None:
    """Write a small file into the cache folder and remove it.

    Raises:
        CacheError: that is not possible.
    """
    folder = made(cache_folder())
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        raise CacheError(folder, error.strerror or type(error).__name__) from error
