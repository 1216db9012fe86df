"""The engine's results for a view, compared with plain loops over plain rows."""

import itertools
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import cos, radians
from typing import Any

import pandas as pd
import pytest

from data.filters import FACETS
from data.folding import fold
from data.query import prepared_table
from data.query.backends.duckdb import connector
from data.query.database import Database
from data.query.engine import Coverage, Engine
from data.query.search import words_of
from data.record.boundaries import countries_meeting
from data.record.catalog import EVENT_COLUMNS, Catalog
from data.schema import EVENTS, TOLLS
from data.terms import COUNTRIES, EVENT_TYPES, GEO_PRECISIONS, HARMS, NOT_NAMED, OUTCOMES, PARTIES, SIDE_GROUPS, SIDES
from data.text import figures as figures_of
from data.view import View, ViewError

Frames = tuple[pd.DataFrame, pd.DataFrame]
Members = dict[str, tuple[str, ...]]
UMBRELLAS: Members = {
    "Umbrella": ("Umbrella", "Branch", "Twig"),
    "Branch": ("Branch", "Twig"),
    "Twig": ("Twig",),
    "Silent": ("Silent",),
}


@dataclass(frozen=True)
class Plain:
    """The same queries, computed with plain loops over the rows."""

    events: list[dict[str, Any]]
    tolls: list[dict[str, Any]]
    members: Members

    def shown(self, view: View) -> list[dict[str, Any]]:
        return [event for event in self.events if self._in_view(event, view)]

    def tolls_of(self, view: View) -> dict[tuple[Any, ...], list[int]]:
        by_id = {event["event_id"]: event for event in self.shown(view)}
        sums: dict[tuple[Any, ...], list[int]] = {}
        for toll in self.tolls:
            if toll["event_id"] not in by_id:
                continue
            event = by_id[toll["event_id"]]
            best = toll["low"] if toll["best"] is None else toll["best"]
            high = best if toll["high"] is None else toll["high"]
            key = event["date_start"].replace(day=1), event["side"], toll["party"], toll["harm"]
            bounds = [toll["low"], best, high, int(toll["high"] is None), 1]
            sums[key] = [a + b for a, b in zip(sums.get(key, [0] * 5), bounds, strict=True)]
        return sums

    def _in_view(self, event: dict[str, Any], view: View) -> bool:
        start, end = view.dates
        if (start and event["date_end"] < start) or (end and event["date_start"] > end):
            return False
        for name in FACETS.keys() - {"actor"}:
            if getattr(view, name) and event[FACETS[name].column] not in getattr(view, name):
                return False
        if view.actor and not any(self._is_of(event["actor"], name) for name in view.actor):
            return False
        if view.find and not holds(event, view.find):
            return False
        return not view.area or possibly_inside(event, view.area)

    def _is_of(self, actor: str | None, name: str) -> bool:
        return actor is None if name == NOT_NAMED else actor in self.members.get(name, (name,))


def holds(event: dict[str, Any], words: str) -> bool:
    columns = ("location", "place_names", "admin1", "country", "summary", "target", "weapon", "actor")
    text = fold(" | ".join(event[column] or "" for column in columns))
    return all(word in text for word in words_of(words))


def reach(event: dict[str, Any]) -> tuple[float, float]:
    kilometres = {"site": 0, "town": 5, "district": 25, "admin1": 75}[event["geo_precision"]]
    return kilometres / 111.2, kilometres / 111.2 / cos(radians(event["latitude"]))


def possibly_inside(event: dict[str, Any], area: tuple[float, float, float, float]) -> bool:
    if event["latitude"] is None:
        return event["country"] in countries_meeting(area)
    (high, wide), (west, south, east, north) = reach(event), area
    return west - wide <= event["longitude"] <= east + wide and south - high <= event["latitude"] <= north + high


