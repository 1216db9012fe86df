"""Reads degrees and points as files write them: decimal, degrees-minutes-seconds, WKT, MGRS and UTM."""

import math
import re
import unicodedata
from functools import lru_cache, partial
from typing import Final, NamedTuple

import mgrs
import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions

from data.importers.map_unique import map_unique

LIMITS: Final = {"latitude": 90, "longitude": 180}
_HEMISPHERES: Final = {"latitude": "NS", "longitude": "EW"}
_NEGATIVE: Final = "SW"
_WORDS: Final = {"NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W"}

_NUMBER: Final = r"[0-9]{1,3}(?:[.,][0-9]+)?"
_DECIMAL: Final = re.compile(rf"({_NUMBER}) ?°?")
_SEXAGESIMAL: Final = re.compile(
    r"([0-9]{1,3}) ?[°: -] ?(?:([0-9]{1,2}(?:[.,][0-9]+)?) ?'?"
    r"|([0-9]{1,2}) ?[': -] ?(0?[0-9]{1,2}(?:[.,][0-9]+)?) ?(?:\"|'')?)"
)
_UNITS: Final = (
    (re.compile(r"([0-9]) ?D ?([0-9.,]+) ?M(?: ?([0-9.,]+) ?S)?"), r"\1°\2'\3"),
    (re.compile(r"(?<=[0-9]) ?(?:DEGREES?|DEG\.?)"), "°"),
    (re.compile(r"(?<=[0-9]) ?(?:MINUTES?|MIN\.?)"), "'"),
    (re.compile(r"(?<=[0-9]) ?(?:SECONDS?|SEC\.?)"), '"'),
)
"""Units that are written as letters, as in 33d18m45s or 33 deg 18 min, with the signs for them."""
_COMPACT: Final = re.compile(r"([0-9]{2,3})([0-9]{2})([0-9]{2}(?:\.[0-9]+)?)")
"""Degrees, minutes and seconds without signs, as in 331845N 0442145E; only with a letter for the hemisphere."""
_SIGNS: Final = str.maketrans(
    dict.fromkeys("º˚∘*", "°") | dict.fromkeys("′’‘´`ʹ", "'") | dict.fromkeys("″”“ʺ", '"') | dict.fromkeys("−–—‐‑", "-")
)
_NAMES: Final = re.compile(r"\b(?:LAT(?:ITUDE)?|LON(?:G(?:ITUDE)?)?|LNG)\b ?[:=]? ?")
_WKT: Final = re.compile(
    r"(?:SRID=([0-9]+);)? ?POINT ?Z?M? ?\( ?(-?[0-9.]+(?:E-?[0-9]+)?) +(-?[0-9.]+(?:E-?[0-9]+)?)( [^()]*)?\)"
)
_MGRS: Final = re.compile(r"[0-9]{1,2} ?[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?[0-9]{1,5} ?[0-9]{1,5}")
_UTM: Final = re.compile(
    r"(?:UTM ?)?(?:ZONE ?)?([0-9]{1,2}) ?([C-HJ-NP-X]),? (?:E ?)?([0-9]{6}(?:\.[0-9]+)?) ?(?:ME?|E)?[ ,;]+"
    r"(?:N ?)?([0-9]{1,8}(?:\.[0-9]+)?) ?(?:MN?|N)?"
)
_ZONE: Final = re.compile(r"(?:UTM ?)?(?:ZONE ?)?([0-9]{1,2}) ?([C-HJ-NP-X])")
_ZONE_LAST: Final = re.compile(r"(.*[0-9ENM]),? ((?:ZONE )?[0-9]{1,2} ?[C-HJ-NP-X])")
_ZONES: Final = 60
_EASTINGS: Final = (100_000, 900_000)
_MAX_NORTHING: Final = 10_000_000
"""The range of UTM in metres; southern northings are counted from a false one of 10,000 km."""
_NORTHERN_BAND: Final = "N"
_SOUTH_OR_BAND_S: Final = (3_540_000, 4_430_000)
"""Northings of band S, 32 to 40 degrees north, in metres."""
_PAIRS: Final = (
    re.compile(r"([^NSEW]*[NS])[ ,;/]*([^NSEW]*[EW])"),
    re.compile(r"([^NSEW]*[EW])[ ,;/]*([^NSEW]*[NS])"),
    re.compile(r"([NS][^NSEW]*?)[ ,;/]*([EW][^NSEW]*)"),
    re.compile(r"([EW][^NSEW]*?)[ ,;/]*([NS][^NSEW]*)"),
    re.compile(r"([^;/]+)[;/]([^;/]+)"),
    re.compile(r"([^,]+), ?([^,]+)"),
    re.compile(r"([^,]+,[^,]+), ([^,]+,[^,]+)"),
    re.compile(r"([^ ]+) ([^ ]+)"),
)


