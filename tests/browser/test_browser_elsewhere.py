"""A served table of places far from the region, on both sides of the date line."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from data import __main__ as command_line
from tests import shared
from tests.browser.conftest import start_server
from tests.browser.dashboard import Dashboard

LINES = (
    "date,location,country,lat,lon,killed\n"
    "2026-06-15,Suva,Fiji,-18.14,178.44,5\n"
    "2026-06-16,Apia,Samoa,-13.83,-171.76,6\n"
)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of these two events."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "events.csv").write_text(LINES, encoding="utf-8")
    table = str(folder / "events.parquet")
    assert command_line.main(["import", "table", str(folder / "events.csv"), "-o", table]) == 0
    process, address = start_server(folder / "log.txt", events=table)
    yield address
    shared.end(process)


@pytest.fixture
def open_at(browser: Browser, elsewhere: str) -> Iterator[Callable[[str], Dashboard]]:
    with browser.new_context(viewport={"width": 1600, "height": 1000}) as context:
        page: Page = context.new_page()

        def opened(query: str) -> Dashboard:
            page.goto(f"{elsewhere}/?{query}")
            dashboard = Dashboard(page)
            dashboard.expect_drawn()
            return dashboard

        yield opened


def test_both_are_on_the_map_and_the_area_has_both(open_at: Callable[[str], Dashboard]) -> None:
    dashboard = open_at("at=-16,-177,6")
    symbol = "basewatch.state.symbols.find((one) => one.location === place)"
    inside = f"(place) => map.getBounds().contains({symbol}.marker.getLatLng())"
    for place in ("Suva", "Apia"):
        dashboard.expect_in_map(inside, place)
    dashboard.map.get_by_role("button", name="This area").click()
    dashboard.page.wait_for_url(lambda _: "area" in dashboard.link())
    west, _, east, _ = map(float, dashboard.link()["area"][0].split(","))
    assert west > 150 > -150 > east
    dashboard.expect_idle()
    assert dashboard.heading.inner_text().endswith("° W")
    assert sorted(row.split("\t")[1] for row in dashboard.table.locator("tbody tr").all_inner_texts()) == [
        "Event at Apia",
        "Event at Suva",
    ]


def test_there_is_land_beneath_them(open_at: Callable[[str], Dashboard]) -> None:
    dashboard = open_at("")
    dashboard.expect_in_map("() => document.querySelectorAll('path.bw-world').length === 2")
    dashboard.expect_in_map("() => map.getBounds().getEast() > 180")
