"""Events of an imported file that are accepted as events of the record: the page before and after, and the dialog."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.page_data import Record, load_slide
from components.slide.slide_text import foot_lines, metadata, selected_event_paragraphs
from data.datasets import UploadedDataset
from data.importers import run
from data.record.catalog import Catalog
from data.view import View
from tests.app.visitor import Visitor

PAIR = ("20240128-tower-22-drone", "table-one")
TABLE = pd.DataFrame(
    {
        "id": ["one", "two"],
        "date": ["2024-01-28", "2024-02-01"],
        "place": ["Tower 22", "Tower 22"],
        "country": ["Jordan", "Jordan"],
        "lat": [33.306, 33.306],
        "lon": [38.702, 38.702],
        "side": ["attack", "US strike"],
        "type": ["drone strike", ""],
        "killed": ["3", ""],
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


def beside(file: UploadedDataset, **more: str) -> str:
    """The query string of the page with the file beside the record."""
    return View(data="both", file=file.fingerprint, country=("Jordan",), **more).query()  # type: ignore[arg-type]


def test_the_page_counts_accepted_events_once_and_again_after_undo(holder: Visitor, uploaded: UploadedDataset) -> None:
    holder.open(beside(uploaded))
    before = holder.figures
    assert holder.shown == 3
    assert "1 event of your file may be in the record already." in holder.sidebar
    holder.test.session_state["uploaded_file"] = uploaded.accepting({PAIR})
    holder.open(beside(uploaded))
    assert holder.shown == 2
    assert "1 event of your file counts as the record’s." in holder.sidebar
    assert "1 event of mine.csv was accepted" in holder.html
    assert sorted((row["origin"], row["events"]) for row in holder.map_rows) == [("own", 1), ("record", 1)]
    holder.tick("side", "attack")
    assert holder.shown == 1
    holder.open(beside(uploaded, selected=PAIR[0]))
    assert "Also in mine.csv: Drone strike at Tower 22, 28 Jan 2024, 3 killed (table-one)." in holder.html
    holder.open(beside(uploaded)).button("Undo")
    assert holder.figures == before
    assert "counts as the record’s" not in holder.sidebar


def test_a_search_that_found_nothing_is_stated(visitor: Visitor, tmp_path: Path, catalog: Catalog) -> None:
    file = tmp_path / "other.csv"
    TABLE.assign(date="2022-06-01").to_csv(file, index=False)
    other = UploadedDataset(run(file, "table"), catalog)
    visitor.test.session_state["uploaded_file"] = other
    visitor.open(beside(other))
    assert "none of its events seems to be there already" in visitor.sidebar
    visitor.open(f"data=own&file={other.fingerprint}")
    assert "none of its events" not in visitor.sidebar


def test_compare_lists_the_pairs_side_by_side_none_of_them_ticked(holder: Visitor, uploaded: UploadedDataset) -> None:
    holder.open(beside(uploaded)).button("Compare")
    assert [(box.label, box.value) for box in holder.test.checkbox] == [("Same event · score 98", False)]
    shown = "\n".join(part.value for part in holder.test.get("html") if "bw-pair" in part.value)
    assert "table-one" in shown
    assert PAIR[0] in shown
    assert "killed 3 and 3" in shown


@pytest.mark.parametrize("data", ["own", "record"])
def test_pairs_are_compared_only_where_the_file_is_beside_the_record(
    holder: Visitor, uploaded: UploadedDataset, data: str
) -> None:
    holder.open(f"data={data}" + (f"&file={uploaded.fingerprint}" if data == "own" else ""))
    assert "in the record already" not in holder.sidebar
    assert "matches_compare" not in {button.key for button in holder.test.button}


def _dialog() -> None:
    """The dialog alone: on the page a test cannot rerun it without closing it."""
    from components.dialogs import matches_dialog, upload  # noqa: PLC0415 - the function is a script
    from data.record.catalog import load_catalog  # noqa: PLC0415

    matches_dialog.draw(upload.current_upload(), load_catalog())


def _import() -> None:
    import streamlit as st  # noqa: PLC0415 - the function is a script

    from components.dialogs import upload  # noqa: PLC0415

    upload.set_upload(st.session_state["imported"], "both")


@pytest.fixture
def dialog(uploaded: UploadedDataset) -> AppTest:
    test = AppTest.from_function(_dialog, default_timeout=30)
    test.session_state["uploaded_file"] = uploaded
    test.session_state["view"] = View(data="both", file=uploaded.fingerprint, selected="table-one")
    test.session_state["matches_draft"] = set()
    test.session_state["matches_listed"] = 20
    return test.run()


def press(dialog: AppTest, words: str) -> AppTest:
    (button,) = [button for button in dialog.button if button.label.startswith(words)]
    button.click().run()
    assert not dialog.exception
    return dialog


def test_pairs_are_accepted_only_when_they_are_applied(dialog: AppTest) -> None:
    (box,) = dialog.checkbox
    box.check().run()
    assert not dialog.session_state["uploaded_file"].accepted
    press(dialog, "Count 1 pair once")
    assert dialog.session_state["uploaded_file"].accepted == {PAIR}
    assert dialog.session_state["view"].selected == PAIR[0]


def test_all_sure_pairs_are_ticked_together(dialog: AppTest) -> None:
    press(dialog, "Tick 1 pair with a score of at least 90")
    assert [box.value for box in dialog.checkbox] == [True]


def test_accepted_pairs_are_accepted_again_where_the_file_is_imported_again(
    dialog: AppTest, catalog: Catalog, tmp_path: Path
) -> None:
    press(press(dialog, "Tick 1 pair"), "Count 1 pair once")
    test = AppTest.from_function(_import)
    test.session_state["accepted_matches"] = dialog.session_state["accepted_matches"]
    test.session_state["view"] = View()
    test.session_state["imported"] = UploadedDataset(run(tmp_path / "mine.csv", "table"), catalog)
    assert not test.run().exception
    assert test.session_state["uploaded_file"].accepted == {PAIR}


def test_a_slide_and_its_files_state_what_was_accepted(uploaded: UploadedDataset, catalog: Catalog) -> None:
    accepted = uploaded.accepting({PAIR}).beside_record
    view = View(data="both", file=uploaded.fingerprint, selected=PAIR[0])
    slide = load_slide(Record.of(catalog, accepted.engine), accepted, view)
    words = "1 event of mine.csv was accepted as the same as an event of the record and counts once."
    assert words in foot_lines(slide)[0]
    assert words in metadata(slide)["Source"]
    assert any("Also in mine.csv" in paragraph for paragraph in selected_event_paragraphs(slide))
