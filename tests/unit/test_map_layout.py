import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.basemap import home
from geo.map_layout import Frame, Marker, Name, hold, place, spread

BOX = (0.0, 0.0, 400.0, 300.0)


def meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_the_first_frame_holds_all_four_countries_and_wastes_no_room() -> None:
    (south, west), (north, east) = home()
    frame = Frame.of_box(home(), 900, 600, 14)
    corners = [frame.pixel(south, west), frame.pixel(north, east)]
    assert all(13.9 <= x <= 886.1 and 13.9 <= y <= 586.1 for x, y in corners)
    assert min(corners[0][0], corners[1][1]) == pytest.approx(14)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(2, 16))
def test_a_position_stands_in_the_middle_of_its_frame(latitude: float, longitude: float, zoom: float) -> None:
    frame = Frame.of_position((latitude, longitude, zoom), 800, 500)
    assert frame.pixel(latitude, longitude) == pytest.approx((400, 250), abs=1e-3)
    assert frame.latitude(250) == pytest.approx(latitude, abs=1e-6)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    frame = Frame.of_position((33.5, 38.6, 8), 800, 500)
    pixels = frame.pixel(33.0, 38.6)[1] - frame.pixel(34.0, 38.6)[1]
    assert pixels / frame.pixels_per_km(33.5) == pytest.approx(111.2, rel=0.005)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=12))
def test_symbols_pushed_apart_do_not_cover_each_other(homes: list[tuple[int, int]]) -> None:
    spots = [Marker(str(n), (float(x), float(y)), 9, 9, 1) for n, (x, y) in enumerate(homes)]
    spread(spots)
    near = [(a.x - b.x) ** 2 + (a.y - b.y) ** 2 < 14**2 for n, a in enumerate(spots) for b in spots[n + 1 :]]
    assert not any(near)


@given(st.lists(st.tuples(st.integers(-50, 450), st.integers(-50, 350)), max_size=9))
def test_symbols_stay_whole_within_the_frame(homes: list[tuple[int, int]]) -> None:
    spots = [Marker(str(n), home, 12, 8, 1) for n, home in enumerate(homes)]
    within = [12 <= x <= 388 and 8 <= y <= 292 for x, y in homes]
    hold(spots, (0, 0, 400, 300))
    assert all(x >= 0 and y >= 0 and x2 <= 400 and y2 <= 300 for x, y, x2, y2 in (spot.box() for spot in spots))
    assert all((spot.x, spot.y) == spot.home for spot, is_within in zip(spots, within, strict=True) if is_within)


def test_symbols_with_room_stay_where_they_belong() -> None:
    spots = [Marker("a", (10, 10), 8, 8, 1), Marker("b", (60, 10), 8, 8, 1)]
    spread(spots)
    assert [(spot.x, spot.y) for spot in spots] == [(10, 10), (60, 10)]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300), st.integers(1, 20)), max_size=40))
def test_no_placed_name_touches_another_or_leaves_the_frame(wanted: list[tuple[int, int, int]]) -> None:
    names = [Name("x" * length, "site", x, y, gap=6, rise=6) for x, y, length in wanted]
    symbols = [(x - 3.0, y - 3.0, x + 3.0, y + 3.0) for x, y, _ in wanted]
    placed = place(names, list(symbols), BOX, lambda name: 7.0 * len(name.text), 14)
    boxes = [(one.x, one.y - 7, one.x + 7.0 * len(one.name.text), one.y + 7) for one in placed]
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 400 and box[3] <= 300 for box in boxes)
    assert not any(meet(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    assert not any(meet(a, b) for a in boxes for b in symbols)
