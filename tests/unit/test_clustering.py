import random
from datetime import date, timedelta
from functools import partial

import pandas as pd
import pytest

from data.casualties import LONG
from data.query.engine import Engine
from data.query.grid import CELL_PIXELS
from data.record.catalog import EVENT_COLUMNS, Catalog
from data.terms import EVENT_TYPES, SIDES
from data.view import View
from geo.basemap import HOME, home
from geo.clustering import (
    CROWD_LIMIT,
    DEEPEST,
    EVENTS_LIMIT,
    FRAME,
    LARGEST_FRAME,
    OPENED_LIMIT,
    PLACES_LIMIT,
    groups,
    members,
    opened,
    window,
)
from geo.map_layout import Frame

WORLD = (-180.0, -85.0, 180.0, 85.0)


def engine_over(rows: list[dict[str, object]]) -> Engine:
    """An engine over rows of the flat table; what a row leaves out is null, or the same for all."""
    shared = {
        "date_start": date(2024, 1, 1),
        "date_end": date(2024, 1, 1),
        "time_precision": "day",
        "country": "Iraq",
        "geo_precision": "site",
        "side": "attack",
        "event_type": "drone strike",
        "actor_basis": "unknown",
        "outcome": "unknown",
        "summary": "Reported.",
        "source": "made-up",
    }
    table = pd.DataFrame([shared | row for row in rows], columns=list(EVENT_COLUMNS))
    days = {"date_start": "datetime64[us]", "date_end": "datetime64[us]"}
    numbers = {name: "Int64" for name in EVENT_COLUMNS if name.startswith(("killed", "wounded"))}
    degrees = {"latitude": "float64", "longitude": "float64"}
    texts = {name: "str" for name in EVENT_COLUMNS if name not in days | numbers | degrees}
    tolls = pd.DataFrame(columns=list(LONG), dtype="str")
    return Engine.of_frames(table.astype(days | numbers | degrees | texts), tolls, {})


def scattered(number: int, places: int | None = None) -> list[dict[str, object]]:
    """Events all over the four countries, each at another place, or at this number of `places`."""
    chance = random.Random(22)  # noqa: S311 - the same places in every run
    spots = [
        (round(chance.uniform(24.5, 37.4), 4), round(chance.uniform(35.0, 52.0), 4)) for _ in range(places or number)
    ]
    rows = []
    for n in range(number):
        latitude, longitude = spots[n % len(spots)]
        rows.append(
            {
                "event_id": f"made-{n:04}",
                "latitude": latitude,
                "longitude": longitude,
                "location": f"Place {n % len(spots)}",
                "side": chance.choice(list(SIDES)),
                "event_type": chance.choice(list(EVENT_TYPES)),
                "date_start": date(2023, 1, 1) + timedelta(days=n % 700),
                "date_end": date(2023, 1, 1) + timedelta(days=n % 700),
            }
        )
    return rows


@pytest.fixture(scope="module")
def many() -> Engine:
    """2,000 events at 2,000 places: too many to draw each for itself."""
    return engine_over(scattered(2000))


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(side=("attack",)),
        View(country=("Iraq", "Syria"), dates=(date(2024, 1, 1), None)),
        View(find="asad"),
    ],
    ids=View.query,
)
def test_groups_hold_exactly_the_placed_events(record_engine: Engine, view: View) -> None:
    found, behind = groups(record_engine, view, *window(HOME)), members(record_engine, view, *window(HOME))
    events = record_engine.events(view).dropna(subset=["latitude"])
    assert sorted(behind["event_id"]) == sorted(events["event_id"])
    assert found["events"].sum() == record_engine.counts(view).on_map == len(events)
    assert found.set_index("cell")["events"].to_dict() == behind["cell"].value_counts().to_dict()


