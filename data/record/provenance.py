"""Where a figure comes from: the record's rows joined with their documents, and what answered what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View

CAMPAIGN_START: Final = date(2023, 10, 17)


@dataclass(frozen=True)
class EventDetail:
    """One event with all that the record knows of it.

    `event` is its row of the flat table, `coded` its row of the record with its site's (None: an imported event);
    `casualties` and `quotes` are its documents' figures and words, with `title`, `publisher`, `date_published` and
    `date_basis`; `answered` and `answered_by` are rows of the flat table.
    """

    event: pd.Series
    coded: pd.Series | None
    casualties: pd.DataFrame
    quotes: pd.DataFrame
    responds_to: pd.DataFrame
    responses: pd.DataFrame


def event_detail(catalog: Catalog, engine: Engine, event_id: str) -> EventDetail | None:
    """The story of an event, in or out of any view; None where there is no such event."""
    return engine.cache.get_or_compute(("story", engine.version, event_id), lambda: _story(catalog, engine, event_id))


def _story(catalog: Catalog, engine: Engine, event_id: str) -> EventDetail | None:
    found = engine.events_with([event_id]) if event_id else pd.DataFrame()
    coded = catalog.events[catalog.events["event_id"] == event_id].merge(catalog.sites, on="site_id")
    if found.empty:
        return None
    if coded.empty:
        return _imported(catalog, engine, found.iloc[0])
    answers = catalog.events.set_index("event_id")["responds_to"].dropna().str.split(";")
    return EventDetail(
        event=found.iloc[0],
        coded=coded.iloc[0],
        casualties=_with_source(catalog, catalog.casualties[catalog.casualties["event_id"] == event_id]),
        quotes=quotes_of(catalog, [event_id]),
        responds_to=engine.events_with(answers.get(event_id, [])),
        responses=engine.events_with([str(answer) for answer, events in answers.items() if event_id in events]),
    )


def _imported(catalog: Catalog, engine: Engine, event: pd.Series) -> EventDetail:
    """The story of an event that an import brought: its own words are its summary, its figures the file's."""
    tolls = engine.tolls_with([event["event_id"]]).assign(publisher=event["source"], quote=event["summary"])
    return EventDetail(event, None, tolls, quotes_of(catalog, []), engine.events_with([]), engine.events_with([]))


def quotes_of(catalog: Catalog, event_ids: Collection[str]) -> pd.DataFrame:
    """The documents' words on these events, with `title`, `publisher`, `date_published` and `date_basis`."""
    return _with_source(catalog, catalog.citations[catalog.citations["event_id"].isin(list(event_ids))])


def days(catalog: Catalog, named: Mapping[str, str]) -> list[tuple[date, str]]:
    """The first days of the events in `named` (id to words) that the record holds, in the order given."""
    starts = catalog.events.set_index("event_id")["date_start"]
    return [(starts[event_id].date(), words) for event_id, words in named.items() if event_id in starts]


def bases(catalog: Catalog) -> pd.DataFrame:
    """The sites that are bases and whose place is known well enough to mark."""
    sites = catalog.sites
    return sites[(sites["kind"] == "base") & sites["geo_precision"].isin(["site", "town"])]


def totals(catalog: Catalog) -> pd.DataFrame:
    """The published totals, newest first, with their document's `title` and `publisher`."""
    return _with_source(catalog, catalog.totals).sort_values(["as_of", "measure"], ascending=[False, True])


def largest_count(catalog: Catalog) -> pd.Series:
    """The highest published number of attacks recorded since the campaign began."""
    counted = catalog.totals[catalog.totals["measure"] == "attacks_recorded"]
    return counted.sort_values("low").iloc[-1]


def itemised(engine: Engine, total: pd.Series) -> int:
    """How many attacks the table itemises in the three countries and the span that the published `total` counts."""
    span = (CAMPAIGN_START, total["as_of"].date())
    return engine.counts(View(dates=span, side=("attack",), country=("Iraq", "Jordan", "Syria"))).shown


def _with_source(catalog: Catalog, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.merge(catalog.sources, on="source_id", how="left", validate="m:1")
