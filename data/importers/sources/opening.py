"""Opens a file for import: its kind is known by its content and its suffix together."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from data.importers.report import RefusedError
from data.importers.sources.delimited import open_delimited
from data.importers.sources.features import open_geojson, open_geopackage, open_parquet
from data.importers.sources.sheet import Sheet, Unnamed
from data.importers.sources.workbook import open_workbook

UPLOAD_LIMIT_MB: Final = 200
"""What the page takes."""
FILE_LIMIT_MB: Final = 20_000
"""What the command line takes."""
SUFFIXES: Final = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "workbook",
    ".geojson": "JSON",
    ".json": "JSON",
    ".gpkg": "GeoPackage",
    ".parquet": "Parquet",
    ".geoparquet": "Parquet",
}
"""The endings of file names that are read, with the kind of content each promises."""

_MAGIC: Final = {
    b"SQLite format 3\0": "GeoPackage",
    b"PAR1": "Parquet",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old or protected Office file",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_KIND_NAMES: Final = {
    "text": "text",
    "workbook": "an Excel workbook",
    "JSON": "JSON",
    "GeoPackage": "a GeoPackage",
    "Parquet": "a Parquet file",
}
_HEAD: Final = 4096
_WHAT_TO_DO: Final = "Export the table as CSV, Excel (.xlsx), GeoJSON, GeoPackage or Parquet and try again."


def open_sheet(path: Path, limit_mb: int, unnamed: Unnamed) -> Sheet:
    """Opens a table of rows.

    Args:
        path: the file.
        limit_mb: the largest file that is read, in megabytes.
        unnamed: tells the columns of a text file or workbook whose first row is already data.

    Raises:
        RefusedError: there is no such file, it is empty or too large, or it is not what its name says.
    """
    if not path.is_file():
        raise RefusedError(f"There is no file {path.name}." if not path.exists() else f"{path.name} is no file.")
    size = path.stat().st_size
    if not size:
        raise RefusedError(f"{path.name} is empty. {_WHAT_TO_DO}")
    if size > limit_mb * 1_000_000:
        raise RefusedError(
            f"{path.name} has {size / 1_000_000:,.0f} MB, more than the {limit_mb:,} MB that are read here. Import a "
            "part of it, or use “python -m data import”."
        )
    openers: dict[str, Callable[[], Sheet]] = {
        "text": lambda: open_delimited(path, unnamed),
        "workbook": lambda: open_workbook(path, unnamed),
        "JSON": lambda: open_geojson(path),
        "GeoPackage": lambda: open_geopackage(path),
        "Parquet": lambda: open_parquet(path),
    }
    return openers[_kind(path)]()


def _kind(path: Path) -> str:
    """The kind of file, as its content and its suffix say alike."""
    suffix = path.suffix.lower()
    promised, found = SUFFIXES.get(suffix), _content(path)
    if promised == found or (promised == "text" and found == "JSON"):
        return str(promised)
    looks = _KIND_NAMES.get(found, found)
    if promised is None:
        raise RefusedError(f"{path.name} looks like {looks}; its name has no ending that is read here. {_WHAT_TO_DO}")
    raise RefusedError(f"{path.name} looks like {looks}, though its name ends in {suffix}. {_WHAT_TO_DO}")


def _content(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK"):
        return _archive(path)
    return _text(head)


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            return "workbook" if "xl/workbook.xml" in archive.namelist() else "a zip archive"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "a broken zip archive"


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<kml")):
        return "a web page or XML document"
    if start.startswith((b"{", b"[")):
        return "JSON"
    return "binary data" if _is_binary(head) else "text"


def _is_binary(head: bytes) -> bool:
    """Whether the bytes hold more than stray control characters."""
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)  # noqa: PLR2004 - ASCII's first letter
    return controls * 20 > len(head)
