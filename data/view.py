"""The view: everything a person can ask for, as one immutable value that is also a query string."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Final, Literal, Self, get_args
from urllib.parse import parse_qs, quote, urlencode

from data.terms import EVENT_TYPES, NOT_NAMED, SIDES

Dates = tuple[date | None, date | None]
Area = tuple[float, float, float, float]
Position = tuple[float, float, float]
Data = Literal["record", "own", "both"]
Measure = Literal["harm", "party", "events"]
Running = Literal["monthly", "cumulative"]
Page = Literal["events", "totals", "about"]
Mode = Literal["dashboard", "briefing"]

FACETS: Final = ("side", "event_type", "actor", "country")
"""The filters that hold any number of values; each is a field of `View` and a column of the events table."""

_CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "side": tuple(SIDES),
    "event_type": tuple(EVENT_TYPES),
    "data": get_args(Data),
    "measure": get_args(Measure),
    "running": get_args(Running),
    "page": get_args(Page),
    "mode": get_args(Mode),
}
DAYS: Final = (date(1900, 1, 1), date(2100, 12, 31))
"""The first and the last day that a view may ask for."""
NOTES_LIMIT: Final = 12
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
_FILE: Final = re.compile(r"[0-9a-f]{12}")
_MONTH: Final = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")
_TEXT_LIMIT: Final = 120
_EAST, _NORTH, _DEEPEST_ZOOM = 180, 90, 22


class ViewError(ValueError):
    """A query string that names an unknown parameter or value; the message is one line for a person."""

    def __init__(self, parameter: str, problem: str, known: Iterable[str] = (), tried: str = "") -> None:
        """Name the `parameter`, the `problem`, and the nearest of the `known` spellings to `tried`."""
        near = difflib.get_close_matches(tried, list(known), n=1, cutoff=0.0)
        self.parameter, self.tried = parameter, tried
        told = f"{problem}; nearest is “{near[0]}”." if near else f"{problem}."
        super().__init__(" ".join(told.split()))


@dataclass(frozen=True, slots=True)
class Note:
    """A briefer's note on the map: words at a point (latitude, longitude, WGS 84 degrees)."""

    latitude: float
    longitude: float
    text: str

    def __post_init__(self) -> None:
        """Bring the note into its one canonical spelling.

        Raises:
            ViewError: a point that is not on the globe, or no text.
        """
        object.__setattr__(self, "text", clean(self.text))
        for name, limit in (("latitude", _NORTH), ("longitude", _EAST)):
            number = round(float(getattr(self, name)), 4) + 0.0
            if not abs(number) <= limit:
                raise ViewError("note", f"note: {name} {number} is not on the globe")
            object.__setattr__(self, name, number)
        if not self.text:
            raise ViewError("note", "note: has no text")

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `latitude,longitude,words`."""
        parts = text.split(",", 2)
        try:
            latitude, longitude, words = float(parts[0]), float(parts[1]), parts[2]
        except (ValueError, IndexError) as error:
            message = f"note: “{text}” is not of the form 33.5,40.1,words"
            raise ViewError("note", message) from error
        return cls(latitude, longitude, words)

    def __str__(self) -> str:
        """The note as `read` reads it."""
        return f"{_plain(self.latitude)},{_plain(self.longitude)},{self.text}"


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for. Equal views have equal query strings, and the other way round.

    `dates` are inclusive plain days, either end open. `area` is west, south, east, north and `at` latitude,
    longitude, zoom, in WGS 84 degrees. `selected` is an event's id, `month` a highlighted YYYY-MM. `data` says whose
    events: the record's, an imported file's own, or both; `file` is that file's fingerprint. From `mode` on come what a
    slide carries besides: its title where it is not the view's sentence, the time it is as of (without a zone), a
    handling banner, the organisation, and the numbered notes on the map.
    """

    dates: Dates = (None, None)
    side: tuple[str, ...] = ()
    event_type: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    find: str = ""
    area: Area | None = None
    data: Data = "record"
    file: str = ""
    selected: str = ""
    month: str = ""
    at: Position | None = None
    measure: Measure = "harm"
    running: Running = "monthly"
    page: Page = "events"
    mode: Mode = "dashboard"
    title: str = ""
    as_of: datetime | None = None
    banner: str = ""
    organisation: str = ""
    note: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Bring the value into its one canonical spelling, and refuse what has none.

        Raises:
            ViewError: dates in the wrong order, a value outside its closed list, numbers outside the globe.
        """
        _clean_texts(self)
        _check_values(self)
        _round_coordinates(self)

    @classmethod
    def parse(cls, query: str) -> Self:
        """Read a query string (with or without a leading `?`).

        Raises:
            ViewError: an unknown parameter or value, or one that is repeated though it may stand only once.
        """
        given = parse_qs(query.lstrip("?"), keep_blank_values=True)
        return cls.from_parameters(given)

    @classmethod
    def from_parameters(cls, given: Mapping[str, list[str]]) -> Self:
        """Read the parameters of a query string, each with its list of values.

        Raises:
            ViewError: as `parse`.
        """
        names = [field.name for field in fields(cls)]
        values: dict[str, object] = {}
        for name, texts in given.items():
            if name not in names:
                raise ViewError(name, f"There is no parameter “{clean(name)}”", names, name)
            if name in FACETS:
                values[name] = tuple(texts)
            elif name == "note":
                values[name] = tuple(Note.read(text) for text in texts)
            elif len(texts) != 1:
                raise ViewError(name, f"{name}: given {len(texts)} times, may stand once")
            else:
                values[name] = _READERS.get(name, str)(texts[0])
        return cls(**values)  # type: ignore[arg-type]

    def parameters(self) -> dict[str, list[str]]:
        """The parameters of the query string; what equals the default is left out."""
        written: dict[str, list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                written[field.name] = _write(field.name, value)
        return written

    def query(self) -> str:
        """The query string, without `?`. `View.parse(view.query()) == view`."""
        return urlencode(self.parameters(), doseq=True, quote_via=quote, safe=",:.")

    def with_(self, **changes: object) -> Self:
        """A copy with these fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def without(self, name: str, value: str = "") -> Self:
        """A copy with one filter loosened: a facet's `value` taken out, or the whole field `name` reset."""
        if name in FACETS and value:
            return self.with_(**{name: tuple(v for v in getattr(self, name) if v != value)})
        default = next(field.default for field in fields(self) if field.name == name)
        return self.with_(**{name: default})

    def filters(self) -> Self:
        """The part of the view that decides which events are in it."""
        return type(self)(**{name: getattr(self, name) for name in FILTERS})

    def active(self) -> list[tuple[str, str, str]]:
        """The filters in force: field, value within a facet (else empty), words for a person."""
        found = []
        if self.dates != (None, None):
            found.append(("dates", "", span_in_words(self.dates)))
        for name in FACETS:
            found += [(name, value, label(name, value)) for value in getattr(self, name)]
        if self.find:
            found.append(("find", "", f"“{self.find}”"))
        if self.area:
            found.append(("area", "", area_in_words(self.area)))
        return found

    def describe(self, extent: Dates = (None, None)) -> str:
        """The view in one sentence; `extent`, the record's first and last day, stands in where no dates are asked."""
        parts = [_subject(self.side, self.data)]
        if self.event_type:
            parts.append(f"{_listed([label('event_type', t).lower() for t in self.event_type], 'or')} only")
        if self.actor:
            parts.append(f"by {_listed([label('actor', a) for a in self.actor], 'or')}")
        dates = self.dates if self.dates != (None, None) else extent
        if dates != (None, None):
            parts.append(span_in_words(dates))
        if self.country:
            parts.append(f"in {_listed(list(self.country), 'and')}")
        if self.area:
            parts.append(f"within {area_in_words(self.area)}")
        if self.find:
            parts.append(f"matching “{self.find}”")
        return ", ".join(parts)


