import json
import re
from pathlib import Path

import pandas as pd
import pytest

from data.__main__ import main
from data.importers import Imported, Mapping, RefusedError, guess, inspect, run
from data.record.catalog import EVENT_COLUMNS
from data.schema import EVENTS, TOLLS
from data.terms import EVENT_TYPES, SIDES
from data.view import clean
from tests.unit.imports.files import Atlas, Row, candidate, delimited, features, text

PLAIN = {"date": "2024-01-28", "country": "Jordan", "place": "Tower 22", "lat": "33.3", "lon": "38.7"}


def imported(folder: Path, *rows: Row, **how: object) -> Imported:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return run(delimited(folder / "events.csv", rows, columns), "table", **how)


def event(folder: Path, row: Row, **how: object) -> pd.Series:
    found = imported(folder, row, **how)
    assert found.report.rejected == []
    return found.events.iloc[0]


def test_a_plain_table_becomes_events_that_the_schemas_accept(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "killed": "3", "injured": "40", "type": "Drone strike", "notes": "A drone."})
    EVENTS.validate(found.events)
    TOLLS.validate(found.tolls)
    result = found.events.iloc[0]
    assert (result["date_start"], result["date_end"], result["time_precision"]) == (
        *[pd.Timestamp("2024-01-28")] * 2,
        "day",
    )
    assert (result["country"], result["location"], result["latitude"], result["longitude"]) == (
        "Jordan",
        "Tower 22",
        33.3,
        38.7,
    )
    assert (result["event_type"], result["side"], result["summary"]) == ("drone strike", "other", "A drone.")
    assert result[["killed_low", "killed_best", "killed_high"]].tolist() == [3, 3, 3]
    assert result[["wounded_low", "wounded_best", "wounded_high"]].tolist() == [40, 40, 40]
    assert result["source"] == "events.csv"
    assert found.tolls[["party", "harm", "low"]].to_numpy().tolist() == [
        ["unassigned", "killed", 3],
        ["unassigned", "wounded", 40],
    ]


def test_a_date_and_a_country_are_enough(tmp_path: Path) -> None:
    result = event(tmp_path, {"date": "2024-01-28", "country": "Jordan"})
    assert (result["geo_precision"], result["location"]) == ("country", "Jordan")
    assert result[["latitude", "longitude", "killed_low", "killed_best", "killed_high"]].isna().all()
    assert result["summary"] == "Event at Jordan"


def test_a_date_and_coordinates_are_enough(tmp_path: Path) -> None:
    row = {"date": "2024-01-28", "latitude": "33,31", "longitude": "44,37"}
    assert event(tmp_path, row, geography=Atlas())["country"] == "Iraq"
    assert event(tmp_path, row)["country"] == "not stated"


def test_coordinates_without_a_precision_are_a_town_s_and_noted(tmp_path: Path) -> None:
    found = imported(tmp_path, PLAIN)
    assert found.events["geo_precision"].tolist() == ["town"]
    assert "In 1 row coordinates are given without their precision; it was taken to be the town." in found.report.notes


def test_columns_are_guessed_by_their_names_and_cells() -> None:
    sample = pd.DataFrame(
        {
            "Incident Date": ["28.01.2024"],
            "Latitude (Y)": ["33.3"],
            "LONG": ["38.7"],
            "Fatalites": ["3"],
            "Attack_Type": ["drone"],
            "Governorate": ["Mafraq"],
            "when": ["at night"],
            "x": ["see notes"],
            "injured_min": ["1"],
        },
        dtype="str",
    )
    assert guess(tuple(sample.columns), sample) == Mapping(
        date_start="Incident Date",
        latitude="Latitude (Y)",
        longitude="LONG",
        killed_best="Fatalites",
        event_type="Attack_Type",
        admin1="Governorate",
        wounded_low="injured_min",
    )


