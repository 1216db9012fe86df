import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.record.catalog import Catalog, Fault
from data.record.validate import QUOTE_WORDS, faults

HERE = Path(__file__).resolve()
SEEDS = HERE.parents[3] / "shared" / "seeds"


def line_of(table: pd.DataFrame, column: str, value: str) -> int:
    return int((table[column] == value).to_numpy().argmax()) + 2


def with_cell(catalog: Catalog, table: str, line: int, column: str, value: Any) -> Catalog:
    """Return the record with one cell changed; `line` counts the file's lines."""
    changed = getattr(catalog, table).copy()
    changed.loc[line - 2, column] = value
    return replace(catalog, **{table: changed})


def with_rows(catalog: Catalog, table: str, rows: pd.DataFrame) -> Catalog:
    return replace(catalog, **{table: rows.reset_index(drop=True)})


def places(found: list[Fault]) -> set[tuple[str, int, str]]:
    return {(fault.table, fault.row, fault.column) for fault in found}


def test_the_record_has_no_faults(catalog: Catalog) -> None:
    assert faults(catalog) == []


def test_every_quote_of_the_record_is_found_in_its_document(catalog: Catalog) -> None:
    documents = Path(os.environ.get("BASEWATCH_DOCUMENTS", SEEDS))
    if not documents.is_dir():
        pytest.skip("the coded documents are not beside the checkout; BASEWATCH_DOCUMENTS names their folder")
    assert faults(catalog, documents) == []


@pytest.mark.parametrize(
    ("table", "line", "column", "value"),
    [
        ("events", 5, "side", "attacks"),
        ("events", 6, "event_type", "rocket"),
        ("events", 10, "event_id", "has a blank"),
        ("events", 12, "site_id", "nowhere"),
        ("events", 13, "actor_id", "nobody"),
        ("events", 15, "responds_to", "20231017-al-asad-drone;20990101-to-nowhere"),
        ("events", 16, "preferred_source", "gossip"),
        ("sites", 4, "country", "Iran"),
        ("sites", 6, "latitude", 91.0),
        ("sites", 7, "coordinate_source", None),
        ("actors", 4, "parent_id", "nobody"),
        ("citations", 4, "event_id", "20990101-to-nowhere"),
        ("casualties", 3, "party", "bystander"),
        ("casualties", 5, "low", -1),
        ("totals", 3, "source_id", "gossip"),
        ("sources", 3, "title", None),
        ("events", 7, "place_relation", "beside"),
        ("casualties", 5, "qualifier", "roughly"),
        ("casualties", 5, "qualifier", "about"),
        ("totals", 2, "qualifier", "about"),
        ("totals", 6, "as_of_basis", "not stated"),
        ("context", 3, "kind", "rumour"),
        ("context", 4, "country", "Iraq;Atlantis"),
        ("context", 4, "source_id", "gossip"),
        ("context", 4, "context_id", "20990101-some-day"),
    ],
)
def test_a_bad_cell_is_found_with_its_position(
    catalog: Catalog, table: str, line: int, column: str, value: str | float | None
) -> None:
    found = faults(with_cell(catalog, table, line, column, value))
    assert (table, line, column) in places(found)


def test_one_bad_cell_is_one_fault_that_names_it(catalog: Catalog) -> None:
    (fault,) = faults(with_cell(catalog, "events", 5, "side", "attacks"))
    assert (fault.table, fault.row, fault.column) == ("events", 5, "side")
    assert "attacks" in fault.reason
    assert str(fault).startswith("events.csv, line 5, side: ")


def test_a_duplicate_id_is_found_on_both_its_lines(catalog: Catalog) -> None:
    twice = pd.concat([catalog.sources, catalog.sources.iloc[[1]]])
    found = places(faults(with_rows(catalog, "sources", twice)))
    assert {("sources", 3, "source_id"), ("sources", len(twice) + 1, "source_id")} <= found


def test_a_duplicate_quote_is_found(catalog: Catalog) -> None:
    twice = pd.concat([catalog.citations, catalog.citations.iloc[[1]]])
    found = faults(with_rows(catalog, "citations", twice))
    assert {(fault.table, fault.row) for fault in found} == {("citations", 3), ("citations", len(twice) + 1)}


@pytest.mark.parametrize(
    ("table", "column"), [("actors", "affiliation"), ("events", "site_id"), ("citations", "quote")]
)
def test_a_missing_column_is_named(catalog: Catalog, table: str, column: str) -> None:
    found = faults(with_rows(catalog, table, getattr(catalog, table).drop(columns=column)))
    assert any(fault.table == table and column in str(fault) for fault in found)


