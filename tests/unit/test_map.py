import json
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import escape
from components.files import STATIC
from components.map import map_state
from components.map.columns import columns
from components.map.layers import LAYERS, Shown, events
from components.symbology import LEGEND_WORDS
from data.query.engine import Engine
from data.record.catalog import Catalog
from data.record.provenance import bases
from data.terms import SIDE_GROUPS
from data.view import Note, View
from geo.basemap import HOME
from geo.clustering import groups, members, window

ROOT = Path(__file__).parents[2]
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
        "actor": "Group One",
        "actor_basis": "attributed",
        "outcome": "hit",
        "source": "one;two",
        "toll": "3 US killed, 25–47 US wounded",
    }
    return row | changes


def page(sites: object, found: object, listed: object, view: object, target: object) -> None:
    from components.map import event_map as component  # noqa: PLC0415

    component.draw(bases=sites, groups=found, events=listed, view=view, target=target, on_message=lambda _message: None)


def drawn(
    found: pd.DataFrame, listed: pd.DataFrame, sites: pd.DataFrame, view: View = VIEW, target: object = None
) -> dict[str, Any]:
    """What a browser is sent for the map: the arguments of its component."""
    test = AppTest.from_function(page, args=(sites, found, listed, view, target), default_timeout=30).run()
    assert not test.exception
    (component,) = test.get("component_instance")
    sent: dict[str, Any] = json.loads(component.proto.json_args)
    return sent


def shown(sent: dict[str, Any]) -> dict[str, Any]:
    """The argument of the call that hands the events to the map."""
    written = sent["feature_group"].split("basewatch.show(", 1)[1]
    state: dict[str, Any] = json.JSONDecoder().raw_decode(written)[0]
    return state


