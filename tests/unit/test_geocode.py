import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.importers.geography import Candidate, Geography
from data.record.catalog import Catalog
from data.terms import COUNTRIES, GEO_PRECISIONS
from geo.gazetteer import COUNTRY_CODES, RECORD, Place, names_no_place, normalise, towns
from geo.geocode import Gazetteer, undecided

NAMES = st.text(alphabet=st.sampled_from("aeiblkhrsdtnqAÉḨ '-ـالأىةقدسم٢2"), max_size=12) | st.text(max_size=20)


@pytest.fixture(scope="session")
def gazetteer() -> Geography:
    return Gazetteer.of_record()


def town(name: str, latitude: float, longitude: float, country: str = "Iraq", source: str = "GeoNames") -> Place:
    return Place((name,), country, None, latitude, longitude, "town", source)


def only(found: list[Candidate]) -> Candidate:
    assert len(found) == 1
    return found[0]


@given(NAMES)
@example("الالباب")
@example("al-el-Al")
def test_normalising_again_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("al-Shaddadi", "SHADDADI"),
        ("Ash Shaddādī", "Shaddadi"),
        ("Ma'an", "Ma‘ān"),
        ("Deir ez-Zor", "Deir Zor"),
        ("Tal-Baidar", "Tal Baidar"),
        ("Şırnak", "Sirnak"),
        ("أبو غريب", "ابو غريب"),
        ("إربد", "اربد"),
        ("آمد", "امد"),
        ("الحلة", "حله"),
        ("مصطفى", "مصطفي"),
        ("الشــدادي", "شدادي"),
        ("كَرْكُوك", "كركوك"),
    ],
)
def test_spellings_of_one_name_are_equal(name: str, other: str) -> None:
    assert normalise(name) == normalise(other)


@pytest.mark.parametrize(("name", "other"), [("Tal", "Tel"), ("Hama", "Hamah"), ("Tower 22", "Tower 23"), ("", "Al")])
def test_different_names_remain_different(name: str, other: str) -> None:
    assert normalise(name) != normalise(other)


def test_every_name_of_the_record_finds_its_site(gazetteer: Geography, catalog: Catalog) -> None:
    placed = catalog.sites[~catalog.sites["geo_precision"].isin(["country", "admin1"])]
    for site in placed.fillna({"aliases": ""}).itertuples():
        for name in [site.name, *filter(None, site.aliases.split("; "))]:
            found = gazetteer.place(name, site.country)[0]
            assert (found.latitude, found.longitude) == (site.latitude, site.longitude), name
            assert (found.country, found.admin1, found.geo_precision) == (
                site.country,
                site.admin1,
                site.geo_precision,
            ), name
            assert found.score == 100


def test_a_governorate_s_name_means_the_town_and_not_the_record_s_unnamed_base_in_it(gazetteer: Geography) -> None:
    (found,) = gazetteer.place("Deir ez-Zor", "Syria")
    assert found.geo_precision == "town"


def test_a_site_known_only_to_its_country_places_nothing(gazetteer: Geography) -> None:
    assert gazetteer.place("Iraq, place not stated", "Iraq") == []


@pytest.mark.parametrize("country", [None, "Iraq", "Syria"])
@pytest.mark.parametrize(
    "location",
    [
        *("", " ", "-", "unknown", "Unknown location", "not stated", "various locations"),
        *("Iraq", "IRAQ", "العراق", "United Arab Emirates"),
        *("northern Syria", "Southeastern Syria", "near the Syria-Iraq border"),
    ],
)
def test_a_text_that_names_no_place_places_nothing(gazetteer: Geography, location: str, country: str | None) -> None:
    assert gazetteer.place(location, country) == []
    assert names_no_place(normalise(location))


