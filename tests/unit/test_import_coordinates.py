"""A point is read in every spelling; one that cannot be right is no reason to lose an event."""

from pathlib import Path

import mgrs
import pyproj
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data.importers import Imported, Mapping, Options, RefusedError, guess, inspect, run
from data.importers.coordinates import read_degrees, read_point
from tests.unit.imports.files import ACLED, Row, acled, delimited, features

NORTH = 33.3125
EAST = 44.3625
LATITUDES = [
    *("33.3125", "33,3125", "33.3125°", "N33.3125", "33.3125 N", "+33.3125", "33.3125 north", "٣٣٫٣١٢٥"),
    *(
        "33°18'45\"N",
        "33° 18′ 45″ N",
        "33º18´45´´N",
        "33°18’45’’ N",
        "33 18 45 N",
        "33 18 45",
        "33:18:45N",
        "33-18-45N",
    ),
    *("33d18m45s", "33d18m45sN", "33 deg 18 min 45 sec N", "N33°18.75'", "33 18.75 N", "331845N"),
]
NO_LATITUDES = ["", "abc", "95", "44 E", "-33 S", "33°75'N", "33.3.3", "1e400", "33°18'75\"", "331845"]
POINTS = [
    *(
        "33.3125, 44.3625",
        "33.3125,44.3625",
        "33.3125 44.3625",
        "33,3125; 44,3625",
        "33,3125 44,3625",
        "33,3125, 44,3625",
    ),
    *("(33.3125, 44.3625)", "33.3125/44.3625", "N33.3125 E44.3625", "44.3625E 33.3125N", "lat 33.3125, lon 44.3625"),
    *("33°18'45\"N 44°21'45\"E", "33 18 45 N, 44 21 45 E", "N33°18.75' E044°21.75'", "331845N 0442145E"),
    *("POINT(44.3625 33.3125)", "POINT Z (44.3625 33.3125 30)", "SRID=4326;POINT(44.3625 33.3125)"),
]
NO_POINTS = [
    *(
        "",
        "Baghdad",
        "33.3",
        "95, 44",
        "33.3 N",
        "33,31,44,37",
        "POINT EMPTY",
        "POINT(500 900)",
        "38S MB",
        "38SZZ12345678",
    ),
    *("61N 442000 3687000", "SRID=999999;POINT(1 2)", "44.3 E, 44.3 E"),
]
NORTHS = st.floats(-79.9, 83.9)
EASTS = st.floats(-179.99, 179.99)
PLAIN: Row = {"date": "2024-01-28", "country": "Iraq"}


def imported(folder: Path, *rows: Row, **how: object) -> Imported:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return run(delimited(folder / "events.csv", rows, columns), "table", **how)


def points(found: Imported) -> list[tuple[float, float]]:
    degrees = found.events[["latitude", "longitude"]].round(3)
    return list(degrees.itertuples(index=False, name=None))


def sexagesimal(degrees: float, letters: str, style: str) -> str:
    whole = abs(degrees)
    minutes = whole % 1 * 60
    letter = letters[degrees < 0]
    return style.format(d=int(whole), m=int(minutes), s=minutes % 1 * 60, letter=letter)


@pytest.mark.parametrize("written", LATITUDES)
def test_degrees_are_read_in_their_spelling(written: str) -> None:
    assert read_degrees(written, "latitude") == pytest.approx(NORTH)


@pytest.mark.parametrize("written", NO_LATITUDES)
def test_a_text_that_is_no_latitude_is_not_read(written: str) -> None:
    assert read_degrees(written, "latitude") is None


@pytest.mark.parametrize("written", POINTS)
def test_a_point_is_read_in_its_spelling(written: str) -> None:
    assert read_point(written) == pytest.approx((NORTH, EAST))


@pytest.mark.parametrize("written", NO_POINTS)
def test_a_text_that_is_no_point_is_not_read(written: str) -> None:
    assert read_point(written) is None


@pytest.mark.parametrize(
    "style",
    [
        "{d}°{m:02}'{s:09.6f}\"{letter}",
        "{letter}{d} {m} {s:.6f}",
        "{d}d{m}m{s:.6f}s{letter}",
        "{d}:{m}:{s:.6f} {letter}",
    ],
)
@settings(max_examples=25, deadline=None)
@given(north=NORTHS, east=EASTS)
def test_written_degrees_minutes_and_seconds_are_read_back(style: str, north: float, east: float) -> None:
    written = f"{sexagesimal(north, 'NS', style)} {sexagesimal(east, 'EW', style)}"
    if "60.000000" not in written:
        assert read_point(written) == pytest.approx((north, east), abs=1e-6), written


@settings(max_examples=25, deadline=None)
@given(north=NORTHS, east=EASTS)
def test_decimal_points_and_wkt_are_read_back(north: float, east: float) -> None:
    texts = (f"{north:.6f}, {east:.6f}", f"{north:.6f};{east:.6f}".replace(".", ","), f"POINT ({east:.6f} {north:.6f})")
    for written in texts:
        assert read_point(written) == pytest.approx((north, east), abs=1e-6), written


@settings(max_examples=25, deadline=None)
@given(north=NORTHS, east=EASTS)
def test_a_grid_reference_is_read_back(north: float, east: float) -> None:
    assume(abs(north) > 1e-4)  # at the equator the package writes a northing that its grid does not have
    written = mgrs.MGRS().toMGRS(north, east)
    found = read_point(written)
    assert found is not None, written
    geod = pyproj.Geod(ellps="WGS84")
    assert geod.inv(east, north, found.longitude, found.latitude)[2] < 2