def test_a_corrected_mapping_outweighs_the_guess(tmp_path: Path) -> None:
    row = {**PLAIN, "Datum": "2024-02-01", "Bemerkung": "Ein Text."}
    mapping = Mapping(date_start="Datum", country="country", summary="Bemerkung")
    result = event(tmp_path, row, mapping=mapping)
    assert (result["date_start"], result["summary"]) == (pd.Timestamp("2024-02-01"), "Ein Text.")
    assert result["geo_precision"] == "country"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (Mapping(date_start="when"), "There is no column “when”, chosen for the date start."),
        (
            Mapping(country="country"),
            "No column was found for the date among “date”, “country”, “place”, “lat”, “lon”.",
        ),
        (Mapping(date_start="date"), "No column was found for the place"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused(tmp_path: Path, mapping: Mapping, words: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(words)):
        imported(tmp_path, PLAIN, mapping=mapping)


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["03/04/2024", "13/04/2024"], ["2024-04-03", "2024-04-13"]),
        (["03/04/2024", "04/13/2024"], ["2024-03-04", "2024-04-13"]),
        (["3/4/24", "2024-01-01", "25/12/23"], ["2024-04-03", "2024-01-01", "2023-12-25"]),
        (["3.4.2024"], ["2024-04-03"]),
        (["05/05/2024"], ["2024-05-05"]),
    ],
)
def test_the_order_of_day_and_month_is_decided_from_the_whole_file(
    tmp_path: Path, dates: list[str], days: list[str]
) -> None:
    found = imported(tmp_path, *({**PLAIN, "date": day} for day in dates))
    assert found.events["date_start"].tolist() == [pd.Timestamp(day) for day in days]


def test_a_date_of_an_order_that_no_line_shows_is_rejected(tmp_path: Path) -> None:
    (rejection,) = imported(tmp_path, {**PLAIN, "date": "03/04/2024"}).report.rejected
    assert rejection.reason == (
        "may be day/month or month/day: no line of the file shows which. Write the day as YYYY-MM-DD"
    )


def test_the_order_may_show_first_in_a_later_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.importers.sources.delimited.BATCH_ROWS", 10)
    rows = [{**PLAIN, "date": "03/04/2024", "id": str(n)} for n in range(30)]
    found = imported(tmp_path, *rows, {**PLAIN, "date": "13/04/2024", "id": "last"})
    assert found.report.kept == 31
    assert found.events["date_start"].iloc[0] == pd.Timestamp("2024-04-03")


@pytest.mark.parametrize("written", ["2024-02", "February 2024"])
def test_a_month_alone_is_a_month(tmp_path: Path, written: str) -> None:
    result = event(tmp_path, {**PLAIN, "date": written})
    assert (result["date_start"], result["date_end"]) == (pd.Timestamp("2024-02-01"), pd.Timestamp("2024-02-29"))
    assert result["time_precision"] == "month"


def test_two_days_are_a_range(tmp_path: Path) -> None:
    result = event(tmp_path, {**PLAIN, "end date": "2024-02-01"})
    assert (result["date_end"], result["time_precision"]) == (pd.Timestamp("2024-02-01"), "range")


@pytest.mark.parametrize(("field", "known"), [("side", SIDES), ("event_type", EVENT_TYPES)])
def test_a_word_of_a_closed_list_is_known_by_code_and_label(tmp_path: Path, field: str, known: dict[str, str]) -> None:
    words = [word for code, label in known.items() for word in (code.upper(), label.lower())]
    found = imported(tmp_path, *({**PLAIN, "id": str(n), field: word} for n, word in enumerate(words)))
    assert found.events[field].tolist() == [code for code in known for _ in range(2)]


def test_a_word_that_is_not_known_is_counted_in_a_note(tmp_path: Path) -> None:
    rows = [{**PLAIN, "side": side, "id": side + str(n)} for n, side in enumerate(["militia", "militia", "{rows}"])]
    found = imported(tmp_path, *rows)
    assert set(found.events["side"]) == {"other"}
    assert (
        "In 3 rows the side is an unknown word and counts as “other”: “militia” (2), “{rows}” (1)."
        in found.report.notes
    )


WRONG: list[tuple[Row, str, str]] = [
    ({"date": "31 Feb 2024"}, "date", "is no day, month or year"),
    ({"date": ""}, "date", "empty"),
    ({"end date": "2023-01-01"}, "end date", "earlier"),
    ({"country": "", "lat": "", "lon": ""}, "place", "is not found in the gazetteer"),
    ({"country": "", "lat": "", "lon": "", "place": ""}, "country", "empty, as are the place"),
]


def test_an_unreadable_row_is_rejected_with_the_column_of_the_file(tmp_path: Path) -> None:
    good = {**PLAIN, "killed min": "", "killed": "", "killed max": "", "end date": ""}
    report = imported(tmp_path, *({**good, **cells} for cells, _, _ in WRONG), *[good] * len(WRONG)).report
    assert report.rejected_rows() == len(WRONG)
    for line, (cells, column, words) in enumerate(WRONG, start=2):
        found = [rejection for rejection in report.rejected if rejection.line == line]
        assert any(rejection.column == column and words in rejection.reason for rejection in found), (cells, found)


