"""What is asked of the events of a view, as Ibis expressions over these events: `found`."""

from collections.abc import Collection
from datetime import date

import ibis
import ibis.expr.types as ir

from data.casualties import BOUNDS, TOLL_SUMS
from data.filters import FACETS
from data.parameters import Dates
from data.query.predicates import within_dates
from data.record.catalog import EVENT_COLUMNS
from data.terms import HARMS

MOST = tuple(f"most_{harm}" for harm in HARMS)
MARKS = ("possibly_outside_dates", "possibly_outside_area")
SUMMED_BY = ("date_start", "date_end", "month", *(facet.column for facet in FACETS.values() if facet.in_rollup))
LISTED = (
    *("event_id", "date_start", "date_end", "time_precision", "location", "geo_precision", "side", "event_type"),
    *(f"{harm}_{bound}" for harm in HARMS for bound in ("low", "high")),
)
"""What tells an event in a list: what, when, where, and its toll."""


def newest(
    found: ir.Table, limit: int | None, columns: Collection[str], since: date | None, *, bytewise: bool
) -> ir.Table:
    """These columns of the events, or all that tell of them where none is named, newest first.

    `since` is the month (its first day) in which the last of them begins, where it is known: fewer events are sorted.
    `bytewise` sorts ids of one day by their bytes where the database would not.
    """
    recent = found if since is None else found.filter(found.month >= since)
    first = _first(recent, ["date_start"], limit, bytewise=bytewise)
    return first.select(*columns) if columns else _whole(first)


def without_location(found: ir.Table, limit: int, *, bytewise: bool) -> ir.Table:
    """The newest events that are known only to their country, as `LISTED`."""
    return _first(found.filter(found.latitude.isnull()), ["date_start"], limit, bytewise=bytewise).select(LISTED)


def starting_in(found: ir.Table, month: str, limit: int, *, bytewise: bool) -> ir.Table:
    """The newest events whose first day lies in the month (YYYY-MM), as `LISTED`."""
    there = found.filter(found.month == date.fromisoformat(f"{month}-01"))
    return _first(there, ["date_start"], limit, bytewise=bytewise).select(LISTED)


def most_harmful(found: ir.Table, limit: int, least: tuple[str, int] | None, *, bytewise: bool) -> ir.Table:
    """The events with the highest toll reported, killed before wounded, as `LISTED`.

    `least` is one of `MOST` and what all of them reach there, where it is known: fewer events are sorted.
    """
    is_harmful = found[least[0]] >= least[1] if least else (found[MOST[0]] > 0) | (found[MOST[1]] > 0)
    return _first(found.filter(is_harmful), list(MOST), limit, bytewise=bytewise).select(LISTED)


def with_ids(found: ir.Table, event_ids: Collection[str]) -> ir.Table:
    """The events with these ids, of which there is at least one."""
    return _whole(found.filter(found.event_id.isin(list(event_ids))))


def state(found: ir.Table) -> ir.Table:
    """What changes when events are added or taken away."""
    return found.aggregate(events=found.count(), last_day=found.date_end.max(), last_id=found.event_id.max())


def by_day(events: ir.Table, kinds: Collection[str]) -> ir.Table:
    """The events summed by their days, country, side and type: a table that `sums`, `counted` and `spanned` take, too.

    Beside these columns (`SUMMED_BY`) it has `events`, `without_location`, and what is told of the `kinds` of toll.
    """
    return sums(events, SUMMED_BY, kinds, ()).drop(*MARKS, "first_day", "last_day")


def sums(found: ir.Table, by: Collection[str], kinds: Collection[str], marks: Collection[str]) -> ir.Table:
    """What one pass over the events counts by these columns: tolls of these `kinds`, and events with these `marks`.

    Where no figure of a kind is told, its sums are null.
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
        **{name: value for kind in kinds for name, value in _toll_sums(found, kind).items()},
    )


def tolls(found: ir.Table, kinds: Collection[str], event_ids: Collection[str] = ()) -> ir.Table:
    """The columns with the tolls of each event, or of those with these ids."""
    if event_ids:
        found = found.filter(found.event_id.isin(list(event_ids)))
    told = [f"{kind}_{bound}" for kind in kinds for bound in BOUNDS if f"{kind}_{bound}" in found.columns]
    return found.select("event_id", *told)


def sites(found: ir.Table) -> ir.Table:
    """The number of places that have a point, in the column `n`."""
    different = found.filter(found.latitude.notnull()).select("location").distinct()
    return different.aggregate(n=different.count())


def counted(found: ir.Table, name: str, by: Collection[str]) -> ir.Table:
    """The number of `events` for each value of a column, and for each of the columns `by`."""
    return found.group_by(*by, name).aggregate(events=_events(found))


def different(found: ir.Table, name: str, limit: int) -> ir.Table:
    """The different values of a column, at most so many."""
    return found.filter(found[name].notnull()).select(value=found[name]).distinct().limit(limit)


def spanned(found: ir.Table, spans: tuple[Dates, ...], by: Collection[str]) -> ir.Table:
    """For each of the columns `by`, the number of events that may fall in each span of days: `span_0` and so on."""
    return found.group_by(*by).aggregate(
        **{f"span_{n}": _number(found, within_dates(found, span)) for n, span in enumerate(spans)}
    )


def _first(found: ir.Table, by: list[str], limit: int | None, *, bytewise: bool) -> ir.Table:
    """The first events, sorted downwards by these columns, and by their ids where they are equal."""
    event_id = found.event_id.cast("binary") if bytewise else found.event_id
    return found.order_by([*map(ibis.desc, by), event_id]).limit(limit)


def _whole(found: ir.Table) -> ir.Table:
    """Whole events, without the columns that only serve sums."""
    return found.select(*EVENT_COLUMNS, "origin", *MARKS)


def _is_summed(found: ir.Table) -> bool:
    """Whether each row is not an event but the sum of several."""
    return "events" in found.columns


def _events(found: ir.Table) -> ir.IntegerValue:
    return found["events"].sum() if _is_summed(found) else found.count()


def _number(found: ir.Table, flags: ir.BooleanValue) -> ir.IntegerValue:
    """How many of the events have the flag."""
    flagged = flags.cast("int32")
    return (flagged * found["events"] if _is_summed(found) else flagged).sum()


def _toll_sums(found: ir.Table, kind: str) -> dict[str, ir.IntegerValue]:
    if _is_summed(found):
        return {name: found[name].sum() for name in (f"{kind}_{told}" for told in TOLL_SUMS)}
    bounds = {bound: found[f"{kind}_{bound}"] for bound in BOUNDS if f"{kind}_{bound}" in found.columns}
    low = bounds["low"]
    best = ibis.coalesce(bounds["best"], low) if "best" in bounds else low
    high = ibis.coalesce(bounds["high"], best) if "high" in bounds else best
    told = low.count()
    still_open = told - bounds["high"].count() if "high" in bounds else told
    summed = {"low": low.sum(), "best": best.sum(), "high": high.sum(), "open": still_open, "events": told}
    return {f"{kind}_{name}": value for name, value in summed.items()}