FILTERS: Final = ("dates", *FACETS, "find", "area")


def clean(text: str) -> str:
    """White space collapsed, control characters out, at most 120 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_TEXT_LIMIT].strip()


def label(name: str, value: str) -> str:
    """The words people read for a facet's value."""
    if value == NOT_NAMED:
        return "Nobody named"
    return {"side": SIDES, "event_type": EVENT_TYPES}.get(name, {}).get(value, value)


def day_in_words(day: date) -> str:
    """A day as `7 Feb 2024`."""
    return f"{day.day} {day:%b %Y}"


def span_in_words(dates: Dates) -> str:
    """A span as `17 Oct 2023 to 7 Feb 2024`; one open end as `since` or `until`."""
    start, end = dates
    if start and end:
        return day_in_words(start) if start == end else f"{day_in_words(start)} to {day_in_words(end)}"
    if start:
        return f"since {day_in_words(start)}"
    return f"until {day_in_words(end)}" if end else "all dates"


def area_in_words(area: Area) -> str:
    """An area as `33.1 to 34.2° N, 38.0 to 40.5° E`."""
    west, south, east, north = (f"{value:.1f}" for value in area)
    return f"{south} to {north}° N, {west} to {east}° E"


def _subject(sides: tuple[str, ...], data: Data) -> str:
    if data == "own":
        return f"{_of_sides(sides)} in an imported file" if sides else "Events in an imported file"
    return f"{_of_sides(sides)}, with those in an imported file" if data == "both" else _of_sides(sides)


