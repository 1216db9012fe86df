from itertools import pairwise

import pytest

from data.periods import KEY_EVENTS, PERIODS
from data.record.catalog import Catalog
from data.view import View


@pytest.mark.parametrize("event_id", KEY_EVENTS)
def test_every_day_that_the_chart_names_is_an_event_of_the_record(catalog: Catalog, event_id: str) -> None:
    assert event_id in set(catalog.events["event_id"])


def test_the_names_of_key_days_are_distinct() -> None:
    assert len(set(KEY_EVENTS.values())) == len(KEY_EVENTS)


def test_every_period_is_valid_in_a_view() -> None:
    for dates in PERIODS.values():
        assert View(dates=dates).dates == dates
    assert len(set(PERIODS.values())) == len(PERIODS)


def test_periods_but_all_do_not_overlap() -> None:
    spans = sorted(dates for name, dates in PERIODS.items() if name != "All" and dates[0])
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    assert PERIODS["All"] == (None, None)
    assert PERIODS["Earlier"][1] < spans[0][0]