def test_a_group_has_its_place_and_counts_attacks_and_strikes(record_engine: Engine, catalog: Catalog) -> None:
    found = groups(record_engine, View(), *window(HOME)).set_index("location")
    events = record_engine.events(View())
    sites = catalog.sites.set_index("name")
    for place, group in found.iterrows():
        here = events[events["location"] == place]
        site = sites.loc[str(place).removeprefix("near ")]
        assert (group["latitude"], group["longitude"]) == pytest.approx(site[["latitude", "longitude"]])
        assert group["attacks"] == (here["side"] == "attack").sum()
        assert group["answers"] == here["side"].isin(["us_strike", "coalition_strike"]).sum()
        assert {group["geo_precision"]} == set(here["geo_precision"])
        shared = here["event_type"].iloc[0] if len(set(here["event_type"])) == 1 else None
        assert (None if pd.isna(group["event_type"]) else group["event_type"]) == shared


def test_each_place_of_the_record_is_one_group(record_engine: Engine) -> None:
    found = groups(record_engine, View(), *window(HOME))
    assert found["location"].notna().all()
    assert found["location"].is_unique
    assert len(found) == record_engine.counts(View()).sites


def test_two_sites_with_one_coordinate_stay_two(record_engine: Engine, catalog: Catalog) -> None:
    sites = catalog.sites.dropna(subset=["latitude"])
    twins = sites[sites.duplicated(["latitude", "longitude"], keep=False)]
    struck = set(twins["site_id"]) & set(catalog.events["site_id"])
    names = set(sites.set_index("site_id").loc[sorted(struck), "name"])
    assert len(names) >= 2
    assert names <= set(groups(record_engine, View(), *window(HOME))["location"].str.removeprefix("near "))


def test_groups_are_sorted_by_size(record_engine: Engine, many: Engine) -> None:
    for engine in (record_engine, many):
        assert groups(engine, View(), *window(HOME))["events"].is_monotonic_decreasing


def test_few_places_are_all_drawn_for_any_window(record_engine: Engine) -> None:
    elsewhere = groups(record_engine, View(), (0.0, 0.0, 1.0, 1.0), 12)
    pd.testing.assert_frame_equal(elsewhere, groups(record_engine, View(), *window(HOME)))


def test_a_view_without_events_has_no_groups(record_engine: Engine) -> None:
    assert groups(record_engine, View(find="nothing like it"), *window(HOME)).empty
    assert members(record_engine, View(find="nothing like it"), *window(HOME)).empty


@pytest.mark.parametrize(("places", "grouped_by_place"), [(PLACES_LIMIT, True), (PLACES_LIMIT + 1, False)])
def test_up_to_the_limit_each_place_is_one_group(places: int, grouped_by_place: bool) -> None:  # noqa: FBT001
    engine = engine_over(scattered(places + 5, places))
    found = groups(engine, View(), WORLD, 3)
    assert (len(found) == places) == grouped_by_place
    assert found["events"].sum() == places + 5


@pytest.mark.parametrize(("places", "grouped_by_place"), [(CROWD_LIMIT, True), (CROWD_LIMIT + 1, False)])
def test_crowded_places_are_grouped_until_the_map_is_zoomed_in(
    places: int,
    grouped_by_place: bool,  # noqa: FBT001
) -> None:
    rows = scattered(places + 5, places)
    for n, row in enumerate(rows):
        row |= {"latitude": 33.3 + 0.01 * (n % places), "longitude": 44.4}
    found = groups(engine_over(rows), View(), *window(HOME))
    assert (len(found) == places) == grouped_by_place
    assert found["events"].sum() == places + 5
    assert len(groups(engine_over(rows), View(), *window((33.4, 44.4, DEEPEST)))) > 1


@pytest.mark.parametrize(("number", "listed"), [(EVENTS_LIMIT, True), (EVENTS_LIMIT + 1, False)])
def test_beyond_the_limit_groups_have_no_members(number: int, listed: bool) -> None:  # noqa: FBT001
    engine = engine_over(scattered(number, 20))
    assert len(members(engine, View(), WORLD, 3)) == (number if listed else 0)
    assert groups(engine, View(), WORLD, 5)["events"].sum() == number


def test_members_are_sorted_newest_first() -> None:
    found = members(engine_over(scattered(EVENTS_LIMIT)), View(), WORLD, 3)
    assert pd.to_datetime(found["date_start"]).is_monotonic_decreasing


def inside(group: pd.Series, area: tuple[float, float, float, float], margin: float) -> bool:
    west, south, east, north = area
    return west + margin < group["longitude"] < east - margin and south + margin < group["latitude"] < north - margin


