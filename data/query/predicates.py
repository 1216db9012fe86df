"""A view's filters as Ibis predicates over the flat events table."""

from collections.abc import Callable, Mapping, Sequence
from math import pi
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from data.query import derived_columns
from data.record.boundaries import countries_meeting
from data.terms import NOT_NAMED, UNCERTAINTY_KM
from data.view import FACETS, Area, Dates, View

_KM_PER_DEGREE: Final = 111.2
"""Kilometres in a degree of latitude (the mean over the sphere of radius 6,371 km)."""
_SEARCHED: Final = ("location", "place_names", "admin1", "country", "summary", "target", "weapon", "actor")
_SPANS: Final = ("date_start", "date_end", "latitude", "longitude", "geo_precision")
COLUMNS: Final = tuple(dict.fromkeys((*FACETS, *derived_columns.BIT_COLUMNS.values(), *_SPANS, *_SEARCHED)))
"""The columns that filters look at, where a table has them."""
_NAMED: Final = 8
"""Up to so many values are each compared with a column."""
_LISTED: Final = 500
"""Up to so many values of a column are named in a question."""

Members = Mapping[str, tuple[str, ...]]
Words = Callable[[str], tuple[str, ...] | None]


def passes(events: ir.Table, name: str, value: Any, members: Members, words: Words) -> ir.BooleanValue:
    """Whether an event passes a view's filter, the `name` of one of its `FILTERS` and its `value`.

    One that only possibly falls in the dates or the area passes. `members` gives for an actor's name all names under
    it, `words` for a column its different values, if they are few.
    """
    if name == "dates":
        return within_dates(events, value)
    if name == "find":
        return _holds_every_word(events, value, words)
    if name == "area":
        return _meets(events, value)
    return _is_chosen(events, name, value, members)


def within_dates(events: ir.Table, dates: Dates) -> ir.BooleanValue:
    """Whether an event may have been within the dates."""
    start, end = dates
    inside = events.date_start.notnull()
    if start:
        inside &= events.date_end >= start
    if end:
        inside &= events.date_start <= end
    return inside


def possibly_outside_dates(events: ir.Table, view: View) -> ir.BooleanValue:
    """Whether an event's span of days reaches beyond the view's."""
    start, end = view.dates
    reaches = ibis.literal(False)
    if start:
        reaches |= events.date_start < start
    if end:
        reaches |= events.date_end > end
    return reaches


def possibly_outside_area(events: ir.Table, view: View) -> ir.BooleanValue:
    """Whether the circle in which an event lies reaches beyond the view's area; true for a place known to a country."""
    if not view.area:
        return ibis.literal(False)
    west, south, east, north = view.area
    high, wide = _reach(events)
    inside = (
        (events.longitude - wide >= west)
        & (events.longitude + wide <= east)
        & (events.latitude - high >= south)
        & (events.latitude + high <= north)
    )
    return ~inside.fill_null(False)


def _is_chosen(events: ir.Table, name: str, chosen: tuple[str, ...], members: Members) -> ir.BooleanValue:
    column, bit = events[name], derived_columns.BIT_COLUMNS.get(name)
    if bit in events.columns:  # one comparison, however many are chosen
        return (events[bit] & derived_columns.bits(name, chosen)) != 0
    under = members if name == "actor" else {}
    found = _is_one_of(column, sorted({member for value in chosen for member in under.get(value, (value,))}))
    return found | column.isnull() if NOT_NAMED in chosen else found


def _is_one_of(column: ir.Column, values: Sequence[str]) -> ir.BooleanValue:
    """Whether a column has one of the values.

    DuckDB joins with a list of five or more, and then reads all columns of all rows where it could look for the newest.
    """
    if len(values) <= _NAMED:
        return ibis.or_(*(column == value for value in values))
    return column.isin(values)


def _holds_every_word(events: ir.Table, text: str, words: Words) -> ir.BooleanValue:
    found = ibis.literal(True)
    for word in _plain(text.lower()).split():
        found &= ibis.or_(*(_holds(events[column], word, words(column)) for column in _SEARCHED))
    return found


def _holds(column: ir.StringColumn, word: str, values: tuple[str, ...] | None) -> ir.BooleanValue:
    """Whether a text holds a word; where the column's values are known, they are looked through here, once."""
    if values is not None:
        holding = [value for value in values if word in _plain(value.lower())]
        if len(holding) == len(values):
            return column.notnull()
        if len(holding) <= _LISTED:
            return _is_one_of(column, holding)
    text = column.lower()
    if "'" in word:
        text = _straight(text)
    return text.contains(word)


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'")


def _straight(text: ir.StringValue) -> ir.StringValue:
    return text.replace("’", "'").replace("‘", "'")


def _meets(events: ir.Table, area: Area) -> ir.BooleanValue:
    west, south, east, north = area
    high, wide = _reach(events)
    placed = (
        (events.longitude + wide >= west)
        & (events.longitude - wide <= east)
        & (events.latitude + high >= south)
        & (events.latitude - high <= north)
    ).fill_null(False)
    somewhere = events.latitude.isnull() & _is_one_of(events.country, countries_meeting(area))
    return placed | somewhere


def _reach(events: ir.Table) -> tuple[ir.FloatingValue, ir.FloatingValue]:
    """Half the height and width, in degrees, of the box round the circle in which an event lies."""
    radius = ibis.cases(
        *((events.geo_precision == name, km / _KM_PER_DEGREE) for name, km in UNCERTAINTY_KM.items()), else_=0.0
    )
    return radius, radius / (events.latitude * (pi / 180)).cos()
