"""An imported file on the page: alone, beside the record, and a link to one that is not here."""

import re
from pathlib import Path

import pandas as pd
import pytest

from components.page_data import Record, load_slide
from components.slide.formats import svg
from data.datasets import UploadedDataset
from data.importers import run
from data.record.catalog import Catalog
from data.view import View
from tests.app.visitor import Visitor

HOSTILE = "<script>alert(1)</script> {{7*7}} ${1}"
TABLE = pd.DataFrame(
    {
        "id": ["one", "two", "far"],
        "date": ["2024-01-28", "2024-02-01", "2024-02-03"],
        "place": ["Tower 22", "Tower 22", "Tyre"],
        "country": ["Jordan", "Jordan", "Lebanon"],
        "lat": [33.306, 33.306, 33.27],
        "lon": [38.702, 38.702, 35.2],
        "side": ["attack", "US strike", ""],
        "killed": ["3", "", "5"],
        "summary": [HOSTILE, "A strike.", "Another."],
    }
)


@pytest.fixture
def uploaded(tmp_path: Path, catalog: Catalog) -> UploadedDataset:
    file = tmp_path / "mine.csv"
    TABLE.to_csv(file, index=False)
    return UploadedDataset(run(file, "table"), catalog)


@pytest.fixture
def holder(visitor: Visitor, uploaded: UploadedDataset) -> Visitor:
    """A visitor who has imported a file."""
    visitor.test.session_state["uploaded_file"] = uploaded
    return visitor


def test_a_link_to_a_missing_file_warns_and_shows_the_record(visitor: Visitor) -> None:
    visitor.open("data=own&file=0123456789ab&side=attack")
    (warning,) = visitor.warnings
    assert "imported file" in warning
    assert visitor.view == visitor.address == View(side=("attack",))


def test_a_link_to_another_file_does_not_show_the_current_one(holder: Visitor) -> None:
    holder.open("data=both&file=0123456789ab")
    assert len(holder.warnings) == 1
    assert holder.view == View()


def test_the_file_alone_is_shown_under_the_same_filters(holder: Visitor, uploaded: UploadedDataset) -> None:
    holder.open(f"data=own&file={uploaded.fingerprint}")
    assert holder.heading.startswith("Events in an imported file")
    assert holder.shown == 3
    assert {row["origin"] for row in holder.map_rows} == {"own"}
    holder.open(f"data=own&file={uploaded.fingerprint}&country=Lebanon")
    assert holder.figures == {"other event": "1", "killed in other events": "5 party not stated", "place": "1"}


@pytest.mark.parametrize("data", ["own", "both"])
def test_how_many_events_of_the_file_pass_the_filters_is_stated(
    holder: Visitor, uploaded: UploadedDataset, data: str
) -> None:
    holder.open(f"data={data}&file={uploaded.fingerprint}")
    assert "of the 3 events" not in holder.sidebar + holder.html
    holder.open(f"data={data}&file={uploaded.fingerprint}&country=Lebanon")
    sentence = "1 of the 3 events of your file passes the filters."
    assert sentence in holder.sidebar
    assert sentence in holder.html
    holder.open(f"data={data}&file={uploaded.fingerprint}&dates=2025-01-01..")
    assert "None of the 3 events of your file passes the filters." in holder.sidebar
    holder.button("Reset filters")
    assert holder.view == View(data=data, file=uploaded.fingerprint)
    assert "the filters." not in holder.sidebar
    holder.open("country=Qatar")
    assert "the filters." not in holder.sidebar


def test_a_day_after_the_named_periods_has_one_of_its_own(visitor: Visitor, tmp_path: Path, catalog: Catalog) -> None:
    visitor.open()
    assert "Later" not in visitor.counts("period")
    file = tmp_path / "later.csv"
    TABLE.assign(date=["2024-01-28", "2025-12-31", "2026-02-03"]).to_csv(file, index=False)
    later = UploadedDataset(run(file, "table"), catalog)
    visitor.test.session_state["uploaded_file"] = later
    visitor.open(f"data=own&file={later.fingerprint}")
    counts = {name: int(count) for name, count in visitor.counts("period").items()}
    assert counts.pop("All") == sum(counts.values()) == 3
    assert counts["Later"] == 1
    visitor.tick("period", "Later")
    assert visitor.shown == 1


def test_both_are_shown_side_by_side_with_a_note_that_they_are_not_matched(
    holder: Visitor, uploaded: UploadedDataset
) -> None:
    holder.open(f"data=both&file={uploaded.fingerprint}&country=Jordan")
    assert holder.shown == 3
    assert sorted((row["origin"], row["events"]) for row in holder.map_rows) == [("own", 2), ("record", 1)]
    assert "sums count them twice" in holder.html
    assert set(holder.table["Event"]) == {"Drone strike at Tower 22", "Attack at Tower 22", "Strike at Tower 22"}