def test_a_map_gets_no_more_symbols_than_its_frame_has_cells(many: Engine) -> None:
    for zoom in range(4, 15):
        found = groups(many, View(), *window((33.0, 43.0, zoom)))
        assert len(found) <= 2000
        assert len(found) < (FRAME[0] / CELL_PIXELS + 2) * (FRAME[1] / CELL_PIXELS + 2)


def test_only_events_in_the_window_are_grouped(many: Engine) -> None:
    area = (42.0, 32.0, 45.0, 34.0)
    expected = many.events(View())
    expected = expected[expected["longitude"].between(42, 45) & expected["latitude"].between(32, 34)]
    found = groups(many, View(), area, 7)
    assert found["events"].sum() == len(expected) > 0
    assert all(inside(group, area, -1e-9) for _, group in found.iterrows())


def test_groups_do_not_move_when_the_window_moves_a_little(many: Engine) -> None:
    area, moved = (40.0, 30.0, 46.0, 35.0), (40.3, 30.2, 46.3, 35.2)
    before, after = (groups(many, View(), shown, 7).set_index("cell") for shown in (area, moved))
    overlap = (40.3, 30.2, 46.0, 35.0)
    cell = 360 / (256 * 2**7) * 36
    is_stable = partial(inside, area=overlap, margin=cell)
    stable = before[before.apply(is_stable, axis=1)]
    assert len(stable) > 20
    pd.testing.assert_frame_equal(stable.sort_index(), after.loc[stable.index].sort_index())


