import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import map_layout
from geo.basemap import home
from geo.map_layout import Frame, Label, Marker, clamp, place_labels, repel

BOX = (0.0, 0.0, 400.0, 300.0)
REPEL = {"gap": 2, "rounds": 400, "limit": 300, "moves": 40_000}


def width(label: Label) -> float:
    return 7.0 * len(label.text)


def meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_the_first_frame_holds_all_four_countries_and_wastes_no_room() -> None:
    (south, west), (north, east) = home()
    frame = Frame.of_box(home(), 900, 600, 14)
    corners = [frame.pixel(south, west), frame.pixel(north, east)]
    assert all(13.9 <= x <= 886.1 and 13.9 <= y <= 586.1 for x, y in corners)
    assert min(corners[0][0], corners[1][1]) == pytest.approx(14)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(2, 16))
def test_a_position_is_in_the_middle_of_its_frame(latitude: float, longitude: float, zoom: float) -> None:
    frame = Frame.of_position((latitude, longitude, zoom), 800, 500)
    assert frame.pixel(latitude, longitude) == pytest.approx((400, 250), abs=1e-3)
    assert frame.latitude(250) == pytest.approx(latitude, abs=1e-6)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    frame = Frame.of_position((33.5, 38.6, 8), 800, 500)
    pixels = frame.pixel(33.0, 38.6)[1] - frame.pixel(34.0, 38.6)[1]
    assert pixels / frame.pixels_per_km(33.5) == pytest.approx(111.2, rel=0.005)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=12))
def test_symbols_pushed_apart_do_not_cover_each_other(homes: list[tuple[int, int]]) -> None:
    markers = [Marker(str(n), (float(x), float(y)), 9, 9, 1) for n, (x, y) in enumerate(homes)]
    repel(markers, **REPEL)
    near = [(a.x - b.x) ** 2 + (a.y - b.y) ** 2 < 14**2 for n, a in enumerate(markers) for b in markers[n + 1 :]]
    assert not any(near)


@given(st.lists(st.tuples(st.integers(-50, 450), st.integers(-50, 350)), max_size=9))
def test_symbols_are_whole_within_the_frame(homes: list[tuple[int, int]]) -> None:
    markers = [Marker(str(n), home, 12, 8, 1) for n, home in enumerate(homes)]
    within = [12 <= x <= 388 and 8 <= y <= 292 for x, y in homes]
    clamp(markers, (0, 0, 400, 300))
    assert all(x >= 0 and y >= 0 and x2 <= 400 and y2 <= 300 for x, y, x2, y2 in (marker.box() for marker in markers))
    assert all(
        (marker.x, marker.y) == marker.home for marker, is_within in zip(markers, within, strict=True) if is_within
    )


def test_symbols_without_overlap_are_not_moved() -> None:
    markers = [Marker("a", (10, 10), 8, 8, 1), Marker("b", (60, 10), 8, 8, 1)]
    repel(markers, **REPEL)
    assert [(marker.x, marker.y) for marker in markers] == [(10, 10), (60, 10)]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300), st.integers(1, 20)), max_size=40))
def test_no_placed_label_touches_another_or_leaves_the_frame(wanted: list[tuple[int, int, int]]) -> None:
    labels = [Label("x" * length, "site", x, y, gap=6, rise=6) for x, y, length in wanted]
    symbols = [(x - 3.0, y - 3.0, x + 3.0, y + 3.0) for x, y, _ in wanted]
    placed = place_labels(labels, symbols, BOX, width, height=14, margin=(2, 1))
    boxes = [(one.x, one.y - 7, one.x + width(one.label), one.y + 7) for one in placed]
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 400 and box[3] <= 300 for box in boxes)
    assert not any(meet(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    assert not any(meet(a, b) for a in boxes for b in symbols)


def test_a_dot_without_room_has_no_label() -> None:
    town = Label("Town", "town", 100, 100, gap=6, rise=4, dot=2)
    assert place_labels([town], [], BOX, width, height=14, margin=(2, 1))
    assert not place_labels([town], [(99, 99, 101, 101)], BOX, width, height=14, margin=(2, 1))


def crowd(number: int) -> list[Marker]:
    """Markers that overlap wherever they go: their frame is too small for them."""
    return [Marker(str(n), (n * 37 % 100, n * 61 % 80), 14, 12, 1 + n % 9) for n in range(number)]


def test_more_markers_than_the_limit_are_not_moved() -> None:
    markers = crowd(301)
    assert repel(markers, **REPEL) == 0
    assert all((marker.x, marker.y) == marker.home for marker in markers)
    assert repel(markers[:300], **REPEL) > 0


def test_a_crowd_without_room_ends_within_one_round_of_the_limit_of_moves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds: list[int] = []
    overlapping = map_layout._overlapping

    def counted(markers: list[Marker], gap: float) -> list[tuple[int, int]]:
        found = overlapping(markers, gap)
        rounds.append(len(found))
        return found

    monkeypatch.setattr(map_layout, "_overlapping", counted)
    moves = repel(crowd(300), **REPEL)
    assert moves < 40_000 + max(rounds)
    assert moves == sum(rounds[:-1])


def test_the_same_markers_end_in_the_same_places() -> None:
    first, second = crowd(60), crowd(60)
    for markers in (first, second):
        repel(markers, **REPEL)
    assert [(marker.x, marker.y) for marker in first] == [(marker.x, marker.y) for marker in second]
    assert any((marker.x, marker.y) != marker.home for marker in first)
