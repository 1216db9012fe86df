from pathlib import Path

import pandas as pd
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Imported, Mapping, Options, RefusedError, countries, run
from data.importers.countries import find
from data.importers.country_codes import CORRELATES_OF_WAR, GLEDITSCH_WARD, ISO, Codes, CodesOfColumn
from geo.gazetteer import COUNTRY_CODES
from geo.geocode import Gazetteer
from tests.unit.imports.files import ACLED, UCDP, acled, delimited, ucdp

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "he", "ku", "nl", "ru", "tr", "uk", "zh")
CODES = sorted(countries.codes().values())


def table(folder: Path, column: str, *cells: str, **options: str) -> Imported:
    rows = [{"date": f"2024-01-{day:02}", column: cell} for day, cell in enumerate(cells, start=1)]
    mapping = Mapping(date_start="date", country=column)
    file = delimited(folder / "events.csv", rows, ["date", column])
    return run(file, "table", mapping, Gazetteer.of_record(), options=Options(**options))


def read(folder: Path, column: str, *cells: str) -> list[str]:
    return table(folder, column, *cells).events["country"].tolist()


@pytest.mark.parametrize(
    ("written", "country"),
    [
        *(
            ("Iraq", "Iraq"),
            ("IRAQ", "Iraq"),
            (" iraq ", "Iraq"),
            ("Republic of Iraq", "Iraq"),
            ("the Republic of Iraq", "Iraq"),
        ),
        *(
            ("IQ", "Iraq"),
            ("IRQ", "Iraq"),
            ("irq", "Iraq"),
            ("العراق", "Iraq"),
            ("Irak", "Iraq"),
            ("Ирак", "Iraq"),
            ("عراق", "Iraq"),
        ),
        *(("עיראק", "Iraq"), ("伊拉克", "Iraq"), ("Iraq (Kurdistan)", "Iraq"), ("Kurdistan Region of Iraq", "Iraq")),
        *(
            ("Syrian Arab Republic", "Syria"),
            ("سوريا", "Syria"),
            ("سورية", "Syria"),
            ("Suriye", "Syria"),
            ("Syrien", "Syria"),
        ),
        *(("Hashemite Kingdom of Jordan", "Jordan"), ("الأردن", "Jordan"), ("Ürdün", "Jordan"), ("Jordanie", "Jordan")),
        *(("State of Qatar", "Qatar"), ("قطر", "Qatar"), ("Katar", "Qatar")),
        *(("USA", "United States"), ("U.S.", "United States"), ("U.S.A.", "United States"), ("US", "United States")),
        *(("United States of America", "United States"), ("the United States", "United States")),
        *(("UK", "United Kingdom"), ("U.K.", "United Kingdom"), ("Great Britain", "United Kingdom")),
        *(("Korea, South", "South Korea"), ("Korea (South)", "South Korea"), ("Republic of Korea", "South Korea")),
        *(("Korea, North", "North Korea"), ("DPRK", "North Korea"), ("Korea, Republic of", "South Korea")),
        *(
            ("Congo, DRC", "Congo - Kinshasa"),
            ("Congo (Kinshasa)", "Congo - Kinshasa"),
            ("DR Congo (Zaire)", "Congo - Kinshasa"),
        ),
        *(
            ("Congo, Democratic Republic of the", "Congo - Kinshasa"),
            ("Democratic Republic of Congo", "Congo - Kinshasa"),
        ),
        *(("Republic of the Congo", "Congo - Brazzaville"), ("Congo-Brazzaville", "Congo - Brazzaville")),
        *(("Palestine", "Palestine"), ("State of Palestine", "Palestine"), ("Palestine, State of", "Palestine")),
        *(
            ("West Bank", "Palestine"),
            ("Gaza", "Palestine"),
            ("Gaza Strip", "Palestine"),
            ("West Bank and Gaza Strip", "Palestine"),
        ),
        *(("Palestinian Territories", "Palestine"), ("فلسطين", "Palestine")),
        *(("Türkiye", "Turkey"), ("Turkiye", "Turkey"), ("Turkey", "Turkey"), ("تركيا", "Turkey")),
        *(("Iran (Islamic Republic of)", "Iran"), ("Iran, Islamic Rep.", "Iran"), ("Islamic Republic of Iran", "Iran")),
        *(("UAE", "United Arab Emirates"), ("U.A.E.", "United Arab Emirates"), ("KSA", "Saudi Arabia")),
        *(
            ("Kingdom of Saudi Arabia", "Saudi Arabia"),
            ("Russia (Soviet Union)", "Russia"),
            ("Russian Federation", "Russia"),
        ),
        *(("Yemen (North Yemen)", "Yemen"), ("Bosnia-Herzegovina", "Bosnia & Herzegovina")),
        *(("Bosnia and Herzegovina", "Bosnia & Herzegovina"), ("Bahamas, The", "Bahamas"), ("The Gambia", "Gambia")),
        *(("Sudan (South)", "South Sudan"), ("Timor, East", "Timor-Leste"), ("Myanmar (Burma)", "Myanmar (Burma)")),
        *(("Republic of China", "Taiwan"), ("People's Republic of China", "China"), ("Saint Lucia", "St. Lucia")),
        *(("Guinea (Equatorial)", "Equatorial Guinea"), ("Virgin Islands, British", "British Virgin Islands")),
        *(("NA", "Namibia"), ("NGA", "Nigeria"), ("Dominican Republic", "Dominican Republic")),
    ],
)
def test_a_name_or_code_is_a_country(written: str, country: str) -> None:
    assert find(written) == country


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Congo",
            "Korea",
            "Atlantis",
            "",
            " ",
            "-",
            "?",
            "Iraq, Syria",
            "Iraq/Syria",
            "Syria and Iraq",
            "Iraq-Syria border",
        ),
        *(
            "us",
            "iq",
            "in",
            "Middle East",
            "Europe",
            "World",
            "EU",
            "ZZ",
            "XX",
            "368",
            "Islamic State of Iraq",
            "Georgia, USA",
        ),
        *("Jordan (West Bank)", "Nga", "Unknown Region", "northern Syria"),
    ],
)
def test_what_names_no_country_or_several_is_unknown(written: str) -> None:
    assert find(written) is None


