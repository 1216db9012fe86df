"""What the geometries of a file are to an import, which reads points only."""

from collections import Counter
from pathlib import Path
from typing import Final

from data import settings
from data.importers.report import RefusedError

KINDS: Final = ("point", "collection", "points", "line", "area", "unreadable")
"""A point, a collection with one point (which is read as that point), several points, a line, an area, none of them."""
REASONS: Final = {
    "points": "has several points",
    "line": "has a line, not a point",
    "area": "has an area, not a point",
    "unreadable": "has a geometry that cannot be read as a point",
}
"""Why a row with such a geometry is rejected."""


def most_vertices(wkb: bytes) -> int:
    r"""Return the most vertices that a geometry of this many bytes can have, without parsing it.

    >>> most_vertices(b"\1" + (2).to_bytes(4, "little") + (2).to_bytes(4, "little") + bytes(32))
    2
    """
    code = int.from_bytes(wkb[1:5], "little" if wkb[:1] == b"\x01" else "big")
    more = {1: 1, 2: 1, 3: 2}.get(code % 10**6 // 1000, 0) or (code >> 31) + (code >> 30 & 1)
    return len(wkb) // (8 * (2 + more))


class Vertices:
    """Counts the vertices of a file's geometries."""

    def __init__(self, path: Path) -> None:
        """Start with none."""
        self._path = path
        self._number = 0

    def add(self, number: int) -> None:
        """Add some.

        Raises:
            RefusedError: there are too many by now.
        """
        self._number += number
        limit = settings.VERTICES.value
        if self._number > limit:
            raise RefusedError(
                f"The geometries of {self._path.name} have more than the {limit:,} vertices that are read. Import the "
                "events as points."
            )


def notes(path: Path, counted: Counter[str]) -> tuple[str, ...]:
    """Return the sentence about collections with one point.

    Args:
        path: the file.
        counted: the number of rows of each of `KINDS`, and of "" for rows without a geometry.

    Raises:
        RefusedError: all rows have lines or areas.

    >>> notes(Path("events.kml"), Counter(point=3, collection=2))
    ('In 2 rows the geometry is a collection with one point; it was read as that point.',)
    """
    if counted.total() and not counted.keys() - {"line", "area"}:
        only = " and ".join(f"{kind}s" for kind in ("line", "area") if counted[kind])
        raise RefusedError(
            f"{path.name} cannot be imported. It has no points, only {only}. Import a file or layer with the events as "
            "points."
        )
    number = counted["collection"]
    rows = "1 row" if number == 1 else f"{number:,} rows"
    return (f"In {rows} the geometry is a collection with one point; it was read as that point.",) if number else ()
