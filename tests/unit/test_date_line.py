"""Places on both sides of the date line: Suva at 178.44° E, Apia at 171.76° W."""

import pytest

from components.slide.layers.base_map import _turns
from components.slide.slide_symbols import pixel
from data.query.engine import Engine
from data.view import View, ViewError
from geo.clustering import groups, members, window
from geo.framing import home
from geo.map_layout import Frame
from tests.unit.test_clustering import engine_over

SUVA, APIA = {"latitude": -18.14, "longitude": 178.44}, {"latitude": -13.83, "longitude": -171.76}
NEAR_SUVA = (-16.0, 179.5, 6.0)


@pytest.fixture(scope="module")
def engine() -> Engine:
    rows = [
        {"event_id": "suva", "location": "Suva", "country": "Fiji", **SUVA},
        {"event_id": "apia", "location": "Apia", "country": "Samoa", **APIA},
        {"event_id": "edge", "location": "Taveuni", "country": "Fiji", "latitude": -16.8, "longitude": 179.99}
        | {"geo_precision": "district"},
        {"event_id": "london", "location": "London", "country": "UK", "latitude": 51.5, "longitude": -0.1},
    ]
    return engine_over(rows)


@pytest.mark.parametrize(
    ("area", "found", "uncertain"),
    [
        ((172.3, -22.0, -173.3, -10.0), ["edge", "suva"], []),
        ((172.3, -22.0, -171.0, -10.0), ["apia", "edge", "suva"], []),
        ((-180.0, -22.0, -171.0, -10.0), ["apia", "edge"], ["edge"]),
        ((172.3, -22.0, 180.0, -10.0), ["edge", "suva"], ["edge"]),
        ((-180.0, -90.0, 180.0, 90.0), ["apia", "edge", "london", "suva"], []),
        ((-10.0, 40.0, 10.0, 60.0), ["london"], []),
    ],
)
def test_an_area_may_cross_the_date_line(
    engine: Engine, area: tuple[float, float, float, float], found: list[str], uncertain: list[str]
) -> None:
    events = engine.events(View(area=area)).set_index("event_id")
    assert sorted(events.index) == found
    assert sorted(events.index[events["possibly_outside_area"]]) == uncertain


@pytest.mark.parametrize("link", ["area=40,33,38,34", "area=10,0,10,1", "area=181,0,190,1"])
def test_exchanged_edges_are_no_area_over_the_date_line(link: str) -> None:
    with pytest.raises(ViewError):
        View.parse(link)


def test_the_first_map_of_both_is_around_the_date_line(engine: Engine) -> None:
    (south, west), (north, east) = home(engine, View(country=("Fiji", "Samoa")))
    assert (round(west), round(east)) == (177, 189)
    assert (south, north) == pytest.approx((-19.187, -12.783), abs=0.001)  # with the circles of 5 km


def test_a_window_over_the_date_line_has_the_events_of_both_sides() -> None:
    rows = [
        {"event_id": f"{name}-{n}", "location": f"{name} {n}", "country": name, **place}
        | {"longitude": place["longitude"] + n / 100}
        for name, place in (("Fiji", SUVA), ("Samoa", APIA))
        for n in range(40)
    ]
    crowded = engine_over(rows)
    for at in (NEAR_SUVA, (-16.0, -175.0, 6.0)):
        assert groups(crowded, View(), *window(at))["events"].sum() == 80
        assert len(members(crowded, View(), *window(at))) == 80


def test_the_slide_draws_a_place_beyond_the_date_line_beside_those_before_it() -> None:
    frame = Frame.of_position(NEAR_SUVA, 938, 560)
    x, y = pixel(frame, (0, 0, 938, 560), APIA["latitude"], APIA["longitude"])
    assert 0 < x < 938
    assert 0 < y < 560
    assert _turns(frame) == [0, 360]
    assert _turns(Frame.of_position((33.0, 43.0, 6.0), 938, 560)) == [0]
