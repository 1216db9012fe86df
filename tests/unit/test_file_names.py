"""Exported files are named after their view, and those of two visitors never have one name."""

from hypothesis import given

from data.file_names import stem
from data.view import View
from tests.unit.test_view import VIEWS


def test_a_file_is_named_after_what_its_view_shows() -> None:
    view = View.parse("dates=2023-10-17..2024-02-07&side=attack&side=us_strike&country=Syria&find=Tower 22")
    assert stem(view) == "basewatch_attacks_us-strikes_syria_tower-22_2023-10-17_2024-02-07"


def test_the_files_of_two_imports_have_two_names() -> None:
    names = {stem(View.parse(f"data={data}&file={file * 12}")) for data in ("own", "both") for file in "ab"}
    assert len(names) == 4
    assert stem(View()) not in names


@given(VIEWS)
def test_every_name_is_short_and_allowed_everywhere(view: View) -> None:
    name = stem(view)
    assert name.startswith("basewatch")
    assert len(name) <= 100
    assert all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name)
