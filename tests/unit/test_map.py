import json
import re
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from components.map import event_map
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.record.provenance import bases
from data.terms import EVENT_TYPES, SIDE_GROUPS
from data.view import View
from geo.basemap import HOME
from geo.clustering import groups, members, window

VIEW = View()
HOSTILE = [
    "{{ 7*7 }}",
    "{% for i in range(3) %}x{% endfor %}",
    "{# gone #}",
    "`${alert(1)}`",
    "</script><script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    '\\"); alert(1); ("',
    "a\u2028b",
    "عين الأسد & 🚀",
]


def group(**changes: object) -> dict[str, object]:
    row = {
        "cell": "c",
        "latitude": 33.5,
        "longitude": 43.25,
        "events": 1,
        "attacks": 1,
        "answers": 0,
        "event_type": "drone strike",
        "geo_precision": "site",
        "location": "Here",
        "origin": "record",
    }
    return row | changes


def member(**changes: object) -> dict[str, object]:
    row = {
        "cell": "c",
        "event_id": "20240128-here",
        "date_start": pd.Timestamp("2024-01-28"),
        "time_precision": "day",
        "side": "attack",
        "event_type": "drone strike",
        "location": "Here",
    }
    return row | changes


def page(sites: object, found: object, events: object, view: object, go: object) -> None:
    from components.map import event_map as component  # noqa: PLC0415

    component.draw(bases=sites, groups=found, events=events, view=view, go=go, on_message=lambda _message: None)


def drawn(
    found: pd.DataFrame, events: pd.DataFrame, sites: pd.DataFrame, view: View = VIEW, go: object = None
) -> dict[str, Any]:
    """What a browser is sent for the map: the arguments of its component."""
    test = AppTest.from_function(page, args=(sites, found, events, view, go), default_timeout=30).run()
    assert not test.exception
    (component,) = test.get("component_instance")
    sent: dict[str, Any] = json.loads(component.proto.json_args)
    return sent


def wish(sent: dict[str, Any]) -> dict[str, Any]:
    """The argument of the call that hands the events to the map."""
    written = sent["feature_group"].split("basewatch.show(", 1)[1]
    asked: dict[str, Any] = json.JSONDecoder().raw_decode(written)[0]
    return asked


def config(sent: dict[str, Any]) -> dict[str, Any]:
    """The argument of the call that mounts the base map."""
    written = sent["script"].split("basewatch.mount(", 1)[1].split(",", 1)[1].lstrip()
    given: dict[str, Any] = json.JSONDecoder().raw_decode(written)[0]
    return given


NO_BASES = pd.DataFrame({"name": [], "latitude": [], "longitude": []})
NO_EVENTS = pd.DataFrame([member()]).iloc[:0]


def test_a_row_tells_place_numbers_and_what_its_events_share() -> None:
    found = pd.DataFrame(
        [group(latitude=33.123456, events=3, attacks=2, answers=1, event_type=None, geo_precision=None)]
    )
    assert event_map.rows(found, NO_EVENTS) == [["c", 33.1235, 43.25, 3, 2, 1, "", "", "Here"]]


def test_each_event_stands_in_the_row_of_its_cell_in_the_order_given() -> None:
    found = pd.DataFrame([group(), group(cell="d")])
    events = pd.DataFrame(
        [
            member(event_id="late"),
            member(event_id="other", cell="d", side="us_strike", event_type="airstrike", location="There"),
            member(event_id="early", date_start=pd.Timestamp("2023-11-01"), time_precision="month"),
        ]
    )
    here, there = (row[-1] for row in event_map.rows(found, events))
    assert here == [
        ["late", "28 Jan 2024", "attack", "drone strike", "Drone strike", "Here", "January 2024"],
        ["early", "Nov 2023", "attack", "drone strike", "Drone strike", "Here", "November 2023"],
    ]
    assert there == [["other", "28 Jan 2024", "answer", "airstrike", "Airstrike", "There", "January 2024"]]


def test_no_group_is_no_row() -> None:
    assert event_map.rows(pd.DataFrame([group()]).iloc[:0], NO_EVENTS) == []


