"""Texts from outside that try to be a formula, markup or the end of the file stay texts in every format."""

import csv
import html
import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.clean_text import clean_text
from data.exporters import FORMATS, ExportBundle, collect, to_bytes
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.spreadsheet import escape_formula, is_formula, unescape_formula
from data.view import View
from tests.hostile import HOSTILE
from tests.unit.test_exporters import HASH, KML, READERS, TEXT_OF

NASTY = tuple(dict.fromkeys(filter(None, map(clean_text, HOSTILE))))
"""The texts as all doors leave them, and as all formats must hold them."""
TEXTS = st.sampled_from([text for text in NASTY if len(text) < 200]) | st.text(st.characters(), max_size=40).map(
    lambda text: clean_text(text) or "x"
)
COLUMNS = ("summary", "location", "weapon", "actor", "target", "place_names", "admin1", "country", "operation_id")
FACTS = ("sentence", "link", "licence")


@pytest.fixture(scope="module")
def one(record_engine: Engine, catalog: Catalog) -> ExportBundle:
    bundle = collect(record_engine, catalog, View(), HASH, "https://basewatch.example/")
    return replace(bundle, events=bundle.events.head(1))


def with_texts(bundle: ExportBundle, texts: Mapping[str, list[str]], facts: Mapping[str, str]) -> ExportBundle:
    """Return one event for each text, in every text column; pandas' text type refuses half a surrogate pair."""
    count = len(next(iter(texts.values())))
    events = pd.concat([bundle.events.head(1).astype(object)] * count, ignore_index=True)
    cells = {name: pd.Series(column, dtype=object) for name, column in texts.items()}
    return replace(bundle, events=events.assign(**cells), **facts)


@pytest.mark.parametrize("key", FORMATS)
def test_known_harmful_texts_remain_plain_text(key: str, one: ExportBundle, tmp_path: Path) -> None:
    hostile = with_texts(one, {name: list(NASTY) for name in COLUMNS}, {})
    rows = READERS[key](to_bytes(hostile, key), tmp_path)
    for name in COLUMNS:
        assert [row[name] for row in rows] == list(NASTY)


@pytest.mark.parametrize("key", FORMATS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=9, max_size=9), facts=st.lists(TEXTS, min_size=3, max_size=3))
def test_hostile_texts_are_read_back_unchanged(
    key: str, one: ExportBundle, tmp_path: Path, texts: list[str], facts: list[str]
) -> None:
    hostile = with_texts(one, {name: [text] for name, text in zip(COLUMNS, texts)}, dict(zip(FACTS, facts)))
    file = to_bytes(hostile, key)
    (row,) = READERS[key](file, tmp_path)
    assert [row[name] for name in COLUMNS] == texts
    assert all(fact in TEXT_OF[key](file, tmp_path) for fact in facts)


def test_no_cell_of_a_csv_can_run_in_a_spreadsheet(one: ExportBundle) -> None:
    hostile = with_texts(one, {"summary": list(NASTY), "actor": list(NASTY)}, {})
    hostile = replace(hostile, events=hostile.events.assign(longitude=-3.5))
    written = to_bytes(hostile, "csv").decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(written, newline="")):
        assert row.pop("longitude") == "-3.5"
        assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]


@pytest.mark.parametrize("text", [text for text in NASTY if is_formula(text)])
def test_no_fact_of_a_csv_can_run_in_a_spreadsheet(text: str, one: ExportBundle) -> None:
    hostile = replace(one, sentence=text, link=text, licence=text)
    (row,) = csv.DictReader(io.StringIO(to_bytes(hostile, "csv").decode("utf-8-sig"), newline=""))
    assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]


@given(TEXTS)
def test_the_apostrophe_before_a_text_can_be_removed_again(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("text", ["-3.5", "=1+1", "'quoted'", "al-Asad"])
def test_a_text_without_an_added_apostrophe_is_unchanged(text: str) -> None:
    assert unescape_formula(text) == text


def test_no_text_of_a_workbook_is_a_formula_or_a_link(one: ExportBundle) -> None:
    file = to_bytes(
        with_texts(one, {name: list(NASTY) for name in COLUMNS}, {"sentence": "=1+1", "link": "=1+1"}), "xlsx"
    )
    header, *rows = openpyxl.load_workbook(io.BytesIO(file))["Events"].iter_rows()
    places = [place for place, cell in enumerate(header) if cell.value in COLUMNS]
    assert {row[place].data_type for row in rows for place in places} == {"s"}
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 5
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"hyperlink" in sheet.lower()]


def test_a_kml_viewer_that_draws_descriptions_as_html_gets_words_only(one: ExportBundle) -> None:
    words = "<img src=x onerror=alert(1)>"
    file = to_bytes(replace(one, events=one.events.assign(summary=words), licence=words), "kml")
    document = ET.fromstring(file)  # noqa: S314 - the test's file
    described = [element.text or "" for element in document.iterfind(".//k:description", KML)]
    assert len(described) == 2
    assert all("<" not in text and words in html.unescape(text) for text in described)


def test_a_count_that_is_not_whole_is_refused_not_cut(one: ExportBundle) -> None:
    broken = replace(one, events=one.events.assign(killed_low=1.5))
    for key in FORMATS:
        with pytest.raises(ValueError, match="truncated"):
            to_bytes(broken, key)
