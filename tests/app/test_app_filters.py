"""The filters: each alone and two together change the heading, the counts, the table and the map, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

import pytest

from data.periods import PERIODS
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.terms import ACTOR_BASES, COUNTRIES, EVENT_TYPES, SIDES
from data.view import View
from tests.app.visitor import Visitor


@dataclass(frozen=True)
class Filter:
    """A way to filter, and what it makes of the view."""

    act: Callable[[Visitor], Visitor]
    changes: dict[str, Any]


def set_date(key: str, day: date) -> Callable[[Visitor], Visitor]:
    return lambda visitor: visitor.type_day(key, day)


FILTERS = {
    "period": Filter(lambda v: v.tick("period", "Oct 2023 – Feb 2024"), {"dates": PERIODS["Oct 2023 – Feb 2024"]}),
    "side": Filter(lambda v: v.tick("side", "attack"), {"side": ("attack",)}),
    "actor": Filter(lambda v: v.tick("actor", "Iran-backed militias"), {"actor": ("Iran-backed militias",)}),
    "basis": Filter(lambda v: v.tick("basis", "claimed"), {"basis": ("claimed",)}),
    "type": Filter(lambda v: v.tick("event_type", "drone strike"), {"event_type": ("drone strike",)}),
    "country": Filter(lambda v: v.tick("country", "Iraq", "Syria"), {"country": ("Iraq", "Syria")}),
    "find": Filter(lambda v: v.find("  base   al "), {"find": "base al"}),
    "area": Filter(
        lambda v: v.send_map_message(kind="area", area=[42.0, 32.5, 45.5, 34.5]), {"area": (42.0, 32.5, 45.5, 34.5)}
    ),
    "from": Filter(set_date("date_from", date(2023, 11, 15)), {"dates": (date(2023, 11, 15), None)}),
}


def check_page(visitor: Visitor, view: View, engine: Engine) -> None:
    """Everything on the page is the view's."""
    counts, events = engine.counts(view), engine.events(view)
    assert visitor.view == visitor.address == view
    assert visitor.heading == view.describe(engine.extent(view))
    assert visitor.shown == counts.shown
    assert f"{counts.on_map} on the map" in visitor.html
    assert f"{counts.filtered_out} filtered out of {counts.everything}." in visitor.html
    assert len(visitor.table) == counts.shown
    assert visitor.table["Country"].tolist() == events["country"].tolist()
    assert visitor.mapped == counts.on_map
    without = [f" · {number} without it" * (number > 0) for _, number in engine.counts_without_each_filter(view)]
    assert visitor.buttons("chips") == [
        *(f"{words} ×{count}" for (*_, words), count in zip_longest(view.active(), without, fillvalue="")),
        *["Reset"] * bool(view.active()),
    ]


def check_options(visitor: Visitor, view: View, engine: Engine) -> None:
    """Each option of the sidebar has its count under the other filters, and is chosen exactly if the view says so."""
    options = engine.options(view)
    for facet, values in (
        *(("side", SIDES), ("event_type", EVENT_TYPES), ("country", COUNTRIES), ("basis", ACTOR_BASES)),
        ("actor", engine.facet_values()["actor"]),
    ):
        counts = visitor.counts(facet)
        assert counts == {value: f"{options[facet].get(value, 0)}" for value in values}
        assert tuple(visitor.chosen(facet)) == getattr(view, facet)
        pale = [counts[value] == "0" and value not in getattr(view, facet) for value in counts]
        assert pale == sorted(pale), "options without an event are last"
    assert visitor.choices["find"]["chosen"] == [view.find]
    assert visitor.days == view.dates


