from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data.query.engine import Engine
from data.record import provenance
from data.record.catalog import Catalog
from data.record.provenance import EventDetail
from data.view import View

TOWER_22 = "20240128-tower-22-drone"
ANSWERS_TO_IT = {"20240202-iraq-airstrikes", "20240202-syria-airstrikes"}


@pytest.fixture
def tower_22(catalog: Catalog, record_engine: Engine) -> EventDetail:
    found = provenance.event_detail(catalog, record_engine, TOWER_22)
    assert found
    return found


def test_an_event_has_its_responses(tower_22: EventDetail) -> None:
    assert set(tower_22.responses["event_id"]) == ANSWERS_TO_IT
    assert tower_22.responds_to.empty


def test_an_event_has_the_events_it_responds_to(catalog: Catalog, record_engine: Engine) -> None:
    for answer in ANSWERS_TO_IT:
        story = provenance.event_detail(catalog, record_engine, answer)
        assert story
        assert story.responds_to["event_id"].tolist() == [TOWER_22]
        assert story.responses.empty


def test_a_response_to_several_events_is_found_from_each(catalog: Catalog) -> None:
    events = catalog.events.copy()
    answered = ["20231017-al-asad-drone", "20231018-al-tanf-drone"]
    events.loc[events["event_id"] == "20231027-abu-kamal-airstrike", "responds_to"] = ";".join(answered)
    changed = replace(catalog, events=events)
    engine = Engine.of_catalog(changed)  # the shared one keeps the stories of the record as it is
    story = provenance.event_detail(changed, engine, "20231027-abu-kamal-airstrike")
    assert story
    assert story.responds_to["event_id"].tolist() == answered
    for event_id in answered:
        back = provenance.event_detail(changed, engine, event_id)
        assert back
        assert back.responses["event_id"].tolist() == ["20231027-abu-kamal-airstrike"]


def test_a_chain_is_the_same_from_both_its_ends(catalog: Catalog, record_engine: Engine) -> None:
    answering = catalog.events.dropna(subset=["responds_to"])
    ends = {*answering["event_id"], *answering["responds_to"].str.split(";").explode()}
    stories = {event_id: provenance.event_detail(catalog, record_engine, event_id) for event_id in ends}
    forth = {
        (event_id, other) for event_id, story in stories.items() if story for other in story.responds_to["event_id"]
    }
    back = {(other, event_id) for event_id, story in stories.items() if story for other in story.responses["event_id"]}
    assert forth == back
    assert len(forth) == len(answering)


def test_an_event_has_all_its_quotes_and_figures_with_their_documents(catalog: Catalog, tower_22: EventDetail) -> None:
    assert tower_22.event["location"] == "Tower 22"
    assert len(tower_22.quotes) == (catalog.citations["event_id"] == TOWER_22).sum() == 4
    assert len(tower_22.casualties) == (catalog.casualties["event_id"] == TOWER_22).sum() == 4
    for part in (tower_22.quotes, tower_22.casualties):
        assert set(part["publisher"]) == {"Encyclopaedia article", "FDD’s Long War Journal"}
        assert part[["title", "date_published", "date_basis", "quote"]].notna().all(axis=None)


def test_an_event_has_its_row_of_the_record_with_its_site(catalog: Catalog, tower_22: EventDetail) -> None:
    event = catalog.events.set_index("event_id").loc[TOWER_22]
    site = catalog.sites.set_index("site_id").loc["tower-22"]
    assert tower_22.event["event_id"] == tower_22.coded["event_id"] == TOWER_22
    assert tower_22.coded["preferred_reason"] == event["preferred_reason"]
    assert tower_22.coded["date_basis"] == event["date_basis"]
    assert tower_22.coded["coordinate_source"] == site["coordinate_source"]


def test_an_event_without_a_toll_has_a_detail(catalog: Catalog, record_engine: Engine) -> None:
    story = provenance.event_detail(catalog, record_engine, "20240118-muqdadiyah-shoot-down")
    assert story
    assert story.casualties.empty
    assert len(story.quotes) == 1


