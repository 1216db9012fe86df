"""The first screen: all of it is in the window, nothing in it moves, it is shared, and it has keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from components.dashboard.keys import KEYS
from tests import shared
from tests.browser.conftest import start_server
from tests.browser.dashboard import Dashboard

MOST_SHIFT = 0.05
LEAST_MAP = 250
TALL: ViewportSize = {"width": 1600, "height": 1000}
LOW: ViewportSize = {"width": 1280, "height": 720}
MANY_FILTERS = (
    "dates=2023-10-17..2024-02-07&side=attack&country=Syria&country=Iraq&event_type=drone%20strike&find=base"
    "&event_type=rocket%20attack&actor=Islamic%20Resistance%20in%20Iraq&actor=Kata%27ib%20Hezbollah"
)
VIEWS = ("", "selected=20240128-tower-22-drone", "country=Qatar&side=us_strike", MANY_FILTERS)
_SHIFTS = """
window.shifts = [];
const note = ({ value, sources }) => window.shifts.push([value, sources.map(({ node }) => node?.className ?? "")]);
new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "layout-shift", buffered: true });
"""
_WITHOUT_CLIPBOARD = """
Object.defineProperty(navigator, "clipboard", { value: undefined });
navigator.share = async (shared) => { window.passedOn = shared; };
"""


@pytest.fixture
def opened(page: Page) -> Callable[..., Dashboard]:
    """Open a view in a window of a size, after a script."""

    def open_view(query: str, size: ViewportSize, script: str = "") -> Dashboard:
        page.set_viewport_size(size)
        page.add_init_script(script)
        dashboard = Dashboard(page)
        dashboard.open(query)
        return dashboard

    return open_view


@pytest.mark.parametrize("size", [TALL, {"width": 1366, "height": 768}, LOW], ids=lambda size: size["width"])
def test_title_figures_map_story_and_chart_are_in_the_window(
    opened: Callable[..., Dashboard], size: ViewportSize
) -> None:
    dashboard = opened(VIEWS[0], size)
    for view in VIEWS:
        dashboard.open(view)
        page = dashboard.page
        expect(page.locator(".bw-t-picture")).to_be_visible()
        title, actions, figures, chips, map_, chart = (
            box(page, selector)
            for selector in ("h1", ".st-key-actions", ".bw-groups", ".st-key-chips", "iframe", ".bw-t-picture")
        )
        story = box(page, '[data-testid="stHorizontalBlock"]:has(iframe) > [data-testid="stColumn"]:last-child')
        assert chart["bottom"] <= size["height"], view
        assert map_["height"] >= LEAST_MAP
        assert title["right"] <= actions["left"]
        assert title["bottom"] <= figures["top"]
        assert figures["bottom"] <= chips["top"] + 5
        assert (story["top"], story["bottom"]) == (map_["top"], map_["bottom"]), "a long story scrolls in its place"
        assert chips["bottom"] <= map_["top"] <= chart["top"]
        assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") == page.evaluate(
            "() => document.querySelector('[data-testid=stMain]').clientWidth"
        )


def test_the_map_keeps_its_place_where_an_actor_has_no_event(opened: Callable[..., Dashboard]) -> None:
    dashboard = opened("", LOW)
    before = box(dashboard.page, ".st-key-map-frame iframe")
    dashboard.open("actor=Kata%27ib%20Hezbollah")
    expect(dashboard.page.get_by_role("button", name="Show the 4 strikes")).to_be_visible()
    assert box(dashboard.page, ".st-key-map-frame iframe") == pytest.approx(before, abs=1)


def box(page: Page, selector: str) -> dict[str, float]:
    """Return the edges and the height of the first element."""
    edges: dict[str, float] = page.locator(selector).first.evaluate("(one) => one.getBoundingClientRect().toJSON()")
    return edges


@pytest.mark.parametrize("size", [TALL, LOW], ids=lambda size: size["width"])
def test_nothing_moves_into_place(opened: Callable[..., Dashboard], size: ViewportSize) -> None:
    dashboard = opened("", size, _SHIFTS)
    page = dashboard.page
    expect(page.locator(".bw-t-picture")).to_be_visible()
    moved = {"load": shifts_of(page)}
    acts: dict[str, Callable[[], object]] = {
        "filter": lambda: dashboard.box("Attacks on US").click(),
        "second filter": lambda: dashboard.pill("Syria").click(),
        "no event": lambda: dashboard.pill("2025").click(),
        "filter removed": dashboard.chips.first.click,
        "reset": dashboard.reset.click,
        "event": dashboard.offers.get_by_role("button").first.click,
        "event closed": lambda: page.get_by_role("button", name="Close", exact=True).click(),
        "chart": lambda: page.locator(".st-key-switches label").filter(has_text="By party").click(),
        "tab": lambda: dashboard.part("Published totals").locator("..").click(),
    }
    for name, act in acts.items():
        page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        shifts_of(page)
        before = page.url
        act()
        page.wait_for_url(lambda url, before=before: url != before)
        dashboard.expect_idle()
        moved[name] = shifts_of(page)
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    moved["dialog"] = shifts_of(page)
    assert {name: shifts for name, shifts in moved.items() if sum(amount for amount, _ in shifts) > MOST_SHIFT} == {}


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"BASEWATCH_SESSIONS": "1"}, "all are taken"),
        ({"BASEWATCH_EVENTS": "/nowhere/events.parquet"}, "cannot be shown"),
    ],
    ids=["full", "not loaded"],
)
def test_a_page_that_is_only_a_sentence_is_not_hidden_as_one_that_loads(
    browser: Browser, tmp_path: Path, variables: dict[str, str], words: str
) -> None:
    process, address = start_server(tmp_path / "log.txt", variables=variables)
    visitors = [browser.new_context() for _ in range(2)]
    for context in visitors:
        page = context.new_page()
        page.goto(address)
        expect(page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_attached()
    expect(page.get_by_text(words)).to_be_visible(timeout=10_000)
    for context in visitors:
        context.close()
    shared.end(process)


def shifts_of(page: Page) -> list[tuple[float, list[str]]]:
    """Return the layout shifts since the last call, when two more frames were painted, each with what moved."""
    shifts: list[tuple[float, list[str]]] = page.evaluate("""async () => {
      for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
      return window.shifts.splice(0);
    }""")
    return shifts


def test_a_view_is_shared_without_a_network_and_without_a_clipboard_of_https(opened: Callable[..., Dashboard]) -> None:
    dashboard = opened("country=Jordan", LOW, _WITHOUT_CLIPBOARD)
    page = dashboard.page
    expect(page).to_have_title(
        "Attacks on US and coalition forces and US and coalition strikes, 28 Jan 2024, in Jordan · Basewatch"
    )
    page.get_by_role("button", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_have_js_property("complete", value=True)
    assert dialog.get_by_role("img").evaluate("(image) => image.naturalWidth") > 0
    expect(dialog.get_by_label("Link", exact=True)).to_have_value(page.url)
    dialog.get_by_role("button", name="Share with an app").click()
    assert page.evaluate("() => window.passedOn.url") == page.url
    dialog.get_by_role("button", name="Copy: Link").click()
    expect(dialog.get_by_role("status").first).to_have_text("Copied")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.press("Control+V")
    expect(page.locator(":focus")).to_have_value(page.url)


def test_keys_work_on_the_page_and_on_the_map_but_not_while_somebody_types(opened: Callable[..., Dashboard]) -> None:
    dashboard = opened("country=Jordan&country=Qatar", LOW)
    page = dashboard.page
    first, second = "20240128-tower-22-drone", "20250623-al-udeid-missile"
    page.keyboard.press("]")
    dashboard.expect_link(selected=first)
    dashboard.symbols.first.focus()
    page.keyboard.press("]")
    dashboard.expect_link(selected=second)
    page.keyboard.press("]")
    page.keyboard.press("[")
    dashboard.expect_link(selected=first)
    page.keyboard.press("/")
    page.keyboard.type("[b?f")
    expect(page.locator(":focus")).to_have_value("[b?f")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    dashboard.heading.click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("kbd")).to_have_count(len(KEYS))
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    dashboard.expect_link(selected=first, mode=None)
    dashboard.heading.click()
    page.keyboard.press("b")
    dashboard.expect_link(selected=first, mode="briefing")
