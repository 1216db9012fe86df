"""Refuses spreadsheets that are small as files but would fill the memory, before they are read.

OpenDocument stores equal rows and cells once with a number of repetitions, and its reader allocates the whole area.
Excel's cells are a few bytes each, of which an archive holds a thousand times as many as its own bytes.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Final

from lxml import etree

from data.importers.report import RefusedError
from data.limits import SHARED_STRINGS, WORKBOOK_CELLS, WORKBOOK_PART_MB

_BLOCK: Final = 1_000_000
_OVERLAP: Final = 5
_CELLS: Final = (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/", b"<row", b":row")
_STRINGS: Final = (b"</si>", b"<si/>", b":si>", b":si/>")
"""What begins a cell or a row, and ends a shared text, with or without the prefix of a namespace."""
_STREAMED: Final = ("worksheets", "media", "drawings", "pivotCache", "embeddings", "charts", "calcChain.xml")
"""Folders and names of parts that are read in a stream, or not at all; all others are read as a whole."""
_NAMESPACE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def refuse_many_cells(path: Path, archive: zipfile.ZipFile) -> None:
    """Check the number of cells and rows, of shared texts, and the size of the other parts of an Excel workbook.

    Raises:
        RefusedError: one is too large.
    """
    cells = strings = 0
    for part in archive.infolist():
        steps = PurePosixPath(part.filename).parts
        if "worksheets" in steps and part.filename.endswith(".xml"):
            with archive.open(part) as file:
                cells += _count(file, _CELLS, WORKBOOK_CELLS - cells)
        elif steps[-1:] == ("sharedStrings.xml",):
            with archive.open(part) as file:
                strings += _count(file, _STRINGS, SHARED_STRINGS - strings)
        elif part.file_size > WORKBOOK_PART_MB * 1_000_000 and not {*steps} & {*_STREAMED}:
            raise RefusedError(
                f"{path.name} has more than {WORKBOOK_PART_MB} MB of styles or names. Save the sheet as CSV and import "
                "that."
            )
        _refuse(path.name, cells, WORKBOOK_CELLS, "cells and rows")
        _refuse(path.name, strings, SHARED_STRINGS, "different texts")


def _refuse(name: str, number: int, limit: int, what: str) -> None:
    if number > limit:
        raise RefusedError(
            f"{name} has more than the {limit:,} {what} that are read from a workbook. Save the sheet as CSV and "
            "import that."
        )


def _count(file: IO[bytes], marks: tuple[bytes, ...], limit: int) -> int:
    """Return how often the marks occur, at most a little above the limit."""
    found, end = 0, b""
    while found <= limit and (block := file.read(_BLOCK)):
        text = end + block
        found += sum(text.count(mark) - end.count(mark) for mark in marks)
        end = text[-_OVERLAP:]
    return found


def refuse_large_sheets(path: Path, archive: zipfile.ZipFile) -> None:
    """Check the area of each sheet of an OpenDocument spreadsheet.

    Raises:
        RefusedError: a sheet is too large.
        etree.XMLSyntaxError: the document is broken.
        KeyError: the archive is no spreadsheet.
    """
    with archive.open("content.xml") as file:
        parser = etree.XMLParser(target=_Area(path), resolve_entities=False, huge_tree=True)
        for block in iter(lambda: file.read(_BLOCK), b""):
            parser.feed(block)
        parser.close()


class _Area:
    """Adds up the rows and columns of each sheet while lxml parses it, without building a tree."""

    def __init__(self, path: Path) -> None:
        self._sheet = f"A sheet of {path.name}"
        self._rows = self._last = self._width = self._place = self._filled = self._repeated = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{_NAMESPACE}table":
            self._rows = self._last = self._width = 0
        elif tag == f"{_NAMESPACE}table-row":
            self._place = self._filled = 0
            self._repeated = _repeated(attributes, "rows")
        elif tag in {f"{_NAMESPACE}table-cell", f"{_NAMESPACE}covered-table-cell"}:
            self._place += _repeated(attributes, "columns")
            if any(name.endswith("}value-type") for name in attributes):
                self._filled = self._place
        else:  # what a cell holds
            self._filled = self._place

    def end(self, tag: str) -> None:
        if tag == f"{_NAMESPACE}table-row":
            self._rows += self._repeated
            if self._filled:
                self._last, self._width = self._rows, max(self._width, self._filled)
            _refuse(self._sheet, self._last * self._width, WORKBOOK_CELLS, "cells")

    def close(self) -> None:
        """Return nothing, as lxml expects of a target."""


def _repeated(attributes: Mapping[str, str], what: str) -> int:
    return max(1, int(attributes.get(f"{_NAMESPACE}number-{what}-repeated", "1")))