def surely_inside(event: dict[str, Any], area: tuple[float, float, float, float]) -> bool:
    if event["latitude"] is None:
        return False
    (high, wide), (west, south, east, north) = reach(event), area
    return west + wide <= event["longitude"] <= east - wide and south + high <= event["latitude"] <= north - high


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [
        {name: value.date() if isinstance(value, pd.Timestamp) else value for name, value in row.items()}
        for row in rows
    ]


def made_up() -> Frames:
    """400 events of every kind that the schema lets in, unknown in every column that may be."""
    chance = random.Random(20231017)  # noqa: S311 - the same table in every run
    events, tolls = [], []
    for n in range(400):
        precision = chance.choice(["site", "site", *GEO_PRECISIONS])
        start = date(2022, 12, 20) + timedelta(days=chance.randrange(500))
        length = chance.choice([0, 0, 0, 6, 29])
        place = chance.choice(["North", "South’s gate", "Ka'bah", "بغداد", "100% West_side"])
        events.append(
            {
                "event_id": f"made-{n:03}",
                "operation_id": chance.choice([None, f"op-{n // 3}"]),
                "date_start": pd.Timestamp(start),
                "date_end": pd.Timestamp(start + timedelta(days=length)),
                "time_precision": "day" if length == 0 else "range",
                "country": chance.choice(list(COUNTRIES)),
                "admin1": chance.choice([None, "Anbar", "Homs"]),
                "location": place,
                "place_names": chance.choice([None, "Alias of the Place; عين الأسد"]),
                "site_id": None,
                "latitude": None if precision == "country" else round(chance.uniform(25, 37), 4),
                "longitude": None if precision == "country" else round(chance.uniform(36, 51), 4),
                "geo_precision": precision,
                "side": chance.choice(list(SIDES)),
                "event_type": chance.choice(list(EVENT_TYPES)),
                "weapon": chance.choice([None, "a drone", "Rockets"]),
                "actor": chance.choice([None, "Umbrella", "Branch", "Twig", "Nobody's actor"]),
                "actor_basis": "unknown",
                "target": chance.choice([None, "a convoy"]),
                "outcome": chance.choice(list(OUTCOMES)),
                **{f"{harm}_{bound}": None for harm in HARMS for bound in ("low", "best", "high")},
                "summary": chance.choice(["Told briefly.", "A CONVOY was struck", "Nothing “more” is known"]),
                "source": "made-up",
            }
        )
        for party in chance.sample(list(PARTIES), chance.choice([0, 0, 1, 2])):
            low, step, wide = chance.randrange(9), chance.randrange(3), chance.randrange(4)
            best = chance.choice([None, low + step])
            high = chance.choice([None, low + step + wide])
            harm = chance.choice(list(HARMS))
            tolls.append(
                {"event_id": f"made-{n:03}", "party": party, "harm": harm, "low": low, "best": best, "high": high}
            )
    counts = {name: "Int64" for name in EVENT_COLUMNS if name.startswith(("killed", "wounded"))}
    text = {name: str for name, column in EVENTS.columns.items() if str(column.dtype).startswith("str")}
    frame = pd.DataFrame(events, columns=list(EVENT_COLUMNS))
    frame = frame.astype({**counts, "latitude": float, "longitude": float, **text}).where(frame.notna())
    frame = frame.astype({"date_start": "datetime64[us]", "date_end": "datetime64[us]"})
    harmed = pd.DataFrame(tolls).astype(dict.fromkeys(("low", "best", "high"), "Int64"))
    return EVENTS.validate(frame), TOLLS.validate(harmed)


RECORD_VIEWS = [
    View(),
    View(side=("attack",), dates=(date(2023, 10, 17), date(2024, 2, 7)), country=("Iraq", "Syria")),
    View(dates=(date(2023, 12, 5), date(2023, 12, 10))),
    View(dates=(date(2023, 11, 15), date(2023, 11, 20))),
    View(actor=(NOT_NAMED, "US forces"), country=("Iraq",)),
    View(area=(43.0, 32.0, 45.0, 34.0), side=("us_strike",)),
    View(area=(40.4, 35.0, 40.6, 35.2), dates=(date(2023, 1, 1), None)),
]


