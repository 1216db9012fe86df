"""Nothing is lost, doubled or merged without a reason, in memory as on disk."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.casualties import to_wide
from data.importers import Imported, Options, run, to_parquet
from data.schema import EVENTS, TOLLS
from tests.unit.imports import files
from tests.unit.imports.files import ACLED, UCDP, Row, delimited

MERGE = Options(merge_repeats=True)
PLAIN: Row = {"date": "2024-02-02", "latitude": "33.30", "longitude": "44.40", "type": "Airstrike", "killed": "2"}
QUICK = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def imported(folder: Path, form: str, rows: list[Row], columns: list[str], options: Options | None = None) -> Imported:
    """Return an import that is the same in memory and on disk, and whose rows and deaths add up."""
    path = delimited(folder / "events.csv", rows, columns)
    how = {"options": options} if options else {}
    found = run(path, form, **how)
    report = to_parquet(path, form, out=folder / "events.parquet", **how)
    assert report == found.report
    expected = to_wide(found.events, found.tolls)
    if report.kept:
        on_disk = pd.read_parquet(folder / "events.parquet").astype(expected.dtypes)
        pd.testing.assert_frame_equal(on_disk, expected)
    EVENTS.validate(found.events)
    TOLLS.validate(found.tolls)
    assert report.read == report.kept + report.merged + report.rejected_rows()
    return found


def table(folder: Path, *rows: Row, options: Options | None = None) -> Imported:
    return imported(folder, "table", list(rows), list(dict.fromkeys(name for row in rows for name in row)), options)


def acled(folder: Path, *rows: Row, columns: list[str] = ACLED, options: Options | None = None) -> Imported:
    return imported(folder, "acled", [files.acled(**row) for row in rows], columns, options)


def ucdp(folder: Path, *rows: Row, options: Options | None = None) -> Imported:
    return imported(folder, "ucdp", [files.ucdp(**row) for row in rows], UCDP, options)


def killed(found: Imported) -> tuple[int, int | None, int | None]:
    counts = found.report.killed
    return int(found.events["killed_best"].sum()), counts.merged, counts.set_aside


def note(found: Imported, words: str) -> str:
    (sentence,) = [sentence for sentence in found.report.notes if words in sentence]
    return sentence


def test_equal_rows_without_an_id_are_separate_events_until_a_person_merges_them(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN, PLAIN, PLAIN)
    assert killed(found) == (6, None, None)
    first = found.events["event_id"].iloc[0]
    assert found.events["event_id"].tolist() == [first, f"{first}-2", f"{first}-3"]
    assert note(found, "may be a repeat").startswith("2 rows may be a repeat of an earlier row")
    merged = table(tmp_path, PLAIN, PLAIN, PLAIN, options=MERGE)
    assert merged.events["event_id"].tolist() == [first]
    assert (merged.report.merged, killed(merged)) == (2, (2, 4, None))
    assert "2 rows with the day, place" in note(merged, "As you chose")
    assert "4 killed" in note(merged, "As you chose")


def test_rows_that_differ_in_words_only_may_be_repeats(tmp_path: Path) -> None:
    rows = [{**PLAIN, "notes": word} for word in ("One paper.", "Another paper.")]
    assert "1 row may be a repeat" in note(table(tmp_path, *rows), "may be a repeat")
    found = table(tmp_path, *rows, options=MERGE)
    assert found.events["summary"].tolist() == ["One paper."]


def test_a_day_and_a_country_alone_are_no_sign_of_a_repeat(tmp_path: Path) -> None:
    rows = [{"date": "2024-02-02", "country": "Iraq", "notes": text} for text in ("One.", "Another.")]
    found = table(tmp_path, *rows, options=MERGE)
    assert (found.report.kept, [text for text in found.report.notes if "repeat" in text]) == (2, [])


def test_an_id_that_repeats_over_days_or_places_is_no_id(tmp_path: Path) -> None:
    cells = [
        ("2024-01-27", "Iraq", "Erbil", "12"),
        ("2024-02-03", "Iraq", "Baghdad", "4"),
        ("2024-02-10", "Jordan", "Amman", "1"),
    ]
    rows = [dict(zip(("id", "date", "country", "location", "killed"), ("9", *row))) for row in cells]
    for options in (None, MERGE):
        found = table(tmp_path, *rows, options=options)
        assert (found.report.kept, killed(found)) == (3, (17, None, None))
        assert note(found, "not used as an id") == (
            "The column “id” is not used as an id, because it repeats over different days or places: “9” is in line 2 "
            "(2024-01-27, Erbil) and in line 3 (2024-02-03, Baghdad). The ids were derived from the rows instead."
        )
    part = table(tmp_path, *rows[:2])
    assert set(part.events["event_id"]) < set(found.events["event_id"])


@pytest.mark.parametrize("changed", [{"date": "2024-02-03"}, {"latitude": "33.31"}, {"longitude": "44.41"}])
def test_one_repeated_id_makes_the_whole_column_no_id(tmp_path: Path, changed: Row) -> None:
    rows = [{**PLAIN, "id": "1"}, {**PLAIN, "id": "2"}, {**PLAIN, "id": "1", **changed}]
    found = table(tmp_path, *rows)
    assert (found.report.kept, killed(found)) == (3, (6, None, None))
    assert not {"table-1", "table-2"} & set(found.events["event_id"])


def test_rows_with_the_same_id_day_and_place_are_one_event_and_the_replaced_dead_are_named(tmp_path: Path) -> None:
    rows = [{**PLAIN, "id": "1"}, {**PLAIN, "id": "1", "killed": "5"}, {**PLAIN, "id": "2"}]
    found = table(tmp_path, *rows)
    assert found.events["event_id"].tolist() == ["table-1", "table-2"]
    assert killed(found) == (7, 2, None)
    assert note(found, "another toll").startswith("For 1 row a later row of the same event with another toll was used")
    assert note(found, "another toll").endswith("they state 2 killed.")


def test_ids_stay_the_same_in_a_part_of_the_file_and_in_another_order(tmp_path: Path) -> None:
    rows = [{**PLAIN, "killed": str(n % 3)} for n in range(7)]
    whole = set(table(tmp_path, *rows).events["event_id"])
    assert set(table(tmp_path, *rows[::-1]).events["event_id"]) == whole
    assert set(table(tmp_path, *rows[:4]).events["event_id"]) < whole


def test_an_id_may_be_missing_in_some_rows(tmp_path: Path) -> None:
    found = table(tmp_path, {**PLAIN, "id": "1"}, {**PLAIN, "id": ""}, {**PLAIN, "id": ""})
    assert found.report.kept == 3
    assert "table-1" in set(found.events["event_id"])


@pytest.mark.parametrize("stamps", [("1", "2"), ("2", "1")])
def test_a_timestamp_orders_the_versions_of_an_event_that_was_moved(tmp_path: Path, stamps: tuple[str, str]) -> None:
    rows = [{"timestamp": stamp, "event_date": f"2023-10-1{stamp}", "fatalities": stamp} for stamp in stamps]
    found = acled(tmp_path, *rows)
    assert found.events["killed_best"].tolist() == [2]
    assert killed(found) == (2, 1, None)


@pytest.mark.parametrize("stamps", [("", ""), ("1", ""), ("5", "5")])
def test_versions_without_an_order_stay_separate_and_are_merged_on_request(
    tmp_path: Path, stamps: tuple[str, str]
) -> None:
    rows = [{"timestamp": stamp, "event_date": f"2023-10-1{n}", "fatalities": str(n)} for n, stamp in enumerate(stamps)]
    found = acled(tmp_path, *rows)
    assert found.events["event_id"].tolist() == ["acled-IRQ1001", "acled-IRQ1001-2"]
    sentence = note(found, "no timestamp orders them")
    assert sentence.startswith("In 2 rows the id")
    assert "“IRQ1001” is in line 2 (2023-10-10, Ayn al Asad Air Base) and in line 3 (2023-10-11" in sentence
    merged = acled(tmp_path, *rows, options=MERGE)
    assert (merged.report.kept, merged.report.merged) == (1, 1)
    assert "only the last row of each id was used" in note(merged, "As you chose")


def test_monthly_files_of_ucdp_put_one_below_the_other_lose_no_event(tmp_path: Path) -> None:
    january = [{"id": "1", "best": "3"}, {"id": "2", "best": "3"}]
    february = [
        {"id": "1", "best": "4", "deaths_b": "4", "high": "4"},
        {"id": "2", "date_start": "2024-02-01", "date_end": "2024-02-01"},
    ]
    found = ucdp(tmp_path, *january, *february)
    assert found.events["event_id"].tolist() == ["ucdp-2", "ucdp-1", "ucdp-2-2"]
    assert killed(found) == (10, 3, None)
    assert note(found, "another toll").endswith("they state 3 killed.")
    assert "merge repeats" in note(found, "no timestamp orders them")
    assert ucdp(tmp_path, *january, *february, options=MERGE).report.kept == 2


def test_a_number_that_another_id_has_is_not_used_twice(tmp_path: Path) -> None:
    rows = [{"event_id_cnty": "A", "timestamp": "", "event_date": f"2023-10-1{n}"} for n in range(3)]
    found = acled(tmp_path, *rows, {"event_id_cnty": "A-2"}, {"event_id_cnty": "B" * 74, "timestamp": ""})
    assert found.report.kept == found.events["event_id"].nunique() == 5


def test_rows_of_acled_without_an_id_are_separate_events(tmp_path: Path) -> None:
    found = acled(tmp_path, {"event_id_cnty": ""}, {"event_id_cnty": ""}, {"event_id_cnty": "IRQ 1"})
    assert found.report.kept == 3
    assert "In 2 rows there is no id; it was derived from the row." in found.report.notes
    without = acled(tmp_path, {}, {}, {"fatalities": "1"}, columns=[name for name in ACLED if name != "event_id_cnty"])
    assert (without.report.kept, without.report.merged) == (3, 0)
    note(without, "may be a repeat")


def monadic(**cells: str) -> Row:
    return {"fatalities": "7", **cells}


MONADIC = [name for name in ACLED if name not in {"actor2", "assoc_actor_2", "inter2"}]
US = "Military Forces of the United States (2021-2025)"


def test_a_row_per_actor_becomes_one_event(tmp_path: Path) -> None:
    rows = [monadic(actor1="A"), monadic(actor1="B"), monadic(event_id_cnty="IRQ2", actor1="A", fatalities="1")]
    found = acled(tmp_path, *rows, columns=MONADIC)
    assert found.events[["actor", "target"]].fillna("").to_numpy().tolist() == [["A", "B"], ["A", ""]]
    assert killed(found) == (8, 7, None)
    assert "1 row names the second actor of an event" in note(found, "a row for each actor")


@pytest.mark.parametrize("between", [0, 5])
@pytest.mark.parametrize(
    ("first", "second", "side"),
    [
        ({"actor1": "Militia"}, {"actor1": US}, "attack"),
        ({"actor1": US}, {"actor1": "Militia"}, "us_strike"),
        ({"actor1": "Militia"}, {"actor1": "Military Forces of Iraq"}, "other"),
        ({"actor1": "Militia"}, {"actor1": "X", "assoc_actor_1": "Global Coalition Against Daesh"}, "attack"),
        ({"actor1": "Global Coalition Against Daesh"}, {"actor1": "Militia"}, "coalition_strike"),
    ],
)
def test_the_side_follows_from_both_actors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: Row, second: Row, side: str, between: int
) -> None:
    monkeypatch.setattr("data.importers.sources.delimited.BATCH_ROWS", 2)
    others = [monadic(event_id_cnty=f"X{n}", actor1="Z") for n in range(between)]
    found = acled(tmp_path, monadic(**first), *others, monadic(**second), columns=MONADIC)
    assert found.events["side"].tolist()[0] == side
    assert found.report.kept == 1 + between


def test_a_later_version_of_a_row_per_actor_replaces_both_rows(tmp_path: Path) -> None:
    rows = [monadic(actor1=name, timestamp=stamp) for stamp in ("1", "2") for name in (f"A{stamp}", f"B{stamp}")]
    found = acled(tmp_path, *rows, columns=MONADIC)
    assert found.events[["actor", "target"]].to_numpy().tolist() == [["A2", "B2"]]
    assert killed(found) == (7, 21, None)


def test_the_dead_of_rows_that_were_set_aside_are_counted(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN, {**PLAIN, "date": "never", "killed": "40"}, {**PLAIN, "date": "", "killed": ""})
    assert killed(found) == (2, None, 40)
    assert found.report.sentences()[1] == (
        "Killed, as far as the rows state a number: 2 in the rows kept, 40 in those set aside; 42 in all."
    )


def test_every_column_is_named_as_read_or_not(tmp_path: Path) -> None:
    report = table(tmp_path, {**PLAIN, "Remark 2": "x"}).report
    assert report.columns["killed_best"] == "killed"
    assert report.unread == ("Remark 2",)
    assert set(report.columns.values()) | set(report.unread) == {*PLAIN, "Remark 2"}
    assert "Columns not read: “Remark 2”." in report.sentences()


_SMALL = st.integers(0, 3).map(str)
_TABLE_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["", "1", "2", "1-2"]),
            "date": st.sampled_from(["2024-01-01", "2024-01-02", "never"]),
            "country": st.sampled_from(["Iraq", "Jordan"]),
            "killed": st.sampled_from(["", "1", "2", "many"]),
            "actor": st.sampled_from(["", "A", "B"]),
        }
    ),
    min_size=1,
    max_size=12,
)
_ACLED_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "event_id_cnty": st.sampled_from(["", "A", "B", "A-2"]),
            "event_date": st.sampled_from(["2024-01-01", "2024-01-02", "never"]),
            "location": st.sampled_from(["Erbil", "Mosul"]),
            "fatalities": _SMALL,
            "actor1": st.sampled_from(["", "A", US]),
            "timestamp": st.sampled_from(["", "1", "2"]),
        }
    ),
    min_size=1,
    max_size=12,
)


def total(cells: list[str]) -> int:
    return sum(int(cell) for cell in cells if cell.isdigit())


def check_sums(found: Imported, stated: int) -> None:
    counts = found.report.killed
    assert (counts.kept or 0) == int(found.events["killed_best"].sum())
    assert sum(number or 0 for number in (counts.kept, counts.merged, counts.set_aside)) == stated


@pytest.mark.slow
@QUICK
@given(rows=_TABLE_ROWS, merge=st.booleans())
def test_the_rows_and_the_dead_of_any_table_add_up(tmp_path: Path, rows: list[Row], *, merge: bool) -> None:
    check_sums(table(tmp_path, *rows, options=MERGE if merge else None), total([row["killed"] for row in rows]))


@pytest.mark.slow
@QUICK
@given(rows=_ACLED_ROWS, columns=st.sampled_from([ACLED, MONADIC]), merge=st.booleans())
def test_the_rows_and_the_dead_of_any_export_add_up(
    tmp_path: Path, rows: list[Row], columns: list[str], *, merge: bool
) -> None:
    found = acled(tmp_path, *rows, columns=columns, options=MERGE if merge else None)
    check_sums(found, total([row["fatalities"] for row in rows]))


@pytest.mark.slow
@QUICK
@given(_TABLE_ROWS)
def test_rows_without_an_id_are_never_merged(tmp_path: Path, rows: list[Row]) -> None:
    assert table(tmp_path, *({**row, "id": ""} for row in rows)).report.merged == 0
