from calendar import monthrange
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import pytest
from components.chart.bar_layout import milliseconds
from components.chart.chart_spec import KeyDay, Marks, empty_sentence, figure, time_axis
from hypothesis import given
from hypothesis import strategies as st

from components.chart.chart import view_after_selection
from data.query.engine import Counts, Coverage, Engine
from data.view import View

DAY = 24 * 60 * 60 * 1000
RECORD = (date(2020, 1, 3), date(2025, 6, 23))
CAMPAIGN = View(dates=(date(2023, 10, 17), date(2024, 2, 7)))
DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))


def drag(*days: date | float) -> dict[str, Any]:
    edges = [milliseconds(day) if isinstance(day, date) else day for day in days]
    return {"brush": {"start": edges}, "column": []}


def click(month: str) -> dict[str, Any]:
    return {"brush": {}, "column": [{"start": milliseconds(pd.Period(month, "M"))}]}


@pytest.mark.parametrize("edges", [(date(2023, 10, 20), date(2024, 2, 3)), (date(2024, 2, 3), date(2023, 10, 20))])
def test_a_drag_sets_whole_months(edges: tuple[date, date]) -> None:
    assert view_after_selection(drag(*edges), View()).dates == (date(2023, 10, 1), date(2024, 2, 29))


@given(DAYS, DAYS, st.floats(0, DAY - 1))
def test_a_drag_sets_the_months_that_it_touches(one: date, other: date, within: float) -> None:
    first, last = sorted((one, other))
    start, end = view_after_selection(drag(milliseconds(first) + within, milliseconds(last) + within), View()).dates
    assert start == first.replace(day=1)
    assert end == last.replace(day=monthrange(last.year, last.month)[1])


def test_a_drag_clears_the_picked_month_and_no_other_filter() -> None:
    view = View(month="2024-01", country=("Iraq",), selected="x", measure="party")
    after = view_after_selection(drag(date(2023, 10, 20), date(2024, 2, 3)), view)
    assert after == view.with_(month="", dates=(date(2023, 10, 1), date(2024, 2, 29)))


def test_a_click_picks_the_month_and_a_second_clears_it() -> None:
    picked = view_after_selection(click("2024-01"), View(selected="x", country=("Iraq",)))
    assert picked == View(month="2024-01", country=("Iraq",))
    assert view_after_selection(click("2024-01"), picked) == View(country=("Iraq",))
    assert view_after_selection(click("2023-12"), picked).month == "2023-12"


@pytest.mark.parametrize("selection", [{}, {"brush": {}, "column": []}, {"brush": {"start": []}}])
def test_an_empty_selection_changes_nothing(selection: dict[str, Any]) -> None:
    view = View(month="2024-01", dates=(date(2024, 1, 1), None))
    assert view_after_selection(selection, view) == view


def test_the_time_axis_of_a_view_without_dates_spans_the_record() -> None:
    axis = time_axis((None, None), RECORD)
    assert (axis[0], axis[-1]) == (pd.Period("2020-01", "M"), pd.Period("2025-06", "M"))
    assert len(axis) == 66


@pytest.mark.parametrize(
    "dates",
    [
        (date(2023, 10, 17), date(2024, 2, 7)),
        (date(2024, 2, 8), None),
        (None, date(2022, 1, 1)),
        (date(2024, 1, 28), date(2024, 1, 28)),
        (date(2030, 1, 1), None),
        (date(1900, 1, 1), date(1900, 1, 2)),
        (date(2100, 12, 31), None),
    ],
)
def test_the_time_axis_holds_the_period_with_room_on_either_side(dates: tuple[date | None, date | None]) -> None:
    axis = time_axis(dates, RECORD)
    assert axis == list(pd.period_range(axis[0], axis[-1], freq="M"))
    for day in dates:
        if day:
            assert axis[0] < pd.Period(day, "M") < axis[-1]


def test_a_record_without_days_has_a_time_axis() -> None:
    assert len(time_axis((None, None), (None, None))) == 1