def test_the_record_s_rows_hold_every_placed_event_once(record_engine: Engine) -> None:
    found, events = groups(record_engine, View(), *window(HOME)), members(record_engine, View(), *window(HOME))
    rows = event_map.rows(found, events)
    sent = [one for row in rows for one in row[-1]]  # type: ignore[attr-defined]
    placed = record_engine.events(View()).dropna(subset=["latitude"]).set_index("event_id")
    assert sorted(one[0] for one in sent) == sorted(placed.index)
    for event_id, _, side, kind, words, place, _ in sent:
        event = placed.loc[event_id]
        assert (side, kind, words, place) == (
            SIDE_GROUPS[event["side"]],
            event["event_type"],
            EVENT_TYPES[event["event_type"]],
            event["location"],
        )
    assert all(len(row[-1]) == row[3] for row in rows)  # type: ignore[arg-type]


def test_the_map_is_sent_its_events_selection_month_and_where_to_go(record_engine: Engine, catalog: Catalog) -> None:
    found, events = groups(record_engine, View(), *window(HOME)), members(record_engine, View(), *window(HOME))
    view = View(selected="20240128-tower-22-drone", month="2024-01")
    sent = drawn(found, events, bases(catalog), view, (33.0, 43.0, 7.0))
    asked = wish(sent)
    assert asked["rows"] == json.loads(json.dumps(event_map.rows(found, events)))
    assert (asked["selected"], asked["month"], asked["go"]) == ("20240128-tower-22-drone", "2024-01", [33.0, 43.0, 7.0])


def test_bases_are_marked_on_the_base_map(catalog: Catalog) -> None:
    marked = config(drawn(pd.DataFrame([group()]), NO_EVENTS, bases(catalog)))["bases"]
    assert ["Tower 22", 33.306, 38.702] in marked
    assert len(marked) == len(bases(catalog))


def test_nothing_of_the_map_comes_from_another_server(catalog: Catalog) -> None:
    sent = drawn(pd.DataFrame([group()]), NO_EVENTS, bases(catalog))
    assert sent["js_links"]
    assert sent["css_links"]
    for link in sent["js_links"] + sent["css_links"]:
        assert link.startswith("../components.assets.")
    assert "//" not in sent["header"] + sent["html"] + sent["feature_group"]
    elsewhere = re.findall(r"L\.tileLayer\(\s*\"https", sent["script"])
    switched_on = re.findall(r"tile_layer\w+\.addTo\(", sent["script"])
    assert len(elsewhere) == 2
    assert not switched_on


def test_the_base_map_is_the_same_whatever_is_drawn_over_it(record_engine: Engine, catalog: Catalog) -> None:
    sites = bases(catalog)
    one = drawn(pd.DataFrame([group()]), pd.DataFrame([member()]), sites)
    found, events = groups(record_engine, View(), *window(HOME)), members(record_engine, View(), *window(HOME))
    other = drawn(found, events, sites, View(side=("attack",), selected="x", month="2024-01"), "home")
    assert one["key"] == other["key"]
    assert one["script"] == other["script"]
    assert one["feature_group"] != other["feature_group"]


def test_hostile_words_reach_the_browser_as_words() -> None:
    found = pd.DataFrame([group(cell=text, location=text, event_type=text, geo_precision=text) for text in HOSTILE])
    events = pd.DataFrame([member(cell=text, location=text) for text in HOSTILE])
    sites = pd.DataFrame({"name": HOSTILE, "latitude": 33.0, "longitude": 43.0})
    sent = drawn(found, events, sites)
    for text in HOSTILE:
        assert all(text not in sent[part] for part in ("script", "feature_group", "header", "html"))
    for text, row in zip(HOSTILE, wish(sent)["rows"], strict=True):
        assert (row[0], row[6], row[7], row[8], row[-1][0][5]) == (text, text, text, text, text)
    assert config(sent)["bases"] == [[text, 33.0, 43.0] for text in HOSTILE]


def test_an_event_s_id_is_stripped_to_what_an_id_may_hold() -> None:
    events = pd.DataFrame([member(event_id=text) for text in HOSTILE])
    ids = [event[0] for event in wish(drawn(pd.DataFrame([group()]), events, NO_BASES))["rows"][0][-1]]
    assert len(ids) == len(HOSTILE)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]*", one) for one in ids)


def test_no_template_runs_on_the_server() -> None:
    found = pd.DataFrame([group(location="{{ 7*191 }}")])
    sites = pd.DataFrame({"name": ["{{ 7*191 }}"], "latitude": [33.0], "longitude": [43.0]})
    sent = drawn(found, pd.DataFrame([member(location="{{ 7*191 }}")]), sites)
    assert "1337" not in json.dumps(sent)