def random_views(number: int) -> list[View]:
    """Return views with one to four filters each, of every kind."""
    chance = random.Random(20240207)  # noqa: S311 - the same views in every run

    def filters() -> dict[str, Any]:
        start = date(2022, 12, 1) + timedelta(days=chance.randrange(500))
        west, south = chance.uniform(36, 48), chance.uniform(25, 35)
        return {
            "dates": chance.choice([(start, None), (None, start), (start, start + timedelta(days=60)), (start, start)]),
            "side": tuple(chance.sample(list(SIDES), 2)),
            "event_type": tuple(chance.sample(list(EVENT_TYPES), 3)),
            "actor": tuple(chance.sample([*UMBRELLAS, NOT_NAMED, "Nobody's actor"], 2)),
            "country": tuple(chance.sample(list(COUNTRIES), 2)),
            "find": chance.choice(
                ["convoy", "ALIAS place", "ka'bah", "بغداد", "100%", "west_side", "south's", "“more”"]
            ),
            "area": (west, south, west + chance.uniform(0.2, 6), south + chance.uniform(0.2, 6)),
        }

    chosen = []
    for _ in range(number):
        every = filters()
        names = chance.sample(sorted(every), chance.choice([1, 1, 2, 2, 3, 4]))
        chosen.append(View(**{name: every[name] for name in names}))
    return chosen


CASES = [("the record", view) for view in RECORD_VIEWS] + [("made up", view) for view in random_views(10)]


@pytest.fixture(scope="module")
def tables(flat: Frames, catalog: Catalog) -> dict[str, tuple[pd.DataFrame, pd.DataFrame, Members]]:
    return {"the record": (*flat, catalog.members()), "made up": (*made_up(), UMBRELLAS)}


@pytest.fixture(scope="module")
def plain(tables: dict[str, tuple[pd.DataFrame, pd.DataFrame, Members]]) -> dict[str, Plain]:
    return {
        name: Plain(plain_rows(events), plain_rows(tolls), members) for name, (events, tolls, members) in tables.items()
    }


@pytest.fixture(scope="module")
def engines(tables: dict[str, tuple[pd.DataFrame, pd.DataFrame, Members]]) -> dict[str, Engine]:
    """Return the engine over each table, in DuckDB's memory; the other databases are tested in tests/engines."""
    return {name: Engine.of_frames(*table) for name, table in tables.items()}


@pytest.fixture(scope="module")
def engine(engines: dict[str, Engine]) -> Engine:
    """Return the engine over the record."""
    return engines["the record"]


Case = tuple[Engine, Plain, View]


@pytest.fixture(params=CASES, ids=[f"{table}: {view.query()}" for table, view in CASES])
def case(request: pytest.FixtureRequest, engines: dict[str, Engine], plain: dict[str, Plain]) -> Case:
    table, view = request.param
    return engines[table], plain[table], view


def test_the_events_of_a_view_newest_first(case: Case) -> None:
    engine, plain, view = case
    expected = sorted(plain.shown(view), key=lambda event: event["event_id"])
    expected.sort(key=lambda event: event["date_start"], reverse=True)
    found = engine.events(view)
    assert found["event_id"].tolist() == [event["event_id"] for event in expected]
    for limit in (1, 7, 40, 10_000):
        assert engine.events(view, limit)["event_id"].tolist() == found["event_id"].tolist()[:limit]
    assert [pd.Timestamp(day).date() for day in found["date_start"]] == [event["date_start"] for event in expected]


def test_steps_lead_from_either_end_of_a_view_to_the_next_events(case: Case) -> None:
    engine, plain, view = case
    ordered = sorted(plain.shown(view), key=lambda event: (event["date_start"], event["event_id"]))
    ids = [event["event_id"] for event in ordered]
    for expected, is_later in ((ids, True), (ids[::-1], False)):
        found, event_id = [], ""
        while len(found) < 6 and (event_id := engine.beside(view, event_id, is_later=is_later)):
            found.append(event_id)
        assert found == expected[:6]
    for first, second in itertools.pairwise(ids[:-4:-1]):
        assert engine.beside(view, second, is_later=True) == first
    assert not ids or engine.beside(view, ids[-1], is_later=True) == engine.beside(view, ids[0], is_later=False) == ""


