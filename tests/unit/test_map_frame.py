"""What the map uses beneath the public interfaces of others, one test for each part."""

import json
import re
from pathlib import Path

import streamlit_folium
from streamlit.testing.v1 import AppTest

from components import assets
from components.files import STATIC
from components.map import frame, map_state


def page() -> None:
    from components.map import frame as component  # noqa: PLC0415

    links = {"scripts": ["a.js"], "styles": ["a.css"]}
    component.draw("map", mount="mount();", update="update();", on_change=lambda: None, **links)


def test_streamlit_folium_has_a_frame_with_the_expected_arguments() -> None:
    (script,) = Path(streamlit_folium.build_dir).glob("static/js/main.*.js")
    text = script.read_text(encoding="utf-8")
    for name in ("script", "feature_group", "js_links", "css_links", "header", "html", "returned_objects", "default"):
        assert f"args.{name}" in text
    assert frame.MAP_VARIABLE in text


def test_the_frame_is_the_component_of_streamlit_folium() -> None:
    test = AppTest.from_function(page, default_timeout=30).run()
    (component,) = test.get("component_instance")
    sent = json.loads(component.proto.json_args)
    assert component.proto.component_name.endswith("st_folium")
    assert (sent["script"], sent["feature_group"], sent["js_links"]) == ("mount();", "update();", ["a.js"])


def test_folium_s_script_gives_the_map_the_expected_name() -> None:
    script = frame.empty_map(online_tiles=True)
    assert re.search(rf"\b{frame.MAP_VARIABLE}\b = L\.map\(", script)
    assert "zoomSnap" in script
    assert script.count("L.tileLayer(") == 2


def test_the_map_s_scripts_are_loaded_in_the_order_of_their_dependencies() -> None:
    places = {name: n for n, name in enumerate(map_state.SCRIPTS)}
    assert all((STATIC / name).is_file() for name in places)
    assert places["map/map.js"] < min(n for name, n in places.items() if "/layers/" in name)


def test_leaflet_has_the_private_parts_that_are_used() -> None:
    leaflet = (assets.LEAFLET / "leaflet.js").read_text(encoding="utf-8")
    used = set(re.findall(r"\._(\w+)", (STATIC / "map" / "leaflet_private.js").read_text(encoding="utf-8")))
    assert used == {"setPos", "icon", "radius"}
    for name in used:
        assert re.search(rf"\b_{name}\b", leaflet)
    others = [file for file in (STATIC / "map").rglob("*.js") if file.name != "leaflet_private.js"]
    assert not [file.name for file in others if re.search(r"\w\._\w", file.read_text(encoding="utf-8"))]
