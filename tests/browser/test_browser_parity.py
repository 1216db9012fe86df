"""The map on the screen and the map on a slide show the same groups alike: sizes, kinds, labels, legend, layout."""

import json
from dataclasses import asdict, dataclass
from typing import Any, cast

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from components import symbology
from components.files import STATIC
from components.map import map_state
from components.map.columns import columns
from components.page_data import SlideData
from components.slide.layers import labels
from components.slide.slide_symbols import MapSheet, Symbol, symbols
from components.slide.svg import Canvas
from components.symbology import LABEL_HEIGHT, LABEL_MARGIN, REPEL, SLIDE_SCALE
from data.terms import EVENT_TYPES
from data.view import View
from geo import basemap
from geo.map_layout import Frame, Label, Marker, place_labels, repel

AT = (34.0, 42.5)
SIZE = (1400.0, 1000.0)
PURE = ("rows", "symbols", "layout")
"""The map's scripts that need neither Leaflet nor a page."""
BASES = pd.DataFrame(
    {
        "site_id": ["al-asad", "al-harir", "tower-22"],
        "name": ["al-Asad", "al-Harir", "Tower 22"],
        "latitude": [33.8, 36.5, 33.3],
        "longitude": [42.4, 44.4, 38.7],
    }
)


def made_groups(largest: int) -> pd.DataFrame:
    """Groups of every kind, precision and size up to the largest, some of one place."""
    sizes = sorted({1, 2, 9, 50, 51, 99, 100, 1_234, largest})
    names = ["al-Asad", "Baghdad", "Kirkuk", "", "Mayadin", "Hillah", "Erbil", "Somewhere"]
    precisions = ["site", "town", "district", "admin1", "site", ""]
    rows = []
    for n, events in enumerate(size for size in sizes if size <= largest):
        for m, (attacks, answers) in enumerate([(events, 0), (0, events), (events // 2, events // 3), (0, 0)]):
            number = 4 * n + m
            rows.append(
                {
                    "cell": f"{n}:{m}",
                    "latitude": 33.0 + 0.31 * (number % 9),
                    "longitude": 41.0 + 0.37 * (number % 7),
                    "events": events,
                    "attacks": attacks,
                    "answers": answers,
                    "event_type": [*EVENT_TYPES, ""][number % 10],
                    "geo_precision": precisions[number % len(precisions)],
                    "location": names[number % len(names)],
                    "origin": "own" if number % 5 == 0 else "record",
                }
            )
    return pd.DataFrame(rows)


@dataclass
class OneSlideData:
    """As much of a slide's data as the layers here read."""

    bases: pd.DataFrame
    view: View


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Page:
    """A page with the map's pure scripts and the configuration that the map gets."""
    page = browser.new_page()
    for name in PURE:
        page.add_script_tag(path=STATIC / "map" / f"{name}.js")
    page.evaluate("(config) => { window.config = config; }", json.loads(json.dumps(map_state.config(BASES, "", ""))))
    return page


def sheet(groups: pd.DataFrame, zoom: float) -> MapSheet:
    frame = Frame.of_position((*AT, zoom), *SIZE)
    box = (0.0, 0.0, *SIZE)
    brief = cast(SlideData, OneSlideData(BASES, View()))
    return MapSheet(Canvas(1, 1), box, frame, brief, symbols(groups, frame, box), [])


def on_screen(scripts: Page, shown: list[Symbol], script: str, **values: Any) -> Any:
    """Return the result of a script that reads the symbols as `groups`, and other `values`."""
    groups = [{**asdict(symbol), "location": symbol.name} for symbol in shown]
    body = f"({{ groups: table, ...values }}) => {{ const groups = basewatch.rowsOf(table); {script} }}"
    return scripts.evaluate(body, {"groups": columns(groups), **values})


@pytest.mark.parametrize("largest", [9, 51, 250_000])
def test_symbols_have_one_size_one_kind_and_one_number(scripts: Page, largest: int) -> None:
    shown = [symbol for symbol, _ in sheet(made_groups(largest), 6).symbols]
    script = """
    const { symbol } = config;
    return groups.map((one) => [basewatch.kindOf(one), basewatch.formatCount(one.events),
      basewatch.scaledHalfHeight(one, values.largest, 1, symbol),
      basewatch.scaledHalfWidth(one, values.largest, 1, symbol),
      basewatch.textSize(basewatch.halfHeight(one.events, values.largest, symbol), symbol),
      basewatch.isPaired(one, symbol)]);
    """
    screen = on_screen(scripts, shown, script, largest=shown[0].largest)
    for symbol, (kind, count, half_height, half_width, text_size, is_paired) in zip(shown, screen, strict=True):
        assert (symbol.kind, symbology.format_count(symbol.events), symbol.is_paired) == (kind, count, is_paired)
        assert symbol.half_height == pytest.approx(SLIDE_SCALE * half_height)
        assert symbol.half_width == pytest.approx(SLIDE_SCALE * half_width)
        assert symbology.text_size(half_height) == pytest.approx(text_size)
    assert {symbol.kind for symbol in shown} == {"attack", "answer", "mixed", "other"}
    assert {symbol.is_paired for symbol in shown} == {True, False}


def test_counts_have_the_same_format(scripts: Page) -> None:
    numbers = [
        *range(1, 1200),
        *(base * 10**power + step for base in range(1, 10) for power in range(3, 10) for step in (-1, 0, 50, 499)),
    ]
    assert scripts.evaluate("(all) => all.map(basewatch.formatCount)", numbers) == [
        *map(symbology.format_count, numbers)
    ]


def test_circles_have_the_same_opacity(scripts: Page) -> None:
    script = """(all) => all.map((n) =>
      [basewatch.circleOpacity(n, config.circle), basewatch.circleFillOpacity(n, config.circle)])"""
    numbers = [0, 1, 25, 26, 60, 300]
    expected = [[symbology.circle_opacity(n), symbology.circle_fill_opacity(n)] for n in numbers]
    for screen, slide in zip(scripts.evaluate(script, numbers), expected, strict=True):
        assert screen == pytest.approx(slide)


@pytest.mark.parametrize("zoom", [5.0, 6.99, 7.0, 8.25])
def test_labels_are_the_same_in_the_same_order(scripts: Page, zoom: float) -> None:
    drawn = sheet(made_groups(1_234), zoom)
    names = [(label.kind, label.text) for label in labels.wanted(drawn)]
    script = """
    const shown = { symbols: groups, ...values, looks: config.labels };
    return basewatch.labelsOf(shown).map(({ kind, text }) => [kind, text]);
    """
    shown = [symbol for symbol, _ in drawn.symbols]
    frame_bases = [base for base in BASES.to_dict("records") if base["name"] in _in_frame(drawn)]
    values = {"bases": frame_bases, "places": basemap.load()["labels"], "zoom": zoom}
    assert [tuple(one) for one in on_screen(scripts, shown, script, **values)] == names
    assert {kind for kind, _ in names} >= {"struck base", "struck site", "struck area", "country", "town", "water"}


def _in_frame(drawn: MapSheet) -> set[str]:
    inside = {base.name for base in BASES.itertuples() if _is_inside(drawn, base.latitude, base.longitude)}
    return inside | {symbol.name for symbol, _ in drawn.symbols}


def _is_inside(drawn: MapSheet, latitude: float, longitude: float) -> bool:
    x, y = drawn.pixel(latitude, longitude)
    return 0 < x < SIZE[0] and 0 < y < SIZE[1]


def test_the_legend_has_the_same_words(scripts: Page) -> None:
    script = """
    const kinds = config.legend.map(({ kind }) => kind);
    const wanted = basewatch.legendKinds(groups, kinds, config.uncertainty_km);
    return wanted.map((kind) => config.legend.find((entry) => entry.kind === kind).words);
    """
    everything = [symbol for symbol, _ in sheet(made_groups(1_234), 6).symbols]
    for shown in ([], everything[:1], everything[1:2], everything[2:3], everything[3:4], everything):
        words = [symbology.LEGEND_WORDS[kind] for kind in symbology.legend_kinds(shown)]
        assert on_screen(scripts, shown, script) == words


def test_symbols_are_moved_to_the_same_places(scripts: Page) -> None:
    homes = [(n * 37 % 120, n * 61 % 90, 10 + n % 5, 9 + n % 4, 1 + n % 7) for n in range(40)]
    markers = [Marker(str(n), (x, y), width, height, weight) for n, (x, y, width, height, weight) in enumerate(homes)]
    moves = repel(markers, **asdict(REPEL))
    script = """(homes) => {
      const markers = homes.map(([x, y, halfWidth, halfHeight, weight]) => ({ x, y, halfWidth, halfHeight, weight }));
      return [basewatch.repel(markers, config.repel), markers.map(({ x, y }) => [x, y])];
    }"""
    moves_on_screen, places = scripts.evaluate(script, homes)
    assert moves == moves_on_screen > 0
    for marker, place in zip(markers, places, strict=True):
        assert (marker.x, marker.y) == pytest.approx(place, abs=0.01)


def test_labels_have_the_same_places(scripts: Page) -> None:
    made = [
        Label(f"Name {n}", "town", n * 97 % 380, n * 61 % 280, 6, 5, centred=n % 4 == 0, dot=2 * (n % 3 == 0))
        for n in range(60)
    ]
    taken = [(50.0, 40.0, 90.0, 60.0), (200.0, 100.0, 260.0, 140.0)]
    frame = (0.0, 0.0, 400.0, 300.0)
    placed = place_labels(
        made, taken, frame, lambda label: 6.5 * len(label.text), height=LABEL_HEIGHT, margin=LABEL_MARGIN
    )
    script = """([labels, taken, frame]) => basewatch
      .placeLabels(labels, taken, frame, ({ text }) => 6.5 * text.length, config.label_height, config.label_margin)
      .map(({ label, x, y }) => [label.text, x, y])"""
    on_map = scripts.evaluate(script, [[asdict(label) for label in made], taken, frame])
    assert on_map == [[one.label.text, one.x, one.y] for one in placed]
    assert 5 < len(placed) < len(made)
