"""Tablets, phones and paper: nothing is squeezed, covered or cut off."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from tests.browser.dashboard import Dashboard

TABLET: ViewportSize = {"width": 768, "height": 1024}
PHONE: ViewportSize = {"width": 390, "height": 844}
COLUMNS = ("Date", "Event", "Killed", "Wounded", "Actor", "Howsure", "Outcome", "Country", "Sources")


@pytest.mark.parametrize("viewport", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_narrow_page_is_one_column_without_a_strip_beside_it(
    page: Page, dashboard: Dashboard, viewport: ViewportSize
) -> None:
    page.set_viewport_size(viewport)
    dashboard.open()
    expect(dashboard.sidebar).to_be_hidden()
    left, _, right, bottom = edges(page.locator(".st-key-map-frame iframe"))
    assert right - left == viewport["width"] - 32
    chart = edges(page.locator(".bw-timeline"))
    assert chart[1] > edges(dashboard.offers)[1] > bottom
    assert chart[2] - chart[0] == right - left
    bar = page.get_by_role("button", name="Filters")
    assert edges(dashboard.heading)[1] >= edges(bar)[3]
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") == viewport["width"]


def test_the_labels_of_a_tablet_s_chart_neither_meet_nor_leave_it(page: Page, dashboard: Dashboard) -> None:
    page.set_viewport_size(TABLET)
    dashboard.open()
    left, _, right, _ = edges(dashboard.chart)
    words = dashboard.chart.locator("text").filter(has_text=re.compile("[a-z]{3}"))
    boxes = [edges(words.nth(n)) for n in range(words.count())]
    assert len(boxes) >= 3
    assert all(left - 1 <= box[0] and box[2] <= right + 1 for box in boxes)
    meeting = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if meet(a, b)]
    assert meeting == []


def test_paper_has_the_whole_view_without_controls(
    new_context: Callable[..., BrowserContext], tmp_path: Path, record: list[dict[str, str]]
) -> None:
    page = new_context(color_scheme="dark").new_page()
    dashboard = Dashboard(page)
    dashboard.open()
    frame = page.locator(".st-key-map-frame iframe")
    wide = edges(frame)[2] - edges(frame)[0]
    for landscape in (False, True):
        text = printed(page, tmp_path, "-layout", landscape=landscape)
        assert "al-Udeid" in text.partition("Killed and wounded")[0]  # on the map
        assert not [words for words in ("Full screen", "Cumulative", "Filters", "Export", "mm/dd") if words in text]
        heads = [line for line in text.splitlines() if "Outcome" in line and "Wounded" in line]
        assert len(heads) >= 2  # on each sheet again
        assert len(re.findall(r"\b(?:Iraq|Syria|Jordan|Qatar) +\d+$", text, re.MULTILINE)) == len(record)
        assert "Sources:" in text
        assert "As of 11 Jul 2025" in text
        assert page.url.rstrip("/") in text
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert dashboard.shows_home()
    assert edges(frame)[2] - edges(frame)[0] == 690
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert edges(frame)[2] - edges(frame)[0] == wide
    assert dashboard.shows_home()


def test_the_printed_chart_is_as_wide_as_the_paper(page: Page, tmp_path: Path) -> None:
    Dashboard(page).open()
    words = printed(page, tmp_path, "-bbox")
    starts = re.findall(r'xMin="([\d.]+)"[^>]*>al-Udeid<', words)
    assert max(map(float, starts)) > 490  # points of 595: that of the chart; the one of the map is left of it


def test_a_printed_briefing_is_the_slide_alone(page: Page, tmp_path: Path) -> None:
    page.goto("/?mode=briefing&title=Weekly%20briefing")
    expect(page.locator(".bw-slide")).to_be_visible()
    Dashboard(page).expect_idle()
    file = tmp_path / "slide.pdf"
    page.pdf(path=file, print_background=True, prefer_css_page_size=True)
    pages = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\b", pages)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
    assert "Handling banner" not in text
    assert "Export" not in text


def printed(page: Page, folder: Path, *options: str, landscape: bool = False) -> str:
    """The text of the page on A4."""
    file = folder / "page.pdf"
    page.pdf(path=file, format="A4", landscape=landscape, print_background=True)
    return subprocess.run(["pdftotext", *options, file, "-"], capture_output=True, text=True, check=True).stdout


def edges(element: Locator) -> tuple[float, float, float, float]:
    left, top, width, height = element.evaluate(
        "(one) => { const box = one.getBoundingClientRect(); return [box.left, box.top, box.width, box.height]; }"
    )
    return left, top, left + width, top + height


def meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