def test_an_unknown_figure_is_null_and_none_is_zero(tmp_path: Path) -> None:
    found = imported(tmp_path, *({**PLAIN, "killed": cell, "id": cell} for cell in ("0", "n/a", "unknown", "")))
    assert sorted(found.events["killed_low"].fillna(-1)) == [-1, -1, -1, 0]
    assert len(found.tolls) == 1


def test_a_high_figure_alone_is_imported_and_noted_as_missing_from_the_tolls(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "killed max": "9"})
    assert found.events[["killed_low", "killed_best"]].isna().all().all()
    assert found.events["killed_high"].tolist() == [9]
    assert found.tolls.empty
    assert any("no low figure" in note for note in found.report.notes)


def test_ids_are_cleaned_without_collisions(tmp_path: Path) -> None:
    ids = ["a-1", "a 1", "a/1", "الف", "باء", "x" * 200, "x" * 199]
    found = imported(tmp_path, *({**PLAIN, "id": value} for value in ids))
    assert found.report.kept == len(ids)
    assert "table-a-1" in set(found.events["event_id"])
    assert found.events["event_id"].str.fullmatch("table-[A-Za-z0-9_-]{1,74}").all()


def test_rows_without_an_id_get_one_from_their_cells(tmp_path: Path) -> None:
    rows = [PLAIN, {**PLAIN, "place": "Amman"}, PLAIN]
    found = imported(tmp_path, *rows)
    assert (found.report.read, found.report.kept, found.report.merged) == (3, 3, 0)
    again = imported(tmp_path, *reversed(rows))
    assert set(again.events["event_id"]) == set(found.events["event_id"])


def test_a_named_place_is_found_and_reported(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        {"date": "2024-01-28", "country": "Iraq", "place": "Camp Victory"},
        {"date": "2024-01-29", "country": "", "place": "Camp Victory"},
        geography=Atlas(**{"Camp Victory": [candidate("Victory Base")]}),
    )
    result = found.events.iloc[1]
    assert (result["latitude"], result["longitude"], result["geo_precision"]) == (33.0, 44.0, "town")
    assert (result["country"], result["admin1"], result["location"]) == ("Iraq", "Baghdad", "Camp Victory")
    assert [(line, name) for line, name, _ in found.report.placed] == [(2, "Camp Victory"), (3, "Camp Victory")]


def test_an_ambiguous_place_is_listed_and_known_only_to_its_country(tmp_path: Path) -> None:
    several = [candidate("Hit"), candidate("Hit", 30.0)]
    rows = [{"date": "2024-01-28", "country": country, "place": "Hit"} for country in ("Iraq", "")]
    found = imported(tmp_path, *rows, geography=Atlas(Hit=several))
    assert found.events["geo_precision"].tolist() == ["country"]
    assert found.events["latitude"].isna().all()
    assert [(at.line, at.country, at.candidates) for at in found.report.ambiguous] == [
        (2, "Iraq", several),
        (3, None, several),
    ]
    assert [rejection.line for rejection in found.report.rejected] == [3]


def test_coordinates_of_a_place_known_only_to_the_country_are_not_used(tmp_path: Path) -> None:
    found = imported(tmp_path, {**PLAIN, "geo_precision": "country"})
    assert found.events["latitude"].isna().all()
    assert "In 1 row the place is known only to the country; the coordinates were not used." in found.report.notes


def exported_table(folder: Path, form: str, capsys: pytest.CaptureFixture[str]) -> Path:
    main(["query", "--format", form])
    return text(folder / f"exported.{form}", capsys.readouterr().out)


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_a_table_exported_by_basewatch_is_read_back_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flat: tuple[pd.DataFrame, pd.DataFrame], form: str
) -> None:
    found = run(exported_table(tmp_path, form, capsys), "table")
    assert found.report.rejected == []
    expected = flat[0].assign(event_id="table-" + flat[0]["event_id"])
    by_id = [table.sort_values("event_id", ignore_index=True) for table in (found.events, expected)]
    pd.testing.assert_frame_equal(*by_id)


def test_an_apostrophe_added_by_an_export_is_removed(tmp_path: Path) -> None:
    row = dict.fromkeys(EVENT_COLUMNS, "") | {"event_id": "1", "date_start": "2024-01-28", "country": "Iraq"}
    row |= {"summary": "'=1+1", "target": "'tis", "weapon": "'-"}
    result = event(tmp_path, row)
    assert (result["summary"], result["target"], result["weapon"]) == ("=1+1", "'tis", "-")
    assert event(tmp_path, {**PLAIN, "notes": "'=1+1"})["summary"] == "'=1+1"


