"""The map frames what a view shows."""

import pytest

from data.query.engine import Engine
from data.view import View
from geo import basemap
from geo.framing import home


def test_the_whole_record_is_framed_by_the_four_countries(record_engine: Engine) -> None:
    assert home(record_engine, View()) == basemap.home()


@pytest.mark.parametrize("country", ["Iraq", "Syria", "Jordan", "Qatar"])
def test_a_country_is_framed_by_its_outline_with_its_events(record_engine: Engine, country: str) -> None:
    (south, west), (north, east) = home(record_engine, View(country=(country,)))
    placed = record_engine.events(View(country=(country,))).dropna(subset=["latitude"])
    assert placed["latitude"].between(south, north).all()
    assert placed["longitude"].between(west, east).all()
    (low, left), (high, right) = basemap.home()
    assert (north - south) * (east - west) < (high - low) * (right - left)


def test_one_event_is_in_the_middle_with_what_is_around_it(record_engine: Engine) -> None:
    (south, west), (north, east) = home(record_engine, View(find="Tower 22"))
    event = record_engine.events(View(find="Tower 22")).iloc[0]
    assert (south + north) / 2 == pytest.approx(event["latitude"])
    assert (west + east) / 2 == pytest.approx(event["longitude"])
    assert north - south == pytest.approx(3)


def test_a_circle_in_which_an_event_may_lie_is_in_the_frame(record_engine: Engine) -> None:
    events = record_engine.events(View())
    wide = events[events["geo_precision"] == "admin1"].dropna(subset=["latitude"]).iloc[0]
    view = View(dates=(wide["date_start"].date(), wide["date_end"].date()))
    (south, _), (north, _) = home(record_engine, view)
    assert south <= wide["latitude"] - 75 / 111.2
    assert north >= wide["latitude"] + 75 / 111.2


def test_a_view_without_placed_events_is_framed_by_the_four_countries(record_engine: Engine) -> None:
    assert home(record_engine, View(find="no such words anywhere")) == basemap.home()
