"""Which events of two tables may be one event: the score, its reasons, and what is proposed."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.matching import PAIRS_LIMIT, SURE_SCORE, ActorNames, candidates
from data.record.catalog import EVENT_COLUMNS, Catalog
from data.terms import EVENT_TYPES, SIDES, UNCERTAINTY_KM

ACTORS = ActorNames({"Kata'ib Hezbollah": ["KH"]}, {"Militias": ["Militias", "Kata'ib Hezbollah"]})
TOWER_22 = {
    "event_id": "tower",
    "date_start": "2024-01-28",
    "date_end": "2024-01-28",
    "time_precision": "day",
    "country": "Jordan",
    "location": "Tower 22",
    "latitude": 33.306,
    "longitude": 38.702,
    "geo_precision": "site",
    "side": "attack",
    "event_type": "drone strike",
    "killed_low": 3,
    "killed_high": 3,
}
TYPES = {"latitude": "float64", "longitude": "float64"} | {
    f"{harm}_{bound}": "Int64" for harm in ("killed", "wounded") for bound in ("low", "best", "high")
}


def table(*changes: dict[str, Any]) -> pd.DataFrame:
    """Return a flat table: Tower 22 with each of these changes."""
    events = pd.DataFrame([{**TOWER_22, **row} for row in changes], columns=list(EVENT_COLUMNS))
    texts = [name for name in EVENT_COLUMNS if name not in TYPES and not name.startswith("date_")]
    days = dict.fromkeys(("date_start", "date_end"), "datetime64[us]")
    return events.astype({**dict.fromkeys(texts, "str"), **TYPES, **days})


def pair(one: dict[str, Any], other: dict[str, Any]) -> tuple[int, str] | None:
    """Return score and reasons of two events; None where they are no candidate."""
    pairs = candidates(table(one), table(other), ACTORS).pairs
    return None if pairs.empty else (int(pairs["score"][0]), pairs["reasons"][0])


def score(one: dict[str, Any], other: dict[str, Any]) -> int:
    found = pair(one, other)
    return found[0] if found else 0


def days(start: str, end: str) -> dict[str, str]:
    return {"date_start": start, "date_end": end, "time_precision": "day" if start == end else "range"}


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    first = draw(st.dates(min_value=pd.Timestamp("2024-01-26").date(), max_value=pd.Timestamp("2024-01-31").date()))
    precision = draw(st.sampled_from([*UNCERTAINTY_KM, "country"]))
    known = precision != "country"
    tolls: dict[str, Any] = {}
    for harm in ("killed", "wounded"):
        low = draw(st.none() | st.integers(0, 9))
        high = draw(st.none() | st.integers(low or 0, 12))
        tolls |= {f"{harm}_low": low, f"{harm}_high": high}
    return {
        "event_id": draw(st.sampled_from("abc")),
        **days(str(first), str(first + pd.Timedelta(days=draw(st.integers(0, 9))))),
        "location": draw(st.sampled_from(["Tower 22", "al-Tanf", "near Tower 22"])),
        "latitude": draw(st.floats(33.2, 33.7)) if known else None,
        "longitude": draw(st.floats(38.5, 38.9)) if known else None,
        "geo_precision": precision,
        "country": draw(st.sampled_from(["Jordan", "Syria"])),
        "side": draw(st.sampled_from([*SIDES])),
        "event_type": draw(st.sampled_from([*EVENT_TYPES])),
        "actor": draw(st.none() | st.sampled_from(["KH", "Militias", "Another"])),
        **tolls,
    }


@given(events(), events())
def test_the_score_does_not_depend_on_the_order(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert score(one, other) == score(other, one)


@given(events())
def test_an_event_scores_100_with_itself(event: dict[str, Any]) -> None:
    assert score(event, event) == 100


@given(events(), events(), st.integers(0, 20), st.integers(0, 20))
def test_a_candidate_remains_one_if_the_days_or_the_place_are_known_less_exactly(
    one: dict[str, Any], other: dict[str, Any], before: int, after: int
) -> None:
    unknown = dict.fromkeys([f"{harm}_{bound}" for harm in ("killed", "wounded") for bound in ("low", "high")])
    one, other = one | unknown, other | unknown  # contradicting tolls may make a rough candidate unlikely
    if pair(one, other) is None:
        return
    wide = days(
        str((pd.Timestamp(other["date_start"]) - pd.Timedelta(days=before)).date()),
        str((pd.Timestamp(other["date_end"]) + pd.Timedelta(days=after)).date()),
    )
    assert pair(one, other | wide) is not None
    precisions = [*UNCERTAINTY_KM]
    if other["geo_precision"] in precisions:
        for precision in precisions[precisions.index(other["geo_precision"]) :]:
            assert pair(one, other | {"geo_precision": precision}) is not None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "same day; less than 1 km apart, within a base; names of the place agree; both attacks; "),
        (days("2024-01-29", "2024-01-29"), "one day apart"),
        (days("2024-01-01", "2024-01-31"), "1 day in common, known to a range"),
        ({"latitude": 33.342, "geo_precision": "town"}, "4 km apart, within the town"),
        ({"latitude": None, "longitude": None, "geo_precision": "country"}, "both in Jordan, one place known only to"),
        ({"side": "other"}, "sides Attack on US or coalition forces and Other"),
        ({"event_type": "unspecified"}, "type specified in one only: Drone strike"),
        ({"event_type": "missile attack"}, "types that reports mix up: Drone strike and Missile attack"),
        ({"killed_low": 2, "killed_high": None}, "killed 3 and at least 2"),
        ({"killed_low": 5, "killed_high": 5}, "contradiction: killed 3 and 5"),
    ],
)
def test_reasons_name_what_agrees_and_what_differs(change: dict[str, Any], reason: str) -> None:
    found = pair({}, change)
    assert found
    assert reason in found[1]


@pytest.mark.parametrize(
    "change",
    [
        days("2024-01-30", "2024-01-30"),
        {"latitude": 33.306 + 0.06},  # 6.7 km, both known to the site
        {"latitude": None, "longitude": None, "geo_precision": "country", "country": "Iraq"},
        {"side": "us_strike"},
        {"event_type": "ied"},
    ],
)
def test_what_rules_out_one_event_is_no_candidate(change: dict[str, Any]) -> None:
    assert pair({}, change) is None


def test_a_contradicting_toll_lowers_the_score_and_an_unknown_one_does_not() -> None:
    unknown, agreeing, contradicting = (
        score({}, {"location": "x", "killed_low": number, "killed_high": number, **days("2024-01-29", "2024-01-29")})
        for number in (None, 3, 5)
    )
    assert agreeing == unknown + 5
    assert contradicting == unknown - 20


def test_actors_agree_by_any_name_and_by_their_umbrella_group() -> None:
    rough = days("2024-01-20", "2024-02-05")
    alone = score({}, rough)
    assert score({"actor": "KH"}, rough | {"actor": "Kata’ib-Hezbollah"}) == alone + 5
    assert score({"actor": "KH"}, rough | {"actor": "militias"}) == alone + 5
    assert score({"actor": "KH"}, rough | {"actor": "Another"}) == alone


def test_each_event_is_proposed_once_and_what_is_ambiguous_not_at_all() -> None:
    record = table({"event_id": "day"}, {"event_id": "eve", **days("2024-01-27", "2024-01-27")})
    file = table({"event_id": "a"}, {"event_id": "b", "killed_low": None, "killed_high": None, "side": "other"})
    found = candidates(record, file, ACTORS).pairs
    assert len(found) == 4
    assert found.loc[found["proposed"], ["record_id", "file_id"]].to_numpy().tolist() == [["day", "a"], ["eve", "b"]]
    twins = candidates(record.head(1), table({"event_id": "a"}, {"event_id": "b"}), ACTORS).pairs
    assert twins["score"].tolist() == [100, 100]
    assert not twins["proposed"].any()


def test_a_place_known_only_to_its_country_is_listed_and_not_proposed() -> None:
    country = {"latitude": None, "longitude": None, "geo_precision": "country"}
    found = candidates(table(country), table(country), ACTORS).pairs
    assert found["score"].tolist() == [100]
    assert not found["proposed"].any()


def test_of_many_equal_rows_some_are_listed_and_the_others_counted() -> None:
    file = table(*({"event_id": f"x{n:04}"} for n in range(PAIRS_LIMIT + 7)))
    found = candidates(table({}), file, ACTORS)
    assert len(found.pairs) == PAIRS_LIMIT
    assert found.omitted == 7


def test_without_events_there_are_no_pairs() -> None:
    assert candidates(table({}), table({}).head(0), ACTORS).pairs.empty
    assert candidates(table({}).head(0), table({}), ACTORS).pairs.empty


def test_the_record_s_own_events_are_found_again(catalog: Catalog, flat: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    found = candidates(flat[0], flat[0], ActorNames(catalog.aliases(), catalog.members())).pairs
    sure = found[found["proposed"] & (found["score"] >= SURE_SCORE)]
    placed = flat[0][flat[0]["geo_precision"] != "country"]
    assert (sure["record_id"] == sure["file_id"]).all()
    assert set(sure["record_id"]) == set(placed["event_id"])
