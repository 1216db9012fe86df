"""The kinds of files that an import reads: one module each, and the only list of them."""

from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources.sheet import InferColumns, Sheet


class Source(NamedTuple):
    """A kind of file that holds rows.

    Attributes:
        label: its name for people.
        suffixes: the endings of its file names, in lower case with the dot.
        contents: what `content.describe` may return for its files.
        reader: the module in this package whose `open_sheet` opens the file; it is imported when first used, because
            some readers need large libraries.
    """

    label: str
    suffixes: tuple[str, ...]
    contents: tuple[str, ...]
    reader: str

    def open(self, path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
        """Open a file.

        Raises:
            RefusedError: the file is broken, or a package that its reader needs is not installed.
        """
        try:
            module = import_module(f"data.importers.sources.{self.reader}")
        except ModuleNotFoundError as error:
            raise RefusedError(
                f"Reading {self.label} needs the package {error.name}: install it with pip install {error.name}."
            ) from error
        sheet: Sheet = module.open_sheet(path, infer_columns, options)
        return sheet


SOURCES: Final[list[Source]] = [
    Source("CSV", (".csv", ".tsv", ".txt"), ("text", "JSON"), "delimited"),
    Source("Excel (.xlsx)", (".xlsx", ".xlsm", ".xls"), ("an Excel workbook",), "workbook"),
    Source(
        "Excel (.xls) or OpenDocument",
        (".xls", ".ods"),
        ("an old or protected Office file", "an OpenDocument spreadsheet"),
        "calamine",
    ),
    Source("SQLite", (".sqlite", ".sqlite3", ".db"), ("an SQLite database",), "sqlite"),
    Source("Stata", (".dta",), ("a Stata file",), "stata"),
    Source("JSON", (".json", ".jsonl", ".ndjson"), ("JSON",), "json_file"),
    Source("GeoJSON", (".geojson", ".geojsonl", ".geojsons"), ("JSON",), "json_file"),
    Source("KML", (".kml", ".kmz"), ("a web page or XML document", "a zip archive"), "kml"),
    Source("GeoPackage", (".gpkg",), ("a GeoPackage", "an SQLite database"), "geopackage"),
    Source("FlatGeobuf", (".fgb",), ("a FlatGeobuf file",), "layers"),
    Source("Shapefile", (".shp", ".zip"), ("a shapefile", "a zipped shapefile"), "shapefile"),
    Source("Parquet", (".parquet", ".geoparquet"), ("a Parquet file",), "parquet"),
]
"""The kinds of files, in the order in which they are named. Page, messages and tests read it."""

ARCHIVES: Final = {".zip": "a zip archive", ".gz": "a gzip archive"}
"""Files that hold one file of another kind, by their suffix, with what `content.describe` returns for them."""

SUFFIXES: Final = tuple(dict.fromkeys([*(suffix for source in SOURCES for suffix in source.suffixes), *ARCHIVES]))
"""The endings of all file names that are read."""
