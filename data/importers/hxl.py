"""HXL, the Humanitarian Exchange Language: hashtags in a row below the header state what each column holds."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

_TAG: Final = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)
_MIN_TAGS: Final = 2


class _Meaning(NamedTuple):
    """A field, the hashtag that a column needs, the attributes it needs, and those it must not have."""

    field: str
    hashtag: str
    needed: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset({"code"})


def _meaning(field: str, tag: str, *barred: str) -> _Meaning:
    hashtag, *attributes = tag.split("+")
    return _Meaning(field, hashtag, frozenset(attributes), frozenset({"code", *barred}))


_MEANINGS: Final = (
    _meaning("event_id", "#event+id"),
    _meaning("event_id", "#meta+id"),
    _meaning("date_start", "#date+start"),
    _meaning("date_start", "#date+occurred"),
    _meaning("date_start", "#date", "end", "year", "month", "week", "reported", "updated", "created"),
    _meaning("date_end", "#date+end"),
    _meaning("country", "#country+name"),
    _meaning("country", "#country", "id"),
    _meaning("admin1", "#adm1+name"),
    _meaning("admin1", "#adm1", "id"),
    _meaning("location", "#loc+name"),
    _meaning("location", "#loc", "id", "type"),
    _meaning("latitude", "#geo+lat"),
    _meaning("longitude", "#geo+lon"),
    _meaning("event_type", "#event+type"),
    _meaning("event_type", "#cause+type"),
    _meaning("event_type", "#event", "id", "name"),
    _meaning("actor", "#group+name"),
    _meaning("actor", "#group", "id", "type"),
    _meaning("killed_low", "#affected+killed+min"),
    _meaning("killed_best", "#affected+killed", "min", "max"),
    _meaning("killed_high", "#affected+killed+max"),
    _meaning("wounded_low", "#affected+injured+min"),
    _meaning("wounded_best", "#affected+injured", "min", "max"),
    _meaning("wounded_best", "#affected+wounded", "min", "max"),
    _meaning("wounded_high", "#affected+injured+max"),
    _meaning("summary", "#description"),
    _meaning("source", "#meta+source"),
    _meaning("source", "#source"),
)
"""Meanings of tags for the fields of an event; of two for one field, the earlier counts more."""
_DIVIDED: Final = frozenset({"f", "m", "children", "adults", "elderly", "infants"})
"""Attributes of a part of the people: such a column is no toll of the event."""


def is_tag_row(cells: Sequence[str]) -> bool:
    """Return whether a row holds HXL tags: two or more, and nothing else.

    >>> is_tag_row(["", "#date+start", "#country+name"]), is_tag_row(["#date", "2024-01-28"])
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) >= _MIN_TAGS and all(_TAG.fullmatch(cell) for cell in filled)


def fields(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an event that tagged columns hold.

    Args:
        tags: the tag of each tagged column.

    Returns:
        The column of each field that was found.

    >>> fields({"Datum": "#date+start", "P-Code": "#country+code", "Land": "#country +name"})
    {'date_start': 'Datum', 'country': 'Land'}
    """
    parsed = {column: _parts(tag) for column, tag in tags.items()}
    found: dict[str, str] = {}
    for meaning in _MEANINGS:
        fitting = [
            (len(attributes), column)
            for column, (hashtag, attributes) in parsed.items()
            if hashtag == meaning.hashtag
            and meaning.needed <= attributes
            and not attributes & (meaning.barred | _DIVIDED)
            and column not in found.values()
        ]
        if fitting:
            found.setdefault(meaning.field, min(fitting, key=lambda pair: pair[0])[1])
    return found


def _parts(tag: str) -> tuple[str, frozenset[str]]:
    hashtag, *attributes = (part.strip().casefold() for part in tag.split("+"))
    return hashtag, frozenset(attributes)