class Point(NamedTuple):
    """Degrees north and east, WGS 84."""

    latitude: float
    longitude: float


def read_degrees(text: str, axis: str) -> float | None:
    """Return the degrees that a text states; None if it is no latitude or longitude (the `axis`).

    >>> read_degrees("33°18.75'N", "latitude"), read_degrees("44,5 W", "longitude")
    (33.3125, -44.5)
    """
    plain = _plain(text)
    letter, number = _hemisphere(plain, axis)
    sign = -1 if letter and letter in _NEGATIVE else 1
    if number[:1] in {"+", "-"}:
        if letter:
            return None
        sign, number = (-1 if number[0] == "-" else 1), number[1:].strip()
    degrees = _degrees(number, is_compact=bool(letter))
    if degrees is None or degrees > LIMITS[axis]:
        return None
    return sign * degrees


def read_point(text: str) -> Point | None:
    """Return the point that a text states as degrees north and east, WKT, MGRS or UTM; None if it states none.

    >>> read_point("33.3125, 44.3625") == read_point("POINT (44.3625 33.3125)") == read_point("44.3625E 33.3125N")
    True
    >>> [round(degrees, 2) for degrees in read_point("38S MB 40674 86130")]
    [33.31, 44.36]
    """
    plain = _NAMES.sub("", _plain(text).strip("[]"))
    if wkt := _WKT.fullmatch(plain):
        return (
            _projected(float(wkt[2]), float(wkt[3]), f"EPSG:{wkt[1] or 4326}") if _are_numbers(wkt[2], wkt[3]) else None
        )
    plain = plain.strip("()")
    if _MGRS.fullmatch(plain):
        return _from_mgrs(plain.replace(" ", ""))
    if utm := _UTM.fullmatch(plain) or _UTM.fullmatch(_ZONE_LAST.sub(r"\2 \1", plain)):
        return from_utm(utm[1] + utm[2], float(utm[3]), float(utm[4]))
    return _pair(plain)


def from_utm(zone: str, easting: float, northing: float) -> Point | None:
    """Return the point of metres in a zone of UTM (WGS 84), such as 38N or 38S; None if there is no such point.

    The letter is that of the band of latitude (38S is Iraq), or N or S for the hemisphere: S is the southern one if
    the northing does not lie in band S.
    """
    found = _ZONE.fullmatch(_plain(zone))
    is_possible = _EASTINGS[0] <= easting <= _EASTINGS[1] and 0 <= northing <= _MAX_NORTHING
    if found is None or not 1 <= int(found[1]) <= _ZONES or not is_possible:
        return None
    band_s = found[2] == "S" and _SOUTH_OR_BAND_S[0] <= northing <= _SOUTH_OR_BAND_S[1]
    south = not band_s and (found[2] < _NORTHERN_BAND or found[2] == "S")
    point = _projected(easting, northing, f"EPSG:{(32700 if south else 32600) + int(found[1])}")
    return point if point and (point.latitude < 0) == south else None


def is_crs(crs: str) -> bool:
    """Return whether there is a coordinate reference system of this name, as pyproj takes it."""
    try:
        _transformer(crs)
    except pyproj.exceptions.ProjError:
        return False
    return True


def to_wgs84(x: pd.Series, y: pd.Series, crs: str) -> tuple[pd.Series, pd.Series]:
    """Return latitude and longitude of coordinates in a reference system (`is_crs`); null outside of it.

    Args:
        x: eastings or longitudes, in the units of the reference system.
        y: northings or latitudes.
        crs: the reference system, such as EPSG:32638.
    """
    known = x.notna() & y.notna()
    longitude, latitude = _transformer(crs).transform(x.where(known).to_numpy(), y.where(known).to_numpy())
    sound = np.isfinite(longitude) & np.isfinite(latitude)
    return pd.Series(np.where(sound, latitude, np.nan), x.index), pd.Series(np.where(sound, longitude, np.nan), x.index)