@pytest.mark.parametrize("zoom", [4, 6, 9])
def test_cells_of_a_deeper_zoom_nest_in_those_above(many: Engine, zoom: int) -> None:
    above, below = (groups(many, View(), WORLD, level).set_index("cell")["events"] for level in (zoom, zoom + 1))

    def parent(cell: str) -> str:
        return ":".join(str(int(part) // 2) for part in cell.split(":"))

    assert len(above) < len(below)
    assert below.groupby(parent).sum().sort_index().to_dict() == above.sort_index().to_dict()


def test_events_of_one_cell_are_within_its_width_on_screen(many: Engine) -> None:
    found = groups(many, View(), WORLD, 8).set_index("cell")
    pixels = 256 * 2**8
    for cell, group in found.iterrows():
        column, _ = (int(part) for part in str(cell).split(":"))
        assert column <= (group["longitude"] + 180) / 360 * pixels / CELL_PIXELS < column + 1


def test_a_group_has_a_property_only_if_all_its_events_share_it() -> None:
    rows = scattered(PLACES_LIMIT + 5)
    for row in rows[:3]:
        row |= {
            "latitude": 10.0,
            "longitude": 10.0,
            "location": "Far away",
            "event_type": "ied",
            "geo_precision": "town",
        }
    rows[0]["event_type"] = "artillery"
    found = groups(engine_over(rows), View(), (9.9, 9.9, 10.1, 10.1), 8)
    (group,) = found.to_dict("records")
    assert (group["location"], group["geo_precision"]) == ("Far away", "town")
    assert pd.isna(group["event_type"])


@pytest.mark.parametrize("at", [HOME, (33.0, 43.5, 7.25), (0.0, 0.0, 3.0)])
def test_the_window_is_centred_on_its_position_and_as_wide_as_the_frame(at: tuple[float, float, float]) -> None:
    latitude, longitude, zoom = at
    (west, south, east, north), level = window(at)
    assert level == int(zoom)
    assert (west + east) / 2 == pytest.approx(longitude)
    corners = window_corners(at, (west, south, east, north))
    assert corners == pytest.approx([-FRAME[0] / 2, -FRAME[1] / 2, FRAME[0] / 2, FRAME[1] / 2])
    assert south < latitude < north


def window_corners(
    at: tuple[float, float, float], area: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the area in pixels of the map, from the middle."""
    frame, (west, south, east, north) = Frame.of_position(at, 0, 0), area
    return (*frame.pixel(north, west), *frame.pixel(south, east))


@pytest.mark.parametrize("size", [(2200, 1300), (1920, 1080), (3840, 2160), (1500, 700), (600, 400)])
@pytest.mark.parametrize("at", [HOME, (33.0, 43.5, 7.25)])
def test_the_window_of_a_larger_map_holds_all_of_it(at: tuple[float, float, float], size: tuple[int, int]) -> None:
    left, top, right, bottom = window_corners(at, window(at, size)[0])
    assert left <= -size[0] / 2 + 1e-6
    assert right >= size[0] / 2 - 1e-6
    assert top <= -size[1] / 2 + 1e-6
    assert bottom >= size[1] / 2 - 1e-6


def test_a_larger_map_has_groups_up_to_its_edges(many: Engine) -> None:
    size = (3000, 2000)
    at = (31.0, 43.5, 7.0)
    frame = Frame.of_position(at, *size)
    placed = many.events(View())
    points = [frame.pixel(latitude, longitude) for latitude, longitude in zip(placed["latitude"], placed["longitude"])]
    visible = sum(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in points)
    assert groups(many, View(), *window(at))["events"].sum() < visible
    assert groups(many, View(), *window(at, size))["events"].sum() >= visible


def test_the_window_is_never_larger_than_the_largest_frame() -> None:
    at = (33.0, 43.0, 8.0)
    assert window(at, (1e9, 1e9)) == window(at, LARGEST_FRAME)
    assert window(at, (-5, 0)) == window(at)


def test_a_large_map_gets_wider_cells_instead_of_more_symbols(many: Engine) -> None:
    for size in (FRAME, (2200, 1300), LARGEST_FRAME):
        for zoom in (5, 8, 13):
            (area, level) = window((33.0, 43.0, zoom), size)
            width = CELL_PIXELS * 2 ** (zoom - level)
            assert (size[0] / width) * (size[1] / width) <= 2000
            assert len(groups(many, View(), area, level)) <= 2200
    assert window((33.0, 43.0, DEEPEST), LARGEST_FRAME)[1] == DEEPEST


def test_the_window_at_home_holds_the_four_countries() -> None:
    (west, south, east, north), _ = window(HOME)
    (low, left), (high, right) = home()
    assert west < left < right < east
    assert south < low < high < north


def test_a_zoom_deeper_halves_the_window() -> None:
    (west, _, east, _), _ = window((33.0, 43.0, 6.0))
    (nearer_west, _, nearer_east, _), _ = window((33.0, 43.0, 7.0))
    assert (east - west) / (nearer_east - nearer_west) == pytest.approx(2)


def test_a_large_group_opens_into_its_newest_events_at_the_last_zoom_and_not_before() -> None:
    rows = scattered(PLACES_LIMIT + 5) + [
        {**row, "event_id": f"here-{n:04}", "latitude": 33.0, "longitude": 43.0, "location": f"Camp {n}"}
        for n, row in enumerate(scattered(EVENTS_LIMIT + 50))
    ]
    engine, around = engine_over(rows), window((33.0, 43.0, DEEPEST))
    found = groups(engine, View(), *around)
    cell = found["cell"].iloc[0]
    assert members(engine, View(), *around).empty
    inside = opened(engine, View(), *around, cell)
    assert inside.opens
    assert len(inside.events) == OPENED_LIMIT
    assert inside.events["event_id"].str.startswith("here-").all()
    newest = sorted((row for row in rows if row["event_id"].startswith("here-")), key=lambda row: row["event_id"])
    newest.sort(key=lambda row: row["date_start"], reverse=True)
    assert inside.events["event_id"].tolist() == [row["event_id"] for row in newest[:OPENED_LIMIT]]
    assert not opened(engine, View(), *window((33.0, 43.0, DEEPEST - 1)), cell).opens
    assert opened(engine, View(), *around, "1:1").events.empty


def test_a_place_with_many_events_opens_at_any_zoom() -> None:
    engine = engine_over(scattered(EVENTS_LIMIT + 200, 3))
    found = groups(engine, View(), *window(HOME))
    inside = opened(engine, View(), *window(HOME), found["cell"].iloc[0])
    assert inside.opens
    assert len(inside.events) == OPENED_LIMIT
    assert set(inside.events["location"]) == {found["location"].iloc[0]}
