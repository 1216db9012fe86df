"""Validation of the record: every fault with its table, row, column and reason."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.errors

from data.record.boundaries import lies_in
from data.record.catalog import Catalog, Fault
from data.schema import CATALOG
from data.terms import COUNTRIES_OF_CONTEXT, FOREIGN_KEYS

QUOTE_WORDS: Final = 40
RUN_WORDS: Final = 8
"""A text in own words shares fewer words in a row than this with any document."""
_IN_OWN_WORDS: Final = {"events": ("summary", "doubt"), "totals": ("scope", "doubt"), "context": ("headline", "doubt")}
_QUALIFIED: Final = ("casualties", "totals")
_QUOTED: Final = ("citations", "casualties", "totals", "context")


def faults(catalog: Catalog, documents: Path | None = None) -> list[Fault]:
    """Return all faults of the record, sorted by table, row and column.

    `documents` is the folder with the coded documents; if it is given, every quote is looked up in its document.
    """
    found = list(_of_columns(catalog))
    if found:
        return sorted(found)
    texts = _texts(catalog, documents)
    found = [
        *_of_schemas(catalog),
        *_of_keys(catalog),
        *_of_points(catalog),
        *_of_events(catalog),
        *_of_places(catalog),
        *_of_figures(catalog),
        *_of_context(catalog),
        *_of_documents(catalog, documents, texts),
        *_of_quotes(catalog, texts),
        *_of_words(catalog, texts),
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
        if not _dates_fit(event):
            yield Fault("events", line, "time_precision", f"{event['time_precision']} does not fit the dates")
        for answered in str(event["responds_to"]).split(";") if pd.notna(event["responds_to"]) else []:
            if answered in starts and starts[answered] > event["date_end"]:
                yield Fault("events", line, "responds_to", f"{answered} is later than what answered it")
        if pd.isna(event["actor_id"]) and event["actor_basis"] != "unknown":
            yield Fault("events", line, "actor_basis", f"{event['actor_basis']}, but no actor is named")


def _dates_fit(row: pd.Series) -> bool:
    """Return whether the dates are one day, one whole month or a range, as `time_precision` says."""
    start, end = row["date_start"], row["date_end"]
    if row["time_precision"] == "month":
        return bool(start.day == 1 and end == start + pd.offsets.MonthEnd())
    return bool((row["time_precision"] == "day") == (start == end))


def _of_places(catalog: Catalog) -> Iterator[Fault]:
    """Yield places that claim to be known better than their words say."""
    for row, site in catalog.sites.iterrows():
        if site["geo_precision"] == "site" and "approximate" in str(site["coordinate_source"]):
            yield Fault("sites", int(str(row)) + 2, "geo_precision", f"{site['site_id']} is approximate, so not “site”")
    sites = catalog.sites.set_index("site_id")
    for row, event in catalog.events.iterrows():
        if event["place_relation"] == "near" or event["site_id"] not in sites.index:
            continue
        site = sites.loc[event["site_id"]]
        names = [site["name"], *(str(site["aliases"]).split("; ") if pd.notna(site["aliases"]) else [])]
        reported = _plain(str(event["place_as_reported"])).casefold()
        if any(re.search(rf"\bnear (the )?{re.escape(_plain(name).casefold())}", reported) for name in names):
            yield Fault("events", int(str(row)) + 2, "place_relation", f"{event['event_id']} is near its site")


def _of_figures(catalog: Catalog) -> Iterator[Fault]:
    """Yield qualifiers that their quote does not have, and totals whose date and its basis contradict each other."""
    for name in _QUALIFIED:
        for row, figure in catalog.tables()[name].iterrows():
            word = figure["qualifier"]
            if pd.notna(word) and not re.search(rf"\b{word}\b", _plain(figure["quote"]).casefold()):
                yield Fault(name, int(str(row)) + 2, "qualifier", f"the quote does not say “{word}”")
    for row, total in catalog.totals.iterrows():
        if pd.isna(total["as_of"]) != (total["as_of_basis"] == "not stated"):
            yield Fault("totals", int(str(row)) + 2, "as_of_basis", "a total is without date exactly if none is stated")


def _of_context(catalog: Catalog) -> Iterator[Fault]:
    for row, fact in catalog.context.iterrows():
        line = int(str(row)) + 2
        if not _dates_fit(fact):
            yield Fault("context", line, "time_precision", f"{fact['time_precision']} does not fit the dates")
        if not str(fact["context_id"]).startswith(f"{fact['date_start']:%Y%m%d}-"):
            yield Fault("context", line, "context_id", "does not begin with the first day")
        for country in str(fact["country"]).split(";"):
            if country not in COUNTRIES_OF_CONTEXT:
                yield Fault("context", line, "country", f"“{country}” is not a country of the context")


def _texts(catalog: Catalog, documents: Path | None) -> dict[str, str]:
    """Return the plain text of each document that is in the folder, by its source."""
    if documents is None:
        return {}
    files = {source["source_id"]: documents / str(source["document"]) for _, source in catalog.sources.iterrows()}
    return {name: _plain(file.read_text(encoding="utf-8")) for name, file in files.items() if file.is_file()}


def _of_documents(catalog: Catalog, documents: Path | None, texts: dict[str, str]) -> Iterator[Fault]:
    for row, source in catalog.sources.iterrows():
        if documents and source["source_id"] not in texts:
            yield Fault("sources", int(str(row)) + 2, "document", f"{source['document']} is not in the folder")


def _of_words(catalog: Catalog, texts: dict[str, str]) -> Iterator[Fault]:
    """Yield each run of words that a text in own words shares with a document."""
    documents = {source: _words(text) for source, text in texts.items()}
    runs = {
        source: {tuple(words[start : start + RUN_WORDS]) for start in range(len(words) - RUN_WORDS + 1)}
        for source, words in documents.items()
    }
    for name, columns in _IN_OWN_WORDS.items():
        for row, entry in catalog.tables()[name].iterrows():
            for column, (source, known) in product(columns, runs.items()):
                for run in _shared_runs(_words(_plain(str(entry[column]))), known):
                    reason = f"{len(run)} words in a row as in {source}: “{' '.join(run)}”"
                    yield Fault(name, int(str(row)) + 2, column, reason)


def _shared_runs(words: list[str], known: set[tuple[str, ...]]) -> Iterator[list[str]]:
    """Yield the longest stretches of `words` of which every `RUN_WORDS` words in a row are `known`."""
    start, end = 0, 0
    for at in range(len(words) - RUN_WORDS + 1):
        if tuple(words[at : at + RUN_WORDS]) not in known:
            continue
        if end and at >= end - RUN_WORDS + 2:
            yield words[start:end]
            end = 0
        start, end = (start if end else at), at + RUN_WORDS
    if end:
        yield words[start:end]


def _words(text: str) -> list[str]:
    """Return the words of a plain text, without case, signs and the full stops of abbreviations.

    >>> _words("The U.S. struck Kata'ib Hezbollah, Iran-backed.")
    ['the', 'us', 'struck', 'kataib', 'hezbollah', 'iran', 'backed']
    """
    letters = re.sub(r"(?<=\b\w)\.(?=\w\b|\s)|'", "", text.casefold())
    return re.findall(r"\w+", letters)


def _of_quotes(catalog: Catalog, texts: dict[str, str]) -> Iterator[Fault]:
    for name in _QUOTED:
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
