"""Words for the values of a view: days, spans, areas, lists."""

from datetime import date
from typing import Final

from data.parameters import Area, Dates

_DECEMBER: Final = 12


def day_in_words(day: date) -> str:
    """Return a day as people read it.

    >>> day_in_words(date(2024, 2, 7))
    '7 Feb 2024'
    """
    return f"{day.day} {day:%b %Y}"


def span_in_words(dates: Dates) -> str:
    """Return a span of days; one open end as `since` or `until`.

    >>> span_in_words((date(2023, 10, 17), date(2024, 2, 7)))
    '17 Oct 2023 to 7 Feb 2024'
    """
    start, end = dates
    if start and end:
        return day_in_words(start) if start == end else f"{day_in_words(start)} to {day_in_words(end)}"
    if start:
        return f"since {day_in_words(start)}"
    return f"until {day_in_words(end)}" if end else "all dates"


def extent_in_words(dates: Dates) -> str:
    """Return the span of a whole table, in years and months where its days are of no importance.

    >>> extent_in_words((date(2020, 1, 3), date(2025, 6, 23)))
    '2020 to June 2025'
    >>> extent_in_words((date(2024, 1, 3), date(2024, 1, 28)))
    '3 Jan 2024 to 28 Jan 2024'
    """
    start, end = dates
    if not (start and end) or (start.year, start.month) == (end.year, end.month):
        return span_in_words(dates) if any(dates) else ""
    first = f"{start:%Y}" if start.month == 1 and start.year < end.year else f"{start:%B %Y}"
    last = f"{end:%Y}" if end.month == _DECEMBER and start.year < end.year else f"{end:%B %Y}"
    return f"{first} to {last}"


def area_in_words(area: Area) -> str:
    """Return an area to a tenth of a degree.

    >>> area_in_words((38, 33.1, 40.5, 34.2)), area_in_words((172.3, -19, -173.3, -13))
    ('33.1 to 34.2° N, 38.0 to 40.5° E', '19.0 to 13.0° S, 172.3° E to 173.3° W')
    """
    west, south, east, north = area
    return f"{_degrees(south, north, 'NS')}, {_degrees(west, east, 'EW')}"


def _degrees(start: float, end: float, letters: str) -> str:
    """Return two degrees with the letters of their directions: the first letter is that of positive degrees."""
    first, last = (letters[value < 0] for value in (start, end))
    return f"{abs(start):.1f}{'' if first == last else f'° {first}'} to {abs(end):.1f}° {last}"


def listed(words: list[str], last: str) -> str:
    """Return a list as text, with the word `last` before its last item.

    >>> listed(["Iraq", "Jordan", "Syria"], "and")
    'Iraq, Jordan and Syria'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