def _of_sides(sides: tuple[str, ...]) -> str:
    if not sides:
        return "Attacks on US and coalition forces and the strikes that answered them"
    words = {
        "attack": "attacks on US and coalition forces",
        "us_strike": "US strikes",
        "coalition_strike": "coalition strikes",
        "other": "other events",
    }
    sentence = _listed([word for side, word in words.items() if side in sides], "and")
    return sentence[0].upper() + sentence[1:]


def _listed(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _check_known(name: str, value: str | tuple[str, ...], known: tuple[str, ...]) -> None:
    for item in (value,) if isinstance(value, str) else value:
        if item not in known:
            raise ViewError(name, f"{name}: there is no “{item}”", known, item)


def _clean_texts(view: View) -> None:
    for name in FACETS:
        object.__setattr__(view, name, tuple(sorted({clean(value) for value in getattr(view, name)} - {""})))
    if view.as_of:
        object.__setattr__(view, "as_of", view.as_of.replace(second=0, microsecond=0, tzinfo=None))
    for name in ("find", "title", "banner", "organisation"):
        object.__setattr__(view, name, clean(getattr(view, name)))


def _check_values(view: View) -> None:
    if len(view.note) > NOTES_LIMIT:
        raise ViewError("note", f"note: {len(view.note)} are given, {NOTES_LIMIT} are the most")
    for name, known in _CLOSED.items():
        _check_known(name, getattr(view, name), known)
    start, end = view.dates
    if start and end and start > end:
        raise ViewError("dates", f"dates: {start} is after {end}")
    for day in view.dates:
        if day and not DAYS[0] <= day <= DAYS[1]:
            raise ViewError("dates", f"dates: {day} is not between {DAYS[0]} and {DAYS[1]}")
    _check_file(view)
    if view.selected and not _ID.fullmatch(view.selected):
        raise ViewError("selected", "selected: an event's id holds letters, digits, - and _ only")
    if view.month and not _MONTH.fullmatch(view.month):
        raise ViewError("month", f"month: “{view.month}” is not of the form YYYY-MM")


def _check_file(view: View) -> None:
    if view.data == "record" and view.file:
        raise ViewError("file", "file: stands only beside data=own or data=both")
    if view.data != "record" and not _FILE.fullmatch(view.file):
        raise ViewError("data", f"data: {view.data} needs file=, the fingerprint of the imported file")


def _round_coordinates(view: View) -> None:
    if view.area is not None:
        west, south, east, north = area = tuple(round(float(value), 4) + 0.0 for value in view.area)
        if not (-_EAST <= west < east <= _EAST and -_NORTH <= south < north <= _NORTH):
            raise ViewError(
                "area", "area: is west, south, east, north in degrees, west before east, south before north"
            )
        object.__setattr__(view, "area", area)
    if view.at is not None:
        latitude, longitude, zoom = at = tuple(round(float(value), n) + 0.0 for value, n in zip(view.at, (4, 4, 2)))
        if not (abs(latitude) <= _NORTH and abs(longitude) <= _EAST and 0 <= zoom <= _DEEPEST_ZOOM):
            raise ViewError("at", "at: is latitude, longitude, zoom")
        object.__setattr__(view, "at", at)


def _read_dates(text: str) -> Dates:
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?", text)
    try:
        if match:
            start, end = (date.fromisoformat(day) if day else None for day in match.groups())
            return start, end
        return (date.fromisoformat(text),) * 2
    except ValueError as error:
        message = f"dates: “{text}” is not of the form 2023-10-17..2024-02-07"
        raise ViewError("dates", message) from error


def _read_time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        message = f"as_of: “{text}” is not of the form 2024-02-07T18:00"
        raise ViewError("as_of", message) from error


def _read_numbers(name: str, count: int) -> Callable[[str], tuple[float, ...]]:
    def read(text: str) -> tuple[float, ...]:
        try:
            numbers = tuple(float(part) for part in text.split(","))
        except ValueError:
            numbers = ()
        if len(numbers) != count:
            raise ViewError(name, f"{name}: “{text}” is not {count} numbers with commas between them")
        return numbers

    return read


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "dates": _read_dates,
    "area": _read_numbers("area", 4),
    "at": _read_numbers("at", 3),
    "as_of": _read_time,
}


def _write(name: str, value: object) -> list[str]:
    if isinstance(value, datetime):
        return [value.isoformat(timespec="minutes")]
    if not isinstance(value, tuple):
        return [str(value)]
    if name == "dates":
        return ["..".join(str(day or "") for day in value)]
    if name in FACETS or name == "note":
        return [str(item) for item in value]
    return [",".join(_plain(number) for number in value)]


def _plain(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")
