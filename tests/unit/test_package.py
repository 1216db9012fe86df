import csv
import json
from pathlib import Path

import pytest
from frictionless import Package, validate

from data.record.catalog import FOLDER, TABLES
from data.record.package import descriptor
from data.terms import EVENT_TYPES, SIDES


def fields_of(table: str) -> dict[str, dict[str, object]]:
    resource = next(resource for resource in descriptor()["resources"] if resource["name"] == table)
    return {field["name"]: field for field in resource["schema"]["fields"]}


def test_the_written_descriptor_is_the_derived_one() -> None:
    assert json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8")) == descriptor()


def test_every_table_has_its_resource_with_its_columns_in_order() -> None:
    assert tuple(resource["name"] for resource in descriptor()["resources"]) == TABLES
    for table in TABLES:
        with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == list(fields_of(table))


def test_the_record_is_a_valid_data_package() -> None:
    report = validate(str(FOLDER / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


def test_the_descriptor_has_types_closed_lists_and_bounds() -> None:
    events, sites = fields_of("events"), fields_of("sites")
    assert events["side"]["constraints"]["enum"] == list(SIDES)
    assert events["event_type"]["constraints"]["enum"] == list(EVENT_TYPES)
    assert events["date_start"]["type"] == "date"
    assert events["event_id"]["constraints"] == {"required": True, "unique": True, "pattern": "[A-Za-z0-9_-]{1,80}"}
    assert not events["actor_id"]["constraints"]["required"]
    assert sites["latitude"]["type"] == "number"
    assert sites["latitude"]["constraints"] == {"required": False, "minimum": -90, "maximum": 90}
    assert fields_of("casualties")["low"] == {
        "name": "low",
        "type": "integer",
        "constraints": {"required": True, "minimum": 0},
    }


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("events", ",us_strike,", ",us_attack,", "constraint-error"),
        ("events", "20220103-al-asad-drone,", "20200103-baghdad-airstrike,", "primary-key"),
        ("events", ",al-harir,", ",nowhere,", "foreign-key"),
        ("citations", "20200103-baghdad-airstrike,ap-001", "20990101-nothing,ap-001", "foreign-key"),
        ("sites", "33.7856,42.4412", "north,42.4412", "type-error"),
    ],
)
def test_other_tools_find_a_broken_row_by_the_descriptor(
    tmp_path: Path, table: str, old: str, new: str, error: str
) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    broken = tmp_path / f"{table}.csv"
    text = broken.read_text(encoding="utf-8")
    assert old in text
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert error in {found for (found,) in report.flatten(["type"])}
