"""Sentences and short texts about data: titles, days, tolls, figures and completeness; no Streamlit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd

from data.filters import FILTERS
from data.formatting import Range, format_range
from data.query.engine import Counts, Coverage
from data.record.catalog import Catalog
from data.record.provenance import EventDetail, contradicted, differing_open_figures
from data.rows import iter_rows
from data.terms import EVENT_TYPES, HARMS, PARTIES, SIDE_GROUPS
from data.view import View, day_in_words, span_in_words
from data.words import listed

_NOT_MATCHED: Final = (
    "The record and the imported file may contain the same events: none was accepted as the same, so sums count them "
    "twice where both are in the view."
)
_OTHERS_TWICE: Final = "If both contain other events, sums count these twice."
_GROUPS: Final = {
    "attack": ("attack", "attacks"),
    "answer": ("strike", "strikes"),
    "other": ("other event", "other events"),
}
"""One and several events of each group of sides, in the order of the figures."""
_HARMED: Final = {
    "us": ("US", "US"),
    "coalition": ("coalition", "coalition"),
    "partner": ("partner forces member", "partner forces"),
    "contractor": ("contractor", "contractors"),
    "militia": ("militia", "militia"),
    "civilian": ("civilian", "civilians"),
    "unassigned": ("party not stated", "party not stated"),
}
"""One and several persons of each party in figures, in their order there."""
_OTHERS: Final = ("other", "others")
_PARTIES_LIMIT: Final = 4
"""The most parties that a figure names; with more, the last is “others”."""
_UNSPECIFIED: Final = {"attack": "Attack", "other": "Event"}


@dataclass(frozen=True, slots=True)
class Reported:
    """One reported figure of an event as text: who was harmed and how, the toll, the publishers, their quotations."""

    harmed: str
    toll: str
    by: str
    words: str


def not_in_view(view: View, excluding: Iterable[str], event: pd.Series) -> str:
    """Return why an event is not in the view: `excluding` names the filters that it does not pass; empty if it is."""
    reasons = [FILTERS[name].exclusion(getattr(view, name), event) for name in excluding]
    return f"Not in this view: {'; '.join(reasons)}." if reasons else ""


def title(event: object) -> str:
    """Return the title of an event: `Drone strike at Tower 22`."""
    place = event.location  # type: ignore[attr-defined]
    kind = event.event_type  # type: ignore[attr-defined]
    words = _UNSPECIFIED.get(event.side, "Strike") if kind == "unspecified" else EVENT_TYPES[kind]  # type: ignore[attr-defined]
    if place.startswith("near "):
        return f"{words} {place}"
    return f"{words} in {place}" if event.geo_precision == "country" else f"{words} at {place}"  # type: ignore[attr-defined]


def when(event: object) -> str:
    """Return the days of an event as exactly as they are known: `28 Jan 2024`, `November 2023`."""
    start, end = (pd.Timestamp(day).date() for day in (event.date_start, event.date_end))  # type: ignore[attr-defined]
    if event.time_precision == "month":  # type: ignore[attr-defined]
        return f"{start:%B %Y}"
    return day_in_words(start) if start == end else span_in_words((start, end))


def fact_in_words(fact: object) -> str:
    """Return a fact of the context in one line: its days, its headline and who published it."""
    return f"{when(fact)}: {fact.headline} ({fact.publisher})"  # type: ignore[attr-defined]


def who(event: object) -> str:
    """Return the actor of an event and the basis on which it is named: `Group One, basis not stated`."""
    actor, basis = event.actor, event.actor_basis  # type: ignore[attr-defined]
    if pd.isna(actor):
        return "nobody named"
    return f"{actor}, {'basis not stated' if pd.isna(basis) or basis == 'unknown' else basis}"


def harm(event: object) -> str:
    """Return the toll of an event as text; an unreported toll is not shown as zero."""
    parts = []
    for name in HARMS:
        low, high = getattr(event, f"{name}_low"), getattr(event, f"{name}_high")
        if pd.notna(low) or pd.notna(high):
            parts.append(f"{format_range(low, high)} {name}")
    return ", ".join(parts) or "toll not reported"


def harmed_by_party(event: object, harm: str) -> str:
    """Return the killed or the wounded of an event by party: `3 US, 7+ partner forces`; empty where none is reported.

    A number without a party is of people whose party is not stated.
    """
    parties = {party: number for party in _HARMED if (number := _range(event, f"{party}_{harm}"))}
    if parties.keys() == {"unassigned"}:
        return str(parties["unassigned"])
    if parties:
        return "0" if _is_zero(parties) else _by_party(parties)
    low, high = getattr(event, f"{harm}_low"), getattr(event, f"{harm}_high")
    return "" if pd.isna(low) and pd.isna(high) else format_range(low, high)


def harm_by_party(event: object) -> str:
    """Return the toll of an event by party: `3 US killed, 25–47 US wounded`."""
    parts = [f"{words} {name}" for name in HARMS if (words := harmed_by_party(event, name))]
    return ", ".join(parts) or "toll not reported"


def _range(event: object, kind: str) -> Range | None:
    """Return the toll of one kind of an event; None where none is reported."""
    low, high = (getattr(event, f"{kind}_{bound}", None) for bound in ("low", "high"))
    if low is None or pd.isna(low):
        return None
    is_open = high is None or bool(pd.isna(high))
    return Range(int(low), int(low if high is None or is_open else high), is_open)


def days_of(story: EventDetail | None) -> list[tuple[date, str]]:
    """Return the first day and the title of the selected event, which the chart marks; empty if none is selected."""
    return [] if story is None else [(pd.Timestamp(story.event["date_start"]).date(), title(story.event))]


def reported(story: EventDetail) -> list[Reported]:
    """Return each different figure that the documents give for an event."""
    given = story.casualties.reindex(columns=[*story.casualties.columns.union(["account", "qualifier"], sort=False)])
    return [
        Reported(
            f"{PARTIES[str(party)]} {name}",
            _in_words(same.iloc[0]),
            ", ".join(_whose(row) for row in iter_rows(same)),
            " / ".join(same["quote"]),
        )
        for (party, name), kind in given.groupby(["party", "harm"], sort=False)
        for _, same in kind.groupby(["low", "high", "qualifier"], dropna=False, sort=False)
    ]


def _in_words(figure: pd.Series) -> str:
    """Return a figure, with the word of its document that was read as a number beside it: `at least 3 (“several”)`."""
    words = format_range(figure["low"], figure["high"], figure["qualifier"])
    is_shown = pd.isna(figure["qualifier"]) or words.startswith(figure["qualifier"])
    return words if is_shown else f"{words} (“{figure['qualifier']}”)"


def _whose(figure: Any) -> str:
    """Return by which document a figure is, and by which of its accounts if it has several."""
    return figure.publisher if pd.isna(figure.account) else f"{figure.publisher} ({figure.account})"


def preference(story: EventDetail) -> str:
    """Return how to read figures that differ: as alternatives of parties, and which is preferred; empty if none do."""
    if story.coded is None:
        return ""
    harms = [kind for _, kind in story.casualties.groupby("harm", sort=False)]
    if not any(len(_accounts(kind, ["party", "low", "high"])) > 1 for kind in harms):
        return ""
    sentences = []
    if any(len(_accounts(kind, ["party"])) > 1 for kind in harms):
        sentences.append("The figures for different parties are alternatives of different accounts, not a sum.")
    source, reason = story.coded["preferred_source"], story.coded["preferred_reason"]
    by = story.casualties.loc[story.casualties["source_id"] == source, "publisher"]
    if len(by) and pd.notna(reason):
        sentences.append(f"Preferred where they differ: {by.iloc[0]}, {reason}.")
    elif pd.notna(reason):
        sentences.append(f"No figure is preferred: {reason}.")
    return " ".join(sentences)


def _accounts(figures: pd.DataFrame, columns: list[str]) -> set[frozenset[tuple[object, ...]]]:
    """Return the different contents of these columns over the accounts of the documents, of figures for one harm."""
    accounts = figures.fillna({"high": -1}).groupby(["source_id", "account"], dropna=False)
    return {frozenset(account[columns].itertuples(index=False, name=None)) for _, account in accounts}


def doubt(story: EventDetail) -> str:
    """Return what is doubtful about an event of the record, in a sentence; empty where nothing is."""
    return "" if story.coded is None or pd.isna(story.coded["doubt"]) else str(story.coded["doubt"])


def differing(catalog: Catalog, events: pd.DataFrame) -> dict[str, str]:
    """Return by id, of the `events`, which open figures of different documents an event has, in a sentence.

    In sums each has its lowest figure, which the sentence says.
    """
    found = differing_open_figures(catalog)
    titles = {event.event_id: title(event) for event in iter_rows(events[events["event_id"].isin(found["event_id"])])}
    sentences: dict[str, str] = {}
    for key, rows in found.groupby(["event_id", "party", "harm"]):
        event_id, party, harm = map(str, key)
        if event_id in titles:
            numbers = listed([*dict.fromkeys(format_range(row.low, row.high) for row in iter_rows(rows))], "or")
            words = f"{titles[event_id]}: {numbers} {_HARMED[party][1]} {harm}, by different documents."
            sentences[event_id] = f"{sentences.get(event_id, '')} {words}".strip()
    return {event_id: f"{words} Sums have the lowest figure." for event_id, words in sentences.items()}


class FigureGroup(NamedTuple):
    """The figures of the events of one group of sides.

    Attributes:
        group: a value of `data.terms.SIDE_GROUPS`.
        number: how many events, with their word: `31 attacks`.
        harmed: for each harm the numbers by party, and the harm: `("3 US, 7+ partner forces", "killed")`.
        coverage: of how many of the events a toll is reported, in words; empty where of all.
    """

    group: str
    number: str
    harmed: list[tuple[str, str]]
    coverage: str


def figures_by_group(counts: Counts, tolls: pd.DataFrame) -> list[FigureGroup]:
    """Return the figures of each group of sides that has an event in the view.

    A sum is left out where all reported figures are 0 and not all events report one.
    """
    return groups_of(counts.coverage, tolls)


def groups_of(covered: Mapping[str, Coverage], tolls: pd.DataFrame) -> list[FigureGroup]:
    """Return the same of events of which only these numbers by group of sides, and the tolls, are known."""
    sums = _sums_by_party(tolls)
    return [
        FigureGroup(
            group,
            f"{coverage.events:,} {_GROUPS[group][coverage.events != 1]}",
            _harmed(group, sums, coverage),
            f"toll reported for {coverage.reported:,}" if coverage.reported < coverage.events else "",
        )
        for group in _GROUPS
        if (coverage := covered.get(group)) and coverage.events
    ]


def kind_of_others(events: pd.DataFrame) -> str:
    """Return what an event that is neither attack nor strike was, where it is the only one of `events`; else nothing.

    >>> kind_of_others(pd.DataFrame({"side": ["attack", "other"], "event_type": ["ied", "false alarm"]}))
    'false alarm'
    """
    kinds = events.loc[events["side"].map(SIDE_GROUPS) == "other", "event_type"].tolist()
    return EVENT_TYPES[kinds[0]].lower() if len(kinds) == 1 and kinds[0] != "unspecified" else ""


def summary_of_groups(counts: Counts, tolls: pd.DataFrame) -> list[str]:
    """Return the figures of `figures_by_group` in words, a line for each group.

    >>> summary_of_groups(Counts(0, 0, 0, 0, 0, 0, {}), pd.DataFrame(columns=["side", "harm"]))
    []
    """
    lines = []
    for found in figures_by_group(counts, tolls) if counts.shown else []:
        parts = [f"{number} {harm}" for number, harm in found.harmed]
        words = "; ".join([*parts, found.coverage] if found.coverage else parts)
        lines.append(f"{found.number}: {words}" if words else found.number)
    return lines


def _harmed(group: str, sums: Mapping[tuple[str, str], dict[str, Range]], coverage: Coverage) -> list[tuple[str, str]]:
    found = []
    for harm in HARMS:
        number = _by_party(sums.get((group, harm), {}))
        if number and not (_is_zero(sums[group, harm]) and _is_partly_known(coverage, harm)):
            found.append((number, harm))
    return found


def _sums_by_party(tolls: pd.DataFrame) -> dict[tuple[str, str], dict[str, Range]]:
    """Return the tolls of each group of sides and harm, by party."""
    sums: dict[tuple[str, str], dict[str, Range]] = {}
    names = ("side", "harm", "party", "low", "high", "open")
    for side, harm, party, *reported in zip(*(tolls[name].tolist() for name in names)):
        parties = sums.setdefault((SIDE_GROUPS[side], harm), {})
        parties[party] = parties.get(party, Range(0, 0)) + Range(*reported)
    return sums


def figures(counts: Counts, tolls: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the figures below the heading: the number by party harmed, and what it counts.

    A sum is left out where all reported figures are 0 and not all events report one; the last figure says how many do.
    """
    found = [(f"{counts.shown:,}", "event" if counts.shown == 1 else "events")]
    sums = _sums_by_party(tolls)
    for group in _GROUPS:
        if group in counts.coverage:
            harmed = _harmed(group, sums, counts.coverage[group])
            found += [(number, f"{harm} in {_GROUPS[group][1]}") for number, harm in harmed]
    found.append((f"{counts.sites:,}", "place" if counts.sites == 1 else "places"))
    covered = _coverage(counts)
    return [*found, (covered, "with a reported toll")] if covered else found


