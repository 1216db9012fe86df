"""Two browsers at one server: an imported file is seen in one of them only."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard


def test_an_imported_file_stays_in_its_browser(
    dashboard: Dashboard, another_dashboard: Dashboard, tmp_path: Path
) -> None:
    table = tmp_path / "only-here.csv"
    table.write_text("date,place,country,lat,lon\n2024-01-28,Hidden place,Jordan,33.3,38.7\n", encoding="utf-8")
    dashboard.open()
    dashboard.page.get_by_role("button", name="Import").click()
    dashboard.page.locator("input[type=file]").set_input_files(table)
    dashboard.page.get_by_role("button", name="Read the file").click()
    dashboard.page.get_by_role("button", name="Show alone").click()
    dashboard.expect_link(data="own")
    expect(dashboard.table).to_contain_text("Hidden place")
    link = dashboard.page.url.partition("?")[2]
    another_dashboard.open(link)
    expect(another_dashboard.notice).to_contain_text("only the browser session that imported it holds")
    for hidden in ("only-here", "Hidden place"):
        expect(another_dashboard.page.locator("body")).not_to_contain_text(hidden)
    expect(dashboard.table).to_contain_text("Hidden place")
