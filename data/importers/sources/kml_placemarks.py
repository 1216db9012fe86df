"""The placemarks of a KML or KMZ file, parsed one after the other.

Nothing outside the file is read: no entities, no document types, no network links. A file with a document type is
refused, because KML has none and it may define entities.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from lxml import etree

from data.clean_text import clean_text
from data.importers.report import RefusedError, shortened
from data.importers.sources import tables
from data.importers.sources.geometry import Vertices
from data.importers.sources.sheet import refusing
from data.importers.sources.unpacked import open_archive, refuse_bomb
from data.limits import DEPTH

_CONTAINERS: Final = ("Document", "Folder")
_KINDS: Final = {"LineString": "line", "LinearRing": "line", "Track": "line", "MultiTrack": "line", "Polygon": "area"}
_GEOMETRIES: Final = ("Point", "MultiGeometry", "Model", *_KINDS)
_BROKEN: Final = (
    *(etree.LxmlError, zipfile.BadZipFile, zlib.error, EOFError),
    *(OSError, RuntimeError, ValueError, NotImplementedError),
)
"""What lxml and the reader of archives raise over a broken file."""
_COORDINATES: Final = ("coordinates", "coord")
"""The elements with the vertices of a geometry: all of them, or one of a track."""
_MARKUP: Final = re.compile(r"<[A-Za-z/!][^>]*>|&#?\w+;")
_BLOCKS: Final = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr"}
_HIDDEN: Final = {"script", "style", "head", "title"}
_DEGREES: Final = (2, 3)
"""A point has two coordinates, or three with its height."""


@dataclass(slots=True)
class Placemark:
    """A placemark.

    Attributes:
        parts: its folder, name, description, address, date_start and date_end, as far as it has them.
        data: its extended data by name.
        kind: one of `geometry.KINDS`, or "" without a geometry.
        point: latitude and longitude as they are written.
        is_open: whether its time span has no end.
        is_repeated: whether several of its extended data have the same name.
    """

    parts: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    point: tuple[str, str] = ("", "")
    is_open: bool = False
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file of placemarks; `member` is its path in an archive, and `notes` are sentences about how it is read."""

    path: Path
    member: str | None
    notes: tuple[str, ...]

    def placemarks(self) -> Iterator[Placemark]:
        """Read the placemarks from the start.

        Raises:
            RefusedError: the file is broken, or has a document type.
        """
        with _refusing(self.path), self._open() as file:
            yield from _placemarks(self.path, file)

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        if self.member is None:
            with self.path.open("rb") as file:
                yield file
        else:
            with open_archive(self.path) as archive, archive.open(self.member) as file:
                yield file


def open_document(path: Path) -> Document:
    """Find the document of a KML or KMZ file.

    Raises:
        RefusedError: an archive is broken, too large when unpacked, or holds no KML.
    """
    if not zipfile.is_zipfile(path):
        return Document(path, None, ())
    with _refusing(path), open_archive(path) as archive:
        refuse_bomb(path, archive)
        names = archive.namelist()
    documents = [name for name in names if name.casefold().endswith(".kml") and not name.startswith("__MACOSX")]
    if not documents:
        raise RefusedError(f"{path.name} holds no KML file. Export it again.")
    member = "doc.kml" if "doc.kml" in documents else documents[0]
    others = [name for name in documents if name != member]
    rest = f" Not read: {tables.listed_names(others)}." if others else ""
    return Document(path, member, (f"The file read in the archive is “{shortened(member)}”.{rest}",) if others else ())


