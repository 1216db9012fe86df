"""`python -m data fetch`: fetches events from ACLED or UCDP into the flat table."""

import argparse
from datetime import date
from pathlib import Path

from data import fetch, importers
from data.commands.terminal import fail, inform, print_report, progress
from data.fetch import COUNTRIES, SOURCES, FetchError, Request
from data.fetch.countries import DEFAULT_COUNTRIES
from data.importers import Geography, RefusedError


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command's parser."""
    parser = commands.add_parser("fetch", help="fetch events from an interface into the flat table, as Parquet")
    parser.add_argument("source", choices=tuple(SOURCES), help="whose interface")
    parser.add_argument("-o", "--out", type=Path, required=True, help="Parquet file of the events and their tolls")
    parser.add_argument(
        "--country",
        action="append",
        default=[],
        help=f"a country, several by repeating the option (default: {', '.join(DEFAULT_COUNTRIES)})",
    )
    parser.add_argument("--from", dest="start", type=_day, metavar="DAY", help="the first day (default: no limit)")
    parser.add_argument("--to", dest="end", type=_day, metavar="DAY", help="the last day (default: no limit)")
    parser.add_argument("--version", help=f"ucdp: the version of the data (default: {SOURCES['ucdp'].version})")
    parser.add_argument("--url", help="address of the interface, where it is not that of the publisher")


def run(arguments: argparse.Namespace, geography: Geography) -> int:
    """Fetch the events, import them and print the report.

    Returns:
        The exit status: 0; 1 if there is no event; 2 if the events cannot be fetched or read.
    """
    try:
        return _fetch(arguments, geography)
    except (FetchError, RefusedError) as error:
        return fail(error)


def _fetch(arguments: argparse.Namespace, geography: Geography) -> int:
    source, out = SOURCES[arguments.source], arguments.out
    fetched = fetch.fetch(source, _request(arguments), out, progress=progress(), inform=inform)
    if not fetched.rows:
        fetched.folder.remove()
        print(f"{source.title} has no events for this request.", *fetched.notes, sep="\n")
        return 1
    file = fetched.folder.write_csv(f"{arguments.source}.csv")
    report = importers.to_parquet(file, arguments.source, None, geography, progress(), out=out)
    report.notes += fetched.notes
    print_report(report, out)
    if report.rejected:
        rows = out.with_name(f"{out.name}.rows.csv")
        file.replace(rows)
        print(f"The rows as they were fetched are in {rows}.")
    fetched.folder.remove()
    print(source.terms)
    return 0 if report.kept else 1


def _request(arguments: argparse.Namespace) -> Request:
    if arguments.start and arguments.end and arguments.start > arguments.end:
        raise FetchError(f"--from {arguments.start} is after --to {arguments.end}.")
    countries = tuple(dict.fromkeys(map(_country, arguments.country))) or DEFAULT_COUNTRIES
    return Request(
        countries=countries,
        start=arguments.start,
        end=arguments.end,
        version=arguments.version,
        url=arguments.url,
    )


def _country(name: str) -> str:
    """Return a country as `COUNTRIES` spells it."""
    known = {country.casefold(): country for country in COUNTRIES}
    if name.strip().casefold() not in known:
        raise FetchError(f"--country {name}: no such country can be fetched. The countries are {', '.join(COUNTRIES)}.")
    return known[name.strip().casefold()]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it as 2024-01-28.") from error