def test_an_imported_event_shows_the_text_of_its_file_without_running_it(
    holder: Visitor, uploaded: UploadedDataset
) -> None:
    holder.open(f"data=own&file={uploaded.fingerprint}&selected=table-one")
    raw = "\n".join(part.value for part in holder.test.main.html)
    assert HOSTILE in holder.html
    assert "<script>" not in raw
    assert "{{" not in raw
    assert "table-one" in holder.html


def test_the_choice_switches_between_record_and_file(holder: Visitor, uploaded: UploadedDataset) -> None:
    holder.open("side=attack").pick("data", "both")
    assert holder.view == holder.address == View(side=("attack",), data="both", file=uploaded.fingerprint)
    holder.pick("data", "own")
    assert holder.shown == 1
    holder.pick("data", "record")
    assert holder.view == holder.address == View(side=("attack",))


def test_without_a_file_there_is_no_choice_of_data_set(visitor: Visitor) -> None:
    visitor.open()
    assert "data" not in {group.key for group in visitor.test.button_group}


def test_a_slide_of_the_file_names_the_file(holder: Visitor, uploaded: UploadedDataset) -> None:
    holder.open(f"data=own&file={uploaded.fingerprint}&mode=briefing")
    assert "Events in an imported file" in "\n".join(part.value for part in holder.test.main.html)


@pytest.fixture
def many(tmp_path: Path, catalog: Catalog) -> UploadedDataset:
    """1,000 events, one every third day, the second of all the most harmful, each third known only to its country."""
    days = pd.date_range("2010-01-01", periods=1000, freq="3D").strftime("%Y-%m-%d")
    table = pd.DataFrame({"id": range(1000), "date": days, "country": "Iraq", "lat": "33.5", "lon": "43.2"})
    table["killed"] = "1"
    table.loc[1, "killed"] = "999"
    table.loc[::3, ["lat", "lon"]] = ""
    file = tmp_path / "many.csv"
    table.to_csv(file, index=False)
    return UploadedDataset(run(file, "table"), catalog)


def test_suggestions_are_found_among_all_events_of_the_view(visitor: Visitor, many: UploadedDataset) -> None:
    visitor.test.session_state["uploaded_file"] = many
    visitor.open(f"data=own&file={many.fingerprint}")
    assert "999 killed" in visitor.buttons("offers")[0]
    assert len(visitor.buttons("unplaced")) == 30
    assert any("(the newest 30 of 334)" in group["title"] for group in visitor.groups)
    visitor.open(f"data=own&file={many.fingerprint}&month=2010-01")
    assert "11 of the view’s events" in visitor.html
    assert len(visitor.buttons("offers")) == 11


def test_a_country_of_a_file_is_an_option_in_its_spelling(visitor: Visitor, tmp_path: Path, catalog: Catalog) -> None:
    file = tmp_path / "mark.csv"
    country = "![x](https://evil.example/t.png)"
    pd.DataFrame({"date": ["2024-01-01"], "country": [country]}).to_csv(file, index=False)
    uploaded = visitor.test.session_state["uploaded_file"] = UploadedDataset(run(file, "table"), catalog)
    visitor.open(f"data=own&file={uploaded.fingerprint}")
    assert visitor.counts("country")[country] == "1"


@pytest.mark.parametrize("mode", ["dashboard", "briefing"])
def test_a_file_from_elsewhere_is_what_the_map_first_shows(
    visitor: Visitor, tmp_path: Path, catalog: Catalog, mode: str
) -> None:
    file = tmp_path / "far.csv"
    file.write_text(
        "date,location,country,lat,lon\n2024-02-01,Kharkiv,Ukraine,49.99,36.23\n2024-02-02,Odesa,Ukraine,46.48,30.72\n"
    )
    far = UploadedDataset(run(file, "table"), catalog)
    view = View(data="own", file=far.fingerprint)
    if mode == "briefing":
        slide = load_slide(Record.of(catalog, far.alone.engine), far.alone, view)
        assert {"Kharkiv", "Odesa"} <= set(re.findall("Kharkiv|Odesa", svg.write(slide).decode()))
        return
    visitor.test.session_state["uploaded_file"] = far
    visitor.open(view.query())
    (south, west), (north, east) = visitor.map_state["home"]
    assert (south < 46.48, 49.99 < north < 53) == (True, True)
    assert (west < 30.72, 36.23 < east < 40) == (True, True)
    visitor.open(view.with_(data="both").query())
    assert "home" not in visitor.map_state
    visitor.open()
    assert "home" not in visitor.map_state
