"""Exports the events of a view as a file that names its view, link, sources and licence.

`FORMATS` is the only list of file formats: the page, the command line, the tests and the documentation read it. A new
format is one module with a function `write(bundle, file)` and one entry here. Equal bundles give equal bytes.
"""

import io
from importlib import import_module
from typing import BinaryIO, Final, NamedTuple

from data.exporters.bundle import ExportBundle, ExportError, collect

__all__ = ["FORMATS", "ExportBundle", "ExportError", "Format", "collect", "to_bytes"]


class Format(NamedTuple):
    """A file format.

    Attributes:
        label: its name for people.
        hint: what it is good for, in a few words that follow the label.
        suffix: the ending of its file names, with the dot.
        media_type: its MIME type.
        writer: the module in this package whose `write` makes the file; it is imported when first used, because some
            writers need large libraries.
        is_binary: whether the file is unreadable in a terminal.
    """

    label: str
    hint: str
    suffix: str
    media_type: str
    writer: str
    is_binary: bool = False

    def write(self, bundle: ExportBundle, file: BinaryIO) -> None:
        """Write the bundle to a file that is open for binary writing and can seek.

        Raises:
            ExportError: the format cannot hold the view, or a package that its writer needs is not installed.
        """
        try:
            module = import_module(f"data.exporters.{self.writer}")
        except ModuleNotFoundError as error:
            raise ExportError(
                f"Writing {self.label} needs the package {error.name}: install it with pip install {error.name}."
            ) from error
        module.write(bundle, file)


FORMATS: Final[dict[str, Format]] = {
    "csv": Format("CSV", "for any program", ".csv", "text/csv", "csv"),
    "geojson": Format("GeoJSON", "for maps on the web", ".geojson", "application/geo+json", "geojson"),
    "geoparquet": Format(
        *("GeoParquet", "for GeoPandas and DuckDB", ".parquet", "application/vnd.apache.parquet", "geoparquet"),
        is_binary=True,
    ),
    "gpkg": Format(
        *("GeoPackage", "for QGIS and ArcGIS", ".gpkg", "application/geopackage+sqlite3", "geopackage"),
        is_binary=True,
    ),
    "xlsx": Format(
        *("Excel", "with tolls, sources and a read-me sheet", ".xlsx"),
        *("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "excel"),
        is_binary=True,
    ),
    "kml": Format("KML", "for Google Earth", ".kml", "application/vnd.google-earth.kml+xml", "kml"),
    "json": Format("JSON", "for scripts", ".json", "application/json", "json"),
}
"""The file formats by key, in the order in which they are offered."""


def to_bytes(bundle: ExportBundle, key: str) -> bytes:
    """Return the content of a file: the bundle in the format `key` of `FORMATS`.

    Raises:
        KeyError: there is no such format.
        ExportError: as `Format.write`.

    >>> from data.query.engine import Engine
    >>> from data.record.catalog import load_catalog
    >>> from data.view import View
    >>> catalog = load_catalog()
    >>> view = View(country=("Qatar",))
    >>> bundle = collect(Engine.of_catalog(catalog), catalog, view, "93d43bd9219d", "https://basewatch.example/")
    >>> to_bytes(bundle, "csv").decode().splitlines()[1][:24]
    '20250623-al-udeid-missil'
    """
    file = io.BytesIO()
    FORMATS[key].write(bundle, file)
    return file.getvalue()
