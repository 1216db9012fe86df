"""The engine: the questions a view asks of the flat events table, as Ibis expressions."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, Final, ParamSpec, Self, TypeVar, cast

import ibis
import ibis.expr.types as ir
import pandas as pd
from cachetools import LRUCache

from data.catalog import Catalog, flatten
from data.filters import Members, matching, possibly_outside_area, possibly_outside_dates, within_dates
from data.terms import COUNTRIES, EVENT_TYPES, HARMS, NOT_NAMED
from data.view import FACETS, Dates, View, ViewError

_KEPT_ANSWERS: Final = 512
P = ParamSpec("P")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of the record a view holds, in events: `everything` = on the map + `unplaced` + filtered out."""

    everything: int
    shown: int
    possibly_outside_dates: int
    possibly_outside_area: int
    unplaced: int
    sites: int

    @property
    def filtered_out(self) -> int:
        """Events that the filters leave out."""
        return self.everything - self.shown

    @property
    def on_map(self) -> int:
        """Events of the view that have a point on the map."""
        return self.shown - self.unplaced


def kept(
    question: Callable[Concatenate["Engine", View, P], Answer],
) -> Callable[Concatenate["Engine", View, P], Answer]:
    """Keep a question's answers: asked again under equal filters, whatever else the view holds, it is not run again."""

    @wraps(question)
    def answer(engine: "Engine", view: View, *rest: P.args, **named: P.kwargs) -> Answer:
        key = (question.__qualname__, view.filters(), rest, tuple(named.items()))
        with engine.lock:
            if key in engine.answers:
                return cast("Answer", engine.answers[key])
        found = question(engine, view.filters(), *rest, **named)
        with engine.lock:
            engine.answers[key] = found
        return found

    return cast("Callable[Concatenate[Engine, View, P], Answer]", answer)


