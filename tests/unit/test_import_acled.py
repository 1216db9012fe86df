from pathlib import Path

import pandas as pd
import pytest

from data.importers import Imported, RefusedError, run
from data.schema import EVENTS, TOLLS
from tests.unit.imports.files import ACLED, Atlas, Row, acled, delimited, ucdp


@pytest.fixture
def imported(tmp_path: Path) -> "Importer":
    return Importer(tmp_path)


class Importer:
    """Import rows from a CSV file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *rows: Row) -> Imported:
        return run(delimited(self.folder / "acled.csv", rows, ACLED), "acled")

    def event(self, **cells: str) -> pd.Series:
        return self(acled(**cells)).events.iloc[0]

    def events(self, *changed: Row) -> list[pd.Series]:
        """Return the events of rows with these cells changed, in their order."""
        found = self(*(acled(**{"event_id_cnty": f"IRQ{n}", **cells}) for n, cells in enumerate(changed)))
        assert found.report.kept == len(changed)
        return [event for _, event in found.events.iterrows()]


def test_an_export_becomes_events_that_the_schemas_accept(imported: Importer) -> None:
    found = imported(acled(), acled(event_id_cnty="IRQ1002", fatalities="3"))
    EVENTS.validate(found.events)
    TOLLS.validate(found.tolls)
    assert (found.report.read, found.report.kept, found.report.merged, found.report.rejected) == (2, 2, 0, [])
    event = found.events.iloc[0]
    assert event["event_id"] == "acled-IRQ1001"
    assert (event["date_start"], event["date_end"]) == (pd.Timestamp("2023-10-18"), pd.Timestamp("2023-10-18"))
    assert (event["country"], event["admin1"], event["location"]) == ("Iraq", "Al Anbar", "Ayn al Asad Air Base")
    assert (event["latitude"], event["longitude"], event["geo_precision"]) == (33.7856, 42.4412, "town")
    assert (event["side"], event["event_type"], event["weapon"]) == ("attack", "drone strike", "Air/drone strike")
    assert event["source"] == "Al Jazeera;AFP"
    assert event["summary"] == "A drone hit the base."


def test_deaths_are_low_and_best_and_leave_the_high_open(imported: Importer) -> None:
    found = imported(acled(fatalities="3"))
    event, toll = found.events.iloc[0], found.tolls.iloc[0]
    assert (event["killed_low"], event["killed_best"]) == (3, 3)
    assert event[["killed_high", "wounded_low", "wounded_best", "wounded_high"]].isna().all()
    assert (toll["party"], toll["harm"], toll["low"], toll["best"]) == ("unassigned", "killed", 3, 3)
    assert pd.isna(toll["high"])


def test_unreported_deaths_are_unknown(imported: Importer) -> None:
    found = imported(acled(fatalities=""))
    assert pd.isna(found.events["killed_low"].iloc[0])
    assert found.tolls.empty


def test_a_day_is_read_as_it_is_written(imported: Importer) -> None:
    written = ["2025-02-07", "7-Feb-25", "07 February 2025", "2025-02-07T23:30:00+03:00"]
    found = imported.events(*({"event_date": day} for day in written))
    assert {event["date_start"] for event in found} == {pd.Timestamp("2025-02-07")}


SPANS = [
    ("1", "2024-02-10", "2024-02-10", "day"),
    ("2", "2024-02-04", "2024-02-16", "range"),
    ("3", "2024-02-01", "2024-02-29", "month"),
    ("3.0", "2024-02-01", "2024-02-29", "month"),
]


def test_a_day_known_less_well_becomes_a_span(imported: Importer) -> None:
    found = imported.events(*({"event_date": "2024-02-10", "time_precision": code} for code, *_ in SPANS))
    spans = [
        (str(event["date_start"].date()), str(event["date_end"].date()), event["time_precision"]) for event in found
    ]
    assert spans == [tuple(span) for _, *span in SPANS]


SIDES: list[tuple[Row, str]] = [
    ({"actor1": "Military Forces of the United States (2021-2025)", "actor2": "Kataib Hezbollah"}, "us_strike"),
    ({"actor1": "Global Coalition Against Daesh", "actor2": "Islamic State"}, "coalition_strike"),
    ({"actor1": "Operation Inherent Resolve"}, "coalition_strike"),
    ({}, "attack"),
    ({"actor2": "Military Forces of Iraq", "assoc_actor_2": "Global Coalition Against Daesh"}, "attack"),
    ({"actor2": "Military Forces of Iraq"}, "other"),
    ({"event_type": "Battles", "sub_event_type": "Armed clash"}, "other"),
    ({"event_type": "Battles", "actor1": "Global Coalition Against Daesh", "actor2": "Islamic State"}, "other"),
    ({"event_type": "Battles", "actor1": "Military Forces of the United States (2021-2025)"}, "other"),
]


def test_only_remote_strikes_have_a_side(imported: Importer) -> None:
    found = imported.events(*(cells for cells, _ in SIDES))
    assert [event["side"] for event in found] == [side for _, side in SIDES]


TYPES = [
    ("Air/drone strike", "Two UAVs were shot at the base.", "drone strike"),
    ("Air/drone strike", "US warplanes struck a depot.", "airstrike"),
    ("Air/drone strike", "A drone and jets struck a depot.", "unspecified"),
    ("Air/drone strike", "A depot was struck.", "unspecified"),
    ("Shelling/artillery/missile attack", "Katyusha rockets fell near the base.", "rocket attack"),
    ("Shelling/artillery/missile attack", "Ballistic missiles hit the base.", "missile attack"),
    ("Shelling/artillery/missile attack", "Mortar shells landed.", "artillery"),
    ("Shelling/artillery/missile attack", "Rockets and a drone.", "unspecified"),
    ("Shelling/artillery/missile attack", "A rocket-propelled grenade was fired.", "unspecified"),
    ("Shelling/artillery/missile attack", "The dronefield was seashelled.", "unspecified"),
    ("Remote explosive/landmine/IED", "A drone filmed it.", "ied"),
    ("Grenade", "A drone dropped it.", "unspecified"),
]


def test_the_type_is_known_only_if_the_notes_name_exactly_one(imported: Importer) -> None:
    found = imported.events(*({"sub_event_type": kind, "notes": notes} for kind, notes, _ in TYPES))
    assert [(event["weapon"], event["summary"], event["event_type"]) for event in found] == TYPES


def test_a_battle_has_no_attacker_and_no_weapon(imported: Importer) -> None:
    event = imported.event(event_type="Battles", sub_event_type="Armed clash", notes="")
    assert event["actor_basis"] == "unknown"
    assert pd.isna(event["weapon"])
    assert event["summary"] == "Armed clash at Ayn al Asad Air Base"


WRONG: list[tuple[Row, str, str]] = [
    ({"event_date": "0000-00-00"}, "event_date", "no day"),
    ({"event_date": "31 February 2024"}, "event_date", "no day"),
    ({"event_date": ""}, "event_date", "empty"),
    ({"time_precision": "4"}, "time_precision", "not one of the codes 1, 2, 3"),
    (
        {"country": "", "iso": "", "admin1": "", "latitude": "", "longitude": ""},
        "location",
        "not found in the gazetteer",
    ),
    ({"country": "95", "iso": "", "latitude": "", "longitude": ""}, "country", "code of an unknown list"),
]


def test_an_unreadable_row_is_rejected_with_the_reason(imported: Importer) -> None:
    report = imported(*(acled(**cells) for cells, _, _ in WRONG)).report
    assert (report.read, report.kept, report.rejected_rows()) == (len(WRONG), 0, len(WRONG))
    for line, (cells, column, words) in enumerate(WRONG, start=2):
        found = [rejection for rejection in report.rejected if rejection.line == line]
        assert any(rejection.column == column and words in rejection.reason for rejection in found), (cells, found)


def test_numbers_may_be_written_as_texts_with_a_point(imported: Importer) -> None:
    assert imported.event(fatalities="3.0", geo_precision="2.0")["killed_best"] == 3


def test_the_latest_row_of_an_event_is_imported_in_any_order(imported: Importer) -> None:
    rows = [acled(timestamp=stamp, notes=stamp) for stamp in ("1700000001", "1700000003", "1700000002")]
    found = imported(*rows)
    assert found.events["summary"].tolist() == ["1700000003"]
    assert (found.report.kept, found.report.merged) == (1, 2)
    assert len(found.tolls) == 1


def test_the_last_of_equal_rows_of_a_monadic_export_is_imported(imported: Importer) -> None:
    found = imported(acled(actor1="one"), acled(actor1="two", fatalities="2"))
    assert found.events["actor"].tolist() == ["two"]
    assert found.tolls["low"].tolist() == [2]


def test_columns_are_found_by_name_in_any_order_and_case(tmp_path: Path) -> None:
    row = {name.upper(): cell for name, cell in acled().items()} | {"POPULATION_BEST": "7", "DATA_ID": "1"}
    found = run(delimited(tmp_path / "old.csv", [row], sorted(row, reverse=True)), "acled")
    assert found.events["event_id"].tolist() == ["acled-IRQ1001"]


def test_an_older_export_without_timestamps_is_read(tmp_path: Path) -> None:
    columns = [name for name in ACLED if name not in {"timestamp", "admin1", "assoc_actor_2", "tags"}]
    assert run(delimited(tmp_path / "old.csv", [acled()], columns), "acled").report.kept == 1


def test_an_export_without_column_names_is_known_by_its_content(tmp_path: Path) -> None:
    found = run(delimited(tmp_path / "bare.csv", [acled(), acled(event_id_cnty="IRQ2")], ACLED, header=False), "acled")
    assert (found.report.read, found.report.kept) == (2, 2)
    assert "The file has no header row; its columns were recognised by the first row." in found.report.notes


def test_a_file_of_another_format_is_refused_with_its_name_and_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        run(delimited(tmp_path / "ged.csv", [ucdp()], list(ucdp())), "acled")
    assert str(refused.value).startswith(
        "ged.csv is not an ACLED export: it lacks the columns event_id_cnty, event_date,"
    )
    assert str(refused.value).endswith("It looks like a UCDP GED file: import it as that.")


def test_a_needed_column_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="several columns called latitude"):
        run(delimited(tmp_path / "twice.csv", [acled()], [*ACLED, "latitude"]), "acled")


def test_a_missing_province_is_taken_from_the_point(tmp_path: Path) -> None:
    file = delimited(tmp_path / "acled.csv", [acled(admin1="")], ACLED)
    assert run(file, "acled", geography=Atlas()).events["admin1"].tolist() == ["Anbar"]


def test_a_country_that_differs_from_the_point_is_imported_and_noted(tmp_path: Path) -> None:
    file = delimited(tmp_path / "acled.csv", [acled(country="Syria", admin1="")], ACLED)
    found = run(file, "acled", geography=Atlas())
    assert found.events["country"].tolist() == ["Syria"]
    assert found.events["admin1"].isna().all()
    (note,) = [note for note in found.report.notes if "another country" in note]
    assert note.startswith("In 1 row the point lies in another country than the stated one, which was used: ")
    assert note.endswith("“Syria, the point in Iraq” (1).")


class Neighbours(Atlas):
    """Two boxes that mirror each other: Iraq at 33, 44 and Elsewhere at 44, 33."""

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        country = (latitude < longitude).map({True: "Iraq", False: "Elsewhere"})
        return pd.DataFrame({"country": country, "admin1": None}, index=latitude.index)


def test_a_point_with_swapped_coordinates_is_not_used_and_its_event_remains(tmp_path: Path) -> None:
    rows = [acled(latitude="44.1", longitude="33.2", event_id_cnty="IRQ1"), acled(event_id_cnty="IRQ2")]
    found = run(delimited(tmp_path / "acled.csv", rows, ACLED), "acled", geography=Neighbours())
    assert found.report.rejected == []
    assert found.events["latitude"].notna().tolist() == [False, True]
    assert found.events["geo_precision"].tolist() == ["country", "town"]
    assert any("exchanged" in note for note in found.report.notes)


def test_notes_name_the_facts_missing_from_every_export(imported: Importer) -> None:
    assert imported(acled()).report.notes == [
        (
            "ACLED records no wounded: they are unknown, not none. Its deaths are one conservative figure, so the "
            "highest figure stays open."
        )
    ]


def test_notes_name_unusual_spellings_that_were_read(tmp_path: Path) -> None:
    rows = [
        acled(event_date="7-Feb-25", event_id_cnty="IRQ1"),
        acled(fatalities="3.0", event_id_cnty="IRQ2"),
        acled(actor2="Civilians (Iraq)", notes="Something fell.", event_id_cnty="IRQ3"),
    ]
    file = delimited(tmp_path / "odd.csv", rows, ACLED[::-1], encoding="utf-8-sig")
    found = run(file, "acled").report
    assert found.kept == 3
    notes = "\n".join(found.notes)
    assert "begins with a byte order mark" in notes
    assert "are in another order than in an ACLED export" in notes
    assert "In 1 row the date is not written as YYYY-MM-DD: “7-Feb-25” (1)" in notes
    assert "In 1 row a whole number is written with a decimal point" in notes
    assert "In 1 row ACLED does not say who struck" in notes
    assert "In 1 row the notes do not name exactly one type of weapon" in notes
