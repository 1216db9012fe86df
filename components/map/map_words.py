"""The map's text alternative, made of the view's figures."""

from typing import Final

import pandas as pd

from data.query.engine import Counts
from data.words import listed

_NAMED: Final = 3
"""The most places that are named."""


def alternative(counts: Counts, groups: pd.DataFrame) -> str:
    """Return what the map shows as text.

    Args:
        counts: the view's numbers of events.
        groups: the map's symbols (`geo.clustering.groups`).

    >>> groups = pd.DataFrame({"location": ["al-Asad", "al-Tanf", None], "events": [9, 3, 4]})
    >>> alternative(Counts(50, 17, 0, 0, 1, 12, {}), groups)
    'Map: 16 of 17 events at 12 places; most at al-Asad (9) and al-Tanf (3). 1 is known only to its country.'
    """
    if not counts.shown:
        return "Map: no event."
    events, places = _number(counts.shown, "event"), _number(counts.sites, "place")
    part = f"{counts.on_map:,} of {events}" if counts.without_location else events
    named = groups[groups["location"].notna() & (groups["events"] > 1)].nlargest(_NAMED, "events", keep="first")
    most = [f"{place} ({events:,})" for place, events in zip(named["location"], named["events"])]
    sentence = f"Map: {part} at {places}{'; most at ' + listed(most, 'and') if most else ''}."
    if not counts.without_location:
        return sentence
    is_one = counts.without_location == 1
    known = "1 is known only to its country" if is_one else f"{counts.without_location:,} are known only to a country"
    return f"{sentence} {known}."


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
