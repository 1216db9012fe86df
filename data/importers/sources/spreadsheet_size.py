"""Refuses OpenDocument spreadsheets that are small as files but would fill the memory.

Equal rows and cells are stored once with a number of repetitions, and the reader allocates the whole area.
"""

import zipfile
from pathlib import Path
from typing import Final

from lxml import etree

from data.importers.report import RefusedError

MAX_CELLS: Final = 20_000_000
"""The largest area of a sheet; 10 million cells take about 1.3 GB."""
_NAMESPACE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TABLE, _ROW = f"{_NAMESPACE}table", f"{_NAMESPACE}table-row"
_CELLS: Final = (f"{_NAMESPACE}table-cell", f"{_NAMESPACE}covered-table-cell")


def refuse_large_sheets(path: Path) -> None:
    """Refuse a spreadsheet with a sheet of too many cells.

    Raises:
        RefusedError: there is one.
        etree.XMLSyntaxError: the document is broken.
        KeyError: the archive is no spreadsheet.
    """
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        rows, last, width = 0, 0, 0
        for _, element in etree.iterparse(content, tag=(_ROW, _TABLE), resolve_entities=False, huge_tree=True):
            if element.tag == _TABLE:
                rows, last, width = 0, 0, 0
            else:
                rows += _repeated(element, "rows")
                if filled := _filled_width(element):
                    last, width = rows, max(width, filled)
                if last * width > MAX_CELLS:
                    raise RefusedError(
                        f"A sheet of {path.name} has more than the {MAX_CELLS:,} cells that are read from a workbook "
                        "of its kind. Save the sheet as CSV and import that."
                    )
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]


def _filled_width(row: "etree._Element") -> int:
    """Return the number of cells up to the last one that is filled."""
    place, last = 0, 0
    for cell in row.iterchildren(*_CELLS):
        place += _repeated(cell, "columns")
        if len(cell) or any(name.endswith("}value-type") for name in cell.attrib):
            last = place
    return last


def _repeated(element: "etree._Element", what: str) -> int:
    return max(1, int(element.get(f"{_NAMESPACE}number-{what}-repeated", "1")))
