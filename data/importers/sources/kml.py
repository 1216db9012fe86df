"""KML and KMZ, read placemark by placemark.

A line is the number of the placemark, from 1. Its columns are `folder`, `name`, `description`, `address`, `date_start`
and `date_end` (as far as the file uses them), its extended data, and `latitude` and `longitude` of its point. GDAL is
not used because it reads the month 2024-01 as its first day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from data.importers.options import Options
from data.importers.report import RefusedError, Rejection, shortened
from data.importers.sources import geometry, tables
from data.importers.sources.kml_placemarks import Document, Placemark, open_document
from data.importers.sources.sheet import BATCH_ROWS, POINT, Batch, InferColumns, Sheet, named

_PARTS: Final = ("folder", "name", "description", "address", "date_start", "date_end")
"""The columns of a placemark's elements."""
_OVERRIDDEN: Final = ("date_start", "date_end", *POINT)
"""Columns that extended data fill where the element is missing."""


@dataclass(frozen=True, slots=True)
class _Summary:
    """What is known after a first pass over a file."""

    folders: tuple[str, ...]
    columns: tuple[str, ...]
    kinds: Counter[str]
    placemarks: int
    notes: tuple[str, ...]


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a KML or KMZ file.

    Raises:
        RefusedError: the file is broken or too large, has no such folder, no placemarks, or none with a point.
    """
    del infer_columns  # elements always have names
    document = open_document(path)
    found = _summarise(document)
    if not found.placemarks:
        raise RefusedError(f"{path.name} has no placemarks. Export the places themselves, not links to other files.")
    folder = tables.choose(path, "folder", found.folders, options.table, "") or None
    columns, numbered = named(found.columns)
    folders = _folder_notes(found.folders, folder)
    notes = (*document.notes, *folders, *found.notes, *geometry.notes(path, found.kinds), *numbered)
    batches = partial(_batches, document, found.columns, folder, found.placemarks)
    return Sheet(columns, found.placemarks, notes, batches, tables=found.folders, table=folder, has_geometry=True)


def _summarise(document: Document) -> _Summary:
    folders: dict[str, None] = {}
    filled: dict[str, None] = {}
    data: dict[str, None] = {}
    kinds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    number = 0
    for number, placemark in enumerate(document.placemarks(), start=1):  # noqa: B007 - the last number is used
        folders |= dict.fromkeys([placemark.parts["folder"]] if placemark.parts.get("folder") else [])
        filled |= dict.fromkeys(placemark.parts)
        data |= dict.fromkeys(placemark.data)
        kinds[placemark.kind] += 1
        counts["repeated"] += placemark.is_repeated
        counts["open"] += "date_start" in placemark.parts and placemark.is_open
    parts = [name for name in _PARTS if name in filled]
    merged = {*POINT, *(name for name in parts if name in _OVERRIDDEN)}
    columns = (*parts, *(name for name in data if name.casefold() not in merged), *POINT)
    return _Summary(tuple(folders), columns, kinds, number, tuple(_notes(counts)))


def _notes(counts: Counter[str]) -> Iterator[str]:
    if counts["open"]:
        yield f"The time span of {_rows(counts['open'])} has no end; only its first day was read."
    if counts["repeated"]:
        yield f"In {_rows(counts['repeated'])} extended data has the same name twice; its last value was read."


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _folder_notes(folders: tuple[str, ...], folder: str | None) -> tuple[str, ...]:
    if folder:
        return tables.notes("folder", folders, folder)
    if len(folders) < 2:  # noqa: PLR2004 - nothing to choose
        return ()
    return (f"All folders were read: {tables.listed_names(folders)}; choose one with --layer.",)


def _batches(document: Document, columns: tuple[str, ...], folder: str | None, total: int) -> Iterator[Batch]:
    batch = Batch([], [], [], 0)
    for line, placemark in enumerate(document.placemarks(), start=1):
        if folder is not None and placemark.parts.get("folder") != folder:
            continue
        reason = geometry.REASONS.get(placemark.kind)
        if reason:
            batch.rejections.append(Rejection(line, "Placemark", shortened(placemark.parts.get("name", "")), reason))
        else:
            batch.add(line, _cells(placemark, columns), len(columns))
        if len(batch) == BATCH_ROWS:
            yield replace(batch, done=line)
            batch = Batch([], [], [], 0)
    yield replace(batch, done=total)


def _cells(placemark: Placemark, columns: Iterable[str]) -> list[str]:
    """Return the cells; a name that is a part and extended data comes twice, in this order."""
    stated = {name.casefold(): value for name, value in placemark.data.items() if name.casefold() in _OVERRIDDEN}
    if placemark.kind:
        stated |= dict(zip(POINT, placemark.point))
    elements = {name: placemark.parts.get(name) or stated.get(name, "") for name in _PARTS}
    cells = []
    for name in columns:
        if name in POINT:
            cells.append(stated.get(name, ""))
        else:
            cells.append(elements.pop(name) if name in elements else placemark.data.get(name, ""))
    return cells
