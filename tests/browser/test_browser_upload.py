"""A person imports a file, sees it beside the record, loses nothing to a bad file, and exports a view."""

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Error, expect

from tests.browser.dashboard import Dashboard

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} ${alert(2)}"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table in German, with a place to be found, one that is ambiguous, and a row that cannot be read."""
    rows = [
        {"Datum": "2024-01-28", "Ort": "Tower 22", "Land": "Jordan", "Tote": "3", "Notes": HOSTILE},
        {"Datum": "2024-01-29", "Ort": "Salhiya", "Land": "Syria", "Tote": "", "Notes": "=1+1"},
        {"Datum": "31.31.2024", "Ort": "Erbil", "Land": "Iraq", "Tote": "1", "Notes": "No such day"},
    ]
    file = tmp_path / "meine.csv"
    pd.DataFrame(rows).to_csv(file, index=False, sep=";")
    return file


def upload(dashboard: Dashboard, file: Path) -> None:
    dashboard.page.get_by_role("button", name="Import").click()
    dashboard.page.locator("input[type=file]").set_input_files(file)


def import_file(dashboard: Dashboard) -> None:
    dashboard.page.get_by_role("button", name="Read the file").click()


def test_a_table_is_read_reported_and_shown_beside_the_record(
    dashboard: Dashboard, table: Path, tmp_path: Path
) -> None:
    dashboard.open()
    dashboard.mark()
    upload(dashboard, table)
    dialog = dashboard.page.get_by_role("dialog")
    expect(dialog).to_contain_text("country: Land; place: Ort · missing: point")
    import_file(dashboard)
    announcement = dialog.locator(".bw-announcement").filter(has_text="3 rows read, 2 kept, 1 set aside")
    expect(announcement).to_be_in_viewport()
    expect(dialog.get_by_role("button", name="Show beside the record")).to_be_in_viewport()
    with dashboard.page.expect_download() as download:
        dialog.get_by_role("button", name="Rows set aside, with reasons").click()
    download.value.save_as(tmp_path / "set-aside.csv")
    assert "31.31.2024" in (tmp_path / "set-aside.csv").read_text(encoding="utf-8")
    dialog.get_by_role("button", name="Show beside the record").click()
    dashboard.expect_link(data="both")
    expect(dashboard.heading).to_contain_text("with those in an imported file")
    imported = dashboard.map.locator('.bw-symbol[aria-label*="imported file"]')
    expect(imported.first).to_be_visible()
    imported.filter(visible=True).first.click()
    expect(dashboard.detail).to_contain_text(HOSTILE)
    assert dashboard.is_marked()


def test_a_bad_file_is_refused_in_a_sentence_and_changes_nothing(
    dashboard: Dashboard, table: Path, tmp_path: Path
) -> None:
    dashboard.open()
    upload(dashboard, table)
    import_file(dashboard)
    dashboard.page.get_by_role("button", name="Show alone").click()
    dashboard.expect_link(data="own")
    link = dashboard.link()
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"%PDF-1.7\n\x00\x01")
    upload(dashboard, bad)
    dialog = dashboard.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("meine.csv is unchanged")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    assert dashboard.link() == link
    expect(dashboard.heading).to_contain_text("Events in an imported file")


def test_a_file_is_not_visible_in_another_session(
    dashboard: Dashboard, another_dashboard: Dashboard, table: Path
) -> None:
    dashboard.open()
    upload(dashboard, table)
    import_file(dashboard)
    dashboard.page.get_by_role("button", name="Show alone").click()
    dashboard.expect_link(data="own")
    another_dashboard.open(dashboard.query())
    expect(another_dashboard.notice).to_contain_text("which only the browser session that imported it holds")
    another_dashboard.expect_link(data=None, file=None)


def test_a_view_is_exported_with_its_sentence_and_cited(dashboard: Dashboard, tmp_path: Path) -> None:
    dashboard.open("country=Jordan")
    dashboard.page.get_by_role("button", name="Export").click()
    dialog = dashboard.page.get_by_role("dialog")
    with dashboard.page.expect_download() as download:
        dialog.get_by_role("button", name="GeoJSON").click()
    download.value.save_as(tmp_path / "view.geojson")
    taken = json.loads((tmp_path / "view.geojson").read_text(encoding="utf-8"))
    assert [feature["properties"]["event_id"] for feature in taken["features"]] == ["20240128-tower-22-drone"]
    assert "country=Jordan" in json.dumps(taken)
    expect(dialog).to_contain_text("Basewatch: Attacks on US and coalition forces")
    dialog.get_by_role("tab", name="BibTeX").click()
    expect(dialog.get_by_text("@misc{basewatch-")).to_be_visible()


def test_the_place_of_an_ambiguous_name_can_be_selected(dashboard: Dashboard, tmp_path: Path) -> None:
    file = tmp_path / "towns.csv"
    pd.DataFrame({"Date": ["2024-02-01"], "Place": ["Suran"], "Country": ["Syria"]}).to_csv(file, index=False)
    dashboard.open()
    upload(dashboard, file)
    import_file(dashboard)
    dialog = dashboard.page.get_by_role("dialog")
    expect(dialog).to_contain_text("the place may be one of several and has no point")
    dashboard.expect_idle()
    dialog.get_by_role("combobox", name="Place of the name that is first in line 2").click()
    dashboard.page.get_by_role("option", name="Aleppo").click()
    dialog.get_by_role("button", name="Read again with these places").click()
    expect(dialog).to_contain_text("Suran was placed at Şūrān, Syria")
    dialog.get_by_role("button", name="Show alone").click()
    dashboard.expect_link(data="own")
    dashboard.expect_places(Counter({"Suran": 1}))


def pick(dashboard: Dashboard, group: str, field: str, column: str) -> None:
    """Choose a column for a field of a group; a list that closes because the page was redrawn is opened again."""
    dialog = dashboard.page.get_by_role("dialog")
    dialog.get_by_role("tab", name=group).click()
    box = dialog.get_by_role("combobox", name=field, exact=True)
    option = dashboard.page.get_by_role("option", name=column)
    for _ in range(3):
        dashboard.expect_idle()
        box.click()
        with suppress(Error):
            option.click(timeout=5_000)
            return
    option.click()


def test_a_column_that_was_not_recognised_can_be_selected(dashboard: Dashboard, table: Path) -> None:
    text = table.read_text(encoding="utf-8").replace("Tote", "Opfer")
    table.write_text(text, encoding="utf-8")
    dashboard.open()
    upload(dashboard, table)
    dialog = dashboard.page.get_by_role("dialog")
    dialog.get_by_text("Correct which column holds what").click()
    pick(dashboard, "Harm", "Killed", "Opfer")
    expect(dialog).to_contain_text("killed: Opfer")
    import_file(dashboard)
    expect(dialog).to_contain_text("In 2 rows the killed are a single figure")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_button_that_reads_the_file_is_in_sight_before_scrolling(
    dashboard: Dashboard, table: Path, size: tuple[int, int]
) -> None:
    dashboard.open()
    dashboard.page.get_by_role("button", name="Import").click()
    dashboard.page.set_viewport_size({"width": size[0], "height": size[1]})
    dashboard.page.locator("input[type=file]").set_input_files(table)
    expect(dashboard.page.get_by_role("button", name="Read the file")).to_be_in_viewport(ratio=1)
