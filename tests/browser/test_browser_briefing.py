"""Briefing mode: the window is the slide."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from components.slide.__main__ import main
from components.slide.svg import FAMILY, FONTS
from tests.browser.conftest import Watch
from tests.browser.dashboard import Dashboard
from tests.browser.pictures import unlike

CAMPAIGN: Final = "dates=2023-10-17..2024-02-07&mode=briefing&banner=RESTRICTED&note=33.3,38.7,Three%20killed%20here"
SIZES: Final = [(1920, 1080), (1600, 900), (1280, 720)]
UNLIKE: Final = 0.01
"""The share of pixels in which versions of a renderer may differ."""


@pytest.fixture
def slide_page(page: Page) -> Callable[..., Page]:
    """Open briefing mode in a window of a size, and wait for the slide."""

    def show(size: tuple[int, int], query: str = CAMPAIGN) -> Page:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"/?{query}")
        page.wait_for_function("() => document.querySelector('.bw-slide')?.naturalWidth === 1600")
        expect(page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_attached()
        return page

    return show


@pytest.mark.parametrize("size", SIZES)
def test_a_screenshot_is_the_slide_and_nothing_but_the_slide(
    slide_page: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = slide_page(size)
    box = page.locator(".bw-slide").bounding_box()
    assert box == {"x": 0, "y": 0, "width": size[0], "height": size[1]}
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    # A picture of another size than the reference is scaled, which blurs the edges of letters.
    assert unlike(page.screenshot(), "slide-svg.png") < (UNLIKE if size[0] == 1600 else 7 * UNLIKE)


def test_the_files_lie_over_the_slide_while_the_pointer_moves(slide_page: Callable[..., Page]) -> None:
    page = slide_page(SIZES[1])
    bar = page.locator(".st-key-slide-bar")
    expect(page.locator("html[data-bw-slide-bar=hidden]")).to_be_attached()
    expect(bar).to_have_css("opacity", "0")
    page.mouse.move(200, 200)
    expect(bar).to_have_css("opacity", "1")
    expect(bar.get_by_role("button", name="PowerPoint")).to_be_in_viewport(ratio=1)
    expect(bar).to_have_css("opacity", "0")
    page.keyboard.press("Tab")
    expect(bar).to_have_css("opacity", "1")


def test_escape_returns_to_the_same_view(slide_page: Callable[..., Page]) -> None:
    page = slide_page(SIZES[1])
    expect(page.get_by_role("button", name="Back to the dashboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-map-frame iframe")).to_be_visible()
    page.wait_for_url(lambda url: "mode=" not in url and "dates=2023-10-17..2024-02-07" in url)


def test_the_dashboard_opens_the_slide(page: Page, dashboard: Dashboard, watch: Watch) -> None:
    dashboard.open("side=attack")
    page.get_by_role("button", name="Briefing", exact=True).click()
    expect(page.locator(".bw-slide")).to_be_visible()
    page.wait_for_url(lambda url: "mode=briefing" in url and "side=attack" in url)
    # The map's frame leaves the page together with whatever it was still loading.
    watch.seen[:] = [seen for seen in watch.seen if "ERR_ABORTED" not in seen]


def test_texts_and_notes_are_in_link_and_slide(slide_page: Callable[..., Page]) -> None:
    page = slide_page(SIZES[1], "mode=briefing&side=attack")
    page.get_by_label("Title").fill("A new title")
    page.get_by_label("Title").press("Enter")
    expect(page.locator(".bw-slide")).to_have_attribute(
        "alt", "A new title. Filters: Attack on US or coalition forces."
    )
    page.get_by_label("Text", exact=True).fill("Look here")
    page.get_by_role("button", name="Add the note").click()
    page.wait_for_url(lambda url: "note=33" in url and "Look" in url and "title=A" in url)
    expect(page.get_by_text("1 Look here")).to_be_visible()
    expect(page.get_by_role("button", name="Remove note 1")).to_be_visible()


def test_a_file_is_made_on_the_click(slide_page: Callable[..., Page], tmp_path: Path) -> None:
    page = slide_page(SIZES[1])
    with page.expect_download() as download:
        page.get_by_role("button", name="PowerPoint").click()
    assert download.value.suggested_filename == "basewatch_2023-10-17_2024-02-07.pptx"
    download.value.save_as(tmp_path / "slide.pptx")
    assert (tmp_path / "slide.pptx").read_bytes()[:2] == b"PK"


def test_a_snapshot_opens_from_an_attachment_without_a_network(browser: Browser, tmp_path: Path) -> None:
    made = tmp_path / "snapshot.html"
    assert main(["dates=2023-10-17..2024-02-07", "-o", str(made)]) == 0
    context = browser.new_context(offline=True, viewport={"width": 1500, "height": 1000})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on(
        "request", lambda request: None if request.url.startswith(("file:", "data:")) else wrong.append(request.url)
    )
    page.goto(made.as_uri())
    expect(page.locator(".bw-symbol")).to_have_count(20)
    expect(page.locator("path.bw-focus").first).to_be_attached()
    page.locator('.bw-symbol[aria-label^="near Kirkuk"]').click()
    expect(page.locator("details[id][open]")).to_contain_text("Airstrike near Kirkuk")
    page.locator(".leaflet-control-zoom-in").click()
    expect(page.locator(".bw-symbol")).to_have_count(20)
    assert wrong == []
    context.close()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf", "pptx"])
def test_each_file_looks_like_its_reference(browser: Browser, tmp_path: Path, ending: str) -> None:
    made = tmp_path / f"slide.{ending}"
    assert main([CAMPAIGN, "-o", str(made)]) == 0
    assert unlike(as_picture(made, browser), f"slide-{ending}.png") < UNLIKE


def as_picture(file: Path, browser: Browser) -> bytes:
    """Return the file as drawn by readers that are not ours: Chromium, Poppler, LibreOffice."""
    if file.suffix == ".png":
        return file.read_bytes()
    if file.suffix == ".svg":
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.goto(file.as_uri())
        return page.screenshot()
    if file.suffix == ".pptx":
        convert_to_pdf(file)
    run(
        "pdftoppm",
        "-r",
        "120",
        "-f",
        "1",
        "-l",
        "1",
        "-png",
        "-singlefile",
        str(file.with_suffix(".pdf")),
        str(file.with_suffix("")),
    )
    return file.with_suffix(".png").read_bytes()


def convert_to_pdf(deck: Path) -> None:
    """Convert a presentation with LibreOffice in the project's typeface, whatever fonts the machine has."""
    folder = deck.parent
    with_typeface(deck)
    fonts = folder / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{FONTS}</dir><cachedir>{folder / 'fonts'}</cachedir></fontconfig>")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run(
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(deck),
        FONTCONFIG_FILE=fonts,
    )


def with_typeface(deck: Path) -> None:
    """Replace the typeface of the template's theme, which no machine must have, by the project's."""
    with zipfile.ZipFile(deck) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(deck, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content.replace(b'typeface="Arial"', f'typeface="{FAMILY}"'.encode()))


def run(program: str, *arguments: str, **environment: str | Path) -> None:
    if shutil.which(program) is None:
        reason = f"{program} is not installed: what it draws was not compared"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    settings = {**os.environ, **{name: str(value) for name, value in environment.items()}}
    subprocess.run([program, *arguments], check=True, capture_output=True, timeout=120, env=settings)
