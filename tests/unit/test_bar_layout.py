from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

import pandas as pd
import pytest

from components.chart.bar_layout import BarLayout, Segment, Whisker, lay_out_bars, milliseconds
from components.chart.chart_spec import time_axis
from data.query.engine import Engine
from data.terms import PARTIES, SIDE_GROUPS
from data.view import View

LayOut = Callable[[View], BarLayout]
DAY = 24 * 60 * 60 * 1000
VIEWS = [
    View(),
    View(side=("attack",)),
    View(dates=(date(2023, 10, 17), date(2024, 2, 7))),
    View(country=("Syria",), dates=(date(2024, 1, 1), None)),
]


def sums(engine: Engine, view: View) -> pd.DataFrame:
    return (engine.months if view.measure == "events" else engine.tolls)(view)


@pytest.fixture
def lay_out(record_engine: Engine) -> LayOut:
    """Lay out the bars of a view over the record."""

    def of_view(view: View) -> BarLayout:
        context = view if view.running == "cumulative" else view.without("dates")
        months = time_axis(view.dates, record_engine.extent(View()))
        return lay_out_bars(view, sums(record_engine, view), sums(record_engine, context), months)

    return of_view


def table(*rows: tuple[str, str, str, str, int, int, int, int]) -> pd.DataFrame:
    """Return tolls as the engine does: month, side, party, harm, low, best, high, open."""
    names = ["month", "side", "party", "harm", "low", "best", "high", "open"]
    return pd.DataFrame(rows, columns=names).assign(events=1)


def of_table(view: View, rows: pd.DataFrame) -> BarLayout:
    return lay_out_bars(view, rows, rows, list(pd.period_range("2024-01", "2024-04", freq="M")))


def segments(bars: BarLayout) -> pd.DataFrame:
    return pd.DataFrame(bars.segments, columns=Segment._fields)


def whiskers(bars: BarLayout) -> pd.DataFrame:
    return pd.DataFrame(bars.whiskers, columns=Whisker._fields)


def solid(bars: BarLayout) -> pd.DataFrame:
    return segments(bars).query("opacity == 1")


@pytest.mark.parametrize("view", VIEWS, ids=View.query)
def test_the_bars_add_up_to_the_engine_s_sums(lay_out: LayOut, record_engine: Engine, view: View) -> None:
    tolls = record_engine.tolls(view)
    expected = tolls.assign(kind=tolls["side"].map(SIDE_GROUPS) + " " + tolls["harm"])
    expected = expected.assign(start=[milliseconds(pd.Timestamp(month)) for month in expected["month"]])
    drawn = solid(lay_out(view))
    heights = (drawn["y2"] - drawn["y"]).abs().groupby([drawn["start"], drawn["kind"]]).sum()
    assert heights.to_dict() == expected.groupby(["start", "kind"])["best"].sum().to_dict()


@pytest.mark.parametrize("view", VIEWS, ids=View.query)
def test_bars_of_events_add_up_to_the_engine_s_counts(lay_out: LayOut, record_engine: Engine, view: View) -> None:
    drawn = solid(lay_out(view.with_(measure="events")))
    assert (drawn["y2"] - drawn["y"]).abs().sum() == record_engine.counts(view).shown
    assert set(drawn["kind"]) <= {"attack events", "answer events", "other events"}


@pytest.mark.parametrize("view", VIEWS, ids=View.query)
def test_the_killed_are_next_to_the_axis(lay_out: LayOut, view: View) -> None:
    drawn = solid(lay_out(view))
    for _, bar in drawn.groupby(["start", drawn["kind"].str.startswith("answer")]):
        killed = bar[bar["kind"].isin(["attack killed", "answer killed"])]
        assert (killed["y"] == 0).all()
        wounded = bar[bar["kind"].isin(["attack wounded", "answer wounded"])]
        if len(killed) and len(wounded):
            assert (wounded["y"] == killed["y2"].iloc[0]).all()


def test_strikes_are_below_the_axis_and_the_rest_above(lay_out: LayOut) -> None:
    for measure in ("harm", "events"):
        drawn = segments(lay_out(View(measure=measure)))
        below = drawn["kind"].str.startswith("answer")
        assert below.any()
        assert not below.all()
        assert (drawn.loc[below, ["y", "y2"]] <= 0).all(axis=None)
        assert (drawn.loc[~below, ["y", "y2"]] >= 0).all(axis=None)


