"""Everything that a page shows, loaded in one place: with a fair queue, a time limit, and the last page for an outage.

A page (dashboard or briefing) is drawn from a `PageData` and its `View`; drawing runs no query. This module does
not import Streamlit, so that the command line loads slides in the same way.
"""

import gc
from collections.abc import Callable, Hashable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final, Self, TypeVar

import pandas as pd

from components.chart.chart_words import KeyDay
from data import cards
from data.accepted_matches import AcceptedMatches
from data.cancelling import cancel_check
from data.cards import BaseRow, Card
from data.datasets import Dataset
from data.fair_semaphore import FairSemaphore
from data.periods import KEY_EVENTS, PERIODS
from data.query.database import QUERY_ERRORS, DatabaseUnavailableError, QueryFailedError, QueryTimeoutError
from data.query.engine import Counts, Engine
from data.query.queries import LISTED, MARKS
from data.query.query_cache import QueryCache
from data.record import provenance
from data.record.catalog import Catalog
from data.record.context import context_of, near_event
from data.record.provenance import EventDetail
from data.served import Loaded
from data.terms import HARMS
from data.text import contradiction, days_of, differing
from data.view import Dates, Position, View
from geo import basemap, clustering, framing
from geo.basemap import Home
from geo.clustering import FRAME, Opened
from geo.map_layout import Frame

MOST_HARMFUL_LIMIT: Final = 3
LIST_LIMIT: Final = 30
"""The most events that are listed below the map or the chart."""
TABLE_LIMIT: Final = 50
DOTS_WITH_WORDS: Final = 100
"""Up to this many events each is named in the chart of time."""
_DOT_COLUMNS: Final = ("actor", "actor_basis", "outcome", "source")
SLIDE_LIMIT: Final = 200
"""The most events that a slide's files list."""
TABLE_COLUMNS: Final = (
    *("event_id", "date_start", "date_end", "time_precision", "country", "location", "geo_precision", "side"),
    *("event_type", "actor", "actor_basis", "outcome"),
    *(f"{harm}_{bound}" for harm in HARMS for bound in ("low", "high")),
    *("source", *MARKS),
)

# Runs wait in the order of arrival; see docs/performance.md for fifty visitors with and without a fair queue.
_LOCAL_QUERIES: Final = FairSemaphore(2)
"""For a database inside this process: more runs at a time would only compete for the processor."""
_REMOTE_QUERIES: Final = FairSemaphore(3)
DRAWING: Final = FairSemaphore(1)
"""Python runs one thread at a time: two runs that draw at the same time would both finish late."""

LoadError = DatabaseUnavailableError | QueryTimeoutError | QueryFailedError
LOAD_ERRORS: Final = QUERY_ERRORS
Session = MutableMapping[str | int, Any]
"""A visitor's session: `st.session_state`, or a dictionary."""
_LAST_PAGE: Final = "last_page"
Size = tuple[float, float]
T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """What the pages of all views share, until the record changes.

    Attributes:
        catalog: the record's tables.
        engine: queries the record's events, also where another table is served.
        bases: the bases marked on the map.
        key_days: the days named in the chart.
        differing: by the id of an event, its open figures that differ, in words (`data.text.differing`).
        completeness: how complete the record is, in words.
    """

    catalog: Catalog
    engine: Engine
    bases: pd.DataFrame
    key_days: tuple[KeyDay, ...]
    differing: Mapping[str, str]
    completeness: str

    @classmethod
    def of(cls, catalog: Catalog, engine: Engine) -> Self:
        """Return the record of a catalog; `engine` queries the catalog's events."""
        days = provenance.days(catalog, KEY_EVENTS)
        key_days = tuple(KeyDay(*named) for named in days)
        ids = sorted(set(provenance.differing_open_figures(catalog)["event_id"]))
        sentences = differing(catalog, engine.events_with(ids))
        completeness = provenance.completeness_of_record(catalog, engine)
        return cls(catalog, engine, provenance.bases(catalog), key_days, sentences, completeness)


@lru_cache(maxsize=1)
def record_of(loaded: Loaded) -> Record:
    """Return the record of loaded data, made once for all pages."""
    catalog, served = loaded.catalog, loaded.dataset
    return Record.of(catalog, served.engine if served.of_record else Engine.of_catalog(catalog))


def prepare(loaded: Loaded) -> None:
    """Compute what all pages need of newly loaded data."""
    record_of(loaded)
    gc.unfreeze()
    gc.collect()
    gc.freeze()  # these objects live long, so the garbage collector skips them (docs/performance.md)


@dataclass(frozen=True)
class PublishedTotals:
    """The published totals, and the largest of them beside what the record itemises.

    Attributes:
        rows: the totals with their documents (`provenance.totals`).
        largest: the highest published number of attacks.
        itemised: the number of attacks in the record over the same days and countries.
    """

    rows: pd.DataFrame
    largest: pd.Series
    itemised: int


