from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from data.record.catalog import (
    EVENT_COLUMNS,
    FOLDER,
    TABLES,
    Catalog,
    CatalogError,
    UnreadableError,
    flatten,
    load_catalog,
)
from data.schema import EVENTS, TOLLS

Flat = tuple[pd.DataFrame, pd.DataFrame]


def event(flat: Flat, event_id: str) -> pd.Series:
    events = flat[0].set_index("event_id")
    return events.loc[event_id]


def copied(folder: Path) -> Path:
    for file in FOLDER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_the_flat_tables_are_valid(flat: Flat) -> None:
    events, tolls = flat
    EVENTS.validate(events, lazy=True)
    TOLLS.validate(tolls, lazy=True)
    assert tuple(events.columns) == EVENT_COLUMNS == tuple(EVENTS.columns)


def test_every_event_of_the_record_is_one_row_of_the_flat_table(catalog: Catalog, flat: Flat) -> None:
    assert sorted(flat[0]["event_id"]) == sorted(catalog.events["event_id"])
    assert flat[0]["date_start"].is_monotonic_increasing


def test_tower_22_spans_the_figures_of_its_documents(flat: Flat) -> None:
    row = event(flat, "20240128-tower-22-drone")
    assert (row["wounded_low"], row["wounded_high"]) == (25, 47)
    assert pd.isna(row["wounded_best"]), "no document is preferred"
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (3, 3, 3)
    assert (row["location"], row["country"], row["actor"]) == ("Tower 22", "Jordan", "Islamic Resistance in Iraq")
    assert row["source"] == "ldwj-002;wiki-000"


def test_over_twenty_is_at_least_twenty_one_with_an_open_end(flat: Flat) -> None:
    row = event(flat, "20231018-al-tanf-drone")
    assert row["wounded_low"] == 21
    assert pd.isna(row["wounded_best"])
    assert pd.isna(row["wounded_high"])
    assert pd.isna(row["killed_low"])


def test_no_casualties_is_zero_and_unreported_is_unknown(flat: Flat) -> None:
    result = event(flat, "20240910-camp-victory-rockets")
    assert (result["killed_low"], result["killed_high"], result["wounded_high"]) == (0, 0, 0)
    unreported = event(flat, "20240118-muqdadiyah-shoot-down")
    assert unreported[[column for column in EVENT_COLUMNS if column.startswith(("killed", "wounded"))]].isna().all()


def test_parties_of_one_event_add_up_and_one_open_party_leaves_the_sum_open(flat: Flat) -> None:
    row = event(flat, "20240204-al-omar-drone")
    assert row["killed_low"] == 7
    assert pd.isna(row["killed_high"])
    assert (row["wounded_low"], row["wounded_best"], row["wounded_high"]) == (18, 18, 18)


def test_contradicting_documents_without_a_preferred_one_leave_no_best_figure(flat: Flat) -> None:
    row = event(flat, "20240207-baghdad-mashtal-drone")
    assert (row["killed_low"], row["killed_high"]) == (1, 3)
    assert pd.isna(row["killed_best"])


def figures(*rows: tuple[str, str, int, int | None]) -> pd.DataFrame:
    """Figures for those killed at Tower 22: source, party, low, high."""
    return pd.DataFrame(
        [
            {
                "event_id": "20240128-tower-22-drone",
                "source_id": source,
                "account": None,
                "party": party,
                "harm": "killed",
                "low": low,
                "best": high,
                "high": high,
            }
            for source, party, low, high in rows
        ]
    ).astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def test_parties_of_one_document_add_up(catalog: Catalog) -> None:
    casualties = figures(("wiki-000", "us", 3, 3), ("wiki-000", "partner", 2, 4))
    row = event(flatten(replace(catalog, casualties=casualties)), "20240128-tower-22-drone")
    assert (row["killed_low"], row["killed_high"]) == (5, 7)


def test_figures_for_different_parties_by_two_documents_are_alternatives(catalog: Catalog) -> None:
    casualties = figures(("wiki-000", "us", 3, 3), ("ldwj-002", "partner", 7, 8))
    flat = flatten(replace(catalog, casualties=casualties))
    row = event(flat, "20240128-tower-22-drone")
    assert (row["killed_low"], row["killed_high"]) == (3, 8)
    assert flat[1][["party", "low", "high"]].to_numpy().tolist() == [["unassigned", 3, 8]]


def test_a_sum_that_one_document_divides_and_the_other_does_not_is_an_alternative(catalog: Catalog) -> None:
    casualties = figures(("wiki-000", "us", 3, 3), ("wiki-000", "partner", 7, None), ("ldwj-002", "unassigned", 9, 9))
    row = event(flatten(replace(catalog, casualties=casualties)), "20240128-tower-22-drone")
    assert row["killed_low"] == 9
    assert pd.isna(row["killed_high"])


def test_two_accounts_in_one_document_are_alternatives(flat: Flat) -> None:
    tolls = flat[1][flat[1]["event_id"] == "20240207-baghdad-mashtal-drone"]
    assert tolls[["party", "harm", "low", "high"]].to_numpy().tolist() == [["unassigned", "killed", 1, 3]]


