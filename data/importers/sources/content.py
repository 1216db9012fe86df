"""Describes what a file holds by its first bytes, whatever its name."""

import zipfile
from pathlib import Path
from typing import Final

_MAGIC: Final = {
    b"SQLite format 3\0": "a GeoPackage",
    b"PAR1": "a Parquet file",
    b"fgb\x03": "a FlatGeobuf file",
    b"\0\0\x27\x0a": "a shapefile",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old or protected Office file",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD_BYTES: Final = 4096


def describe(path: Path) -> str:
    """Return what the file holds, in words that follow “it looks like”."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for magic, words in _MAGIC.items():
        if head.startswith(magic):
            return words
    return _describe_archive(path) if head.startswith(_ZIP) else _describe_text(head)


def _describe_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "a broken zip archive"
    if "xl/workbook.xml" in names:
        return "an Excel workbook"
    return "a zipped shapefile" if any(name.lower().endswith(".shp") for name in names) else "a zip archive"


def _describe_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<!--", b"<kml")):
        return "a web page or XML document"
    if start.startswith((b"{", b"[")):
        return "JSON"
    return "binary data" if _is_binary(head) else "text"


def _is_binary(head: bytes) -> bool:
    """Return whether the bytes hold more than a few control characters."""
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)  # noqa: PLR2004 - ASCII's first letter
    return controls * 20 > len(head)
