"""The map: its base, its symbols, and what a click on them opens."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard, Event, by_place
from tests.browser.test_browser_upload import import_file, upload

KIRKUK = "20231204-kirkuk-airstrike"
TOWER_22 = "20240128-tower-22-drone"
SELECTED = ".bw-selected"
NAMES_BENEATH_CONTROLS = """
() => {
  const boxes = (selector) => Array.from(document.querySelectorAll(selector), (one) => one.getBoundingClientRect());
  const controls = boxes('.leaflet-control');
  return boxes('.bw-name').filter((name) => controls.some((box) =>
    name.left < box.right && box.left < name.right && name.top < box.bottom && box.top < name.bottom));
}
"""
EVENTS_DRAWN = "() => basewatch.state.symbols.reduce((sum, symbol) => sum + symbol.events, 0)"
COVERED_AT_SOME_ZOOM = """
() => {
  const symbols = Array.from(document.querySelectorAll('.bw-symbol'));
  const name = (symbol) => symbol.getAttribute('aria-label').split(',')[0];
  const found = [];
  for (let zoom = 5; zoom <= 8; zoom += 0.5) {
    basewatch.withoutEvents(() => map.setView([34.5, 42], zoom, { animate: false }));
    for (const symbol of symbols) {
      const box = symbol.getBoundingClientRect();
      const onTop = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      const other = onTop && onTop.closest('.bw-symbol');
      if (other && other !== symbol) found.push(`${name(symbol)} beneath ${name(other)} at zoom ${zoom}`);
    }
  }
  return found;
}
"""


def test_the_base_map_holds_the_four_countries_and_no_tile(dashboard: Dashboard) -> None:
    dashboard.open("actor=Kata%27ib%20Hezbollah")  # no event, whose symbol would take the place of a country's name
    expect(dashboard.map.locator("path.bw-focus")).to_have_count(4)
    expect(dashboard.map.locator("path.bw-land:not(.bw-focus)").first).to_be_attached()
    for name in ("IRAQ", "SYRIA", "JORDAN", "QATAR"):
        expect(dashboard.map.locator(".bw-country", has_text=name)).to_be_visible()
    assert dashboard.shows_home()
    assert dashboard.in_map("() => map.getSize().x === innerWidth && map.getSize().y === innerHeight")
    expect(dashboard.map.locator(".leaflet-tile")).to_have_count(0)


@pytest.mark.smoke
def test_every_event_with_a_point_is_on_the_map(dashboard: Dashboard, record: list[Event]) -> None:
    dashboard.open()
    dashboard.expect_places(by_place(record))


def test_a_click_in_the_middle_of_a_symbol_hits_that_symbol(dashboard: Dashboard) -> None:
    dashboard.open()
    assert dashboard.in_map(COVERED_AT_SOME_ZOOM) == []


def test_events_without_a_point_are_listed_beside_the_map(dashboard: Dashboard, record: list[Event]) -> None:
    unplaced = [event for event in record if not event["latitude"]]
    dashboard.open()
    links = dashboard.page.locator(".st-key-unplaced button")
    expect(links).to_have_count(len(unplaced))
    links.filter(has_text="23 Jan 2024").click()
    dashboard.expect_link(selected="20240123-iraq-airstrikes")
    expect(dashboard.title).to_contain_text("Airstrike in Iraq")


def test_bases_without_events_in_view_are_marked(dashboard: Dashboard) -> None:
    dashboard.open("country=Qatar&at=33,43,5.5")
    dashboard.expect_places(Counter({"al-Udeid": 1}))
    expect(dashboard.map.locator(".bw-base .bw-diamond").first).to_be_visible()
    expect(dashboard.map.locator(".bw-idle-base", has_text="al-Asad")).to_be_visible()


def test_the_map_has_a_legend_a_scale_and_online_maps(dashboard: Dashboard) -> None:
    dashboard.open()
    legend = dashboard.map.locator(".bw-legend")
    for words in ("attack on US or coalition forces", "US or coalition strike", "base", "Drone strike", "Airstrike"):
        expect(legend.get_by_text(words, exact=True)).to_be_visible()
    expect(dashboard.map.locator(".leaflet-control-scale-line").first).to_contain_text("km")
    dashboard.map.locator(".leaflet-control-layers").hover()
    offered = dashboard.map.locator(".leaflet-control-layers-overlays label")
    expect(offered).to_have_count(2)
    for label in offered.all():
        expect(label).to_contain_text("Online")
        expect(label.get_by_role("checkbox")).to_be_visible()
        expect(label.get_by_role("checkbox")).not_to_be_checked()


def test_the_wheel_scrolls_the_page_and_zooms_the_map_with_ctrl_or_on_the_whole_screen(dashboard: Dashboard) -> None:
    dashboard.open()
    mouse, keyboard = dashboard.page.mouse, dashboard.page.keyboard
    scrolled = "() => document.querySelector('[data-testid=stMain]').scrollTop > 100"
    zoom = dashboard.in_map("() => basewatch.state.map.getZoom()")
    frame = dashboard.page.locator(".st-key-map-frame iframe").bounding_box()
    assert frame
    mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    mouse.wheel(0, 200)
    dashboard.page.wait_for_function(scrolled)
    expect(dashboard.map.get_by_text("Ctrl and the wheel zoom the map")).to_be_visible()
    assert dashboard.in_map("() => basewatch.state.map.getZoom()") == zoom
    keyboard.down("Control")
    mouse.wheel(0, -200)
    keyboard.up("Control")
    dashboard.expect_in_map("(before) => basewatch.state.map.getZoom() > before", zoom)
    dashboard.map.get_by_role("button", name="Full screen").click()
    dashboard.page.wait_for_function("() => document.fullscreenElement")
    zoom = dashboard.in_map("() => basewatch.state.map.getZoom()")
    mouse.move(800, 500)
    mouse.wheel(0, 200)
    dashboard.expect_in_map("(before) => basewatch.state.map.getZoom() < before", zoom)


def test_the_map_fills_the_screen_with_story_chart_and_filters_within_reach(dashboard: Dashboard) -> None:
    dashboard.open()
    frame = dashboard.page.locator(".st-key-map-frame iframe")
    before = frame.bounding_box()
    dashboard.map.get_by_role("button", name="Full screen").click()
    dashboard.page.wait_for_function("() => document.fullscreenElement")
    expect(dashboard.sidebar).to_be_in_viewport()
    expect(dashboard.page.locator(".bw-timeline")).to_be_in_viewport(ratio=1)
    dashboard.page.locator(".bw-t-dot").first.click()
    expect(dashboard.title).to_be_in_viewport(ratio=1)
    expect(dashboard.title).to_be_focused()
    expect(dashboard.heading).to_be_hidden()
    dashboard.page.keyboard.press("Escape")
    expect(dashboard.detail).to_have_count(0)
    dashboard.map.get_by_role("button", name="Leave full screen").click()
    dashboard.page.wait_for_function("() => !document.fullscreenElement")
    expect(dashboard.heading).to_be_visible()
    assert frame.bounding_box() == before


def test_a_map_larger_than_usual_has_its_events_up_to_the_edges(dashboard: Dashboard, tmp_path: Path) -> None:
    """Where groups are cells, only those in the map's window are sent: the window follows the map's size."""
    places = [(latitude, longitude) for latitude in range(30, 37) for longitude in range(12, 74)]
    file = tmp_path / "everywhere.csv"
    header = "Date,Country,Place,Latitude,Longitude"
    rows = [f"2024-01-01,Iraq,Place {n},{latitude},{longitude}" for n, (latitude, longitude) in enumerate(places)]
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    dashboard.page.set_viewport_size({"width": 2200, "height": 1300})
    dashboard.open("at=33,43,5.5")
    upload(dashboard, file)
    import_file(dashboard)
    dashboard.page.get_by_role("button", name="Show alone").click()
    dashboard.expect_link(data="own")
    dashboard.expect_in_map(f"() => 0 < ({EVENTS_DRAWN})() && ({EVENTS_DRAWN})() < {len(places)}")
    dashboard.map.get_by_role("button", name="Full screen").click()
    dashboard.expect_in_map(f"() => ({EVENTS_DRAWN})() === {len(places)}")
    dashboard.expect_link(at="33,43,5.5")
    dashboard.map.get_by_role("button", name="Full screen").click()
    dashboard.expect_in_map(f"() => ({EVENTS_DRAWN})() < {len(places)}")


def test_the_legend_explains_a_term_that_needs_it(dashboard: Dashboard) -> None:
    dashboard.open()
    circle = dashboard.map.locator(".bw-entry", has_text="somewhere in the circle")
    mark = circle.get_by_role("note")
    expect(mark).to_have_accessible_name(re.compile(r"known only to the town \(5 km\)"))
    shown = "(mark) => getComputedStyle(mark, '::after').display"
    assert mark.evaluate(shown) == "none"
    mark.focus()
    assert mark.evaluate(shown) == "block"
    dashboard.box("False alarm").click()
    expect(circle).to_be_hidden()


def test_names_and_symbols_share_one_layer(dashboard: Dashboard) -> None:
    dashboard.open()
    browser = dashboard.page.context.new_cdp_session(dashboard.page)
    changes: list[list[dict[str, Any]]] = []
    browser.on("LayerTree.layerTreeDidChange", lambda change: changes.append(change.get("layers") or []))
    for domain in ("DOM", "LayerTree"):
        browser.send(f"{domain}.enable")
    dashboard.symbol("near Kirkuk").hover()
    expect(dashboard.map.locator(".bw-tooltip")).to_be_visible()
    nodes = [layer["backendNodeId"] for layer in next(filter(None, changes)) if "backendNodeId" in layer]
    described = [browser.send("DOM.describeNode", {"backendNodeId": node})["node"] for node in nodes]
    owners = [" ".join(node.get("attributes", [])) for node in described]
    assert sum("bw-sheet" in owner for owner in owners) == 1
    assert not [owner for owner in owners if any(name in owner for name in ("bw-name", "bw-diamond", "bw-symbol"))]


def test_a_symbol_with_events_after_a_filter_is_updated_in_place(dashboard: Dashboard, record: list[Event]) -> None:
    drones = by_place([event for event in record if event["event_type"] == "drone strike"])
    dashboard.open()
    dashboard.symbol("al-Asad").evaluate("(symbol) => { symbol.held = true; }")
    dashboard.box("Drone strike").click()
    dashboard.expect_places(drones)
    expect(dashboard.symbol("al-Asad")).to_have_text(str(drones["al-Asad"]))
    expect(dashboard.symbol("al-Asad").locator("path")).to_have_count(1)
    assert dashboard.symbol("al-Asad").evaluate("(symbol) => symbol.held")
    dashboard.box("Drone strike").click()
    dashboard.expect_places(by_place(record))
    expect(dashboard.symbol("al-Asad").locator("path")).to_have_count(0)


def test_leader_lines_are_below_all_symbols(dashboard: Dashboard) -> None:
    dashboard.open()
    lines, symbols = dashboard.map.locator(".bw-leader"), dashboard.symbols
    expect(lines).not_to_have_count(0)
    heights = [
        of.first.evaluate("(one) => +getComputedStyle(one.closest('.leaflet-pane')).zIndex") for of in (lines, symbols)
    ]
    assert heights[0] < heights[1]
    dashboard.box("Missile attack").click()
    expect(lines).to_have_count(0)


def test_pointing_at_a_symbol_shows_its_tooltip(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.symbol("near Kirkuk").hover()
    for words in ("Kirkuk", "Airstrike", "4 Dec 2023 · US forces, attributed", "5 militia killed"):
        expect(dashboard.map.locator(".bw-tooltip")).to_contain_text(words)


def test_no_name_is_covered_by_a_control(dashboard: Dashboard) -> None:
    dashboard.open("at=37.2,38.2,7")
    names = dashboard.map.locator(".bw-name")
    expect(names).not_to_have_count(0)
    assert dashboard.in_map(NAMES_BENEATH_CONTROLS) == []
    before = names.all_inner_texts()
    dashboard.map.get_by_text("Legend").click()
    dashboard.expect_in_map(f"() => ({NAMES_BENEATH_CONTROLS})().length === 0")
    assert names.all_inner_texts() != before


def test_pointing_at_a_symbol_shows_its_circle_among_many(dashboard: Dashboard) -> None:
    dashboard.open()
    circles = dashboard.map.locator(".leaflet-halos-pane path")
    expect(circles).not_to_have_count(0)
    pointed = dashboard.map.locator("path.bw-pointed")
    expect(pointed).to_have_count(0)
    dashboard.symbol("near Maysulun").hover()
    expect(pointed).to_have_count(1)
    expect(pointed).to_have_css("stroke-opacity", "1")
    dashboard.symbol("al-Asad").hover()
    expect(pointed).to_have_count(0)


def test_a_symbol_of_one_event_opens_its_detail(dashboard: Dashboard, quotes: dict[str, list[str]]) -> None:
    dashboard.open()
    dashboard.mark()
    dashboard.symbol("Tower 22").click()
    dashboard.expect_link(selected=TOWER_22)
    expect(dashboard.title).to_have_text("Drone strike at Tower 22")
    expect(dashboard.detail.locator("blockquote")).to_have_count(len(quotes[TOWER_22]))
    for quote in quotes[TOWER_22]:
        expect(dashboard.detail.locator("blockquote").filter(has_text=quote).first).to_be_visible()
    dashboard.expect_places(Counter({"Tower 22": 1}), SELECTED)
    assert dashboard.is_marked()


@pytest.mark.smoke
def test_a_symbol_of_many_events_lists_them(dashboard: Dashboard, record: list[Event]) -> None:
    at_asad = [event["event_id"] for event in record if event["place"] == "al-Asad"]
    dashboard.open()
    dashboard.symbol("al-Asad").click()
    expect(dashboard.popup_rows).to_have_count(len(at_asad))
    for event_id in at_asad:
        expect(dashboard.popup_row(event_id)).to_be_attached()
    assert "selected" not in dashboard.link()
    dashboard.popup_row("20240120-al-asad-missile").click()
    dashboard.expect_link(selected="20240120-al-asad-missile")
    expect(dashboard.title).to_have_text("Missile attack at al-Asad")
    dashboard.expect_places(Counter({"al-Asad": len(at_asad)}), SELECTED)


def test_an_open_list_is_updated_by_filters_and_closes_with_its_symbol(
    dashboard: Dashboard, record: list[Event]
) -> None:
    at_asad = [event for event in record if event["place"] == "al-Asad"]
    drones = [event["event_id"] for event in at_asad if event["event_type"] == "drone strike"]
    assert 0 < len(drones) < len(at_asad)
    dashboard.open()
    dashboard.symbol("al-Asad").click()
    dashboard.box("Drone strike").click()
    expect(dashboard.popup_rows).to_have_count(len(drones))
    for event_id in drones:
        expect(dashboard.popup_row(event_id)).to_be_visible()
    dashboard.popup_row(drones[0]).click()
    expect(dashboard.popup_row(drones[0])).to_have_class(re.compile(r"\bbw-on\b"))
    dashboard.box("Drone strike").click()
    expect(dashboard.popup_rows).to_have_count(len(at_asad))
    dashboard.box("Airstrike").click()
    expect(dashboard.popup_rows).to_have_count(0)


def test_the_list_of_another_symbol_replaces_the_first(dashboard: Dashboard, record: list[Event]) -> None:
    drones = sum(event["place"] == "al-Asad" and event["event_type"] == "drone strike" for event in record)
    dashboard.open()
    dashboard.symbol("al-Tanf").click()
    dashboard.symbol("al-Asad").press("Enter")  # the first list may lie over it
    expect(dashboard.map.locator(".bw-popup")).to_have_count(1)
    dashboard.box("Drone strike").click()
    expect(dashboard.popup_rows).to_have_count(drones)


def test_the_ring_follows_the_selection(dashboard: Dashboard) -> None:
    dashboard.open(f"selected={KIRKUK}")
    dashboard.expect_places(Counter({"near Kirkuk": 1}), SELECTED)
    dashboard.symbol("Tower 22").click()
    dashboard.expect_places(Counter({"Tower 22": 1}), SELECTED)
    dashboard.detail.get_by_role("button", name="Close").click()
    dashboard.expect_link(selected=None)
    expect(dashboard.detail).to_have_count(0)
    dashboard.expect_places(Counter(), SELECTED)


def test_a_response_links_the_details_of_two_events(dashboard: Dashboard) -> None:
    dashboard.open(f"selected={TOWER_22}")
    dashboard.detail.get_by_role("button", name="Airstrike in Syria").click()
    dashboard.expect_link(selected="20240202-syria-airstrikes")
    expect(dashboard.title).to_contain_text("Airstrike in Syria")


def test_the_keyboard_selects_a_symbol_of_one_event(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.symbol("near Kirkuk").press("Enter")
    dashboard.expect_link(selected=KIRKUK)
    expect(dashboard.title).to_have_text("Airstrike near Kirkuk")


def test_the_keyboard_opens_a_symbol_of_many_events(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.symbol("al-Asad").press("Enter")
    dashboard.popup_row("20240120-al-asad-missile").press("Enter")
    dashboard.expect_link(selected="20240120-al-asad-missile")
    expect(dashboard.title).to_have_text("Missile attack at al-Asad")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desktop", "phone"])
def test_the_heading_of_a_list_keeps_clear_of_the_buttons(dashboard: Dashboard, size: tuple[int, int]) -> None:
    dashboard.page.set_viewport_size({"width": size[0], "height": size[1]})
    dashboard.open()
    dashboard.symbol("al-Asad").click()
    heading = dashboard.map.locator(".bw-popup strong")
    expect(heading).to_have_text("al-Asad")
    dashboard.expect_in_map(
        """() => {
          const {left, right, top, bottom} = document.querySelector('.bw-popup strong').getBoundingClientRect();
          const corners = [[left + 1, top + 1], [left + 1, bottom - 1], [right - 1, bottom - 1]];
          return corners.every(([x, y]) => document.elementFromPoint(x, y)?.closest('.bw-popup strong'));
        }"""
    )
