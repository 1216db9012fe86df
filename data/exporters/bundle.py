"""The parcel: what a file of a view holds, gathered once for all formats."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from data.exporters import cells
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.record.citation import Citation
from data.record.package import descriptor
from data.terms import UNCERTAINTY_KM
from data.view import View

_OTHERS: Final = "Events from files outside the Basewatch record remain under the terms of those who made them."
_NAMED: Final = "those that the column source names and the Basewatch record does not hold"
_WITHIN: Final = ", ".join(f"{name} {km:g} km" for name, km in UNCERTAINTY_KM.items() if km)


@dataclass(frozen=True)
class ExportBundle:
    """A view with all that is taken away of it.

    `sentence` is the view in words. `events` has the columns of `data.record.catalog.EVENT_COLUMNS` and which events
    may not belong, `tolls` the toll by party of these events (`event_id, party, harm, low, best, high`), `sources` the
    cited documents as in the record, none for events of an imported file. `as_of` is a day or a minute in ISO 8601,
    empty where unknown.
    """

    view: View
    link: str
    sentence: str
    events: pd.DataFrame
    tolls: pd.DataFrame
    sources: pd.DataFrame
    licence: str
    version: str
    data_hash: str
    as_of: str
    citation: str

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """Events, tolls and sources by name, with cells that every format can hold."""
        return {name: cells.typed(getattr(self, name)) for name in ("events", "tolls", "sources")}

    @cached_property
    def facts(self) -> dict[str, str]:
        """What every file says of itself, by name."""
        told = {
            "view": self.sentence,
            "link": self.link,
            "licence": self.licence,
            "sources": self._documents(),
            "citation": self.citation,
            "version": self.version,
            "data_hash": self.data_hash,
            "as_of": self.as_of,
        }
        return {name: cells.clean(words) for name, words in told.items()}

    @property
    def metadata(self) -> dict[str, Any]:
        """The facts with the sources as rows, for formats that hold JSON."""
        return {**self.facts, "sources": list(cells.records(self.tables["sources"])), "read_me": dict(READ_ME)}

    @property
    def read_me(self) -> list[tuple[str, str]]:
        """The facts, and how the tables are to be read: pairs of a subject and its words."""
        return [*self.facts.items(), *READ_ME]

    @property
    def moment(self) -> datetime:
        """The time that the files bear, the same for equal parcels: `as_of`, or 1980 where that is unknown."""
        return datetime.fromisoformat(self.as_of or "1980-01-01")

    def _documents(self) -> str:
        kept = list(cells.records(self.tables["sources"]))
        known = ("publisher", "title", "date_published")
        listed = [", ".join(row[name] for name in known if row[name]) for row in kept]
        others = cited(self.events) - {row["source_id"] for row in kept}
        return "; ".join([*listed, *([_NAMED] if others else [])]) or "none: the view has no events"


READ_ME: Final = (
    ("unknown", "An empty cell is unknown, never zero."),
    ("low, high", "The lowest and the highest figure the documents give. A low without a high: it may be more."),
    ("best", "The preferred figure; empty where none is preferred."),
    ("tolls", "The toll by party and harm, one row each; an event without a row has no reported toll."),
    ("time_precision", "day: date_start is the day. range, month: the event lies from date_start to date_end."),
    ("geo_precision", f"The point is the place itself only at “site”. Else the event lies within about: {_WITHIN}."),
    ("no point", "An event known only to its country has no point."),
    ("possibly_outside_dates", "True: known only to a range of days, the event may lie outside the dates asked for."),
    ("possibly_outside_area", "True: its place being known so roughly, the event may lie outside the area asked for."),
    ("coordinates", "WGS 84, degrees; longitude before latitude in geometries."),
    (
        "apostrophes in CSV",
        "Texts that a spreadsheet might run (they begin with = + - @, a tab or a line end) have one before them.",
    ),
    ("to undo them", "Take one apostrophe away wherever nothing but apostrophes stands before such a character."),
    (cells.LAST_RESORT, "A control character or half a surrogate pair, which not every format can hold."),
)
"""How the tables are to be read."""


def gather(
    engine: Engine, catalog: Catalog, view: View, data_hash: str, base_url: str, *, foreign: str = ""
) -> ExportBundle:
    """Gather what is taken away of a view.

    `base_url` is the address that the view's query string is put behind; `foreign` names data without the record's.
    """
    events = engine.events(view)
    named = cited(events)
    sources = catalog.sources[catalog.sources["source_id"].isin(named)]
    recorded = (events.empty and not foreign) or not sources.empty
    as_of = _as_of(view, catalog.sources["date_published"] if recorded else pd.Series(dtype="datetime64[us]"))
    link = f"{base_url}?{view.query()}" if view.query() else base_url
    issued = date.fromisoformat(as_of[:10]) if as_of else None
    return ExportBundle(
        view=view,
        link=link,
        sentence=view.describe(),
        events=events,
        tolls=engine.tolls_in(view),
        sources=sources.sort_values(["date_published", "source_id"]),
        licence=_licence(recorded=recorded, others=bool(foreign) or not named <= set(catalog.sources["source_id"])),
        version=catalog.version,
        data_hash=data_hash,
        as_of=as_of,
        citation=Citation(view, link, catalog.version, data_hash, issued, foreign=foreign).text(),
    )


def cited(events: pd.DataFrame) -> set[str]:
    """The sources that the events name."""
    return {part.strip() for cell in events["source"].dropna().unique() for part in cell.split(";")}


def _as_of(view: View, published: pd.Series) -> str:
    if view.as_of:
        return view.as_of.isoformat(timespec="minutes")
    return "" if published.dropna().empty else str(published.max().date())


def _licence(*, recorded: bool, others: bool) -> str:
    """The record's licence, and whose terms hold for events whose sources are not in the record."""
    granted = descriptor()["licenses"][0]
    record = f"Basewatch record: {granted['name']}, {granted['path']}; quotations remain their publishers’."
    return " ".join([record] * recorded + [_OTHERS] * others)
