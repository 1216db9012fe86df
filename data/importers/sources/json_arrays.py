"""Finds the array of rows in a JSON document."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data.importers.report import RefusedError
from data.importers.sources import geojson, tables

_NAMES: Final = (
    *("features", "data", "result", "results", "records", "rows", "items", "cases", "events", "incidents"),
    *("value", "values", "docs", "entries", "list", "content", "response"),
)
"""Names of arrays of rows in answers of web interfaces, in lower case; the likeliest first."""
_SURE: Final = 6
"""The number of names that mean rows even if the array holds no object."""
_NEXT: Final = ("nextpageurl", "next", "next_page", "nextlink", "@odata.nextlink")
_TOTALS: Final = ("totalcount", "total_count", "total", "count")
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Array:
    """An array of rows.

    Attributes:
        name: the keys on the way to it, with dots; empty if it is the document itself.
        rows: its members.
        parent: the object that has it as a member.
    """

    name: str
    rows: list[Any]
    parent: dict[str, Any]


def find(path: Path, content: object, stated: str | None) -> tuple[Array, list[str], tuple[str, ...]]:
    """Return the array of rows, the names of all arrays of objects, and sentences about the choice.

    Args:
        path: the file, for sentences.
        content: its parsed content.
        stated: the name of the array that a person states, or None.

    Raises:
        RefusedError: the document has no array of objects, or not the stated one.
    """
    if isinstance(content, list):
        tables.choose(path, "array", [], stated, "")
        return _filled(path, Array("", content, {})), [], ()
    if not isinstance(content, dict):
        raise RefusedError(f"{path.name} is JSON but holds a single value. Export the table as an array of objects.")
    found = sorted(_arrays(content, "", 1), key=_rank)
    if not found or geojson.is_feature(content):
        tables.choose(path, "array", [], stated, "")
        return _one_object(path, content)
    names = [array.name for array in found]
    name = tables.choose(path, "array", names, stated, names[0])
    chosen = _filled(path, next(array for array in found if array.name == name))
    if names == ["features"]:
        return chosen, [], tuple(_part_notes(chosen))
    return chosen, names, (*tables.notes("array", names, name), *_part_notes(chosen))


def _arrays(value: dict[str, Any], prefix: str, depth: int) -> Iterator[Array]:
    """Return the arrays of objects below an object, and those without objects that have the name of one."""
    for key, member in value.items():
        name = f"{prefix}{key}"
        if isinstance(member, list):
            if any(isinstance(row, dict) for row in member) or key.casefold() in _NAMES[:_SURE]:
                yield Array(name, member, value)
        elif isinstance(member, dict) and depth < _DEEPEST:
            yield from _arrays(member, f"{name}.", depth + 1)


def _rank(array: Array) -> tuple[bool, int, int, int]:
    """Return the order of arrays: filled ones first, then those on the outside, of a known name, and the longest."""
    key = array.name.rpartition(".")[2].casefold()
    known = _NAMES.index(key) if key in _NAMES else len(_NAMES)
    return not any(isinstance(row, dict) for row in array.rows), array.name.count("."), known, -len(array.rows)


def _filled(path: Path, array: Array) -> Array:
    if any(isinstance(row, dict) for row in array.rows):
        return array
    if array.rows:
        raise RefusedError(f"{path.name} is JSON but its array holds no objects. Export each row as an object.")
    words = f"Its array “{array.name}” is empty." if array.name else "Its array is empty."
    raise RefusedError(f"{path.name} holds no rows. {words} Check the query that made the file.")


def _one_object(path: Path, content: dict[str, Any]) -> tuple[Array, list[str], tuple[str, ...]]:
    if isinstance(content.get("type"), str) and content["type"] in geojson.GEOMETRIES:
        raise RefusedError(f"{path.name} holds a geometry without properties. Export features with their properties.")
    if not content or "coordinates" in content:
        raise RefusedError(f"{path.name} is JSON but holds no rows. Export the table as an array of objects.")
    thing = "feature" if geojson.is_feature(content) else "object"
    return Array("", [content], {}), [], (f"The file holds one {thing} and no array; it was read as one row.",)


def _part_notes(array: Array) -> Iterator[str]:
    """Return sentences about rows that the answer of a web interface leaves out."""
    members = {key.casefold(): value for key, value in array.parent.items()}
    following = next((members[key] for key in _NEXT if isinstance(members.get(key), str) and members[key]), None)
    stated = next((members[key] for key in _TOTALS if isinstance(members.get(key), str)), "")
    total = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 16 else 0  # noqa: PLR2004 - a count
    if total > len(array.rows):
        yield f"The file states {total:,} rows in all; it holds {len(array.rows):,} of them."
    elif following:
        yield "The file is one page of an answer; it names a following page, which is not in it."