def test_the_page_opens_on_the_whole_record(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open()
    check_page(visitor, View(), record_engine)
    check_options(visitor, View(), record_engine)


def test_a_typed_actor_is_found_in_another_spelling(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.open()
    assert not visitor.choices["actor"]["typed"]
    monkeypatch.setattr("components.dashboard.sidebar._OFFERED_LIMIT", 1)  # more names than options: any can be typed
    visitor.rerun()
    assert visitor.choices["actor"]["typed"]
    visitor.tick("actor", "iran backed MILITIAS")
    assert visitor.view == visitor.address == View(actor=("Iran-backed militias",))
    assert visitor.chosen("actor") == ["Iran-backed militias"]
    assert not visitor.warnings
    visitor.tick("actor", "Nobody's army")
    assert visitor.view == visitor.address == View(actor=("Iran-backed militias",))
    assert "Nobody's army" in visitor.warnings[0]


def test_a_folded_section_says_what_is_chosen_in_it(visitor: Visitor) -> None:
    visitor.open(
        "event_type=drone+strike&event_type=ied&basis=claimed&dates=2024-01-01..&area=42,32.5,45.5,34.5&find=x"
    )
    assert visitor.summary("Type") == "Drone strike, IED"
    assert visitor.summary("How sure") == "Claimed by the actor"
    assert visitor.summary("Period") == "since 1 Jan 2024"
    assert visitor.summary("Area") == "32.5 to 34.5° N, 42.0 to 45.5° E"
    assert visitor.summary("Country") == ""
    visitor.button("Remove this area")
    assert visitor.view.area is None
    assert visitor.summary("Area") == ""


def test_an_actor_is_listed_with_its_other_names(visitor: Visitor, catalog: Catalog) -> None:
    visitor.open()
    others = {value: names.split("\n") for value, *_, names in visitor.choices["actor"]["options"] if names}
    assert others == {name: [*names] for name, names in catalog.aliases().items() if names}
    assert "كتائب حزب الله" in others["Kata'ib Hezbollah"]


@pytest.mark.parametrize(("first", "second"), list(zip(FILTERS, [*list(FILTERS)[1:], "period"], strict=True)))
def test_a_filter_alone_and_with_another_changes_all_that_is_shown(
    visitor: Visitor, record_engine: Engine, first: str, second: str
) -> None:
    alone = View(**FILTERS[first].changes)
    visitor.open(alone.query())
    check_page(visitor, alone, record_engine)
    before = visitor.heading, visitor.figures, len(visitor.table), visitor.map_rows
    mounted = visitor.map["key"], visitor.map["script"]
    FILTERS[second].act(visitor)
    both = alone.with_(**FILTERS[second].changes)
    check_page(visitor, both, record_engine)
    check_options(visitor, both, record_engine)
    assert (visitor.map["key"], visitor.map["script"]) == mounted
    after = visitor.heading, visitor.figures, len(visitor.table), visitor.map_rows
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_a_date_on_the_wrong_side_of_the_other_stays_and_opens_the_other_in_words(visitor: Visitor) -> None:
    visitor.open("dates=2024-01-01..2024-01-31")
    set_date("date_from", date(2024, 3, 15))(visitor)
    assert visitor.view.dates == visitor.address.dates == visitor.days == (date(2024, 3, 15), None)
    assert visitor.choices["dates_note"]["title"] == "“To” was 31 Jan 2024, before 15 Mar 2024, and is open now."
    set_date("date_to", date(2024, 4, 30))(visitor)
    assert visitor.view.dates == (date(2024, 3, 15), date(2024, 4, 30))
    assert not visitor.choices["dates_note"]["title"]
    set_date("date_to", date(2024, 1, 1))(visitor)
    assert visitor.view.dates == (None, date(2024, 1, 1))
    assert visitor.choices["dates_note"]["title"] == "“From” was 15 Mar 2024, after 1 Jan 2024, and is open now."


def test_an_end_of_the_period_can_be_emptied(visitor: Visitor) -> None:
    visitor.open("dates=2024-01-01..2024-01-31").type_day("date_to", None)
    assert visitor.view.dates == visitor.address.dates == visitor.days == (date(2024, 1, 1), None)


@pytest.mark.parametrize("day", ["12024-01-01", "0202-01-01", "2101-01-01"])
def test_a_date_outside_the_possible_ones_changes_nothing_and_says_so(visitor: Visitor, day: str) -> None:
    visitor.open("dates=2024-01-01..").type_day("date_to", day)
    assert visitor.view.dates == visitor.days == (date(2024, 1, 1), None)
    assert visitor.choices["dates_note"]["title"] == "“To” must be a day between 1 Jan 1900 and 31 Dec 2100."


def test_clicks_sent_before_a_response_are_each_applied_a_single_time(visitor: Visitor) -> None:
    visitor.open()
    one, other = (1, "event_type", "airstrike", True), (2, "country", "Iraq", True)
    visitor.send_clicks(one, other)
    assert visitor.view == visitor.address == View(event_type=("airstrike",), country=("Iraq",))
    visitor.button("Airstrike ×").send_clicks(one, other, (3, "country", "Syria", True))
    assert visitor.view == visitor.address == View(country=("Iraq", "Syria"))


def test_clearing_a_period_shows_all_events(visitor: Visitor) -> None:
    visitor.open("dates=2023-10-17..2024-02-07").tick("period", "All")
    assert visitor.view == visitor.address == View()


def test_dates_equal_to_a_named_period_select_it(visitor: Visitor) -> None:
    visitor.open("dates=2023-10-17..2024-02-07")
    assert visitor.chosen("period") == ["Oct 2023 – Feb 2024"]
    set_date("date_to", date(2024, 2, 6))(visitor)
    assert visitor.chosen("period") == []


def test_unticking_a_box_removes_its_value(visitor: Visitor) -> None:
    visitor.open("side=attack&side=other").tick("side", "attack")
    assert visitor.view == visitor.address == View(side=("other",))


def test_chips_remove_one_filter_each(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open("country=Iraq&country=Syria&find=drone&side=attack")
    visitor.button("Syria")
    check_page(visitor, View(country=("Iraq",), find="drone", side=("attack",)), record_engine)
    visitor.button("“drone”")
    check_page(visitor, View(country=("Iraq",), side=("attack",)), record_engine)


def test_reset_removes_every_filter_and_nothing_else(visitor: Visitor, record_engine: Engine) -> None:
    rest = (
        "measure=party&at=33,43,6&selected=20240128-tower-22-drone&title=Al-Asad&banner=For+exercise+only"
        "&organisation=J2&as_of=2024-02-07T18:00&note=33.3,38.7,words"
    )
    visitor.open(f"country=Iraq&dates=2024-01-01..&{rest}")
    visitor.button("Reset")
    check_page(visitor, View.parse(rest), record_engine)
    assert visitor.buttons("chips") == []


def test_an_empty_result_names_the_filter_to_remove(visitor: Visitor, record_engine: Engine) -> None:
    visitor.open("country=Qatar&side=us_strike")
    check_page(visitor, View(country=("Qatar",), side=("us_strike",)), record_engine)
    strikes = record_engine.counts(View(side=("us_strike",))).shown
    assert visitor.html.count("No event") == 2, "the heading says so, and the chart has nothing to draw"
    assert "No event matches all filters. Remove one:" in visitor.html
    assert visitor.buttons("chips") == ["US strike × · 1 without it", f"Qatar × · {strikes} without it", "Reset"]
    assert visitor.figures == {}
    visitor.button("US strike")
    check_page(visitor, View(country=("Qatar",)), record_engine)
    assert visitor.buttons("chips") == ["Qatar ×", "Reset"]


def test_where_no_single_filter_helps_all_are_named(visitor: Visitor) -> None:
    visitor.open("country=Qatar&side=us_strike&find=nothing+like+it")
    assert "No event matches, whichever single filter is removed. Remove two of them:" in visitor.html
    assert visitor.buttons("chips") == ["US strike ×", "Qatar ×", "“nothing like it” ×", "Reset"]


def test_typed_text_is_shown_unchanged_and_never_runs(visitor: Visitor) -> None:
    words = "<script>`${x}`</script> {{ 7*191 }} {% raw %} **bold** [x](javascript:y) :joy:"
    visitor.open()
    visitor.find(words)
    assert visitor.view.find == visitor.address.find == words
    assert f"matching “{words}”" in visitor.heading
    assert visitor.buttons("chips")[0] == f"“{words}” × · 50 without it"
    assert "1337" not in visitor.html
    assert not any(words in button.label for button in visitor.test.button)
    assert not any(set("`{}$") & set(part.value) or "<script" in part.value for part in visitor.test.main.html)
