"""What the system asks for: a dark page, forced colours, less motion."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, expect

from components import theme
from tests.browser.dashboard import Dashboard

TOWER_22 = "20240128-tower-22-drone"
LONGEST_TRANSITION = """
() => Math.max(...Array.from(document.querySelectorAll("*"), (one) =>
  parseFloat(getComputedStyle(one).transitionDuration)))
"""


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})"


def test_page_map_chart_and_dialog_follow_the_system_s_colours(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(color_scheme="dark").new_page()
    dashboard = Dashboard(page)
    dashboard.open()
    expect_scheme(dashboard, dark=True)
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Export").first).to_have_css("color", rgb(theme.INK.dark))
    expect(dialog.locator("..")).to_have_css("background-color", rgb(theme.PAPER.dark))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.emulate_media(color_scheme="light")  # while the page is open
    expect_scheme(dashboard, dark=False)


def expect_scheme(dashboard: Dashboard, *, dark: bool) -> None:
    page = dashboard.page
    for element, name, colour in (
        (page.locator(".stApp"), "background-color", theme.PAPER),
        (dashboard.heading, "color", theme.INK),
        (page.locator(".bw-t-number").first, "fill", theme.GREY),
        (page.locator(".bw-t-block.bw-answer-killed").first, "fill", theme.RESPONSE),
        (page.get_by_role("button", name="Export"), "color", theme.INK),
        (dashboard.symbol("Tower 22"), "background-color", theme.ATTACK),
        (dashboard.map.locator("path.bw-focus").first, "fill", theme.FOCUS),
    ):
        expect(element).to_have_css(name, rgb(colour.dark if dark else colour))


def background(element: Locator) -> str:
    """The colour behind an element: its own, or that of the nearest element around it or in it that has one."""
    return str(
        element.evaluate(
            """(one) => [one, ...one.querySelectorAll("*")].map((part) => getComputedStyle(part).backgroundColor)
            .find((colour) => colour !== "rgba(0, 0, 0, 0)")"""
        )
    )


def test_forced_colours_show_what_is_chosen_and_less_motion_is_honoured(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(forced_colors="active", reduced_motion="reduce").new_page()
    dashboard = Dashboard(page)
    dashboard.open(f"side=attack&selected={TOWER_22}")
    for group in (".bw-switch", ".bw-periods"):
        chosen, other = (
            page.locator(f"{group} label{kind}").first for kind in (":has(:checked)", ":not(:has(:checked))")
        )
        assert background(chosen) != background(other)
    row = dashboard.table.locator(".bw-on td").first
    assert background(row) != background(dashboard.table.locator("tr:not(.bw-on) td").first)
    ring = dashboard.map.locator(".bw-symbol.bw-selected")
    assert background(ring) == rgb(theme.ATTACK)
    assert float(ring.evaluate("(one) => parseFloat(getComputedStyle(one).outlineWidth)")) >= 2
    expect(page.locator(".bw-t-dot.bw-on")).to_have_css("stroke-width", "3px")
    expect(page.locator(".bw-t-block.bw-attack-killed").first).to_have_css("fill", rgb(theme.DEEP_ATTACK))
    classes = dashboard.in_map("() => map.getContainer().className")
    assert "fade-anim" not in classes
    assert "zoom-anim" not in classes
    before = dashboard.in_map("() => map.getCenter().lng")
    after = dashboard.in_map(
        "() => { map.panBy([80, 0]); map.zoomIn(); return [map.getCenter().lng, map._animatingZoom]; }"
    )
    assert after[0] > before  # at once, without a glide
    assert not after[1]
    assert page.evaluate(LONGEST_TRANSITION) < 0.01
    assert dashboard.in_map(LONGEST_TRANSITION) < 0.01
