"""The cards of bases, places and actors: what the events of a view say about each, as one value of words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd

from data.casualties import toll_sum_columns
from data.query.engine import Coverage, Engine
from data.query.subjects import NEAR, Actors, Sites
from data.record.catalog import Catalog
from data.rows import iter_rows
from data.terms import ACTOR_BASES, GEO_PRECISIONS, SIDE_GROUPS, UNCERTAINTY_KM
from data.text import groups_of, when
from data.view import View, ViewError, span_in_words
from data.words import listed

NEWEST_LIMIT: Final = 8
"""The most events that a card lists."""
STRIKES: Final = ("coalition_strike", "us_strike")
"""The sides whose targets are the armed actors of the record."""
_STRIKERS: Final = ("United States", "US-led coalition")
"""The affiliations of the actors that are not targets of strikes."""
_INTERCEPTED: Final = ("intercepted", "partly intercepted")
_KINDS: Final = {"base": "Base", "place": "Place"}


class Link(NamedTuple):
    """A link to another card: its key and its words."""

    key: str
    words: str


@dataclass(frozen=True, eq=False)
class Card:
    """A base, a place or an actor.

    Attributes:
        key: the value of the view's parameter `card`.
        kind: what it is, in a word.
        name: its name.
        facts: what is known of it, each with its label.
        counted: which events are counted, in a sentence.
        related: headings with links to other cards.
        answers: the strikes that are said to answer an attack on it.
        newest: the newest of its events in the view, of `events`.
        events: their number.
        shows: a view of its events alone, and the words of the button that shows it; None where no filter does.
        named: a view of the strikes whose texts name it, and the words of the button; None where there is none.
    """

    key: str
    kind: str
    name: str
    facts: tuple[tuple[str, str], ...]
    counted: str
    related: tuple[tuple[str, tuple[Link, ...]], ...]
    answers: pd.DataFrame
    newest: pd.DataFrame
    events: int
    shows: tuple[View, str] | None = None
    named: tuple[View, str] | None = None


class BaseRow(NamedTuple):
    """A base in the list of bases; a text is empty where nothing is known. `last_day` sorts by the last attack."""

    key: str
    name: str
    country: str
    attacks: int
    last: str
    last_day: str
    intercepted: str
    harmed: str
    precision: str


def site_key(site_id: str) -> str:
    """Return the value of the parameter `card` for a site."""
    return f"site:{site_id}"


def actor_key(actor_id: str) -> str:
    """Return the value of the parameter `card` for an actor."""
    return f"actor:{actor_id}"


def check(catalog: Catalog, view: View) -> View:
    """Return the view.

    Raises:
        ViewError: its card is of nothing that the record holds; the message names the nearest.
    """
    if not view.card:
        return view
    known = [*map(site_key, catalog.sites["site_id"]), *map(actor_key, catalog.actors["actor_id"])]
    if view.card not in known:
        raise ViewError("card", f"card: there is no “{view.card}”", known, view.card)
    return view


def card_of(catalog: Catalog, engine: Engine, view: View) -> Card:
    """Return the card that a view asks for; its figures are those of the view's events, see `Card.counted`."""
    kind, _, key = view.card.partition(":")
    return _of_actor(catalog, engine, view, key) if kind == "actor" else _of_site(catalog, engine, view, key)


def bases_of(catalog: Catalog, engine: Engine, view: View) -> list[BaseRow]:
    """Return the bases of the record with the attacks on each in the view, those with the most attacks first."""
    sites = catalog.sites[catalog.sites["kind"] == "base"]
    named = tuple(zip(sites["site_id"], sites["name"]))
    rows = engine.of_subject(_anywhere(view), Sites(named))
    ids = {name: site_id for site_id, name in named}
    site_of = rows["site_id"].fillna(rows["location"].map(ids))
    attacks = rows[(rows["side"] == "attack") & ~_is_near(rows)]
    found = [_base_row(site, attacks[site_of[attacks.index] == site.site_id]) for site in iter_rows(sites)]
    return sorted(found, key=lambda row: (-row.attacks, row.name))


def named_in_strikes(engine: Engine, view: View, actor: str) -> tuple[View, int]:
    """Return the view of all strikes whose texts name an actor, and how many these are."""
    found = view.reset().with_(find=actor, side=STRIKES, card="", selected="", month="", at=None)
    return found, engine.counts(found).shown


def _base_row(site: Any, attacks: pd.DataFrame) -> BaseRow:
    harmed = [figure for group in _groups(attacks) for figure in group.harmed]
    return BaseRow(
        key=site_key(site.site_id),
        name=site.name,
        country=site.country,
        attacks=int(attacks["events"].sum()),
        last=_last(attacks),
        last_day="" if attacks.empty else f"{attacks['date_start'].max():%Y-%m-%d}",
        intercepted=_share(attacks).partition(" with")[0],
        harmed=" · ".join(f"{number} {harm}" for number, harm in harmed),
        precision=_precision(site),
    )


