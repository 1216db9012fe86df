"""The queries of the engine, as Ibis expressions on the table `found`: the events of a view."""

from collections.abc import Collection
from datetime import date

import ibis
import ibis.expr.types as ir

from data.casualties import BOUNDS, toll_sum_columns
from data.filters import FACETS
from data.parameters import Dates
from data.query.predicates import within_dates
from data.query.subjects import Subject
from data.record.catalog import EVENT_COLUMNS
from data.terms import HARMS

MOST = tuple(f"most_{harm}" for harm in HARMS)
REPORTED = ("reported", *(f"reported_{harm}" for harm in HARMS))
"""Numbers of events for which any toll is reported, one of killed, one of wounded; a reported zero counts."""
MARKS = ("possibly_outside_dates", "possibly_outside_area")
"""Precision flags of an event that may not belong to the view."""
SUMMED_BY = ("date_start", "date_end", "month", *(facet.column for facet in FACETS.values() if facet.in_rollup))
LISTED = (
    *("event_id", "date_start", "date_end", "time_precision", "location", "geo_precision", "side", "event_type"),
    *(f"{harm}_{bound}" for harm in HARMS for bound in ("low", "high")),
)
"""Columns of an event in a list: what, when, where, and its toll."""


def newest(
    found: ir.Table, limit: int | None, columns: Collection[str], since: date | None, *, bytewise: bool
) -> ir.Table:
    """Return the events with these columns or, if none is given, all columns of the flat table, newest first.

    Args:
        found: the events of a view.
        limit: the largest number of events; None for all.
        columns: names of columns.
        since: first day of a month, if all events of the result are known to begin in it or later: fewer are sorted.
        bytewise: sort the ids of one day by their bytes, in a database that would not.
    """
    recent = found if since is None else found.filter(found.month >= since)
    first = _first(recent, ["date_start"], limit, bytewise=bytewise)
    return first.select(*columns) if columns else _whole(first)


def without_location(found: ir.Table, limit: int, *, bytewise: bool) -> ir.Table:
    """Return the newest events that are known only to their country, with columns `LISTED`."""
    return _first(found.filter(found.latitude.isnull()), ["date_start"], limit, bytewise=bytewise).select(LISTED)


def starting_in(found: ir.Table, month: str, limit: int, *, bytewise: bool) -> ir.Table:
    """Return the newest events whose first day lies in the month (YYYY-MM), with columns `LISTED`."""
    there = found.filter(found.month == date.fromisoformat(f"{month}-01"))
    return _first(there, ["date_start"], limit, bytewise=bytewise).select(LISTED)


def most_harmful(found: ir.Table, limit: int, least: tuple[str, int] | None, *, bytewise: bool) -> ir.Table:
    """Return the events with the highest toll, by killed, then wounded, with columns `LISTED`.

    `least` is a column of `MOST` and a lower bound of it for the result, if one is known: fewer events are sorted.
    """
    is_harmful = found[least[0]] >= least[1] if least else (found[MOST[0]] > 0) | (found[MOST[1]] > 0)
    return _first(found.filter(is_harmful), list(MOST), limit, bytewise=bytewise).select(LISTED)


def beside(found: ir.Table, event_id: str, day: date | None, *, is_later: bool, bytewise: bool) -> ir.Table:
    """Return the id of the next event by first day and id, after the one with this id and first day or before it.

    Without a day, it is the first of all, or the last.
    """
    starts = found.date_start.cast("date")  # a table may hold days as timestamps
    ids = _sortable(found.event_id, bytewise=bytewise)
    if day is not None:
        other = _sortable(ibis.literal(event_id), bytewise=bytewise)
        another_day, another_id = (starts > day, ids > other) if is_later else (starts < day, ids < other)
        found = found.filter(another_day | ((starts == day) & another_id))
    way = ibis.asc if is_later else ibis.desc
    return found.order_by(way(starts), way(ids)).limit(1).select("event_id")


def with_ids(found: ir.Table, event_ids: Collection[str]) -> ir.Table:
    """Return the events with these ids; at least one id is needed."""
    return _whole(found.filter(found.event_id.isin(list(event_ids))))


def state(found: ir.Table) -> ir.Table:
    """Return one row that changes when events are added or removed."""
    return found.aggregate(events=found.count(), last_day=found.date_end.max(), last_id=found.event_id.max())


def by_day(events: ir.Table, kinds: Collection[str]) -> ir.Table:
    """Return the daily rollup of the events, by `SUMMED_BY`: `sums`, `counted` and `spanned` accept it as `found`.

    Its further columns are `events`, `without_location`, `most_killed`, `most_wounded`, `REPORTED`, and the sums of
    these `kinds`.
    """
    return sums(events, SUMMED_BY, kinds, ()).drop(*MARKS, "first_day", "last_day")


def sums(found: ir.Table, by: Collection[str], kinds: Collection[str], marks: Collection[str]) -> ir.Table:
    """Return sums over the events by these columns: of tolls of these `kinds`, and of events with these flags `marks`.

    The sums of a kind without any figure are null.
    """
    return found.group_by(list(by)).aggregate(
        events=_events(found),
        **{mark: _number(found, found[mark]) if mark in marks else ibis.literal(0) for mark in MARKS},
        without_location=found["without_location"].sum()
        if _is_summed(found)
        else found.count() - found.latitude.count(),
        first_day=found.date_start.min(),
        last_day=found.date_end.max(),
        **{most: found[most].max() for most in MOST},
        **{name: _reporting(found, name, kinds) for name in REPORTED},
        **{name: value for kind in kinds for name, value in _toll_sums(found, kind).items()},
    )


