"""`python -m data import`: converts a file of events to the flat table."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

from data import importers
from data.commands.terminal import fail, nearest, print_report, progress
from data.importers import FIELDS, FORMATS, Geography, Inspection, Mapping, Options, RefusedError, Report

_AUTO: Final = "auto"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's parser."""
    parser = commands.add_parser("import", help="convert a file of events to the flat table, as Parquet")
    parser.add_argument(
        "format", choices=(*FORMATS, _AUTO), help="what the file is; auto recognises it by its column names"
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True, help="Parquet file of the events and their tolls")
    parser.add_argument(
        "--column", action="append", default=[], metavar="FIELD=COLUMN", help="table: the column that holds a field"
    )
    parser.add_argument("--country", help="table: the country of all rows that state none")
    parser.add_argument("--merge-repeats", action="store_true", help="table: rows with equal cells are one event")
    parser.add_argument("--encoding", help="the encoding of a text file, such as cp1256")
    parser.add_argument("--sheet", "--layer", dest="table", help="the sheet, layer or table to read, of several")
    parser.add_argument("--crs", help="the coordinate reference system of the coordinates, such as EPSG:32638")


def run(arguments: argparse.Namespace, geography: Geography) -> int:
    """Import the file and print the report.

    Returns:
        The exit status: 0; 1 if no row became an event; 2 if the file cannot be read.
    """
    try:
        report = _import(arguments, geography)
        print_report(report, arguments.out)
    except RefusedError as error:
        return fail(error)
    return 0 if report.kept else 1


def _import(arguments: argparse.Namespace, geography: Geography) -> Report:
    options = Options(
        encoding=arguments.encoding,
        table=arguments.table,
        crs=arguments.crs,
        country=arguments.country,
        merge_repeats=arguments.merge_repeats,
    )
    named = _named_columns(arguments.column)
    found = importers.inspect(arguments.file, options) if named or arguments.format == _AUTO else None
    form = found.format if found and arguments.format == _AUTO else arguments.format
    _check_format(form, arguments)
    mapping = _mapping(arguments.file.name, found, named) if found else None
    return importers.to_parquet(
        arguments.file, form, mapping, geography, progress(), options=options, out=arguments.out
    )


def _check_format(form: str, arguments: argparse.Namespace) -> None:
    """Refuse the options that are about tables, for a file that is none."""
    given = {
        "--column": arguments.column,
        "--country": arguments.country,
        "--merge-repeats": arguments.merge_repeats,
    }
    for option, value in given.items():
        if value and not FORMATS[form].is_mapped:
            raise RefusedError(f"{option} is for tables: the columns of {FORMATS[form].article} have fixed names.")


def _named_columns(texts: list[str]) -> dict[str, str]:
    """Return the columns that the command names, by field."""
    named: dict[str, str] = {}
    for text in texts:
        field, _, column = text.partition("=")
        if field not in FIELDS:
            raise RefusedError(f"--column {field}: there is no such field. The fields are {', '.join(FIELDS)}.")
        if not column:
            raise RefusedError(f"--column {text}: write it as FIELD=COLUMN, such as {field}=“name of the column”.")
        if field in named:
            raise RefusedError(f"--column {field} is given twice. Choose one column.")
        named[field] = column
    return named


def _mapping(title: str, file: Inspection, named: dict[str, str]) -> Mapping | None:
    """Return the guessed mapping with the columns that the command names; None if it names none."""
    for field, column in named.items():
        if column not in file.columns:
            raise RefusedError(f"--column {field}: there is no column “{column}”{nearest(column, file.columns)}")
    return replace(importers.guess(file.columns, file.sample, file.tags, title), **named) if named else None