def plain_text(markup: str) -> str:
    r"""Return HTML as plain text; text without markup unchanged.

    >>> plain_text("<b>Two</b> drones<br>at night &amp; day"), plain_text("3 < 4")
    ('Two drones\nat night & day', '3 < 4')
    """
    if not _MARKUP.search(markup):
        return markup.strip()
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<html><body>{clean_text(markup)}</body></html>", parser)
    text = "".join(_pieces(root)) if root is not None else markup
    return re.sub(r"[^\S\n]*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()


def _refusing(path: Path) -> AbstractContextManager[None]:
    return refusing(f"{path.name} is broken KML or a protected archive. Export it again and try again.", _BROKEN)


def _placemarks(path: Path, file: IO[bytes]) -> Iterator[Placemark]:
    folders: list[str] = []
    is_kml = False
    check = _Limits(path)
    events = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    for event, element in events:
        tag = _local(element)
        if not is_kml:
            _check_root(path, element, tag)
            is_kml = True
        check.add(event, tag, element)
        if event == "start":
            folders += [""] if tag == "Folder" else []
            continue
        parent = element.getparent()
        if tag == "name" and _local(parent) == "Folder" and folders:
            folders[-1] = _text(element)
        elif tag == "Folder":
            folders.pop()
        elif tag == "Placemark":
            yield _placemark(element, " / ".join(name for name in folders if name))
        if _local(parent) in _CONTAINERS or tag in {"Placemark", *_CONTAINERS}:
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


class _Limits:
    """Checks the depth of a document and the number of its vertices while it is parsed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._depth = 0
        self._vertices = Vertices(path)

    def add(self, event: str, tag: str, element: Any) -> None:
        """Add the start or the end of an element.

        Raises:
            RefusedError: there is more than is read.
        """
        self._depth += 1 if event == "start" else -1
        if self._depth > DEPTH:
            raise RefusedError(f"{self._path.name} is nested more than {DEPTH} levels deep. Export the places again.")
        if tag in _COORDINATES and event == "end":
            self._vertices.add(len(_text(element).split()) if tag == "coordinates" else 1)


def _check_root(path: Path, root: Any, tag: str) -> None:
    if root.getroottree().docinfo.doctype:
        raise RefusedError(f"{path.name} has a document type (<!DOCTYPE), which is not read in KML. Remove it.")
    if tag not in {"kml", "Placemark", *_CONTAINERS}:
        raise RefusedError(f"{path.name} is XML but not KML. Export the places as KML.")


def _placemark(element: Any, folder: str) -> Placemark:
    placemark = Placemark({"folder": folder} if folder else {})
    for child in element:
        tag = _local(child)
        if tag in {"name", "address"}:
            _add(placemark, tag, _text(child))
        elif tag == "description":
            _add(placemark, tag, plain_text(_text(child)))
        elif tag == "TimeStamp":
            _add(placemark, "date_start", _child_text(child, "when"))
        elif tag == "TimeSpan":
            _add(placemark, "date_start", _child_text(child, "begin"))
            _add(placemark, "date_end", _child_text(child, "end"))
            placemark.is_open = "date_end" not in placemark.parts
        elif tag == "ExtendedData":
            _add_data(placemark, child)
        elif tag in _GEOMETRIES:
            placemark.kind, placemark.point = _geometry(child)
    return placemark


def _add(placemark: Placemark, name: str, text: str) -> None:
    if text:
        placemark.parts[name] = text


def _add_data(placemark: Placemark, extended: Any) -> None:
    for element in extended.iter():
        tag, parent = _local(element), _local(element.getparent())
        if tag in {"Data", "SimpleData"}:
            name = element.get("name") or tag
            value = _child_text(element, "value") if tag == "Data" else _text(element)
        elif parent == "ExtendedData" and tag != "SchemaData":
            name, value = tag, _text(element)
        else:
            continue
        placemark.is_repeated |= name in placemark.data
        placemark.data[name] = value


def _geometry(element: Any) -> tuple[str, tuple[str, str]]:
    """Return the kind of a geometry, and latitude and longitude of its point."""
    tag = _local(element)
    if tag == "Point":
        return _point(element)
    if tag != "MultiGeometry":
        return _KINDS.get(tag, "unreadable"), ("", "")
    parts = [child for child in element if _local(child) in _GEOMETRIES]
    if len(parts) != 1:
        kinds = {_geometry(part)[0] for part in parts if _local(part) != "MultiGeometry"}
        return ("points" if kinds == {"point"} else next(iter(kinds)) if len(kinds) == 1 else "unreadable"), ("", "")
    kind, point = _geometry(parts[0]) if _local(parts[0]) != "MultiGeometry" else ("unreadable", ("", ""))
    return ("collection" if kind == "point" else kind), point


def _point(element: Any) -> tuple[str, tuple[str, str]]:
    written = re.sub(r"\s*,\s*", ",", _child_text(element, "coordinates"))
    tuples = written.split()
    parts = tuples[0].split(",") if len(tuples) == 1 else []
    if len(parts) not in _DEGREES:
        return ("points" if len(tuples) > 1 else "unreadable"), ("", "")
    return "point", (parts[1], parts[0])


def _local(element: Any) -> str:
    """Return an element's name without its namespace; an empty text for what is no element."""
    tag = getattr(element, "tag", None)
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _child_text(element: Any, name: str) -> str:
    return next((_text(child) for child in element if _local(child) == name), "")


def _pieces(element: Any) -> Iterator[str]:
    """Return the visible texts of an HTML element, with line ends around blocks and spaces between table cells."""
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = str(node.tag)
        if event == "start":
            yield "\n" if tag in _BLOCKS else ""
            yield (node.text or "") if tag not in _HIDDEN else ""
        else:
            yield "\n" if tag in _BLOCKS else " " if tag in {"td", "th"} else ""
            yield (node.tail or "") if node is not element else ""