def degrees(cells: pd.Series, axis: str) -> pd.Series:
    """Return the degrees of cells of text, beyond the axis if they are plain numbers; null if a cell states none."""
    found = pd.to_numeric(cells, errors="coerce").astype("float64")
    found = found.where(np.isfinite(found))
    left = cells[found.isna() & cells.notna()]
    if left.empty:
        return found
    read = map_unique(left, partial(_each_degrees, axis=axis))
    return found.fillna(read.reindex(cells.index))


def is_band_s(text: str) -> bool:
    """Return whether a text is a point of UTM whose letter S was read as the band from 32 to 40 degrees north."""
    found = _UTM.fullmatch(_plain(text))
    return bool(found and found[2] == "S" and _SOUTH_OR_BAND_S[0] <= float(found[4]) <= _SOUTH_OR_BAND_S[1])


def points(cells: pd.Series) -> pd.DataFrame:
    """Return the columns latitude and longitude of cells of text; null if a cell states no point."""
    return map_unique(cells, _each_point)


def _each_degrees(cells: pd.Series, axis: str) -> pd.Series:
    return pd.Series([read_degrees(text, axis) for text in cells], cells.index, dtype="float64")


def _each_point(cells: pd.Series) -> pd.DataFrame:
    found = [read_point(text) or (None, None) for text in cells]
    return pd.DataFrame(found, index=cells.index, columns=list(Point._fields), dtype="float64")


def _plain(text: str) -> str:
    """Return a text in upper case with Latin digits, the usual signs and single spaces."""
    signs = text.translate(_SIGNS).replace("٫", ".").replace("،", ",")
    digits = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in signs).upper()
    for word, letter in _WORDS.items():
        digits = digits.replace(word, letter)
    for unit, sign in _UNITS:
        digits = unit.sub(sign, digits)
    return " ".join(digits.split())


def _hemisphere(text: str, axis: str) -> tuple[str, str]:
    """Return the letter of the hemisphere, empty if there is none, and the text without it."""
    letters = _HEMISPHERES[axis]
    if text[:1] and text[0] in letters:
        return text[0], text[1:].strip()
    if text[-1:] and text[-1] in letters:
        return text[-1], text[:-1].strip()
    return "", text


def _degrees(text: str, *, is_compact: bool) -> float | None:
    """Return the degrees of a number without sign and hemisphere."""
    if found := _DECIMAL.fullmatch(text):
        return float(found[1].replace(",", "."))
    if found := _SEXAGESIMAL.fullmatch(text):
        return _sexagesimal(found[1], found[2] or found[3], found[4] or "0")
    if is_compact and (found := _COMPACT.fullmatch(text)):
        return _sexagesimal(found[1], found[2], found[3])
    return None


def _sexagesimal(whole: str, minutes: str, seconds: str) -> float | None:
    parts = [float(part.replace(",", ".")) for part in (whole, minutes, seconds)]
    # 60 is what a rounded 59.9 becomes in many files: the next whole one
    return parts[0] + parts[1] / 60 + parts[2] / 3600 if max(parts[1:]) <= 60 else None  # noqa: PLR2004 - base 60


def _pair(text: str) -> Point | None:
    """Return the point of two degrees in one text; letters show which is the latitude, else it comes first."""
    for form in _PAIRS:
        found = form.fullmatch(text)
        if found:
            parts = (found[1].strip(), found[2].strip())
            for north, east in (parts, parts[::-1]) if re.search("[NSEW]", text) else (parts,):
                latitude, longitude = read_degrees(north, "latitude"), read_degrees(east, "longitude")
                if latitude is not None and longitude is not None:
                    return Point(latitude, longitude)
    return None


def _from_mgrs(text: str) -> Point | None:
    try:
        latitude, longitude = mgrs.MGRS().toLatLon(text)
    except (mgrs.core.MGRSError, ValueError):
        return None
    return Point(latitude, longitude)


def _projected(x: float, y: float, crs: str) -> Point | None:
    """Return the WGS 84 point of coordinates in a reference system; None if there is none."""
    try:
        longitude, latitude = _transformer(crs).transform(x, y)
    except pyproj.exceptions.ProjError:
        return None
    is_sound = math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return Point(latitude, longitude) if is_sound else None


def _are_numbers(*texts: str) -> bool:
    return all(re.fullmatch(r"-?[0-9]*\.?[0-9]+(?:E-?[0-9]+)?|-?[0-9]+\.", text) for text in texts)


@lru_cache(maxsize=16)
def _transformer(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(pyproj.CRS.from_user_input(crs), 4326, always_xy=True)
