"""Take a view away: the events of a view as a file that says what it is, where it is from and what may be done with it.

Equal parcels make equal bytes.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from data.exporters import csv, excel, geojson, geopackage, geoparquet, kml
from data.exporters.bundle import ExportBundle, gather
from data.exporters.excel import TooLargeError

__all__ = ["FORMATS", "ExportBundle", "Format", "TooLargeError", "gather", "make"]


class Format(NamedTuple):
    """A kind of file: its name for people, what its file names end in, its media type, and who makes it."""

    label: str
    suffix: str
    media_type: str
    maker: Callable[[ExportBundle], bytes]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "csv": Format("CSV", ".csv", "text/csv", csv.make),
        "geojson": Format("GeoJSON", ".geojson", "application/geo+json", geojson.make),
        "geoparquet": Format("GeoParquet", ".parquet", "application/vnd.apache.parquet", geoparquet.make),
        "gpkg": Format("GeoPackage", ".gpkg", "application/geopackage+sqlite3", geopackage.make),
        "xlsx": Format(
            "Excel", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel.make
        ),
        "kml": Format("KML", ".kml", "application/vnd.google-earth.kml+xml", kml.make),
    }
)
"""The kinds of file by key, in the order in which they are offered."""


def make(parcel: ExportBundle, key: str) -> bytes:
    """The file of a parcel in the format `key` of `FORMATS`.

    Raises:
        KeyError: there is no such format.
        TooLargeError: the format does not hold as many rows.
    """
    return FORMATS[key].maker(parcel)
