"""The filters of a view, one object each.

A filter is a field of `Filters`, annotated with the object that describes it; `FILTERS` holds these objects. The
address bar, the sentence, SQL, counts of options, chips, reset, the sidebar, the command line and `docs/url.md` read
them. A new filter is one field here and one test.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal

import ibis.expr.types as ir
import pandas as pd

from data.limits import FILTER_VALUES
from data.parameters import (
    EAST,
    NORTH,
    Area,
    Choice,
    Dates,
    Parameter,
    clean,
    format_numbers,
    parameters_of,
    parse_numbers,
)
from data.query import predicates, search
from data.query.search import Members, Words
from data.terms import ACTOR_BASES, COUNTRIES, EVENT_TYPES, NOT_NAMED, SIDES
from data.words import area_in_words, listed, span_in_words

Control = Literal["boxes", "pills", "list", "dates", "text", "area", ""]
"""The control of a filter in the sidebar; empty where it has none."""
Data = Literal["record", "own", "both"]

DAYS: Final = (date(1900, 1, 1), date(2100, 12, 31))
"""The first and the last day that a view may contain."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Filter(Parameter):
    """A parameter that decides which events are in the view."""

    title: str
    """The label of its control."""
    control: Control = ""
    sidebar_place: int = 0
    """Its place in the sidebar, from the top."""
    sentence_place: int
    """The place of its words in the view's sentence."""
    help: str = ""
    """One sentence behind a `?` beside the control."""
    columns: tuple[str, ...] = ()
    """The columns of the events table that its predicate reads, where the table has them."""
    in_rollup: bool = False
    """Whether the daily sums have these columns, so that a filtered sum can be computed from them."""
    searches_values: bool = False
    """Whether its predicate depends on the values that are in the table."""

    def phrase(self, value: Any) -> str:
        """Return its part of the view's sentence; empty where the filter is not in force."""
        raise NotImplementedError

    def chips(self, value: Any) -> list[tuple[str, str]]:
        """Return what can be removed: a value within a facet (else empty), and the words for a person."""
        raise NotImplementedError

    def exclusion(self, value: Any, event: pd.Series) -> str:
        """Return in words why an event does not pass, if it does not; `event` is a row of the flat table."""
        raise NotImplementedError

    def predicate(self, events: ir.Table, value: Any, members: Members, words: Words) -> ir.BooleanValue:
        """Return whether an event passes; one that only possibly falls in the dates or the area passes.

        `members` gives for an actor's name all names under it, `words` what is known of the table's words.
        """
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True, eq=False)
class Facet(Filter):
    """Any number of values of one column; a facet without a closed list of `values` takes those of the data."""

    form: str = "a value; repeat the parameter for several"
    column: str
    short_labels: Mapping[str, str] = field(default_factory=dict)
    """Labels of the control, where they are shorter than those of `values`."""
    template: str = "{}"
    """Its phrase in the sentence; `{}` are the values."""
    conjunction: str = "or"
    offered: tuple[str, ...] = ()
    """Values of an open facet that are allowed even where the table has no event with them."""
    null_value: str = ""
    """The value that selects the events without any, if there is one."""
    null_label: str = ""
    one_pass: bool = False
    """Whether it has so few values that one pass over the events counts for every selection.

    Prepared tables have a column of bits for it, and selecting its values runs no query for the sums.
    """
    many: bool = False
    """Whether it has too many values to be counted for each selection of the one-pass facets."""
    has_groups: bool = False
    """Whether a value can be a group, which includes its members."""

    @property
    def is_open(self) -> bool:
        """Whether the values come from the data."""
        return not self.values

    @property
    def bit_column(self) -> str:
        """The column with one bit for each value in a prepared table; empty where there is none."""
        return f"{self.column}_bit" if self.one_pass else ""

    def parse(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the values; see `Parameter.parse`."""
        return tuple(texts)

    def canonical(self, value: Collection[str]) -> tuple[str, ...]:
        """Return the values sorted, without repetition; see `Parameter.canonical`."""
        if len(value) > FILTER_VALUES:
            raise self.error(f"{len(value):,} values are given, {FILTER_VALUES} are the most; leave some out")
        return tuple(sorted({self.as_known(text) for text in map(clean, value) if text}))

    def format(self, value: tuple[str, ...]) -> list[str]:
        """Return the values."""
        return list(value)

    def label(self, value: str) -> str:
        """Return the words for a value."""
        return self.null_label if value == self.null_value else self.values.get(value, value)

    def phrase(self, value: tuple[str, ...]) -> str:
        """Return the labels in the facet's template."""
        labels = [self.label(text) if self.is_open else self.label(text).lower() for text in value]
        return self.template.format(listed(labels, self.conjunction)) if labels else ""

    def chips(self, value: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return each value with its label."""
        return [(text, self.label(text)) for text in value]

    def exclusion(self, value: tuple[str, ...], event: pd.Series) -> str:
        """Return the label of the event's own value."""
        del value
        found = event[self.column]
        return f"{self.null_label or 'an event without it' if pd.isna(found) else self.label(found)} is filtered out"

    def bits(self, value: Collection[str]) -> int:
        """Return the sum of the bits of some values."""
        positions = list(self.values)
        return sum(1 << positions.index(text) for text in value)

    def predicate(self, events: ir.Table, value: tuple[str, ...], members: Members, words: Words) -> ir.BooleanValue:
        """Return whether the event has one of the values."""
        del words
        if self.bit_column in events.columns:  # one comparison, however many values are selected
            return (events[self.bit_column] & self.bits(value)) != 0
        groups = members if self.has_groups else {}
        names = sorted({member for text in value for member in groups.get(text, (text,))})
        return predicates.has_one_of(events[self.column], names, or_none=self.null_value in value)


@dataclass(frozen=True, kw_only=True, eq=False)
class SideFacet(Facet):
    """Who struck whom: the subject of the sentence."""

    def phrase(self, value: tuple[str, ...]) -> str:
        """Return the subject of the sentence."""
        words = {
            "attack": "attacks on US and coalition forces",
            "us_strike": "US strikes",
            "coalition_strike": "coalition strikes",
            "other": "other events",
        }
        sentence = listed([words[side] for side in words if side in value], "and") if value else ""
        return sentence[:1].upper() + sentence[1:]


@dataclass(frozen=True, kw_only=True, eq=False)
class DateFilter(Filter):
    """A span of days."""

    form: str = "`FROM..TO`, days as YYYY-MM-DD, both included, either may be missing; or one day"

    def parse_one(self, text: str) -> Dates:
        """Return the days; see `Parameter.parse`."""
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?", text)
        try:
            if match:
                start, end = (date.fromisoformat(day) if day else None for day in match.groups())
                return start, end
            return (date.fromisoformat(text),) * 2
        except ValueError as error:
            raise self.error(f"“{clean(text)}” is not of the form 2023-10-17..2024-02-07") from error

    def canonical(self, value: Dates) -> Dates:
        """Return the days; see `Parameter.canonical`."""
        start, end = value
        if start and end and start > end:
            raise self.error(f"{start} is after {end}")
        for day in value:
            if day and not DAYS[0] <= day <= DAYS[1]:
                raise self.error(f"{day} is not between {DAYS[0]} and {DAYS[1]}")
        return value

    def format(self, value: Dates) -> list[str]:
        """Return the days as `FROM..TO`."""
        return ["..".join(str(day or "") for day in value)]

    def phrase(self, value: Dates) -> str:
        """Return the span in words."""
        return span_in_words(value) if any(value) else ""

    def chips(self, value: Dates) -> list[tuple[str, str]]:
        """Return the span in words."""
        return [("", span_in_words(value))]

    def exclusion(self, value: Dates, event: pd.Series) -> str:
        """Return the event's days."""
        del value
        days = event["date_start"].date(), event["date_end"].date()
        return f"{span_in_words(days)} is filtered out"

    def predicate(self, events: ir.Table, value: Dates, members: Members, words: Words) -> ir.BooleanValue:
        """Return whether the event may have been within the days."""
        del members, words
        return predicates.within_dates(events, value)


@dataclass(frozen=True, kw_only=True, eq=False)
class TextFilter(Filter):
    """Words that an event's texts contain."""

    def phrase(self, value: str) -> str:
        """Return the words in quotation marks."""
        return f"matching “{value}”" if value else ""

    def chips(self, value: str) -> list[tuple[str, str]]:
        """Return the words in quotation marks."""
        return [("", f"“{value}”")]

    def exclusion(self, value: str, event: pd.Series) -> str:
        """Return the words that the event does not contain."""
        del event
        return f"“{value}” is not found in it"

    def predicate(self, events: ir.Table, value: str, members: Members, words: Words) -> ir.BooleanValue:
        """Return whether the event's texts contain every word."""
        return search.holds_every_word(events, value, members, words)


WIDEST_OVER_DATE_LINE: Final = 270
"""Degrees of longitude: a wider area over the date line is one whose west and east were exchanged."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AreaFilter(Filter):
    """A box on the globe."""

    form: str = "`WEST,SOUTH,EAST,NORTH`, WGS 84 degrees"

    def parse_one(self, text: str) -> tuple[float, ...]:
        """Return the four numbers; see `Parameter.parse`."""
        return parse_numbers(self, text, 4)

    def canonical(self, value: Area | None) -> Area | None:
        """Return the area, rounded to four places; see `Parameter.canonical`."""
        if value is None:
            return None
        west, south, east, north = (round(float(number), 4) + 0.0 for number in value)
        if not (abs(west) <= EAST and abs(east) <= EAST and -NORTH <= south < north <= NORTH):
            raise self.error("is west, south, east, north in degrees, south before north")
        if not (west < east or 0 < east + 2 * EAST - west <= WIDEST_OVER_DATE_LINE):
            raise self.error("has its west beyond its east, and is too wide for an area that crosses the date line")
        return west, south, east, north

    def format(self, value: Area) -> list[str]:
        """Return the numbers with commas between them."""
        return [format_numbers(value)]

    def phrase(self, value: Area | None) -> str:
        """Return the area in words."""
        return f"within {area_in_words(value)}" if value else ""

    def chips(self, value: Area) -> list[tuple[str, str]]:
        """Return the area in words."""
        return [("", area_in_words(value))]

    def exclusion(self, value: Area, event: pd.Series) -> str:
        """Return the area in which the event is not."""
        del event
        return f"it is not within {area_in_words(value)}"

    def predicate(self, events: ir.Table, value: Area, members: Members, words: Words) -> ir.BooleanValue:
        """Return whether the event may have been in the area."""
        del members, words
        return predicates.meets_area(events, value)


@dataclass(frozen=True)
class Filters:
    """Which events are in the view."""

    dates: Annotated[
        Dates,
        DateFilter(
            meaning="Events that were, or may have been, within these days.",
            example="2023-10-17..2024-02-07",
            title="Period",
            control="dates",
            sidebar_place=2,
            sentence_place=5,
            columns=("date_start", "date_end"),
            in_rollup=True,
        ),
    ] = (None, None)
    side: Annotated[
        tuple[str, ...],
        SideFacet(
            meaning="Who struck whom.",
            example="attack",
            title="Who struck",
            control="boxes",
            sidebar_place=3,
            sentence_place=1,
            column="side",
            values=SIDES,
            short_labels={
                "attack": "Attacks on US and coalition forces",
                "us_strike": "US strikes",
                "coalition_strike": "Coalition strikes",
            },
            columns=("side", "side_bit"),
            in_rollup=True,
            one_pass=True,
        ),
    ] = ()
    event_type: Annotated[
        tuple[str, ...],
        Facet(
            meaning="How it was done.",
            example="drone strike",
            title="Type",
            control="boxes",
            sidebar_place=4,
            sentence_place=2,
            column="event_type",
            values=EVENT_TYPES,
            template="{} only",
            columns=("event_type", "event_type_bit"),
            in_rollup=True,
            one_pass=True,
        ),
    ] = ()
    actor: Annotated[
        tuple[str, ...],
        Facet(
            meaning="The armed actor that struck, as the documents name it; an umbrella group includes its members. "
            f"`{NOT_NAMED}` selects the events whose actor no document names.",
            example="Kata'ib Hezbollah",
            title="Actor",
            control="list",
            sidebar_place=5,
            sentence_place=3,
            help="An umbrella group includes its member groups: choosing it selects the events of all members.",
            column="actor",
            template="by {}",
            offered=(NOT_NAMED,),
            null_value=NOT_NAMED,
            null_label="Nobody named",
            columns=("actor",),
            many=True,
            has_groups=True,
        ),
    ] = ()
    basis: Annotated[
        tuple[str, ...],
        Facet(
            meaning="How it is known who struck: by the actor's claim, by what others say, or not at all.",
            example="claimed",
            title="How sure",
            control="boxes",
            sidebar_place=6,
            sentence_place=4,
            help="How it is known who struck: claimed by the actor, attributed or suspected by others, or not at all.",
            column="actor_basis",
            values={value: words.capitalize() for value, words in ACTOR_BASES.items()},
            columns=("actor_basis", "actor_basis_bit"),
            in_rollup=True,
            one_pass=True,
        ),
    ] = ()
    country: Annotated[
        tuple[str, ...],
        Facet(
            meaning="The country of the place that was struck.",
            example="Jordan",
            title="Country",
            control="pills",
            sidebar_place=7,
            sentence_place=6,
            column="country",
            template="in {}",
            conjunction="and",
            offered=tuple(COUNTRIES),
            columns=("country",),
            in_rollup=True,
        ),
    ] = ()
    find: Annotated[
        str,
        TextFilter(
            meaning="Words that all appear in the place, the summary, the target, the weapon or the actor, however "
            "they are spelled: accents, apostrophes, hyphens and forms of Arabic letters do not matter.",
            example="ain al asad",
            title="Search places, actors, words",
            control="text",
            sidebar_place=1,
            sentence_place=8,
            columns=search.READ,
            searches_values=True,
        ),
    ] = ""
    area: Annotated[
        Area | None,
        AreaFilter(
            meaning="Events that were, or may have been, in this area of the map. Where west is greater than east, the "
            "area crosses the date line.",
            example="38,33.1,40.5,34.2",
            title="Area",
            control="area",
            sidebar_place=8,
            sentence_place=7,
            columns=("country", "latitude", "longitude", "geo_precision"),
        ),
    ] = None
    data: Annotated[
        Data,
        Choice(
            meaning="Whose events: the served ones, those of an imported file, or both. *Reset* does not change it.",
            example="own&file=0123456789ab",
            values={"record": "served to everybody", "own": "of an imported file", "both": "both"},
        ),
    ] = "record"
    file: Annotated[
        str,
        Parameter(
            form="12 hexadecimal digits",
            meaning="The fingerprint of the imported file; only with `data=own` or `data=both`.",
            example="0123456789ab",
        ),
    ] = ""


@cache
def filters_of(group: type) -> tuple[Filter, ...]:
    """Return the filters among a group of a view's fields, in the order of the query string."""
    return tuple(item for item in parameters_of(group).values() if isinstance(item, Filter))


FILTERS: Final = {item.name: item for item in filters_of(Filters)}
"""The filters by name, in the order of the query string and of the chips.

>>> FILTERS["country"].phrase(("Iraq", "Syria"))
'in Iraq and Syria'
"""
FACETS: Final = {name: item for name, item in FILTERS.items() if isinstance(item, Facet)}
ONE_PASS: Final = tuple(facet for facet in FACETS.values() if facet.one_pass)
"""The facets with so few values that one pass over the events counts for every selection of them."""