def _of_site(catalog: Catalog, engine: Engine, view: View, site_id: str) -> Card:
    site = next(iter_rows(catalog.sites[catalog.sites["site_id"] == site_id]))
    subject, wide = Sites(((site.site_id, site.name),)), _anywhere(view)
    rows = engine.of_subject(wide, subject)
    is_base, is_near = site.kind == "base", _is_near(rows)
    near = int(rows.loc[is_near, "events"].sum())
    place = ", ".join(part for part in (site.admin1, site.country) if pd.notna(part))
    figures = _figures(rows[~is_near], "Attacks") if is_base else _figures(rows, "Events")
    where = "country and area" if view.country or view.area else ""
    return Card(
        key=site_key(site_id),
        kind=_KINDS[site.kind],
        name=site.name,
        facts=(*figures, ("Place", place), *_coordinates(site), *_aliases(site)),
        counted=f"{_scope(where)} {_counted_at(near, is_base=is_base)}",
        related=(),
        answers=engine.events_with(_answers(catalog, site_id)),
        newest=engine.newest_of(wide, subject, NEWEST_LIMIT),
        events=int(rows["events"].sum()),
    )


def _of_actor(catalog: Catalog, engine: Engine, view: View, actor_id: str) -> Card:
    actors = catalog.actors
    actor = next(iter_rows(actors[actors["actor_id"] == actor_id]))
    names = catalog.members()[actor.name]
    subject, wide = Actors(names), view.without("actor")
    rows = engine.of_subject(wide, subject)
    events = int(rows["events"].sum())
    facts = [*_figures(rows, "Events"), *_grounds(rows)]
    strikes, number = named_in_strikes(engine, view, actor.name) if actor.affiliation not in _STRIKERS else (view, 0)
    if number:
        facts.append(("Struck", f"named in {_number(number, 'US or coalition strike')} of the whole record"))
    if pd.notna(actor.affiliation):
        facts.append(("Affiliation", actor.affiliation))
    members = f" With its {len(names) - 1} member groups." if len(names) > 1 else ""
    shows = wide.with_(actor=(actor.name,), card="")
    return Card(
        key=actor_key(actor_id),
        kind="Actor",
        name=actor.name,
        facts=(*facts, *_aliases(actor)),
        counted=f"{_scope('actor' if view.actor else '')} Counted are events that it is said to have done.{members}",
        related=_family(actors, actor),
        answers=engine.events_with([]),
        newest=engine.newest_of(wide, subject, NEWEST_LIMIT),
        events=events,
        shows=(shows, "Show only these") if events else None,
        named=(strikes, f"Show the {_number(number, 'strike')} that name it") if number else None,
    )


def _counted_at(near: int, *, is_base: bool) -> str:
    """Return which events count as those of a site, of which this many more are only near it."""
    verb = "is" if near == 1 else "are"
    if is_base:
        beside = f" {near:,} more {verb} only near it, and not counted." if near else ""
        return f"Counted are events that the documents place at it.{beside}"
    return f"Counted are events at it or near it.{f' {near:,} of them {verb} only near it.' if near else ''}"


def _scope(left_out: str) -> str:
    words = f"the events of this view, but for its {left_out}" if left_out else "the events of this view"
    return f"Figures of {words}."


def _anywhere(view: View) -> View:
    return view.without("country").without("area")