def contradiction(catalog: Catalog, tolls: pd.DataFrame) -> str:
    """Return which published total is lower than the killed in the strikes of a view, and why; empty if none is."""
    in_strikes = tolls["side"].map(SIDE_GROUPS).eq("answer") & tolls["harm"].eq("killed")
    total = contradicted(catalog, int(tolls.loc[in_strikes, "low"].sum()))
    if total is None:
        return ""
    number = format_range(total["low"], total["high"], total["qualifier"])
    return f"A published total has {number} militants killed. {total['doubt']}"


def _is_zero(parties: dict[str, Range]) -> bool:
    return not any(number.high or number.open for number in parties.values())


def _is_partly_known(coverage: Coverage, harm: str) -> bool:
    return int(getattr(coverage, harm)) < coverage.events


def _by_party(parties: dict[str, Range]) -> str:
    """Return the sums of the parties as `3 US, 7+ partner forces`; parties with 0 only where there is nobody else."""
    if _is_zero(parties) and "unassigned" in parties:
        return "0"
    harmed = {party: parties[party] for party in _HARMED if party in parties}
    harmed = {party: number for party, number in harmed.items() if number.high or number.open} or harmed
    named = sorted(harmed, key=lambda party: (party == "us", harmed[party].high), reverse=True)
    if len(named) > _PARTIES_LIMIT:
        named = named[: _PARTIES_LIMIT - 1]
    parts = [(number, _HARMED[party]) for party, number in harmed.items() if party in named]
    if len(named) < len(harmed):
        parts.append((sum((harmed[party] for party in harmed if party not in named), Range(0, 0)), _OTHERS))
    return ", ".join(f"{number} {words[number != Range(1, 1)]}" for number, words in parts)