SUBJECT_BY = ("date_start", "date_end", "time_precision", "side", "outcome", "actor_basis")
"""The columns by which the events of a subject are summed, beside those of the subject itself."""


def of_subject(found: ir.Table, subject: Subject, kinds: Collection[str]) -> ir.Table:
    """Return `sums` over the events of a subject by `SUBJECT_BY`, and by the columns of the subject."""
    return sums(found.filter(subject.holds(found)), (*subject.by, *SUBJECT_BY), kinds, ())


def newest_of(found: ir.Table, subject: Subject, limit: int, *, bytewise: bool) -> ir.Table:
    """Return the newest events of a subject with columns `LISTED`."""
    return newest(found.filter(subject.holds(found)), limit, LISTED, None, bytewise=bytewise)


def tolls(found: ir.Table, kinds: Collection[str], event_ids: Collection[str] = ()) -> ir.Table:
    """Return the toll columns of all events, or of those with these ids."""
    if event_ids:
        found = found.filter(found.event_id.isin(list(event_ids)))
    columns = [f"{kind}_{bound}" for kind in kinds for bound in BOUNDS if f"{kind}_{bound}" in found.columns]
    return found.select("event_id", *columns)


def sites(found: ir.Table) -> ir.Table:
    """Return the number `n` of different places that have a point."""
    different = found.filter(found.latitude.notnull()).select("location").distinct()
    return different.aggregate(n=different.count())


def of_file(found: ir.Table) -> ir.Table:
    """Return the number `n` of events of an imported file."""
    own = found.filter(found.origin == "own")
    return own.aggregate(n=own.count())


def counted(found: ir.Table, name: str, by: Collection[str]) -> ir.Table:
    """The number of `events` for each value of a column, and for each of the columns `by`."""
    return found.group_by(*by, name).aggregate(events=_events(found))


def days(found: ir.Table) -> ir.Table:
    """Return the number of `events` by first day, last day and side."""
    return found.group_by("date_start", "date_end", "side").aggregate(events=_events(found))


def different(found: ir.Table, name: str, limit: int) -> ir.Table:
    """Return the different values of a column, at most `limit` of them."""
    return found.filter(found[name].notnull()).select(value=found[name]).distinct().limit(limit)


def spanned(found: ir.Table, spans: tuple[Dates, ...], by: Collection[str]) -> ir.Table:
    """For each of the columns `by`, the number of events that may fall in each span of days: `span_0` and so on."""
    return found.group_by(*by).aggregate(
        **{f"span_{n}": _number(found, within_dates(found, span)) for n, span in enumerate(spans)}
    )


def _first(found: ir.Table, by: list[str], limit: int | None, *, bytewise: bool) -> ir.Table:
    """Return the first events in descending order of these columns; equal ones are in ascending order of their ids."""
    return found.order_by([*map(ibis.desc, by), _sortable(found.event_id, bytewise=bytewise)]).limit(limit)


def _sortable(event_id: ir.Value, *, bytewise: bool) -> ir.Value:
    """Return an id whose order is that of its bytes, also in a database with another order of texts."""
    return event_id.cast("binary") if bytewise else event_id


def _whole(found: ir.Table) -> ir.Table:
    """Return the events without the columns that only serve sums."""
    return found.select(*EVENT_COLUMNS, "origin", *MARKS)


def _is_summed(found: ir.Table) -> bool:
    """Return whether the rows are those of `by_day`, not events."""
    return "events" in found.columns


def _events(found: ir.Table) -> ir.IntegerValue:
    return found["events"].sum() if _is_summed(found) else found.count()


def _number(found: ir.Table, flags: ir.BooleanValue) -> ir.IntegerValue:
    """Return the number of events that have the flag."""
    flagged = flags.cast("int32")
    return (flagged * found["events"] if _is_summed(found) else flagged).sum()


def _reporting(found: ir.Table, name: str, kinds: Collection[str]) -> ir.IntegerValue:
    """Return the number of events of one of `REPORTED`: those with a figure of any of its kinds of toll."""
    if _is_summed(found):
        return found[name].sum()
    harm = name.removeprefix(REPORTED[0])
    lows = [found[f"{kind}_low"] for kind in kinds if kind.endswith(harm)]
    return ibis.coalesce(*lows).count() if lows else ibis.literal(0)


def _toll_sums(found: ir.Table, kind: str) -> dict[str, ir.IntegerValue]:
    if _is_summed(found):
        return {name: found[name].sum() for name in toll_sum_columns([kind])}
    bounds = {bound: found[f"{kind}_{bound}"] for bound in BOUNDS if f"{kind}_{bound}" in found.columns}
    low = bounds["low"]
    best = ibis.coalesce(bounds["best"], low) if "best" in bounds else low
    high = ibis.coalesce(bounds["high"], best) if "high" in bounds else best
    reported = low.count()
    open_ended = reported - bounds["high"].count() if "high" in bounds else reported
    return dict(zip(toll_sum_columns([kind]), (low.sum(), best.sum(), high.sum(), open_ended, reported)))