@pytest.mark.parametrize("event_id", ["", "no-such-event"])
def test_an_unknown_event_has_no_detail(catalog: Catalog, record_engine: Engine, event_id: str) -> None:
    assert provenance.event_detail(catalog, record_engine, event_id) is None


def test_named_days_are_the_first_days_of_their_events_in_the_order_given(catalog: Catalog) -> None:
    named = {TOWER_22: "Tower 22", "no-such-event": "Nothing", "20231204-al-shaddadi-missile": "Monday"}
    assert provenance.days(catalog, named) == [(date(2024, 1, 28), "Tower 22"), (date(2023, 12, 4), "Monday")]


def test_bases_are_marked_where_their_place_is_known_well_enough(catalog: Catalog) -> None:
    bases = provenance.bases(catalog)
    assert set(bases["kind"]) == {"base"}
    assert {"al-asad", "tower-22", "al-udeid", "hemo"} <= set(bases["site_id"])
    assert not {"deir-ez-zor-governorate", "kirkuk", "iraq-unspecified"} & set(bases["site_id"])
    assert bases[["latitude", "longitude"]].notna().all(axis=None)


def test_published_totals_come_newest_first_with_their_document(catalog: Catalog) -> None:
    totals = provenance.totals(catalog)
    assert len(totals) == len(catalog.totals)
    dated = totals["as_of"].notna()
    assert totals.loc[dated, "as_of"].is_monotonic_decreasing
    assert dated.is_monotonic_decreasing, "totals without a date come last"
    assert totals[["title", "publisher"]].notna().all(axis=None)


def test_the_largest_count_is_of_attacks_that_were_recorded(catalog: Catalog) -> None:
    largest = provenance.largest_count(catalog)
    assert (largest["measure"], largest["low"], largest["claimed_by"]) == ("attacks_recorded", 181, "Scripps News")
    assert pd.isna(largest["high"])


def test_events_are_counted_over_the_span_and_area_of_the_total(catalog: Catalog, record_engine: Engine) -> None:
    events = record_engine.events(View())
    span = pd.to_datetime(events["date_start"]).between("2023-10-17", "2024-08-15")
    attacks = events[span & (events["side"] == "attack") & events["country"].isin(["Iraq", "Syria", "Jordan"])]
    assert provenance.itemised(record_engine, provenance.largest_count(catalog)) == len(attacks)
    earlier = catalog.totals[catalog.totals["as_of"] == "2023-10-27"].set_index("low", drop=False)
    assert [provenance.itemised(record_engine, earlier.loc[low]) for low in (16, 12, 4)] == [4, 1, 3]


@pytest.mark.parametrize(
    ("scope", "first", "countries"),
    [
        ("Attacks by the Islamic Resistance in Iraq since 7 October 2023, Syria", date(2023, 10, 7), ("Syria",)),
        ("Attacks claimed, Iraq and Syria, since 18 October 2023", date(2023, 10, 18), ("Iraq", "Syria")),
        ("Attacks in Iraq and Syria (start date not stated)", date(2023, 10, 17), ("Iraq", "Syria")),
        ("Attacks on US forces", date(2023, 10, 17), ()),
    ],
)
def test_a_total_counts_over_the_days_and_countries_of_its_scope(
    scope: str, first: date, countries: tuple[str, ...]
) -> None:
    view = provenance.counted_in(pd.Series({"scope": scope, "as_of": pd.Timestamp("2024-08-15")}))
    assert view == View(dates=(first, date(2024, 8, 15)), side=("attack",), country=countries)


def test_a_total_that_is_lower_than_the_strikes_of_its_own_document_is_named(catalog: Catalog) -> None:
    total = provenance.contradicted(catalog, 96)
    assert total is not None
    assert (total["low"], total["qualifier"]) == (65, "about")
    assert provenance.contradicted(catalog, 65) is None