def specification(
    engine: Engine, view: View, key_days: list[KeyDay] | None = None, facts: pd.DataFrame | None = None
) -> dict[str, Any]:
    by_month = engine.months if view.measure == "events" else engine.tolls
    beside = view if view.running == "cumulative" else view.without("dates")
    made = figure(view, by_month(view), by_month(beside), RECORD, Marks(key_days or [], facts))
    made["datasets"] = {name: rows.to_pylist() for name, rows in made["datasets"].items()}
    alt.Chart.from_dict(made)  # it is Vega-Lite
    return made


def rows_of(specification: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a data set; of segments what the browser works out besides."""
    rows: list[dict[str, Any]] = specification["datasets"][name]
    if name != "segments":
        return rows
    firsts = [pd.Timestamp(row["first"], unit="D") for row in rows]
    return [
        {**row, "start": milliseconds(first), "end": milliseconds(first + pd.offsets.MonthBegin())}
        for row, first in zip(rows, firsts)
    ]


def all_rows(specification: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for name in specification["datasets"] for row in rows_of(specification, name)]


def written(specification: dict[str, Any]) -> set[str]:
    return {row["words"] for row in all_rows(specification) if "words" in row}


DAY = 86_400_000
MEASURES = ["harm", "party", "events"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("running", ["monthly", "cumulative"])
def test_places_in_time_are_utc_days_at_midnight(record_engine: Engine, measure: str, running: str) -> None:
    made = specification(record_engine, CAMPAIGN.with_(measure=measure, running=running))
    rows = all_rows(made)
    places = [row[name] for row in rows for name in ("start", "end", "at", "x") if name in row]
    assert len(places) > 4
    assert all(place % DAY == 0 for place in places)


@pytest.mark.parametrize("measure", MEASURES)
def test_time_is_drawn_in_utc(record_engine: Engine, measure: str) -> None:
    made = specification(record_engine, CAMPAIGN.with_(measure=measure))
    scales = [layer["encoding"]["x"]["scale"] for layer in made["layer"] if "scale" in layer["encoding"].get("x", {})]
    assert scales
    assert all(scale["type"] == "utc" for scale in scales)


def test_the_chart_offers_a_drag_in_time_and_a_click_on_a_column(record_engine: Engine) -> None:
    params = specification(record_engine, View())["params"]
    offered = {param["name"]: param["select"] for param in params if "select" in param}
    assert offered["brush"]["type"] == "interval"
    assert offered["brush"]["encodings"] == ["x"]
    assert offered["column"]["type"] == "point"
    assert offered["column"]["fields"] == ["start"]


def test_the_period_of_the_view_is_shaded_with_its_last_day(record_engine: Engine) -> None:
    made = specification(record_engine, CAMPAIGN)
    assert rows_of(made, "period") == [
        {"start": milliseconds(date(2023, 10, 17)), "end": milliseconds(date(2024, 2, 8))}
    ]
    (unshaded,) = rows_of(specification(record_engine, View()), "period")
    assert unshaded["start"] == unshaded["end"]


@pytest.mark.parametrize("dates", [(None, date(1950, 1, 1)), (date(2090, 1, 1), None)])
def test_a_period_beyond_the_record_is_shaded_forwards_and_on_the_axis(
    record_engine: Engine, dates: tuple[date | None, date | None]
) -> None:
    made = specification(record_engine, View(dates=dates))
    axis = time_axis(dates, RECORD)
    (row,) = rows_of(made, "period")
    assert milliseconds(axis[0]) <= row["start"] < row["end"] <= milliseconds(axis[-1] + 1)


def test_key_days_are_at_their_date(record_engine: Engine) -> None:
    made = specification(
        record_engine, CAMPAIGN, [KeyDay(date(2024, 1, 28), "Tower 22"), KeyDay(date(2019, 1, 1), "Old")]
    )
    named = {row["words"]: row["at"] for row in all_rows(made) if "words" in row}
    assert named == {"Tower 22": milliseconds(date(2024, 1, 28))}


def test_of_two_overlapping_labels_the_first_is_drawn(record_engine: Engine) -> None:
    days = [KeyDay(date(2024, 1, 28), "Tower 22"), KeyDay(date(2024, 1, 29), "A day later")]
    assert written(specification(record_engine, CAMPAIGN, days)) == {"Tower 22"}
    assert written(specification(record_engine, CAMPAIGN, days[::-1])) == {"A day later"}


def test_lanes_are_named_with_their_party_and_tallest_column(record_engine: Engine) -> None:
    names = written(specification(record_engine, View(measure="party")))
    tolls = record_engine.tolls(View())
    tallest = tolls[tolls["party"] == "us"].groupby("month")["high"].sum().max()
    assert f"US forces, at most {tallest} in a column" in names
    assert not written(specification(record_engine, View()))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.filterwarnings("error::UserWarning", "ignore:Arrow output")
def test_a_period_without_events_draws_its_empty_months_in_silence(record_engine: Engine, measure: str) -> None:
    made = specification(record_engine, View(dates=(date(2100, 1, 1), None), measure=measure))  # type: ignore[arg-type]
    assert made["layer"]


def test_columns_are_elements_that_can_be_read_aloud_unless_they_are_many() -> None:
    def drawn(months: int) -> tuple[str, bool]:
        every = pd.date_range("2010-01-01", periods=months, freq="MS").as_unit("us")
        rows = pd.DataFrame({"month": every, "side": "attack", "events": 1})
        record = every[0].date(), every[-1].date()
        made = figure(View(measure="events"), rows, rows, record, Marks())
        return made["usermeta"]["embedOptions"]["renderer"], made["config"]["aria"]

    assert (drawn(66), drawn(300), drawn(301)) == (("svg", True), ("svg", True), ("canvas", False))


@pytest.mark.parametrize(
    ("last", "years"), [("2012-07", 1), ("2013-05", 1), ("2017-12", 1), ("2018-01", 2), ("2026-01", 3)]
)
def test_a_long_axis_names_no_year_twice_and_few_of_many(last: str, years: int) -> None:
    months = pd.PeriodIndex(["2010-01", last], freq="M").to_timestamp().as_unit("us")
    rows = pd.DataFrame({"month": months, "side": "attack", "events": 1})
    record = months[0].date(), months[1].date()
    layers = figure(View(measure="events"), rows, rows, record, Marks())["layer"]
    (axis,) = [layer["encoding"]["x"]["axis"] for layer in layers if layer.get("name") == "columns"]
    assert (axis["format"], axis["tickCount"]) == ("%Y", {"interval": "year", "step": years})


def counted(events: int, reported: int) -> Counts:
    coverage = {"attack": Coverage(events, reported, reported, 0)} if events else {}
    return Counts(50, events, 0, 0, 0, 1, coverage)


NO_TOLL = pd.DataFrame(columns=["high", "open"])
ZEROS = pd.DataFrame({"high": [0, 0], "open": [0, 0]})


@pytest.mark.parametrize(
    ("measure", "counts", "drawn", "words"),
    [
        ("harm", counted(1, 1), ZEROS, "None reported killed or wounded in 1 event."),
        ("party", counted(4, 4), ZEROS, "None reported killed or wounded in 4 events."),
        ("harm", counted(5, 1), ZEROS, "in 1 event; no document gives a toll for the other 4: unknown, not none."),
        ("harm", counted(5, 0), NO_TOLL, "No document gives a toll for these events: unknown, not none."),
        ("harm", counted(0, 0), NO_TOLL, "No event to draw."),
        ("events", counted(0, 0), NO_TOLL, "No event to draw."),
    ],
)
def test_a_chart_without_bars_is_a_sentence(measure: str, counts: Counts, drawn: pd.DataFrame, words: str) -> None:
    assert empty_sentence(measure, counts, drawn).endswith(words)


@pytest.mark.parametrize(
    ("measure", "drawn"),
    [
        ("harm", pd.DataFrame({"high": [0, 3], "open": [0, 0]})),
        ("harm", pd.DataFrame({"high": [0], "open": [1]})),
        ("events", pd.DataFrame({"events": [1]})),
    ],
)
def test_a_chart_with_a_bar_has_no_sentence(measure: str, drawn: pd.DataFrame) -> None:
    assert empty_sentence(measure, counted(1, 1), drawn) == ""


def fact(context_id: str, start: str, end: str = "", precision: str = "day") -> dict[str, object]:
    days = {"date_start": pd.Timestamp(start), "date_end": pd.Timestamp(end or start), "time_precision": precision}
    return {"context_id": context_id, **days, "headline": f"Headline of {context_id}", "publisher": "Gazette"}


FACTS = pd.DataFrame(
    [
        fact("a", "2024-01-05"),
        fact("b", "2024-01-05"),
        fact("20240201-attacks-halted", "2024-02-01", "2024-02-29", "month"),
        fact("long", "2023-10-17", "2023-12-11", "range"),
        fact("before-the-axis", "2003-01-05"),
    ]
)


def test_facts_known_to_a_month_are_marked_with_day_headline_and_publisher(record_engine: Engine) -> None:
    marks = rows_of(specification(record_engine, CAMPAIGN, facts=FACTS), "context")
    assert marks == [
        {
            "start": milliseconds(date(2024, 2, 1)),
            "end": milliseconds(date(2024, 3, 1)),
            "facts": "February 2024: Headline of 20240201-attacks-halted (Gazette)",
        },
        {
            "start": milliseconds(date(2024, 1, 5)),
            "end": milliseconds(date(2024, 1, 6)),
            "facts": "5 Jan 2024: Headline of a (Gazette)\n5 Jan 2024: Headline of b (Gazette)",
        },
    ]


def test_the_halt_is_named_as_a_report_of_its_month(record_engine: Engine) -> None:
    assert "Halt reported, February 2024" in written(specification(record_engine, CAMPAIGN, facts=FACTS))
    without = FACTS[FACTS["context_id"] != "20240201-attacks-halted"]
    assert "Halt reported, February 2024" not in written(specification(record_engine, CAMPAIGN, facts=without))


def test_no_name_of_a_fact_leaves_the_plot(record_engine: Engine) -> None:
    facts = pd.DataFrame([fact("20240130-kh-suspension", "2024-01-30"), *FACTS.to_dict("records")])
    view = View(dates=(date(2024, 1, 20), date(2024, 3, 10)))
    assert "Halt reported, February 2024" in written(specification(record_engine, view, facts=facts))
    assert "Suspension announced, 30 January 2024" not in written(specification(record_engine, view, facts=facts))


@pytest.mark.parametrize("measure", MEASURES)
def test_a_filter_without_facts_changes_data_sets_and_no_layer(record_engine: Engine, measure: str) -> None:
    view = CAMPAIGN.with_(measure=measure)
    many, none = (specification(record_engine, view, facts=facts) for facts in (FACTS, FACTS[:0]))
    assert many["layer"] == none["layer"]
    assert [row["facts"] for row in rows_of(none, "context")] == [""]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_facts_have_room_below_the_bars_and_a_chart_without_them_none(record_engine: Engine, measure: str) -> None:
    view = CAMPAIGN.with_(measure=measure)
    with_facts, without = (specification(record_engine, view, facts=facts) for facts in (FACTS, None))
    low, without_low = (min(row["y"] for row in rows_of(made, "frame")) for made in (with_facts, without))
    (layer,) = [layer for layer in with_facts["layer"] if layer["data"]["name"] == "context"]
    high = max(row["y"] for row in rows_of(with_facts, "frame"))
    room = (without_low - low) / (high - low) * with_facts["height"]
    assert room > layer["mark"]["strokeWidth"] / 2 - layer["mark"]["yOffset"]
    assert not {"context", "context labels"} & {layer["data"]["name"] for layer in without["layer"]}