def test_segments_of_one_bar_do_not_overlap(lay_out: LayOut) -> None:
    drawn = solid(lay_out(View()))
    for _, bar in drawn.groupby(["start", drawn["kind"].str.startswith("answer")]):
        edges = sorted(zip(bar[["y", "y2"]].min(axis=1), bar[["y", "y2"]].max(axis=1), strict=True))
        assert all(one[1] <= other[0] for one, other in pairwise(edges))


def test_a_whisker_runs_from_the_lowest_to_the_highest_sum_of_its_bar(lay_out: LayOut, record_engine: Engine) -> None:
    view = View(side=("attack",))
    tolls = record_engine.tolls(view).groupby("month")[["low", "high", "open"]].sum()
    tolls = tolls[(tolls["low"] != tolls["high"]) | (tolls["open"] > 0)]
    drawn = whiskers(lay_out(view)).sort_values("middle")
    assert drawn["y"].tolist() == tolls["low"].tolist()
    assert drawn["y2"].tolist() == tolls["high"].tolist()
    assert drawn["open"].tolist() == (tolls["open"] > 0).tolist()
    assert drawn["upward"].all()


def test_a_figure_that_is_certain_has_no_whisker() -> None:
    rows = table(("2024-01-01", "attack", "us", "killed", 3, 3, 3, 0))
    assert not of_table(View(), rows).whiskers


@pytest.mark.parametrize(("side", "upward", "y", "y2"), [("attack", True, 25, 47), ("us_strike", False, -25, -47)])
def test_a_whisker_points_away_from_the_axis(side: str, upward: bool, y: int, y2: int) -> None:  # noqa: FBT001
    rows = table(("2024-01-01", side, "us", "wounded", 25, 40, 47, 0))
    (whisker,) = of_table(View(), rows).whiskers
    assert (whisker.y, whisker.y2, whisker.open, whisker.upward) == (y, y2, False, upward)
    (segment,) = solid(of_table(View(), rows)).to_dict("records")
    assert abs(segment["y2"]) == 40
    assert segment["start"] < whisker.middle < segment["end"]


def test_an_open_figure_is_marked_even_where_low_and_high_are_equal() -> None:
    rows = table(("2024-01-01", "attack", "us", "wounded", 21, 21, 21, 1))
    (whisker,) = of_table(View(), rows).whiskers
    assert (whisker.y, whisker.y2, whisker.open) == (21, 21, True)
    assert of_table(View(), rows).segments[-1].reported == "21+"


@pytest.mark.parametrize("view", VIEWS, ids=View.query)
def test_cumulative_sums_end_at_the_total(lay_out: LayOut, record_engine: Engine, view: View) -> None:
    drawn = solid(lay_out(view.with_(running="cumulative")))
    tolls = record_engine.tolls(view)
    totals = tolls.assign(kind=tolls["side"].map(SIDE_GROUPS) + " " + tolls["harm"]).groupby("kind")["best"].sum()
    for kind, parts in drawn.groupby("kind"):
        heights = (parts.sort_values("start")["y2"] - parts.sort_values("start")["y"]).abs()
        assert heights.is_monotonic_increasing
        assert heights.iloc[-1] == totals[kind]
    assert set(drawn["kind"]) == set(totals.index)


def test_cumulative_sums_are_carried_through_months_without_a_figure() -> None:
    rows = table(
        ("2024-01-01", "attack", "us", "killed", 3, 3, 3, 0), ("2024-03-01", "attack", "us", "killed", 2, 2, 4, 0)
    )
    drawn = solid(of_table(View(running="cumulative"), rows))
    assert (drawn["y2"] - drawn["y"]).tolist() == [3, 3, 5, 5]


def test_cumulative_sums_stop_with_the_period() -> None:
    rows = table(("2024-01-01", "attack", "us", "killed", 3, 3, 3, 0))
    drawn = segments(of_table(View(running="cumulative", dates=(None, date(2024, 2, 10))), rows))
    assert drawn["start"].max() == milliseconds(date(2024, 2, 1))


def test_sums_outside_the_period_are_faded(lay_out: LayOut, record_engine: Engine) -> None:
    view = View(dates=(date(2023, 10, 1), date(2023, 12, 31)))
    found = lay_out(view)
    drawn = solid(found)
    assert drawn["start"].between(milliseconds(date(2023, 10, 1)), milliseconds(date(2023, 12, 1))).all()
    faded = segments(found).query("opacity < 1")
    assert faded["start"].max() > drawn["start"].max()
    months = [milliseconds(month) for month in time_axis(view.dates, record_engine.extent(View()))]
    assert segments(found)["start"].isin(months).all()