def _coverage(counts: Counts) -> str:
    """Return of how many events tolls are reported: `14 of 31 attacks and 12 of 18 strikes`; no complete groups."""
    covered = [(words, counts.coverage[group]) for group, words in _GROUPS.items() if group in counts.coverage]
    parts = [
        f"{part.reported:,} of {part.events:,} {words[part.events != 1]}"
        for words, part in covered
        if part.reported < part.events
    ]
    return listed(parts, "and") if parts else ""


def completeness(counts: Counts, view: View, accepted: str = "") -> str:
    """Return a sentence that accounts for every event: on the map + without a point + filtered out = all.

    `accepted` says which events of an imported file were accepted as events of the record; empty if none were.

    >>> completeness(Counts(50, 9, 0, 0, 2, 5, {}), View())
    '7 on the map, 2 listed beside it, known only to a country, 41 filtered out of 50.'
    """
    parts = [f"{counts.on_map:,} on the map"]
    if counts.without_location:
        parts.append(f"{counts.without_location:,} listed beside it, known only to a country")
    parts.append(f"{counts.filtered_out:,} filtered out of {counts.everything:,}")
    sentence = ", ".join(parts) + "."
    for number, where in ((counts.possibly_outside_dates, "dates"), (counts.possibly_outside_area, "area")):
        if number:
            sentence = f"{counts.shown:,} events, {number:,} of them possibly outside the {where}: " + sentence
    if view.data != "both":
        return sentence
    return f"{sentence} {accepted} {_OTHERS_TWICE}" if accepted else f"{sentence} {_NOT_MATCHED}"
