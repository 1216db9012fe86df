"""The view: everything a person can request, as one immutable value that is also a query string."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import parse_qs, quote, urlencode

from data.filters import Data, Facet, Filter, Filters, filters_of
from data.limits import LINK_LETTERS, NOTES, TEXT_LETTERS
from data.parameters import (
    EAST,
    NORTH,
    Area,
    Choice,
    Dates,
    MapPosition,
    Parameter,
    Pattern,
    Position,
    Timestamp,
    ViewError,
    clean,
    format_numbers,
    is_tracking,
    one_line,
    parameters_of,
)
from data.words import area_in_words, day_in_words, extent_in_words, span_in_words

__all__ = [
    "NOTES_LIMIT",
    "ORDERS",
    "PAGES",
    "Area",
    "Camera",
    "Context",
    "Dates",
    "Display",
    "Measure",
    "Mode",
    "Note",
    "Position",
    "Running",
    "SlideText",
    "View",
    "ViewError",
    "area_in_words",
    "clean",
    "day_in_words",
    "span_in_words",
]

Measure = Literal["harm", "party", "events"]
Running = Literal["monthly", "cumulative"]
Context = Literal["shown", "hidden"]
Mode = Literal["dashboard", "briefing"]

NOTES_LIMIT: Final = NOTES
PAGES: Final = {
    "events": "Events in view",
    "bases": "Bases",
    "totals": "Published totals",
    "context": "Context",
    "about": "About the record",
}
"""The tabs below the map, each with its words; `components/page.py` says how each is drawn."""
ORDERS: Final = {
    "-date": "the newest first",
    "date": "the oldest first",
    **{name: f"by {name}, A to Z" for name in ("event", "actor", "basis", "outcome", "country")},
    **{f"-{name}": f"by {name}, Z to A" for name in ("event", "actor", "basis", "outcome", "country")},
    **{f"-{name}": f"by {name}, the most first" for name in ("killed", "wounded", "sources")},
    **{name: f"by {name}, the fewest first" for name in ("killed", "wounded", "sources")},
}
"""The orders of the table of events, each with its words: the name of a column, with `-` in descending order."""
_EVERYTHING: Final = "Attacks on US and coalition forces and US and coalition strikes"


@dataclass(frozen=True, slots=True)
class Note:
    """A briefer's note on the map: words at a point (latitude, longitude, WGS 84 degrees)."""

    latitude: float
    longitude: float
    text: str

    def __post_init__(self) -> None:
        """Make the spelling canonical.

        Raises:
            ViewError: a point that is not on the globe, or no text.
        """
        text = one_line(self.text)
        if len(text) > TEXT_LETTERS:
            raise ViewError("note", f"note: has {len(text):,} letters, {TEXT_LETTERS} are the most; shorten it")
        object.__setattr__(self, "text", text)
        for name, limit in (("latitude", NORTH), ("longitude", EAST)):
            number = round(float(getattr(self, name)), 4) + 0.0
            if not abs(number) <= limit:
                raise ViewError("note", f"note: {name} {number} is not on the globe")
            object.__setattr__(self, name, number)
        if not self.text:
            raise ViewError("note", "note: has no text")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the note of `latitude,longitude,words`.

        >>> Note.parse("33.5,40.1,Look here")
        Note(latitude=33.5, longitude=40.1, text='Look here')
        """
        parts = text.split(",", 2)
        try:
            latitude, longitude, words = float(parts[0]), float(parts[1]), parts[2]
        except (ValueError, IndexError) as error:
            message = f"note: “{clean(text)}” is not of the form 33.5,40.1,words"
            raise ViewError("note", message) from error
        return cls(latitude, longitude, words)

    def __str__(self) -> str:
        """Return the note as `parse` reads it."""
        return f"{format_numbers((self.latitude, self.longitude))},{self.text}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Notes(Parameter):
    """The notes on the map. They are numbered, so their order counts."""

    def parse(self, texts: Sequence[str]) -> tuple[Note, ...]:
        """Return the notes; see `Parameter.parse`."""
        return tuple(Note.parse(text) for text in texts)

    def canonical(self, value: tuple[Note, ...]) -> tuple[Note, ...]:
        """Return the notes; see `Parameter.canonical`."""
        if len(value) > NOTES_LIMIT:
            raise self.error(f"{len(value)} are given, {NOTES_LIMIT} are the most")
        return value

    def format(self, value: tuple[Note, ...]) -> list[str]:
        """Return each note as `latitude,longitude,words`."""
        return [str(note) for note in value]


@dataclass(frozen=True)
class Camera:
    """What is looked at: an event, a base or an actor, a month, a part of the map."""

    selected: Annotated[
        str,
        Pattern(
            form="an event's id",
            meaning="The event whose details are shown, in or out of the view.",
            example="20240128-tower-22-drone",
            pattern=r"[A-Za-z0-9_-]{1,80}",
            problem="an event's id holds letters, digits, - and _ only",
        ),
    ] = ""
    card: Annotated[
        str,
        Pattern(
            form="`site:` or `actor:` with the id of the record",
            meaning="The base, place or actor whose card is shown; while an event is selected, that is shown instead.",
            example="site:al-asad",
            pattern=r"(site|actor):[A-Za-z0-9_-]{1,80}",
            problem="“{}” is not of the form site:al-asad or actor:badr",
        ),
    ] = ""
    month: Annotated[
        str,
        Pattern(
            form="`YYYY-MM`",
            meaning="The month that is highlighted, and whose events are listed.",
            example="2024-01",
            pattern="(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])",
            problem="“{}” is not of the form YYYY-MM",
        ),
    ] = ""
    at: Annotated[
        Position | None,
        MapPosition(
            meaning="The centre and the zoom of the map; without it the map shows its whole region.",
            example="33.5,43.25,6.25",
        ),
    ] = None


@dataclass(frozen=True)
class Display:
    """How it is shown."""

    measure: Annotated[
        Measure,
        Choice(
            meaning="What the chart counts.",
            example="party",
            values={"harm": "killed and wounded", "party": "those of each party", "events": "events"},
        ),
    ] = "harm"
    running: Annotated[
        Running,
        Choice(
            meaning="Whether the chart sums up from the first day.",
            example="cumulative",
            values={"monthly": "each month by itself", "cumulative": "all months up to each"},
        ),
    ] = "monthly"
    context: Annotated[
        Context,
        Choice(
            meaning="Whether dated facts of the record that are no attack or strike are shown; they are never counted.",
            example="hidden",
            values={"shown": "on the chart, beside events, in files", "hidden": "nowhere"},
        ),
    ] = "shown"
    page: Annotated[
        str,
        Choice(meaning="The page below the map.", example="totals", values=PAGES),
    ] = "events"
    sort: Annotated[
        str,
        Choice(
            meaning="The order of the rows in the table of events; files have their own, the newest first.",
            example="-killed",
            values=ORDERS,
        ),
    ] = "-date"
    mode: Annotated[
        Mode,
        Choice(
            meaning="The dashboard, or the view as a slide.",
            example="briefing",
            values={"dashboard": "the dashboard", "briefing": "the slide"},
        ),
    ] = "dashboard"


@dataclass(frozen=True)
class SlideText:
    """What a briefer adds to the slide."""

    title: Annotated[str, Parameter(meaning="The slide's title, instead of the sentence.", example="Al-Asad")] = ""
    as_of: Annotated[
        datetime | None,
        Timestamp(meaning="The time of the information.", example="2024-02-07T18:00"),
    ] = None
    banner: Annotated[
        str, Parameter(meaning="The handling banner at the slide's top and bottom.", example="For exercise only")
    ] = ""
    organisation: Annotated[str, Parameter(meaning="Who briefs.", example="J2 / Watch floor")] = ""
    note: Annotated[
        tuple[Note, ...],
        Notes(
            form=f"`LATITUDE,LONGITUDE,WORDS`; repeat the parameter for up to {NOTES_LIMIT} notes",
            meaning="A numbered note on the map.",
            example="33.5,40.1,Look here",
        ),
    ] = ()


@dataclass(frozen=True)
class View(SlideText, Display, Camera, Filters):
    """Everything that a person can request. Equal views have equal query strings, and the other way round.

    The four groups are flat in the query string, in the order `Filters`, `Camera`, `Display`, `SlideText`; each field's
    annotation says what it means.

    >>> view = View(side=("attack",), country=("Jordan",))
    >>> view.query()
    'side=attack&country=Jordan'
    >>> View.parse(view.query()) == view
    True
    >>> view.describe()
    'Attacks on US and coalition forces, in Jordan'
    """

    def __post_init__(self) -> None:
        """Make the spelling canonical.

        Raises:
            ViewError: dates in the wrong order, a value outside its closed list, numbers outside the globe.
        """
        for name, parameter in self.all_parameters().items():
            value = getattr(self, name)
            if value is not parameter.default:
                object.__setattr__(self, name, parameter.canonical(value))
        if self.data == "record" and self.file:
            raise ViewError("file", "file: is allowed only with data=own or data=both")
        if self.data != "record" and not re.fullmatch("[0-9a-f]{12}", self.file):
            raise ViewError("data", f"data: {self.data} needs file=, the fingerprint of the imported file")

    @classmethod
    def parse(cls, query: str) -> Self:
        """Return the view of a query string (with or without a leading `?`).

        Raises:
            ViewError: an unknown parameter or value, or a repeated parameter that is no list.
        """
        if len(query) > LINK_LETTERS:
            raise _too_long(len(query))
        given = parse_qs(query.lstrip("?"), keep_blank_values=True)
        return cls.from_parameters(given)

    @classmethod
    def from_parameters(cls, given: Mapping[str, Sequence[str]]) -> Self:
        """Return the view of the parameters of a query string, each with its list of values.

        Parameters that social media and newsletters add to links are left out.

        Raises:
            ViewError: as `parse`.
        """
        letters = sum(len(name) + len(text) for name, texts in given.items() for text in texts)
        if letters > LINK_LETTERS:
            raise _too_long(letters)
        known = cls.all_parameters()
        given = {name: texts for name, texts in given.items() if not is_tracking(name)}
        for name in given:
            if name not in known:
                raise ViewError(name, f"There is no parameter “{clean(name)}”", known, name)
        for name, texts in given.items():
            for text in texts:
                if text.strip() and not clean(text):  # a filter that nobody can read must not be none
                    raise ViewError(name, f"{name}: the value holds no letter that can be shown")
        return cls(**{name: known[name].parse(texts) for name, texts in given.items()})

    def parameters(self) -> dict[str, list[str]]:
        """Return the parameters of the query string, without those that equal their default."""
        found = ((parameter, getattr(self, name)) for name, parameter in self.all_parameters().items())
        return {parameter.name: parameter.format(value) for parameter, value in found if value != parameter.default}

    def query(self) -> str:
        """Return the query string, without `?`."""
        return urlencode(self.parameters(), doseq=True, quote_via=quote, safe=",:.")

    def with_(self, **changes: object) -> Self:
        """Return a copy with these fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def without(self, name: str, value: str = "") -> Self:
        """Return a copy without a `value` of the facet `name`, or with the whole field `name` reset."""
        parameter = self.all_parameters()[name]
        rest = tuple(item for item in getattr(self, name) if item != value) if value else parameter.default
        return self.with_(**{name: rest})

    def toggled(self, name: str, values: Collection[str], *, add: bool) -> tuple[str, ...]:
        """Return these values of a facet alone, or `add`ed to those of the view; a second time, without them.

        All values of a closed list are no filter.

        >>> view = View(side=("other",))
        >>> view.toggled("side", ["attack"], add=False), view.toggled("side", ["attack"], add=True)
        (('attack',), ('attack', 'other'))
        >>> view.toggled("side", ["other"], add=False), view.toggled("side", ["other"], add=True)
        ((), ())
        """
        before, picked = set(getattr(self, name)), set(values)
        alone = set() if before == picked else picked
        together = before - picked if picked <= before else before | picked
        chosen = together if add else alone
        return () if chosen == set(self.all_parameters()[name].values) else tuple(sorted(chosen))

    def filters(self) -> Self:
        """Return the view with its filters alone: they decide which events of a dataset are in it."""
        return type(self)(**{item.name: value for item, value in self.in_force()})

    def reset(self) -> Self:
        """Return a copy without filters; all other fields are unchanged."""
        return self.with_(**{item.name: item.default for item in self.all_filters()})

    @classmethod
    def all_parameters(cls) -> dict[str, Parameter]:
        """Return the parameters that a view has by name, in the order of the query string."""
        group: type = cls  # mypy does not take `type[Self]` of a dataclass for hashable
        return parameters_of(group)

    @classmethod
    def all_filters(cls) -> tuple[Filter, ...]:
        """Return the filters that a view has, in the order of the query string."""
        group: type = cls
        return filters_of(group)

    @classmethod
    def facets(cls) -> list[Facet]:
        """Return the facets that a view has, in the order of the query string."""
        return [item for item in cls.all_filters() if isinstance(item, Facet)]

    def in_force(self) -> list[tuple[Filter, Any]]:
        """Return the filters that are in force, each with its value."""
        found = ((item, getattr(self, item.name)) for item in self.all_filters())
        return [(item, value) for item, value in found if value != item.default]

    def active(self) -> list[tuple[str, str, str]]:
        """Return what can be removed of the filters in force: field, value within a facet (else empty), words."""
        return [(item.name, part, words) for item, value in self.in_force() for part, words in item.chips(value)]

    def describe(self, extent: Dates = (None, None)) -> str:
        """Return the view in one sentence.

        `extent`, the first and last day of the data, is named where the view has no dates: not to the day, which only
        a person selects.
        """
        ordered = sorted(self.all_filters(), key=lambda item: item.sentence_place)
        phrases = {item.name: item.phrase(getattr(self, item.name)) for item in ordered}
        phrases["dates"] = phrases["dates"] or extent_in_words(extent)
        subject, *rest = phrases.values()
        return ", ".join([_with_dataset(subject, self.data), *filter(None, rest)])


def _too_long(letters: int) -> ViewError:
    return ViewError(
        "", f"The link has {letters:,} letters, {LINK_LETTERS:,} are the most; leave out texts or values of filters"
    )


def _with_dataset(subject: str, data: Data) -> str:
    """Return the subject of the sentence with the dataset's words."""
    if data == "own":
        return f"{subject or 'Events'} in an imported file"
    return f"{subject or _EVERYTHING}, with those in an imported file" if data == "both" else subject or _EVERYTHING
