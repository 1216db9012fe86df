"""Reads the text of one cell as a day, month, year or range of days.

A time of day and a zone are ignored: the day is the one that is written.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from data.importers import months
from data.words import day_in_words

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099
_NEW_CENTURY: Final = 50
CLOCK: Final = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"

_TIME: Final = re.compile(
    rf"(?:(?<=[0-9])t|[ ,]|^)+(?:at |um |a )?{CLOCK} ?(?:[ap]\.?m\.?|h(?:rs?)?|uhr)?"
    r"(?: ?(?:z|utc|gmt|local(?: time)?|ast|[ce]e?s?t)?(?: ?[+-][0-9]{2}:?[0-9]{2}| ?[+-][0-9]{1,2}(?![0-9-]))?)"
    r"(?= |,|/|$)"
)
_ZONE: Final = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})(?:z|[+-][0-9]{2}:[0-9]{2})$|(?<=[0-9])t[0-9]{2,6}z?$")
_MILITARY_TIME: Final = re.compile(
    r"(?:(?<=[0-9]{4})|(?<=-[0-9]{2}))[t ][0-2][0-9][0-5][0-9] ?(?:z|h|hrs?|hours|utc|gmt|local|l)?$"
)
_TIME_GROUP: Final = re.compile(r"([0-9]{2})[0-9]{4} ?[a-z] ?([a-z]{3}) ?([0-9]{2}|[0-9]{4})")
"""A military date-time group, such as 281200Z JAN 24."""
_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ORDINAL: Final = re.compile(r"(?<=[0-9])(?:st|nd|rd|th|er|re|eme|e|o)\b")
_FILLER: Final = re.compile(r"\b(?:on|of|the|from|de|du|le|am|der|den|dem|vom|von|من|يوم)\b")
_BETWEEN_AND: Final = re.compile(r"^(?:between|zwischen|entre|بين) (.+?) (?:and|und|et|و) ?(.+)$")

_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}|[0-9]{6})?")
_SLASHED: Final = re.compile(r"([0-9]{1,2})([/ -])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_SERIAL: Final = re.compile(r"([1-7][0-9]{4})(?:\.[0-9]+)?")
_UNIX: Final = re.compile(r"([0-9]{10})(?:[0-9]{3}|\.[0-9]+)?")
_YEAR: Final = r"(?P<y>[0-9]{4})"
_SHORT_YEAR: Final = r"'?(?P<y>[0-9]{4}|[0-9]{2})"
_MONTH: Final = r"M(?P<m>[0-9]{2})"
_DAY: Final = r"(?P<d>[0-9]{1,2})"
_SIGN: Final = r"[-/., ]"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?P<s>[-/. ])(?P<m>[0-9]{{1,2}})(?P=s){_DAY}",
        rf"{_YEAR}[-/](?P<m>[0-9]{{1,2}})",
        rf"(?P<m>[0-9]{{1,2}})[-/.]{_YEAR}",
        rf"{_DAY}\. ?(?P<m>[0-9]{{1,2}})\. ?{_SHORT_YEAR}",
        rf"{_DAY}{_SIGN}*{_MONTH}(?:{_SIGN}*{_SHORT_YEAR})?",
        rf"{_MONTH}{_SIGN}*{_DAY}(?:{_SIGN}+{_YEAR})?",
        rf"{_YEAR}{_SIGN}*{_MONTH}{_SIGN}*{_DAY}",
        rf"{_MONTH}{_SIGN}*{_YEAR}",
        rf"{_YEAR}{_SIGN}*{_MONTH}",
        rf"{_MONTH}",
        rf"{_DAY}\.?",
        rf"{_YEAR}",
    )
)
_TO: Final = tuple(
    re.compile(sign)
    for sign in (r" (?:to|until|till|through|bis|au|a|الي|حتي|-|–|—) ", " ?(?:/|–|—) ?", r"(?<! )-(?! )")
)
_DAYS_AFTER_MONTH: Final = re.compile(rf"{_MONTH} ([0-9]{{1,2}}) ?(?:-|–|—|to) ?([0-9]{{1,2}})[, ]+{_YEAR}")
_EXCEL_EPOCH: Final = date(1899, 12, 30)

AMBIGUOUS: Final = "ambiguous"
"""The `how` of a text that is a day in either order of day and month."""


class Span(NamedTuple):
    """The first and the last day that a text names, None if it is ambiguous.

    `how` is day, month, year, range, short (a year of two digits), serial (of Excel), unix or `AMBIGUOUS`.
    """

    start: date | None
    end: date | None
    how: str


@dataclass(frozen=True, slots=True)
class DayOrder:
    """Whether dates such as 03/04/2024 begin with the day.

    Attributes:
        day_first: None if the file does not show it, or shows both orders.
        reason: why a date that may be read in two ways is not read.
        notes: the sentence that says which date shows the order, if any date depends on it.
    """

    day_first: bool | None = None
    reason: str = "may be day/month or month/day: no line of the file shows which. Write the day as YYYY-MM-DD"
    notes: tuple[str, ...] = ()


NO_ORDER: Final = DayOrder()


def read_date(text: str, order: DayOrder = NO_ORDER) -> Span | None:
    """Return the days that a text names; None if it names none.

    >>> read_date("Sunday, 28th January 2024 at 23:30")
    Span(start=datetime.date(2024, 1, 28), end=datetime.date(2024, 1, 28), how='day')
    """
    plain = re.sub(r"^([0-9]{4,8})\.0+$", r"\1", months.plain(text))
    number = _read_number(plain)
    if number:
        return number
    if group := _TIME_GROUP.fullmatch(plain):
        plain = f"{group[1]} {group[2]} {group[3]}"
    named = months.replace_names(_BRACKETS.sub(" ", plain))
    timeless = _MILITARY_TIME.sub("", _ZONE.sub("", _TIME.sub(" ", named).strip()))
    timeless = _BETWEEN_AND.sub(r"\1 to \2", timeless)
    bare = re.sub(r" ?/ ?", "/", " ".join(_FILLER.sub(" ", _ORDINAL.sub("", timeless)).split())).strip(" ,.;")
    return _read_one(bare, order) or _read_number(bare) or _read_range(bare, order)


def _read_number(text: str) -> Span | None:
    """Return the day of 20240128, of a serial number of Excel or of seconds or milliseconds since 1970."""
    if (compact := _COMPACT.fullmatch(text)) and FIRST_YEAR <= int(compact[1]) <= LAST_YEAR:
        return _span(int(compact[1]), int(compact[2]), int(compact[3]))
    if serial := _SERIAL.fullmatch(text):
        day = _EXCEL_EPOCH + timedelta(days=int(serial[1]))
        return Span(day, day, "serial") if day.year <= LAST_YEAR else None
    if unix := _UNIX.fullmatch(text):
        day = datetime.fromtimestamp(int(unix[1]), UTC).date()
        return Span(day, day, "unix") if day.year <= LAST_YEAR else None
    return None


def _read_one(text: str, order: DayOrder) -> Span | None:
    """Return the days of a text that names one day, month or year."""
    if slashed := _SLASHED.fullmatch(text):
        return _read_slashed(int(slashed[1]), int(slashed[3]), slashed[4], order)
    parts = _parts(text)
    if parts is None or parts.year is None:
        return None
    found = _span(*parts.numbers())
    return found and (found._replace(how="short") if parts.is_short else found)


def _read_slashed(first: int, second: int, year: str, order: DayOrder) -> Span | None:
    """Return the day of 03/04/2024, if one order is possible only or the file's order is known."""
    day_first = order.day_first
    if max(first, second) > 12:  # noqa: PLR2004 - there is no 13th month
        day_first = first > second
    elif first == second:
        day_first = True
    if day_first is None:
        return Span(None, None, AMBIGUOUS) if min(first, second) > 0 else None
    day, month = (first, second) if day_first else (second, first)
    found = _span(_full_year(year), month, day)
    return found and (found._replace(how="short") if len(year) == 2 else found)  # noqa: PLR2004


