"""The command line: `python -m data validate`, `diff OLD`, `query "side=attack"`, `import auto FILE`, `fetch acled`."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from data import audit, exporters, masking
from data.commands import fetch_command, import_command, terminal
from data.commands.terminal import fail
from data.datasets import Dataset, ServedTableError, dataset_for, for_operator, served_dataset
from data.exporters import ExportError
from data.importers import Geography
from data.output_file import OutputError, replacing
from data.query.database import QUERY_ERRORS
from data.record.catalog import FOLDER, Catalog, CatalogError, UnreadableError, load_catalog
from data.record.diff import diff_command
from data.record.validate import faults
from data.settings import ADDRESS, LOCAL_ADDRESS, SettingError
from data.view import View, ViewError


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the command's words; those of the process if None.

    Returns:
        The exit status: 0; 1 if the record has faults or no row of a file became an event; 2 if the request, the file
        or the events cannot be read or fetched.
    """
    parsed = parser().parse_args(arguments)
    commands = {"validate": _validate, "diff": _diff, "query": _query, "import": _import, "fetch": _fetch}
    try:
        return terminal.run(lambda: commands[parsed.command](parsed))
    except CatalogError as error:
        return fail(error)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = argparse.ArgumentParser(
        prog="python -m data", description="Check, compare, query, import and fetch records."
    )
    commands = root.add_subparsers(dest="command", required=True)
    validate = commands.add_parser("validate", help="check the record; every fault with table, line, column and reason")
    validate.add_argument("--documents", type=Path, help="folder with the coded documents, to look up every quote")
    diff = commands.add_parser("diff", help="list the rows that two versions of the record do not have in common")
    diff.add_argument("old", type=Path, help="folder with the tables of the one version")
    diff.add_argument("new", type=Path, nargs="?", default=FOLDER, help="that of the other (default: the record)")
    query = commands.add_parser("query", help="export the events of a view")
    query.add_argument("view", nargs="?", default="", help="query string of a view, as in the browser")
    query.add_argument("--format", choices=tuple(exporters.FORMATS), default="csv", help="file format (default: csv)")
    query.add_argument("-o", "--out", type=Path, help="file to write (default: standard output)")
    query.add_argument(
        "--url",
        help=f"address of the page, for the link in the file (default: {ADDRESS.variable}, else {LOCAL_ADDRESS})",
    )
    import_command.add_parser(commands)
    fetch_command.add_parser(commands)
    return root


def _validate(arguments: argparse.Namespace) -> int:
    documents: Path | None = arguments.documents
    if documents and not documents.is_dir():
        return fail(f"There is no folder {documents}.")
    try:
        catalog = load_catalog()
    except UnreadableError as error:
        print(*error.faults, sep="\n")
        return 1
    found = faults(catalog, documents)
    for fault in found:
        print(fault)
    rows = sum(len(table) for table in catalog.tables().values())
    quotes = "quotes looked up in their documents" if documents else "quotes not looked up: give --documents FOLDER"
    print(f"{rows} rows in {len(catalog.tables())} tables, {quotes}: {len(found)} faults")
    return 1 if found else 0


def _diff(arguments: argparse.Namespace) -> int:
    return diff_command(arguments.old, arguments.new)


def _query(arguments: argparse.Namespace) -> int:
    kind = exporters.FORMATS[arguments.format]
    if kind.is_binary and not arguments.out and sys.stdout is not None and sys.stdout.isatty():
        return fail(f"{kind.label} is binary: name a file with -o FILE, or redirect the output.")
    try:
        view = View.parse(arguments.view)
        catalog = load_catalog()
        dataset = dataset_for(view, served_dataset(catalog), None)
        view = dataset.engine.check(view)
        _export(catalog, dataset, view, arguments)
    except (ViewError, ServedTableError, SettingError, *QUERY_ERRORS, ExportError) as error:
        return fail(for_operator(error))
    return 0


def _export(catalog: Catalog, dataset: Dataset, view: View, arguments: argparse.Namespace) -> None:
    """Write a view to the file or standard output, both untouched until the export is complete.

    Raises:
        OSError: it cannot be written.
    """
    name = "" if dataset.of_record else dataset.name
    address = arguments.url or ADDRESS.value or LOCAL_ADDRESS
    bundle = exporters.collect(dataset.engine, catalog, view, dataset.fingerprint, address, external_name=name)
    with _output(arguments.out) as file:
        exporters.FORMATS[arguments.format].write(bundle, file)
        size, rows = file.seek(0, os.SEEK_END), len(bundle.events)
        audit.append("export", audit.COMMAND_LINE, format=arguments.format, rows=rows, bytes=size, view=view.query())


@contextmanager
def _output(out: Path | None) -> Iterator[BinaryIO]:
    """Open a file whose content becomes that of `out`, or goes to standard output, when the block ends."""
    if out:
        with replacing(out) as new, new.open("w+b") as file:
            yield file
        return
    if sys.stdout is None:
        raise OutputError("Standard output is closed. Name a file with -o FILE.")
    with tempfile.TemporaryFile() as content:
        yield content
        content.seek(0)
        shutil.copyfileobj(content, sys.stdout.buffer)


def _import(arguments: argparse.Namespace) -> int:
    return import_command.run(arguments, _gazetteer())


def _fetch(arguments: argparse.Namespace) -> int:
    return fetch_command.run(arguments, _gazetteer())


def _gazetteer() -> Geography:
    # The only import from data to geo: among these modules, only the command line needs the gazetteer.
    from geo.geocode import Gazetteer  # noqa: PLC0415

    return Gazetteer.of_record()


if __name__ == "__main__":
    masking.install()
    terminal.open_streams()
    sys.exit(main())
