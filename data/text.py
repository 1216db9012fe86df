"""Sentences and short texts about data: titles, days, tolls, figures and completeness; no Streamlit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

import pandas as pd

from data.filters import FILTERS
from data.formatting import Range, format_range
from data.query.engine import Counts
from data.record.provenance import EventDetail
from data.terms import EVENT_TYPES, HARMS, PARTIES, SIDE_GROUPS
from data.view import View, day_in_words, span_in_words

_TOGETHER: Final = (
    "The record and the imported file may tell of the same events: they are not matched, sums count them twice."
)
_GROUPS: Final = {"attack": "attacks", "answer": "strikes", "other": "other events"}
_UNSPECIFIED: Final = {"attack": "Attack", "other": "Event"}


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure of an event in words: who was harmed how, how many, by which documents, in which words of theirs."""

    harmed: str
    toll: str
    by: str
    words: str


def not_in_view(view: View, excluding: Iterable[str], event: pd.Series) -> str:
    """Return why an event is not in the view: `excluding` names the filters that it does not pass; empty if it is."""
    reasons = [FILTERS[name].exclusion(getattr(view, name), event) for name in excluding]
    return f"Not in this view: {'; '.join(reasons)}." if reasons else ""


def title(event: object) -> str:
    """An event in a few words: `Drone strike at Tower 22`."""
    place = event.location  # type: ignore[attr-defined]
    kind = event.event_type  # type: ignore[attr-defined]
    words = _UNSPECIFIED.get(event.side, "Strike") if kind == "unspecified" else EVENT_TYPES[kind]  # type: ignore[attr-defined]
    if place.startswith("near "):
        return f"{words} {place}"
    return f"{words} in {place}" if event.geo_precision == "country" else f"{words} at {place}"  # type: ignore[attr-defined]


def when(event: object) -> str:
    """The days of an event as exactly as they are known: `28 Jan 2024`, `Nov 2023`, `between 4 Dec and 11 Dec 2023`."""
    start, end = (pd.Timestamp(day).date() for day in (event.date_start, event.date_end))  # type: ignore[attr-defined]
    if event.time_precision == "month":  # type: ignore[attr-defined]
        return f"{start:%B %Y}"
    return day_in_words(start) if start == end else span_in_words((start, end))


def harm(event: object) -> str:
    """The toll of an event in words; what is not reported is not said to be none."""
    parts = []
    for name in HARMS:
        low, high = getattr(event, f"{name}_low"), getattr(event, f"{name}_high")
        if pd.notna(low) or pd.notna(high):
            parts.append(f"{format_range(low, high)} {name}")
    return ", ".join(parts) or "toll not reported"


def days_of(story: EventDetail | None) -> list[tuple[date, str]]:
    """The first day of the selected event and its title, for the chart to mark; nothing where none is selected."""
    return [] if story is None else [(pd.Timestamp(story.event["date_start"]).date(), title(story.event))]


def reported(story: EventDetail) -> list[Reported]:
    """Each different figure that the documents give for an event."""
    told = story.casualties
    return [
        Reported(
            f"{PARTIES[str(party)]} {name}",
            format_range(same["low"].iloc[0], same["high"].iloc[0]),
            ", ".join(same["publisher"]),
            " / ".join(same["quote"]),
        )
        for (party, name), kind in told.groupby(["party", "harm"], sort=False)
        for _, same in kind.groupby(["low", "high"], dropna=False, sort=False)
    ]


def preference(story: EventDetail) -> str:
    """Which figure is preferred where the documents differ, and why; empty where they do not differ."""
    harmed = [figure.harmed for figure in reported(story)]
    if story.coded is None or len(set(harmed)) == len(harmed):
        return ""
    source, reason = story.coded["preferred_source"], story.coded["preferred_reason"]
    by = story.casualties.loc[story.casualties["source_id"] == source, "publisher"]
    who = f"Preferred where they differ: {by.iloc[0]}, " if len(by) else "No figure is preferred: "
    return f"{who}{reason}." if pd.notna(reason) else ""


def figures(counts: Counts, tolls: pd.DataFrame) -> list[tuple[str, str]]:
    """The figures beneath the heading: the number, and what it counts."""
    found = [(f"{counts.shown:,}", "event" if counts.shown == 1 else "events")]
    sums: dict[tuple[str, str], Range] = {}
    for side, harm, *told in zip(*(tolls[name].tolist() for name in ("side", "harm", "low", "high", "open"))):
        kind = SIDE_GROUPS[side], harm
        sums[kind] = sums.get(kind, Range(0, 0)) + Range(*told)
    found += [(str(sums[kind]), f"{kind[1]} in {_GROUPS[kind[0]]}") for kind in product(_GROUPS, HARMS) if kind in sums]
    return [*found, (f"{counts.sites:,}", "place struck" if counts.sites == 1 else "places struck")]


def completeness(counts: Counts, view: View) -> str:
    """What becomes of every event of the table: shown + not plottable + filtered out = all."""
    parts = [f"{counts.on_map:,} on the map"]
    if counts.without_location:
        parts.append(f"{counts.without_location:,} listed beside it, known only to a country")
    parts.append(f"{counts.filtered_out:,} filtered out of {counts.everything:,}")
    sentence = ", ".join(parts) + "."
    for number, where in ((counts.possibly_outside_dates, "dates"), (counts.possibly_outside_area, "area")):
        if number:
            sentence = f"{counts.shown:,} events, {number:,} of them possibly outside the {where}: " + sentence
    return f"{sentence} {_TOGETHER}" if view.data == "both" else sentence
