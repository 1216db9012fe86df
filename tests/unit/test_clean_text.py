"""Text is cleaned once, where it comes in: what is removed, what stays, and at which doors."""

import json
import re
import unicodedata
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from data import importers
from data.clean_text import MAY_BE_UNCLEAN, clean_line, clean_table, clean_text, is_unclean, removed
from data.datasets import Dataset, served_dataset
from data.importers import Options, RefusedError
from data.record.catalog import FOLDER, Catalog, load_catalog
from data.view import View

TEXTS = st.text(st.characters(), max_size=40)
"""With halves of surrogate pairs, which files can hold."""
UNCLEAN = "Bagh\x07dad\u202e \ufffe\u200b\x9fairport"
CLEAN = "Baghdad airport"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (UNCLEAN, CLEAN),
        ("a\x00b\x1f\x7f", "ab"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("\ufeffTower\u00ad 22\u2060", "Tower 22"),
        ("\u2066isolated\u2069 \u202bembedded\u202c", "isolated embedded"),
        ("\ufdd0\U0003ffff", ""),
        ("hidden\U000e0041\U000e0042", "hidden"),
    ],
)
def test_what_no_reader_shows_or_what_reorders_other_words_is_removed(text: str, clean: str) -> None:
    assert clean_text(text) == clean_line(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "عين الأسد",
        "می\u200cخواهم",  # Persian is written with ZWNJ
        "\u200fقاعدة\u200e 22\u061c",
        "क्\u200dष",
        "👨\u200d👩\u200d👧 ❤️",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
        "e\u0301\u0302" * 50,
        "\ue000 private",
        "no\u00a0break \u3000",
    ],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert clean_text(text) == text
    assert clean_line(text) == text.strip()
    assert not is_unclean(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_line_break_is_a_line_feed_in_prose_and_a_space_in_a_line(end: str) -> None:
    assert clean_text(f"Tower 22{end}Rukban") == "Tower 22\nRukban"
    assert clean_line(f"Tower 22 {end}{end} Rukban\t") == "Tower 22 Rukban"


@given(TEXTS)
def test_clean_text_is_not_cleaned_further_and_every_format_can_hold_it(text: str) -> None:
    for clean in (clean_text(text), clean_line(text)):
        assert clean_text(clean) == clean
        assert not is_unclean(clean)
        assert not removed([clean])
        element = etree.Element("text")
        element.text = clean  # raises for what XML forbids
        assert {unicodedata.category(letter) for letter in clean} & {"Cc", "Cs", "Zl", "Zp"} <= {"Cc"}
    assert not re.search(r"[\x00-\x1f]", clean_line(text))


@given(st.text(max_size=40))
def test_arrow_and_duckdb_find_what_python_would_change(text: str) -> None:
    if clean_line(text) != text.strip() or is_unclean(text):
        with duckdb.connect() as database:
            found = database.execute("SELECT regexp_matches($1, $2)", [text, MAY_BE_UNCLEAN]).fetchall()
        assert found == [(True,)]
    table = clean_table(pa.table({"location": [text], "summary": [text], "n": [1]}))
    assert table.column("summary").to_pylist() == [clean_text(text)]
    assert table.column("location").to_pylist() in ([clean_line(text)], [text])


def test_cells_and_names_of_an_imported_file_are_clean_and_the_report_counts(tmp_path: Path) -> None:
    row = {
        "date": "2024-01-28",
        "country": "Iraq",
        "no\u202ete": "x",
        "actor": "Group\ud800 A\nB",
        "summary": "a\r\nb\0",
    }
    file = tmp_path / "ev\u202eil.json"
    file.write_text(json.dumps([{**row, "place": UNCLEAN}, {**row, "place": "Erbil"}]), encoding="utf-8")
    found = importers.run(file, "table")
    first = found.events.iloc[0]
    assert (first["location"], first["actor"], first["summary"]) == (CLEAN, "Group A B", "a\nb")
    assert found.report.kept == 2
    assert found.report.file == "evil.json"
    sentences = "\n".join(found.report.sentences())
    assert "In 2 rows characters that are not shown" in sentences
    assert "were removed (9)" in sentences
    assert "In 2 rows “actor” has several lines or tabs; they became spaces." in sentences
    assert "removed from names of columns" in sentences
    assert not is_unclean(sentences)


def test_a_table_with_an_unclean_name_can_be_chosen_by_its_clean_name(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    frame = pd.DataFrame({"date": ["2024-01-28"], "country": ["Iraq"]})
    with pd.ExcelWriter(file) as book:
        frame.to_excel(book, sheet_name="one", index=False)
        frame.assign(country="Syria").to_excel(book, sheet_name="t\u202ewo", index=False)
    assert importers.inspect(file).tables == ("one", "two")
    assert importers.run(file, "table", options=Options(table="two")).events["country"].tolist() == ["Syria"]


def test_a_refusal_is_clean(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"There is no file gone\.csv") as refused:
        importers.run(tmp_path / "go\u202ene\x07.csv", "table")
    assert not is_unclean(str(refused.value))


def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, catalog: Catalog) -> Dataset:
    monkeypatch.setenv("BASEWATCH_EVENTS", place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return served_dataset(catalog)


def unclean_events(tmp_path: Path) -> pd.DataFrame:
    """A table that no import of this version has written."""
    file, out = tmp_path / "events.csv", tmp_path / "events.parquet"
    file.write_text("date,country,place,actor\n2024-01-28,Iraq,Erbil,Group\n2024-01-29,Iraq,Mosul,\n", encoding="utf-8")
    importers.to_parquet(file, "table", out=out)
    events = pd.read_parquet(out)
    return events.assign(location=[UNCLEAN, "Mosul"], actor=["Group\nA\u202e", None], summary="a\r\nb\x07")


def test_a_served_file_is_clean_and_its_names_can_be_filtered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    file = tmp_path / "served\u202e.parquet"
    unclean_events(tmp_path).to_parquet(file)
    dataset = served(tmp_path, monkeypatch, str(file), catalog)
    assert dataset.name == "Served table"
    found = dataset.engine.events(View(actor=("Group A",)))
    assert found[["location", "actor", "summary"]].to_numpy().tolist() == [[CLEAN, "Group A", "a\nb"]]
    assert dataset.engine.counts(View(find="Baghdad airport")).shown == 1


def test_the_results_of_a_served_database_are_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    stored = unclean_events(tmp_path)
    with duckdb.connect(str(tmp_path / "events.duckdb")) as database:
        database.register("stored", stored)
        database.execute("CREATE TABLE events AS SELECT * FROM stored")
    dataset = served(tmp_path, monkeypatch, f"duckdb://{tmp_path / 'events.duckdb'}#events", catalog)
    found = dataset.engine.events(View())
    assert found["location"].tolist() == ["Mosul", CLEAN]
    assert "Group A" in dataset.engine.facet_values()["actor"]


def test_the_catalogue_is_clean(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        (tmp_path / file.name).write_text(text.replace("Tower 22", "Tow\x07er\u202e 22"), encoding="utf-8")
    assert "Tower 22" in load_catalog(tmp_path).sites["name"].tolist()


def test_a_link_is_clean() -> None:
    assert View(find=UNCLEAN, actor=("می\u200cخواهم",)).parameters() == {"find": [CLEAN], "actor": ["می\u200cخواهم"]}
