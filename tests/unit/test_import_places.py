"""Places that a file names with their country or province, and points that contradict the country."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Imported, Options, run
from data.importers.place_words import PlaceWords, parse
from data.terms import GEO_PRECISIONS
from geo.geocode import Gazetteer
from tests.unit.imports.files import ACLED, UCDP, Atlas, Row, acled, candidate, delimited, ucdp

ROW = {"date": "2024-01-28", "country": "", "place": "", "lat": "", "lon": ""}


def table(folder: Path, *rows: Row, **options: str) -> Imported:
    file = delimited(folder / "events.csv", [{**ROW, **row} for row in rows], list(ROW))
    return run(file, "table", geography=Gazetteer.of_record(), options=Options(**options))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Erbil, Iraq", PlaceWords("Erbil", countries=frozenset({"Iraq"}))),
        ("Erbil (Iraq)", PlaceWords("Erbil", countries=frozenset({"Iraq"}))),
        ("Erbil - Iraq", PlaceWords("Erbil", countries=frozenset({"Iraq"}))),
        ("Iraq, Erbil", PlaceWords("Erbil", countries=frozenset({"Iraq"}))),
        ("أربيل، العراق", PlaceWords("أربيل", countries=frozenset({"Iraq"}))),
        ("near Erbil, Kurdistan Region, Iraq", PlaceWords("Erbil", is_near=True, countries=frozenset({"Iraq"}))),
        ("Al-Asad Air Base, Anbar", PlaceWords("Al-Asad Air Base", countries=frozenset({"Iraq"}), admin1="Anbar")),
        ("Hajin, Deir Ezzor Governorate", PlaceWords("Hajin", countries=frozenset({"Syria"}), admin1="Deir ez-Zor")),
        ("Hit, western Anbar", PlaceWords("Hit", countries=frozenset({"Iraq"}), admin1="Anbar")),
        ("Tower 22, Jordan-Syria border", PlaceWords("Tower 22", countries=frozenset({"Jordan", "Syria"}))),
        ("Tower 22, Jordan - Syria border", PlaceWords("Tower 22", countries=frozenset({"Jordan", "Syria"}))),
        ("10 km west of Ramadi", PlaceWords("Ramadi", is_near=True)),
        ("200 km west of Ramadi", PlaceWords("200 km west of Ramadi")),
        ("Anbar Province, Iraq", PlaceWords("", countries=frozenset({"Iraq"}), admin1="Anbar")),
        ("Iraq", PlaceWords("", countries=frozenset({"Iraq"}))),
        ("Erbil/Iraq", PlaceWords("Erbil", countries=frozenset({"Iraq"}))),
        ("Jordan/Syria border", PlaceWords("", countries=frozenset({"Jordan", "Syria"}))),
        ("عمان، الأردن", PlaceWords("عمان", countries=frozenset({"Jordan"}))),
        ("Camp Victory, Green Zone", PlaceWords("Camp Victory", areas=("Green Zone",))),
        ("Anbar, Syria", PlaceWords("Anbar", countries=frozenset({"Syria"}))),
        ("Hit, Anbar, Syria", PlaceWords("Hit", countries=frozenset({"Iraq"}), admin1="Anbar", areas=("Syria",))),
        ("", PlaceWords("")),
    ],
)
def test_words_of_a_place_are_taken_apart(text: str, words: PlaceWords) -> None:
    assert parse(text) == words


@given(st.text(max_size=60) | st.text(alphabet="Erbil, (Iraq)-near Anbar", max_size=60))
def test_any_words_are_taken_apart(text: str) -> None:
    assert parse(text).name in text


@pytest.mark.parametrize(
    ("place", "country", "found"),
    [
        ("Erbil, Iraq", "", ("Iraq", "Erbil", "town")),
        ("Erbil (Iraq)", "", ("Iraq", "Erbil", "town")),
        ("near Erbil, Kurdistan Region, Iraq", "", ("Iraq", "Erbil", "district")),
        ("near Haditha", "Iraq", ("Iraq", "Anbar", "district")),
        ("Al-Asad Air Base, Anbar", "", ("Iraq", "Anbar", "site")),
        ("Al-Asad Air Base, Anbar, Iraq", "Iraq", ("Iraq", "Anbar", "site")),
        ("Tower 22, Jordan-Syria border", "", ("Jordan", "Mafraq", "site")),
        ("Hajin, Deir Ezzor", "Syria", ("Syria", "Deir ez-Zor", "town")),
        ("Damascus, Syria", "Syria", ("Syria", "Damascus", "town")),
        ("عمان، الأردن", "", ("Jordan", "Amman", "town")),
    ],
)
def test_a_place_with_its_country_or_province_is_found(
    tmp_path: Path, place: str, country: str, found: tuple[str, str, str]
) -> None:
    imported = table(tmp_path, {"place": place, "country": country})
    event = imported.events.iloc[0]
    assert (event["country"], event["admin1"], event["geo_precision"]) == found
    assert pd.notna(event["latitude"])
    assert event["location"] == place
    assert [placed.location for placed in imported.report.placed] == [place]
    assert "part" in imported.report.placed[0].candidate.method
    assert any(place in note for note in imported.report.notes)


@pytest.mark.parametrize(
    ("place", "country", "admin1"),
    [
        ("Anbar Province", "Iraq", "Anbar"),
        ("Anbar Governorate, Iraq", "", "Anbar"),
        ("Anbar", "", "Anbar"),
        ("Iraq, Ninewa", "", "Nineveh"),
        ("Nowhere at all, Anbar", "Iraq", "Anbar"),
        ("Iraq", "", None),
        ("Erbil, Syria", "Iraq", None),
        ("Mosul, Anbar", "Iraq", "Anbar"),
    ],
)
def test_a_place_that_is_only_an_area_or_contradicts_it_has_no_point(
    tmp_path: Path, place: str, country: str, admin1: str | None
) -> None:
    event = table(tmp_path, {"place": place, "country": country}).events.iloc[0]
    assert (event["country"], event["geo_precision"]) == ("Iraq", "country")
    assert pd.isna(event["latitude"])
    assert (None if pd.isna(event["admin1"]) else event["admin1"]) == admin1


def test_two_countries_in_the_words_of_a_place_are_none(tmp_path: Path) -> None:
    (rejection,) = table(tmp_path, {"place": "Jordan, Syria"}, {"place": "Erbil"}).report.rejected
    assert (rejection.line, rejection.column) == (2, "place")


def test_amman_is_not_oman_in_arabic(tmp_path: Path) -> None:
    assert table(tmp_path, {"place": "عمان", "country": "الأردن"}).events["admin1"].tolist() == ["Amman"]


def test_rows_that_all_have_a_point_are_read(tmp_path: Path) -> None:
    rows = [{"place": "Hit", "country": "Iraq", "lat": "33.64", "lon": "42.83"}, {"lat": "33.64", "lon": "42.83"}]
    assert table(tmp_path, *rows).events["country"].tolist() == ["Iraq", "Iraq"]


def test_an_area_that_only_the_gazetteer_knows_must_be_in_the_same_province(tmp_path: Path) -> None:
    for area, precision in (("Hit", "site"), ("Mosul", "country"), ("Nowhere at all", "country")):
        found = table(tmp_path, {"place": f"Al-Asad Air Base, {area}", "country": "Iraq"})
        assert found.events["geo_precision"].tolist() == [precision], area


def test_the_words_of_a_place_state_the_country_of_a_point_outside_all_known_ones(tmp_path: Path) -> None:
    found = table(tmp_path, {"place": "Lyon, France", "lat": "45.76", "lon": "4.84"})
    assert found.events["country"].tolist() == ["France"]
    assert "In 1 row the country was missing; it was taken from the place's words." in found.report.notes


def test_the_words_of_a_place_count_more_than_the_country_chosen_for_the_file(tmp_path: Path) -> None:
    rows = [
        {"place": "Raqqa, Syria"},
        {"place": "Erbil"},
        {"place": "Nowhere at all"},
        {"place": "Raqqa", "country": "Syria"},
    ]
    found = table(tmp_path, *rows, country="Iraq").events
    assert found["country"].tolist() == ["Syria", "Iraq", "Iraq", "Syria"]
    assert found["latitude"].notna().tolist() == [True, True, False, True]


def test_an_ambiguous_part_of_the_words_is_offered(tmp_path: Path) -> None:
    several = [candidate("Hit"), candidate("Hit", 30.0)]
    file = delimited(tmp_path / "events.csv", [{**ROW, "place": "Hit, Iraq"}], list(ROW))
    found = run(file, "table", geography=Atlas(Hit=several))
    assert [(one.location, len(one.candidates)) for one in found.report.ambiguous] == [("Hit, Iraq", 2)]
    assert found.events["country"].tolist() == ["Iraq"]


@pytest.mark.parametrize("form", ["acled", "ucdp"])
def test_a_row_without_a_point_is_placed_by_its_name_in_every_format(tmp_path: Path, form: str) -> None:
    if form == "acled":
        rows = [acled(latitude="", longitude="", location=name) for name in ("Haditha", "Nowhere at all")]
        file = delimited(tmp_path / "a.csv", [{**row, "event_id_cnty": str(n)} for n, row in enumerate(rows)], ACLED)
    else:
        rows = [ucdp(latitude="", longitude="", where_coordinates=name) for name in ("Haditha", "Nowhere at all")]
        file = delimited(tmp_path / "u.csv", [{**row, "id": str(n)} for n, row in enumerate(rows)], UCDP)
    found = run(file, form, geography=Gazetteer.of_record())
    assert found.report.rejected == []
    assert found.events["geo_precision"].tolist() == ["town", "country"]
    assert found.events["latitude"].notna().tolist() == [True, False]
    assert found.events["country"].tolist() == ["Iraq", "Iraq"]


def test_a_stated_precision_coarser_than_the_gazetteer_s_is_used(tmp_path: Path) -> None:
    row = acled(latitude="", longitude="", location="Haditha", geo_precision="3")
    found = run(delimited(tmp_path / "a.csv", [row], ACLED), "acled", geography=Gazetteer.of_record())
    assert found.events["geo_precision"].tolist() == ["admin1"]


class Neighbours(Atlas):
    """Two boxes that mirror each other: Iraq at 33, 44 and Elsewhere at 44, 33."""

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        country = (latitude < longitude).map({True: "Iraq", False: "Elsewhere"})
        return pd.DataFrame({"country": country, "admin1": None}, index=latitude.index)


def test_swapped_points_are_reported_with_the_question_that_they_raise(tmp_path: Path) -> None:
    rows = [{**ROW, "country": "Iraq", "place": place, "lat": "44.1", "lon": "33.2"} for place in ("Hit", "Nowhere")]
    file = delimited(tmp_path / "events.csv", rows, list(ROW))
    found = run(file, "table", geography=Neighbours(Hit=[candidate("Hit")]))
    assert found.events["latitude"].fillna(0).tolist() == [33.0, 0]
    assert found.events["geo_precision"].tolist() == ["town", "country"]
    (note,) = [note for note in found.report.notes if "exchanged" in note]
    assert note.startswith("In 2 rows the point lies outside the stated country")
    assert note.endswith("Did you mean latitude and longitude the other way round?")


def test_a_point_found_by_name_has_a_precision_of_the_list(tmp_path: Path) -> None:
    found = table(tmp_path, {"place": "near Erbil", "country": "Iraq"}, {"place": "outside Raqqa, Syria"})
    assert set(found.events["geo_precision"]) <= set(GEO_PRECISIONS)
    assert found.events["geo_precision"].tolist() == ["district", "district"]
