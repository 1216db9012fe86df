"""The command line: `python -m data validate`, `query "side=attack&country=Jordan"` and `import acled FILE -o OUT`."""

import argparse
import json
import sys
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from data.datasets import ServedTableError, dataset_for, served_dataset
from data.importers import FIELDS, FILE_LIMIT_MB, Geography, Mapping, Progress, RefusedError, guess, preview, to_parquet
from data.query.database import DatabaseUnavailableError, QueryTimeoutError
from data.record.catalog import UnreadableError, load_catalog
from data.record.validate import faults
from data.view import View, ViewError


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    The exit status is 0; 1 where the record has faults or nothing of a file was kept; 2 where the request, the file or
    the events cannot be read.
    """
    parser = argparse.ArgumentParser(prog="python -m data", description="Check, question and import records.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("validate", help="check the record; every fault with table, line, column and reason")
    check.add_argument("--documents", type=Path, help="folder with the coded documents, to look up every quote")
    ask = commands.add_parser("query", help="print the events of a view")
    ask.add_argument("view", nargs="?", default="", help="the browser's own query string")
    ask.add_argument("--format", choices=("csv", "json", "geojson"), default="csv")
    take = commands.add_parser("import", help="turn a file of events into the flat table, as Parquet")
    take.add_argument("format", choices=("acled", "ucdp", "table"), help="what the file is")
    take.add_argument("file", type=Path)
    take.add_argument("-o", "--out", type=Path, required=True, help="Parquet file of the events and their tolls")
    take.add_argument(
        "--column", action="append", default=[], metavar="FIELD=COLUMN", help="table: the column that holds a field"
    )
    given = parser.parse_args(arguments)
    if given.command == "import":
        return _import(given)
    return _validate(given.documents) if given.command == "validate" else _query(given.view, given.format)


def _validate(documents: Path | None) -> int:
    if documents and not documents.is_dir():
        print(f"There is no folder {documents}.", file=sys.stderr)
        return 2
    try:
        catalog = load_catalog()
    except UnreadableError as error:
        print(error)
        return 1
    found = faults(catalog, documents)
    for fault in found:
        print(fault)
    rows = sum(len(table) for table in catalog.tables().values())
    quotes = "quotes looked up in their documents" if documents else "quotes not looked up: give --documents FOLDER"
    print(f"{rows} rows in {len(catalog.tables())} tables, {quotes}: {len(found)} faults")
    return 1 if found else 0


def _query(query: str, form: str) -> int:
    try:
        view = View.parse(query)
        engine = dataset_for(view, served_dataset(load_catalog()), None).engine
        engine.check(view)
        events = engine.events(view)
    except (ViewError, UnreadableError, ServedTableError, DatabaseUnavailableError, QueryTimeoutError) as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.write({"csv": _csv, "json": _json, "geojson": _geojson}[form](events))
    return 0


def _import(given: argparse.Namespace) -> int:
    try:
        mapping = _mapping(given.file, given.format, given.column)
        report = to_parquet(given.file, given.format, mapping, _gazetteer(), _progress(), out=given.out)
        if report.aside:
            beside = given.out.with_name(f"{given.out.name}.report.csv")
            beside.write_text(report.csv(), encoding="utf-8", newline="")
    except (RefusedError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(report.sentence(), *report.notes, sep="\n")
    if report.aside:
        print(f"Why rows were set aside stands in {beside}.")
    return 0 if report.kept else 1


def _mapping(file: Path, form: str, columns: list[str]) -> Mapping | None:
    """The guessed mapping with the columns that the command names; None where it names none."""
    named = dict(column.partition("=")[::2] for column in columns)
    if named and form != "table":
        raise RefusedError("--column is for tables: the columns of ACLED and UCDP files have names of their own.")
    for field in named:
        if field not in FIELDS:
            raise RefusedError(f"--column {field}: there is no such field. The fields are {', '.join(FIELDS)}.")
    if not named:
        return None
    sample = preview(file, FILE_LIMIT_MB)
    return replace(guess(tuple(sample.columns), sample), **named)


def _gazetteer() -> Geography:
    # The one way from data to geo: only whoever calls from a command line needs the gazetteer here.
    from geo.geocode import Gazetteer  # noqa: PLC0415

    return Gazetteer.of_record()


def _progress() -> Progress | None:
    """Tells a terminal how much is done, on a line that is written over."""
    if not sys.stderr.isatty():
        return None

    def tell(done: int, total: int) -> None:
        print(f"\r{done / total:4.0%}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return tell


def _csv(events: pd.DataFrame) -> str:
    return events.to_csv(index=False, lineterminator="\n")


def _json(events: pd.DataFrame) -> str:
    return json.dumps(_records(events), ensure_ascii=False, indent=1) + "\n"


def _geojson(events: pd.DataFrame) -> str:
    """A FeatureCollection, longitude before latitude in WGS 84; a place known only to its country has no geometry."""
    features = []
    for row in _records(events):
        point = [row.pop("longitude"), row.pop("latitude")]
        geometry = None if point[0] is None else {"type": "Point", "coordinates": point}
        features.append({"type": "Feature", "id": row["event_id"], "geometry": geometry, "properties": row})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


def _records(events: pd.DataFrame) -> list[dict[Hashable, object]]:
    plain = events.assign(**{name: events[name].astype(str) for name in ("date_start", "date_end")}).astype(object)
    return plain.where(plain.notna(), None).to_dict("records")


if __name__ == "__main__":
    sys.exit(main())
