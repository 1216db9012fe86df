"""Shapefiles, read by GDAL: a .shp file beside its parts, or a zip archive that holds one or several."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.layers import LayerFile, local_path, open_file
from data.importers.sources.sheet import InferColumns, Sheet, refusing
from data.importers.sources.unpacked import open_archive, refuse_bomb

MAGIC: Final = b"\0\0\x27\x0a"
_PARTS: Final = (".shp", ".shx", ".dbf")
_KIND: Final = "shapefile"
_TYPES: Final = {0: "Unknown", 1: "Point", 3: "LineString", 5: "Polygon", 8: "MultiPoint"}
"""Geometry types by the code in the header, without the tens that mean Z and M."""
_TYPE_AT: Final = 32
_HEADER_BYTES: Final = 100


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a shapefile.

    Raises:
        RefusedError: the file is broken, a part is missing, it has no points, or no coordinate reference system.
    """
    del infer_columns  # columns always have names
    return _open_archive(path, options) if zipfile.is_zipfile(path) else _open_parts(path, options)


def _open_parts(path: Path, options: Options) -> Sheet:
    beside = {file.name.casefold() for file in path.absolute().parent.iterdir()}
    missing = [part for part in _PARTS if f"{path.stem}{part}".casefold() not in beside]
    if missing:
        raise RefusedError(
            f"{path.name} is one part of a shapefile; {' and '.join(missing)} must lie beside it. Put all its parts in "
            "one zip file and import that."
        )
    with path.open("rb") as file:
        type_ = _geometry_type(path.name, file.read(_HEADER_BYTES))
    layers = {path.stem: type_}
    return open_file(LayerFile(path, _KIND, "ESRI Shapefile", layers, {path.stem: local_path(path)}), options)


def _open_archive(path: Path, options: Options) -> Sheet:
    sentence = f"{path.name} is a broken or protected zip archive. Make it again and try again."
    broken = (zipfile.BadZipFile, RuntimeError, OSError, ValueError, NotImplementedError, zlib.error)
    with refusing(sentence, broken), open_archive(path) as archive:
        refuse_bomb(path, archive)
        members = _members(path, archive)
        layers = {name: _geometry_type(member, _head(archive, member)) for name, member in members.items()}
    targets = {name: f"/vsizip/{{{path.absolute()}}}/{member}" for name, member in members.items()}
    return open_file(LayerFile(path, _KIND, "ESRI Shapefile", layers, targets), options)


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the paths of the complete shapefiles in an archive by their layer names.

    Raises:
        RefusedError: no shapefile has all its parts.
    """
    names = [name for name in archive.namelist() if _is_sound(name)]
    known = {name.casefold() for name in names}
    found: dict[str, str] = {}
    incomplete: dict[str, list[str]] = {}
    for name in names:
        if not name.casefold().endswith(".shp"):
            continue
        missing = [part for part in _PARTS if f"{name[:-4]}{part}".casefold() not in known]
        if missing:
            incomplete[name] = missing
        else:
            stem = PurePosixPath(name).stem
            found[stem if stem not in found else name[:-4]] = name
    if not found:
        lacks = "; ".join(f"{name} lacks {' and '.join(parts)}" for name, parts in incomplete.items())
        raise RefusedError(f"{path.name} holds no complete shapefile ({lacks or 'no .shp'}). Zip all its parts.")
    return found


def _is_sound(name: str) -> bool:
    """Return whether an archive's member is a file inside it, and not one of macOS's hidden files."""
    parts = PurePosixPath(name).parts
    return ".." not in parts and not name.startswith("/") and "__MACOSX" not in parts


def _head(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as file:
        return file.read(_HEADER_BYTES)


def _geometry_type(name: str, header: bytes) -> str:
    """Return the geometry type that the first bytes of a .shp file state.

    Raises:
        RefusedError: the bytes are not those of a .shp file; GDAL would open what they are instead.
    """
    if not header.startswith(MAGIC) or len(header) < _HEADER_BYTES:
        raise RefusedError(f"{name} is not a .shp file, though its name ends so. Export the shapefile again.")
    return _TYPES.get(int.from_bytes(header[_TYPE_AT : _TYPE_AT + 4], "little") % 10, "Unknown")
