"""Exports of all ages and shapes are known by the names of their columns, and sums are not taken for events."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importers import Imported, Mapping, RefusedError, guess, inspect, run
from tests.unit.imports import files
from tests.unit.imports.files import ACLED, UCDP, UCDP_19_1, Atlas, Row, candidate, delimited

QUICK = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BEFORE_2018 = [
    *("GWNO", "EVENT_ID_CNTY", "EVENT_ID_NO_CNTY", "EVENT_DATE", "YEAR", "TIME_PRECISION", "EVENT_TYPE", "ACTOR1"),
    *(
        "ALLY_ACTOR_1",
        "INTER1",
        "ACTOR2",
        "ALLY_ACTOR_2",
        "INTER2",
        "INTERACTION",
        "ACTOR_DYAD_ID",
        "COUNTRY",
        "ADMIN1",
    ),
    *("LOCATION", "LATITUDE", "LONGITUDE", "GEO_PRECISION", "SOURCE", "NOTES", "FATALITIES"),
]


def recognised(path: Path) -> Imported:
    """Return an import in the format that the columns show."""
    found = run(path, inspect(path).format)
    assert found.report.read == found.report.kept + found.report.merged + found.report.rejected_rows()
    return found


def old_acled(**cells: str) -> Row:
    row = {
        name.upper(): cell for name, cell in files.acled(event_type="Remote violence", event_id_cnty="11IRQ").items()
    }
    return row | {"TIME_PRECISION": "2", "GEO_PRECISION": "3", "FATALITIES": "3", "INTER1": "3", "GWNO": "645"} | cells


def test_an_export_before_2018_keeps_its_ids_and_precisions(tmp_path: Path) -> None:
    found = recognised(delimited(tmp_path / "old.csv", [old_acled()], BEFORE_2018))
    event = found.events.iloc[0]
    assert (event["event_id"], event["time_precision"], event["geo_precision"]) == ("acled-11IRQ", "range", "admin1")
    assert (event["side"], event["event_type"], event["killed_best"]) == ("attack", "drone strike", 3)
    assert pd.isna(event["killed_high"])
    assert any("sub_event_type" in note for note in found.report.notes)


def test_the_ally_of_an_old_export_counts_for_the_side(tmp_path: Path) -> None:
    row = old_acled(ACTOR2="Military Forces of Iraq", ALLY_ACTOR_2="Global Coalition Against Daesh")
    found = recognised(delimited(tmp_path / "old.csv", [row], BEFORE_2018))
    assert found.events["side"].tolist() == ["attack"]


def test_a_battle_of_an_old_export_has_no_weapon(tmp_path: Path) -> None:
    row = old_acled(EVENT_TYPE="Battle-No change of territory", NOTES="A drone.")
    event = recognised(delimited(tmp_path / "old.csv", [row], BEFORE_2018)).events.iloc[0]
    assert (event["event_type"], event["side"], event["actor_basis"]) == ("unspecified", "other", "unknown")


@pytest.mark.parametrize(
    ("missing", "column", "expected"),
    [
        (("time_precision",), "time_precision", "month"),
        (("geo_precision",), "geo_precision", "admin1"),
        (("notes", "source", "timestamp", "sub_event_type"), "source", "ACLED"),
        (("actor1", "actor2"), "actor_basis", "unknown"),
        (("location",), "location", "Al Anbar"),
    ],
)
def test_what_a_reduced_export_leaves_out_is_unknown_and_named(
    tmp_path: Path, missing: tuple[str, ...], column: str, expected: str
) -> None:
    columns = [name for name in ACLED if name not in missing]
    found = recognised(delimited(tmp_path / "reduced.csv", [files.acled()], columns))
    assert found.events[column].tolist() == [expected]
    (note,) = [note for note in found.report.notes if note.startswith("Columns that the file does not have")]
    assert set(missing) - {"timestamp"} <= set(note.rstrip(".").partition(": ")[2].split(", "))


def test_an_export_without_deaths_leaves_them_unknown(tmp_path: Path) -> None:
    columns = [name for name in ACLED if name != "fatalities"]
    found = recognised(delimited(tmp_path / "reduced.csv", [files.acled()], columns))
    assert found.events["killed_low"].isna().all()
    assert found.tolls.empty


def test_an_empty_precision_is_the_coarsest(tmp_path: Path) -> None:
    row = files.acled(time_precision="", geo_precision="")
    found = run(delimited(tmp_path / "acled.csv", [row], ACLED), "acled")
    event = found.events.iloc[0]
    assert (event["time_precision"], event["geo_precision"]) == ("month", "admin1")
    assert (str(event["date_start"].date()), str(event["date_end"].date())) == ("2023-10-01", "2023-10-31")
    assert sum("is not stated" in note for note in found.report.notes) == 2


def test_a_row_without_a_point_is_placed_by_its_name_but_not_better_than_stated(tmp_path: Path) -> None:
    row = files.acled(latitude="", longitude="", location="Hit", geo_precision="3")
    file = delimited(tmp_path / "acled.csv", [row, {**row, "event_id_cnty": "2", "location": "Nowhere"}], ACLED)
    found = run(file, "acled", geography=Atlas(Hit=[candidate("Hit")]))
    assert found.events["geo_precision"].tolist() == ["admin1", "country"]
    assert found.events["latitude"].fillna(0).tolist() == [33.0, 0]


@QUICK
@given(order=st.permutations(ACLED), upper=st.booleans(), dropped=st.sets(st.sampled_from(["notes", "tags", "inter1"])))
def test_the_columns_of_acled_are_known_in_any_order_and_case(
    tmp_path: Path, order: list[str], dropped: set[str], *, upper: bool
) -> None:
    spelled = {name: name.upper() if upper else name for name in order if name not in dropped}
    row = {spelled[name]: cell for name, cell in files.acled(fatalities="2").items() if name in spelled}
    found = recognised(delimited(tmp_path / "acled.csv", [row], list(spelled.values())))
    assert found.events[["event_id", "killed_best"]].to_numpy().tolist() == [["acled-IRQ1001", 2]]


OLD_NAMES = {"best": "best_est", "high": "high_est", "low": "low_est"}


@QUICK
@given(order=st.permutations(UCDP), upper=st.booleans(), old=st.booleans())
def test_the_columns_of_ucdp_are_known_in_any_order_case_and_version(
    tmp_path: Path, order: list[str], *, upper: bool, old: bool
) -> None:
    names = {name: OLD_NAMES.get(name, name) if old else name for name in order}
    spelled = {name: text.upper() if upper else text for name, text in names.items()}
    row = {spelled[name]: cell for name, cell in files.ucdp(id="412345.0").items()}
    found = recognised(delimited(tmp_path / "ged.csv", [row], [spelled[name] for name in order]))
    event = found.events.iloc[0]
    assert event["event_id"] == "ucdp-412345"
    assert (event["killed_low"], event["killed_best"], event["killed_high"]) == (2, 3, 4)


@pytest.mark.parametrize(
    ("missing", "column", "expected"),
    [
        (("date_prec",), "time_precision", "day"),
        (("where_prec",), "geo_precision", "admin1"),
        (("dyad_name",), "actor", "Government of Iraq - IS"),
        (("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), "killed_best", 3),
        (("low", "high"), "killed_low", 3),
        (("date_end", "relid", "where_coordinates"), "location", "near Hit"),
        (("id",), "killed_best", 3),
    ],
)
def test_what_a_reduced_ucdp_file_leaves_out_is_unknown(
    tmp_path: Path, missing: tuple[str, ...], column: str, expected: object
) -> None:
    found = recognised(delimited(tmp_path / "ged.csv", [files.ucdp()], [name for name in UCDP if name not in missing]))
    assert found.events[column].tolist() == [expected]
    assert found.tolls["best"].sum() == 3


def test_bounds_that_contradict_the_best_figure_lose_no_dead(tmp_path: Path) -> None:
    figures = [("500", "600", "510", "500"), ("20", "16", "0", "20"), ("5", "5", "5", "5"), ("4", "9", "1", "7")]
    names = ("best", "high", "low", "deaths_b")
    rows = [files.ucdp(id=str(n), **dict(zip(names, row))) for n, row in enumerate(figures)]
    found = run(delimited(tmp_path / "ged.csv", rows, UCDP), "ucdp")
    assert found.events["killed_best"].tolist() == [500, 20, 5, 4]
    assert (found.events["killed_low"] <= found.events["killed_best"]).all()
    assert (found.events["killed_high"] >= found.events["killed_best"]).all()
    assert found.tolls.groupby("event_id")["best"].sum().tolist() == [500, 20, 5, 4]


SUMS = {
    "weekly": "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,ID,CENTROID_LATITUDE\n"
    "2024-01-27,Middle East,Iraq,Erbil,Battles,Armed clash,7,12,1,36.20\n",
    "monthly": "Country,Admin1,ISO3,Month,Year,Events,Fatalities\nIraq,Erbil,IRQ,January,2024,1,0\n",
    "by year": "country,year,events,fatalities\nIraq,2023,12,3\n",
    "with a day": "date,country,number_of_events,killed\n2024-01-01,Iraq,3,4\n2024-01-02,Iraq,1,4\n",
    "battle deaths": "conflict_id,location_inc,side_a,side_b,year,bd_best,bd_low,bd_high\n1,Iraq,A,B,2020,5,4,6\n",
    "one-sided": "actor_id,actor_name,year,best_fatality_estimate,low_fatality_estimate,location\n1,A,2020,5,4,Iraq\n",
    "conflicts": "conflict_id,location,side_a,side_b,year,intensity_level,type_of_conflict\n1,Iraq,A,B,2020,1,3\n",
    "countries": "country,year,sb_total_deaths_best_cy,ns_total_deaths_best_cy,region\nIraq,2020,5,4,ME\n",
}


@pytest.mark.parametrize("content", SUMS.values(), ids=SUMS)
@pytest.mark.parametrize("form", ["recognised", "table", "mapped"])
def test_sums_are_refused_in_one_sentence_whatever_they_are_read_as(tmp_path: Path, content: str, form: str) -> None:
    path = files.text(tmp_path / "sums.csv", content)
    mapping = Mapping(date_start=content.partition(",")[0], country="COUNTRY") if form == "mapped" else None
    key = inspect(path).format if form == "recognised" else "table"
    with pytest.raises(RefusedError, match=r"none can be shown on the map|so none can be shown") as refused:
        run(path, key, mapping if key == "table" else None)
    assert "as a table" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        "date,country,events\n2024-01-01,Iraq,1\n2024-01-02,Iraq,1\n",
        "date,country,events\n2024-01-01,Iraq,A drone was shot down.\n",
        "date,country,year,incidents\n2024-01-01,Iraq,2024,1\n",
    ],
)
def test_a_column_called_events_alone_makes_no_sums(tmp_path: Path, content: str) -> None:
    assert run(files.text(tmp_path / "events.csv", content), "table").report.kept > 0


def test_a_table_with_the_columns_of_another_format_is_read_with_its_codes_and_says_so(tmp_path: Path) -> None:
    found = run(delimited(tmp_path / "old.csv", [old_acled()], BEFORE_2018), "table")
    event = found.events.iloc[0]
    assert (event["event_id"], event["geo_precision"], event["time_precision"]) == ("table-11IRQ", "admin1", "range")
    assert any(note.startswith("The columns are those of an ACLED export.") for note in found.report.notes)


def test_an_export_of_basewatch_is_a_table(flat: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    flat[0].to_csv(tmp_path / "own.csv", index=False)
    assert inspect(tmp_path / "own.csv").format == "table"


@pytest.mark.parametrize("columns", [ACLED, BEFORE_2018, [name.upper() for name in ACLED if name != "event_id_cnty"]])
def test_exports_of_acled_are_recognised(tmp_path: Path, columns: list[str]) -> None:
    assert inspect(delimited(tmp_path / "any.csv", [], columns)).format == "acled"


@pytest.mark.parametrize("columns", [UCDP, UCDP_19_1, [OLD_NAMES.get(name, name).upper() for name in UCDP]])
def test_files_of_ucdp_are_recognised(tmp_path: Path, columns: list[str]) -> None:
    assert inspect(delimited(tmp_path / "any.csv", [], columns)).format == "ucdp"


GUESSES = [
    (
        (
            "eventid=1; iyear=2016; imonth=1; iday=2; country=95; country_txt=Iraq; provstate=Nineveh; "
            "city=Mosul; latitude=36.3; longitude=43.1; specificity=1; attacktype1_txt=Bombing; "
            "weaptype1_txt=Explosives; gname=A; nkill=4; nkillter=1; nwound=9"
        ),
        (
            "event_id=eventid; date_year=iyear; country=country_txt; location=city; actor=gname; "
            "killed_best=nkill; wounded_best=nwound; geo_precision=specificity; event_type=attacktype1_txt; "
            "weapon=weaptype1_txt; admin1=provstate"
        ),
    ),
    (
        (
            "Date=2024-01-28; Country=Jordan; Minimum Total Reported Killed=3; Maximum Total Reported Killed=5; "
            "Minimum civilians reported killed=1; Minimum Injured=3; Maximum Injured=9"
        ),
        (
            "killed_low=Minimum Total Reported Killed; killed_high=Maximum Total Reported Killed; "
            "wounded_low=Minimum Injured; wounded_high=Maximum Injured"
        ),
    ),
    (
        "date=2024-01-28; civilians_killed_min=1; country=Iraq",
        "killed_low=civilians_killed_min",
    ),
    (
        "date=2024-01-28; fatalities_total=1; country=Iraq",
        "killed_best=fatalities_total",
    ),
    (
        "Datum=28.1.2024; Land=Irak; Getötete=1; Längengrad=44.1; Breitengrad=33.1",
        "killed_best=Getötete; longitude=Längengrad; date_start=Datum; country=Land",
    ),
    (
        "jour=2024-01-28; pays=Irak; décès=1; Blessés=2",
        "killed_best=décès; wounded_best=Blessés",
    ),
    (
        "التاريخ=2024-01-28; البلد=العراق; القتلى=1; الجرحى=2",
        "date_start=التاريخ; country=البلد; killed_best=القتلى; wounded_best=الجرحى",
    ),
    (
        "wave=1; announced_utc=2024-04-13T19:00:00Z; target_lat=31.9; target_lon=35.9; casualties_killed=0",
        "date_start=announced_utc; latitude=target_lat; longitude=target_lon; killed_best=casualties_killed",
    ),
]


def cells(text: str) -> Row:
    """Return the names and values of a text such as `date=2024-01-28; country=Iraq`."""
    return dict(pair.split("=") for pair in text.split("; "))


@pytest.mark.parametrize(("row", "fields"), GUESSES)
def test_the_columns_of_other_data_sets_and_languages_are_known(row: str, fields: str) -> None:
    sample = pd.DataFrame([cells(row)], dtype="str")
    found = guess(tuple(sample.columns), sample).columns()
    assert {field: found.get(field) for field in cells(fields)} == cells(fields)


NOT_GUESSED: list[tuple[Row, str]] = [
    ({"date": "2024-01-28", "children_killed": "1", "country": "Iraq"}, "killed_best"),
    ({"date": "2024-01-28", "militants killed": "1", "civilians killed": "2", "country": "Iraq"}, "killed_best"),
    (
        {"date": "2024-01-28", "killed": "Three people were killed when a drone fell on the camp.", "place": "x"},
        "killed_best",
    ),
    ({"country": "Iraq", "first_seen": "2024-01-28", "last_seen": "2024-01-29"}, "date_start"),
    ({"date": "2024-01-28", "launch_lat": "1", "launch_lon": "2", "impact_lat": "3", "impact_lon": "4"}, "latitude"),
    ({"date": "2024-01-28", "flat": "33.1", "colon": "44.1"}, "latitude"),
    ({"country": "Iraq", "population": "45319"}, "date_start"),
]


@pytest.mark.parametrize(("row", "field"), NOT_GUESSED)
def test_what_the_columns_do_not_show_is_not_guessed(row: Row, field: str) -> None:
    assert field not in guess(tuple(row), pd.DataFrame([row], dtype="str")).columns()


def test_a_guess_by_cells_and_a_table_without_killed_are_said_in_the_report(tmp_path: Path) -> None:
    row = {"announced": "2024-04-13", "country": "Jordan", "Losses": "3"}
    notes = run(delimited(tmp_path / "events.csv", [row], list(row)), "table").report.notes
    assert "The column “announced” was taken for the date start because of its cells." in notes
    assert "No column was read as killed; columns not used: “Losses”." in notes


def test_a_table_without_a_side_says_that_its_events_are_neither_attacks_nor_strikes(tmp_path: Path) -> None:
    row = {"date": "2024-04-13", "country": "Jordan", "side": "attack"}
    with_side = run(delimited(tmp_path / "with.csv", [row], list(row)), "table").report.notes
    assert not any("read as side" in note for note in with_side)
    del row["side"]
    notes = run(delimited(tmp_path / "without.csv", [row], list(row)), "table").report.notes
    assert any(note.startswith("No column was read as side (who struck whom), so every event counts") for note in notes)


def test_the_precision_of_the_terrorism_database_is_read_by_its_codes(tmp_path: Path) -> None:
    rows = [
        {
            "eventid": str(n),
            "date": "2016-01-01",
            "country_txt": "Iraq",
            "latitude": "36.3",
            "longitude": "43.1",
            "specificity": code,
        }
        for n, code in enumerate("12345")
    ]
    found = run(delimited(tmp_path / "gtd.csv", rows, list(rows[0])), "table")
    assert found.events["geo_precision"].tolist() == ["town", "district", "district", "admin1", "country"]
