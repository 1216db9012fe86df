"""What a click on a base, on an entry of the legend and on a symbol opens, and where a tooltip stands."""

import re

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard

COVERED = """
() => {
  const box = [...document.querySelectorAll('.leaflet-tooltip')].at(-1).getBoundingClientRect();
  const symbol = document.querySelector('.bw-symbol:hover').getBoundingClientRect();
  const isAcross = box.left < symbol.right && symbol.left < box.right;
  const isCovered = isAcross && box.top < symbol.bottom && symbol.top < box.bottom;
  return isCovered || box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight;
}
"""
COVERS_A_SYMBOL = """
() => {
  const legend = document.querySelector('.bw-legend').getBoundingClientRect();
  return Array.from(document.querySelectorAll('.bw-symbol'), (one) => one.getBoundingClientRect()).some((box) =>
    legend.left < box.right && box.left < legend.right && legend.top < box.bottom && box.top < legend.bottom);
}
"""


def expect_sides(dashboard: Dashboard, *sides: str) -> None:
    dashboard.page.wait_for_url(lambda _: dashboard.link().get("side", []) == [*sides])
    dashboard.expect_idle()


def test_bases_legend_and_symbols_answer_to_clicks_keys_and_pointing(dashboard: Dashboard) -> None:
    dashboard.page.set_viewport_size({"width": 1600, "height": 1000})
    dashboard.open()
    legend, card = dashboard.map.locator(".bw-legend"), dashboard.page.locator(".st-key-card")
    expect(legend).to_have_attribute("open", "")
    assert not dashboard.in_map(COVERS_A_SYMBOL)

    for place in ("Tower 22", "al-Asad", "Hemo"):
        dashboard.symbol(place).hover()
        expect(dashboard.map.locator(".leaflet-tooltip", has_text=place)).to_be_visible()
        assert not dashboard.in_map(COVERED), place
    dashboard.symbol("Tower 22").hover()
    tooltip = dashboard.map.locator(".leaflet-tooltip", has_text="Tower 22")
    for words in ("28 Jan 2024 · Islamic Resistance in Iraq, attributed", "3 US killed, 25–47 US wounded", "2 sources"):
        expect(tooltip.get_by_text(words, exact=True)).to_be_visible()

    strikes = legend.get_by_role("button", name="US or coalition strike")
    expect(strikes).to_have_text(re.compile("18$"))
    strikes.click()
    expect_sides(dashboard, "coalition_strike", "us_strike")
    expect(strikes).to_have_attribute("aria-pressed", "true")
    expect(legend).to_have_attribute("open", "")
    attacks = legend.get_by_role("button", name="attack on US or coalition forces")
    attacks.focus()
    dashboard.page.keyboard.press("Shift+Enter")
    expect_sides(dashboard, "attack", "coalition_strike", "us_strike")
    attacks.click(modifiers=["Shift"])
    expect_sides(dashboard, "coalition_strike", "us_strike")

    legend.locator("summary").click()
    diamond = dashboard.map.locator('[data-base="Tower 22"]')
    diamond.click()
    expect(card.locator("h2")).to_have_text("Tower 22 Base")
    expect(diamond.locator(".bw-selected")).to_be_visible()
    dashboard.map.locator('[data-base="al-Asad"]').press("Enter")
    expect(card.locator("h2")).to_have_text("al-Asad Base")
    dashboard.map.locator(".bw-idle-base", has_text="al-Harir").click()
    expect(card.locator("h2")).to_have_text("al-Harir Base")
    dashboard.expect_link(card="site:al-harir")

    dashboard.page.set_viewport_size({"width": 1280, "height": 720})
    dashboard.open()
    expect(legend).not_to_have_attribute("open", "")
    assert not dashboard.in_map(COVERS_A_SYMBOL)
