"""Static files that the browser fetches once: scripts, styles, the base map, the typeface.

Streamlit serves files only from folders of components, so each folder is declared as a component.
`tests/unit/test_assets.py` has a test for each undocumented part of Streamlit that is used.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import streamlit as st
import streamlit.components.v1 as components
from streamlit.components.v2.types import ComponentRenderer

from components import theme
from components.files import LEAFLET, STATIC
from data.own_folders import OwnFolder
from geo import basemap

_JOINED: Final = OwnFolder("basewatch-static-")
_FOLDERS: Final = {"leaflet": LEAFLET, "static": STATIC, "basemap": basemap.FOLDER, "joined": _JOINED.path}

for _name, _folder in _FOLDERS.items():
    components.declare_component(_name, path=str(_folder))


def address(folder: str, name: str) -> str:
    """Return a file's address relative to Streamlit's folder of components.

    It changes when the file does, so that browsers may cache it.
    """
    version = sha256((_FOLDERS[folder] / name).read_bytes()).hexdigest()[:8]
    return f"{__name__}.{folder}/{name}?v={version}"


def joined_address(name: str, scripts: Iterable[Path]) -> str:
    """Return the address of one file with all these scripts, one after the other.

    streamlit-folium fetches the map's scripts one at a time, so each file delays the first map.
    """
    return _written(name, "\n".join(script.read_text(encoding="utf-8") for script in scripts))


def joined_style_address(name: str, sheets: Iterable[Path]) -> str:
    """Return the address of one file with the theme's variables and all these style sheets."""
    return _written(name, theme.css() + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets))


def _written(name: str, text: str) -> str:
    (_FOLDERS["joined"] / name).write_text(text, encoding="utf-8")
    return address("joined", name)


def font_address() -> str:
    """Return the address of the page's typeface as seen from the map's frame."""
    return f"../{address('static', 'fonts/SourceSans3VF-Upright.woff2')}"


@cache
def style(*names: str) -> str:
    """Return style sheets of the page with the theme's variables, for `st.html`."""
    sheets = "".join((STATIC / name).read_text(encoding="utf-8") for name in names)
    return f"<style>{theme.css()}{sheets}</style>"


@cache
def _modules() -> str:
    """Return the address of a copy of the folders of scripts, whose name changes when one of the scripts does."""
    scripts = {file.relative_to(STATIC): file.read_bytes() for file in sorted(STATIC.glob("*/*.js"))}
    version = sha256(b"".join(scripts.values())).hexdigest()[:8]
    for name, content in scripts.items():
        copy = _FOLDERS["joined"] / version / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    return f"{__name__}.joined/{version}"


def component(name: str, script: str) -> ComponentRenderer:
    """Return a component of the page whose script is one of the static files; it may import the others.

    Streamlit sends a component's script in every run, so the script is a short import of the file.
    """
    return st.components.v2.component(
        name,
        # The module is imported a single time: a second import, even from the cache, resolves late and costs a repaint.
        js=f"""const script = import(new URL("component/{_modules()}/{script}", document.baseURI));
export default async (component) => (await script).default(component);
""",
        isolate_styles=False,
    )