@pytest.mark.parametrize(
    ("location", "country", "latitude", "longitude", "admin1"),
    [
        ("Haditha", "Iraq", 34.13, 42.38, "Anbar"),
        ("Hajin", "Syria", 34.69, 40.83, "Deir ez-Zor"),
        ("Ramadi", "Iraq", 33.42, 43.30, "Anbar"),
        ("الرمادي", "Iraq", 33.42, 43.30, "Anbar"),
        ("تكريت", "Iraq", 34.61, 43.68, "Saladin"),
        ("Ruwaished", "Jordan", 32.50, 38.20, "Mafraq"),
        ("Al Mahmudiyah", "Iraq", 33.06, 44.37, "Baghdad"),
    ],
)
def test_a_town_of_geonames_is_found_to_the_town(
    gazetteer: Geography, location: str, country: str, latitude: float, longitude: float, admin1: str
) -> None:
    found = only(gazetteer.place(location, country))
    assert (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=0.1)
    assert (found.geo_precision, found.country, found.admin1) == ("town", country, admin1)
    assert found.method == "by its name in GeoNames"


@pytest.mark.parametrize(
    ("location", "country", "name"),
    [
        ("Al-Shaddady", "Syria", "al-Shaddadi"),
        ("al-Shaddaid", "Syria", "al-Shaddadi"),
        ("Al Asad Air Bsae", "Iraq", "al-Asad"),
        ("Mukdadiyah", "Iraq", "Muqdadiyah"),
        ("Abu Graib", "Iraq", "Abu Ghraib"),
        ("Abu Kammal", "Syria", "Abu Kamal"),
        ("Kharab al-Jeer", "Syria", "Kharab al-Jir"),
        ("Al Udaid Air Base", "Qatar", "al-Udeid"),
        ("المقدادة", "Iraq", "Muqdadiyah"),
        ("Jurf al-Nassr", None, "Jurf al-Nasr"),
    ],
)
def test_a_misspelled_site_is_found_and_marked_as_a_guess(
    gazetteer: Geography, location: str, country: str | None, name: str
) -> None:
    found = only(gazetteer.place(location, country))
    assert found.name == name
    assert 80 <= found.score < 100
    assert found.method.startswith("by a similar name in the record, “")


@pytest.mark.parametrize(
    ("location", "country"),
    [
        ("Tower 23", "Jordan"),
        ("Balad Air Base", "Iraq"),
        ("Camp Speicher", "Iraq"),
        ("Taji", "Iraq"),
        ("Rabia", "Iraq"),
        ("Conoco gas field", "Syria"),
        ("near Haditha", "Iraq"),
        ("Imam Ali base", "Syria"),
        ("Muwaffaq Salti Air Base", "Jordan"),
        ("Camp As Sayliyah", "Qatar"),
        ("al-Baghdadi", "Iraq"),
        ("Baqofa", "Iraq"),
        ("al-Basirah", "Syria"),
        ("Barzan", None),
        ("Hemu", None),
        ("xx", None),
    ],
)
def test_an_unknown_place_is_not_found(gazetteer: Geography, location: str, country: str | None) -> None:
    assert gazetteer.place(location, country) == []


@pytest.mark.parametrize(
    ("location", "country"),
    [("Tower 22", "Iraq"), ("Mosul", "Syria"), ("Tehran", "Iraq"), ("al-Tanf", "Jordan"), ("Mosul", "Atlantis")],
)
def test_a_place_in_another_country_is_not_returned(gazetteer: Geography, location: str, country: str) -> None:
    assert gazetteer.place(location, country) == []
    assert gazetteer.place(location, None)


@pytest.mark.parametrize("country", ["syria", "SYRIA", "Syrian Arab Republic", "سوريا"])
def test_a_country_is_known_by_its_other_names(gazetteer: Geography, country: str) -> None:
    assert only(gazetteer.place("Raqqa", country)).country == "Syria"


SPELLINGS = sorted({spelling for place in towns() if place.country in COUNTRIES for spelling in place.spellings[:3]})