@dataclass(frozen=True, eq=False)
class PageData:
    """What both the dashboard and the slide show of a view. Its frames are small, and must not be changed.

    Attributes:
        view: the view that was loaded.
        dataset_name: the name of the data set.
        fingerprint: a hash of the data in hexadecimal digits.
        extent: the first and the last day of the view's events; `record_extent` of the whole table.
        counts: how many events are shown, on the map, left out.
        tolls: killed and wounded by month, side and party (`Engine.tolls`), for the figures.
        chart_rows, chart_context: what the chart draws: the view, and the same view without its dates.
        by_day: the events without the view's dates: one row each, or where they are many a row for each day and side.
        groups, members: the symbols of the map, and the events behind them (`geo.clustering`).
        bases: the bases marked on the map.
        home: the box that the map shows where the view has no position.
        detail: the selected event, which may lie outside the view; None where none is selected.
        excluding: the names of the filters that the selected event does not pass.
        key_days: the days named in the chart.
        of_record: whether the record's events are among the data, and so its context.
        context: the record's facts around the events of the view (`data.record.context`); None where they are not
            shown, as with data that are not the record's.
        near: those around the selected event.
        matches: the events of an imported file that were accepted as events of the record; None where none were.
        cache: holds results that are computed from the data for drawing.
    """

    view: View
    dataset_name: str
    fingerprint: str
    extent: Dates
    record_extent: Dates
    counts: Counts
    tolls: pd.DataFrame
    chart_rows: pd.DataFrame
    chart_context: pd.DataFrame
    by_day: pd.DataFrame
    groups: pd.DataFrame
    members: pd.DataFrame
    bases: pd.DataFrame
    home: Home
    detail: EventDetail | None
    excluding: tuple[str, ...]
    key_days: list[KeyDay]
    of_record: bool
    context: pd.DataFrame | None
    near: pd.DataFrame | None
    matches: AcceptedMatches | None
    cache: QueryCache = field(repr=False)

    @property
    def accepted(self) -> str:
        """Which events of an imported file were accepted as events of the record, in a sentence; empty if none were."""
        return self.matches.sentence if self.matches else ""

    @property
    def also_in_file(self) -> list[str]:
        """A sentence for each event of an imported file that was accepted as the selected one."""
        return self.matches.also_in_file(self.detail.event["event_id"]) if self.matches and self.detail else []

    def cached(self, name: str, compute: Callable[[], T], *depends_on: Hashable) -> T:
        """Return the result of `compute` for this page's data, computed once for all visitors with the same filters.

        `name` is unique to the function; `depends_on` are the parts of the view, other than filters, that it reads.
        """
        return self.cache.get_or_compute(("drawn", name, self.fingerprint, self.view.filters(), depends_on), compute)


@dataclass(frozen=True, eq=False)
class DashboardData(PageData):
    """What the dashboard shows of a view.

    Attributes:
        options: for each filter, the number of events of each value; `periods` the same for each named period.
        known_values: all values of the filters whose values depend on the data.
        without_filter: where no event matches, each filter in words and the number of events without it.
        events: the newest events with the columns of the table below the map.
        differing: the open figures of different documents for one event of the view, in words.
        without_location: the newest events without a point on the map.
        suggested: the events listed where none is selected: those of the picked month, or the most harmful ones.
        month_total: the number of events in the picked month.
        opened: the events of the group that was opened on the map.
        of_file: how many events of the view are the imported file's; None where none are shown or nothing is filtered.
        totals: the published totals; None where another page is open.
        card: the card that is open; None where none is, or an event is selected.
        base_rows: the list of bases; None where another page is open.
        named: for each chosen actor without an event in an empty view, the view of the strikes whose texts name it,
            and their number.
    """

    options: dict[str, dict[str, int]]
    periods: dict[str, int]
    known_values: dict[str, list[str]]
    without_filter: list[tuple[str, int]]
    events: pd.DataFrame
    differing: tuple[str, ...]
    without_location: pd.DataFrame
    suggested: pd.DataFrame
    month_total: int
    opened: Opened
    of_file: int | None
    totals: PublishedTotals | None
    card: Card | None
    base_rows: list[BaseRow] | None
    named: list[tuple[str, View, int]]


