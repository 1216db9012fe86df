"""Reads dates as files write them into plain days."""

from typing import Final

import numpy as np
import pandas as pd

_EARLIEST: Final = pd.Timestamp("1900-01-01")
_LATEST: Final = pd.Timestamp("2100-01-01")
_TIME: Final = r"(?:[T ]+[0-9].*)?"
_ISO: Final = rf"([0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}){_TIME}"
_NAMED: Final = r"([0-9]{1,2}[- .]+[A-Za-z]{3,9}[- ,]+[0-9]{2,4})"
_NAMED_FIRST: Final = r"([A-Za-z]{3,9}[. ]+[0-9]{1,2}[, ]+[0-9]{4})"
_ISO_MONTH: Final = r"([0-9]{4}[-/][0-9]{1,2})"
_NAMED_MONTH: Final = r"([A-Za-z]{3,9} [0-9]{4})"
_DOTTED: Final = rf"([0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{2,4}}){_TIME}"
_SLASHED: Final = rf"([0-9]{{1,2}})[/-]([0-9]{{1,2}})[/-]([0-9]{{4}}|[0-9]{{2}}){_TIME}"

_OF_2000: Final = "[0-4][0-9]"
_SHORT: Final = rf"[0-9]{{1,2}}[-/. ,]+(?:[0-9]{{1,2}}|[A-Za-z]{{3,9}})[-/. ,]+[0-9]{{2}}{_TIME}"

_WHOLE: Final = (
    (_ISO, ("%Y %m %d",)),
    (_NAMED, ("%d %b %Y", "%d %B %Y")),
    (_NAMED_FIRST, ("%b %d %Y", "%B %d %Y")),
    (_DOTTED, ("%d %m %Y",)),
)
_MONTHS: Final = ((_ISO_MONTH, ("%Y %m",)), (_NAMED_MONTH, ("%b %Y", "%B %Y")))


def days(text: pd.Series) -> pd.Series:
    """Return the days of texts in a form with one meaning (2025-02-07, 7-Feb-25, 07 February 2025, 7.2.2025).

    A time of day and a zone are ignored: the day is the one that is written. Null if the text is no day from 1900 to
    2099.

    >>> days(pd.Series(["7-Feb-25", "03/04/2024"])).dt.strftime("%Y-%m-%d").fillna("").tolist()
    ['2025-02-07', '']
    """
    return _read(text, _WHOLE)


def months(text: pd.Series) -> pd.Series:
    """Return the first days of texts that name only a month (2025-02, February 2025); null for others."""
    return _read(text, _MONTHS)


def month_start(day: pd.Series) -> pd.Series:
    """Return the first day of each day's calendar month."""
    first: pd.Series = day - pd.to_timedelta(day.dt.day - 1, unit="D")
    return first


def month_end(day: pd.Series) -> pd.Series:
    """Return the last day of each day's calendar month."""
    return month_start(month_start(day) + pd.Timedelta(days=31)) - pd.Timedelta(days=1)


def slashed(text: pd.Series) -> pd.DataFrame:
    """Return the first number, the second and the year of texts such as 03/04/2024; null for others."""
    parts = text.str.extract(rf"^{_SLASHED}$").set_axis(["first", "second", "year"], axis=1)
    numbers: pd.DataFrame = parts.apply(pd.to_numeric).astype("Float64")
    short = parts["year"].str.len() == 2  # noqa: PLR2004 - 24 means 2024
    century = np.where(parts["year"].str.fullmatch(_OF_2000).fillna(False), 2000, 1900)
    numbers["year"] += np.where(short, century, 0)
    return numbers


def short_years(text: pd.Series) -> pd.Series:
    """Return whether the year has two digits: 00 to 49 are read as 2000 to 2049, 50 to 99 as 1950 to 1999."""
    return text.str.fullmatch(_SHORT).fillna(False).astype("bool")


def slashed_days(text: pd.Series, *, day_first: bool | None) -> pd.Series:
    """Return the days of texts such as 03/04/2024; if the order is unknown (None), only those equal in both orders."""
    parts = slashed(text)
    same = parts["first"] == parts["second"]
    day, month = (parts["first"], parts["second"]) if day_first else (parts["second"], parts["first"])
    known = parts["first"].notna() & (same.fillna(False) | (day_first is not None))
    written = parts["year"].astype("Int64").astype("str") + "-" + month.astype("Int64").astype("str")
    return days((written + "-" + day.astype("Int64").astype("str")).where(known))


def _read(text: pd.Series, forms: tuple[tuple[str, tuple[str, ...]], ...]) -> pd.Series:
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    for pattern, formats in forms:
        left = text[found.isna() & text.notna()]
        if left.empty:
            break
        left = left[left.str.fullmatch(pattern)]
        if left.empty:
            continue
        part = left.str.extract(rf"^{pattern}$")[0].str.replace(r"[-/., ]+", " ", regex=True)
        for year, century in ((_OF_2000, "20"), ("[5-9][0-9]", "19")):
            part = part.str.replace(rf"^([0-9]{{1,2}} \w+) ({year})$", rf"\g<1> {century}\g<2>", regex=True)
        for form in formats:
            day = pd.to_datetime(part, format=form, errors="coerce").astype("datetime64[us]")
            found = found.fillna(day.reindex(found.index))
    return found.where((found >= _EARLIEST) & (found < _LATEST))
