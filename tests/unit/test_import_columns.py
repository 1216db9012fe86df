"""Columns of public files under other names: tolls, precisions, points, languages."""

import warnings
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data.importers import Imported, Options, RefusedError, guess, run
from data.importers.counts import tolls
from data.importers.place_words import parse
from data.importers.precision_codes import geo_precision
from geo.geocode import Gazetteer
from tests.unit.imports.files import Atlas, Row, delimited, text

PLAIN = {"date": "2024-01-28", "country": "Jordan", "place": "Tower 22", "lat": "33.3", "lon": "38.7"}


def imported(folder: Path, *rows: Row, name: str = "events.csv", **how: object) -> Imported:
    return run(delimited(folder / name, rows, list(rows[0])), "table", **how)


def guessed(*rows: Row, title: str = "") -> dict[str, str]:
    sample = pd.DataFrame(rows, dtype="str")
    return guess(tuple(sample.columns), sample, title=title).columns()


KILLED = [
    ({"Aid Workers Killed": "3"}, "Aid Workers Killed"),
    (
        {"Aid Workers Killed": "3", "National Aid Workers Killed": "2", "Male Aid Workers Killed": "1"},
        "Aid Workers Killed",
    ),
    ({"Female Aid Workers Killed": "1", "Aid Workers Killed": "3"}, "Aid Workers Killed"),
    ({"Total Killed": "3", "Aid Workers Killed": "2"}, "Total Killed"),
    ({"People killed": "3"}, "People killed"),
    ({"Civilians killed": "3"}, "Civilians killed"),
    ({"Health workers killed": "3"}, "Health workers killed"),
    ({"Health workers killed": "3", "Patients killed": "2"}, None),
    ({"Children killed": "3"}, None),
    ({"Soldiers killed": "3"}, None),
]


@pytest.mark.parametrize(("cells", "column"), KILLED)
def test_the_only_total_of_some_people_is_the_killed(cells: Row, column: str | None) -> None:
    assert guessed({**PLAIN, **cells}).get("killed_best") == column


def test_a_total_of_some_people_is_noted(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "Aid Workers Killed": "3", "Aid Workers Injured": "4"})
    assert found.events[["killed_best", "wounded_best"]].to_numpy().tolist() == [[3, 4]]
    why = "it is the only total, perhaps of some people only."
    assert f"The column “Aid Workers Killed” was taken for the killed best: {why}" in found.report.notes


def test_several_columns_of_killed_are_named_and_never_added(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "Health workers killed": "3", "Patients killed": "2"})
    assert found.events["killed_best"].isna().all()
    assert any(
        "“Health workers killed”, “Patients killed”. They were not added." in note for note in found.report.notes
    )


@pytest.mark.parametrize(("low", "high"), [("Min", "Max"), ("minimum", "maximum"), ("Low", "High")])
def test_a_minimum_and_a_maximum_are_killed_only_if_something_shows_it(tmp_path: Path, low: str, high: str) -> None:
    row = {**PLAIN, low: "3", high: "5"}
    found = imported(tmp_path, row, name="civilian-casualties.csv")
    assert found.events[["killed_low", "killed_high"]].to_numpy().tolist() == [[3, 5]]
    assert any("because of its name and “civilian-casualties.csv”" in note for note in found.report.notes)
    assert guessed({**row, "Cause_of_Death": "Gunfire"})["killed_low"] == low
    unknown = imported(tmp_path, row)
    assert unknown.events["killed_low"].isna().all()
    assert any(
        f"may count killed, of which none is certain to count all: “{low}”, “{high}”" in note
        for note in unknown.report.notes
    )


def test_victims_are_killed_only_if_something_shows_it() -> None:
    row = {**PLAIN, "VICTIMAS": "4"}
    assert guessed(row, title="Masacres.csv")["killed_best"] == "VICTIMAS"
    assert "killed_best" not in guessed(row, title="accidents.csv")


@pytest.mark.parametrize(
    "name", ["Estimated Coordinates", "coords", "Position", "Location Coordinates", "GPS", "where"]
)
def test_a_point_in_one_cell_is_found_by_its_cells(name: str) -> None:
    row = {"date": "2024-01-28", "country": "Jordan", name: "33.312, 44.361"}
    assert guessed(row)["point"] == name


