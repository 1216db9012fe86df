"""The provenance of figures: the record's rows with their documents, and which event responds to which."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Final

import pandas as pd

from data.formatting import format_range
from data.query.engine import Engine
from data.record.catalog import Catalog, comparable
from data.terms import COUNTRIES
from data.view import View

CAMPAIGN_START: Final = date(2023, 10, 17)
_FIRST_DAY: Final = re.compile(r"since (\d{1,2} [A-Z][a-z]+ \d{4})")


@dataclass(frozen=True)
class EventDetail:
    """One event with everything that the record holds on it.

    Attributes:
        event: its row of the flat table.
        coded: its row of the record, joined with its site; None for an imported event.
        casualties: its documents' figures, with `title`, `publisher`, `date_published` and `date_basis`.
        quotes: its documents' words, with the same columns.
        responds_to: the events to which it responds, as rows of the flat table.
        responses: the events that respond to it.
    """

    event: pd.Series
    coded: pd.Series | None
    casualties: pd.DataFrame
    quotes: pd.DataFrame
    responds_to: pd.DataFrame
    responses: pd.DataFrame


def event_detail(catalog: Catalog, engine: Engine, event_id: str) -> EventDetail | None:
    """Return an event with its sources, whatever the filters; None if there is no such event."""
    return engine.cache.get_or_compute(
        ("event_detail", engine.version, event_id), lambda: _event_detail(catalog, engine, event_id)
    )


def _event_detail(catalog: Catalog, engine: Engine, event_id: str) -> EventDetail | None:
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
    """Return the detail of an imported event: its quote is its summary, its figures are the file's."""
    tolls = engine.tolls_with([event["event_id"]]).assign(publisher=event["source"], quote=event["summary"])
    return EventDetail(event, None, tolls, quotes_of(catalog, []), engine.events_with([]), engine.events_with([]))


def quotes_of(catalog: Catalog, event_ids: Collection[str]) -> pd.DataFrame:
    """Return the documents' words on these events, with `title`, `publisher`, `date_published` and `date_basis`."""
    return _with_source(catalog, catalog.citations[catalog.citations["event_id"].isin(list(event_ids))])


def days(catalog: Catalog, named: Mapping[str, str]) -> list[tuple[date, str]]:
    """Return first day and label of the events in `named` (id to label) that the record holds, in the given order."""
    starts = catalog.events.set_index("event_id")["date_start"]
    return [(starts[event_id].date(), words) for event_id, words in named.items() if event_id in starts]


def bases(catalog: Catalog) -> pd.DataFrame:
    """Return the sites that are bases, if their place is known at least to the town."""
    sites = catalog.sites
    return sites[(sites["kind"] == "base") & sites["geo_precision"].isin(["site", "town"])]


def differing_open_figures(catalog: Catalog) -> pd.DataFrame:
    """Return the figures of different documents for one event, party and harm, where one is open and the lows differ.

    The toll of such an event has the lowest low and an open high: that another document has more is in no bound of it.
    """
    figures = comparable(catalog.casualties)
    by_kind = figures.groupby(["event_id", "party", "harm"])
    is_open = figures["high"].isna().groupby([figures[name] for name in ("event_id", "party", "harm")]).transform("any")
    return figures[is_open & (by_kind["low"].transform("nunique") > 1)].sort_values("low")


def totals(catalog: Catalog) -> pd.DataFrame:
    """Return the published totals, newest first, with the `title` and `publisher` of their documents."""
    return _with_source(catalog, catalog.totals).sort_values(["as_of", "measure"], ascending=[False, True])


def largest_count(catalog: Catalog) -> pd.Series:
    """Return the total with the highest published number of attacks whose last day is known."""
    counted = catalog.totals[(catalog.totals["measure"] == "attacks_recorded") & catalog.totals["as_of"].notna()]
    return counted.sort_values("low").iloc[-1]


def counted_in(total: pd.Series) -> View:
    """Return the view of the attacks that a published total counts: its days and its countries, as its scope says.

    Without a first day in the scope it is that of the campaign; without a country it is all of them.
    """
    stated = _FIRST_DAY.search(total["scope"])
    first = datetime.strptime(stated[1], "%d %B %Y").date() if stated else CAMPAIGN_START  # noqa: DTZ007 - a plain day
    where = total["scope"].partition(",")[2] or total["scope"]  # an actor's name may hold a country's
    countries = tuple(name for name in COUNTRIES if name in where)
    return View(dates=(first, total["as_of"].date()), side=("attack",), country=countries)


def itemised(engine: Engine, total: pd.Series) -> int:
    """Return how many attacks the table itemises over the days and in the countries of the published `total`."""
    return engine.counts(counted_in(total)).shown


def completeness_of_record(catalog: Catalog, engine: Engine) -> str:
    """Return how complete the record is, in two sentences: what it itemises, and what others counted."""
    total = largest_count(catalog)
    share = ceil(100 * itemised(engine, total) / int(total["low"]))
    newest = catalog.sources["date_published"].max()
    counted = format_range(total["low"], total["high"], total["qualifier"])
    return (
        f"{len(catalog.events):,} events itemised from {len(catalog.sources)} documents, to {newest:%B %Y}. "
        f"Others counted {counted} attacks; at most {share} % of these are itemised here."
    )


def contradicted(catalog: Catalog, killed: int) -> pd.Series | None:
    """Return the total of killed militants that is lower than those killed in the strikes of a view, if there is one.

    Only a total with a `doubt` that says so is returned, not every total of a shorter period.
    """
    below = catalog.totals["high"] < killed
    found = catalog.totals[(catalog.totals["measure"] == "militants_killed") & below & catalog.totals["doubt"].notna()]
    return None if found.empty else found.iloc[0]


def _with_source(catalog: Catalog, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.merge(catalog.sources, on="source_id", how="left", validate="m:1")
