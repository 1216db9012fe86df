"""Turns objects of JSON into rows of cells: nested objects are flattened, features get their point."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from data.importers.sources import geojson, geometry
from data.importers.sources.geojson import Geometry
from data.importers.sources.json_text import Broken
from data.importers.sources.sheet import POINT, cell_text


class Row(NamedTuple):
    """One object: its cells by column, its geometry, and why it is rejected, or an empty text."""

    cells: dict[str, Any]
    geometry: Geometry
    reason: str
    nested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of all rows.

    Attributes:
        names: the names of the columns, without those of the point.
        column_of: for each key of an object the name of its column.
        kinds: the number of rows of each of `geometry.KINDS`, of "" without a geometry.
        nested: the names of columns from objects within objects.
        merged: the names of columns whose key is written in several cases.
    """

    names: tuple[str, ...]
    column_of: dict[str, str]
    kinds: Counter[str]
    nested: tuple[str, ...]
    merged: tuple[str, ...]


def read(value: object, *, is_feature: bool) -> Row:
    """Return an object as a row.

    >>> read({"date": "2024-01-28", "toll": {"killed": "3"}}, is_feature=False).cells
    {'date': '2024-01-28', 'toll.killed': '3'}
    """
    if isinstance(value, Broken):
        return Row({}, Geometry(""), value.reason)
    if not is_feature:
        return _row(value, Geometry("")) if isinstance(value, dict) else _bad("is not an object")
    properties = geojson.properties(value)
    if properties is None or not isinstance(value, dict):
        return _bad("is not a GeoJSON feature")
    return _row(properties, geojson.read_geometry(value.get("geometry")))


def columns(rows: Iterable[Row], *, are_features: bool) -> Columns:
    """Return the columns of rows; keys that differ in capitals only are one column if no row has both."""
    spellings: dict[str, dict[str, None]] = {}
    separate: set[str] = set()
    kinds: Counter[str] = Counter()
    nested: dict[str, None] = {}
    for row in rows:
        if not row.reason or row.geometry.kind:
            kinds[row.geometry.kind] += 1
        nested |= dict.fromkeys(row.nested)
        folded: set[str] = set()
        for key in row.cells:
            name = key.casefold()
            spellings.setdefault(name, {})[key] = None
            if name in folded:
                separate.add(name)
            folded.add(name)
    column_of = {key: key if name in separate else next(iter(keys)) for name, keys in spellings.items() for key in keys}
    degrees = POINT if are_features else ()
    names = tuple(dict.fromkeys(column for column in column_of.values() if column.casefold() not in degrees))
    merged = tuple(next(iter(keys)) for name, keys in spellings.items() if len(keys) > 1 and name not in separate)
    return Columns(names, column_of, kinds, tuple(nested), tuple(name for name in merged if name in names))


def cells(row: Row, found: Columns, *, are_features: bool) -> list[str]:
    """Return a row's cells in the order of the columns; those of a feature end in its y and x."""
    values = {found.column_of[key]: value for key, value in row.cells.items()}
    texts = [cell_text(values.get(name)) for name in found.names]
    if not are_features:
        return texts
    if row.geometry.kind:
        return [*texts, row.geometry.y, row.geometry.x]
    stated = {key.casefold(): value for key, value in row.cells.items() if value is not None}
    return [*texts, *(cell_text(stated.get(name)) for name in POINT)]


def _bad(reason: str) -> Row:
    return Row({}, Geometry(""), reason)


def _row(value: dict[str, Any], found: Geometry) -> Row:
    """Return an object with the members of its objects under dotted names."""
    reason = geometry.REASONS.get(found.kind, "")
    if not any(isinstance(member, dict) for member in value.values()):
        return Row({_name(key): member for key, member in value.items()}, found, reason)
    flat = dict(_members(value))
    return Row(flat, found, reason, tuple(name for name in flat if name not in value))


def _members(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, member in value.items():
        inner = {f"{key}.{name}": part for name, part in member.items()} if isinstance(member, dict) else {}
        if inner and not inner.keys() & value.keys():
            yield from ((_name(name), part) for name, part in inner.items())
        else:
            yield _name(key), member


def _name(key: str) -> str:
    """Return a key as a valid name of a column."""
    return key if key.isascii() and "\0" not in key else key.encode("utf-8", "replace").decode().replace("\0", " ")
