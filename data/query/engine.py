"""The engine: all queries on the events table (`data.query.derived_columns`), each for a view."""

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any, Final, Self

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from data.casualties import TOLL_SUMS, to_long, toll_kinds, toll_sum_columns
from data.filters import ONE_PASS, Facet
from data.folding import same_name
from data.query import derived_columns, prepared_table, queries
from data.query.backends.duckdb import connector
from data.query.database import QUERY_ERRORS, Database
from data.query.query_cache import QueryCache, cached
from data.query.search import FREE_TEXTS, Members, Words, aliases_of
from data.query.sql_compiler import SqlCompiler
from data.query.subjects import Subject
from data.record.catalog import EVENT_COLUMNS, Catalog, flatten
from data.terms import SIDE_GROUPS
from data.view import Dates, View, ViewError

_ONE_PASS_COLUMNS: Final = tuple(facet.column for facet in ONE_PASS)
_VERSION_HOLDS: Final = 600.0
"""Seconds for which the version of the data is cached."""
_RETRY: Final = 5.0
"""Seconds until the version is queried again after the database did not answer."""
_WORDS_LIMIT: Final = 5_000
"""Largest number of different values of a column that are searched here instead of in the database."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the `events` have a reported toll, which may be zero: `reported` any, `killed`, or `wounded`."""

    events: int
    reported: int
    killed: int
    wounded: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of events: `everything` = `on_map` + `without_location` (known only to a country) + `filtered_out`.

    `coverage` says for each group of sides (`data.terms.SIDE_GROUPS`) of how many events the tolls are known.
    """

    everything: int
    shown: int
    possibly_outside_dates: int
    possibly_outside_area: int
    without_location: int
    sites: int
    coverage: dict[str, Coverage]

    @property
    def filtered_out(self) -> int:
        """Number of events that the filters exclude."""
        return self.everything - self.shown

    @property
    def on_map(self) -> int:
        """Number of the view's events that have a point on the map."""
        return self.shown - self.without_location