def test_steps_from_an_event_that_the_view_leaves_out_lead_to_the_next_by_date(engine: Engine) -> None:
    assert (
        engine.beside(View(country=("Qatar",)), "20240128-tower-22-drone", is_later=True) == "20250623-al-udeid-missile"
    )
    assert engine.beside(View(country=("Qatar",)), "20240128-tower-22-drone", is_later=False) == ""


def test_steps_lead_on_where_the_days_of_a_table_are_times(flat: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    opened = prepared_table.in_memory(flat[0].head(5), flat[1])
    times = "ALTER date_start TYPE TIMESTAMP USING date_start + INTERVAL 10 HOUR"
    opened.execute(f"ALTER TABLE {prepared_table.TABLE} {times}")
    engine = Engine(Database(connector(opened)), {}, version="times")
    steps, event_id = [], ""
    while len(steps) < 10 and (event_id := engine.beside(View(), event_id, is_later=True)):
        steps.append(event_id)
    assert steps == flat[0].head(5).sort_values(["date_start", "event_id"])["event_id"].tolist()


def test_events_without_location_are_the_newest_without_a_point(case: Case) -> None:
    engine, plain, view = case
    expected = sorted((event for event in plain.shown(view) if event["latitude"] is None), key=lambda e: e["event_id"])
    expected.sort(key=lambda event: event["date_start"], reverse=True)
    assert engine.without_location(view, 3)["event_id"].tolist() == [event["event_id"] for event in expected[:3]]


def test_the_most_harmful_are_ranked_by_killed_then_wounded_without_harmless_events(case: Case) -> None:
    engine, plain, view = case

    def harm(event: dict[str, Any]) -> tuple[int, int]:
        killed, wounded = (max(event[f"{name}_low"] or 0, event[f"{name}_high"] or 0) for name in HARMS)
        return killed, wounded

    harmful = [event for event in plain.shown(view) if any(harm(event))]
    ranked = sorted(harmful, key=lambda event: (*(-number for number in harm(event)), event["event_id"]))
    for limit in (1, 4, 40):
        assert engine.most_harmful(view, limit)["event_id"].tolist() == [event["event_id"] for event in ranked[:limit]]


def test_the_events_that_start_in_a_month_are_those_counted_for_it(case: Case) -> None:
    engine, plain, view = case
    months = Counter(f"{event['date_start']:%Y-%m}" for event in plain.shown(view))
    for month, number in list(months.items())[:3]:
        found = engine.starting_in(view, month, 10_000)
        assert len(found) == number
        assert {f"{day:%Y-%m}" for day in pd.to_datetime(found["date_start"])} == {month}


def test_one_killed_is_more_than_many_wounded(flat: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    events = flat[0].head(6).assign(event_id=list("abcdef"), event_type=list(EVENT_TYPES)[:6])
    events["date_start"] = events["date_end"] = pd.date_range("2023-02-01", periods=6, freq="MS")
    harm = {"killed_low": [0, 0, 0, 1, 0, 0], "wounded_low": [9, 8, 7, 0, 6, 0], "killed_high": 0, "wounded_high": 0}
    for name, figures in harm.items():
        events[name] = pd.Series(figures, events.index, dtype=events[name].dtype)
    engine = Engine.of_frames(events, flat[1].head(0), {})
    assert engine.most_harmful(View(), 3)["event_id"].tolist() == ["d", "a", "b"]
    assert engine.most_harmful(View(dates=(None, date(2023, 4, 10))), 2)["event_id"].tolist() == ["a", "b"]


def test_events_possibly_outside_are_flagged(case: Case) -> None:
    engine, plain, view = case
    start, end = view.dates
    found = engine.events(view).set_index("event_id")
    for event in plain.shown(view):
        beyond = bool((start and event["date_start"] < start) or (end and event["date_end"] > end))
        outside = bool(view.area) and not surely_inside(event, view.area)
        assert bool(found.loc[event["event_id"], "possibly_outside_dates"]) == beyond
        assert bool(found.loc[event["event_id"], "possibly_outside_area"]) == outside


def test_every_event_of_the_table_is_counted_once(case: Case) -> None:
    engine, plain, view = case
    counts, shown = engine.counts(view), plain.shown(view)
    assert counts.everything == len(plain.events)
    assert counts.shown == len(shown)
    assert counts.shown + counts.filtered_out == counts.everything
    assert counts.without_location == sum(event["latitude"] is None for event in shown)
    assert counts.on_map + counts.without_location == counts.shown
    assert counts.sites == len({event["location"] for event in shown if event["latitude"] is not None})
    marked = engine.events(view)[["possibly_outside_dates", "possibly_outside_area"]].sum()
    assert [counts.possibly_outside_dates, counts.possibly_outside_area] == marked.tolist()


def test_an_option_counts_the_events_it_would_show_under_the_other_filters(case: Case) -> None:
    engine, plain, view = case
    options = engine.options(view)
    assert set(options) == set(FACETS)
    for facet in FACETS:
        values = set(options[facet]) | {event[FACETS[facet].column] for event in plain.events} - {None}
        if facet == "actor":
            values |= {NOT_NAMED, *plain.members}
        expected = {value: len(plain.shown(view.with_(**{facet: (value,)}))) for value in values}
        assert options[facet] == {value: number for value, number in expected.items() if number}


def test_period_counts_are_the_events_a_period_would_show_under_the_other_filters(case: Case) -> None:
    engine, plain, view = case
    spans = ((None, None), (date(2023, 10, 17), date(2024, 2, 7)), (None, date(2023, 10, 16)), (date(2024, 1, 1), None))
    assert engine.period_counts(view, spans) == [len(plain.shown(view.with_(dates=span))) for span in spans]


def test_tolls_by_month_side_party_and_harm(case: Case) -> None:
    engine, plain, view = case
    found = {
        (pd.Timestamp(row.month).date(), row.side, row.party, row.harm): [
            int(number) for number in (row.low, row.best, row.high, row.open, row.events)
        ]
        for row in engine.tolls(view).itertuples()
    }
    assert found == plain.tolls_of(view)


def test_low_best_and_high_of_tolls_are_in_order(case: Case) -> None:
    engine, _, view = case
    tolls = engine.tolls(view)
    assert (tolls["low"] <= tolls["best"]).all()
    assert (tolls["best"] <= tolls["high"]).all()


def test_events_by_month_and_side(case: Case) -> None:
    engine, plain, view = case
    months = engine.months(view)
    found = {(pd.Timestamp(row.month).date(), row.side): int(row.events) for row in months.itertuples()}
    assert found == Counter((event["date_start"].replace(day=1), event["side"]) for event in plain.shown(view))


def test_the_extent_runs_from_the_first_start_to_the_last_end(case: Case) -> None:
    engine, plain, view = case
    shown = plain.shown(view)
    starts, ends = [event["date_start"] for event in shown], [event["date_end"] for event in shown]
    assert engine.extent(view) == ((min(starts), max(ends)) if shown else (None, None))


def test_an_empty_view_counts_the_events_each_filter_excludes(case: Case) -> None:
    engine, plain, view = case
    expected = []
    if not plain.shown(view):
        expected = [(words, len(plain.shown(view.without(name, value)))) for name, value, words in view.active()]
    assert engine.counts_without_each_filter(view) == expected


def test_events_with_a_reported_toll_are_counted_by_group_of_sides(case: Case) -> None:
    engine, plain, view = case
    harms: dict[str, set[str]] = {}
    for toll in plain.tolls:
        harms.setdefault(toll["event_id"], set()).add(toll["harm"])
    expected: dict[str, list[int]] = {}
    for event in plain.shown(view):
        reported = harms.get(event["event_id"], set())
        number = expected.setdefault(SIDE_GROUPS[event["side"]], [0, 0, 0, 0])
        for n, is_counted in enumerate((True, bool(reported), "killed" in reported, "wounded" in reported)):
            number[n] += is_counted
    assert engine.counts(view).coverage == {group: Coverage(*numbers) for group, numbers in expected.items()}


def with_killed(catalog: Catalog, *rows: tuple[str, str, str, int, int | None]) -> Engine:
    """The engine over the record with these figures for killed alone: event, source, party, low, high."""
    names = ["event_id", "source_id", "party", "low", "high"]
    killed = pd.DataFrame(rows, columns=names).assign(account=None, harm="killed")
    killed = killed.assign(best=killed["high"]).astype({"low": "Int64", "best": "Int64", "high": "Int64"})
    return Engine.of_catalog(replace(catalog, casualties=killed))


TOWER, OMAR = "20240128-tower-22-drone", "20240204-al-omar-drone"


def test_an_open_figure_leaves_the_known_higher_bound_in_the_sum(catalog: Catalog) -> None:
    made = with_killed(
        catalog,
        (TOWER, "wiki-000", "us", 47, 47),
        (TOWER, "ldwj-002", "us", 25, 25),
        (OMAR, "wiki-000", "us", 7, None),
    )
    assert made.tolls(View(side=("attack",), dates=(date(2024, 1, 1), date(2024, 3, 1))))[
        ["party", "low", "high", "open"]
    ].to_numpy().tolist() == [["us", 25, 47, 0], ["us", 7, 7, 1]]


def test_two_open_figures_add_up_and_are_open(catalog: Catalog) -> None:
    made = with_killed(catalog, (TOWER, "wiki-000", "us", 3, None), (TOWER, "wiki-000", "partner", 7, None))
    found = made.tolls(View(find="tower"))
    assert found[["party", "low", "high", "open"]].to_numpy().tolist() == [["partner", 7, 7, 1], ["us", 3, 3, 1]]
    assert ("3+ US, 7+ partner forces", "killed in attacks") in figures_of(made.counts(View(find="tower")), found)


def test_figures_of_two_documents_for_different_parties_are_no_sum(catalog: Catalog) -> None:
    made = with_killed(catalog, (TOWER, "wiki-000", "us", 3, 3), (TOWER, "ldwj-002", "partner", 7, 8))
    found = made.tolls(View(find="tower"))
    assert found[["party", "low", "high"]].to_numpy().tolist() == [["unassigned", 3, 8]]
    assert ("3–8 party not stated", "killed in attacks") in figures_of(made.counts(View(find="tower")), found)


def test_the_cases_include_empty_and_full_views_and_uncertain_days_and_places(
    engines: dict[str, Engine], plain: dict[str, Plain]
) -> None:
    counts = [engines[table].counts(view) for table, view in CASES]
    assert min(found.shown for found in counts) == 0
    assert sum(found.possibly_outside_dates > 0 for found in counts) >= 3
    assert sum(found.possibly_outside_area > 0 for found in counts) >= 3
    assert sum(found.without_location > 0 for found in counts) >= 3
    assert sum(len(plain[table].shown(view)) > 3 for table, view in CASES) > len(CASES) / 3


def ids(engine: Engine, view: View) -> set[str]:
    return set(engine.events(view)["event_id"])


@pytest.mark.parametrize("words", ["ain al asad", "Ayn al-Asad", "AYN AL-ASAD", "عين الأسد", "asad  airbase"])
def test_a_base_is_found_by_every_spelling(engine: Engine, words: str) -> None:
    found = engine.events(View(find=words))
    assert set(found["location"]) == {"al-Asad", "near al-Asad"}
    assert len(found) == 9


@pytest.mark.parametrize("words", ["Kata'ib", "Kata’ib", "Kata‘ib", "kata'ib hezbollah", "Hezbollah KATA’IB"])
def test_typographic_quotes_do_not_matter_in_a_search(engine: Engine, words: str) -> None:
    assert ids(engine, View(find=words)) >= {"20231121-abu-ghraib-airstrike", "20240207-baghdad-mashtal-drone"}


def test_every_word_must_be_found_in_any_order(engine: Engine) -> None:
    assert ids(engine, View(find="drone tower")) == ids(engine, View(find="tower drone")) == {"20240128-tower-22-drone"}
    assert ids(engine, View(find="tower rocket")) == set()


@pytest.mark.parametrize("words", ["%", "_____", "\\", "a%b", "' OR 1=1 --"])
def test_characters_of_a_query_language_are_plain_text(engine: Engine, words: str) -> None:
    assert ids(engine, View(find=words)) == set()


def test_an_umbrella_finds_its_members(engine: Engine) -> None:
    umbrella = engine.events(View(actor=("Iran-backed militias",)))
    assert set(umbrella["actor"]) == {"Iran-backed militias", "Islamic Resistance in Iraq"}
    assert ids(engine, View(actor=("Islamic Resistance in Iraq",))) < set(umbrella["event_id"])
    assert engine.options(View())["actor"]["Iran-backed militias"] == len(umbrella)


def test_not_named_finds_the_events_without_an_actor(engine: Engine) -> None:
    found = engine.events(View(actor=(NOT_NAMED,)))
    assert len(found) > 0
    assert found["actor"].isna().all()
    assert engine.options(View())["actor"][NOT_NAMED] == len(found)


def test_not_named_beside_an_actor_adds_to_it(engine: Engine) -> None:
    both = ids(engine, View(actor=(NOT_NAMED, "US forces")))
    assert both == ids(engine, View(actor=(NOT_NAMED,))) | ids(engine, View(actor=("US forces",)))


def test_an_attack_known_to_its_month_is_in_every_week_of_it_but_only_possibly(engine: Engine) -> None:
    found = engine.events(View(dates=(date(2023, 11, 26), date(2023, 11, 28)))).set_index("event_id")
    assert bool(found.loc["20231101-tal-baidar-attack", "possibly_outside_dates"])
    whole = engine.events(View(dates=(date(2023, 11, 1), date(2023, 11, 30)))).set_index("event_id")
    assert not bool(whole.loc["20231101-tal-baidar-attack", "possibly_outside_dates"])


def test_an_event_known_to_its_country_is_possibly_in_every_area_there(engine: Engine) -> None:
    found = engine.events(View(area=(43.0, 33.0, 44.0, 34.0))).set_index("event_id")
    assert bool(found.loc["20240123-iraq-airstrikes", "possibly_outside_area"])
    assert "20240202-syria-airstrikes" not in found.index


def test_the_first_and_last_day_of_a_period_belong_to_it(engine: Engine) -> None:
    day = date(2024, 1, 28)
    assert ids(engine, View(dates=(day, day))) == {"20240128-tower-22-drone"}
    assert "20240128-tower-22-drone" not in ids(engine, View(dates=(day + timedelta(days=1), None)))
    assert "20240128-tower-22-drone" not in ids(engine, View(dates=(None, day - timedelta(days=1))))


def test_the_toll_of_tower_22_spans_both_documents(engine: Engine) -> None:
    tolls = engine.tolls(View(find="tower")).set_index(["party", "harm"])
    assert tolls.loc[("us", "wounded"), ["low", "high", "open"]].tolist() == [25, 47, 0]
    assert tolls.loc[("us", "killed"), ["low", "best", "high", "open"]].tolist() == [3, 3, 3, 0]


def test_a_limit_returns_the_newest(engine: Engine) -> None:
    assert engine.events(View(), 5)["event_id"].tolist() == engine.events(View())["event_id"].tolist()[:5]


def test_events_are_found_by_id_in_or_out_of_a_view(engine: Engine) -> None:
    wanted = ["20240128-tower-22-drone", "20200103-baghdad-airstrike", "no-such-event"]
    assert engine.events_with(wanted)["event_id"].tolist() == wanted[1::-1]
    assert engine.events_with([]).empty


def test_counts_without_each_filter_is_empty_for_a_view_with_events(engine: Engine) -> None:
    assert engine.counts_without_each_filter(View(country=("Qatar",))) == []


def test_counts_without_each_filter_counts_the_events_each_filter_excludes(engine: Engine) -> None:
    view = View(country=("Qatar",), side=("us_strike",))
    assert dict(engine.counts_without_each_filter(view)) == {
        "US strike": 1,
        "Qatar": engine.counts(View(side=("us_strike",))).shown,
    }


def test_an_actor_of_the_table_or_an_umbrella_is_known(engine: Engine) -> None:
    engine.check(View(actor=("Badr Brigades", "US forces", NOT_NAMED)))
    assert set(engine.options(View())["actor"]) <= set(engine.facet_values()["actor"])


def test_an_unknown_actor_is_refused_with_the_nearest_one(engine: Engine) -> None:
    with pytest.raises(ViewError, match=r"actor: .*Kataib Hizbollah.*nearest is “Kata'ib Hezbollah”"):
        engine.check(View(actor=("Kataib Hizbollah",)))


@pytest.mark.parametrize(
    "spelling",
    [
        *("kataib hezbollah", "KATA’IB-HEZBOLLAH", "Kataʾib  Hezbollah", "Kataeb Hezbollah", "KH"),
        *("Hezbollah Brigades", "كتائب حزب الله", "كتائب حزب اللّه", "kataibhezbollah"),
    ],
)
def test_an_actor_is_known_by_every_spelling_and_other_name(record_engine: Engine, spelling: str) -> None:
    view = record_engine.check(View(actor=(spelling, "US forces"), country=("iraq",)))
    assert view == View(actor=("Kata'ib Hezbollah", "US forces"), country=("Iraq",))


@pytest.mark.parametrize("name", ["'", "-", "Kata", "Hezbollah"])
def test_a_part_of_an_actor_s_name_is_no_name(record_engine: Engine, name: str) -> None:
    with pytest.raises(ViewError, match="actor: there is no"):
        record_engine.check(View(actor=(name,)))


def test_an_unknown_country_is_refused_with_the_nearest_one(engine: Engine) -> None:
    engine.check(View(country=("Iraq", "Qatar")))
    with pytest.raises(ViewError, match=r"country: there is no “Irak”; nearest is “Iraq”"):
        engine.check(View(country=("Irak",)))


def test_actors_of_an_imported_table_are_known_values(engines: dict[str, Engine]) -> None:
    made = engines["made up"]
    assert {"Nobody's actor", "Silent", "Twig", NOT_NAMED} <= set(made.facet_values()["actor"])
    made.check(View(actor=("Nobody's actor",)))


def test_camera_and_display_do_not_change_any_result(engine: Engine) -> None:
    view = View(country=("Iraq",))
    looked_at = view.with_(selected="x", month="2024-01", at=(33.0, 43.0, 6.0), measure="party", page="about")
    assert engine.counts(looked_at) == engine.counts(view)
    pd.testing.assert_frame_equal(engine.events(looked_at), engine.events(view))


def test_cached_results_differ_by_view_and_arguments(engine: Engine) -> None:
    one, other = View(country=("Iraq",)), View(country=("Syria",))
    assert not ids(engine, one) & ids(engine, other)
    assert len(engine.events(one, 2)) == 2
    assert len(engine.events(one, limit=3)) == 3
    assert len(engine.events(one)) == engine.counts(one).shown > 3


def test_the_engine_of_the_record_equals_one_over_its_flat_tables(record_engine: Engine, engine: Engine) -> None:
    for view in RECORD_VIEWS[:4]:
        pd.testing.assert_frame_equal(record_engine.events(view), engine.events(view), check_dtype=False)
        assert record_engine.options(view) == engine.options(view)
