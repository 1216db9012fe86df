"""The table of the events: its columns, its order in the link, its summary."""

import pandas as pd
import pytest

from components.dashboard.events_table import toll_ranks
from data.query.engine import Engine
from data.text import summary_of_groups
from data.view import ORDERS, View
from tests.app.visitor import Visitor


def test_actor_and_basis_are_apart_and_tolls_are_by_party(visitor: Visitor) -> None:
    visitor.open("find=omar+drone&dates=2024-02-04")
    (row,) = visitor.table.to_dict("records")
    assert (row["Killed"], row["Wounded"]) == ("7+ partner forces", "18 partner forces")
    rows = visitor.open().table.set_index("id")
    tower = rows.loc["20240128-tower-22-drone"]
    assert (tower["Actor"], tower["How sure"]) == ("Islamic Resistance in Iraq", "attributed")
    unnamed = rows[rows["Actor"] == "nobody named"]
    assert len(unnamed) > 0
    assert (unnamed["How sure"] == "").all()
    assert {"claimed", "attributed", "suspected"} <= {*rows["How sure"]}


def test_tolls_are_sorted_by_their_sum_and_not_by_the_first_party() -> None:
    events = pd.DataFrame(
        {
            "event_id": ["many", "few", "at most", "unknown"],
            "killed_low": pd.array([43, 5, None, None], "Int64"),
            "killed_high": pd.array([43, 5, 7, None], "Int64"),
            "wounded_low": pd.array([None, 0, None, None], "Int64"),
            "wounded_high": pd.array([None, 0, None, None], "Int64"),
        }
    )
    ranks = toll_ranks(events)
    assert ranks == {"killed": {"many": "43", "few": "5", "at most": "7"}, "wounded": {"few": "0"}}


def test_the_order_is_in_the_link_and_changes_nothing_else(visitor: Visitor) -> None:
    visitor.open("country=Syria")
    table = visitor.components["events-table"]
    assert table["order"] == "-date"
    visitor.sort("-killed")
    assert visitor.view == visitor.address == View(country=("Syria",), sort="-killed")
    assert visitor.components["events-table"] == {**table, "order": "-killed", "acknowledged": 1}
    visitor.sort("-date")
    assert visitor.view == visitor.address == View(country=("Syria",))
    visitor.open("sort=basis").tick("side", "attack")
    assert visitor.view == visitor.address == View(side=("attack",), sort="basis")
    assert visitor.components["events-table"]["order"] == "basis"


def test_each_column_has_both_orders_and_an_unknown_one_is_left_out_in_words(visitor: Visitor) -> None:
    visitor.open("sort=colour")
    assert visitor.view == View()
    assert "sort: there is no “colour”" in visitor.warnings[0]
    keys = [key for *_, key in visitor.components["events-table"]["heads"]]
    assert sorted(ORDERS) == sorted([*keys, *(f"-{key}" for key in keys)])


def test_the_summary_is_that_of_the_heading_and_says_what_is_left_out(
    visitor: Visitor, record_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = View(country=("Syria",))
    counts, tolls = record_engine.counts(view), record_engine.tolls(view)
    table = visitor.open(view.query()).components["events-table"]
    assert table["count"] == f"{counts.shown} events"
    assert table["figures"] == summary_of_groups(counts, tolls)
    for words, number in visitor.figures.items():
        assert any(number in line and words.split()[0] in line for line in table["figures"]) or "place" in words
    monkeypatch.setattr("components.page_data.TABLE_LIMIT", 7)
    table = visitor.open("country=Iraq").components["events-table"]
    assert table["count"].endswith("events; the table has the newest 7")
    assert len(table["rows"]) == 7