def rows(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """A table's rows, as `rowsOf` in the map's scripts makes them."""
    number = columns["rows"]
    lists = {name: values_of(values, number) for name, values in columns.items() if name != "rows"}
    assert all(len(values) == number for values in lists.values())
    return [{name: values[n] for name, values in lists.items()} for n in range(number)]


def values_of(column: Any, number: int) -> list[Any]:
    if isinstance(column, dict):
        return [column["of"][place] for place in column["at"]]
    return column if isinstance(column, list) else [column] * number


def group_rows(found: pd.DataFrame, listed: pd.DataFrame) -> list[dict[str, Any]]:
    return rows(events.payload(Shown(VIEW, found, listed))["groups"])  # type: ignore[arg-type]


def member_rows(found: pd.DataFrame, listed: pd.DataFrame) -> list[dict[str, Any]]:
    return rows(events.payload(Shown(VIEW, found, listed))["members"])  # type: ignore[arg-type]


def config(sent: dict[str, Any]) -> dict[str, Any]:
    """The argument of the call that mounts the base map."""
    written = sent["script"].split("basewatch.mount(", 1)[1].split(",", 1)[1].lstrip()
    settings: dict[str, Any] = json.JSONDecoder().raw_decode(written)[0]
    return settings


NO_BASES = pd.DataFrame({"site_id": [], "name": [], "latitude": [], "longitude": []})
NO_EVENTS = pd.DataFrame([member()]).iloc[:0]


def test_a_group_has_its_place_its_numbers_and_the_shared_properties() -> None:
    found = pd.DataFrame(
        [group(latitude=33.123456, events=3, attacks=2, answers=1, event_type=None, geo_precision=None)]
    )
    assert group_rows(found, NO_EVENTS) == [
        {
            "cell": "c",
            "latitude": 33.1235,
            "longitude": 43.25,
            "events": 3,
            "attacks": 2,
            "answers": 1,
            "event_type": "",
            "geo_precision": "",
            "location": "Here",
            "origin": "record",
        }
    ]


UNKNOWN = {"actor": None, "outcome": "unknown", "toll": "toll not reported"}


def test_each_event_names_its_group_in_the_order_given() -> None:
    found = pd.DataFrame([group(), group(cell="d")])
    listed = pd.DataFrame(
        [
            member(event_id="late"),
            member(event_id="other", cell="d", side="us_strike", event_type="airstrike", location="There"),
            member(event_id="early", date_start=pd.Timestamp("2023-11-01"), time_precision="month", **UNKNOWN),
        ]
    )
    late, other, early = member_rows(found, listed)
    assert late == {
        "cell": "c",
        "event_id": "late",
        "when": "28 Jan 2024",
        "month": "2024-01",
        "kind": "attack",
        "event_type": "drone strike",
        "location": "Here",
        "who": "Group One, attributed",
        "toll": "3 US killed, 25–47 US wounded",
        "outcome": "hit",
        "sources": 2,
    }
    assert (other["cell"], other["kind"], other["location"]) == ("d", "answer", "There")
    assert (early["when"], early["month"]) == ("Nov 2023", "2023-11")
    assert (early["who"], early["toll"], early["outcome"]) == ("nobody named", "toll not reported", "")


def test_no_groups_make_no_rows() -> None:
    assert group_rows(pd.DataFrame([group()]).iloc[:0], NO_EVENTS) == []


@given(st.lists(st.fixed_dictionaries({"number": st.integers(), "text": st.sampled_from(["", "a"])})))
def test_columns_hold_their_rows(table: list[dict[str, object]]) -> None:
    assert rows(columns(table)) == table


def test_a_full_map_of_a_large_table_is_small_on_the_wire() -> None:
    """The plan allows 60 KB for a filter change, of which the map is the largest part."""
    cells = [f"{1200 + n % 30}:{900 + n // 30}" for n in range(690)]
    found = pd.DataFrame(
        [
            group(cell=cell, events=1234, attacks=1000, event_type=None, geo_precision=None, location=None)
            for cell in cells
        ]
    )
    found["latitude"] += found.index / 137
    found["longitude"] += found.index / 71
    sent = escape.literal(map_state.map_state(Shown(VIEW, found, NO_EVENTS), None, None))
    assert len(sent) < 45_000


def test_the_record_s_rows_hold_every_placed_event_once(record_engine: Engine) -> None:
    found, listed = groups(record_engine, View(), *window(HOME)), members(record_engine, View(), *window(HOME))
    sent = member_rows(found, listed)
    placed = record_engine.events(View()).dropna(subset=["latitude"]).set_index("event_id")
    assert sorted(one["event_id"] for one in sent) == sorted(placed.index)
    for one in sent:
        event = placed.loc[one["event_id"]]
        expected = (SIDE_GROUPS[event["side"]], event["event_type"], event["location"])
        assert (one["kind"], one["event_type"], one["location"]) == expected
    tolls = {one["event_id"]: one["toll"] for one in sent}
    assert tolls["20240128-tower-22-drone"] == "3 US killed, 25–47 US wounded"
    assert tolls["20250614-al-asad-drone"] == "toll not reported"
    by_cell = Counter(one["cell"] for one in sent)
    assert by_cell == {row["cell"]: row["events"] for row in group_rows(found, listed)}


def test_the_map_is_sent_its_events_selection_month_and_position(record_engine: Engine, catalog: Catalog) -> None:
    found, listed = groups(record_engine, View(), *window(HOME)), members(record_engine, View(), *window(HOME))
    view = View(selected="20240128-tower-22-drone", month="2024-01")
    state = shown(drawn(found, listed, bases(catalog), view, (33.0, 43.0, 7.0)))
    assert rows(state["layers"]["events"]["groups"]) == group_rows(found, listed)
    assert (state["selected"], state["month"]) == ("20240128-tower-22-drone", "2024-01")
    assert state["position"] == [33.0, 43.0, 7.0]


def test_the_legend_is_sent_counts_and_what_is_chosen_and_a_snapshot_none(record_engine: Engine) -> None:
    view = View(side=("attack",), card="site:al-asad")
    found, listed = groups(record_engine, view, *window(HOME)), members(record_engine, view, *window(HOME))
    state = map_state.map_state(Shown(view, found, listed, record_engine.options(view)), None, None)
    assert state["legend"]["side"] == {"counts": record_engine.options(View())["side"], "chosen": ("attack",)}
    assert state["legend"]["event_type"]["chosen"] == ()
    assert state["card"] == "site:al-asad"
    assert not {"legend", "card"} & map_state.map_state(Shown(VIEW, found, listed), None, None).keys()
    assert [entry["sides"] for entry in map_state.legend()][:2] == [["attack"], ["us_strike", "coalition_strike"]]


def test_a_briefer_s_notes_are_a_layer(catalog: Catalog) -> None:
    view = View(note=(Note(33.0, 43.5, "Here"), Note(34.0, 44.5, "There")))
    state = shown(drawn(pd.DataFrame([group()]), NO_EVENTS, bases(catalog), view))
    assert [note["text"] for note in rows(state["layers"]["notes"])] == ["Here", "There"]


def test_bases_are_a_layer_of_the_base_map(catalog: Catalog) -> None:
    settings = config(drawn(pd.DataFrame([group()]), NO_EVENTS, bases(catalog)))["settings"]
    marked = rows(settings["bases"])
    assert {"card": "site:tower-22", "name": "Tower 22", "latitude": 33.306, "longitude": 38.702} in marked
    assert len(marked) == len(bases(catalog))


def test_each_layer_has_a_script_and_a_drawing_on_the_slide() -> None:
    for layer in LAYERS:
        assert f"map/layers/{layer.name}.js" in map_state.SCRIPTS
        script = (STATIC / "map" / "layers" / f"{layer.name}.js").read_text(encoding="utf-8")
        assert f"bw.layers.{layer.name} = {{" in script
        assert callable(import_module(f"components.slide.layers.{layer.name}").draw)
    folders = (STATIC / "map" / "layers", ROOT / "components" / "slide" / "layers")
    for folder in folders:
        names = {file.stem for file in folder.iterdir() if file.suffix in {".js", ".py"}} - {"__init__"}
        assert names == {layer.name for layer in LAYERS}


def test_each_word_of_the_legend_belongs_to_a_layer() -> None:
    kinds = [kind for layer in LAYERS for kind in layer.legend]
    assert sorted(kinds) == sorted(LEGEND_WORDS)
    assert [entry["words"] for entry in map_state.legend()] == list(LEGEND_WORDS.values())


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


def test_the_base_map_does_not_depend_on_the_view(record_engine: Engine, catalog: Catalog) -> None:
    sites = bases(catalog)
    one = drawn(pd.DataFrame([group()]), pd.DataFrame([member()]), sites)
    found, listed = groups(record_engine, View(), *window(HOME)), members(record_engine, View(), *window(HOME))
    other = drawn(found, listed, sites, View(side=("attack",), selected="x", month="2024-01"), "home")
    assert one["key"] == other["key"]
    assert one["script"] == other["script"]
    assert one["feature_group"] != other["feature_group"]


def test_hostile_text_reaches_the_browser_as_text() -> None:
    found = pd.DataFrame([group(cell=text, location=text, event_type=text, geo_precision=text) for text in HOSTILE])
    listed = pd.DataFrame([member(cell=text, location=text, actor=text) for text in HOSTILE])
    sites = pd.DataFrame({"site_id": "x", "name": HOSTILE, "latitude": 33.0, "longitude": 43.0})
    sent = drawn(found, listed, sites)
    for text in HOSTILE:
        assert all(text not in sent[part] for part in ("script", "feature_group", "header", "html"))
    sent_events = shown(sent)["layers"]["events"]
    for text, row, one in zip(HOSTILE, rows(sent_events["groups"]), rows(sent_events["members"]), strict=True):
        assert (row["cell"], row["event_type"], row["geo_precision"], row["location"]) == (text, text, text, text)
        assert (one["cell"], one["location"], one["who"]) == (text, text, f"{text}, attributed")
    assert [base["name"] for base in rows(config(sent)["settings"]["bases"])] == HOSTILE


def test_an_event_id_is_reduced_to_valid_characters() -> None:
    listed = pd.DataFrame([member(event_id=text) for text in HOSTILE])
    sent = shown(drawn(pd.DataFrame([group()]), listed, NO_BASES))
    ids = [one["event_id"] for one in rows(sent["layers"]["events"]["members"])]
    assert len(ids) == len(HOSTILE)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]*", one) for one in ids)


def test_no_template_runs_on_the_server() -> None:
    found = pd.DataFrame([group(location="{{ 7*191 }}")])
    sites = pd.DataFrame({"site_id": ["x"], "name": ["{{ 7*191 }}"], "latitude": [33.0], "longitude": [43.0]})
    sent = drawn(found, pd.DataFrame([member(location="{{ 7*191 }}")]), sites)
    assert "1337" not in json.dumps(sent)
