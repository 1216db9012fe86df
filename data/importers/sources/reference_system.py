"""Coordinate reference systems of files: their names, and the way to degrees in WGS 84."""

from pathlib import Path
from typing import Any, Final

import pyproj
import pyproj.exceptions

from data.importers.report import RefusedError, shortened

WGS84: Final = pyproj.CRS.from_epsg(4326)


def parse(name: str, source: str) -> pyproj.CRS:
    """Return the coordinate reference system with a name, such as EPSG:32638.

    Args:
        name: the name, as pyproj takes it.
        source: who states it, for the sentence of a refusal.

    Raises:
        RefusedError: the name is unknown, or the system has no relation to latitude and longitude.

    >>> parse("EPSG:4326", "--crs").name
    'WGS 84'
    """
    try:
        crs = pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError as error:
        raise RefusedError(
            f"{source} names the coordinate reference system “{shortened(name)}”, which is unknown. State it as a code "
            "such as EPSG:4326 with --crs."
        ) from error
    if not is_known(crs):
        raise RefusedError(
            f"{source} names the coordinate reference system “{shortened(name)}”, from which no latitude and longitude "
            "can be computed. State another with --crs."
        )
    return crs


def is_known(crs: pyproj.CRS) -> bool:
    """Return whether points of the system have a latitude and longitude."""
    return (crs.is_geographic or crs.is_projected) and not crs.name.casefold().startswith(("undefined", "unknown"))


def choose(path: Path, found: pyproj.CRS | None, stated: str | None) -> tuple[pyproj.CRS, tuple[str, ...]]:
    """Return the coordinate reference system of a file's points, and the sentence about it.

    Args:
        path: the file.
        found: the system that the file states, or None.
        stated: the name of the system that a person states, which is then used, or None.

    Raises:
        RefusedError: neither states one that is known.
    """
    if stated is not None:
        crs = parse(stated, "--crs")
        _check(path, crs)
        other = found is not None and not _is_equal(crs, found)
        instead = f", instead of {found.name}, which the file states" if found is not None and other else ""
        return crs, (f"The points were read in the coordinate reference system {crs.name}, as stated{instead}.",)
    if found is None or not is_known(found):
        raise RefusedError(
            f"{path.name} does not say in which coordinate reference system its points are. State it, for example "
            "with --crs EPSG:4326, or set it in the program that made the file (such as QGIS) and save it again."
        )
    _check(path, found)
    if is_wgs84(found):
        return found, ()
    return found, (f"The points were transformed from {found.name} to WGS 84.",)


def _check(path: Path, crs: pyproj.CRS) -> None:
    try:
        degrees(0.0, 0.0, crs)
    except pyproj.exceptions.ProjError as error:
        raise RefusedError(
            f"The points of {path.name} cannot be transformed from {shortened(crs.name)} to WGS 84. Save them in "
            "EPSG:4326 and try again."
        ) from error


def is_wgs84(crs: pyproj.CRS) -> bool:
    """Return whether the system's degrees are those of WGS 84."""
    return _is_equal(crs, WGS84) or crs.to_authority() == ("OGC", "CRS84")


def degrees(x: Any, y: Any, crs: pyproj.CRS) -> tuple[Any, Any]:
    """Return latitude and longitude in WGS 84 degrees of coordinates in the order of GIS, x to the east.

    Raises:
        pyproj.exceptions.ProjError: the system cannot be transformed.
    """
    if is_wgs84(crs):
        return y, x
    longitude, latitude = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True).transform(x, y)
    return latitude, longitude


def _is_equal(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    return bool(one.equals(other, ignore_axis_order=True))
