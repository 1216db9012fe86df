"""The columns of the chart: from the axis what is certain, beyond it up to the highest figure."""

import pandas as pd

from components.chart.columns import Block, Column, stack
from components.chart.time_scale import axis_months
from data.query.engine import Engine
from data.view import View


def columns_of(engine: Engine, view: View) -> dict[tuple[str, bool], Column]:
    rows = engine.tolls(view)
    found = stack(view, rows, engine.tolls(view.without("dates")), axis_months(view.dates, engine.extent(View())))
    return {(str(one.month), one.is_upward): one for one in found.columns}


def test_a_column_is_certain_up_to_the_lowest_sum_and_ends_at_the_highest(record_engine: Engine) -> None:
    january = columns_of(record_engine, View())["2024-01", True]
    assert january.blocks == (
        Block("attack killed", 0, 3, is_certain=True),
        Block("attack wounded", 3, 32, is_certain=True),
        Block("attack wounded", 32, 54, is_certain=False),
    )
    assert january.is_open


def test_months_outside_the_period_are_faded(record_engine: Engine) -> None:
    found = columns_of(record_engine, View.parse("dates=2024-01-01..2024-01-31"))
    assert {month for (month, _), one in found.items() if not one.is_faded} == {"2024-01"}
    assert ("2024-02", True) in found


def test_the_heights_of_all_columns_are_the_sums_of_the_highest_figures(record_engine: Engine) -> None:
    tolls = record_engine.tolls(View())
    found = columns_of(record_engine, View()).values()
    assert sum(one.height for one in found) == tolls["high"].sum()
    certain = sum(block.end - block.start for one in found for block in one.blocks if block.is_certain)
    assert certain == tolls["low"].sum()


def test_each_party_has_a_lane(record_engine: Engine) -> None:
    view = View(measure="party")
    rows = record_engine.tolls(view)
    found = stack(view, rows, rows, axis_months(view.dates, record_engine.extent(View())))
    assert found.lanes[0] == "us"
    assert found.highest("us") == 53, "3 killed and up to 50 wounded in January 2024"
    assert pd.Series([one.lane for one in found.columns]).isin(found.lanes).all()