def test_months_other_than_the_picked_one_are_faded() -> None:
    rows = table(
        ("2024-01-01", "attack", "us", "killed", 3, 3, 3, 0), ("2024-03-01", "attack", "us", "killed", 2, 2, 2, 0)
    )
    drawn = solid(of_table(View(month="2024-03"), rows))
    assert drawn["start"].tolist() == [milliseconds(date(2024, 3, 1))]


def test_each_party_harmed_has_a_lane_from_the_top(lay_out: LayOut, record_engine: Engine) -> None:
    found = lay_out(View(measure="party"))
    harmed = set(record_engine.tolls(View())["party"])
    assert found.lanes == tuple(party for party in PARTIES if party in harmed)
    drawn = solid(found)
    for n, lane in enumerate(found.lanes):
        lane_segments = drawn[drawn["by_party"] == PARTIES[lane]]
        assert (lane_segments[["y", "y2"]].min(axis=1) >= -n - 1).all()
        assert (lane_segments[["y", "y2"]].max(axis=1) <= -n).all()
        assert len(lane_segments) > 0


def test_lanes_share_one_scale_and_the_tallest_bar_fits_its_lane() -> None:
    rows = table(
        ("2024-01-01", "attack", "us", "wounded", 40, 40, 40, 0),
        ("2024-01-01", "us_strike", "militia", "killed", 20, 20, 20, 0),
    )
    found = of_table(View(measure="party"), rows)
    drawn = solid(found).set_index("by_party")
    heights = drawn["y2"] - drawn["y"]
    assert found.lanes == ("us", "militia")
    assert heights["US forces"] == pytest.approx(2 * heights["Militia"])
    assert 0 < heights["US forces"] < 1
    assert found.tallest == {"us": 40, "militia": 20}


def test_without_parties_there_are_no_lanes(lay_out: LayOut) -> None:
    assert lay_out(View()).lanes == ()
    assert lay_out(View(measure="events")).lanes == ()


def test_the_axis_has_room_for_every_bar_and_whisker(lay_out: LayOut) -> None:
    for view in (View(), View(measure="events"), View(measure="party"), View(running="cumulative")):
        found = lay_out(view)
        low, high = found.heights
        for part in (*found.segments, *found.whiskers):
            assert low <= min(part.y, part.y2)
            assert max(part.y, part.y2) <= high


def test_a_bar_spans_its_month_in_whole_utc_days(lay_out: LayOut) -> None:
    drawn = segments(lay_out(View()))
    assert (drawn["start"] % DAY == 0).all()
    assert (drawn["end"] % DAY == 0).all()
    for row in drawn.itertuples():
        start, end = (datetime.fromtimestamp(edge / 1000, UTC) for edge in (row.start, row.end))
        assert (start.day, end.day) == (1, 1)
        assert 28 <= (end - start).days <= 31


def test_a_tooltip_holds_the_range_and_the_parties() -> None:
    rows = table(
        ("2024-01-01", "attack", "us", "wounded", 25, 47, 47, 0),
        ("2024-01-01", "attack", "contractor", "wounded", 2, 2, 2, 1),
    )
    segment = solid(of_table(View(), rows)).iloc[0]
    assert segment["kind"] == "attack wounded"
    assert segment["reported"] == "27–49+"
    assert sorted(segment["by_party"].split("; ")) == ["Contractors 2+", "US forces 25–47"]


@pytest.mark.parametrize("measure", ["harm", "party", "events"])
@pytest.mark.parametrize("running", ["monthly", "cumulative"])
def test_no_events_make_no_bars(lay_out: LayOut, measure: str, running: str) -> None:
    found = lay_out(View(find="nothing like it", measure=measure, running=running))  # type: ignore[arg-type]
    assert not found.segments
    assert not found.whiskers


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1970, 1, 2), DAY),
        (pd.Timestamp("2024-01-28"), 1_706_400_000_000),
        (pd.Period("2024-01", "M"), 1_704_067_200_000),
        (date(1900, 1, 1), -2_208_988_800_000),
    ],
)
def test_a_day_is_milliseconds_at_midnight_utc(day: object, expected: int) -> None:
    assert milliseconds(day) == expected
