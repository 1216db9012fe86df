"""The cards of bases, places and actors: figures of small tables that were made by hand, and of the record."""

from datetime import date

import pandas as pd
import pytest

from data import cards
from data.cards import longest_gap
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.view import View, ViewError

EVENTS = [
    # first and last day, location, side, outcome, US killed (low and high), basis
    ("2024-01-01", "2024-01-01", "al-Asad", "attack", "intercepted", (0, 0), "claimed"),
    ("2024-01-05", "2024-01-09", "al-Asad", "attack", "partly intercepted", (2, None), "attributed"),
    ("2024-01-12", "2024-01-12", "al-Asad", "attack", "unknown", None, "attributed"),
    ("2024-01-20", "2024-01-20", "near al-Asad", "attack", "hit", (50, 60), "claimed"),
    ("2024-01-25", "2024-01-25", "al-Asad", "us_strike", "hit", (9, 9), "unknown"),
    ("2024-01-30", "2024-01-30", "al-Tanf", "attack", "hit", (7, 7), "suspected"),
]


@pytest.fixture(scope="module", params=["al-asad", None], ids=["with ids", "without ids"])
def engine(request: pytest.FixtureRequest, flat: tuple[pd.DataFrame, pd.DataFrame]) -> Engine:
    """The events above in a table with the ids of the sites, and in one without."""
    rows, tolls = [], []
    sample = flat[0].iloc[1]
    for n, (first, last, location, side, outcome, killed, basis) in enumerate(EVENTS):
        days = {"date_start": pd.Timestamp(first), "date_end": pd.Timestamp(last)}
        site = request.param if "Asad" in location else request.param and "al-tanf"
        who = {"actor": "Kata'ib Hezbollah", "actor_basis": basis, "summary": "Words.", "target": None}
        known = {"location": location, "side": side, "outcome": outcome, "site_id": site, "event_id": f"e{n}"}
        rows.append({**sample, **days, **who, **known, "time_precision": "day" if first == last else "range"})
        if killed:
            bounds = {"low": killed[0], "best": killed[0], "high": killed[1]}
            tolls.append({"event_id": f"e{n}", "party": "us", "harm": "killed", **bounds})
    events = pd.DataFrame(rows).astype(flat[0].dtypes)
    return Engine.of_frames(events, pd.DataFrame(tolls).astype(flat[1].dtypes), {})


def facts(catalog: Catalog, engine: Engine, view: View) -> dict[str, str]:
    return dict(cards.card_of(catalog, engine, view).facts)


def test_the_card_of_a_base_counts_what_is_at_it_and_not_what_is_near(catalog: Catalog, engine: Engine) -> None:
    view = View(card="site:al-asad")
    card, found = cards.card_of(catalog, engine, view), facts(catalog, engine, view)
    assert (card.kind, card.name, card.events) == ("Base", "al-Asad", 5)
    assert found["Attacks"] == "3"
    assert found["Strikes"] == "1"
    assert found["Last attack"] == "12 Jan 2024"
    assert found["Harmed in attacks"] == "2+ US killed (toll reported for 2)"
    assert found["Harmed in strikes"] == "9 US killed"
    assert found["Intercepted"] == "1 of 2 with a known outcome, 50%; 1 in part"
    assert found["Longest gap"].startswith("4 days, 1 Jan 2024 to 5 Jan 2024; only part")
    assert found["Coordinates"] == "33.7856° N, 42.4412° E, known to the site"
    assert "Ain al-Asad" in found["Also written"]
    assert "1 more is only near it, and not counted" in card.counted
    assert card.newest["event_id"].tolist() == ["e4", "e3", "e2", "e1", "e0"]


def test_the_card_of_an_actor_tells_on_what_basis_it_is_named(catalog: Catalog, engine: Engine) -> None:
    card = cards.card_of(catalog, engine, View(card="actor:kataib-hezbollah"))
    found = dict(card.facts)
    assert (found["Attacks"], found["Strikes"]) == ("5", "1")
    assert found["Named"] == "2 claimed by it, 2 attributed, 1 suspected and 1 basis not stated"
    assert [heading for heading, _ in card.related] == ["Part of"]
    assert card.shows is not None
    assert card.shows[0] == View(actor=("Kata'ib Hezbollah",))