def test_a_column_too_many_is_named(catalog: Catalog) -> None:
    found = faults(with_rows(catalog, "actors", catalog.actors.assign(leader="")))
    assert any(fault.table == "actors" and "leader" in str(fault) for fault in found)


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [(5, pd.NA, 4, "low must not exceed high"), (5, 4, 6, "low <= best"), (1, 4, 3, "best <= high")],
)
def test_figures_out_of_order_are_found(catalog: Catalog, low: int, best: object, high: int, words: str) -> None:
    line = line_of(catalog.casualties, "event_id", "20240128-tower-22-drone")
    changed = catalog
    for column, value in {"low": low, "best": best, "high": high}.items():
        changed = with_cell(changed, "casualties", line, column, value)
    reasons = [str(fault) for fault in faults(changed) if (fault.table, fault.row) == ("casualties", line)]
    assert reasons
    assert any(words.split(maxsplit=1)[0] in one and words.rsplit(maxsplit=1)[-1] in one for one in reasons)


def test_an_event_that_ends_before_it_starts_is_found(catalog: Catalog) -> None:
    found = faults(with_cell(catalog, "events", 20, "date_end", pd.Timestamp("2019-01-01")))
    at_line = [fault for fault in found if (fault.table, fault.row) == ("events", 20)]
    assert any("date_start" in str(fault) and "date_end" in str(fault) for fault in at_line)


def test_a_day_that_spans_two_days_is_found(catalog: Catalog) -> None:
    start = catalog.events.loc[18, "date_start"]
    found = faults(with_cell(catalog, "events", 20, "date_end", start + pd.Timedelta(days=1)))
    assert places(found) == {("events", 20, "time_precision")}


def test_a_month_is_a_whole_month(catalog: Catalog) -> None:
    line = line_of(catalog.events, "event_id", "20231101-tal-baidar-attack")
    found = faults(with_cell(catalog, "events", line, "date_end", pd.Timestamp("2023-11-29")))
    assert places(found) == {("events", line, "time_precision")}
    line = line_of(catalog.context, "context_id", "20240201-attacks-halted")
    found = faults(with_cell(catalog, "context", line, "date_end", pd.Timestamp("2024-02-28")))
    assert places(found) == {("context", line, "time_precision")}


def test_an_approximate_point_is_not_a_site(catalog: Catalog) -> None:
    line = line_of(catalog.sites, "site_id", "hemo")
    found = faults(with_cell(catalog, "sites", line, "geo_precision", "site"))
    assert places(found) == {("sites", line, "geo_precision")}


def test_an_event_whose_words_are_near_its_site_is_near_it(catalog: Catalog) -> None:
    for event_id in ("20231109-mosul-dam-ied", "20231027-abu-kamal-airstrike", "20220105-al-asad-rockets"):
        line = line_of(catalog.events, "event_id", event_id)
        found = faults(with_cell(catalog, "events", line, "place_relation", "at"))
        assert places(found) == {("events", line, "place_relation")}


def test_two_figures_of_one_account_are_found(catalog: Catalog) -> None:
    line = line_of(catalog.casualties, "account", "another source")
    changed = with_cell(catalog, "casualties", line, "account", None)
    found = faults(with_cell(changed, "casualties", line, "party", "militia"))
    assert {fault.table for fault in found} == {"casualties"}


EIGHT = "Rockets of eight plain words landed Near There"


@pytest.mark.parametrize(
    ("table", "column"),
    [("events", "summary"), ("events", "doubt"), ("context", "headline"), ("context", "doubt"), ("totals", "scope")],
)
def test_eight_words_in_a_row_as_in_a_document_are_named(
    catalog: Catalog, documents: Path, table: str, column: str
) -> None:
    name = catalog.sources.set_index("source_id").loc["ap-001", "document"]
    file = documents / name
    file.write_text(f"{file.read_text(encoding='utf-8')}\nSome “rockets of\n eight plain-words”, landed near there.")
    found = faults(with_cell(catalog, table, 4, column, f"It says: {EIGHT}, and no more"), documents)
    assert places(found) == {(table, 4, column)}
    assert EIGHT.casefold() in found[0].reason
    assert "ap-001" in found[0].reason
    seven = EIGHT.rsplit(maxsplit=1)[0]
    assert faults(with_cell(catalog, table, 4, column, f"It says: {seven}, and no more"), documents) == []


def test_an_answer_before_what_it_answers_is_found(catalog: Catalog) -> None:
    line = line_of(catalog.events, "event_id", "20231017-al-asad-drone")
    found = faults(with_cell(catalog, "events", line, "responds_to", "20240128-tower-22-drone"))
    assert places(found) == {("events", line, "responds_to")}
    assert "20240128-tower-22-drone" in found[0].reason


def test_an_actor_claimed_but_not_named_is_found(catalog: Catalog) -> None:
    line = line_of(catalog.events, "event_id", "20240809-rumalyn-drone")
    found = faults(with_cell(catalog, "events", line, "actor_basis", "claimed"))
    assert places(found) == {("events", line, "actor_basis")}


def test_a_point_outside_its_country_is_found(catalog: Catalog) -> None:
    line = line_of(catalog.sites, "site_id", "tower-22")
    found = faults(with_cell(catalog, "sites", line, "latitude", 33.506))
    assert places(found) == {("sites", line, "latitude")}
    assert "Jordan" in found[0].reason