@dataclass(frozen=True, eq=False)
class SlideData(PageData):
    """What a slide and its files show of a view. Equal data and equal views make equal slides.

    Attributes:
        heading: the slide's title.
        events: the view's newest events with all columns.
        most_harmful: the view's events with the highest tolls.
        sources: the documents cited for the events; `quotes` are their words.
        cites_others: whether the events cite sources that are not documents of the record.
        differing: the open figures of different documents for one event of the view, in words.
        contradiction: which published total contradicts the killed in strikes, in words; empty if none does.
        completeness: how complete the record is, in words; empty where the view shows nothing of it.
        record_version: the version of the record.
        as_of: the time up to which the data reach, or the time that the briefer gave.
        address: the address of the page without a query string; empty where it is not known.
    """

    heading: str
    events: pd.DataFrame
    most_harmful: pd.DataFrame
    sources: pd.DataFrame
    quotes: pd.DataFrame
    cites_others: bool
    differing: tuple[str, ...]
    contradiction: str
    completeness: str
    record_version: str
    as_of: datetime
    address: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The values that determine the slide: the data with their name, the view, and the address.

        Two visitors may have equal rows in files of different names, which only one of them may see.
        """
        return self.fingerprint, self.dataset_name, self.view.query(), self.address

    @property
    def link(self) -> str:
        """The page's address with the view's query string; without an address the latter, for any Basewatch."""
        return f"{self.address}?{self.view.query()}"


def load(
    record: Record, dataset: Dataset, view: View, open_group: str = "", map_size: Size = FRAME
) -> DashboardData | SlideData:
    """Return everything that the page of a view shows: `SlideData` in briefing mode, else `DashboardData`.

    `open_group` names the group that was opened on the map, which has `map_size` (width, height) pixels.

    Raises:
        DatabaseUnavailableError: the database does not answer.
        QueryTimeoutError: a query took longer than the time limit.
    """
    if view.mode == "briefing":
        return load_slide(record, dataset, view)
    return _load_dashboard(record, dataset, view, open_group, map_size)


def load_or_last(
    session: Session, record: Record, dataset: Dataset, view: View, open_group: str = "", map_size: Size = FRAME
) -> tuple[DashboardData | SlideData, LoadError | None]:
    """Return the page of a view; where it cannot be loaded, the session's last page and the error.

    Raises:
        DatabaseUnavailableError: the database does not answer, and the session has no last page.
        QueryTimeoutError: a query took longer than the time limit, and the session has no last page.
    """
    try:
        with _permits(dataset).acquire():
            page = load(record, dataset, view, open_group, map_size)
    except LOAD_ERRORS as error:
        last = session.get(_LAST_PAGE)
        if not isinstance(last, DashboardData | SlideData):
            raise
        return last, error
    session[_LAST_PAGE] = page
    return page, None


def beside(dataset: Dataset, view: View, way: int) -> str:
    """Return the id of the event after (`way` 1) or before (-1) the selected one; empty at the end.

    Raises:
        DatabaseUnavailableError: the database does not answer.
        QueryTimeoutError: the query took longer than the time limit.
        QueryFailedError: the table cannot be queried.
    """
    with _permits(dataset).acquire():
        return dataset.engine.beside(view, view.selected, is_later=way > 0)


def _permits(dataset: Dataset) -> FairSemaphore:
    return _LOCAL_QUERIES if dataset.engine.database.in_process else _REMOTE_QUERIES


def cancel_with(session: Session) -> None:
    """Cancel this run's queries, and its place in the queue, as soon as the visitor does something else."""
    # Streamlit ends a run that is out of date whenever the run reads the session's state.
    cancel_check.set(lambda: session.get(_LAST_PAGE))


def load_slide(record: Record, dataset: Dataset, view: View) -> SlideData:
    """Return everything that a slide of the view shows.

    Raises:
        DatabaseUnavailableError: the database does not answer.
        QueryTimeoutError: a query took longer than the time limit.
    """
    catalog, engine = record.catalog, dataset.engine
    page = _load_shared(record, dataset, view, FRAME)
    events = engine.events(view, SLIDE_LIMIT)
    cited = {source for cell in events["source"] for source in cell.split(";")}
    sources = catalog.sources[catalog.sources["source_id"].isin(cited)]
    return SlideData(
        **vars(page),
        heading=view.title or view.describe(page.extent),
        events=events,
        most_harmful=engine.most_harmful(view, MOST_HARMFUL_LIMIT),
        sources=sources.sort_values("date_published"),
        quotes=provenance.quotes_of(catalog, events["event_id"]),
        cites_others=bool(cited - set(catalog.sources["source_id"])),
        differing=_differing(record, dataset, page, events),
        contradiction=contradiction(catalog, page.tolls) if dataset.of_record else "",
        completeness=record.completeness if dataset.of_record else "",
        record_version=catalog.version,
        as_of=view.as_of or datetime.combine(_last_day(catalog, dataset, page.record_extent), time()),
    )


