"""The export bundle: what the file of a view holds, collected in the same way for all formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from data.accepted_matches import AcceptedMatches
from data.exporters import cells
from data.formatting import Range
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.record.citation import Citation
from data.record.context import context_of
from data.record.package import descriptor
from data.terms import HARMS, PARTIES, UNCERTAINTY_KM
from data.text import differing
from data.view import View

_EXTERNAL_TERMS: Final = "Events from files outside the Basewatch record remain under the terms of those who made them."
_UNRECORDED: Final = "those that the column source names and the Basewatch record does not hold"
_RADII: Final = ", ".join(f"{name} {km:g} km" for name, km in UNCERTAINTY_KM.items() if km)


class ExportError(ValueError):
    """A view that cannot be written in a format; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class ExportBundle:
    """A view with everything that its file contains.

    Attributes:
        view: the view.
        link: its address on the page.
        sentence: the view in words.
        events: the columns of `data.record.catalog.EVENT_COLUMNS`, two flags for events that may lie outside the
            view's dates or area, the tolls by party in words, and the record's doubt with open figures that differ.
        tolls: these events' tolls by party (`event_id, party, harm, low, best, high`).
        sources: the cited documents as in the record; none for events of an imported file.
        context: the record's facts around the view's events (`data.record.context`); None for data that are not the
            record's, or where the view hides them.
        matches: the events of an imported file that were accepted as events of the record, with the file's figures;
            None where none were. The events then have their ids in `same_in_file`.
        matches_sentence: how many they are; empty where none are.
        licence: the terms of use, in words.
        version: the record's version.
        data_hash: the fingerprint of the data.
        as_of: a day or a minute in ISO 8601, empty if unknown.
        citation: how to cite the view, as text.
    """

    view: View
    link: str
    sentence: str
    events: pd.DataFrame
    tolls: pd.DataFrame
    sources: pd.DataFrame
    context: pd.DataFrame | None
    matches: pd.DataFrame | None
    matches_sentence: str
    licence: str
    version: str
    data_hash: str
    as_of: str
    citation: str

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """Return events, tolls, sources, the context and the matches, if any, by name; every format can hold them."""
        frames = {name: getattr(self, name) for name in ("events", "tolls", "sources", "context", "matches")}
        return {name: cells.to_arrow(frame) for name, frame in frames.items() if frame is not None}

    @cached_property
    def metadata(self) -> dict[str, str]:
        """Return the metadata that every file contains, by name."""
        return {
            "view": self.sentence,
            "link": self.link,
            "licence": self.licence,
            "sources": self._documents(),
            "citation": self.citation,
            "version": self.version,
            "data_hash": self.data_hash,
            "as_of": self.as_of,
            **({"matches": self.matches_sentence} if self.matches_sentence else {}),
        }

    @property
    def nested_metadata(self) -> dict[str, Any]:
        """Return the metadata with sources and matches as lists of objects, for formats that hold JSON."""
        lists = {"sources": list(cells.records(self.tables["sources"])), "read_me": dict(READ_ME)}
        if "matches" in self.tables:
            lists["matched_events"] = list(cells.records(self.tables["matches"]))
        return {**self.metadata, **lists}

    @property
    def read_me(self) -> list[tuple[str, str]]:
        """Return the metadata and how to read the tables, as pairs of a subject and its explanation."""
        return [*self.metadata.items(), *READ_ME]

    @property
    def created(self) -> datetime:
        """Return the creation time for the file, equal for equal bundles: `as_of`, or 1980 if that is unknown."""
        return datetime.fromisoformat(self.as_of or "1980-01-01")

    def events_with_tolls(self) -> Iterator[dict[str, Any]]:
        """Return the events as rows by column name, each with its list of tolls (None if it has none)."""
        tolls = cells.tolls_by_event(self.tables["tolls"])
        for row in cells.records(self.tables["events"]):
            yield {**row, "tolls": tolls.get(row["event_id"])}

    def _documents(self) -> str:
        rows = list(cells.records(self.tables["sources"]))
        columns = ("publisher", "title", "date_published")
        listed = [", ".join(row[name] for name in columns if row[name]) for row in rows]
        others = source_ids(self.events) - {row["source_id"] for row in rows}
        return "; ".join([*listed, *([_UNRECORDED] if others else [])]) or "none: the view has no events"


