"""Files that hold several tables: which one is read, and the sentence about the others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from data.clean_text import clean_line
from data.importers.report import RefusedError, shortened

_LISTED: Final = 20


def choose(path: Path, kind: str, names: Sequence[str], stated: str | None, default: str) -> str:
    """Return the name of the table that is read: the stated one, else `default`.

    Args:
        path: the file.
        kind: what its tables are called: layer, array, folder.
        names: the names of all its tables.
        stated: the name that a person states, or None.
        default: the table that is read if none is stated.

    Raises:
        RefusedError: the file has no table with the stated name.
    """
    if stated is None:
        return default
    for name in names:
        if clean_line(name) == clean_line(stated):
            return name
    listed = f"Its {kind}s are {listed_names(names)}." if names else f"It has only one {kind}."
    raise RefusedError(f"{path.name} has no {kind} “{shortened(stated)}”. {listed}")


def notes(kind: str, names: Sequence[str], table: str) -> tuple[str, ...]:
    """Return the sentence about the table that is read, the others, and how to read one of them.

    >>> notes("layer", ["bases", "events"], "events")
    ('The layer read is “events”. Not read: “bases”; choose another with --layer.',)
    """
    others = [name for name in names if name != table]
    rest = f" Not read: {listed_names(others)}; choose another with --layer." if others else ""
    return (f"The {kind} read is “{shortened(table)}”.{rest}",)


def listed_names(names: Sequence[str]) -> str:
    """Return the names in quotation marks, at most 20 of them."""
    listed = ", ".join(f"“{shortened(name)}”" for name in names[:_LISTED])
    return listed + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
