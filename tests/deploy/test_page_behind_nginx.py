"""The page in Chromium through TLS, the prefix and the policy: all works, nothing is blocked, a server may end."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, expect

from tests.browser.conftest import Watch
from tests.browser.dashboard import Dashboard
from tests.browser.test_browser_upload import import_file, table, upload  # noqa: F401 - table is a fixture
from tests.deploy.conftest import Server
from tests.deploy.site import Site

pytestmark = pytest.mark.slow

TIMEOUT_MS: Final = 30_000
FORMATS: Final = ("PowerPoint", "PNG", "SVG", "PDF", "HTML")
ONLINE: Final = ("tile.openstreetmap.org", "server.arcgisonline.com")
CONNECTED: Final = '.stApp[data-test-connection-state="CONNECTED"]'


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Make browser contexts: visitors without cookies."""
    made: list[BrowserContext] = []

    def make() -> BrowserContext:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, ignore_https_errors=True)
        context.set_default_timeout(TIMEOUT_MS)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(visit: Callable[[], BrowserContext], watch: Watch) -> Iterator[Page]:
    """A page of a visitor; nothing fails, and nothing is blocked by the policy."""
    context = visit()
    watch.over(context)
    yield context.new_page()
    assert watch.seen == []


def open_page(page: Page, front: Site, query: str = "") -> Dashboard:
    page.goto(front.url + (f"?{query}" if query else ""))
    dashboard = Dashboard(page)
    dashboard.expect_drawn()
    return dashboard


def test_the_page_is_drawn_and_filters(page: Page, front: Site) -> None:
    seen: dict[str, Response] = {}
    page.on("response", lambda response: seen.update({response.url: response}))
    dashboard = open_page(page, front)
    expect(dashboard.column("January 2024")).to_be_visible()
    dashboard.pill("Jordan").click()
    dashboard.expect_link(country="Jordan")
    dashboard.symbol("Tower 22").click()
    dashboard.expect_link(selected="20240128-tower-22-drone")
    dashboard.drag_over_chart("January 2024", "January 2024")
    for words in ("Published totals", "Context", "About the record", "Events in view"):
        dashboard.part(words).check(force=True)
        dashboard.expect_idle()
    versioned = {url: response for url, response in seen.items() if "?v=" in url or ".joined/" in url}
    assert any(url.endswith("/timeline.js") for url in versioned)
    assert all("immutable" in response.headers["cache-control"] for response in versioned.values())


def test_events_and_the_link_are_exported(page: Page, front: Site, tmp_path: Path) -> None:
    open_page(page, front, "country=Jordan")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="GeoJSON").click()
    download.value.save_as(tmp_path / "view.geojson")
    exported = json.loads((tmp_path / "view.geojson").read_text(encoding="utf-8"))
    assert len(exported["features"]) == 1
    assert f"{front.url}?country=Jordan" in json.dumps(exported)


def test_a_slide_is_shown_and_exported_in_every_format(page: Page, front: Site, tmp_path: Path) -> None:
    page.goto(f"{front.url}?country=Jordan&mode=briefing")
    slide = page.locator("img[src^='data:image/svg']").first
    expect(slide).to_be_visible()
    assert slide.evaluate("image => image.complete && image.naturalWidth > 0")
    for name in FORMATS:
        with page.expect_download() as download:
            page.get_by_role("button", name=name).first.click()
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 10_000


def test_a_file_is_imported(page: Page, front: Site, table: Path) -> None:  # noqa: F811
    dashboard = open_page(page, front)
    upload(dashboard, table)
    import_file(dashboard)
    page.get_by_role("button", name="Show beside the record").click()
    dashboard.expect_link(data="both")
    expect(dashboard.heading).to_contain_text("with those in an imported file")


def test_a_file_above_the_limit_is_refused_in_a_sentence(page: Page, front: Site, tmp_path: Path) -> None:
    open_page(page, front)
    page.get_by_role("button", name="Import").click()
    dialog = page.get_by_role("dialog")
    limit = re.search(r"Up to (\d+) MB", dialog.get_by_text("Up to").inner_text())
    assert limit
    file = tmp_path / "large.csv"
    with file.open("wb") as sink:
        sink.truncate(int(limit[1]) * 2**20 + 1000)
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog).to_contain_text(f"File must be {limit[1]}.0MB or smaller.")


def test_the_policy_lets_online_maps_be_drawn_and_only_their_servers_learn_of_it(
    page: Page, front: Site, watch: Watch
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:  # instead of the network
        asked.append(route.request.headers["referer"])
        route.fulfill(content_type="image/svg+xml", body="<svg xmlns='http://www.w3.org/2000/svg'/>")

    for host in ONLINE:
        page.route(f"https://{host}/**", answer)
    dashboard = open_page(page, front)
    assert asked == []
    dashboard.map.locator(".leaflet-control-layers").hover()
    offered = dashboard.map.locator(".leaflet-control-layers-overlays label")
    expect(offered).to_have_count(len(ONLINE))
    for number in range(len(ONLINE)):
        offered.nth(number).click()
        expect(dashboard.map.locator("img.leaflet-tile-loaded").first).to_be_attached()
    dashboard.expect_idle()
    assert set(asked) == {front.url.removesuffix("basewatch/")}
    watch.seen = [what for what in watch.seen if not any(f"https://{host}/" in what for host in ONLINE)]


def test_a_server_ends_and_its_visitors_go_on_at_the_other(
    visit: Callable[[], BrowserContext], front: Site, servers: list[Server]
) -> None:
    page = visit().new_page()
    dashboard = open_page(page, front, "dates=2023-10-17..2024-02-07")
    address = page.context.cookies(front.url)
    assert [cookie["secure"] for cookie in address if cookie["name"] == "basewatch_visitor"] == [True]
    used = front.requests("_stcore/host-config")[-1][0]
    gone = next(server for server in servers if used == f"127.0.0.1:{server.port}")
    gone.stop()
    expect(page.locator(CONNECTED)).to_be_attached()
    dashboard.pill("Jordan").click()
    dashboard.expect_link(country="Jordan", dates="2023-10-17..2024-02-07")
    page.reload()
    dashboard.expect_drawn()
    open_page(visit().new_page(), front)
    gone.start()
    page.reload()
    dashboard.expect_drawn()