@pytest.mark.parametrize(
    ("site_id", "latitude", "longitude"),
    [("syria-unspecified", 35.0, 38.0), ("al-asad", None, None)],
)
def test_a_site_has_a_point_exactly_if_it_is_known_better_than_to_its_country(
    catalog: Catalog, site_id: str, latitude: float | None, longitude: float | None
) -> None:
    line = line_of(catalog.sites, "site_id", site_id)
    changed = with_cell(catalog, "sites", line, "latitude", latitude)
    changed = with_cell(changed, "sites", line, "longitude", longitude)
    assert ("sites", line) in {(fault.table, fault.row) for fault in faults(changed)}


def test_half_a_point_is_found(catalog: Catalog) -> None:
    line = line_of(catalog.sites, "site_id", "al-asad")
    found = faults(with_cell(catalog, "sites", line, "longitude", None))
    assert ("sites", line) in {(fault.table, fault.row) for fault in found}


def test_an_event_without_a_citation_is_found(catalog: Catalog) -> None:
    event_id = "20240809-rumalyn-drone"
    line = line_of(catalog.events, "event_id", event_id)
    uncited = catalog.citations[catalog.citations["event_id"] != event_id]
    found = faults(with_rows(catalog, "citations", uncited))
    assert places(found) == {("events", line, "event_id")}
    assert event_id in found[0].reason


@pytest.mark.parametrize("table", ["citations", "casualties", "totals", "context"])
def test_a_quote_may_have_forty_words_and_no_more(catalog: Catalog, table: str) -> None:
    assert QUOTE_WORDS == 40
    assert faults(with_cell(catalog, table, 4, "quote", "word " * 40)) == []
    found = faults(with_cell(catalog, table, 4, "quote", "word " * 41))
    assert places(found) == {(table, 4, "quote")}
    assert "41 words" in found[0].reason


@pytest.fixture
def documents(catalog: Catalog, tmp_path: Path) -> Path:
    """Return small documents that contain every quote of the record, one per line."""
    quotes: dict[str, list[str]] = {source: [] for source in catalog.sources["source_id"]}
    for table in (catalog.citations, catalog.casualties, catalog.totals, catalog.context):
        for row in table.itertuples():
            quotes[row.source_id].append(row.quote)
    for source in catalog.sources.itertuples():
        (tmp_path / source.document).write_text("\n\n".join(quotes[source.source_id]), encoding="utf-8")
    return tmp_path


def test_quotes_found_in_their_documents_are_no_fault(catalog: Catalog, documents: Path) -> None:
    assert faults(catalog, documents) == []


@pytest.mark.parametrize("table", ["citations", "casualties", "totals", "context"])
def test_a_quote_that_is_not_in_its_document_is_found(catalog: Catalog, documents: Path, table: str) -> None:
    found = faults(with_cell(catalog, table, 5, "quote", "nobody ever wrote this"), documents)
    assert places(found) == {(table, 5, "quote")}
    assert "nobody ever wrote this" in found[0].reason


def test_a_quote_from_another_document_is_found(catalog: Catalog, documents: Path) -> None:
    line = line_of(catalog.citations, "source_id", "ap-001")
    found = faults(with_cell(catalog, "citations", line, "source_id", "almonitor-004"), documents)
    assert ("citations", line, "quote") in places(found)


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("the  coalition’s\n  base", "the coalition's base"),
        ("the coalition's base", "the coalition’s base"),
        ("“several launch sites”", '"several launch sites"'),
        ("a strike – the third — landed", "a strike - the third - landed"),
        ("two\u00a0rockets", "two rockets"),
    ],
)
def test_white_space_and_typography_do_not_hide_a_quote(
    catalog: Catalog, documents: Path, written: str, quoted: str
) -> None:
    name = catalog.sources.set_index("source_id").loc["ap-001", "document"]
    file = documents / name
    file.write_text(file.read_text(encoding="utf-8") + "\n" + written, encoding="utf-8")
    line = line_of(catalog.citations, "source_id", "ap-001")
    assert faults(with_cell(catalog, "citations", line, "quote", quoted), documents) == []
    spelled = with_cell(catalog, "citations", line, "quote", quoted.upper())
    assert places(faults(spelled, documents)) == {("citations", line, "quote")}


def test_faults_come_in_the_order_of_table_and_line(catalog: Catalog) -> None:
    changes: list[Callable[[Catalog], Catalog]] = [
        lambda record: with_cell(record, "sites", 9, "country", "Iran"),
        lambda record: with_cell(record, "events", 30, "side", "x"),
        lambda record: with_cell(record, "events", 4, "outcome", "x"),
    ]
    for change in changes:
        catalog = change(catalog)
    found = [(fault.table, fault.row) for fault in faults(catalog)]
    assert found == sorted(found)
    assert {("events", 4), ("events", 30), ("sites", 9)} <= set(found)