def test_pairs_of_whole_numbers_are_no_points() -> None:
    assert "point" not in guessed({"date": "2024-01-28", "country": "Jordan", "Cost": "1,100"})


PRECISIONS = {
    "(1) Exact": "town",
    "(2) 25 km Precision": "district",
    "(3) District, Municipality or Commune": "district",
    "(4) Province, State, Governorate": "admin1",
    "(5) Linear Feature e.g. Along Road/River": "district",
    "(6) Country": "country",
    "exact": "town",
    "Approximate": "district",
    "City": "town",
    "village": "town",
    "governorate": "admin1",
    "Region": "admin1",
    "place known to the site": "site",
    "not exact": None,
    "purple": None,
}


@pytest.mark.parametrize(("words", "code"), PRECISIONS.items())
def test_a_precision_in_words_is_read(words: str, code: str | None) -> None:
    assert geo_precision(words) == code


def test_a_precision_in_unknown_words_is_never_a_town(tmp_path: Path) -> None:
    rows = [{**PLAIN, "Geo Precision": words} for words in ("(4) Province", "purple", "")]
    found = imported(tmp_path, *rows)
    assert found.events["geo_precision"].tolist() == ["admin1", "district", "town"]
    assert any(
        "unknown words, and counts as “district”" in note and "“purple” (1)" in note for note in found.report.notes
    )


LANGUAGES = [
    {"date_start": "FECHA HECHO", "admin1": "DEPARTAMENTO", "location": "MUNICIPIO", "killed_best": "Muertos"},
    {
        "date_start": "fecha",
        "country": "país",
        "location": "lugar",
        "wounded_best": "heridos",
        "summary": "descripción",
    },
    {"date_start": "Data", "country": "País", "location": "Cidade", "killed_best": "Mortos", "source": "Fonte"},
    {"date_start": "data", "country": "paese", "location": "luogo", "killed_best": "morti", "wounded_best": "feriti"},
    {"date_start": "Tarih", "country": "Ülke", "location": "İlçe", "killed_best": "Ölü sayısı", "source": "Kaynak"},
    {"date_start": "Дата", "country": "Страна", "location": "Место", "killed_best": "Погибшие", "summary": "Описание"},
    {"date_start": "Fecha", "latitude": "Latitud", "longitude": "Longitud", "killed_best": "Número de muertos"},
]
CELLS = {"date_start": "28/01/2024", "killed_best": "3", "wounded_best": "4", "latitude": "4.6", "longitude": "-74.1"}


@pytest.mark.parametrize("columns", LANGUAGES)
def test_columns_are_known_in_other_languages(columns: dict[str, str]) -> None:
    found = guessed({column: CELLS.get(field, "words") for field, column in columns.items()})
    assert {field: found.get(field) for field in columns} == columns


@pytest.mark.parametrize("prefix", ["Location_", "incident ", "Event", "place_"])
def test_areas_are_known_behind_a_word_for_the_event(prefix: str) -> None:
    names = {"country": f"{prefix}Country", "admin1": f"{prefix}Province", "location": f"{prefix}City"}
    found = guessed({"date": "2024-01-28", **dict.fromkeys(names.values(), "words")})
    assert {field: found.get(field) for field in names} == names


def test_a_place_of_codes_or_of_blanks_yields_to_the_city() -> None:
    for cell in ("U", "N/A", ""):
        assert guessed({"date": "2024-01-28", "location": cell, "city": "Amman"})["location"] == "city"


def test_a_first_row_of_data_is_refused_as_such(tmp_path: Path) -> None:
    path = text(tmp_path / "attacks.csv", b"20150418,Afghanistan,32,~100,+\n20150419,Egypt,3,5,+\n")
    with pytest.raises(RefusedError, match=r"The first row, in line 1, looks like data, not like names of columns"):
        run(path, "table")