def test_a_preview_shows_the_first_rows_as_text(tmp_path: Path) -> None:
    shown = inspect(delimited(tmp_path / "events.csv", [PLAIN] * 300, list(PLAIN))).sample
    assert shown.shape == (200, 5)
    assert json.loads(shown.iloc[0].to_json()) == PLAIN


@pytest.mark.parametrize("word", ["n/a", "-", "Unknown"])
def test_a_word_for_no_id_merges_no_events(tmp_path: Path, word: str) -> None:
    found = imported(
        tmp_path, *({**PLAIN, "id": value, "date": f"2024-01-0{n}"} for n, value in enumerate([word] * 3, 1))
    )
    assert found.report.kept == 3
    assert "In 3 rows there is no id; it was derived from the row." in found.report.notes


@pytest.mark.parametrize(
    ("cells", "precision"),
    [
        ({"date": "2024-01", "end date": "2024-03"}, "range"),
        ({"date": "2024-01", "end date": "2024-01-15"}, "range"),
        ({"date": "2024-01", "end date": "2024-01"}, "month"),
        ({"date": "2024-01-28", "end date": "2024-02-02", "precision": "month"}, "range"),
        ({"date": "2024-01-02", "end date": "2024-01-28", "precision": "month"}, "month"),
        ({"date": "2024-01-28", "end date": "2024-01-29", "precision": "day"}, "range"),
    ],
)
def test_a_span_longer_than_its_stated_precision_is_a_range(tmp_path: Path, cells: Row, precision: str) -> None:
    mapping = Mapping(date_start="date", date_end="end date", country="country", time_precision="precision")
    assert event(tmp_path, {**PLAIN, "precision": "", **cells}, mapping=mapping)["time_precision"] == precision


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("7-Feb-49", 2049),
        ("7.2.49", 2049),
        ("7/7/49", 2049),
        ("7-Feb-50", 1950),
        ("7 February 55", 1955),
        ("7.2.68", 1968),
        ("7/7/68", 1968),
    ],
)
def test_a_year_of_two_digits_is_read_equally_in_all_forms_and_noted(tmp_path: Path, date: str, year: int) -> None:
    found = imported(tmp_path, {**PLAIN, "date": date})
    assert found.events["date_start"].dt.year.tolist() == [year]
    assert any(note.startswith("In 1 row a year has two digits") for note in found.report.notes)


def test_actors_and_countries_are_spelled_as_in_a_filter(tmp_path: Path) -> None:
    row = {**PLAIN, "actor": "Kataib\u202e \n Hezbollah", "country": "Saudi  Arabia"}
    found = imported(tmp_path, row, {**row, "actor": "x" * 121}, {**row, "actor": "y" * 120})
    assert found.events["actor"].tolist() == ["Kataib Hezbollah", "x" * 119 + "…", "y" * 120]
    assert set(found.events["country"]) == {"Saudi Arabia"}
    note = f"In 1 row the name is longer than 120 characters and was cut: “{'x' * 121}” (1)."
    assert note in found.report.notes
    for name in ("actor", "country"):
        assert all(clean(text) == text for text in found.events[name])


def test_a_country_s_other_spelling_becomes_that_of_the_record(tmp_path: Path) -> None:
    row = {"date": "2024-01-28", "country": "IRAQ", "place": "Hit"}
    found = imported(tmp_path, row, {**row, "country": "France"}, geography=Atlas(Hit=[candidate("Hit")]))
    assert found.events["country"].tolist() == ["Iraq", "France"]
    assert found.events["latitude"].notna().tolist() == [True, False]
    note = "In 1 row the country was renamed: “IRAQ, read as Iraq” (1)."
    assert note in found.report.notes
    assert event(tmp_path, row)["country"] == "Iraq"


def test_an_apostrophe_is_preserved_in_formats_that_add_none(tmp_path: Path) -> None:
    row = dict.fromkeys(EVENT_COLUMNS, "") | {"event_id": "1", "date_start": "2024-01-28", "country": "Iraq"}
    row |= {"summary": "'=1+1", "target": "''＝1"}
    assert event(tmp_path, row)["target"] == "'＝1"
    result = run(features(tmp_path / "table.geojson", [(dict(row), None)]), "table").events.iloc[0]
    assert (result["summary"], result["target"]) == ("'=1+1", "''＝1")
