"""WCAG 2.2: axe finds nothing in any state, everything is done by keyboard, and what changes is announced."""

from importlib.resources import files
from typing import Final

from playwright.sync_api import Frame, Locator, Page, expect

from tests.browser.dashboard import Dashboard

AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
FINDINGS: Final = """
async () => (await axe.run(document, { resultTypes: ["violations"], iframes: false })).violations
  .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))
"""
FOCUSED: Final = """
() => {
  const inner = document.activeElement?.contentDocument?.activeElement ?? document.activeElement;
  return inner === document.body ? "body" : inner.getAttribute("aria-label") ?? inner.textContent;
}
"""


def findings(frame: Page | Frame) -> list[str]:
    frame.evaluate(f"{AXE};0")
    found: list[str] = frame.evaluate(FINDINGS)
    return found


def test_axe_finds_nothing_in_any_state(page: Page, dashboard: Dashboard) -> None:
    found: dict[str, list[str]] = {}
    page.emulate_media(reduced_motion="reduce")  # contrast is judged of what is there, not of what fades in
    dashboard.open()
    found["dashboard"], found["map"] = findings(page), findings(dashboard.frame)
    dashboard.symbol("al-Asad").click()
    expect(dashboard.popup_rows.first).to_be_visible()
    expect(dashboard.map.locator(".leaflet-popup")).to_have_css("opacity", "1")  # it appears gradually
    found["list"] = findings(dashboard.frame)
    dashboard.popup_rows.first.click()
    expect(dashboard.detail).to_be_visible()
    dashboard.expect_idle()
    found["story"] = findings(page)
    for part, words in (("Published totals", "itemised here"), ("Context", "facts"), ("About", "How it was coded")):
        dashboard.part(part).check(force=True)
        expect(page.get_by_test_id("stMain")).to_contain_text(words)
        dashboard.expect_idle()
        found[part] = findings(page)
    for key in ("export", "import"):
        page.locator(f".st-key-{key} button").click()
        expect(page.get_by_role("dialog")).to_contain_text("file")
        dashboard.expect_idle()
        found[key] = findings(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    dashboard.open("country=Qatar&side=us_strike")
    found["no event"], found["map without events"] = findings(page), findings(dashboard.frame)
    page.goto("/?mode=briefing")
    expect(page.locator(".bw-slide")).to_be_visible()
    dashboard.expect_idle()
    found["briefing"] = findings(page)
    page.set_viewport_size({"width": 390, "height": 844})
    dashboard.open()
    found["phone"], found["phone's map"] = findings(page), findings(dashboard.frame)
    page.locator(".st-key-filters-open button").click()
    expect(dashboard.sidebar.get_by_role("searchbox", name="Search places, actors, words")).to_be_in_viewport()
    found["drawer"] = findings(page)
    assert {state: some for state, some in found.items() if some} == {}


def test_the_map_by_keyboard(dashboard: Dashboard) -> None:
    page, press = dashboard.page, dashboard.page.keyboard.press
    dashboard.open()
    live = page.locator(".bw-live")
    expect(live).to_have_text("")
    assert page.locator(".st-key-map-frame iframe").get_attribute("title") == "Map of the events"
    words = dashboard.map.locator(".bw-alternative")
    expect(words).to_have_text(
        "Map: 46 of 50 events at 33 places; most at al-Asad (8), al-Tanf (3) and al-Harir (3). "
        "4 are known only to a country."
    )
    press("Tab")
    expect(page.get_by_role("button", name="Skip to the map")).to_be_in_viewport()
    press("Enter")
    expect(dashboard.symbol("Baghdad")).to_be_focused()  # 3 January 2020: the first event
    press("ArrowLeft")
    expect(dashboard.symbol("al-Udeid")).to_be_focused()  # 23 June 2025: the last one
    press("Home")
    press("ArrowRight")
    expect(dashboard.symbol("al-Asad")).to_be_focused()
    press("Space")
    expect(dashboard.popup_rows.first).to_be_focused()
    press("End")
    expect(dashboard.popup_rows.last).to_be_focused()
    press("Space")
    dashboard.expect_link(selected="20220103-al-asad-drone")
    expect(live).to_have_text("Drone strike at al-Asad, 3 Jan 2022.")
    expect(dashboard.popup_rows.last).to_be_focused()
    press("Escape")  # the story was opened after the list
    dashboard.expect_link(selected=None)
    expect(live).to_have_text("Story closed.")
    expect(dashboard.popup_rows.last).to_be_focused()
    press("Escape")
    expect(dashboard.popup_rows).to_have_count(0)
    expect(dashboard.symbol("al-Asad")).to_be_focused()
    press("Tab")
    expect(dashboard.map.get_by_role("button", name="Fit")).to_be_focused()
    dashboard.offers.get_by_role("button").first.focus()
    press("Enter")
    expect(dashboard.title).to_be_focused()
    dashboard.sidebar.get_by_role("checkbox").first.focus()
    press("Space")
    dashboard.expect_link(side="attack", selected="20240202-syria-airstrikes")
    expect(live).to_contain_text("31 events.")


def test_the_focus_is_never_lost(dashboard: Dashboard) -> None:
    page, press = dashboard.page, dashboard.page.keyboard.press
    dashboard.open("country=Syria&side=attack")
    rows = dashboard.table.locator("tbody button")
    skip(page, "Skip to the table")
    expect(rows.first).to_be_focused()
    expect(rows.first).to_have_accessible_name("Rocket attack near US airbase in Deir ez-Zor Governorate, 13 Aug 2024")
    press("ArrowDown")
    press("Enter")
    expect(dashboard.title).to_be_visible()
    expect(rows.nth(1)).to_be_focused()
    close = page.get_by_role("button", name="Close")
    close.focus()
    press("Enter")
    expect(close).to_have_count(0)
    expect(rows.nth(1)).to_be_focused()
    for chip in ("Attack", "Syria"):
        focus_and_press(dashboard.chips.filter(has_text=chip), "Enter")
        expect(dashboard.chips.filter(has_text=chip)).to_have_count(0)
        dashboard.expect_idle()
        page.wait_for_function(f"() => ({FOCUSED})() !== 'body'")
    expect(dashboard.heading).to_be_focused()
    for key in ("export", "import"):
        opener = page.locator(f".st-key-{key} button")
        focus_and_press(opener, "Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        press("Escape")
        expect(opener).to_be_focused()


def skip(page: Page, words: str) -> None:
    focus_and_press(page.get_by_role("button", name=words), "Enter")


def focus_and_press(element: Locator, key: str) -> None:
    element.focus()
    element.press(key)
