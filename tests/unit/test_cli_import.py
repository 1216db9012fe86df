"""`python -m data import`: formats, columns and options on the command line."""

from pathlib import Path

import pandas as pd
import pytest

from data.__main__ import main
from data.importers import Options, inspect
from data.importers.option_checks import check_fit
from data.importers.sources.sheet import Sheet
from tests.unit.imports.files import ACLED, UCDP, acled, delimited, text, ucdp, workbook

Captured = pytest.CaptureFixture[str]
TABLE = "Datum,Tag,Land,Tote\n2024-01-01,2024-01-28,Iraq,3\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return text(tmp_path / "table.csv", TABLE)


def imported(file: Path, *arguments: str, form: str = "auto") -> int:
    return main(["import", form, str(file), "-o", str(file.with_name("events.parquet")), *arguments])


def test_auto_recognises_the_format_by_the_columns(tmp_path: Path, table: Path, capsys: Captured) -> None:
    files = {
        "an ACLED export": delimited(tmp_path / "a.csv", [acled()], ACLED),
        "a UCDP GED file": delimited(tmp_path / "u.csv", [ucdp()], UCDP),
        "a table": table,
    }
    for article, file in files.items():
        assert imported(file) == 0
        assert f"{file.name}, read as {article}: 1 row read, 1 kept." in capsys.readouterr().out


def test_auto_reads_a_file_as_the_page_does(tmp_path: Path, table: Path) -> None:
    assert inspect(table).format == "table"
    assert imported(table) == 0
    automatic = pd.read_parquet(tmp_path / "events.parquet")
    assert imported(table, form="table") == 0
    pd.testing.assert_frame_equal(automatic, pd.read_parquet(tmp_path / "events.parquet"))


def test_auto_takes_columns_for_fields_beside_those_that_are_guessed(tmp_path: Path, table: Path) -> None:
    assert imported(table, "--column", "date_start=Tag") == 0
    (row,) = pd.read_parquet(tmp_path / "events.parquet").to_dict("records")
    assert (str(row["date_start"])[:10], row["country"], row["killed_best"]) == ("2024-01-28", "Iraq", 3)


ENCODINGS = "Choose one such as utf-8, windows-1252 (western European) or windows-1256 (Arabic)."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--column", "date_start=tag"], "--column date_start: there is no column “tag”; near are “Tag”."),
        (["--column", "country=Nation"], "--column country: there is no column “Nation”."),
        (["--column", "country"], "--column country: write it as FIELD=COLUMN, such as country=“name of the column”."),
        (
            ["--column", "country=Land", "--column", "country=Tag"],
            "--column country is given twice. Choose one column.",
        ),
        *(
            (
                ["--encoding", name],
                f"There is no encoding “{name}”. {ENCODINGS}",
            )
            for name in ("klingon", "base64")
        ),
        (["--sheet", "2024"], "table.csv holds one table only. Leave out the name of the sheet or layer."),
        (["--layer", "2024"], "table.csv holds one table only. Leave out the name of the sheet or layer."),
    ],
)
def test_what_a_table_cannot_follow_is_one_sentence(
    table: Path, capsys: Captured, arguments: list[str], sentence: str
) -> None:
    assert imported(table, *arguments) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"{sentence}\n")
    assert not table.with_name("events.parquet").exists()


@pytest.mark.parametrize("form", ["auto", "acled"])
@pytest.mark.parametrize(
    ("option", "values"), [("--column", ["country=admin1"]), ("--country", ["Iraq"]), ("--merge-repeats", [])]
)
def test_the_options_of_tables_are_refused_for_formats_with_fixed_columns(
    tmp_path: Path, capsys: Captured, form: str, option: str, values: list[str]
) -> None:
    file = delimited(tmp_path / "acled.csv", [acled()], ACLED)
    assert imported(file, option, *values, form=form) == 2
    sentence = f"{option} is for tables: the columns of an ACLED export have fixed names.\n"
    assert capsys.readouterr().err == sentence


def test_an_encoding_is_refused_for_a_workbook(tmp_path: Path, capsys: Captured) -> None:
    file = workbook(tmp_path / "events.xlsx", {"Sheet": [["date", "country"], ["2024-01-28", "Iraq"]]})
    assert imported(file, "--encoding", "cp1256") == 2
    assert capsys.readouterr().err == (
        "events.xlsx is no text file whose encoding can be chosen. Leave out the encoding.\n"
    )


def test_options_that_fit_are_not_refused() -> None:
    words = Sheet(("date", "country"), 1, (), lambda: iter(()), is_text=True, encoding="utf-8")
    check_fit("events.csv", words, Options(encoding="cp1256"))
    points = Sheet(("date", "latitude", "longitude"), 1, (), lambda: iter(()), tables=("a",), table="a")
    check_fit("events.gpkg", points, Options(crs="EPSG:32638", table="a"))


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path, capsys: Captured) -> None:
    assert imported(tmp_path / "nowhere.csv") == 2
    assert capsys.readouterr().err == "There is no file nowhere.csv.\n"


def test_no_event_ends_with_1_and_the_reasons(tmp_path: Path, capsys: Captured) -> None:
    assert imported(text(tmp_path / "table.csv", "date,country\nsoon,Iraq\n"), "--column", "date_start=date") == 1
    assert "The reasons for the rows set aside are in" in capsys.readouterr().out
    assert (tmp_path / "events.parquet.report.csv").exists()
