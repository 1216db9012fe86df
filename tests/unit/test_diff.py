from pathlib import Path

import pytest

from data.__main__ import main
from data.record.catalog import FOLDER
from data.record.diff import diff_command, differences


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A copy of the record."""
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def edited(folder: Path, table: str, old: str, new: str) -> None:
    file = folder / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_equal_records_have_no_differences(before: Path) -> None:
    assert differences(before, FOLDER) == []


def test_an_altered_row_names_the_cells_before_and_after(before: Path) -> None:
    edited(before, "casualties", "wounded,47,47,47,", "wounded,46,,47,")
    assert differences(before, FOLDER) == [
        "casualties: 45 rows before, 45 now; 0 added, 0 removed, 1 altered",
        "  altered: 20240128-tower-22-drone, wiki-000, us, wounded",
        "    low: 46 → 47",
        "    best: (empty) → 47",
    ]


def test_rows_added_and_removed_are_named(before: Path) -> None:
    edited(before, "sources", "web-003,", "web-004,")
    assert differences(before, FOLDER) == [
        "sources: 5 rows before, 5 now; 1 added, 1 removed, 0 altered",
        "  added: web-003",
        "  removed: web-004",
    ]


def test_a_table_and_a_column_that_the_older_version_lacks_are_new(before: Path) -> None:
    (before / "context.csv").unlink()
    edited(before, "totals", ",doubt", "")
    lines = differences(before, FOLDER)
    assert "  added: 20240201-attacks-halted" in lines
    assert any(line.startswith("    doubt: (empty) → The strikes") for line in lines)


def test_the_command_prints_the_differences(before: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(before, "actors", "Quds Force,", "Qods Force,")
    assert diff_command(before) == 0
    assert "    name: Qods Force → Quds Force\n" in capsys.readouterr().out


def test_the_command_line_compares_with_the_record_or_another_folder(
    before: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(before, "actors", "Quds Force,", "Qods Force,")
    assert main(["diff", str(before)]) == 0
    assert "    name: Qods Force → Quds Force\n" in capsys.readouterr().out
    assert main(["diff", str(before), str(before)]) == 0
    assert not capsys.readouterr().out


def test_a_folder_without_a_record_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff_command(tmp_path / "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err
