"""The chart of time: what an act on it does to the view, and what it shows of a view."""

import json
from calendar import monthrange
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.chart import timeline
from components.chart.chart import view_after
from components.chart.chart_words import KeyDay, empty_sentence
from components.chart.payload import month_words, packed, payload
from components.chart.time_scale import axis_months, day_number
from components.chart.timeline import Timeline
from data.query.engine import Counts, Coverage, Engine
from data.query.queries import LISTED
from data.view import View
from tests.unpacking import unpacked

RECORD = (date(2020, 1, 3), date(2025, 6, 23))
CAMPAIGN = View(dates=(date(2023, 10, 17), date(2024, 2, 7)))
MONTHS = st.dates(date(2015, 1, 1), date(2035, 1, 1)).map(lambda day: f"{day:%Y-%m}")
OF_DOTS = ("actor", "actor_basis", "outcome", "source")
MEASURES = ["harm", "party", "events"]


@given(MONTHS, MONTHS)
def test_a_drag_over_the_columns_sets_whole_months(one: str, other: str) -> None:
    first, last = sorted((one, other))
    start, end = view_after("months", [first, last], View()).dates
    assert (start, end) == (date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-{days_in(last)}"))


def days_in(month: str) -> int:
    return monthrange(*map(int, month.split("-")))[1]


def test_a_drag_over_the_strip_sets_days() -> None:
    view = view_after("period", ["2023-10-18", "2024-02-03"], View(country=("Iraq",)))
    assert view == View(country=("Iraq",), dates=(date(2023, 10, 18), date(2024, 2, 3)))


def test_a_drag_clears_the_picked_month_and_no_other_filter() -> None:
    view = View(month="2024-01", country=("Iraq",), selected="x", measure="party")
    after = view_after("months", ["2023-10", "2024-02"], view)
    assert after == view.with_(month="", dates=(date(2023, 10, 1), date(2024, 2, 29)))


def test_a_press_on_a_month_picks_it_and_on_a_dot_opens_its_event() -> None:
    picked = view_after("month", "2024-01", View(selected="x", country=("Iraq",)))
    assert picked == View(month="2024-01", country=("Iraq",))
    assert view_after("month", "", picked) == View(country=("Iraq",))
    opened = view_after("event", "x", picked)
    assert opened == View(selected="x", country=("Iraq",))
    assert view_after("event", "x", opened) == View(country=("Iraq",))


def test_a_record_without_days_has_a_time_axis() -> None:
    assert len(axis_months((None, None), (None, None))) == 1


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
    axis = axis_months(dates, RECORD)
    assert axis == list(pd.period_range(axis[0], axis[-1], freq="M"))
    for day in dates:
        if day:
            assert axis[0] < pd.Period(day, "M") < axis[-1]


def built(
    engine: Engine, view: View, key_days: list[KeyDay] | None = None, facts: pd.DataFrame | None = None
) -> Timeline:
    by_month = engine.months if view.measure == "events" else engine.tolls
    beside = view if view.running == "cumulative" else view.without("dates")
    return timeline.build(
        view,
        rows=by_month(view),
        context=by_month(beside),
        by_day=engine.events(view.without("dates"), 100, (*LISTED, *OF_DOTS, *engine.bounds_by_party)),
        record=RECORD,
        days=key_days or [],
        facts=facts,
    )


def test_the_period_of_the_view_is_shaded_with_its_last_day(record_engine: Engine) -> None:
    assert built(record_engine, CAMPAIGN).period == (day_number(date(2023, 10, 17)), day_number(date(2024, 2, 8)))
    assert built(record_engine, View()).period is None


@pytest.mark.parametrize("dates", [(None, date(1950, 1, 1)), (date(2090, 1, 1), None)])
def test_a_period_beyond_the_record_is_shaded_forwards_and_on_the_axis(
    record_engine: Engine, dates: tuple[date | None, date | None]
) -> None:
    chart = built(record_engine, View(dates=dates))
    assert chart.period
    start, end = chart.period
    assert chart.scale.stretches[0].start <= start < end <= chart.scale.stretches[-1].end


def test_key_days_are_at_their_date_and_those_beyond_the_axis_are_left_out(record_engine: Engine) -> None:
    days = [KeyDay(date(2024, 1, 28), "Tower 22"), KeyDay(date(2019, 1, 1), "Old")]
    assert built(record_engine, CAMPAIGN, days).days == ((day_number(date(2024, 1, 28)), "Tower 22"),)


def test_each_event_is_a_dot_on_its_days_also_outside_the_period(record_engine: Engine) -> None:
    events = record_engine.events(View(), 100).set_index("event_id")
    dots = built(record_engine, CAMPAIGN).dots
    axis = set(axis_months(CAMPAIGN.dates, RECORD))
    assert {dot.event_id for dot in dots} == {
        event_id for event_id, day in events["date_start"].items() if pd.Period(day, "M") in axis
    }
    (tower,) = [dot for dot in dots if dot.event_id == "20240128-tower-22-drone"]
    assert (tower.start, tower.end, tower.group) == (*[day_number(date(2024, 1, 28))] * 2, "attack")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_period_without_events_draws_its_empty_months(record_engine: Engine, measure: str) -> None:
    view = View(dates=(date(2100, 1, 1), None), measure=measure)  # type: ignore[arg-type]
    chart = built(record_engine, view)
    assert (chart.columns.columns, chart.dots) == ((), ())
    assert chart.scale.holds(day_number(date(2100, 1, 1)))


OF_SIDES = {"attack": 31, "us_strike": 15, "coalition_strike": 3, "other": 1}


def sent(chart: Timeline, view: View) -> dict[str, Any]:
    """What the browser gets, as it gets it."""
    made: dict[str, Any] = json.loads(json.dumps(payload(chart, view, "Alternative text", OF_SIDES)))
    return made


def test_lanes_are_named_with_their_party_and_tallest_column(record_engine: Engine) -> None:
    view = View(measure="party")
    tolls = record_engine.tolls(View())
    tallest = tolls[tolls["party"] == "us"].groupby("month")["high"].sum().max()
    assert f"US forces, at most {tallest} in a column" in sent(built(record_engine, view), view)["lanes"]
    assert sent(built(record_engine, View()), View())["lanes"] == []


def test_the_words_of_a_month_name_low_high_and_party_of_each_figure(record_engine: Engine) -> None:
    months = {month["name"]: month["words"] for month in sent(built(record_engine, View()), View())["months"]}
    assert months["2024-01"].split("\n")[0] == "January 2024"
    assert "killed in attacks: 3 (US forces 3)" in months["2024-01"]
    assert months["2024-03"] == ""


def test_the_keys_name_what_is_drawn_and_what_the_filter_leaves_out(record_engine: Engine) -> None:
    def keys(view: View) -> list[tuple[str, list[str], bool, bool]]:
        found = sent(built(record_engine, view), view)["keys"]
        return [(key["words"], [harm for _, harm in key["kinds"]], key["chosen"], key["leftOut"]) for key in found]

    assert keys(View()) == [
        ("31 attacks", ["killed", "wounded"], False, False),
        ("18 strikes", ["killed", "wounded"], False, False),
        ("1 other event", ["killed"], False, False),
    ]
    assert keys(View(side=("attack", "us_strike"))) == [
        ("31 attacks", ["killed", "wounded"], True, False),
        ("15 strikes", ["killed", "wounded"], True, False),
        ("1 other event", [], False, True),
    ]


@pytest.mark.parametrize(
    ("before", "pressed", "is_added", "after"),
    [
        ((), ["attack"], False, ("attack",)),
        (("attack",), ["attack"], False, ()),
        (("other",), ["us_strike", "coalition_strike"], False, ("us_strike", "coalition_strike")),
        (("attack",), ["other"], True, ("attack", "other")),
        (("attack", "other"), ["other"], True, ("attack",)),
        (("attack", "us_strike", "coalition_strike"), ["other"], True, ()),
    ],
)
def test_a_key_filters_to_its_sides_or_adds_them(
    before: tuple[str, ...],
    pressed: list[str],
    is_added: bool,  # noqa: FBT001 - a parameter of the test
    after: tuple[str, ...],
) -> None:
    view = View(side=before, country=("Iraq",))  # type: ignore[arg-type]
    assert view_after("side", [pressed, is_added], view) == View(side=after, country=("Iraq",))  # type: ignore[arg-type]


def test_the_words_of_a_dot_name_who_struck_the_toll_by_party_and_the_sources(record_engine: Engine) -> None:
    (tower,) = [dot for dot in built(record_engine, View()).dots if dot.event_id == "20240128-tower-22-drone"]
    assert tower.words.split("\n") == [
        "Drone strike at Tower 22",
        "28 Jan 2024",
        "Islamic Resistance in Iraq, attributed",
        "3 US killed, 25–47 US wounded",
        "hit · 2 sources",
    ]


@pytest.mark.parametrize(
    ("first", "last", "days"), [("2024-01", "2024-12", 1), ("2020-01", "2024-12", 7), ("2005-01", "2024-12", 31)]
)
def test_a_million_events_are_a_histogram_of_days_weeks_or_months(first: str, last: str, days: int) -> None:
    every = pd.date_range(first, pd.Period(last, "M").end_time.date()).as_unit("us")
    frame = pd.DataFrame(
        {"date_start": every, "date_end": every, "side": np.resize(["attack", "us_strike"], len(every))}
    )
    by_day = frame.assign(events=1_000_000 // len(every) + 1)
    rows = pd.DataFrame({"month": pd.Series([], dtype="datetime64[us]"), "side": [], "events": []})
    view = View(measure="events")
    chart = timeline.build(
        view,
        rows=rows,
        context=rows,
        by_day=by_day,
        record=(every[0].date(), every[-1].date()),
        days=[],
        facts=None,
    )
    assert chart.is_histogram
    assert max(dot.end - dot.start + 1 for dot in chart.dots) == days
    assert sum(dot.events for dot in chart.dots) == by_day["events"].sum()
    assert len(json.dumps(sent(chart, view))) < 60_000


def counted(events: int, reported: int) -> Counts:
    coverage = {"attack": Coverage(events, reported, reported, 0)} if events else {}
    return Counts(50, events, 0, 0, 0, 1, coverage)


NO_TOLL = pd.DataFrame(columns=["high", "open"])
ZEROS = pd.DataFrame({"high": [0, 0], "open": [0, 0]})


@pytest.mark.parametrize(
    ("measure", "counts", "drawn", "words"),
    [
        ("harm", counted(1, 1), ZEROS, "None killed, none wounded reported (1 event)."),
        ("party", counted(4, 4), ZEROS, "None killed, none wounded reported (4 events)."),
        ("harm", counted(5, 1), ZEROS, "(1 event); no document gives a toll for the other 4: unknown, not none."),
        ("harm", counted(5, 0), NO_TOLL, "No document gives a toll for these events: unknown, not none."),
        ("harm", counted(0, 0), NO_TOLL, "No event to draw."),
        ("events", counted(0, 0), NO_TOLL, "No event to draw."),
    ],
)
def test_a_chart_without_bars_has_a_sentence(measure: str, counts: Counts, drawn: pd.DataFrame, words: str) -> None:
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
    marks = built(record_engine, CAMPAIGN, facts=FACTS).facts
    assert marks == (
        (*[day_number(date(2024, 1, 5))] * 2, "5 Jan 2024: Headline of a (Gazette)"),
        (*[day_number(date(2024, 1, 5))] * 2, "5 Jan 2024: Headline of b (Gazette)"),
        (
            day_number(date(2024, 2, 1)),
            day_number(date(2024, 2, 29)),
            "February 2024: Headline of 20240201-attacks-halted (Gazette)",
        ),
    )
    assert built(record_engine, CAMPAIGN).facts is None


def test_the_halt_is_named_as_a_report_of_its_month(record_engine: Engine) -> None:
    named = built(record_engine, CAMPAIGN, facts=FACTS).named_facts
    assert named == ((day_number(date(2024, 2, 1)), "Halt reported, February 2024"),)
    without = FACTS[FACTS["context_id"] != "20240201-attacks-halted"]
    assert built(record_engine, CAMPAIGN, facts=without).named_facts == ()


def test_a_month_that_the_period_cuts_has_only_the_events_within_it(record_engine: Engine) -> None:
    november, january = pd.Period("2023-11", "M"), pd.Period("2024-01", "M")
    whole, cut = (
        built(record_engine, View(dates=dates)).by_month
        for dates in ((None, None), (date(2023, 10, 1), date(2023, 11, 10)))
    )
    assert [(found[november, "attack"], found[november, "answer"]) for found in (whole, cut)] == [(7, 5), (6, 1)]
    assert cut[january, "attack"] == whole[january, "attack"]  # outside the period: its column is faded, and whole


def test_a_month_of_events_names_no_number_twice(record_engine: Engine) -> None:
    view = View(measure="events")
    words = month_words(built(record_engine, view))[pd.Period("2024-01", "M")]
    assert words.count("attacks") == 1


@pytest.mark.parametrize("events", [0, 1, 3])
def test_a_packed_chart_is_read_as_it_was(events: int) -> None:
    dots = [[19000 + 40 * n, 19000 + 41 * n, "attack", 1, f"id-{n}", "words\nof ´it´"] for n in range(events)]
    assert unpacked(packed({"dots": dots, "alt": "ش"})) == {"dots": dots, "alt": "ش"}