def _family(actors: pd.DataFrame, actor: Any) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Return the umbrella group of an actor, and its members."""
    above = actors[actors["actor_id"] == actor.parent_id]
    below = actors[actors["parent_id"] == actor.actor_id]
    return tuple(
        (heading, tuple(Link(actor_key(one.actor_id), one.name) for one in iter_rows(found)))
        for heading, found in (("Part of", above), ("Members", below))
        if not found.empty
    )


def _answers(catalog: Catalog, site_id: str) -> list[str]:
    """Return the ids of the events that are said to answer an attack on a site."""
    events = catalog.events
    here = (events["site_id"] == site_id) & (events["side"] == "attack") & (events["place_relation"] != "near")
    attacks = set(events.loc[here, "event_id"])
    answered = events["responds_to"].fillna("").map(lambda ids: bool(attacks & {*ids.split(";")}))
    return [*events.loc[answered, "event_id"]]


def _is_near(rows: pd.DataFrame) -> pd.Series:
    return rows["location"].str.startswith(NEAR)


def _figures(rows: pd.DataFrame, what: str) -> list[tuple[str, str]]:
    """Return the figures of events, each with its label; `what` is the label where there is none of them."""
    attacks = rows[rows["side"] == "attack"]
    groups = {group.group: group for group in _groups(rows)}
    labels = {"attack": "Attacks", "answer": "Strikes", "other": "Other events"}
    facts = []
    for group, label in labels.items():
        if found := groups.get(group):
            harmed = " · ".join(f"{number} {harm}" for number, harm in found.harmed) or "no toll reported"
            coverage = f" ({found.coverage})" if found.harmed and found.coverage else ""
            facts += [(label, found.number.partition(" ")[0]), (f"Harmed in {label.lower()}", f"{harmed}{coverage}")]
        elif label == what or (rows.empty and group == "attack"):
            facts.append((what, "none in this view"))
    if not attacks.empty:
        facts += [("Last attack", _last(attacks)), ("Intercepted", _share(attacks) or "no outcome reported")]
    if gap := longest_gap(attacks["date_start"], attacks["date_end"]):
        facts.append(("Longest gap", f"{gap[0]:,} days, {span_in_words(gap[1:])}; only part of the attacks is listed"))
    return facts


def _groups(rows: pd.DataFrame) -> list[Any]:
    """Return the figures of each group of sides (`data.text.FigureGroup`)."""
    group_of = rows["side"].map(SIDE_GROUPS)
    sums = rows[["events", "reported", "reported_killed", "reported_wounded"]].groupby(group_of).sum()
    covered = {str(group): Coverage(*map(int, numbers)) for group, *numbers in sums.itertuples()}
    return groups_of(covered, _tolls(rows))


def _tolls(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of tolls by side, party and harm."""
    parts = [pd.DataFrame(columns=["side", "party", "harm", "low", "high", "open"])]
    for kind in (name.removesuffix("_open") for name in map(str, rows) if name.endswith("_open")):
        _, _, high, is_open, events = toll_sum_columns([kind])
        known = rows[rows[events] > 0]
        party, harm = kind.split("_")
        columns = {"low": known[f"{kind}_low"], "high": known[high], "open": known[is_open] > 0}
        parts.append(pd.DataFrame({"side": known["side"], "party": party, "harm": harm, **columns}))
    return pd.concat([part for part in parts if not part.empty] or parts[:1])


def _last(attacks: pd.DataFrame) -> str:
    """Return the days of the last attack, as exactly as they are known; empty where there is none."""
    if attacks.empty:
        return ""
    return when(attacks.sort_values(["date_start", "date_end"]).iloc[-1])


def _share(attacks: pd.DataFrame) -> str:
    """Return how many attacks of known outcome were intercepted; empty where no outcome is known."""
    numbers = attacks.groupby("outcome")["events"].sum()
    unknown = int(numbers.get("unknown", 0))
    known = int(numbers.sum()) - unknown
    if not known:
        return ""
    whole, partly = (int(numbers.get(name, 0)) for name in _INTERCEPTED)
    in_part = f"; {partly:,} in part" if partly else ""
    return f"{whole:,} of {known:,} with a known outcome, {whole / known:.0%}{in_part}"


def longest_gap(starts: Iterable[Any], ends: Iterable[Any]) -> tuple[int, date, date] | None:
    """Return the most days from one event to the next, and the days of both; None for fewer than two events.

    An event that is known to a span of days may have been on each of them: a gap begins after the span.

    >>> longest_gap([date(2024, 1, 1), date(2024, 1, 9)], [date(2024, 1, 3), date(2024, 1, 9)])
    (6, datetime.date(2024, 1, 3), datetime.date(2024, 1, 9))
    """
    spans = sorted((pd.Timestamp(start).date(), pd.Timestamp(end).date()) for start, end in zip(starts, ends))
    found, last = [], None
    for start, end in spans:
        if last is not None and start > last:
            found.append(((start - last).days, last, start))
        last = max(last or end, end)
    return max(found, key=lambda gap: gap[0], default=None)


def _grounds(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return on what basis the actor is named, by the number of events."""
    numbers: Mapping[Any, int] = rows.groupby("actor_basis")["events"].sum().to_dict()
    words = {**ACTOR_BASES, "claimed": "claimed by it", "unknown": "basis not stated"}
    parts = [f"{numbers[name]:,} {text}" for name, text in words.items() if numbers.get(name)]
    return [("Named", listed(parts, "and"))] if parts else []


def _coordinates(site: Any) -> list[tuple[str, str]]:
    """Return where a site is, how exactly that is known, and from where."""
    if pd.isna(site.latitude):
        return [("Coordinates", f"none: known {_precision(site)}")]
    north, east = ("S" if site.latitude < 0 else "N"), ("W" if site.longitude < 0 else "E")
    point = f"{abs(site.latitude):.4f}° {north}, {abs(site.longitude):.4f}° {east}"
    return [("Coordinates", f"{point}, known {_precision(site)}"), ("Taken from", site.coordinate_source)]


def _precision(site: Any) -> str:
    """Return how exactly the place of a site is known: `to the town, within 5 km`."""
    km = UNCERTAINTY_KM.get(site.geo_precision)
    words = GEO_PRECISIONS[site.geo_precision].removeprefix("place known ")
    return f"{words}, within {km:g} km" if km else words


def _aliases(row: Any) -> list[tuple[str, str]]:
    return [("Also written", row.aliases)] if pd.notna(row.aliases) else []


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