class Engine:
    """Runs queries for views on one events table, in any database that Ibis reaches.

    Results are cached by the view's filters and shared: a caller must not change a returned frame.

    >>> from data.record.catalog import load_catalog
    >>> engine = Engine.of_catalog(load_catalog())
    >>> engine.counts(View(find="tower 22 drone")).shown
    1
    >>> engine.events(View(find="tower 22 drone"))["location"].tolist()
    ['Tower 22']
    """

    def __init__(
        self,
        database: Database,
        members: Members,
        table: str = prepared_table.TABLE,
        version: str = "",
        by_day: str = "",
        aliases: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Open a table.

        Args:
            database: where the table is.
            members: for each actor's name, all names that belong to it.
            table: name of the events table.
            version: state of data that never change; if empty, it is queried from time to time.
            by_day: name of the daily rollup of the same events (`queries.by_day`), if there is one.
            aliases: for each actor's name, its other names.

        Raises:
            ColumnsError: the table lacks columns of the flat events table, or they hold other types.
            DatabaseUnavailableError: the database does not answer.
        """
        self.database = database
        self.members = members
        self.cache = QueryCache()
        given = database.table(table)
        derived_columns.check(given.columns)
        derived_columns.check_types(given)
        self._aliases = aliases or {}
        words = Words(self._words, aliases_of(self._aliases))
        self._probe = given.select(*EVENT_COLUMNS).limit(1)
        self._compiler = SqlCompiler(database, derived_columns.with_derived(given), members, words)
        self._version, self._valid_until = version, inf if version else 0.0
        self._by_day = SqlCompiler(database, database.table(by_day), members, words) if by_day else None
        self._toll_kinds = toll_kinds(given.columns)
        named = (f"{kind}_{bound}" for kind in self._toll_kinds for bound in ("low", "high"))
        self._bounds_by_party = tuple(name for name in named if name in given.columns)
        self._bytewise = not database.backend.sorts_by_bytes

    @classmethod
    def of_catalog(cls, catalog: Catalog) -> Self:
        """Return the engine of the record, in DuckDB inside this process."""
        return cls.of_frames(*flatten(catalog), catalog.members(), catalog.fingerprint, catalog.aliases())

    @classmethod
    def of_frames(
        cls,
        events: pd.DataFrame,
        tolls: pd.DataFrame,
        members: Members,
        version: str = "",
        aliases: Mapping[str, Iterable[str]] | None = None,
    ) -> Self:
        """Return the engine of flat events and their long tolls, in DuckDB inside this process."""
        inline = len(events) < prepared_table.INLINE_MAX_ROWS
        database = Database(connector(prepared_table.in_memory(events, tolls)), inline=inline)
        return cls(database, members, version=version, aliases=aliases)

    @property
    def version(self) -> str:
        """The state of the data in hexadecimal digits; it is part of every cache key.

        While the database does not answer in time, it is the last known one.

        Raises:
            DatabaseUnavailableError: the database does not answer, and never did.
            QueryTimeoutError: it took longer than the time limit.
            QueryFailedError: the table cannot be queried.
        """
        if time.monotonic() > self._valid_until:
            try:
                state = self.query(View(), queries.state).to_csv(index=False)
            except QUERY_ERRORS:
                if not self._version:
                    raise
                self._valid_until = time.monotonic() + _RETRY
            else:
                self._version = hashlib.sha256(state.encode()).hexdigest()[:12]
                self._valid_until = time.monotonic() + _VERSION_HOLDS
        return self._version

    @property
    def aliases(self) -> Mapping[str, Iterable[str]]:
        """For each actor's name, its other names."""
        return self._aliases

    @property
    def bounds_by_party(self) -> tuple[str, ...]:
        """The columns with the lowest and the highest toll of each party, of those that the table has."""
        return self._bounds_by_party

    def query(self, view: View, question: Callable[..., ir.Table], **settings: Any) -> pd.DataFrame:
        """Return the result of a query on the view's events.

        Args:
            view: its filters are applied.
            question: makes an expression of the table `found`, which has the columns of `data.query.derived_columns`
                and the precision flags `possibly_outside_dates` and `possibly_outside_area`.
            settings: further arguments of `question`; they must be hashable.

        Raises:
            DatabaseUnavailableError: the database does not answer.
            QueryTimeoutError: it took longer than the time limit.
            QueryFailedError: the table cannot be queried.
        """
        # The search filter depends on the data. Without one, `version` is not needed, which itself calls this method.
        state = self.version if view.find else ""
        return self.database.query(*self._compiler.compile(view, state, question, **settings))

    def probe(self) -> None:
        """Query one event, so that a table or column which is gone is noticed.

        Raises:
            DatabaseUnavailableError: the database does not answer.
            QueryTimeoutError: it took longer than the time limit.
            QueryFailedError: the table cannot be queried.
        """
        self.database.query(self.database.compile(self._probe), self._probe.schema())

    @cached
    def events(self, view: View, limit: int | None = None, columns: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return the view's events, newest first, with these columns or all of them.

        The columns `possibly_outside_dates` and `possibly_outside_area` flag events that may not belong to the view.
        """
        since = self._newest_since(view, limit) if limit else None
        return self.query(view, queries.newest, limit=limit, columns=columns, since=since, bytewise=self._bytewise)

    @cached
    def without_location(self, view: View, limit: int) -> pd.DataFrame:
        """Return the view's newest events that are known only to their country."""
        return self.query(view, queries.without_location, limit=limit, bytewise=self._bytewise)

    @cached
    def starting_in(self, view: View, month: str, limit: int) -> pd.DataFrame:
        """Return the view's newest events whose first day lies in the month (YYYY-MM)."""
        return self.query(view, queries.starting_in, month=month, limit=limit, bytewise=self._bytewise)

    @cached
    def most_harmful(self, view: View, limit: int) -> pd.DataFrame:
        """Return the view's events with the highest toll, by killed, then wounded; events without harm are left out."""
        least = self._harmed_at_least(view, limit)
        return self.query(view, queries.most_harmful, limit=limit, least=least, bytewise=self._bytewise)

    @cached
    def of_subject(self, view: View, subject: Subject) -> pd.DataFrame:
        """Return sums over the view's events of a subject (`queries.of_subject`), sorted by what they are summed by.

        Kinds of toll that none of the events has are left out.
        """
        summed = self._known_sums(self.query(view, queries.of_subject, subject=subject, kinds=self._toll_kinds))
        unknown = [kind for kind in self._toll_kinds if not summed[f"{kind}_events"].any()]
        found = summed.drop(columns=toll_sum_columns(unknown))
        return found.sort_values([*queries.SUBJECT_BY, *subject.by], ignore_index=True)

    @cached
    def newest_of(self, view: View, subject: Subject, limit: int) -> pd.DataFrame:
        """Return the newest of the view's events of a subject."""
        return self.query(view, queries.newest_of, subject=subject, limit=limit, bytewise=self._bytewise)

    @cached
    def beside(self, view: View, event_id: str, *, is_later: bool) -> str:
        """Return the id of the view's next event in order of date, after another event or before it; empty at the end.

        The other event need not be in the view. Without one (an empty id), it is the oldest event, or the newest.
        """
        other = self.events_with([event_id] if event_id else [])
        day = None if other.empty else other["date_start"].iloc[0].date()
        settings = {"event_id": event_id, "day": day, "is_later": is_later, "bytewise": self._bytewise}
        found = self.query(view, queries.beside, **settings)
        return "" if found.empty else str(found["event_id"].iloc[0])

    @cached
    def counts(self, view: View) -> Counts:
        """Return how many events the view shows, and how many it excludes."""
        everything = self._number(View())
        names = ("events", *queries.MARKS, "without_location")
        shown, beyond_dates, beyond_area, without_location = (int(self.sums(view)[name].sum()) for name in names)
        sites = int(self.query(view, queries.sites)["n"].iloc[0])
        return Counts(everything, shown, beyond_dates, beyond_area, without_location, sites, self._coverage(view))

    @cached
    def of_file(self, view: View) -> int:
        """Return how many of the view's events are an imported file's."""
        return int(self.query(view, queries.of_file)["n"].iloc[0])

    @cached
    def options(self, view: View) -> dict[str, dict[str, int]]:
        """Return for each facet the number of events of each value under the view's other filters, without zeros."""
        return {facet.name: self._counted(view.without(facet.name), facet) for facet in view.facets()}

    def period_counts(self, view: View, spans: tuple[Dates, ...]) -> list[int]:
        """Return for each span of days the number of events that may fall in it, under the view's other filters."""
        counted = _selected(self._spanned(_unselected(view.without("dates")), spans), view)
        return [int(counted[f"span_{n}"].sum()) for n in range(len(spans))]

    @cached
    def tolls(self, view: View) -> pd.DataFrame:
        """Return the killed and wounded of the view by month, side, party and harm, sorted by these.

        Columns `month` (its first day), `side`, `party`, `harm`, `low`, `best`, `high`, `open`, `events`. `best` is the
        preferred figure, or the low one where no document is preferred; `open` counts events whose high is open.
        """
        summed = self.sums(view)  # sorted by month, side and event type
        is_first_type = ~summed.duplicated(["month", "side"]).to_numpy()
        months = summed.loc[is_first_type, ["month", "side"]]
        kinds = pd.DataFrame([kind.split("_") for kind in self._toll_kinds], columns=["party", "harm"], dtype="str")
        by_type = summed[toll_sum_columns(self._toll_kinds)].to_numpy(dtype="int64")
        by_month = np.add.reduceat(by_type, np.flatnonzero(is_first_type)) if by_type.size else by_type
        figures = by_month.reshape(len(months), len(kinds), len(TOLL_SUMS))
        month_index, kind_index = figures[:, :, TOLL_SUMS.index("events")].nonzero()
        parts = [
            months.take(month_index).reset_index(drop=True),
            kinds.take(kind_index).reset_index(drop=True),
            pd.DataFrame(figures[month_index, kind_index], columns=list(TOLL_SUMS)),
        ]
        return pd.concat(parts, axis=1)

    @cached
    def months(self, view: View) -> pd.DataFrame:
        """Return the number of the view's `events` by `month` (its first day) and `side`."""
        return self.sums(view)[["month", "side", "events"]].groupby(["month", "side"], as_index=False).sum()

    @cached
    def by_day(self, view: View) -> pd.DataFrame:
        """Return the number of the view's `events` by `date_start`, `date_end` and `side`, sorted by these."""
        found = self._add_up(view, queries.days)
        return found.sort_values(["date_start", "date_end", "side"], ignore_index=True)

    def extent(self, view: View) -> Dates:
        """Return the first and the last day on which the view's events may have happened; None if it has no event."""
        summed = self.sums(view)
        if summed.empty:
            return None, None
        return summed["first_day"].min().date(), summed["last_day"].max().date()

    def counts_without_each_filter(self, view: View) -> list[tuple[str, int]]:
        """For a view without events: each filter in force in words, and how many events there are without it."""
        if self._number(view):
            return []
        return [(words, self._number(view.without(name, value))) for name, value, words in view.active()]

    def check(self, view: View) -> View:
        """Return the view with the values of its open facets as this table has them, however they are spelled.

        Raises:
            ViewError: a value, or the selected event, is not in this table; for a facet the message names the nearest.
        """
        facets = {facet.name: facet for facet in view.facets()}
        for name, known in self._known(view.reset()).items():
            if not {*getattr(view, name)} <= {*known}:
                found = [self._spelled(facets[name], known, value) for value in getattr(view, name)]
                view = view.with_(**{name: tuple(found)})
        if view.selected and self.events_with([view.selected]).empty:
            raise ViewError("selected", f"selected: there is no event “{view.selected}”")
        return view

    def _spelled(self, facet: Facet, known: list[str], value: str) -> str:
        """Return the known value that this one is, or is another name or spelling of."""
        if value in known:
            return value
        names = {same_name(text): text for text in reversed(known)}
        aliases = self._aliases if facet.has_groups else {}
        others = {same_name(text): actor for actor, texts in aliases.items() for text in texts if actor in known}
        key = same_name(value)
        if not key or not (found := names.get(key) or others.get(key)):
            raise facet.error(f"there is no “{value}”", known, value)
        return found

    def facet_values(self) -> dict[str, list[str]]:
        """Return the values of each open facet: those that are always offered, then those with the most events."""
        return self._known(View())

    def events_with(self, event_ids: Collection[str], view: View | None = None) -> pd.DataFrame:
        """Return the events with these ids, oldest first: those in the view, or without one whatever the filters."""
        if not event_ids:
            return self.events(View(), 0)
        return self._with_ids(view.filters() if view else View(), tuple(event_ids))

    def filters_excluding(self, view: View, event_id: str) -> tuple[str, ...]:
        """Return the names of the view's filters that the event does not pass; none where it is in the view."""
        if not self._with_ids(view.filters(), (event_id,)).empty:
            return ()
        alone = {item.name: type(view)(**{item.name: value}) for item, value in view.in_force()}
        return tuple(name for name, one in alone.items() if self._with_ids(one, (event_id,)).empty)

    def tolls_with(self, event_ids: Collection[str]) -> pd.DataFrame:
        """Return the tolls by party and harm of the events with these ids (`data.schema.TOLLS`)."""
        if not event_ids:
            return to_long(self.events(View(), 0))
        return self._tolls_with(View(), tuple(event_ids))

    def tolls_in(self, view: View) -> pd.DataFrame:
        """Return the tolls by party and harm of the view's events (`data.schema.TOLLS`)."""
        return to_long(self.query(view, queries.tolls, kinds=self._toll_kinds))

    @cached
    def sums(self, view: View) -> pd.DataFrame:
        """Return sums over the view's events by `month` and the columns of the one-pass facets, sorted by these.

        Columns `events`, `possibly_outside_dates`, `possibly_outside_area`, `without_location`, `first_day`,
        `last_day`, the highest `most_killed` and `most_wounded`, `queries.REPORTED`, and `toll_sum_columns` of each
        kind of toll.
        """
        return _selected(self._summed(_unselected(view)), view)

    def _add_up(self, view: View, question: Callable[..., ir.Table], **settings: Any) -> pd.DataFrame:
        """Run a query that only counts and sums: on the daily sums, if they have what the view filters by."""
        if self._by_day is None or not all(item.in_rollup for item, _ in view.in_force()):
            return self.query(view, question, **settings)
        return self.database.query(*self._by_day.compile(view, "", question, **settings))

    def _number(self, view: View) -> int:
        return int(self.sums(view)["events"].sum())

    def _coverage(self, view: View) -> dict[str, Coverage]:
        """Return for each group of sides in the view how many of its events have a reported toll."""
        summed = self.sums(view)
        grouped = summed[["events", *queries.REPORTED]].groupby(summed["side"].map(SIDE_GROUPS)).sum()
        return {str(group): Coverage(*map(int, numbers)) for group, *numbers in grouped.itertuples()}

    def _newest_since(self, view: View, limit: int) -> date | None:
        """Return the first month of the view's newest events; None if the view has fewer than `limit`."""
        months = self.months(view).groupby("month")["events"].sum().sort_index(ascending=False).cumsum()
        enough = months[months >= limit]
        return None if enough.empty else enough.index[0].date()

    def _harmed_at_least(self, view: View, limit: int) -> tuple[str, int] | None:
        """Return a column of `queries.MOST` and its lower bound among the view's most harmful events, if it is known.

        If the highest figures of `limit` rows of sums reach the bound, at least `limit` events do.
        """
        summed = self.sums(view)
        for most in queries.MOST:
            highest = summed[most].sort_values(ascending=False).iloc[:limit]
            if len(highest) == limit and highest.iloc[-1] > 0:
                return most, int(highest.iloc[-1])
            if highest.gt(0).any():
                break
        return None

    def _counted(self, view: View, facet: Facet) -> dict[str, int]:
        """Return the number of events of each value of a facet, without zeros."""
        if facet.one_pass:
            counted = self.sums(view)
        elif facet.many:
            counted = self._grouped(view, facet, ())
        else:
            counted = _selected(self._grouped(_unselected(view), facet, _ONE_PASS_COLUMNS), view)
        sums: dict[str, int] = defaultdict(int)
        for value, events in zip(counted[facet.column].fillna(facet.null_value).tolist(), counted["events"].tolist()):
            sums[value] += events
        if facet.has_groups:
            sums |= {name: sum(sums.get(member, 0) for member in members) for name, members in self.members.items()}
        return {name: events for name, events in sorted(sums.items()) if name and events}

    @cached
    def _summed(self, view: View) -> pd.DataFrame:
        by = ("month", *_ONE_PASS_COLUMNS)
        in_force = (view.dates != (None, None), bool(view.area))
        marks = tuple(mark for mark, active in zip(queries.MARKS, in_force) if active)
        summed = self._known_sums(self._add_up(view, queries.sums, by=by, kinds=self._toll_kinds, marks=marks))
        return summed.sort_values(list(by), ignore_index=True)

    def _known_sums(self, summed: pd.DataFrame) -> pd.DataFrame:
        """Return sums of tolls with 0 where nothing is known; the numbers of events beside them say so."""
        # `fill_null` in the query would double its planning time. Floats are exact for whole numbers below 2**53.
        figures = toll_sum_columns(self._toll_kinds)
        summed[figures] = summed[figures].fillna(0).astype("int64")
        return summed

    @cached
    def _grouped(self, view: View, facet: Facet, by: tuple[str, ...]) -> pd.DataFrame:
        query = self._add_up if facet.in_rollup else self.query
        return query(view, queries.counted, name=facet.column, by=by)

    @cached
    def _spanned(self, view: View, spans: tuple[Dates, ...]) -> pd.DataFrame:
        return self._add_up(view, queries.spanned, spans=spans, by=_ONE_PASS_COLUMNS)

    @cached
    def _known(self, view: View) -> dict[str, list[str]]:
        return {facet.name: self._values(view, facet) for facet in view.facets() if facet.is_open}

    def _values(self, view: View, facet: Facet) -> list[str]:
        counted = self._counted(view, facet)
        always = sorted({*facet.offered, *self.members}) if facet.has_groups else facet.offered
        others = sorted(counted.keys() - {*always}, key=lambda value: (-counted[value], value))
        return [*always, *others]

    @cached
    def _with_ids(self, view: View, event_ids: tuple[str, ...]) -> pd.DataFrame:
        found = self.query(view, queries.with_ids, event_ids=event_ids)
        return found.sort_values(["date_start", "event_id"], ignore_index=True)

    @cached
    def _tolls_with(self, view: View, event_ids: tuple[str, ...]) -> pd.DataFrame:
        return to_long(self.query(view, queries.tolls, kinds=self._toll_kinds, event_ids=event_ids))

    def _words(self, name: str) -> tuple[str, ...] | None:
        """Return the different values of a column; None if there are too many, as in columns of free text."""
        if name in FREE_TEXTS:
            return None
        found = self._different(View(), name)
        return tuple(found["value"]) if len(found) <= _WORDS_LIMIT else None

    @cached
    def _different(self, view: View, name: str) -> pd.DataFrame:
        return self.query(view, queries.different, name=name, limit=_WORDS_LIMIT + 1)


def _unselected(view: View) -> View:
    """Return the view without its values of the one-pass facets."""
    return view.with_(**{facet.name: () for facet in ONE_PASS})


def _selected(counted: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return the rows of a count by the one-pass facets that have the view's values of them."""
    for facet in ONE_PASS:
        if values := getattr(view, facet.name):
            counted = counted[counted[facet.column].isin(values)]
    return counted
