import pytest

from data.record.boundaries import countries, countries_meeting, lies_in
from data.record.catalog import Catalog
from data.terms import COUNTRIES


def test_there_is_a_polygon_for_every_country_of_the_record() -> None:
    assert set(countries()) == set(COUNTRIES)
    assert all(shape.is_valid and shape.area > 0 for shape in countries().values())


@pytest.mark.parametrize(
    ("country", "latitude", "longitude"),
    [
        ("Jordan", 33.306, 38.702),
        ("Syria", 33.506, 38.618),
        ("Iraq", 33.3152, 44.3661),
        ("Qatar", 25.1173, 51.315),
    ],
)
def test_a_place_lies_in_its_country_only(country: str, latitude: float, longitude: float) -> None:
    assert [name for name in countries() if lies_in(name, latitude, longitude)] == [country]


def test_latitude_and_longitude_are_not_swapped() -> None:
    assert not lies_in("Iraq", 44.3661, 33.3152)


def test_a_point_on_the_border_lies_in_the_country() -> None:
    longitude, latitude = countries()["Qatar"].boundary.coords[0]
    assert lies_in("Qatar", latitude, longitude)


def test_a_country_without_a_polygon_is_an_error() -> None:
    with pytest.raises(KeyError, match="Iran"):
        lies_in("Iran", 32.0, 53.0)


@pytest.mark.parametrize(
    ("area", "met"),
    [
        ((35.0, 24.0, 52.0, 38.0), {"Iraq", "Syria", "Jordan", "Qatar"}),
        ((43.0, 33.0, 44.0, 34.0), {"Iraq"}),
        ((38.5, 33.2, 39.5, 33.6), {"Iraq", "Syria", "Jordan"}),
        ((50.9, 24.8, 51.2, 25.2), {"Qatar"}),
        ((0.0, 0.0, 1.0, 1.0), set()),
    ],
)
def test_an_area_meets_countries(area: tuple[float, float, float, float], met: set[str]) -> None:
    assert set(countries_meeting(area)) == met


def test_every_site_lies_in_its_country(catalog: Catalog) -> None:
    for site in catalog.sites.dropna(subset=["latitude"]).itertuples():
        assert lies_in(site.country, site.latitude, site.longitude)
