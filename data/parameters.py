"""URL parameters: how one value of a view is parsed, checked, formatted and documented."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final, get_type_hints

from data.clean_text import clean_line
from data.limits import TEXT_LETTERS

Dates = tuple[date | None, date | None]
"""The first and the last day, both included; None where that end is open."""
Area = tuple[float, float, float, float]
"""West, south, east, north in WGS 84 degrees; an area with a west greater than its east crosses the date line."""
Position = tuple[float, float, float]
"""Latitude and longitude in WGS 84 degrees, and the zoom of a web map."""

EAST, NORTH, MAX_ZOOM = 180, 90, 22
_TRACKING: Final = re.compile(
    "utm_.*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|twclid|ttclid|li_fat_id|yclid|igshid|igsh|mc_cid|mc_eid"
    "|_ga|_gl|_hsenc|_hsmi|mkt_tok|vero_id|oly_enc_id|oly_anon_id|ref_src|ref_url|s_cid|cmpid"
)
"""The parameters that social media, advertising and newsletters add to every link."""


class ViewError(ValueError):
    """A query string with an unknown parameter or value; the message is one line for a person."""

    def __init__(self, parameter: str, problem: str, known: Iterable[str] = (), tried: str = "") -> None:
        """Name the `parameter`, the `problem`, and the nearest of the `known` spellings to `tried`."""
        near = difflib.get_close_matches(tried, list(known), n=1, cutoff=0.0)
        self.parameter, self.tried = parameter, tried
        message = f"{problem}; nearest is “{near[0]}”." if near else f"{problem}."
        super().__init__(" ".join(clean_line(message).split()))


@dataclass(frozen=True, kw_only=True, eq=False)
class Parameter:
    """One URL parameter. It annotates a field of the view, which gives it `name` and `default`.

    `form`, `meaning` and `example` (the value as it appears in a link) are its documentation in `docs/url.md`.
    """

    form: str = "text, at most 120 characters"
    meaning: str
    example: str
    values: Mapping[str, str] = field(default_factory=dict)
    """The closed list of values, each with its label; empty where any value of the form is allowed."""
    name: str = ""
    default: Any = ""

    def parse(self, texts: Sequence[str]) -> Any:
        """Return the value of the parameter's texts in a query string.

        Raises:
            ViewError: the parameter is repeated, or a text is not of its form.
        """
        if len(texts) != 1:
            raise self.error(f"given {len(texts)} times, allowed once")
        return self.parse_one(texts[0])

    def parse_one(self, text: str) -> Any:
        """Return the value of one text."""
        return text

    def canonical(self, value: Any) -> Any:
        """Return the one canonical spelling of a value.

        Raises:
            ViewError: the value is not allowed.
        """
        text = one_line(value)
        if len(text) > TEXT_LETTERS:
            raise self.error(f"has {len(text):,} letters, {TEXT_LETTERS} are the most; shorten it")
        return text

    def format(self, value: Any) -> list[str]:
        """Return the texts of a value in a query string."""
        return [str(value)]

    def error(self, problem: str, known: Iterable[str] = (), tried: str = "") -> ViewError:
        """Return an error that names this parameter."""
        return ViewError(self.name, f"{self.name}: {problem}", known, tried)

    def as_known(self, value: str) -> str:
        """Return a value as the closed list spells it, if there is one.

        Raises:
            ViewError: it is not in the list; the message names the nearest value.
        """
        return spelled_as(value, self.values, self.name) if self.values else value


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Parameter):
    """One value of a closed list."""

    form: str = "one of a list"

    def canonical(self, value: str) -> str:
        """Return the value; see `Parameter.canonical`."""
        return self.as_known(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pattern(Parameter):
    """A short text that a regular expression matches as a whole, or none."""

    pattern: str
    problem: str
    """What is wrong with other texts; `{}` is the text."""

    def canonical(self, value: str) -> str:
        """Return the text; see `Parameter.canonical`."""
        if value and not re.fullmatch(self.pattern, value):
            raise self.error(self.problem.format(clean(value)))
        return value


@dataclass(frozen=True, kw_only=True, eq=False)
class Timestamp(Parameter):
    """A time to the minute, without a zone."""

    form: str = "`YYYY-MM-DDTHH:MM`, without a time zone"

    def parse_one(self, text: str) -> datetime:
        """Return the time; see `Parameter.parse`."""
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise self.error(f"“{clean(text)}” is not of the form 2024-02-07T18:00") from error

    def canonical(self, value: datetime | None) -> datetime | None:
        """Return the time without seconds and zone."""
        return value and value.replace(second=0, microsecond=0, tzinfo=None)

    def format(self, value: datetime) -> list[str]:
        """Return the time as `YYYY-MM-DDTHH:MM`."""
        return [value.isoformat(timespec="minutes")]


@dataclass(frozen=True, kw_only=True, eq=False)
class MapPosition(Parameter):
    """Where the map looks: `Position`."""

    form: str = "`LATITUDE,LONGITUDE,ZOOM`, WGS 84 degrees"

    def parse_one(self, text: str) -> tuple[float, ...]:
        """Return the three numbers; see `Parameter.parse`."""
        return parse_numbers(self, text, 3)

    def canonical(self, value: Position | None) -> Position | None:
        """Return the position, rounded; see `Parameter.canonical`."""
        if value is None:
            return None
        latitude, longitude, zoom = (round(float(number), n) + 0.0 for number, n in zip(value, (4, 4, 2)))
        if not (abs(latitude) <= NORTH and abs(longitude) <= EAST and 0 <= zoom <= MAX_ZOOM):
            raise self.error("is latitude, longitude, zoom")
        return latitude, longitude, zoom

    def format(self, value: Position) -> list[str]:
        """Return the numbers with commas between them."""
        return [format_numbers(value)]


@cache
def parameters_of(group: type) -> dict[str, Parameter]:
    """Return the parameters of a group of a view's fields by name, in the order of the query string."""
    hints = get_type_hints(group, include_extras=True)
    return {
        item.name: replace(hints[item.name].__metadata__[0], name=item.name, default=item.default)
        for item in fields(group)
    }


