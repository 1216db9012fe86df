"""Describes what a file holds by its first bytes, whatever its name."""

import zipfile
import zlib
from pathlib import Path
from typing import Final

from data.importers.report import RefusedError
from data.importers.sources.unpacked import open_archive

_MAGIC: Final = {
    b"PAR1": "a Parquet file",
    b"fgb\x03": "a FlatGeobuf file",
    b"\0\0\x27\x0a": "a shapefile",
    b"<stata_dta>": "a Stata file",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old or protected Office file",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_SQLITE: Final = b"SQLite format 3\0"
_GEOPACKAGE: Final = (b"GPKG", b"GP10", b"GP11")
"""What a GeoPackage has in bytes 68 to 71, the application id of an SQLite database."""
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD_BYTES: Final = 4096


def describe(path: Path) -> str:
    """Return what the file holds, in words that follow “it looks like”."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for magic, words in _MAGIC.items():
        if head.startswith(magic):
            return words
    if head.startswith(_SQLITE):
        return "a GeoPackage" if head[68:72] in _GEOPACKAGE else "an SQLite database"
    if _is_old_stata(head):
        return "a Stata file"
    return _describe_archive(path) if head.startswith(_ZIP) else _describe_text(path, head)


def _is_old_stata(head: bytes) -> bool:
    """Return whether the bytes begin a Stata file of version 8 to 12: release, byte order, type 1, and a zero."""
    return len(head) > 3 and head[0] in range(0x69, 0x74) and head[1] in (1, 2) and head[2] == 1 and head[3] == 0  # noqa: PLR2004


def _describe_archive(path: Path) -> str:
    try:
        with open_archive(path) as archive:
            return _describe_parts(archive)
    except RefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return "a broken zip archive"


def _describe_parts(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return "an Excel workbook"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD_BYTES:
        kind = archive.read("mimetype")
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "an OpenDocument spreadsheet"
    return "a zipped shapefile" if any(name.lower().endswith(".shp") for name in names) else "a zip archive"


def _describe_text(path: Path, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<!--", b"<kml")):
        return "a web page or XML document"
    if start.startswith((b"{", b"[")):
        return "JSON"
    return "binary data" if _is_binary(head) and not utf16_order(path) else "text"


def utf16_order(path: Path) -> str | None:
    """Return `utf-16-le` or `utf-16-be` if a file without a byte order mark looks like it, else None.

    Digits, commas and line ends of every language have a zero byte in UTF-16, always on the same side.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    pairs = len(head) // 2
    if not pairs or path.stat().st_size % 2:
        return None
    even, odd = head[::2].count(0) / pairs, head[1::2].count(0) / pairs
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.15 and others < 0.01:  # noqa: PLR2004 - see above
            return name
    return None


def _is_binary(head: bytes) -> bool:
    """Return whether the bytes hold more than a few control characters."""
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)  # noqa: PLR2004 - ASCII's first letter
    return controls * 20 > len(head)
