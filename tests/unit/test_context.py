"""Which facts of the context a view shows, and which are around an event."""

from datetime import date

import pandas as pd
import pytest

from data.periods import KEY_CONTEXT
from data.record.catalog import Catalog
from data.record.context import NEAR_LIMIT, context_of, near_event
from data.view import View

HALT = "20240201-attacks-halted"


def ids(facts: pd.DataFrame) -> list[str]:
    return list(facts["context_id"])


def test_every_fact_is_shown_once_with_its_publisher_oldest_first(catalog: Catalog) -> None:
    facts = context_of(catalog, View())
    assert sorted(ids(facts)) == sorted(catalog.context["context_id"])
    assert facts["date_start"].is_monotonic_increasing
    assert facts["publisher"].notna().all()


@pytest.mark.parametrize(
    ("dates", "shown"),
    [
        ((date(2024, 2, 29), None), True),
        ((None, date(2024, 2, 1)), True),
        ((date(2024, 2, 10), date(2024, 2, 10)), True),
        ((date(2024, 3, 1), None), False),
        ((None, date(2024, 1, 31)), False),
    ],
)
def test_a_fact_of_a_month_is_shown_where_one_of_its_days_is_in_the_period(
    catalog: Catalog, dates: tuple[date | None, date | None], *, shown: bool
) -> None:
    assert (HALT in ids(context_of(catalog, View(dates=dates)))) is shown


def test_a_fact_is_shown_for_each_country_that_it_names_and_for_no_other(catalog: Catalog) -> None:
    assert HALT in ids(context_of(catalog, View(country=("Syria",))))
    assert HALT not in ids(context_of(catalog, View(country=("Jordan",))))
    assert HALT in ids(context_of(catalog, View(country=("Jordan", "Iraq"))))
    jordan = context_of(catalog, View(country=("Jordan",)))
    assert len(jordan)
    assert all("Jordan" in cell.split(";") for cell in jordan["country"])


def test_other_filters_leave_the_context_and_the_switch_hides_it(catalog: Catalog) -> None:
    assert len(context_of(catalog, View(side=("other",), find="no such word"))) == len(catalog.context)
    assert context_of(catalog, View(context="hidden")).empty


def event(catalog: Catalog, event_id: str) -> pd.Series:
    events = catalog.events.merge(catalog.sites, on="site_id").set_index("event_id")
    return events.loc[event_id]


def test_around_an_event_is_what_is_nearest_to_its_day(catalog: Catalog) -> None:
    near = near_event(catalog, event(catalog, "20240110-hemo-attack"))
    assert ids(near) == ["20240110-hemo-withdrawal", "20240105-sudani-coalition-removal"]


def test_a_fact_of_another_country_counts_where_it_names_the_united_states_or_no_country_of_the_record(
    catalog: Catalog,
) -> None:
    assert ids(near_event(catalog, event(catalog, "20240128-tower-22-drone")))[0] == "20240130-kh-suspension"
    assert "20250619-us-bombs-iran-nuclear" in ids(near_event(catalog, event(catalog, "20250623-al-udeid-missile")))
    assert "20250613-israel-strikes-iran" in ids(near_event(catalog, event(catalog, "20250614-al-asad-drone")))
    of_iraq = near_event(catalog, event(catalog, "20240202-iraq-airstrikes"))
    of_syria = near_event(catalog, event(catalog, "20240202-syria-airstrikes"))
    assert "20240204-sdf-condemns" in ids(of_syria)
    assert "20240204-sdf-condemns" not in ids(of_iraq)


def test_facts_around_an_event_are_few_near_and_known_to_a_month(catalog: Catalog) -> None:
    most = 0
    for event_id in catalog.events["event_id"]:
        one = event(catalog, event_id)
        near = near_event(catalog, one)
        most = max(most, len(near))
        week = pd.Timedelta(days=7)
        assert (near["date_start"] <= one["date_end"] + week).all()
        assert (near["date_end"] >= one["date_start"] - week).all()
        assert (near["date_end"] - near["date_start"] < pd.Timedelta(days=31)).all()
    assert most == NEAR_LIMIT


def test_the_named_facts_are_in_the_record_and_their_names_give_no_more_than_is_known(catalog: Catalog) -> None:
    facts = catalog.context.set_index("context_id")
    for context_id, words in KEY_CONTEXT.items():
        fact = facts.loc[context_id]
        assert f"{fact['date_start']:%B %Y}" in words
        assert (f"{fact['date_start'].day} " in words) <= (fact["time_precision"] == "day")
