"""Files that lie beside the page and are fetched once: scripts, styles, the base map."""

from hashlib import sha256
from pathlib import Path
from typing import Final

import streamlit as st
import streamlit.components.v1 as components
from streamlit.components.v2.types import ComponentRenderer

from geo import basemap

OWN: Final = Path(__file__).parent / "static"
LEAFLET: Final = OWN / "leaflet"
_FOLDERS: Final = {"leaflet": LEAFLET, "static": OWN, "basemap": basemap.FOLDER}

for _name, _folder in _FOLDERS.items():
    components.declare_component(_name, path=str(_folder))


def address(folder: str, name: str) -> str:
    """A file's address, from where Streamlit has its components.

    It changes when the file does, so that browsers may keep it.
    """
    version = sha256((_FOLDERS[folder] / name).read_bytes()).hexdigest()[:8]
    return f"{__name__}.{folder}/{name}?v={version}"


def component(name: str, script: str) -> ComponentRenderer:
    """A component of the page whose script lies among the `static` files.

    Streamlit sends a component's script along in every run: so that is only a line that says where it lies.
    """
    return st.components.v2.component(
        name,
        # Imported once: again, even from memory, it would come a turn of the browser later, and cost one more picture.
        js=f"""const script = import(new URL("component/{address("static", script)}", document.baseURI));
export default async (component) => (await script).default(component);
""",
        isolate_styles=False,
    )
