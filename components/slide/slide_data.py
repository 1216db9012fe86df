"""What a briefing holds: one view's answers, gathered once for the slide, the snapshot and every export."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pandas as pd

from components.chart.chart_spec import KeyDay
from components.dashboard.event_detail import OFFERED
from data.datasets import Dataset
from data.periods import KEY_EVENTS
from data.query.engine import Counts
from data.record import provenance
from data.record.catalog import Catalog
from data.text import days_of
from data.view import Dates, View
from geo import basemap, clustering

LISTED_LIMIT = 200


@dataclass(frozen=True)
class Brief:
    """A view with all that a picture of it shows.

    `events` are the view's newest, at most `LISTED_LIMIT`; `story` is that of the selected event,
    which may lie outside the view; `groups` and `members` are those of `geo.clustering`; `tolls` feed the figures,
    `rows`, `beside` and `record` the chart (`components.chart.chart.figure`); `sources` are the documents cited for the
    events, `quotes` their words; `cites_others` says that imported events name further ones.
    """

    view: View
    heading: str
    counts: Counts
    events: pd.DataFrame
    story: provenance.EventDetail | None
    most_harmful: pd.DataFrame
    groups: pd.DataFrame
    members: pd.DataFrame
    bases: pd.DataFrame
    tolls: pd.DataFrame
    rows: pd.DataFrame
    beside: pd.DataFrame
    record: Dates
    extent: Dates
    key_days: list[KeyDay]
    sources: pd.DataFrame
    quotes: pd.DataFrame
    cites_others: bool
    dataset: str
    version: str
    fingerprint: str
    as_of: datetime

    @property
    def key(self) -> tuple[str, str]:
        """What the brief is a function of: the state of the data, and the view."""
        return self.fingerprint, self.view.query()

    @property
    def link(self) -> str:
        """The view's query string: put behind the address of any Basewatch it shows this view."""
        return "?" + self.view.query()


def gather(catalog: Catalog, dataset: Dataset, view: View) -> Brief:
    """Gather a view's answers. Equal data and equal views make equal briefs, whenever they are gathered."""
    engine = dataset.engine
    window = clustering.window(view.at or basemap.HOME)
    events = engine.events(view, LISTED_LIMIT)
    cited = {source for cell in events["source"] for source in cell.split(";")}
    sources = catalog.sources[catalog.sources["source_id"].isin(cited)]
    story = provenance.event_detail(catalog, engine, view.selected)
    ask = engine.months if view.measure == "events" else engine.tolls
    return Brief(
        view=view,
        heading=view.title or view.describe(engine.extent(view)),
        counts=engine.counts(view),
        events=events,
        story=story,
        most_harmful=engine.most_harmful(view, OFFERED),
        groups=clustering.groups(engine, view, *window),
        members=clustering.members(engine, view, *window),
        bases=provenance.bases(catalog),
        tolls=engine.tolls(view),
        rows=ask(view),
        beside=ask(view if view.running == "cumulative" else view.without("dates")),
        record=engine.extent(View()),
        extent=engine.extent(view),
        key_days=[KeyDay(*named) for named in (*days_of(story), *provenance.days(catalog, KEY_EVENTS))],
        quotes=provenance.quotes_of(catalog, events["event_id"]),
        sources=sources.sort_values("date_published"),
        cites_others=bool(cited - set(catalog.sources["source_id"])),
        dataset=dataset.name,
        version=catalog.version,
        fingerprint=dataset.fingerprint,
        as_of=view.as_of or datetime.combine(_told_until(catalog, dataset), time()),
    )


def _told_until(catalog: Catalog, dataset: Dataset) -> date:
    """The last day of which the data can tell: of the record its newest document's, of others their last event's."""
    newest, last = catalog.sources["date_published"].max().date(), dataset.engine.extent(View())[1]
    return max(newest, last or newest) if dataset.of_record else last or newest
