"""A message in a box, whose words are shown as they are: Streamlit's own boxes read them as Markdown."""

from typing import Final, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import escape

Kind = Literal["error", "warning", "info"]
_ROLES: Final[dict[Kind, str]] = {"error": "alert", "warning": "alert", "info": "status"}


def draw(kind: Kind, words: str, place: DeltaGenerator | None = None) -> None:
    """Draw a message into `place`, or where the page is."""
    box = f'<p class="bw-message bw-{kind}" role="{_ROLES[kind]}" dir="auto">{escape.html(words)}</p>'
    (place or st).html(box)