def test_an_event_near_its_site_is_named_so_and_known_to_the_district_at_best(flat: Flat) -> None:
    for event_id, location, precision in (
        ("20231204-kirkuk-airstrike", "near Kirkuk", "district"),
        ("20231027-abu-kamal-airstrike", "near Abu Kamal", "district"),
        ("20231112-abu-kamal-airstrike", "Abu Kamal", "town"),
        ("20220103-baghdad-airport-drone", "near Baghdad airport", "district"),
        ("20231108-maysulun-airstrike", "near Maysulun", "admin1"),
    ):
        row = event(flat, event_id)
        assert (row["location"], row["geo_precision"]) == (location, precision)


def test_one_document_that_leaves_the_end_open_leaves_it_open_for_all(catalog: Catalog) -> None:
    casualties = catalog.casualties.copy()
    early = (casualties["event_id"] == "20240128-tower-22-drone") & (casualties["source_id"] == "ldwj-002")
    casualties.loc[early, "high"] = pd.NA
    row = event(flatten(replace(catalog, casualties=casualties)), "20240128-tower-22-drone")
    assert row["wounded_low"] == 25
    assert pd.isna(row["wounded_high"])


def test_every_event_has_a_citation(catalog: Catalog, flat: Flat) -> None:
    assert set(catalog.events["event_id"]) == set(catalog.citations["event_id"])
    assert flat[0]["source"].str.len().gt(0).all()


def test_totals_are_not_events(catalog: Catalog, flat: Flat) -> None:
    events, tolls = flat
    assert len(catalog.totals) > 0
    assert tolls["event_id"].isin(events["event_id"]).all()
    assert not set(catalog.totals["quote"]) & set(catalog.casualties["quote"])
    assert events[["killed_high", "wounded_high"]].max().max() < catalog.totals["low"].max()


def test_a_place_known_only_to_its_country_has_no_point(flat: Flat) -> None:
    events = flat[0]
    unplaced = events[events["geo_precision"] == "country"]
    assert len(unplaced) > 0
    assert unplaced[["latitude", "longitude"]].isna().all(axis=None)


def test_an_event_can_be_found_by_every_spelling_of_its_place(flat: Flat) -> None:
    names = event(flat, "20250614-al-asad-drone")["place_names"]
    assert "Ain al Asad Airbase" in names
    assert "Ayn al-Asad" in names
    assert "عين الأسد" in names


def test_an_umbrella_has_its_direct_and_indirect_members_after_its_name(catalog: Catalog) -> None:
    members = catalog.members()
    umbrella = members["Iran-backed militias"]
    assert umbrella[0] == "Iran-backed militias"
    assert {"Islamic Resistance in Iraq", "Kata'ib Hezbollah", "Harakat al-Nujaba"} <= set(umbrella)
    assert "Popular Mobilization Forces" not in umbrella
    assert set(members["Islamic Resistance in Iraq"]) < set(umbrella)


def test_an_actor_without_members_is_alone(catalog: Catalog) -> None:
    assert catalog.members()["US forces"] == ("US forces",)


def test_the_fingerprint_changes_with_any_table(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert load_catalog(folder).fingerprint == load_catalog().fingerprint
    for name in TABLES:
        before = load_catalog(folder).fingerprint
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write("\n")
        assert load_catalog(folder).fingerprint != before


def test_all_cells_without_a_valid_day_or_number_are_named_with_their_line(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    file = folder / "casualties.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[2] = "20220105-al-asad-rockets,almonitor-004,,unassigned,wounded,none,0,2.5,,No one was reported injured"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        load_catalog(folder)
    assert [(fault.table, fault.row, fault.column) for fault in caught.value.faults] == [
        ("casualties", 3, "low"),
        ("casualties", 3, "high"),
    ]
    assert "none" in str(caught.value)


@pytest.mark.parametrize("cell", ["2020-02-30", "yesterday", "today", "now", "03.01.2020", "2020", "2020-01-03T12:00"])
def test_a_cell_that_is_no_day_is_named(tmp_path: Path, cell: str) -> None:
    folder = copied(tmp_path)
    file = folder / "events.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",2020-01-03,2020-01-03,", f",{cell},2020-01-03,", 1), encoding="utf-8")
    with pytest.raises(UnreadableError, match=rf"events\.csv, line 2, date_start: “{cell}”"):
        load_catalog(folder)


def test_a_missing_table_is_reported(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "actors.csv").unlink()
    with pytest.raises(CatalogError, match=r"actors\.csv: .*; restore actors\.csv in"):
        load_catalog(folder)


def test_a_frame_of_the_flat_table_is_a_new_copy_each_time(catalog: Catalog, flat: Flat) -> None:
    events, _ = flatten(catalog)
    pd.testing.assert_frame_equal(events, flat[0])
    events.loc[0, "location"] = "changed"
    assert flat[0].loc[0, "location"] != "changed"


@pytest.mark.parametrize("name", ["context", "sites", "events"])
def test_a_table_that_is_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = tmp_path / f"{name}.csv"
    whole = table.read_bytes()
    for length in range(len(whole) // 3, len(whole) // 3 + 400, 20):
        table.write_bytes(whole[:length])
        with pytest.raises(CatalogError):
            flatten(load_catalog(tmp_path))


def test_a_table_without_its_last_rows_is_refused(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for name in ("sites", "actors", "sources", "events", "citations"):
        table = tmp_path / f"{name}.csv"
        whole = table.read_bytes()
        table.write_bytes(b"".join(whole.splitlines(keepends=True)[:4]))
        with pytest.raises(CatalogError, match="do not fit together"):
            flatten(load_catalog(tmp_path))
        table.write_bytes(whole)