READ_ME: Final = (
    ("unknown", "An empty cell is unknown, never zero."),
    ("low, high", "The lowest and the highest figure the documents give. A low without a high: it may be more."),
    ("best", "The preferred figure; empty where none is preferred."),
    ("killed_by_party, wounded_by_party", "Whom the low and high count: the toll of each party, “7+” being 7 or more."),
    ("doubt", "What the record doubts about the event; empty for events of other files."),
    ("tolls", "The toll by party and harm, one row each; an event without a row has no reported toll."),
    ("time_precision", "day: date_start is the day. range, month: the event lies from date_start to date_end."),
    ("geo_precision", f"The point is the place itself only at “site”. Else the event lies within about: {_RADII}."),
    ("no point", "An event known only to its country has no point."),
    ("possibly_outside_dates", "True: known only to a range of days, the event may lie outside the dates asked for."),
    ("possibly_outside_area", "True: its place being known so roughly, the event may lie outside the area asked for."),
    (
        "context",
        "In Excel, GeoPackage and JSON: dated facts that are no attack or strike, by period and country. Not counted.",
    ),
    (
        "matches, same_in_file",
        "Events of the imported file that a person accepted as the record’s: not among the events, in no sum, listed.",
    ),
    ("coordinates", "WGS 84, degrees; longitude before latitude in geometries."),
    (
        "apostrophes in CSV",
        "Texts that a spreadsheet might run (they begin with = + - @, a tab or a line end) have one before them.",
    ),
    ("to undo them", "Take one apostrophe away wherever nothing but apostrophes stands before such a character."),
)
"""How to read the tables: pairs of a subject and its explanation."""


def collect(  # noqa: PLR0913 - what a file states about its data
    engine: Engine,
    catalog: Catalog,
    view: View,
    data_hash: str,
    base_url: str,
    *,
    external_name: str = "",
    matches: AcceptedMatches | None = None,
) -> ExportBundle:
    """Return the bundle of a view, which the formats write.

    Args:
        engine: the engine over the data.
        catalog: the record, for sources, version and licence.
        view: the filters of the events; its other fields are in the link.
        data_hash: the fingerprint of the data.
        base_url: the page's address, without a query string.
        external_name: names data that are not the record's; empty for the record.
        matches: the events of an imported file that were accepted as events of the record.

    Raises:
        DatabaseUnavailableError: the database does not answer.
        QueryTimeoutError: the database takes too long.
    """
    tolls = engine.tolls_in(view)
    events = _with_words(_with_origin(engine.events(view), external_name), tolls, catalog)
    if matches:
        events = events.assign(same_in_file=events["event_id"].map(matches.file_ids_by_event()).astype("str"))
    named = source_ids(events)
    sources = catalog.sources[catalog.sources["source_id"].isin(named)]
    recorded = (events.empty and not external_name) or not sources.empty
    as_of = _as_of(view, catalog.sources["date_published"] if recorded else pd.Series(dtype="datetime64[us]"))
    link = f"{base_url}?{view.query()}" if view.query() else base_url
    issued = date.fromisoformat(as_of[:10]) if as_of else None
    others = bool(external_name) or not named <= set(catalog.sources["source_id"])
    return ExportBundle(
        view=view,
        link=link,
        sentence=view.describe(),
        events=events,
        tolls=tolls,
        sources=sources.sort_values(["date_published", "source_id"]),
        context=context_of(catalog, view) if recorded and not external_name and view.context == "shown" else None,
        matches=matches.pairs if matches else None,
        matches_sentence=matches.sentence if matches else "",
        licence=_licence(recorded=recorded, others=others),
        version=catalog.version,
        data_hash=data_hash,
        as_of=as_of,
        citation=Citation(view, link, catalog.version, data_hash, issued, external_name=external_name).text(),
    )


def _with_words(events: pd.DataFrame, tolls: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return the events with their tolls by party in words, and with the doubts that the record has about them."""
    by_event: dict[tuple[str, str], list[str]] = {}
    for event_id, party, harm, low, high in zip(
        *(tolls[name] for name in ("event_id", "party", "harm", "low", "high"))
    ):
        is_open = pd.isna(high)
        number = Range(low, low if is_open else high, is_open)
        by_event.setdefault((harm, event_id), []).append(f"{number} {PARTIES[party]}")
    words = {
        f"{harm}_by_party": ["; ".join(by_event.get((harm, event_id), [])) or None for event_id in events["event_id"]]
        for harm in HARMS
    }
    doubts = catalog.events.set_index("event_id")["doubt"]
    for event_id, sentence in differing(catalog, events).items():
        doubts[event_id] = sentence if pd.isna(doubts[event_id]) else f"{doubts[event_id]} {sentence}"
    words["doubt"] = events["event_id"].map(doubts).tolist()
    return events.assign(**{name: pd.Series(values, events.index, dtype="str") for name, values in words.items()})


def _with_origin(events: pd.DataFrame, external_name: str) -> pd.DataFrame:
    """Return the events with the name of a table that is not the record's as their origin, in place of `record`."""
    if not external_name:
        return events
    return events.assign(origin=events["origin"].mask(events["origin"] == "record", external_name))


def source_ids(events: pd.DataFrame) -> set[str]:
    """Return the ids of the sources that the events name."""
    return {part.strip() for cell in events["source"].dropna().unique() for part in cell.split(";")}


def _as_of(view: View, published: pd.Series) -> str:
    if view.as_of:
        return view.as_of.isoformat(timespec="minutes")
    return "" if published.dropna().empty else str(published.max().date())


def _licence(*, recorded: bool, others: bool) -> str:
    """Return the record's licence, and the terms for events whose sources are not in the record."""
    licence = descriptor()["licenses"][0]
    record = f"Basewatch record: {licence['name']}, {licence['path']}; quotations remain their publishers’."
    return " ".join([record] * recorded + [_EXTERNAL_TERMS] * others)
