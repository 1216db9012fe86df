import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.record.boundaries import FOLDER, areas, countries, divisions
from data.record.catalog import Catalog
from data.terms import COUNTRIES

Point = tuple[float | None, float | None]

REGION = st.tuples(st.floats(10, 45), st.floats(23, 67))
ANYWHERE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
NULL = st.sampled_from([(None, None), (33.0, None), (None, 44.0)])


def columns(points: list[Point], index: list[int] | None = None) -> tuple[pd.Series, pd.Series]:
    latitude, longitude = zip(*points) if points else ((), ())
    return pd.Series(latitude, index, dtype=float), pd.Series(longitude, index, dtype=float)


def areas_of(points: list[Point]) -> list[tuple[str | None, str | None]]:
    found = areas(*columns(points))
    return [tuple(row) for row in found.astype(object).where(found.notna(), None).itertuples(index=False)]


@given(st.lists(REGION | ANYWHERE | NULL, max_size=8))
def test_a_point_lies_in_the_first_division_that_covers_it(points: list[Point]) -> None:
    table = divisions()
    for (latitude, longitude), area in zip(points, areas_of(points)):
        known = latitude is not None and longitude is not None
        covering = table[[known and shape.covers(shapely.Point(longitude, latitude)) for shape in table.geometry]]
        rows = covering.astype(object).where(covering.notna(), None)
        assert area == (tuple(rows.iloc[0][["country", "admin1"]]) if len(rows) else (None, None))


@pytest.mark.parametrize(
    ("point", "area"),
    [
        ((33.3152, 44.3661), ("Iraq", "Baghdad")),
        ((36.34, 43.13), ("Iraq", "Nineveh")),
        ((35.96, 39.01), ("Syria", "Raqqa")),
        ((33.13, 35.83), ("Syria", "Quneitra")),
        ((32.5, 38.2), ("Jordan", "Mafraq")),
        ((25.29, 51.53), ("Qatar", "Doha")),
        ((35.69, 51.39), ("Iran", None)),
        ((39.93, 32.86), ("Turkey", None)),
        ((33.89, 35.5), ("Lebanon", None)),
        ((31.9, 35.2), ("Palestine", None)),
        ((32.08, 34.8), ("Israel", None)),
        ((29.3, 47.9), ("Kuwait", None)),
        ((26.1, 50.53), ("Bahrain", None)),
        ((24.7, 46.7), ("Saudi Arabia", None)),
        ((24.4, 54.5), ("United Arab Emirates", None)),
        ((31.2, 29.95), ("Egypt", None)),
        ((15.35, 44.2), ("Yemen", None)),
        ((23.6, 58.4), ("Oman", None)),
        ((27.0, 51.0), (None, None)),
        ((34.0, 33.0), (None, None)),
        ((51.5, -0.1), (None, None)),
        ((44.3661, 33.3152), (None, None)),
    ],
)
def test_a_point_has_its_country_and_governorate(point: Point, area: tuple[str | None, str | None]) -> None:
    assert areas_of([point]) == [area]


def test_the_result_has_the_index_of_the_points() -> None:
    latitude, longitude = columns([(33.3, 44.4), (None, None), (36.3, 43.1)], [7, 7, 2])
    found = areas(latitude, longitude)
    assert list(found.columns) == ["country", "admin1"]
    assert list(found.index) == [7, 7, 2]
    assert list(found["country"].fillna("")) == ["Iraq", "", "Iraq"]


def test_an_empty_list_of_points_has_no_areas() -> None:
    assert areas(*columns([])).empty
    assert areas_of([(None, None)]) == [(None, None)]


def test_divisions_meet_edge_to_edge() -> None:
    shapes = divisions().geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_governorates_of_a_country_are_the_country_to_a_metre(country: str) -> None:
    table = divisions()
    whole = shapely.union_all(table[table["country"] == country].geometry.to_numpy())
    assert whole.hausdorff_distance(countries()[country]) < 0.00001


def test_governorate_names_are_unique_within_a_country() -> None:
    assert not divisions().duplicated(["country", "admin1"]).any()


def test_every_site_lies_in_its_governorate(catalog: Catalog) -> None:
    sites = catalog.sites.dropna(subset=["latitude"]).reset_index(drop=True)
    found = areas(sites["latitude"], sites["longitude"])
    assert list(found["country"]) == list(sites["country"])
    apart = sites["site_id"][found["admin1"] != sites["admin1"]]
    # Natural Earth's Baghdad is the city alone: Abu Ghraib, in the governorate of Baghdad, falls to Anbar there.
    assert list(apart) == ["abu-ghraib"]


def test_the_boundary_file_is_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 300_000


def test_a_point_on_a_shared_edge_lies_in_the_one_that_comes_first() -> None:
    table = divisions().set_index("admin1").geometry
    edge = shapely.get_coordinates(shapely.intersection(table["Anbar"].boundary, table["Nineveh"].boundary))[0]
    assert list(divisions()["admin1"].dropna()).index("Anbar") < list(divisions()["admin1"].dropna()).index("Nineveh")
    assert areas_of([(float(edge[1]), float(edge[0]))]) == [("Iraq", "Anbar")]
