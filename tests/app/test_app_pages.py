"""The pages below the map: the events, the published totals, the text about the record."""

from pathlib import Path

import pytest
import streamlit as st

from data.query.engine import Engine
from data.record import provenance
from data.record.catalog import load_catalog
from data.served import NOT_LOADED
from data.terms import CONVENTIONS
from data.view import PAGES, View
from tests.app.visitor import Visitor


def test_the_totals_are_shown_as_published_beside_the_itemised_attacks(visitor: Visitor, record_engine: Engine) -> None:
    catalog = load_catalog()
    visitor.open("side=us_strike").tick("page", "totals")
    assert visitor.view == visitor.address == View(side=("us_strike",), page="totals")
    assert "events-table" not in visitor.components
    for total in catalog.totals.itertuples():
        assert f"“{total.quote}”" in visitor.html
    assert visitor.html.count("<tr>") == len(catalog.totals) + 1
    itemised = provenance.itemised(record_engine, provenance.largest_count(catalog))
    lead = f"<b>{itemised}</b> attacks from 7 Oct 2023 to 15 Aug 2024 in Iraq, Jordan and Syria are itemised here"
    assert lead in visitor.html
    assert "<b>at least 181</b>" in visitor.html


def test_totals_have_their_doubts_and_the_words_that_make_them_approximate(visitor: Visitor) -> None:
    visitor.open("page=totals")
    for number in ("about 65", "about 900", "about 2,000", "some 2,500"):
        assert f"<td>{number}" in visitor.html
    for doubt in load_catalog().totals["doubt"].dropna():
        assert f"Doubt: {doubt}" in visitor.html
    assert visitor.html.count("Date not stated") == load_catalog().totals["as_of"].isna().sum()


def test_the_total_below_the_killed_of_the_strikes_is_named_beside_them(visitor: Visitor) -> None:
    contradiction = "A published total has about 65 militants killed."
    visitor.open()
    assert contradiction in visitor.html
    visitor.open("country=Iraq")
    assert contradiction not in visitor.html


def test_the_conventions_of_the_record_are_in_about(visitor: Visitor) -> None:
    visitor.open("page=about")
    for words, reading in CONVENTIONS:
        assert f"<b>{words}</b>: {reading}." in visitor.html


def test_filters_do_not_change_the_totals(visitor: Visitor) -> None:
    visitor.open("page=totals")
    before = visitor.html.count("<tr>")
    visitor.tick("side", "attack").tick("country", "Qatar")
    assert visitor.html.count("<tr>") == before
    assert visitor.mapped == 1


def test_totals_are_never_on_the_map_or_in_the_figures(visitor: Visitor) -> None:
    visitor.open()
    before = visitor.map_rows, visitor.figures
    visitor.tick("page", "totals")
    assert (visitor.map_rows, visitor.figures) == before


def test_the_record_lists_its_sources_method_and_state(visitor: Visitor) -> None:
    catalog = load_catalog()
    visitor.open().tick("page", "about")
    assert visitor.view == visitor.address == View(page="about")
    for source in catalog.sources.itertuples():
        assert source.title in visitor.html
        assert source.publisher in visitor.html
    assert f"Record {catalog.version}, data {catalog.fingerprint}." in visitor.html
    assert "Natural Earth" in visitor.html


def test_the_selected_page_is_the_same_after_a_filter_change_and_can_be_switched_back(visitor: Visitor) -> None:
    visitor.open("page=about").tick("side", "other")
    assert visitor.view.page == visitor.address.page == "about"
    visitor.tick("page", "events")
    assert visitor.view == visitor.address == View(side=("other",))
    assert len(visitor.table) == 1


@pytest.mark.parametrize("name", PAGES)
def test_every_tab_is_drawn(visitor: Visitor, name: str) -> None:
    visitor.open(View(page=name).query())
    assert not visitor.test.exception
    assert visitor.view.page == name


def test_a_table_that_cannot_be_served_is_a_sentence_without_its_path_and_nothing_else_is_shown(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("BASEWATCH_EVENTS", str(tmp_path / "gone.parquet"))
    visitor.open()
    assert visitor.errors == [NOT_LOADED]
    assert visitor.test.get("component_instance") == []
