"""The pages below the map: the events, the published totals, the text about the record."""

import html
from pathlib import Path

import pytest
import streamlit as st

from data.query.engine import Engine
from data.record import provenance
from data.record.catalog import fingerprint, load_catalog
from data.view import View
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
    assert f"<b>{itemised}</b> attacks since 17 October 2023 are itemised here" in visitor.html
    assert "<b>at least 181</b>" in visitor.html


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
    assert f"Record {catalog.version}, data {fingerprint()}." in visitor.html
    assert "Natural Earth" in visitor.html


def test_the_selected_page_is_the_same_after_a_filter_change_and_can_be_switched_back(visitor: Visitor) -> None:
    visitor.open("page=about").tick("side", "other")
    assert visitor.view.page == visitor.address.page == "about"
    visitor.tick("page", "events")
    assert visitor.view == visitor.address == View(side=("other",))
    assert len(visitor.table) == 1


def test_a_table_that_cannot_be_served_is_named_and_nothing_else_is_shown(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("BASEWATCH_EVENTS", str(tmp_path / "gone.parquet"))
    visitor.open()
    (message,) = (html.unescape(error.value) for error in visitor.test.error)
    assert "gone.parquet”: no such file" in message
    assert visitor.test.get("component_instance") == []