def test_what_is_unknown_is_not_zero(catalog: Catalog, engine: Engine) -> None:
    found = facts(catalog, engine, View(card="site:al-asad", dates=(date(2024, 1, 12), date(2024, 1, 12))))
    assert found["Attacks"] == "1"
    assert found["Harmed in attacks"] == "no toll reported"
    assert found["Intercepted"] == "no outcome reported"
    assert "Longest gap" not in found
    found = facts(catalog, engine, View(card="site:hemo"))
    assert found["Attacks"] == "none in this view"
    assert not {"Last attack", "Intercepted", "Longest gap", "Harmed in attacks"} & found.keys()


def test_the_figures_follow_the_view_but_not_its_places(catalog: Catalog, engine: Engine) -> None:
    elsewhere = View(card="site:al-asad", country=("Qatar",), area=(50.0, 24.0, 52.0, 26.0), side=("attack",))
    card = cards.card_of(catalog, engine, elsewhere)
    assert dict(card.facts)["Attacks"] == "3"
    assert "Strikes" not in dict(card.facts)
    assert "but for its country and area" in card.counted
    assert "but for" not in cards.card_of(catalog, engine, View(card="site:al-asad")).counted


@pytest.mark.slow
def test_every_base_is_listed_with_its_attacks(catalog: Catalog, engine: Engine) -> None:
    rows = cards.bases_of(catalog, engine, View(country=("Qatar",)))
    assert {row.key.removeprefix("site:") for row in rows} == set(
        catalog.sites.loc[catalog.sites["kind"] == "base", "site_id"]
    )
    first, second, third = rows[:3]
    assert (first.name, first.attacks, first.last, first.intercepted) == ("al-Asad", 3, "12 Jan 2024", "1 of 2")
    assert (second.name, second.attacks, second.harmed) == ("al-Tanf", 1, "7 US killed")
    assert (third.attacks, third.last, third.intercepted, third.harmed) == (0, "", "", "")


def test_every_card_of_the_record_agrees_with_its_events(catalog: Catalog, record_engine: Engine) -> None:
    events = catalog.events
    for site in catalog.sites.itertuples():
        found = facts(catalog, record_engine, View(card=cards.site_key(site.site_id)))
        there = events[(events["site_id"] == site.site_id) & (events["side"] == "attack")]
        if site.kind == "base":
            there = there[there["place_relation"] != "near"]
        assert found.get("Attacks", "0").replace("none in this view", "0") == str(len(there))
    for actor in catalog.actors.itertuples():
        card = cards.card_of(catalog, record_engine, View(card=cards.actor_key(actor.actor_id)))
        assert card.events == record_engine.counts(View(actor=(actor.name,))).shown


def test_the_record_s_cards_hold_the_answers_and_the_strikes_that_name_an_actor(
    catalog: Catalog, record_engine: Engine
) -> None:
    card = cards.card_of(catalog, record_engine, View(card="site:tower-22"))
    assert dict(card.facts)["Harmed in attacks"] == "3 US killed · 25–47 US wounded"
    answers = catalog.events["responds_to"].fillna("").str.contains("20240128-tower-22-drone")
    assert set(card.answers["event_id"]) == set(catalog.events.loc[answers, "event_id"])
    card = cards.card_of(catalog, record_engine, View(card="actor:kataib-hezbollah", country=("Jordan",)))
    assert card.events == 0
    assert card.named is not None
    assert card.named[1] == f"Show the {record_engine.counts(card.named[0]).shown} strikes that name it"
    assert not card.named[0].card


def test_a_gap_begins_after_the_days_on_which_an_event_may_have_been() -> None:
    days = [date(2024, 1, day) for day in (1, 3, 8, 10, 31)]
    assert longest_gap(days[:1], days[:1]) is None
    assert longest_gap(days, days) == (21, days[3], days[4])
    assert longest_gap([days[0], days[0], days[3]], [days[0], days[2], days[3]]) == (2, days[2], days[3])


@pytest.mark.parametrize("key", ["site:al-asda", "actor:al-asad", "site:badr"])
def test_a_card_of_nothing_in_the_record_is_refused(catalog: Catalog, key: str) -> None:
    with pytest.raises(ViewError, match="card: there is no"):
        cards.check(catalog, View(card=key))
    assert cards.check(catalog, View(card="site:al-asad")).card == "site:al-asad"
