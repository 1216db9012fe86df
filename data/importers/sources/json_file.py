"""JSON: an array of objects, alone or inside an answer of a web interface, JSON lines, and GeoJSON.

A line is the number of the object, from 1, or the line of JSON lines. Nested objects become columns with dotted names.
The points of features become the columns `latitude` and `longitude` in WGS 84 degrees and override properties of these
names, in any case; so do collections with one point.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyproj

from data.importers.options import Options
from data.importers.report import RefusedError, Rejection, shortened
from data.importers.sources import geojson, geometry, json_arrays, json_rows, json_text, reference_system, tables
from data.importers.sources.encoding import find_encoding
from data.importers.sources.json_rows import Columns, Row
from data.importers.sources.json_text import Broken, Parser
from data.importers.sources.sheet import BATCH_ROWS, POINT, Batch, InferColumns, Sheet, cell_text, named

_LOOKED_AT: Final = 100
"""Lines of JSON lines that show whether they are features."""


@dataclass(frozen=True, slots=True)
class _Objects:
    """The objects of a file.

    Attributes:
        read: returns the line and value of each, from the start.
        are_features: whether they are GeoJSON features.
        crs: the coordinate reference system that the file states, or None.
        tables: the names of all arrays of the file.
        table: the name of the array that is read.
        notes: sentences about the choice.
    """

    read: Callable[[], Iterator[tuple[int, Any]]]
    are_features: bool
    crs: pyproj.CRS | None
    tables: tuple[str, ...]
    table: str | None
    notes: tuple[str, ...]


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a JSON or GeoJSON file.

    Raises:
        RefusedError: the file is too large, not JSON, has no rows, no points, or points in an unknown system.
    """
    del infer_columns  # keys are always names
    parser = Parser()
    encoding = find_encoding(path, options.encoding)
    is_lines = json_text.is_lines(path, encoding.name)
    objects = (_lines if is_lines else _document)(path, parser, encoding.name, options)
    crs, crs_notes = _crs(path, objects, options)
    last, vertices = 0, geometry.Vertices(path)

    def rows() -> Iterator[Row]:
        nonlocal last
        for line, value in objects.read():
            last = line
            if objects.are_features and isinstance(value, dict):
                vertices.add(geojson.count_vertices(value.get("geometry")))
            yield json_rows.read(value, is_feature=objects.are_features)

    found = json_rows.columns(rows(), are_features=objects.are_features)
    columns, numbered = _named(path, [*found.names, *(POINT if objects.are_features else ())])
    read_notes = (*encoding.notes, *objects.notes, *parser.notes(), *_column_notes(found))
    return Sheet(
        columns,
        last,
        (*read_notes, *geometry.notes(path, found.kinds), *crs_notes, *numbered),
        partial(_batches, objects, found, crs, last),
        tables=objects.tables,
        table=objects.table,
        encoding=encoding.name,
        has_geometry=objects.are_features,
    )


def _crs(path: Path, objects: _Objects, options: Options) -> tuple[pyproj.CRS, tuple[str, ...]]:
    """Return the coordinate reference system of features, and the sentence about it."""
    if not objects.are_features:
        return reference_system.WGS84, ()
    found = objects.crs or (None if options.crs else reference_system.WGS84)
    return reference_system.choose(path, found, options.crs)


def _named(path: Path, names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return unique column names, and sentences about those that had to be changed."""
    if sum(bool(name.strip()) for name in names) < 2:  # noqa: PLR2004 - a date and a place
        raise RefusedError(f"The objects of {path.name} have fewer than two names, so they hold no events. Check it.")
    return named(names)


def _document(path: Path, parser: Parser, encoding: str, options: Options) -> _Objects:
    array, names, notes = json_arrays.find(path, json_text.parse_file(path, parser, encoding), options.table)
    are_features = geojson.are_features(array.name, array.rows)
    crs = geojson.read_crs(path.name, None if options.crs else array.parent.get("crs"))
    read = partial(enumerate, array.rows, 1)
    return _Objects(read, are_features, crs, tuple(names), array.name if names else None, notes)


def _lines(path: Path, parser: Parser, encoding: str, options: Options) -> _Objects:
    tables.choose(path, "array", [], options.table, "")
    first = islice(json_text.parse_lines(path, Parser(), encoding), _LOOKED_AT)
    are_features = any(geojson.is_feature(value) for _, value in first)

    read = partial(json_text.parse_lines, path, parser, encoding)
    notes = ("The file was read as JSON lines, one object in each line.",)
    return _Objects(read, are_features, None, (), None, notes)


def _column_notes(found: Columns) -> Iterator[str]:
    if found.nested:
        listed = tables.listed_names(found.nested)
        yield f"The members of nested objects were read as columns with dotted names: {listed}."
    if found.merged:
        yield f"Keys that differ in capitals only were read as one column: {tables.listed_names(found.merged)}."


def _batches(objects: _Objects, found: Columns, crs: pyproj.CRS, last: int) -> Iterator[Batch]:
    batch, placed = Batch([], [], [], 0), list[int]()
    for line, value in objects.read():
        row = json_rows.read(value, is_feature=objects.are_features)
        cells, reason = _cells(row, found, are_features=objects.are_features)
        if reason:
            text = shortened(value.text if isinstance(value, Broken) else cell_text(value))
            batch.rejections.append(Rejection(line, "feature" if objects.are_features else "object", text, reason))
        else:
            placed += [len(batch.rows)] if row.geometry.kind else []
            batch.add(line, cells, len(cells))
        if len(batch) == BATCH_ROWS:
            yield _in_degrees(batch, placed, crs, line)
            batch, placed = Batch([], [], [], 0), list[int]()
    yield _in_degrees(batch, placed, crs, last)


def _cells(row: Row, found: Columns, *, are_features: bool) -> tuple[list[str], str]:
    """Return the cells and an empty text, or no cells and the reason of the rejection."""
    if row.reason:
        return [], row.reason
    return json_rows.cells(row, found, are_features=are_features), ""


def _in_degrees(batch: Batch, placed: list[int], crs: pyproj.CRS, done: int) -> Batch:
    """Return the batch with the points of the rows `placed`, which end in y and x, in degrees."""
    if reference_system.is_wgs84(crs):
        return replace(batch, done=done)
    rows = list(batch.rows)
    points = [[_number(text) for text in rows[place][-2:]] for place in placed]
    found = reference_system.degrees([x for _, x in points], [y for y, _ in points], crs)
    for place, latitude, longitude in zip(placed, *found):
        rows[place] = [*rows[place][:-2], repr(float(latitude)), repr(float(longitude))]
    return replace(batch, rows=rows, done=done)


def _number(text: str) -> float:
    """Return the number that a text is; NaN if it is none, which is no number of degrees either."""
    try:
        return float(text)
    except ValueError:
        return math.nan
