"""The import dialog: the columns by group, the first rows as they will be read, what is remembered and offered."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from components.dialogs import import_settings
from data.importers import FIELDS
from tests.app.visitor import messages

HEADER = "Datum;Ort;Land;Opfer;Notes\n"
ROWS = "".join(f"2024-01-{day};Erbil;Iraq;{day};x\n" for day in range(11, 18))
HOSTILE_NAME = "www.evil.example a--b :streamlit: *x*.csv"


def _dialog() -> None:
    """The dialog alone: on the page a test cannot rerun it without closing it."""
    from components.dialogs import import_dialog  # noqa: PLC0415 - the function is a script
    from data.record.catalog import load_catalog  # noqa: PLC0415

    import_dialog.draw(load_catalog())


@pytest.fixture
def dialog() -> Iterator[AppTest]:
    """The dialog before a file is chosen; the file on disk is deleted at the end."""
    test = AppTest.from_function(_dialog, default_timeout=60).run()
    yield test
    for uploader in test.file_uploader:
        uploader.set_value(None).run()


def upload(dialog: AppTest, text: str | bytes, name: str = "events.csv") -> AppTest:
    content = text.encode() if isinstance(text, str) else text
    return settled(dialog.file_uploader[0].set_value((name, content, "text/csv")).run())


def settled(dialog: AppTest) -> AppTest:
    assert not dialog.exception
    return dialog


def html(dialog: AppTest) -> str:
    return "\n".join(part.value for part in dialog.get("html"))


def shown(dialog: AppTest) -> str:
    return re.sub("<[^>]+>", "\n", unescape(html(dialog)))


def groups(dialog: AppTest) -> dict[str, str]:
    """The line of each group of columns."""
    lines = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html(dialog))
    return {group: unescape(re.sub("<[^>]+>", "", words)) for group, words in lines}


def first_rows(dialog: AppTest) -> list[list[str]]:
    rows = re.findall(r"<tr>(<td.*?)</tr>", html(dialog))
    return [[unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", re.sub("</?bdi>", "", row))] for row in rows]


def choose(dialog: AppTest, label: str, value: str) -> AppTest:
    (box,) = [box for box in dialog.selectbox if box.label == label]
    return settled(box.set_value(value).run())


def press(dialog: AppTest, label: str) -> AppTest:
    (button,) = [button for button in dialog.button if button.label == label]
    return settled(button.click().run())


def test_columns_are_listed_in_groups_with_what_is_missing(dialog: AppTest) -> None:
    assert groups(upload(dialog, HEADER + ROWS)) == {
        "When": "date, or its first day: Datum",
        "Where": "country: Land; place: Ort · missing: point",
        "Who": "missing: side, actor",
        "What": "summary: Notes · missing: type",
        "Harm": "missing: killed, wounded",
        "Not read": "Opfer",
    }


def test_every_field_that_a_column_may_hold_can_be_chosen() -> None:
    offered = [name for group in import_settings.FIELDS.values() for name in group]
    assert len(offered) == len(set(offered))
    assert set(FIELDS) - set(offered) == {"operation_id", "place_names", "site_id"}


def test_five_first_rows_and_their_points_are_shown(dialog: AppTest) -> None:
    upload(dialog, HEADER + ROWS)
    assert len(first_rows(dialog)) == 5
    assert first_rows(dialog)[0] == [
        "11 Jan 2024",
        "Erbil, Iraq",
        "nobody named",
        "Event at Erbil",
        "toll not reported",
    ]
    assert 'alt="The points of 7 rows on a map"' in html(dialog)


def test_the_first_rows_follow_a_changed_column_before_the_file_is_read(dialog: AppTest) -> None:
    choose(upload(dialog, HEADER + ROWS), "Killed", "Opfer")
    assert [row[-1] for row in first_rows(dialog)] == [f"{number} killed" for number in range(11, 16)]
    assert groups(dialog)["Harm"] == "killed: Opfer · missing: wounded"


def test_rows_without_a_point_and_rows_that_cannot_be_read_are_counted(dialog: AppTest) -> None:
    upload(dialog, HEADER + "2024-01-28;Nowhere at all;Iraq;3;x\n31.31.2024;Erbil;Iraq;1;<b>x</b>\n")
    assert "The first row has no point on the map." in shown(dialog)
    assert "1 of the first 2 rows has an error and will be set aside; line 3, column Datum: “31.31.2024”" in shown(
        dialog
    )


def test_the_result_is_announced_once_for_each_reading(dialog: AppTest) -> None:
    def announced() -> list[str]:
        return [element.proto.json for element in dialog.get("bidi_component")]

    upload(dialog, HEADER + ROWS)
    assert announced() == []
    press(dialog, "Read the file")
    (first,) = announced()
    assert "events.csv, read as a table: 7 rows read, 7 kept." in first
    assert '"number": 1' in first
    assert first_rows(dialog) == []
    press(dialog, "Read the file again")
    (second,) = announced()
    assert '"number": 2' in second


def test_columns_are_remembered_for_the_next_file_with_the_same_header(dialog: AppTest) -> None:
    choose(upload(dialog, HEADER + ROWS), "Killed", "Opfer")
    press(dialog, "Read the file")
    assert "as for the last file" not in shown(dialog)
    upload(dialog, HEADER + "2024-03-01;Tyre;Lebanon;8;y\n", "next.csv")
    assert "Columns, as for the last file with this header" in shown(dialog)
    assert first_rows(dialog)[0][-1] == "8 killed"
    upload(dialog, "Datum;Ort;Opfer\n2024-03-01;Tyre;8\n", "other.csv")
    assert "as for the last file" not in shown(dialog)
    assert first_rows(dialog)[0][-1] == "toll not reported"


def test_a_file_without_a_place_cannot_be_read_until_a_column_is_chosen(dialog: AppTest) -> None:
    upload(dialog, "a,b\nIraq,5 May 2024\n")
    (button,) = [button for button in dialog.button if button.label == "Read the file"]
    assert button.disabled
    assert "missing: place, point" in groups(dialog)["Where"]
    choose(dialog, "Country", "a")
    (button,) = [button for button in dialog.button if button.label == "Read the file"]
    assert not button.disabled


def test_a_zip_with_two_tables_offers_the_choice(dialog: AppTest) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("one.csv", "date,country\n2024-01-01,Iraq\n")
        file.writestr("two.csv", "date,country\n2024-02-01,Syria\n")
    upload(dialog, packed.getvalue(), "both.zip")
    assert "several tables" in messages(dialog, "error")[0]
    assert [box.label for box in dialog.selectbox] == ["Sheet, layer or table"]
    choose(dialog, "Sheet, layer or table", "two.csv")
    assert not messages(dialog, "error")
    assert first_rows(dialog)[0][:2] == ["1 Feb 2024", "Syria, Syria"]


def test_a_chosen_encoding_reads_the_file_anew(dialog: AppTest) -> None:
    text = (
        "date,country,location\n2024-01-01,Iraq,Café é\n2024-01-02,Iraq,Café é\n".encode() + b"2024-01-03,Iraq,\xff\n"
    )
    upload(dialog, text)
    assert "broken character" in messages(dialog, "error")[0]
    assert [box.label for box in dialog.selectbox] == ["Encoding"]
    choose(dialog, "Encoding", "windows-1252")
    assert not messages(dialog, "error")
    assert [row[1] for row in first_rows(dialog)] == ["CafÃ© Ã©, Iraq", "CafÃ© Ã©, Iraq", "ÿ, Iraq"]


def test_a_wrong_reference_system_is_refused_and_can_be_corrected(dialog: AppTest) -> None:
    upload(dialog, "date,country,lat,lon\n2024-01-01,Iraq,33,44\n")
    for code, is_refused in (("EPSG:0", True), ("EPSG:4326", False)):
        (field,) = [field for field in dialog.text_input if field.label == "Coordinate reference system"]
        settled(field.set_value(code).run())
        assert bool(messages(dialog, "error") or messages(dialog, "info")) is is_refused
    assert len(first_rows(dialog)) == 1


def test_a_bad_file_is_refused_in_a_sentence(dialog: AppTest) -> None:
    upload(dialog, b"%PDF-1.7\n\x00\x01", "bad.csv")
    assert "looks like a PDF document" in messages(dialog, "error")[0]
    assert [button.label for button in dialog.button] == []


def test_names_and_cells_of_a_file_are_no_markup(dialog: AppTest) -> None:
    upload(dialog, HEADER + "2024-01-28;<img src=x onerror=alert(1)>;Iraq;3;x\n", HOSTILE_NAME)
    assert "<img src=x" not in html(dialog)
    assert first_rows(dialog)[0][1] == "<img src=x onerror=alert(1)>, Iraq"
    upload(dialog, b"%PDF-1.7\n", HOSTILE_NAME)
    (sentence,) = messages(dialog, "error")
    assert sentence.startswith(HOSTILE_NAME)
    assert not [*dialog.error, *dialog.warning, *dialog.info]  # of Streamlit, which would read Markdown
