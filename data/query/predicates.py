"""A view's filters as Ibis predicates over the flat events table."""

from collections.abc import Callable, Mapping, Sequence
from math import pi
from typing import Final

import ibis
import ibis.expr.types as ir

from data.parameters import Area, Dates
from data.record.boundaries import countries_meeting
from data.terms import UNCERTAINTY_KM

_KM_PER_DEGREE: Final = 111.2
"""Kilometres in a degree of latitude (the mean over the sphere of radius 6,371 km)."""
SEARCHED: Final = ("location", "place_names", "admin1", "country", "summary", "target", "weapon", "actor")
"""The columns that are searched for words."""
_COMPARED_LIMIT: Final = 8
"""Up to this number of values, a column is compared with each."""
_LISTED_LIMIT: Final = 500
"""Up to this number of values of a column, a query lists them."""

Members = Mapping[str, tuple[str, ...]]
Words = Callable[[str], tuple[str, ...] | None]


def within_dates(events: ir.Table, dates: Dates) -> ir.BooleanValue:
    """Return whether an event may have been within the dates."""
    start, end = dates
    inside = events.date_start.notnull()
    if start:
        inside &= events.date_end >= start
    if end:
        inside &= events.date_start <= end
    return inside


def possibly_outside_dates(events: ir.Table, dates: Dates) -> ir.BooleanValue:
    """Return whether an event's span of days reaches beyond the dates."""
    start, end = dates
    reaches = ibis.literal(False)
    if start:
        reaches |= events.date_start < start
    if end:
        reaches |= events.date_end > end
    return reaches


def possibly_outside_area(events: ir.Table, area: Area | None) -> ir.BooleanValue:
    """Return whether the circle in which an event lies reaches beyond the area; true for a place known to a country."""
    if not area:
        return ibis.literal(False)
    west, south, east, north = area
    high, wide = _reach(events)
    inside = (
        (events.longitude - wide >= west)
        & (events.longitude + wide <= east)
        & (events.latitude - high >= south)
        & (events.latitude + high <= north)
    )
    return ~inside.fill_null(False)


def has_one_of(column: ir.Column, values: Sequence[str], *, or_none: bool) -> ir.BooleanValue:
    """Return whether a column has one of the values, or none where that counts, too."""
    found = _is_one_of(column, values)
    return found | column.isnull() if or_none else found


def _is_one_of(column: ir.Column, values: Sequence[str]) -> ir.BooleanValue:
    """Return whether a column has one of the values.

    DuckDB turns `IN` lists of five or more into a join, which defeats its Top-N pushdown.
    """
    if len(values) <= _COMPARED_LIMIT:
        return ibis.or_(*(column == value for value in values))
    return column.isin(values)


def holds_every_word(events: ir.Table, text: str, words: Words) -> ir.BooleanValue:
    """Return whether the searched columns of an event contain every word of a text."""
    found = ibis.literal(True)
    for word in _plain(text.lower()).split():
        found &= ibis.or_(*(_holds(events[column], word, words(column)) for column in SEARCHED))
    return found


def _holds(column: ir.StringColumn, word: str, values: tuple[str, ...] | None) -> ir.BooleanValue:
    """Return whether a text contains a word; known `values` of the column are searched here, not in the database."""
    if values is not None:
        holding = [value for value in values if word in _plain(value.lower())]
        if len(holding) == len(values):
            return column.notnull()
        if len(holding) <= _LISTED_LIMIT:
            return _is_one_of(column, holding)
    text = column.lower()
    if "'" in word:
        text = _straight(text)
    return text.contains(word)


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'")


def _straight(text: ir.StringValue) -> ir.StringValue:
    return text.replace("’", "'").replace("‘", "'")


def meets_area(events: ir.Table, area: Area) -> ir.BooleanValue:
    """Return whether an event may have been in the area."""
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
    """Return half the height and width, in degrees, of the box round the circle in which an event lies."""
    radius = ibis.cases(
        *((events.geo_precision == name, km / _KM_PER_DEGREE) for name, km in UNCERTAINTY_KM.items()), else_=0.0
    )
    return radius, radius / (events.latitude * (pi / 180)).cos()
