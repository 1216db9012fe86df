"""Hostile texts at every door of the page: nothing runs or becomes an element, all words are shown as they are."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from components.state import _MOST_PROBLEMS as FAULTS
from data import __main__ as command_line
from data.clean_text import clean_line
from tests import shared
from tests.browser.conftest import ROOT, Watch, start_server
from tests.browser.dashboard import Dashboard
from tests.hostile import EVIL, HOSTILE, MONTHS, RUN, SHORT, shown, table

FILE_NAME = "www.evil.example a--b :streamlit: <img src=x onerror=window.bw_hacked=1>.csv"
FOUND = """
() => {
  const frames = (view) => [view, ...Array.from(view.frames, frames).flat()];
  const reachable = frames(window).filter((view) => { try { return view.document; } catch { return false; } });
  const suspects = `[src="x"], [href*="evil.example"], [src*="evil.example"], [action*="evil.example"],
    [href^="javascript:" i], [srcdoc], object, embed, marquee, base, meta[http-equiv="refresh" i], math, plaintext,
    img[alt="Streamlit logo"], .katex, .stMarkdownColoredText, .stMarkdownColoredBackground, .stMarkdownBadge,
    [onerror], [onload], [onfocus], [ontoggle], [onmouseover], [onclick], [onbegin], [onstart]`;
  return reachable.flatMap((view) => [
    ...(view.bw_hacked === undefined ? [] : ["ran in " + view.location.pathname]),
    ...Array.from(view.document.querySelectorAll(suspects), (element) => element.outerHTML.slice(0, 200)),
    ...Array.from(view.document.querySelectorAll("[class*='st-key-'], [id*='$$ID']"), (element) => element.className)
      .filter((name) => /evil|onerror|\\/tmp|%2Ftmp/.test(String(name))),
  ]);
}
"""
"""What must never be in a page: what ran, elements and attributes made of text, text in classes."""


BRIEF = tuple(text for text in HOSTILE if len(text) < 1_000)
"""Words of 10,000 letters in every table keep the browser busy for half a minute."""


def expect_harmless(page: Page) -> None:
    assert page.evaluate(FOUND) == []


def words_in(page: Page, selector: str) -> str:
    """All text of the elements, with single spaces."""
    found: list[str] = page.locator(selector).evaluate_all("all => all.map((element) => element.textContent)")
    return " ".join(" ".join(found).split())


def expect_words(page: Page, selector: str, texts: tuple[str, ...]) -> None:
    shown = words_in(page, selector)
    assert [text[:99] for text in texts if " ".join(text.split()) not in shown] == []


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[tuple[Dashboard, Watch]]:
    """A browser context of a server, with a watch over it."""
    watch = Watch()
    with browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address) as context:
        context.set_default_timeout(60_000)
        watch.over(context)
        yield Dashboard(context.new_page()), watch
        assert watch.seen == []


def expect_month(dashboard: Dashboard, month: int) -> None:
    """Expect the texts of a month in the table, as words."""
    expect_words(dashboard.page, ".bw-events", shown(month))
    expect_harmless(dashboard.page)


def open_windows(dashboard: Dashboard) -> None:
    """Open what a page has: symbols with their pop-ups and tooltips, details, tabs."""
    page = dashboard.page
    labels = dashboard.in_map("() => Array.from(document.querySelectorAll('.bw-symbol'), (s) => s.ariaLabel).join(' ')")
    assert "evil.example" in labels
    dashboard.in_map(
        "() => document.querySelectorAll('.bw-symbol').forEach((symbol) => {"
        " symbol.dispatchEvent(new MouseEvent('mouseover', { bubbles: true })); })"
    )
    expect_harmless(page)
    for row in (0, 7, 20, 40):
        page.locator(".bw-events tbody tr").nth(row).locator("button, a, td").first.click()
        dashboard.expect_idle()
        expect(dashboard.detail).to_be_visible()
        expect_harmless(page)
    for tab in ("about", "totals", "context"):
        dashboard.open(f"{dashboard.query()}&page={tab}")
        expect_harmless(page)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the corpus, in a file with a hostile name."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "corpus.csv").write_text(table(), encoding="utf-8")
    events = folder / "<img src=x onerror=window.bw_hacked=1> :streamlit: www.evil.example.parquet"
    assert command_line.main(["import", "table", str(folder / "corpus.csv"), "-o", str(events)]) == 0
    process, address = start_server(folder / "log.txt", events=str(events).replace("[", "[[]"))
    yield address
    shared.end(process)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose catalogue has a hostile text in every free text of every table."""
    folder = tmp_path_factory.mktemp("recorded") / "root"
    for name in ("components", "data", "geo", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    free = {"name", "title", "publisher", "summary", "quote", "headline", "place_as_reported", "weapon", "target"}
    free |= {"doubt", "scope", "claimed_by", "aliases", "document"}
    count = 0
    for file in (folder / "data" / "catalog").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        for row in rows:
            for column in free & row.keys():
                count += 1
                text = BRIEF[count % len(BRIEF)].encode("utf-8", "ignore").decode()
                row[column] += f" {text} {count}" if row[column] else ""
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    process, address = start_server(folder / "log.txt", root=folder)
    yield address
    shared.end(process)


def test_a_served_table_of_hostile_texts_runs_nothing(browser: Browser, served: str) -> None:
    with watched(browser, served) as (dashboard, _):
        for month in MONTHS:
            dashboard.page.goto(f"/?dates=2024-{month:02d}-01..2024-{month:02d}-28")
            # Words of 10,000 letters keep the browser busy for many seconds before the map is there.
            expect(dashboard.map.locator("path.bw-focus").first).to_be_attached(timeout=120_000)
            dashboard.expect_drawn()
            expect_month(dashboard, month)
        dashboard.open("dates=2024-01-01..2024-02-28&at=31,40,10")  # single symbols with names
        open_windows(dashboard)
        dashboard.page.goto("/?mode=briefing&title=%3Cb%3E")
        expect(dashboard.page.locator(".bw-slide")).to_be_visible()
        expect_harmless(dashboard.page)


def test_a_catalogue_of_hostile_texts_runs_nothing(browser: Browser, recorded: str) -> None:
    with watched(browser, recorded) as (dashboard, _):
        dashboard.open()
        expect_harmless(dashboard.page)
        for query in ("selected=20240128-tower-22-drone", "page=totals", "page=context", "page=about", "measure=party"):
            dashboard.open(query)
            expect_harmless(dashboard.page)
        dashboard.page.goto("/?mode=briefing")
        expect(dashboard.page.locator(".bw-slide")).to_be_visible()
        expect_harmless(dashboard.page)


def test_an_uploaded_file_of_hostile_texts_runs_nothing(dashboard: Dashboard) -> None:
    page = dashboard.page
    dashboard.open()
    page.get_by_role("button", name="Import", exact=True).click()
    content = table().encode()
    files: list[Any] = [{"name": FILE_NAME, "mimeType": "text/csv", "buffer": content}]
    page.locator("input[type=file]").set_input_files(files)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The first rows, as they will be read")
    expect_harmless(page)
    page.get_by_role("button", name="Read the file").click()
    show = page.get_by_role("button", name="Show alone")
    expect(show).to_be_visible(timeout=120_000)
    assert f"onerror={RUN}" in words_in(page, "[role=dialog]")
    expect_harmless(page)
    show.click()
    dashboard.expect_link(data="own")
    dashboard.expect_drawn()
    expect_month(dashboard, MONTHS[-1])
    assert "a--b :streamlit:" in words_in(page, "[data-testid=stSidebar]")
    bad = [{"name": FILE_NAME, "mimeType": "text/csv", "buffer": b"%PDF-1.7\n\x00"}]
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(bad)  # type: ignore[arg-type]
    expect(dialog.get_by_role("alert")).to_contain_text("a--b :streamlit:")
    expect_harmless(page)


def test_a_name_of_128_arabic_letters_is_read(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.page.get_by_role("button", name="Import", exact=True).click()
    long: list[Any] = [
        {"name": "ش" * 128 + ".csv", "mimeType": "text/csv", "buffer": b"date,country\n2024-01-28,Iraq\n"}
    ]
    dashboard.page.locator("input[type=file]").set_input_files(long)
    dashboard.page.get_by_role("button", name="Read the file").click()
    expect(dashboard.page.get_by_role("dialog")).to_contain_text("1 row read, 1 kept")


@pytest.mark.parametrize("part", range(4))
def test_hostile_parameters_and_values_of_a_link_are_words_in_warnings(dashboard: Dashboard, part: int) -> None:
    texts = SHORT[part::4]
    for first in range(0, len(texts), FAULTS):
        some = texts[first : first + FAULTS]
        values = [("actor" if n % 2 else text, text) for n, text in enumerate(some)]
        dashboard.open(urlencode(values))
        expect_words(dashboard.page, ".st-key-heading", tuple(clean_line(text) for text in some))
        expect_harmless(dashboard.page)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (f"actor={EVIL}/login", f"{EVIL}/login"),
        (f"{EVIL}/x=1", f"{EVIL}/x"),
        (f"find={EVIL}", EVIL),
        ("country=www.evil.example", "www.evil.example"),
        ("at=:smile: a -- b", ":smile: a -- b"),
    ],
)
def test_an_address_in_a_link_is_no_link(dashboard: Dashboard, query: str, words: str) -> None:
    dashboard.open(query)
    expect(dashboard.page.locator(".st-key-heading")).to_contain_text(words)
    expect_harmless(dashboard.page)


def test_texts_of_a_briefer_are_words_on_the_page_and_on_the_slide(dashboard: Dashboard) -> None:
    for first in range(0, len(SHORT), 48):
        texts = SHORT[first : first + 48]
        notes = [("note", f"33.{n},40.1,{text}") for n, text in enumerate(texts[:12], start=10)]
        named = [(name, text) for name, text in zip(("title", "organisation", "banner", "find"), texts[12:])]
        dashboard.page.goto(f"/?{urlencode([('mode', 'briefing'), *notes, *named])}")
        expect(dashboard.page.locator(".bw-slide")).to_be_visible()
        dashboard.expect_idle()
        expect_words(dashboard.page, ".st-key-briefing-controls", tuple(texts[:12]))
        expect_harmless(dashboard.page)
