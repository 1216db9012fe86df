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

from data.exporters import FORMATS, ExportBundle, collect, to_bytes
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.spreadsheet import escape_formula, unescape_formula
from data.view import View
from tests.unit.test_exporters import HASH, KML, READERS, TEXT_OF

NASTY = (
    *(
        '=HYPERLINK("http://x","y")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "'=1",
        "''=1",
        "'quoted'",
    ),
    *(
        'a "b", c',
        "a\r\nb\rc\nd",
        "</script><script>alert(1)</script>",
        "]]>",
        "<![CDATA[",
        "&amp;&#0;",
        "\x00\x01\x1f",
    ),
    *(
        "\ufffe\uffff",
        "\ud800",
        "\udfff x",
        "\u202e\u200fقاعدة\u200e",
        "👩‍🚀🚀",
        "_x0041_",
        "#N/A",
        "NULL",
        "nan",
        "1e5",
        "=",
        "{{7*7}}",
        "${1}",
    ),
    *("TRUE", "007", " spaces ", "'; DROP TABLE events; --", "\N{LINE SEPARATOR}", "$[name]", "\x7f\x85"),
)
TEXTS = st.sampled_from(NASTY) | st.text(st.characters(), min_size=1, max_size=40)
COLUMNS = ("summary", "location", "weapon", "actor", "target", "place_names", "admin1", "country", "operation_id")
FACTS = ("sentence", "link", "licence")


@pytest.fixture(scope="module")
def one(record_engine: Engine, catalog: Catalog) -> ExportBundle:
    bundle = collect(record_engine, catalog, View(), HASH, "https://basewatch.example/")
    return replace(bundle, events=bundle.events.head(1))


def carried(text: str) -> str:
    """Return the text as all formats carry it: what XML forbids is replaced, and seen to be."""
    lost = {*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)} - {9, 10, 13}
    return "".join("�" if ord(character) in lost else character for character in text)


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
        assert [row[name] for row in rows] == [carried(text) for text in NASTY]


@pytest.mark.parametrize("key", FORMATS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=9, max_size=9), facts=st.lists(TEXTS, min_size=3, max_size=3))
def test_hostile_texts_are_read_back_unchanged(
    key: str, one: ExportBundle, tmp_path: Path, texts: list[str], facts: list[str]
) -> None:
    hostile = with_texts(one, {name: [text] for name, text in zip(COLUMNS, texts)}, dict(zip(FACTS, facts)))
    file = to_bytes(hostile, key)
    (row,) = READERS[key](file, tmp_path)
    assert [row[name] for name in COLUMNS] == [carried(text) for text in texts]
    assert all(carried(fact) in TEXT_OF[key](file, tmp_path) for fact in facts)


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_csv_can_run_in_a_spreadsheet(text: str, one: ExportBundle) -> None:
    hostile = with_texts(one, {"summary": [text], "actor": [text]}, {"sentence": text, "link": text})
    hostile = replace(hostile, events=hostile.events.assign(longitude=-3.5))
    (row,) = csv.DictReader(io.StringIO(to_bytes(hostile, "csv").decode("utf-8-sig"), newline=""))
    assert row.pop("longitude") == "-3.5"
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
