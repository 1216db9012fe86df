"""The chart of time: tolls by month above, single events by day below, on one axis; a value without Streamlit.

The page and the slide draw the same value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, cast

import pandas as pd

from components.chart.chart_words import KeyDay
from components.chart.columns import Columns, stack
from components.chart.time_scale import TimeScale, axis_months, day_number
from components.page_data import PageData
from data.periods import KEY_CONTEXT
from data.record.context import is_dated
from data.rows import iter_rows
from data.terms import OUTCOMES, SIDE_GROUPS
from data.text import fact_in_words, harm_by_party, title, when, who
from data.view import Dates, View

DOTS_LIMIT: Final = 10_000
"""Up to this many events each is a dot; beyond, the strip is a histogram."""
_BARS: Final = 400
"""The most days, or else weeks, of an axis that have a bar each; on a longer one each month has."""


class Dot(NamedTuple):
    """Events of one group of sides on the same days (days since 1970); one event has its id and its words.

    In a histogram it is a bar: all events that begin on these days.
    """

    start: int
    end: int
    group: str
    events: int
    event_id: str = ""
    words: str = ""


class Fact(NamedTuple):
    """A fact of the context with its first and last day (days since 1970)."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the chart of time shows.

    Attributes:
        scale: the time axis.
        columns: the tolls, or numbers of events, by month.
        dots: the single events, also those outside the period; for too many events the bars of a histogram.
        is_histogram: whether they are.
        by_month: the number of events that begin in each month, by group of sides; see `_by_month`.
        period: the first day, and the day after the last one, of the view's dates; the ends of the axis where open.
        days: the days to name, the most important first, with their words.
        facts: the context; None where it is hidden.
        named_facts: those that are named, the most important first.
    """

    scale: TimeScale
    columns: Columns
    dots: tuple[Dot, ...]
    is_histogram: bool
    by_month: Mapping[tuple[pd.Period, str], int]
    period: tuple[int, int] | None
    days: tuple[tuple[int, str], ...]
    facts: tuple[Fact, ...] | None
    named_facts: tuple[tuple[int, str], ...]


def of_page(page: PageData) -> Timeline:
    """Return the chart of a page, or of a slide."""
    return build(
        page.view,
        rows=page.chart_rows,
        context=page.chart_context,
        by_day=page.by_day,
        record=page.record_extent,
        days=page.key_days,
        facts=page.context,
    )


def build(  # noqa: PLR0913 - what a chart shows
    view: View,
    *,
    rows: pd.DataFrame,
    context: pd.DataFrame,
    by_day: pd.DataFrame,
    record: Dates,
    days: Sequence[KeyDay],
    facts: pd.DataFrame | None,
) -> Timeline:
    """Return the chart of a view.

    Args:
        view: what is shown.
        rows: the engine's tolls, or its months where the view measures events.
        context: the same without the view's dates.
        by_day: the events without the view's dates, one row each with the columns of an event in a list; where they are
            many, `Engine.by_day`.
        record: the first and the last day of the whole table.
        days: the days to name, the most important first.
        facts: the context (`data.record.context`); None where it is hidden.
    """
    months = axis_months(view.dates, record)
    scale = TimeScale.of(months, _busy(context, by_day, view.dates))
    is_many = "events" in by_day and int(by_day["events"].sum()) > DOTS_LIMIT
    dated = facts[is_dated(facts)] if facts is not None else None
    return Timeline(
        scale,
        stack(view, rows, context, scale.months),
        tuple(dot for dot in (_bars(by_day, scale) if is_many else _dots(by_day)) if scale.holds(dot.start)),
        is_many,
        _by_month(by_day, view.dates),
        _period(view.dates, scale),
        tuple((day_number(key.day), key.words) for key in days if scale.holds(day_number(key.day))),
        None if dated is None else tuple(fact for fact in _facts(dated) if scale.holds(fact.start)),
        () if facts is None else tuple(_named(facts, scale)),
    )


def _busy(context: pd.DataFrame, by_day: pd.DataFrame, dates: Dates) -> set[pd.Period]:
    """Return the months with a figure or an event, and those of the ends of the period, which must be on the axis."""
    months = {pd.Period(day, "M") for day in [*context["month"].unique(), *(day for day in dates if day)]}
    return months.union(*(by_day[name].dt.to_period("M").unique() for name in ("date_start", "date_end")))


def _dots(by_day: pd.DataFrame) -> list[Dot]:
    days = (
        (day_number(row.date_start), day_number(row.date_end), SIDE_GROUPS[row.side], row) for row in iter_rows(by_day)
    )
    if "event_id" not in by_day:
        return [Dot(start, end, group, row.events) for start, end, group, row in days]
    return [Dot(start, end, group, 1, row.event_id, _words(row)) for start, end, group, row in days]


def _words(event: Any) -> str:
    """Return what is known of an event, on lines: what, when, who, the toll by party, the outcome and the sources."""
    outcome = "" if pd.isna(event.outcome) else OUTCOMES[event.outcome]
    sources = 0 if pd.isna(event.source) else len(event.source.split(";"))
    cited = f"{sources} source{'' if sources == 1 else 's'}" if sources else ""
    last = " · ".join(filter(None, [outcome, cited]))
    return "\n".join(filter(None, [title(event), when(event), who(event), harm_by_party(event), last]))


def _bars(by_day: pd.DataFrame, scale: TimeScale) -> list[Dot]:
    """Return the bars of the histogram: for each day, week or month, whichever is the shortest that are few enough."""
    first, last = scale.stretches[0].start, scale.stretches[-1].end - 1
    by_day = by_day[by_day["date_start"].between(pd.Timestamp(first, unit="D"), pd.Timestamp(last, unit="D"))]
    days = sum(stretch.end - stretch.start for stretch in scale.stretches if not stretch.is_break)
    unit = next((unit for unit, length in (("D", 1), ("W", 7)) if days <= _BARS * length), "M")
    periods = by_day["date_start"].dt.to_period(unit)
    sums = by_day["events"].groupby([periods, by_day["side"].map(SIDE_GROUPS)]).sum()
    bars = cast("dict[tuple[pd.Period, str], int]", sums.to_dict())
    return [
        Dot(max(day_number(period), first), min(day_number(period + 1) - 1, last), group, events)
        for (period, group), events in bars.items()
    ]


def _by_month(by_day: pd.DataFrame, dates: Dates) -> dict[tuple[pd.Period, str], int]:
    """Return the events that begin in each month; of a month of the view's dates only those within the dates."""
    months = by_day["date_start"].dt.to_period("M")
    for day, is_outside in zip(dates, (by_day["date_end"].lt, by_day["date_start"].gt)):
        if day:
            months = months.mask((months == pd.Period(day, "M")) & is_outside(pd.Timestamp(day)))
    numbers = by_day["events"] if "events" in by_day else pd.Series(1, index=by_day.index)
    sums = numbers.groupby([months, by_day["side"].map(SIDE_GROUPS)]).sum()
    return cast("dict[tuple[pd.Period, str], int]", sums.to_dict())


def _period(dates: Dates, scale: TimeScale) -> tuple[int, int] | None:
    if dates == (None, None):
        return None
    first, last = scale.stretches[0].start, scale.stretches[-1].end
    start, end = dates
    return day_number(start) if start else first, day_number(end + timedelta(days=1)) if end else last


def _facts(facts: pd.DataFrame) -> list[Fact]:
    return [
        Fact(day_number(fact.date_start), day_number(fact.date_end), fact_in_words(fact)) for fact in iter_rows(facts)
    ]


def _named(facts: pd.DataFrame, scale: TimeScale) -> list[tuple[int, str]]:
    days: dict[str, date] = dict(zip(facts["context_id"], facts["date_start"]))
    named = ((day_number(days[fact]), words) for fact, words in KEY_CONTEXT.items() if fact in days)
    return [(day, words) for day, words in named if scale.holds(day)]
