"""Reads the columns of a file that hold a point, and says why a point is not used."""

from typing import Final

import numpy as np
import pandas as pd

from data.importers import coordinates
from data.importers.report import Notes

COLUMNS: Final = ("latitude", "longitude", "point", "utm_zone")
"""The fields of a point: degrees or metres north and east, or both in one text, and the zone of UTM."""

_DECIMAL_COMMA: Final = "In {rows} a degree is written with a decimal comma; it was read as a point."
_BAND_S: Final = "In {rows} the S of a UTM zone was read as the band from 32 to 40 degrees north: {values}."
_REST: Final = "The events have the place of their name, or their country only."
_NOT_USED: Final = {
    "no degrees": "cannot be read",
    "half": "are not used because one of the two is missing",
    "swapped": "are not used because latitude and longitude look swapped",
    "beyond": "are not used because they lie beyond 90 degrees of latitude or 180 of longitude",
    "zero": "are not used because 0, 0 means no point",
    "half zero": "are not used because one of the two is 0, which means that it is missing",
}
FAULTS: Final = {
    "no degrees": "is no point that can be read",
    "half": "is empty, or the other coordinate is",
    "swapped": "lies beyond 90 degrees: latitude and longitude look swapped",
    "beyond": "lies beyond 90 degrees of latitude or 180 of longitude",
    "zero": "is the point 0, 0, which means no point",
    "half zero": "is 0, which means that it is missing, or the other coordinate is",
}
"""Why a point is not used, by the codes of `read`."""


def read(cells: pd.DataFrame, notes: Notes, crs: str | None = None) -> pd.DataFrame:
    """Return latitude and longitude (WGS 84 degrees), both or neither, and in `fault` why a stated point is not used.

    Args:
        cells: the columns `COLUMNS` of text; null if the file has no such column.
        notes: gets a sentence for each kind of fault, and for what was assumed.
        crs: the reference system of latitude and longitude, as pyproj takes it; None for WGS 84 degrees.
    """
    latitude, longitude = _columns(cells, crs)
    if cells["point"].notna().any():
        whole = coordinates.points(cells["point"])
        latitude, longitude = latitude.fillna(whole["latitude"]), longitude.fillna(whole["longitude"])
        bands = cells["point"][cells["point"].map(coordinates.is_band_s, na_action="ignore").fillna(False).astype(bool)]
        notes.values(_BAND_S, bands)
    fault = _faults(cells, latitude, longitude)
    _count(cells, fault, notes)
    used = fault.isna()
    return pd.DataFrame({"latitude": latitude.where(used), "longitude": longitude.where(used), "fault": fault})


def _columns(cells: pd.DataFrame, crs: str | None) -> tuple[pd.Series, pd.Series]:
    """Return latitude and longitude of the two columns."""
    if crs is None and cells["utm_zone"].isna().all():
        return tuple(coordinates.degrees(cells[axis], axis) for axis in coordinates.LIMITS)  # type: ignore[return-value]
    north, east = (
        pd.to_numeric(cells[axis].str.replace(",", ".", regex=False), errors="coerce").astype("float64")
        for axis in coordinates.LIMITS
    )
    if crs is not None:
        return coordinates.to_wgs84(east, north, crs)
    metres = pd.DataFrame({"zone": cells["utm_zone"], "east": east, "north": north}).dropna()
    found = [coordinates.from_utm(*row) or (None, None) for row in metres.itertuples(index=False, name=None)]
    degrees = pd.DataFrame(found, metres.index, list(coordinates.LIMITS), dtype="float64").reindex(cells.index)
    return degrees["latitude"], degrees["longitude"]


def _faults(cells: pd.DataFrame, latitude: pd.Series, longitude: pd.Series) -> pd.Series:
    north, east = (latitude.abs() / coordinates.LIMITS["latitude"], longitude.abs() / coordinates.LIMITS["longitude"])
    stated = {axis: cells[axis].notna() for axis in coordinates.LIMITS}
    whole = cells["point"].notna()
    missing = latitude.isna() | longitude.isna()
    swapped = (north > 1) & (latitude.abs() <= coordinates.LIMITS["longitude"]) & (longitude.abs() <= 90)  # noqa: PLR2004 - degrees
    found = np.select(
        [
            missing & ((stated["latitude"] & stated["longitude"]) | whole),
            missing & (stated["latitude"] | stated["longitude"]),
            swapped,
            (north > 1) | (east > 1),
            (latitude == 0) & (longitude == 0),
            _is_half_zero(cells),
        ],
        list(_NOT_USED),
        "",
    )
    return pd.Series(found, cells.index, dtype="str").replace("", None)


def _is_half_zero(cells: pd.DataFrame) -> "pd.Series[bool]":
    """Return whether one coordinate is a bare 0 beside one with three or more decimals."""
    bare = {axis: cells[axis].str.fullmatch(r"0(?:\.0)?").fillna(False).astype("bool") for axis in coordinates.LIMITS}
    fine = {axis: cells[axis].str.fullmatch(r"-?[0-9]+\.[0-9]{3,}").fillna(False).astype("bool") for axis in bare}
    found: pd.Series[bool] = (bare["latitude"] & fine["longitude"]) | (bare["longitude"] & fine["latitude"])
    return found


def _count(cells: pd.DataFrame, fault: pd.Series, notes: Notes) -> None:
    commas = pd.DataFrame({axis: cells[axis].str.contains(",", regex=False) for axis in coordinates.LIMITS})
    notes.count(_DECIMAL_COMMA, int((commas.fillna(False).any(axis=1) & fault.isna()).sum()))
    found = cells[fault.notna()]
    for code, words in _NOT_USED.items() if len(found) else ():
        faulty = found[fault[found.index] == code]
        pair = faulty["latitude"].fillna("") + ", " + faulty["longitude"].fillna("")
        notes.values(f"In {{rows}} the coordinates {words}: {{values}}. {_REST}", faulty["point"].fillna(pair))
