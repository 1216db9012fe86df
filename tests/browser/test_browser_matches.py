"""A person compares an imported file with the record, accepts what is the same event, and undoes it."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard

ROWS = """Date,Place,Country,Lat,Lon,Side,Type,Killed,Notes
2024-01-28,Tower 22,Jordan,33.306,38.702,attack,drone strike,5,A drone hit the tents.
2023-12-25,Erbil air base,Iraq,36.533,44.361,attack,drone strike,,A drone at the base.
2024-01-03,Tyre,Lebanon,33.27,35.2,attack,rocket attack,2,Somewhere else.
"""


def test_events_are_accepted_as_the_record_s_and_counted_once_until_undone(
    dashboard: Dashboard, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(ROWS, encoding="utf-8")
    dashboard.open()
    dashboard.page.get_by_role("button", name="Import").click()
    dashboard.page.locator("input[type=file]").set_input_files(file)
    dashboard.page.get_by_role("button", name="Read the file").click()
    dashboard.page.get_by_role("button", name="Show beside the record").click()
    dashboard.expect_link(data="both")
    figures = dashboard.page.locator(".bw-groups")
    before = figures.inner_text()
    expect(dashboard.sidebar).to_contain_text("2 events of your file may be in the record already.")
    dashboard.sidebar.get_by_role("button", name="Compare").click()
    dialog = dashboard.page.get_by_role("dialog")
    expect(dialog).to_contain_text("contradiction: killed 3 and 5")
    for number, words in enumerate(("score 86", "score 73"), start=1):
        dialog.get_by_test_id("stCheckbox").filter(has_text=words).locator("label").click()
        expect(dialog.get_by_role("button", name=f"Count {number} pair")).to_be_visible()
    dashboard.expect_idle()
    dialog.get_by_role("button", name="Count 2 pairs once").click()
    expect(dialog).to_have_count(0)
    expect(dashboard.sidebar).to_contain_text("2 events of your file count as the record’s.")
    expect(figures).not_to_have_text(before)
    dashboard.sidebar.get_by_role("button", name="Undo").click()
    expect(dashboard.sidebar).not_to_contain_text("count as the record’s")
    dashboard.expect_idle()
    assert figures.inner_text() == before
