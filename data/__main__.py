"""The command line: `python -m data validate` and `python -m data query "side=attack&country=Jordan"`."""

import argparse
import json
import sys
from collections.abc import Hashable
from pathlib import Path

import pandas as pd

from data.catalog import UnreadableError, load_catalog
from data.engine import Engine
from data.validate import faults
from data.view import View, ViewError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 where the record has faults, 2 where the request cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m data", description="Check and question the Basewatch record.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("validate", help="check the record; every fault with table, line, column and reason")
    check.add_argument("--documents", type=Path, help="folder with the coded documents, to look up every quote")
    ask = commands.add_parser("query", help="print the events of a view")
    ask.add_argument("view", nargs="?", default="", help="the browser's own query string")
    ask.add_argument("--format", choices=("csv", "json", "geojson"), default="csv")
    given = parser.parse_args(arguments)
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
        engine = Engine.of_catalog(load_catalog())
        engine.check(view)
    except ViewError as error:
        print(error, file=sys.stderr)
        return 2
    events = engine.events(view)
    sys.stdout.write({"csv": _csv, "json": _json, "geojson": _geojson}[form](events))
    return 0


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
