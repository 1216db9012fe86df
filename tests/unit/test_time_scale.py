"""The time axis: months side by side, and a break in place of a long run of empty ones."""

from datetime import date
from itertools import pairwise

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from components.chart.time_scale import TimeScale, axis_months, day_number


def months(first: str, last: str) -> list[pd.Period]:
    return list(pd.period_range(first, last, freq="M"))


def busy(*names: str) -> set[pd.Period]:
    return {pd.Period(name, "M") for name in names}


def test_a_long_run_of_empty_months_is_a_break_and_a_short_one_is_drawn() -> None:
    scale = TimeScale.of(months("2020-01", "2021-06"), busy("2020-01", "2021-01", "2021-04"))
    assert [str(month) for month in scale.months] == [
        "2020-01", "2021-01", "2021-02", "2021-03", "2021-04", "2021-05", "2021-06",
    ]  # fmt: skip
    assert [stretch.is_break for stretch in scale.stretches] == [False, True, False]


def test_of_a_long_run_at_an_end_of_the_axis_one_month_is_drawn_or_more_of_a_short_axis() -> None:
    few = TimeScale.of(months("2023-01", "2024-12"), busy("2023-10", "2023-11"))
    assert [str(month) for month in few.months] == [str(month) for month in months("2023-08", "2024-01")]
    many = TimeScale.of(months("2022-01", "2024-12"), set(months("2022-08", "2023-11")))
    assert [str(month) for month in many.months] == [str(month) for month in months("2022-07", "2023-12")]
    assert not any(stretch.is_break for scale in (few, many) for stretch in scale.stretches)


def test_an_axis_without_a_busy_month_has_no_break() -> None:
    scale = TimeScale.of(months("2020-01", "2020-12"), set())
    assert len(scale.months) == 12
    assert not any(stretch.is_break for stretch in scale.stretches)


def test_the_first_tick_after_a_break_names_its_year() -> None:
    scale = TimeScale.of(months("2023-10", "2024-09"), busy("2023-10", "2023-11", "2024-08"))
    assert [tick.words for tick in scale.ticks()] == ["Oct 2023", "Nov", "Aug 2024", "Sep"]


def test_a_period_is_shown_with_some_months_on_either_side() -> None:
    shown = axis_months((date(2024, 1, 28), date(2024, 2, 7)), (date(2020, 1, 3), date(2025, 6, 23)))
    assert (str(shown[0]), str(shown[-1])) == ("2023-08", "2024-07")


@given(st.lists(st.booleans(), min_size=1, max_size=120))
def test_stretches_touch_and_days_are_in_order(flags: list[bool]) -> None:
    every = list(pd.period_range("2015-01", periods=len(flags), freq="M"))
    scale = TimeScale.of(every, {month for month, flag in zip(every, flags) if flag})
    edges = [(stretch.left, stretch.right) for stretch in scale.stretches]
    assert edges[0][0] == 0
    assert abs(edges[-1][1] - 1) < 1e-9
    assert all(before[1] == after[0] for before, after in pairwise(edges))
    assert [stretch.start for stretch in scale.stretches[1:]] == [stretch.end for stretch in scale.stretches[:-1]]
    places = [scale.at(day_number(month)) for month in every]
    assert places == sorted(places)
    assert {month for month, flag in zip(every, flags) if flag} <= set(scale.months)