class _Parts(NamedTuple):
    year: str | None
    month: int | None
    day: int | None

    @property
    def is_short(self) -> bool:
        return self.year is not None and len(self.year) == 2  # noqa: PLR2004 - 24 means 2024

    def numbers(self) -> tuple[int | None, int | None, int | None]:
        return self.year and _full_year(self.year), self.month, self.day  # type: ignore[return-value]


def _parts(text: str) -> _Parts | None:
    """Return the year, month and day that a text names, each perhaps None; None if it has another form."""
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    named = found.groupdict()
    month, day = named.get("m"), named.get("d")
    return _Parts(named.get("y"), int(month) if month else None, int(day) if day else None)


def _read_range(text: str, order: DayOrder) -> Span | None:
    """Return the days of a text that names the first and the last."""
    if _parts(text) is not None or _SLASHED.fullmatch(text):
        return None
    if after := _DAYS_AFTER_MONTH.fullmatch(text):
        month, year = int(after["m"]), int(after["y"])
        return _joined(_span(year, month, int(after[2])), _span(year, month, int(after[3])))
    for sign in _TO:
        for found in sign.finditer(text):
            span = _joined(*_ends(text[: found.start()].strip(" ,."), text[found.end() :].strip(" ,."), order))
            if span:
                return span
    return None


def _ends(left: str, right: str, order: DayOrder) -> tuple[Span | None, Span | None]:
    """Return the spans of both ends; one that lacks the year or the month has that of the other."""
    spans = _read_one(left, order), _read_one(right, order)
    if all(spans):
        return spans
    one, other = _parts(left), _parts(right)
    if one is None or other is None:
        return None, None
    if spans[1] and one.year is None and (one.day is None or other.day is not None):
        return _span(int(other.numbers()[0] or 0), one.month or other.month, one.day), spans[1]
    if spans[0] and other.year is None and one.day is not None and other.day is not None:
        return spans[0], _span(int(one.numbers()[0] or 0), other.month or one.month, other.day)
    return None, None


def _joined(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return None
    if one.start is None or other.end is None:
        return Span(None, None, AMBIGUOUS)
    return Span(one.start, other.end, "range") if one.start <= other.end else None


def _full_year(year: str) -> int:
    """Return the year: 00 to 49 are 2000 to 2049, 50 to 99 are 1950 to 1999."""
    if len(year) == 2:  # noqa: PLR2004 - 24 means 2024
        return int(year) + (2000 if int(year) < _NEW_CENTURY else 1900)
    return int(year)


def _span(year: int | None, month: int | None, day: int | None) -> Span | None:
    """Return the day, month or year; None if there is no such day from 1900 to 2099."""
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if month is None:
            return Span(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            after = date(year + month // 12, month % 12 + 1, 1)
            return Span(date(year, month, 1), after - timedelta(days=1), "month")
        return Span(date(year, month, day), date(year, month, day), "day")
    except ValueError:
        return None


def in_words(span: Span) -> str:
    """Return the days of a span in words.

    >>> in_words(Span(date(2024, 1, 28), date(2024, 1, 28), "serial"))
    '28 Jan 2024'
    """
    if span.start is None or span.end is None:
        return ""
    return (
        day_in_words(span.start)
        if span.start == span.end
        else f"{day_in_words(span.start)} to {day_in_words(span.end)}"
    )
