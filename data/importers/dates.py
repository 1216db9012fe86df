"""Reads columns of dates, and finds the order in which a file writes day and month."""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

import pandas as pd

from data.importers import months
from data.importers.date_text import CLOCK, FIRST_YEAR, LAST_YEAR, NO_ORDER, DayOrder, Span, read_date
from data.importers.map_unique import map_unique

_ISO: Final = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]{CLOCK} ?(?:Z|UTC|[+-][0-9]{{2}}:?[0-9]{{2}})?)?"
"""The most frequent form, which is read for a whole column at once."""

_SHOWN: Final = re.compile(r"(?<![0-9/.-])([0-9]{1,2})([/-])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})(?![0-9])")


def spans(text: pd.Series, order: DayOrder = NO_ORDER) -> pd.DataFrame:
    """Return the columns start, end (days) and how (`date_text.Span`) of texts; null if a text names no day.

    Days are from 1900 to 2099.

    >>> spans(pd.Series(["7-Feb-2025", "17-18 October 2023"])).astype(str).to_numpy().tolist()
    [['2025-02-07', '2025-02-07', 'day'], ['2023-10-17', '2023-10-18', 'range']]
    """
    return map_unique(text, partial(_spans, order=order))


def days(text: pd.Series) -> pd.Series:
    """Return the days of texts in a form with one meaning; null if a text names no day, or more than one.

    >>> days(pd.Series(["7-Feb-25", "03/04/2024"])).dt.strftime("%Y-%m-%d").fillna("").tolist()
    ['2025-02-07', '']
    """
    found = spans(text)
    return found["start"].where(found["start"] == found["end"])


def are_dates(text: pd.Series) -> pd.Series:
    """Return whether texts are dates, of whatever precision and order."""
    return spans(text)["how"].notna()


def month_start(day: pd.Series) -> pd.Series:
    """Return the first day of each day's calendar month."""
    first: pd.Series = day - pd.to_timedelta(day.dt.day - 1, unit="D")
    return first


def month_end(day: pd.Series) -> pd.Series:
    """Return the last day of each day's calendar month."""
    return month_start(month_start(day) + pd.Timedelta(days=31)) - pd.Timedelta(days=1)


def depend_on_order(text: pd.Series) -> bool:
    """Return whether any of the texts is a date such as 03/04/2024 or 31-01-24."""
    return any(_SHOWN.search(months.plain(cell)) for cell in text.dropna().unique())


def find_order(chunks: Iterable[pd.DataFrame], columns: Sequence[str]) -> DayOrder:
    """Return the order of day and month that the columns show: there is no 13th month."""
    shown: dict[bool, tuple[int, str]] = {}
    open_date: tuple[int, str] | None = None
    for rows in chunks:
        for column in columns:
            cells = rows[column].dropna()
            for line, text in cells[~cells.str.fullmatch(_ISO)].drop_duplicates().items():
                found = _SHOWN.search(months.plain(text))
                first, second = (int(found[1]), int(found[3])) if found else (0, 0)
                if max(first, second) > 12:  # noqa: PLR2004 - there is no 13th month
                    at = (int(str(line)), text)
                    shown[first > second] = min(at, shown.get(first > second, at))
                elif first != second and (open_date is None or open_date[0] > int(str(line))):
                    open_date = (int(str(line)), text)
    return _order(shown, open_date)


def _order(shown: dict[bool, tuple[int, str]], open_date: tuple[int, str] | None) -> DayOrder:
    if len(shown) > 1:
        return DayOrder(
            reason=f"may be day/month or month/day: the day comes first in line {shown[True][0]}, the month in line "
            f"{shown[False][0]}. Write the day as YYYY-MM-DD"
        )
    if not shown:
        return NO_ORDER
    ((day_first, (line, shows)),) = shown.items()
    if open_date is None:
        return DayOrder(day_first)
    read = read_date(open_date[1], DayOrder(day_first))
    if read is None or read.start is None:
        return DayOrder(day_first)
    word = "day" if day_first else "month"
    note = (
        f"“{open_date[1]}” was read as {read.start.day} {read.start:%B}: line {line} (“{shows}”) shows that the {word} "
        "comes first."
    )
    return DayOrder(day_first, notes=(note,))


def _spans(text: pd.Series, order: DayOrder) -> pd.DataFrame:
    """Return `spans` of distinct texts."""
    iso = text.str.fullmatch(_ISO).fillna(False).astype("bool")
    start = pd.to_datetime(text.where(iso).str[:10], format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    start = start.where(start.dt.year.between(FIRST_YEAR, LAST_YEAR))
    read = {place: span for place, cell in text[~iso].items() if (span := read_date(cell, order))}
    found = pd.DataFrame(list(read.values()), index=list(read), columns=list(Span._fields), dtype="object")
    other = found.reindex(text.index)
    return pd.DataFrame(
        {
            "start": start.fillna(pd.to_datetime(other["start"]).astype("datetime64[us]")),
            "end": start.fillna(pd.to_datetime(other["end"]).astype("datetime64[us]")),
            "how": other["how"].astype("str").mask(start.notna(), "day"),
        }
    )
