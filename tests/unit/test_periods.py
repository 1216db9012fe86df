from datetime import date, timedelta
from itertools import pairwise

import pytest

from data.periods import KEY_EVENTS, PERIODS, offered_periods
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


def test_periods_but_all_divide_time_without_a_gap_or_an_overlap() -> None:
    spans = sorted((dates for name, dates in PERIODS.items() if name != "All"), key=lambda dates: dates[0] or date.min)
    assert all(one[1] + timedelta(days=1) == other[0] for one, other in pairwise(spans))
    assert PERIODS["All"] == (None, None)
    assert (spans[0][0], spans[-1][1]) == (None, None)


def test_a_period_after_the_last_day_is_offered_only_if_it_is_chosen() -> None:
    assert "Later" not in offered_periods(date(2025, 12, 31), (None, None))
    assert "Later" in offered_periods(date(2026, 1, 1), (None, None))
    assert "Later" in offered_periods(date(2025, 6, 23), PERIODS["Later"])
    assert offered_periods(None, (None, None)) == tuple(PERIODS)