class Engine:
    """Answers views over one events table and its tolls, wherever Ibis reaches them.

    Answers are kept for equal views; a frame that was answered must not be changed by who gets it.
    """

    def __init__(self, events: ir.Table, tolls: ir.Table, members: Members) -> None:
        """Ask `events` and `tolls` (`data.schema`); `members` gives for an actor all names under it.

        `events` may tell in a column `origin` which rows are the record's and which an imported file's own.
        """
        self.table = events if "origin" in events.columns else events.mutate(origin=ibis.literal("record"))
        self.tolls_table = tolls
        self.members = members
        self.answers: LRUCache[object, object] = LRUCache(_KEPT_ANSWERS)
        self.lock = threading.RLock()

    @classmethod
    def of_catalog(cls, catalog: Catalog) -> Self:
        """The engine over the record, in DuckDB inside the process."""
        return cls.of_frames(*flatten(catalog), catalog.members())

    @classmethod
    def of_frames(cls, events: pd.DataFrame, tolls: pd.DataFrame, members: Members) -> Self:
        """The engine over two frames, in DuckDB inside the process."""
        database = ibis.duckdb.connect()
        days = {"date_start": "date", "date_end": "date"}
        return cls(
            database.create_table("events", ibis.memtable(events).cast(days)),
            database.create_table("tolls", ibis.memtable(tolls)),
            members,
        )

    @classmethod
    def of_parquet(cls, events: Sequence[str], tolls: Sequence[str], members: Members) -> Self:
        """The engine over Parquet files, which DuckDB reads where they lie."""
        database = ibis.duckdb.connect()
        return cls(database.read_parquet(list(events)), database.read_parquet(list(tolls)), members)

    def matching(self, view: View, without: str = "") -> ir.Table:
        """The events of the view as an expression, to be narrowed further; `without` leaves one filter out."""
        return matching(self.table, view, self.members, without)

    def run(self, expression: ir.Table) -> pd.DataFrame:
        """The rows of an expression."""
        with self.lock:
            rows: pd.DataFrame = expression.to_pandas()
        return rows

    @kept
    def events(self, view: View, limit: int | None = None) -> pd.DataFrame:
        """The events of the view, newest first; `possibly_outside_dates` and `..._area` tell which may not belong."""
        return self._newest(self._marked(view), limit)

    @kept
    def unplaced(self, view: View, limit: int) -> pd.DataFrame:
        """The view's newest events that are known only to their country."""
        found = self.matching(view)
        return self._newest(found.filter(found.latitude.isnull()), limit)

    @kept
    def starting_in(self, view: View, month: str, limit: int) -> pd.DataFrame:
        """The view's newest events whose first day lies in the month (YYYY-MM)."""
        found = self.matching(view)
        first = date.fromisoformat(f"{month}-01")
        return self._newest(found.filter(found.date_start.truncate("M") == ibis.literal(first)), limit)

    @kept
    def most_harmful(self, view: View, limit: int) -> pd.DataFrame:
        """The view's events with the highest toll reported, killed before wounded; none where no harm is reported."""
        found = self.matching(view)
        tolls = [ibis.greatest(*(found[f"{harm}_{bound}"].fill_null(0) for bound in ("low", "high"))) for harm in HARMS]
        ranked = found.filter(tolls[0] + tolls[1] > 0).order_by([*map(ibis.desc, tolls), "event_id"])
        return self.run(ranked.limit(limit))

    @kept
    def counts(self, view: View) -> Counts:
        """How many events the view shows, and what becomes of the others."""
        found = self._marked(view)
        row = self.run(
            found.aggregate(
                shown=found.count(),
                possibly_outside_dates=found.possibly_outside_dates.sum().fill_null(0),
                possibly_outside_area=found.possibly_outside_area.sum().fill_null(0),
                unplaced=found.latitude.isnull().sum().fill_null(0),
                sites=found.location.nunique(where=found.latitude.notnull()),
            )
        ).iloc[0]
        everything = self.run(self.table.aggregate(n=self.table.count()))["n"].iloc[0]
        return Counts(int(everything), *(int(value) for value in row))

    @kept
    def options(self, view: View) -> dict[str, dict[str, int]]:
        """For each facet, the number of events of each value under the view's other filters; none: left out."""
        counted = [self._counted(name, self.matching(view, without=name)) for name in FACETS]
        rows = self.run(ibis.union(*counted))
        found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for facet, value, events in rows.itertuples(index=False):
            found[facet][value] = int(events)
        return {**found, "actor": self._with_umbrellas(found["actor"])}

    def types(self, view: View) -> list[str]:
        """The types that the view's events have."""
        return [name for name in self.options(view)["event_type"] if name in (view.event_type or EVENT_TYPES)]

    @kept
    def spans(self, view: View, spans: tuple[Dates, ...]) -> list[int]:
        """For each span of days, the number of events that may fall in it under the view's other filters."""
        found = self.matching(view, without="dates")
        within = {f"span_{n}": within_dates(found, span).sum().fill_null(0) for n, span in enumerate(spans)}
        return [int(events) for events in self.run(found.aggregate(**within)).iloc[0]]

    @kept
    def tolls(self, view: View) -> pd.DataFrame:
        """Killed and wounded of the view by month, side, party and harm.

        Columns `month` (its first day), `side`, `party`, `harm`, `low`, `best`, `high`, `open`, `events`. `best` is the
        preferred figure, or the low one where no document prefers any; `open` counts events whose high is open.
        """
        found = self.matching(view)
        dated = found.select("event_id", "side", month=found.date_start.truncate("M"))
        tolls = self.tolls_table.join(dated, "event_id")
        best = ibis.coalesce(tolls.best, tolls.low)
        summed = tolls.group_by("month", "side", "party", "harm").aggregate(
            low=tolls.low.sum(),
            best=best.sum(),
            high=ibis.coalesce(tolls.high, best).sum(),
            open=tolls.high.isnull().sum(),
            events=tolls.event_id.nunique(),
        )
        return self.run(summed.order_by("month", "side", "party", "harm"))

    @kept
    def months(self, view: View) -> pd.DataFrame:
        """Events of the view by `month` (its first day) and `side`, in the column `events`."""
        found = self.matching(view)
        by_month = found.group_by(month=found.date_start.truncate("M"), side=found.side).aggregate(events=found.count())
        return self.run(by_month.order_by("month", "side"))

    @kept
    def extent(self, view: View) -> Dates:
        """The first and the last day on which an event of the view may have been; None where there is no event."""
        found = self.matching(view)
        row = self.run(found.aggregate(start=found.date_start.min(), end=found.date_end.max())).iloc[0]
        start, end = (None if pd.isna(day) else pd.Timestamp(day).date() for day in row)
        return start, end

    def loosened(self, view: View) -> list[tuple[str, int]]:
        """For a view without events: each filter in force in words, and how many events there are without it."""
        if self.counts(view).shown:
            return []
        return [(words, self.counts(view.without(name, value)).shown) for name, value, words in view.active()]

    def check(self, view: View) -> None:
        """Make sure that the view's actors and countries are some of this table.

        Raises:
            ViewError: one that is not; the message names the nearest one.
        """
        for facet, known in self.known().items():
            for value in getattr(view, facet):
                if value not in known:
                    raise ViewError(facet, f"{facet}: there is no “{value}”", known, value)

    def known(self) -> dict[str, list[str]]:
        """The values that the open filters take: the actors and the countries of this table."""
        return {"actor": self.actors(), "country": self.countries()}

    def countries(self) -> list[str]:
        """The table's countries, the four of the record first, then those with the most events."""
        counted = self.options(View())["country"]
        others = sorted(set(counted) - set(COUNTRIES), key=lambda name: (-counted[name], name))
        return [*COUNTRIES, *others]

    def actors(self) -> list[str]:
        """Every value that the actor filter takes: the table's actors, their umbrellas, and nobody named."""
        return sorted({NOT_NAMED, *self.members, *self.options(View())["actor"]})

    def events_with(self, event_ids: Collection[str]) -> pd.DataFrame:
        """The events with these ids, in or out of any view, oldest first."""
        found = self.table.filter(self.table.event_id.isin(list(event_ids))) if event_ids else self.table.limit(0)
        return self.run(found.order_by("date_start", "event_id"))

    def tolls_with(self, event_ids: Collection[str]) -> pd.DataFrame:
        """The tolls by party and harm of the events with these ids (`data.schema.TOLLS`)."""
        tolls = self.tolls_table
        found = tolls.filter(tolls.event_id.isin(list(event_ids))) if event_ids else tolls.limit(0)
        return self.run(found.order_by("event_id", "party", "harm"))

    def _newest(self, found: ir.Table, limit: int | None) -> pd.DataFrame:
        return self.run(found.order_by([ibis.desc("date_start"), "event_id"]).limit(limit))

    def _marked(self, view: View) -> ir.Table:
        found = self.matching(view)
        return found.mutate(
            possibly_outside_dates=possibly_outside_dates(found, view),
            possibly_outside_area=possibly_outside_area(found, view),
        )

    def _counted(self, name: str, found: ir.Table) -> ir.Table:
        value = found[name].fill_null(NOT_NAMED) if name == "actor" else found[name]
        return found.group_by(facet=ibis.literal(name), value=value).aggregate(events=found.count())

    def _with_umbrellas(self, counted: dict[str, int]) -> dict[str, int]:
        umbrellas = {name: sum(counted.get(member, 0) for member in members) for name, members in self.members.items()}
        return {name: n for name, n in {**counted, **umbrellas}.items() if n}