@given(st.sampled_from(LANGUAGES), st.sampled_from(CODES))
def test_every_unambiguous_name_of_cldr_is_its_country(language: str, code: str) -> None:
    name = str(Locale.parse(language).territories[code])
    assert find(name) in {countries.label(code), None}
    same = {
        other for other in CODES for tongue in LANGUAGES if str(Locale.parse(tongue).territories.get(other)) == name
    }
    assert find(name) or len(same) > 1 or name == "Congo"


@given(st.sampled_from(CODES))
def test_every_country_is_found_by_its_own_name_and_codes(code: str) -> None:
    name = countries.label(code)
    assert find(name) == find(code) == name
    assert find(name.upper()) == find(f"Republic of {name}") == name or code in {"CG", "CD", "KR", "KP", "CN", "TW"}


@given(st.text(max_size=30))
def test_any_text_is_a_country_or_unknown(text: str) -> None:
    assert find(text) in {None, *countries.codes()}


def test_the_gazetteer_names_countries_as_imports_do() -> None:
    assert {name: countries.codes()[name].lower() for name in COUNTRY_CODES} == COUNTRY_CODES


@pytest.mark.parametrize(
    ("column", "cells", "expected"),
    [
        ("iso", ["368", "760", "4"], ["Iraq", "Syria", "Afghanistan"]),
        ("ISO code", ["368.0", "004"], ["Iraq", "Afghanistan"]),
        ("country", ["368", "400", "760", "634"], ["Iraq", "Jordan", "Syria", "Qatar"]),
        ("country", ["004", "368"], ["Afghanistan", "Iraq"]),
        ("country", ["645", "652", "663", "694"], ["Iraq", "Syria", "Jordan", "Qatar"]),
        ("country_id", ["645", "2"], ["Iraq", "United States"]),
        ("gwno", ["368"], ["Lithuania"]),
        ("country_id", ["345", "652"], ["Serbia", "Syria"]),
        ("gwno_loc", ["678"], ["Yemen"]),
        ("ccode", ["679", "255"], ["Yemen", "Germany"]),
        ("country", ["IQ", "SY", "NA"], ["Iraq", "Syria", "Namibia"]),
        ("country", ["USA", "UAE", "Iraq", "IRQ"], ["United States", "United Arab Emirates", "Iraq", "Iraq"]),
    ],
)
def test_a_column_of_codes_is_read_by_one_list(
    tmp_path: Path, column: str, cells: list[str], expected: list[str]
) -> None:
    assert read(tmp_path, column, *cells) == expected


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("country", ["95", "200"]),
        ("country", ["368"]),
        ("country", ["1", "2", "3"]),
        ("iso", ["645"]),
        ("country_id", ["1", "2"]),
        ("country", ["IZ", "IS", "SY"]),
    ],
)
def test_codes_of_an_uncertain_list_are_unknown_and_reported(tmp_path: Path, column: str, cells: list[str]) -> None:
    file = delimited(
        tmp_path / "events.csv",
        [{"date": "2024-01-28", column: cell, "lat": "33.3", "lon": "44.4"} for cell in cells],
        ["date", column, "lat", "lon"],
    )
    mapping = Mapping(date_start="date", country=column, latitude="lat", longitude="lon")
    found = run(file, "table", mapping, Gazetteer.of_record())
    report = found.report
    assert set(found.events["country"]) == {"Iraq"}
    assert any(note.startswith(f"In {len(cells)} row") and "list is not certain" in note for note in report.notes)


