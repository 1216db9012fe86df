"""Three people at their tasks from the first screen to the end, with pictures of what they see on the way."""

import os
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.dashboard import Dashboard
from tests.browser.pictures import unlike

UNLIKE: Final = 0.02
"""The share of pixels in which two versions of a browser may draw the page differently."""
TOWER_22: Final = "20240128-tower-22-drone"


class Walk:
    """A person with a browser; each picture is compared with its reference."""

    def __init__(self, context: BrowserContext, name: str, watch: Watch) -> None:
        watch.over(context)
        self.page: Page = context.new_page()
        self.dashboard = Dashboard(self.page)
        self._name = name
        self._unlike: dict[str, float] = {}

    def see(self, step: str) -> None:
        """Compare what the person sees with the reference; `expect_pictures` fails for all that differ."""
        self.dashboard.expect_idle()
        self.page.evaluate("() => document.fonts.ready")
        folder, size = os.environ.get("BASEWATCH_WALK_PICTURES"), self.page.viewport_size
        assert size
        made = self.page.screenshot(animations="disabled", caret="hide")
        if folder:
            (Path(folder) / f"{self._name}-{step}.png").write_bytes(made)
        scale = 1 if size["width"] < 500 else 2
        self._unlike[step] = unlike(made, f"{self._name}-{step}.png", (size["width"] // scale, size["height"] // scale))

    def expect_pictures(self) -> None:
        """Fail for each picture that differs from its reference."""
        assert {step: share for step, share in self._unlike.items() if share > UNLIKE} == {}


def is_in_sight(element: Locator) -> bool:
    """Return whether the whole element is in the window."""
    return bool(
        element.evaluate(
            """(one) => {
              const box = one.getBoundingClientRect();
              return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
            }"""
        )
    )


@pytest.fixture
def phone(browser: Browser, base_url: str, watch: Watch) -> Walk:
    context = browser.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    return Walk(context, "phone", watch)


def desk(browser: Browser, base_url: str, watch: Watch, name: str, width: int, height: int) -> Walk:
    context = browser.new_context(base_url=base_url, viewport={"width": width, "height": height}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return Walk(context, name, watch)


def test_a_viewer_on_a_phone_by_touch(phone: Walk, watch: Watch) -> None:
    page, dashboard = phone.page, phone.dashboard
    dashboard.open(f"selected={TOWER_22}")
    expect(dashboard.title).to_have_text("Drone strike at Tower 22")
    assert is_in_sight(dashboard.title)
    phone.see("1-story")
    dashboard.detail.get_by_role("button", name="Close").tap()
    dashboard.expect_link(selected=None)
    phone.see("2-first-screen")
    page.get_by_role("button", name="Filters").tap()
    expect(dashboard.pill("Syria")).to_be_visible()
    dashboard.pill("Syria").tap()
    dashboard.expect_link(country="Syria")
    shows = page.get_by_role("button", name=re.compile(r"^Show \d+ events$"))
    expect(shows).to_have_text("Show 21 events")
    phone.see("3-filters")
    shows.tap()
    expect(dashboard.heading).to_contain_text("Syria")
    expect(page.get_by_role("button", name="Filters · 1")).to_be_visible()
    phone.see("4-syria")
    assert watch.seen == []
    phone.expect_pictures()


def test_a_briefer_by_mouse(browser: Browser, base_url: str, watch: Watch, tmp_path: Path) -> None:
    walk = desk(browser, base_url, watch, "briefer", 1280, 720)
    page, dashboard = walk.page, walk.dashboard
    dashboard.open()
    assert is_in_sight(dashboard.chart)
    walk.see("1-first-screen")
    dashboard.pill("Oct 2023 – Feb 2024").click()
    dashboard.box("Attacks on US and coalition forces").click()
    dashboard.expect_link(side="attack")
    walk.see("2-filtered")
    page.get_by_role("button", name="Briefing").click()
    page.wait_for_function("() => document.querySelector('.bw-slide')?.naturalWidth === 1600")
    walk.see("3-slide")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("PowerPoint|PPTX")).first.click()
    assert download.value.suggested_filename == "basewatch_attacks_2023-10-17_2024-02-07.pptx"
    download.value.save_as(tmp_path / "slide.pptx")
    page.keyboard.press("Escape")
    expect(dashboard.heading).to_be_visible()
    dashboard.expect_link(mode=None, side="attack")
    assert watch.seen == []
    walk.expect_pictures()


def test_an_analyst_by_keyboard(browser: Browser, base_url: str, watch: Watch) -> None:
    walk = desk(browser, base_url, watch, "analyst", 1600, 1000)
    page, dashboard, keys = walk.page, walk.dashboard, walk.page.keyboard
    dashboard.open()
    walk.see("1-first-screen")
    keys.press("/")
    keys.type("tower22")
    keys.press("Enter")
    expect(dashboard.heading).to_contain_text("tower22")
    keys.press("Tab")
    walk.see("2-found")
    keys.press("]")
    expect(dashboard.title).to_have_text("Drone strike at Tower 22")
    walk.see("3-story")
    keys.press("Escape")
    dashboard.expect_link(selected=None)
    keys.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Briefing: the view as a slide")
    walk.see("4-keys")
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("b")
    page.wait_for_function("() => document.querySelector('.bw-slide')?.naturalWidth === 1600")
    assert watch.seen == []
    walk.expect_pictures()