def is_tracking(name: str) -> bool:
    """Return whether a parameter is one of those that other sites add to links; it says nothing about the view.

    >>> is_tracking("utm_source"), is_tracking("fbclid"), is_tracking("find")
    (True, True, False)
    """
    return _TRACKING.fullmatch(name.lower()) is not None


def spelled_as(value: str, known: Collection[str], parameter: str) -> str:
    """Return a value of the parameter as one of the `known` values is spelled; it may differ in capitals only.

    Raises:
        ViewError: it is none of them; the message names the nearest.

    >>> spelled_as("jordan", ["Iraq", "Jordan"], "country")
    'Jordan'
    """
    if value in known:
        return value
    alike = [other for other in known if other.casefold() == value.casefold()]
    if len(alike) != 1:
        raise ViewError(parameter, f"{parameter}: there is no “{clean(value)}”", known, value)
    return alike[0]


def clean(text: str) -> str:
    """Return a text of one clean line (`data.clean_text`), white space collapsed, at most 120 characters.

    >>> clean(" two   words ")
    'two words'
    """
    return one_line(text)[:TEXT_LETTERS].strip()


def one_line(text: str) -> str:
    """Return a text clean and in one line, white space collapsed."""
    return " ".join(clean_line(text).split())


def parse_numbers(parameter: Parameter, text: str, count: int) -> tuple[float, ...]:
    """Return `count` numbers that are separated by commas.

    Raises:
        ViewError: there are more or fewer, or one is no number.
    """
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != count:
        raise parameter.error(f"“{clean(text)}” is not {count} numbers with commas between them")
    return numbers


def format_numbers(numbers: Iterable[float]) -> str:
    """Return numbers with commas between them, to four places, without trailing zeros.

    >>> format_numbers((33.5, 43.0))
    '33.5,43'
    """
    return ",".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)