def test_a_place_of_a_known_province_lies_in_its_country(tmp_path: Path) -> None:
    rows = [
        {"date": "2024-01-28", "governorate": name, "place": "Doura"} for name in ("Baghdad", "Anbar province", "X")
    ]
    found = imported(tmp_path, *rows, geography=Atlas())
    assert found.events["country"].tolist() == ["Iraq", "Iraq"]
    assert "In 2 rows the country was missing; it was taken from the province." in found.report.notes
    assert any(note.startswith("In 1 row no country is stated") and "--country" in note for note in found.report.notes)


def test_a_province_alone_is_a_place(tmp_path: Path) -> None:
    found = imported(tmp_path, {"date": "2024-01-28", "governorate": "Nineveh"})
    assert found.events[["country", "admin1", "geo_precision"]].to_numpy().tolist() == [["Iraq", "Nineveh", "country"]]


def test_fractions_in_a_column_of_fractions_are_not_thousands() -> None:
    read = tolls(pd.Series(["78.125", "0.33", "4"], dtype="str"), "wounded")["best"]
    assert read.isna().tolist() == [True, True, False]


def test_rows_known_to_a_year_and_a_country_are_no_repeats(tmp_path: Path) -> None:
    row = {"year": "2014", "country": "Iraq", "killed": "1"}
    found = imported(tmp_path, row, row)
    assert len(found.events) == 2
    assert not any("repeat" in note for note in found.report.notes)


def test_a_bare_0_beside_degrees_is_no_coordinate(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "lat": "0", "lon": "49.46275"}, {**PLAIN, "lat": "0", "lon": "9"})
    assert found.events["latitude"].isna().tolist() == [True, False]


def test_60_minutes_are_a_degree_and_seconds_may_have_a_leading_0(tmp_path: Path) -> None:
    rows = [{"date": "2024-01-28", "position": cell} for cell in ("6°60'00\"N 75°00'00\"E", "23°02'010\"N 70°13'30\"E")]
    found = imported(tmp_path, *rows)
    assert found.events["latitude"].round(4).tolist() == [7, 23.0361]


def test_a_date_in_an_object_is_read(tmp_path: Path) -> None:
    content = '[{"date": {"month": 9, "day": 1, "year": 2016}, "place": "Marea", "country": "Syria"}]'
    found = run(text(tmp_path / "strikes.json", content.encode()), "table")
    assert found.events["date_start"].tolist() == [pd.Timestamp("2016-09-01")]


def test_the_warnings_of_a_workbook_reader_are_not_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["date", "country"])
    book.active.append(["2024-01-28", "Jordan"])
    book.save(tmp_path / "plain.xlsx")
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "events.xlsx", "w") as extended:
        for name in plain.namelist():
            extended.writestr(name, plain.read(name).replace(b"</worksheet>", extension))
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        assert len(run(tmp_path / "events.xlsx", "table").events) == 1
    assert shown == []


def test_a_province_in_front_of_its_place_is_read() -> None:
    assert parse("IDLIB : Binnish") == parse("Binnish, Idlib")
    assert parse("Binnish, Idlib").country() == "Syria"


def test_a_municipality_called_like_a_country_lies_in_no_known_country(tmp_path: Path) -> None:
    row = {"fecha": "2024-01-28", "departamento": "Caquetá", "municipio": "Albania"}
    assert imported(tmp_path, row, geography=Atlas()).events.empty
    assert imported(tmp_path, row, options=Options(country="Colombia")).events["country"].tolist() == ["Colombia"]


def test_a_place_of_the_same_name_in_another_province_is_not_used(tmp_path: Path) -> None:
    row = {"date": "2024-01-28", "departamento": "Valle del Cauca", "lugar": "Palmyra"}
    found = imported(tmp_path, row, {**row, "departamento": "Hims"}, geography=Gazetteer.of_record())
    assert found.events["country"].tolist() == ["Syria"]
    assert any("“Palmyra, Valle del Cauca, found in Homs” (1)" in note for note in found.report.notes)


def test_a_known_province_counts_more_than_a_country_in_the_words(tmp_path: Path) -> None:
    row = {"date": "2006-01-28", "governorate": "Baghdad", "location": "Palestine"}
    assert imported(tmp_path, row, geography=Gazetteer.of_record()).events["country"].tolist() == ["Iraq"]