def test_a_row_whose_only_place_is_an_unreadable_code_is_set_aside_with_the_reason(tmp_path: Path) -> None:
    (rejection,) = table(tmp_path, "country", "95", "Iraq").report.rejected
    assert (rejection.column, rejection.value) == ("country", "95")
    assert "code of an unknown list" in rejection.reason


def test_the_report_states_what_a_number_was_read_as(tmp_path: Path) -> None:
    notes = table(tmp_path, "country_id", "645").report.notes
    assert "In 1 row the country is a number and was read by Gleditsch–Ward codes: “645, read as Iraq” (1)." in notes


def test_the_whole_column_decides_and_not_its_first_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "country", *["368"] * 31) == []
    rows = [{"date": "2024-01-28", "id": str(number), "country": "368"} for number in range(300)]
    file = delimited(
        tmp_path / "events.csv", [*rows, {**rows[0], "id": "x", "country": "634"}], ["id", "date", "country"]
    )
    assert set(run(file, "table", geography=Gazetteer.of_record()).events["country"]) == {"Iraq", "Qatar"}


def test_lists_of_numbers_hold_countries() -> None:
    known = set(CODES)
    for numbering in (ISO, GLEDITSCH_WARD, CORRELATES_OF_WAR):
        read_as = [Codes(numbering).country(str(number)) for number in range(1000)]
        assert {countries.codes()[country] for country in read_as if country} <= known
        assert sum(country == "Iraq" for country in read_as) == 1


def test_a_column_without_codes_needs_no_pass() -> None:
    assert CodesOfColumn("country").columns(pd.DataFrame({"country": ["Iraq", None]})) == []
    assert CodesOfColumn("country").columns(pd.DataFrame({"country": ["IQ"]})) == ["country"]
    assert CodesOfColumn(None).columns(pd.DataFrame({"x": ["IQ"]})) == []


def test_an_acled_row_without_a_country_s_name_is_of_its_iso_number(tmp_path: Path) -> None:
    file = delimited(tmp_path / "acled.csv", [acled(country="", iso="760", latitude="", longitude="")], ACLED)
    assert run(file, "acled").events["country"].tolist() == ["Syria"]


def test_a_ucdp_row_without_a_country_s_name_is_of_its_number(tmp_path: Path) -> None:
    file = delimited(tmp_path / "ucdp.csv", [ucdp(country="", country_id="652", where_prec="6")], UCDP)
    assert run(file, "ucdp").events["country"].tolist() == ["Syria"]


def test_a_country_chosen_for_the_file_is_that_of_rows_that_state_none(tmp_path: Path) -> None:
    found = table(tmp_path, "country", "", "Syria", country="IRQ")
    assert found.events["country"].tolist() == ["Iraq", "Syria"]
    assert "In 1 row no country is stated; Iraq was used, as chosen for the file." in found.report.notes


def test_a_file_without_a_place_is_read_if_its_country_is_chosen(tmp_path: Path) -> None:
    file = delimited(tmp_path / "events.csv", [{"date": "2024-01-28", "killed": "3"}], ["date", "killed"])
    assert run(file, "table", options=Options(country="Jordan")).events["country"].tolist() == ["Jordan"]
    with pytest.raises(RefusedError, match="No column was found for the place"):
        run(file, "table")


def test_an_unknown_chosen_country_is_refused_with_near_names(tmp_path: Path) -> None:
    file = delimited(tmp_path / "events.csv", [{"date": "2024-01-28", "killed": "3"}], ["date", "killed"])
    with pytest.raises(RefusedError, match=r"^There is no country “Jordn”\. Did you mean Jordan"):
        run(file, "table", options=Options(country="Jordn"))
    with pytest.raises(RefusedError, match=r"^There is no country “368”\. Give its name, or its code"):
        run(file, "table", options=Options(country="368"))
