from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers import Imported, RefusedError, run
from data.importers.formats import ucdp
from data.importers.places import Places
from data.importers.report import Notes
from data.importers.row_reader import RowReader
from data.schema import EVENTS, TOLLS
from tests.unit.imports import files
from tests.unit.imports.files import UCDP, UCDP_19_1, Row, acled, delimited

US = "Government of United States of America"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def imported(folder: Path, *rows: Row) -> Imported:
    return run(delimited(folder / "ged.csv", rows, UCDP), "ucdp")


def event(folder: Path, **cells: str) -> pd.Series:
    return imported(folder, files.ucdp(**cells)).events.iloc[0]


def events(folder: Path, *changed: Row) -> list[pd.Series]:
    """Return the events of rows with these cells changed, in their order."""
    found = imported(folder, *(files.ucdp(**{"id": str(n), **cells}) for n, cells in enumerate(changed)))
    assert found.report.kept == len(changed)
    return [row for _, row in found.events.iterrows()]


def tolls(folder: Path, **cells: str) -> dict[str, tuple[int, int, int]]:
    found = imported(folder, files.ucdp(**cells)).tolls
    return {row.party: (row.low, row.best, row.high) for row in found.itertuples()}


def test_a_file_becomes_events_that_the_schemas_accept(folder: Path) -> None:
    found = imported(folder, files.ucdp(), files.ucdp(id="2"))
    EVENTS.validate(found.events)
    TOLLS.validate(found.tolls)
    result = found.events.set_index("event_id").loc["ucdp-412345"]
    assert result["date_start"] == pd.Timestamp("2024-01-30")
    assert (result["country"], result["admin1"], result["location"]) == ("Iraq", "Al-Anbar province", "Hit town")
    assert (result["side"], result["event_type"], result["outcome"]) == ("other", "unspecified", "unknown")
    assert (result["actor"], result["actor_basis"], result["target"]) == ("Government of Iraq - IS", "unknown", "IS")
    assert (result["killed_low"], result["killed_best"], result["killed_high"]) == (2, 3, 4)
    assert result[["wounded_low", "wounded_best", "wounded_high"]].isna().all()
    assert result["summary"] == "Government of Iraq - IS: near Hit"
    assert result["source"] == "AFP"


def test_one_sided_violence_names_its_actor(folder: Path) -> None:
    result = event(folder, type_of_violence="3", side_a="IS", side_b="Civilians", dyad_name="IS - Civilians")
    assert (result["actor"], result["actor_basis"]) == ("IS", "attributed")


DATES = [
    ("1", "2024-01-30", "2024-01-30", "day"),
    ("2", "2024-01-28", "2024-02-01", "range"),
    ("3", "2024-01-28", "2024-02-03", "range"),
    ("4", "2024-01-01", "2024-01-31", "month"),
    ("4", "2024-01-20", "2024-02-10", "range"),
    ("5", "2024-01-01", "2024-12-31", "range"),
]


def test_a_date_is_as_exact_as_its_code(folder: Path) -> None:
    time = " 00:00:00.000"
    cells = [{"date_prec": code, "date_start": start + time, "date_end": end + time} for code, start, end, _ in DATES]
    for row, (_, *expected) in zip(events(folder, *cells), DATES):
        assert [str(row["date_start"].date()), str(row["date_end"].date()), row["time_precision"]] == expected


def test_a_place_is_as_exact_as_its_code(folder: Path) -> None:
    found = events(folder, *({"where_prec": code} for code in "123457"))
    assert [row["geo_precision"] for row in found] == ["site", "district", "district", "admin1", "admin1", "admin1"]
    assert {(row["latitude"], row["longitude"]) for row in found} == {(33.64, 42.83)}


def test_a_point_that_represents_a_country_is_left_out(folder: Path) -> None:
    result = event(folder, where_prec="6")
    assert result["geo_precision"] == "country"
    assert result[["latitude", "longitude"]].isna().all()


def test_one_party_carries_the_whole_toll(folder: Path) -> None:
    assert tolls(folder) == {"militia": (2, 3, 4)}


PARTIES = [
    (US, "us"),
    ("Government of Iraq", "partner"),
    ("Government of Jordan", "partner"),
    ("Government of Qatar", "partner"),
    ("Kata'ib Hezbollah", "militia"),
    ("Government of Iran", "unassigned"),
    ("Civilians", "civilian"),
]


def test_the_dead_of_a_side_are_of_its_party(folder: Path) -> None:
    rows = [files.ucdp(id=str(n), side_b=side) for n, (side, _) in enumerate(PARTIES)]
    found = imported(folder, *rows).tolls
    assert found["party"].tolist() == [party for _, party in PARTIES]
    assert set(found[["low", "best", "high"]].itertuples(index=False, name=None)) == {(2, 3, 4)}


def test_several_parties_share_the_toll_and_the_rest_is_unassigned(folder: Path) -> None:
    cells = {"deaths_a": "1", "deaths_b": "5", "deaths_civilians": "2", "best": "8", "low": "6", "high": "11"}
    assert tolls(folder, **cells) == {
        "partner": (0, 1, 1),
        "militia": (3, 5, 5),
        "civilian": (0, 2, 2),
        "unassigned": (0, 0, 3),
    }