@settings(max_examples=25, deadline=None)
@given(north=st.floats(-79.9, -0.1) | st.floats(0.1, 79.9), east=st.floats(0.5, 179.5))
def test_utm_is_read_back(north: float, east: float) -> None:
    zone = int((east + 180) // 6) + 1
    band = "CDEFGHJKLMNPQRSTUVWX"[min(int((north + 80) // 8), 19)]
    crs = (32600 if band >= "N" else 32700) + zone
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(east, north)
    for written in (f"{zone}{band} {x:.2f} {y:.2f}", f"{x:.2f} {y:.2f} {zone}{band}"):
        assert read_point(written) == pytest.approx((north, east), abs=1e-4), written


@pytest.mark.parametrize("name", ["coordinates", "lat_lon", "wkt", "MGRS", "utm", "GPS"])
@pytest.mark.parametrize(
    "written", ["33.3125, 44.3625", "POINT(44.3625 33.3125)", "38S MB 40657 86112", "38N 440657 3686112"]
)
def test_a_point_may_be_in_one_column(tmp_path: Path, name: str, written: str) -> None:
    found = imported(tmp_path, {"date": "2024-01-28", name: written})
    ((north, east),) = points(found)
    assert (north, east) == pytest.approx((NORTH, EAST), abs=1e-3)


def test_a_column_with_other_cells_is_no_point(tmp_path: Path) -> None:
    path = delimited(tmp_path / "events.csv", [{**PLAIN, "position": "commander"}], ["date", "country", "position"])
    shown = inspect(path)
    assert guess(shown.columns, shown.sample) == Mapping(date_start="date", country="country")


def test_columns_of_utm_are_read_by_their_zone(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "easting": "440657", "northing": "3686112", "utm zone": "38N"})
    assert points(found)[0] == pytest.approx((NORTH, EAST), abs=1e-3)


def test_a_stated_reference_system_is_that_of_both_columns(tmp_path: Path) -> None:
    row = {**PLAIN, "x": "440657", "y": "3686112"}
    assert points(imported(tmp_path, row, options=Options(crs="EPSG:32638")))[0] == pytest.approx(
        (NORTH, EAST), abs=1e-3
    )
    with pytest.raises(RefusedError, match="There is no coordinate reference system “EPSG:1”"):
        imported(tmp_path, row, options=Options(crs="EPSG:1"))


def test_a_stated_reference_system_leaves_geometries_as_they_are(tmp_path: Path) -> None:
    path = features(tmp_path / "events.geojson", [(dict(PLAIN), {"type": "Point", "coordinates": [EAST, NORTH]})])
    assert points(run(path, "table", options=Options(crs="EPSG:4326"))) == [(33.312, 44.362)]


FAULTS = [
    ({"lat": "0", "lon": "0"}, "0, 0 means no point"),
    ({"lat": "120.5", "lon": "33"}, "latitude and longitude look swapped"),
    ({"lat": "", "lon": "38"}, "one of the two is missing"),
    ({"lat": "91", "lon": "138"}, "they lie beyond 90 degrees"),
    ({"lat": "33.3", "lon": "181"}, "they lie beyond 90 degrees"),
    ({"lat": "near the gate", "lon": "38"}, "cannot be read"),
    ({"lat": "1e400", "lon": "38"}, "cannot be read"),
]


@pytest.mark.parametrize(("cells", "words"), FAULTS)
def test_a_wrong_point_leaves_its_event_in_the_country(tmp_path: Path, cells: Row, words: str) -> None:
    found = imported(tmp_path, {**PLAIN, **cells}, {"date": "2024-01-28", "country": "", "lat": "33.3", "lon": "44.4"})
    assert found.report.rejected == []
    assert found.events["geo_precision"].tolist() == ["country", "town"]
    (note,) = [note for note in found.report.notes if words in note]
    assert f"“{cells['lat']}, {cells['lon']}” (1)" in note


@pytest.mark.parametrize(("cells", "_"), FAULTS)
def test_a_wrong_point_without_a_country_is_set_aside_with_its_reason(tmp_path: Path, cells: Row, _: str) -> None:
    found = imported(tmp_path, {**PLAIN, "country": "", **cells})
    assert found.report.kept == 0
    assert found.report.rejected[0].column == "lat"


def test_an_acled_event_with_a_wrong_point_is_known_to_its_country(tmp_path: Path) -> None:
    rows = [acled(event_id_cnty=f"IRQ{n}", **cells) for n, cells in enumerate(ACLED_FAULTS)]
    found = run(delimited(tmp_path / "acled.csv", rows, ACLED), "acled")
    assert found.report.rejected == []
    assert set(found.events["geo_precision"]) == {"country"}


ACLED_FAULTS: list[Row] = [
    {"latitude": "", "longitude": ""},
    {"latitude": "0", "longitude": "0.0"},
    {"latitude": "133.2", "longitude": "44.1"},
    {"longitude": "inf"},
    {"latitude": "north"},
]


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[st.sampled_from([*LATITUDES, *NO_LATITUDES, "0", "-99"])] * 2), min_size=1, max_size=20))
def test_no_event_with_a_country_is_lost_for_its_point(tmp_path: Path, drawn: list[tuple[str, str]]) -> None:
    rows = [{**PLAIN, "id": str(n), "lat": north, "lon": east, "killed": "1"} for n, (north, east) in enumerate(drawn)]
    found = imported(tmp_path, *rows)
    assert (found.report.read, found.report.kept) == (len(drawn), len(drawn))
    assert found.events["killed_best"].sum() == len(drawn)