@given(st.sampled_from(SPELLINGS), st.integers(0, 8), st.sampled_from(sorted(COUNTRY_CODES)))
def test_no_answer_lies_outside_the_stated_country(name: str, dropped: int, country: str) -> None:
    found = Gazetteer.of_record().place(name[:dropped] + name[dropped + 1 :], country)
    assert {candidate.country for candidate in found} <= {country}
    assert all(candidate.geo_precision in GEO_PRECISIONS and 80 <= candidate.score <= 100 for candidate in found)
    assert len(found) <= 5


def test_a_name_of_two_places_returns_both() -> None:
    places = [town("Salamiyah", 33.0, 44.0), town("Salamiyah", 36.0, 43.0), town("Salamiyah", 33.01, 44.01)]
    found = Gazetteer(places).place("Salamiyah", "Iraq")
    assert [(one.latitude, one.longitude) for one in found] == [(33.0, 44.0), (36.0, 43.0)]


def test_equally_similar_names_are_all_returned() -> None:
    places = [town("Shahraban", 33.0, 44.0), town("Shahrabad", 36.0, 43.0), town("Shahmaran", 31.0, 45.0)]
    found = Gazetteer(places).place("Shahraban x", "Iraq")
    assert [one.name for one in found] == ["Shahraban"]
    assert {one.name for one in Gazetteer(places).place("Shahraba", "Iraq")} == {"Shahraban", "Shahrabad"}


def test_no_more_than_five_places_are_offered() -> None:
    places = [town("Khirbah", 30.0 + n, 44.0) for n in range(7)]
    assert [one.latitude for one in Gazetteer(places).place("Khirbah", "Iraq")] == [30.0, 31.0, 32.0, 33.0, 34.0]


def test_a_site_of_the_record_precedes_a_town_of_the_same_name() -> None:
    places = [town("Harir", 33.0, 44.0), town("Harir", 36.5, 44.3, source=RECORD)]
    assert only(Gazetteer(places).place("Harir", "Iraq")).latitude == 36.5


def test_an_exact_spelling_precedes_a_similar_one_in_the_record() -> None:
    places = [town("Hamrin", 36.5, 44.3, source=RECORD), town("Hamrun", 33.0, 44.0)]
    assert only(Gazetteer(places).place("Hamrun", "Iraq")).latitude == 33.0


def test_without_a_country_only_sites_are_found_by_a_similar_name() -> None:
    places = [town("Hamriyah", 36.5, 44.3, source=RECORD), town("Salamiyah", 33.0, 44.0)]
    assert Gazetteer(places).place("Hamriyeh", None)
    assert Gazetteer(places).place("Salamiyeh", "Iraq")
    assert not Gazetteer(places).place("Salamiyeh", None)


def test_a_short_name_is_found_only_as_it_is_spelled() -> None:
    gazetteer = Gazetteer([town("Faw", 30.0, 48.5), town("Hemo", 37.0, 41.2)])
    assert gazetteer.place("Faw", "Iraq")
    assert not gazetteer.place("Fao", "Iraq")


def test_a_lower_score_far_off_is_no_choice() -> None:
    def scored(score: float, latitude: float) -> Candidate:
        return Candidate("x", "Iraq", None, latitude, 44.0, "town", "", score)

    best, close, weak = scored(95, 33.0), scored(91, 34.0), scored(89, 35.0)
    assert undecided([weak, close, best]) == [best, close]
    assert undecided([]) == []


def test_an_answer_that_is_changed_does_not_change_the_next(gazetteer: Geography) -> None:
    gazetteer.place("Mosul", "Iraq").clear()
    assert gazetteer.place("Mosul", "Iraq")


def test_a_town_s_first_name_outweighs_another_town_s_further_name(gazetteer: Geography) -> None:
    (found,) = gazetteer.place("Tehran", "Iran")
    assert found.name == "Tehran"


@pytest.mark.parametrize(
    ("written", "country"),
    [("IRAQ", "Iraq"), ("Syrian Arab Republic", "Syria"), ("Qatar", "Qatar"), ("Atlantis", None)],
)
def test_a_country_s_spellings_are_one(gazetteer: Geography, written: str, country: str | None) -> None:
    assert gazetteer.country(written) == country