def test_sides_of_one_party_are_summed(folder: Path) -> None:
    cells = {"side_a": "IS", "side_b": "HTS", "deaths_a": "1", "deaths_b": "2"}
    assert tolls(folder, **cells) == {"militia": (2, 3, 4)}


def test_deaths_of_no_side_are_unassigned(folder: Path) -> None:
    cells = {"deaths_b": "3", "best": "5", "low": "5", "high": "5"}
    assert tolls(folder, **cells) == {"militia": (3, 3, 3), "unassigned": (2, 2, 2)}


def test_an_event_without_deaths_has_a_toll_of_none(folder: Path) -> None:
    assert tolls(folder, deaths_b="0", best="0", low="0", high="2") == {"unassigned": (0, 0, 2)}


_FEW = st.integers(0, 20)
_DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


@st.composite
def shared_tolls(draw: st.DrawFn) -> Row:
    """Return an event whose deaths by side sum to its best figure."""
    deaths = draw(st.tuples(_FEW, _FEW, _FEW, _FEW))
    best = sum(deaths)
    low, high = max(0, best - draw(_FEW)), best + draw(_FEW)
    cells = dict(zip(_DEATHS, map(str, deaths))) | {"best": str(best), "low": str(low), "high": str(high)}
    return files.ucdp(side_a=draw(st.sampled_from([US, "IS", "Government of Iran"])), **cells)


@settings(max_examples=10, deadline=None)
@given(st.lists(shared_tolls(), min_size=1, max_size=40))
def test_bests_and_highs_of_the_parties_sum_to_the_event_s(drawn: list[Row]) -> None:
    rows = pd.DataFrame([{**row, "id": str(n)} for n, row in enumerate(drawn)], dtype="str").replace("", None)
    found = ucdp.FORMAT.converter(RowReader(rows, Notes()), Places(None, Notes()))
    assert len(found.events) == len(drawn)
    sums = found.tolls.groupby(level=0)[["low", "best", "high"]].sum()
    assert sums["best"].tolist() == found.events["killed_best"].tolist()
    assert sums["high"].tolist() == found.events["killed_high"].tolist()
    assert (sums["low"] <= found.events["killed_low"]).all()
    TOLLS.validate(found.tolls)


WRONG: list[tuple[Row, str, str]] = [
    ({"date_prec": "9"}, "date_prec", "not one of the codes"),
    ({"date_start": "2024-02-30"}, "date_start", "no day"),
    ({"date_end": "2023-01-01"}, "date_end", "earlier"),
    ({"where_prec": "0"}, "where_prec", "not one of the codes"),
    ({"type_of_violence": "4"}, "type_of_violence", "not one of the codes"),
    (
        {"latitude": "", "longitude": "", "country": "", "country_id": "", "adm_1": ""},
        "where_coordinates",
        "not found",
    ),
]


def test_an_unreadable_row_is_rejected_with_the_reason(folder: Path) -> None:
    report = imported(folder, *(files.ucdp(**cells) for cells, _, _ in WRONG)).report
    assert (report.read, report.kept, report.rejected_rows()) == (len(WRONG), 0, len(WRONG))
    for line, (cells, column, words) in enumerate(WRONG, start=2):
        found = [rejection for rejection in report.rejected if rejection.line == line]
        assert any(rejection.column == column and words in rejection.reason for rejection in found), (cells, found)


def test_figures_are_read_by_name_in_any_order(folder: Path) -> None:
    found = run(delimited(folder / "ged191.csv", [files.ucdp()], UCDP_19_1), "ucdp")
    result = found.events.iloc[0]
    assert (result["killed_low"], result["killed_best"], result["killed_high"]) == (2, 3, 4)
    assert result["summary"] == "Government of Iraq - IS: Strike near Hit"


@pytest.mark.parametrize("columns", [UCDP, UCDP_19_1])
def test_a_file_without_column_names_is_known_by_its_content(folder: Path, columns: list[str]) -> None:
    found = run(delimited(folder / "bare.csv", [files.ucdp()], columns, header=False), "ucdp")
    assert (found.report.read, found.report.kept) == (1, 1)
    assert found.events["killed_high"].tolist() == [4]
    assert "has no header row" in found.report.notes[0]


def test_a_file_of_another_format_is_refused(folder: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        run(delimited(folder / "acled.csv", [acled()], list(acled())), "ucdp")
    assert str(refused.value).startswith("acled.csv is not a UCDP GED file: it lacks the columns id, type_of_violence,")
    assert str(refused.value).endswith("and others. It looks like an ACLED export: import it as that.")


def test_a_missing_column_is_named_in_the_refusal(folder: Path) -> None:
    columns = [name for name in UCDP if name != "date_start"]
    with pytest.raises(RefusedError, match=r"it lacks the column date_start\. Export it again with these columns"):
        run(delimited(folder / "ged.csv", [files.ucdp()], columns), "ucdp")


def test_notes_name_missing_facts_and_derived_lows_by_party(folder: Path) -> None:
    alone = imported(folder, files.ucdp()).report.notes
    assert [note[:24] for note in alone] == ["UCDP counts deaths only,"]
    shared = imported(folder, files.ucdp(deaths_a="1", deaths_b="2", best="3", low="2", high="3")).report.notes
    assert shared[-1].startswith("In 1 row several parties share the deaths and the low figure is less than the best")
    exact = imported(folder, files.ucdp(deaths_a="1", deaths_b="2", best="3", low="3", high="3")).report.notes
    assert exact == alone
