"""A view's filters as Ibis predicates over the flat events table."""

from collections.abc import Sequence
from functools import reduce
from math import pi
from operator import or_
from typing import Final

import ibis
import ibis.expr.types as ir

from data.parameters import Area, Dates
from data.query.search import is_one_of
from data.record.boundaries import countries_meeting
from data.terms import UNCERTAINTY_KM

_FAR_FROM_DATE_LINE: Final = 150
"""Degrees of longitude up to which no circle of uncertainty reaches the date line, but next to a pole."""
_KM_PER_DEGREE: Final = 111.2
"""Kilometres in a degree of latitude (the mean over the sphere of radius 6,371 km)."""


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
    _, south, _, north = area
    high, wide = _reach(events)
    across = [(events.longitude - wide >= west) & (events.longitude + wide <= east) for west, east in _longitudes(area)]
    inside = reduce(or_, across) & (events.latitude - high >= south) & (events.latitude + high <= north)
    return ~inside.fill_null(False)


def has_one_of(column: ir.Column, values: Sequence[str], *, or_none: bool) -> ir.BooleanValue:
    """Return whether a column has one of the values, or none where that counts, too."""
    found = is_one_of(column, values)
    return found | column.isnull() if or_none else found


def meets_area(events: ir.Table, area: Area) -> ir.BooleanValue:
    """Return whether an event may have been in the area."""
    _, south, _, north = area
    high, wide = _reach(events)
    across = [(events.longitude + wide >= west) & (events.longitude - wide <= east) for west, east in _longitudes(area)]
    placed = reduce(or_, across) & (events.latitude + high >= south) & (events.latitude - high <= north)
    placed = placed.fill_null(False)
    somewhere = events.latitude.isnull() & is_one_of(events.country, countries_meeting(area))
    return placed | somewhere


def _longitudes(area: Area) -> list[tuple[float, float]]:
    """Return the first and last longitude of an area, and where it is near the date line, those a turn to each side.

    An event's circle may reach over the date line, and so may the area itself.
    """
    west, _, east, _ = area
    if east - west >= 360:  # noqa: PLR2004 - the whole globe
        return [(west - 360, east + 360)]
    if west < east and max(-west, east) <= _FAR_FROM_DATE_LINE:
        return [(west, east)]
    east += 360 if east < west else 0
    return [(west + turn, east + turn) for turn in (-360, 0, 360)]


def _reach(events: ir.Table) -> tuple[ir.FloatingValue, ir.FloatingValue]:
    """Return half the height and width, in degrees, of the box round the circle in which an event lies."""
    radius = ibis.cases(
        *((events.geo_precision == name, km / _KM_PER_DEGREE) for name, km in UNCERTAINTY_KM.items()), else_=0.0
    )
    return radius, radius / (events.latitude * (pi / 180)).cos()
