"""What the geometries of a file are to an import, which reads points only."""

from collections import Counter
from pathlib import Path
from typing import Final

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
