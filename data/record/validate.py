"""Validation of the record: every fault with its table, row, column and reason."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.errors

from data.record.boundaries import lies_in
from data.record.catalog import Catalog, Fault
from data.schema import CATALOG, FOREIGN_KEYS

QUOTE_WORDS: Final = 40


def faults(catalog: Catalog, documents: Path | None = None) -> list[Fault]:
    """Return all faults of the record, sorted by table, row and column.

    `documents` is the folder with the coded documents; if it is given, every quote is looked up in its document.
    """
    found = list(_of_columns(catalog))
    if found:
        return sorted(found)
    found = [
        *_of_schemas(catalog),
        *_of_keys(catalog),
        *_of_points(catalog),
        *_of_events(catalog),
        *_of_quotes(catalog, documents),
    ]
    return sorted(set(found))


def _of_columns(catalog: Catalog) -> Iterator[Fault]:
    """Yield missing and unknown columns: nothing else can be checked before they are right."""
    for name, table in catalog.tables().items():
        wanted, had = set(CATALOG[name].columns), set(table.columns)
        for column in sorted(wanted - had):
            yield Fault(name, 1, column, "the column is missing")
        for column in sorted(had - wanted):
            yield Fault(name, 1, str(column), "there is no such column")


def _of_schemas(catalog: Catalog) -> Iterator[Fault]:
    for name, table in catalog.tables().items():
        try:
            CATALOG[name].validate(table, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            for case in errors.failure_cases.itertuples():
                row = 0 if pd.isna(case.index) else int(case.index) + 2
                reason = f"“{case.failure_case}” fails {case.check}" if case.column else str(case.check)
                yield Fault(name, row, str(case.column or "row"), reason)


def _of_keys(catalog: Catalog) -> Iterator[Fault]:
    tables = catalog.tables()
    for (name, column), (other, key) in FOREIGN_KEYS.items():
        known = set(tables[other][key])
        for row, cell in tables[name][column].dropna().items():
            for value in str(cell).split(";"):
                if value not in known:
                    yield Fault(name, int(str(row)) + 2, column, f"“{value}” is not in {other}.csv")


def _of_points(catalog: Catalog) -> Iterator[Fault]:
    for row, site in catalog.sites.iterrows():
        if pd.isna(site["latitude"]) or pd.isna(site["longitude"]):
            continue
        try:
            inside = lies_in(site["country"], site["latitude"], site["longitude"])
        except KeyError:
            continue  # the schema reports the unknown country
        if not inside:
            point = f"{site['latitude']}, {site['longitude']}"
            yield Fault(
                "sites", int(str(row)) + 2, "latitude", f"{site['site_id']} at {point} lies outside {site['country']}"
            )
        if pd.isna(site["coordinate_source"]):
            yield Fault(
                "sites", int(str(row)) + 2, "coordinate_source", f"{site['site_id']} has a point without its source"
            )


def _of_events(catalog: Catalog) -> Iterator[Fault]:
    cited = set(catalog.citations["event_id"])
    starts = catalog.events.set_index("event_id")["date_start"]
    for row, event in catalog.events.iterrows():
        line = int(str(row)) + 2
        if event["event_id"] not in cited:
            yield Fault("events", line, "event_id", f"{event['event_id']} has no citation")
        if (event["time_precision"] == "day") != (event["date_start"] == event["date_end"]):
            yield Fault("events", line, "time_precision", f"{event['time_precision']} does not fit the dates")
        for answered in str(event["responds_to"]).split(";") if pd.notna(event["responds_to"]) else []:
            if answered in starts and starts[answered] > event["date_end"]:
                yield Fault("events", line, "responds_to", f"{answered} is later than what answered it")
        if pd.isna(event["actor_id"]) and event["actor_basis"] != "unknown":
            yield Fault("events", line, "actor_basis", f"{event['actor_basis']}, but no actor is named")


def _of_quotes(catalog: Catalog, documents: Path | None) -> Iterator[Fault]:
    texts: dict[str, str] = {}
    for row, source in catalog.sources.iterrows() if documents else ():
        file = documents / str(source["document"]) if documents else Path()
        if file.is_file():
            texts[source["source_id"]] = _plain(file.read_text(encoding="utf-8"))
        else:
            yield Fault("sources", int(str(row)) + 2, "document", f"{source['document']} is not in the folder")
    for name in ("citations", "casualties", "totals"):
        for row, entry in catalog.tables()[name].iterrows():
            line, quote, source = int(str(row)) + 2, str(entry["quote"]), entry["source_id"]
            if len(quote.split()) > QUOTE_WORDS:
                yield Fault(name, line, "quote", f"{len(quote.split())} words, at most {QUOTE_WORDS} are allowed")
            if source in texts and _plain(quote) not in texts[source]:
                yield Fault(name, line, "quote", f"not found in the document of {source}: “{quote[:60]}”")


def _plain(text: str) -> str:
    """Return the text with white space, quotation marks and dashes in their plain forms."""
    signs = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(signs)).strip()
