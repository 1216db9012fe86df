"""What static files need of Streamlit beneath its public interface, one test for each part."""

from pathlib import Path

import pytest
import streamlit.components.v1 as components

from components import assets, theme
from components.files import LEAFLET, STATIC


@pytest.mark.parametrize("folder", ["static", "basemap", "leaflet"])
def test_streamlit_serves_a_component_s_folder_under_the_name_of_its_module(folder: str) -> None:
    declared = components.declare_component(f"{folder}_again", path=str(STATIC))
    assert declared.name == f"{__name__}.{folder}_again"
    assert assets.address(folder, next(file.name for file in _files(folder))).startswith(f"components.assets.{folder}/")


def _files(folder: str) -> list[Path]:
    return [file for file in sorted(assets._FOLDERS[folder].iterdir()) if file.is_file()]


def test_an_address_changes_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(assets._FOLDERS, "static", tmp_path)
    (tmp_path / "a.js").write_text("1", encoding="utf-8")
    before = assets.address("static", "a.js")
    (tmp_path / "a.js").write_text("2", encoding="utf-8")
    assert assets.address("static", "a.js") != before


def test_joined_scripts_are_one_file_in_their_order() -> None:
    scripts = [LEAFLET / "leaflet.js", STATIC / "map/map.js", STATIC / "map/popup.js"]
    joined = assets._FOLDERS["joined"] / assets.joined_address("some.js", scripts).split("joined/")[1].split("?")[0]
    assert joined.read_text(encoding="utf-8") == "\n".join(script.read_text(encoding="utf-8") for script in scripts)


def test_the_map_finds_the_page_s_typeface() -> None:
    address = assets.font_address()
    assert address.startswith("../components.assets.static/fonts/")
    assert (STATIC / address.split("static/")[1].split("?")[0]).is_file()


@pytest.mark.parametrize("name", ["page.css", "map.css", "snapshot.css", "briefing.css"])
def test_style_sheets_use_the_theme_s_colours_by_name(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert not [colour for colour in theme.variables().values() if colour in text]
    assert theme.css() in assets.style("page.css")