def _load_shared(record: Record, dataset: Dataset, view: View, map_size: Size) -> PageData:
    engine = dataset.engine
    home = _home(dataset, view)
    window = clustering.window(view.at or _first_position(home), map_size)
    detail = provenance.event_detail(record.catalog, engine, view.selected) if view.selected else None
    by_month = engine.months if view.measure == "events" else engine.tolls
    with_context = dataset.of_record and view.context == "shown"
    return PageData(
        view=view,
        dataset_name=dataset.name,
        fingerprint=dataset.fingerprint,
        extent=engine.extent(view),
        record_extent=engine.extent(View()),
        counts=engine.counts(view),
        tolls=engine.tolls(view),
        chart_rows=by_month(view),
        chart_context=by_month(view if view.running == "cumulative" else view.without("dates")),
        by_day=_by_day(engine, view.without("dates")),
        groups=clustering.groups(engine, view, *window),
        members=clustering.members(engine, view, *window),
        bases=record.bases,
        home=home,
        detail=detail,
        excluding=engine.filters_excluding(view, view.selected) if view.selected else (),
        key_days=[*(KeyDay(*named) for named in days_of(detail)), *record.key_days],
        of_record=dataset.of_record,
        context=context_of(record.catalog, view) if with_context else None,
        near=near_event(record.catalog, detail.event) if with_context and detail else None,
        matches=dataset.matches,
        cache=engine.cache,
    )


def _by_day(engine: Engine, view: View) -> pd.DataFrame:
    if engine.counts(view).shown > DOTS_WITH_WORDS:
        return engine.by_day(view)
    columns = (*LISTED, *_DOT_COLUMNS, *engine.bounds_by_party)
    return engine.events(view, DOTS_WITH_WORDS, columns).sort_values(["date_start", "event_id"], ignore_index=True)


def _differing(record: Record, dataset: Dataset, page: PageData, events: pd.DataFrame) -> tuple[str, ...]:
    """Return the sentences of `Record.differing` on events of the view, of which `events` are the newest."""
    if not dataset.of_record:
        return ()
    is_complete = len(events) == page.counts.shown
    shown = events if is_complete else dataset.engine.events_with([*record.differing], page.view)
    return tuple(words for event_id, words in record.differing.items() if event_id in set(shown["event_id"]))


def _load_dashboard(record: Record, dataset: Dataset, view: View, open_group: str, map_size: Size) -> DashboardData:
    engine = dataset.engine
    page = _load_shared(record, dataset, view, map_size)
    window = clustering.window(view.at or _first_position(page.home), map_size)
    events = engine.events(view, TABLE_LIMIT, (*TABLE_COLUMNS, *engine.bounds_by_party))
    return DashboardData(
        **vars(page),
        options=engine.options(view),
        periods=dict(zip(PERIODS, engine.period_counts(view, tuple(PERIODS.values())))),
        known_values=engine.facet_values(),
        without_filter=engine.counts_without_each_filter(view),
        events=events,
        differing=_differing(record, dataset, page, events),
        without_location=engine.without_location(view, LIST_LIMIT) if page.counts.without_location else pd.DataFrame(),
        suggested=pd.DataFrame() if page.detail or view.card else _suggested(engine, view),
        month_total=_month_total(engine, view) if view.month else 0,
        opened=clustering.opened(engine, view, *window, open_group),
        of_file=engine.of_file(view) if view.data != "record" and view.active() else None,
        totals=_load_totals(record) if view.page == "totals" else None,
        card=cards.card_of(record.catalog, engine, view) if view.card and not page.detail else None,
        base_rows=cards.bases_of(record.catalog, engine, view) if view.page == "bases" else None,
        named=[] if page.counts.shown else [(name, *cards.named_in_strikes(engine, view, name)) for name in view.actor],
    )


def _home(dataset: Dataset, view: View) -> Home:
    """Return the box that the map shows for a view until a person moves it; that of the whole record is known."""
    is_record = dataset.of_record and view.data == "record"
    return basemap.home() if is_record and not view.in_force() else framing.home(dataset.engine, view)


def _first_position(home: Home) -> Position:
    return basemap.HOME if home == basemap.home() else Frame.of_box(home, *FRAME, 0).position()


def _suggested(engine: Engine, view: View) -> pd.DataFrame:
    if view.month:
        return engine.starting_in(view, view.month, LIST_LIMIT)
    return engine.most_harmful(view, MOST_HARMFUL_LIMIT)


def _month_total(engine: Engine, view: View) -> int:
    months = engine.months(view)
    first = pd.Period(view.month, "M").start_time
    return int(months.loc[pd.to_datetime(months["month"]) == first, "events"].sum())


def _load_totals(record: Record) -> PublishedTotals:
    largest = provenance.largest_count(record.catalog)
    return PublishedTotals(provenance.totals(record.catalog), largest, provenance.itemised(record.engine, largest))


def _last_day(catalog: Catalog, dataset: Dataset, extent: Dates) -> date:
    """Return the last day that the data cover: the newest document's date, or of other data the last event's."""
    newest: date = catalog.sources["date_published"].max().date()
    last = extent[1]
    return max(newest, last or newest) if dataset.of_record else last or newest
