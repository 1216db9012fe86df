"""Briefing mode: the slide fills the window; beneath it are its words and its files."""

import base64
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from components import escape, state
from components.slide import image_export, slide
from components.slide.formats import FORMATS
from components.slide.slide_data import Brief
from data.view import NOTES_LIMIT, Note

_MARKINGS: Final = ["", "UNCLASSIFIED", "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "RESTRICTED", "CONFIDENTIAL"]


def draw(brief: Brief, sites: pd.DataFrame) -> None:
    """Draw briefing mode: the slide fills the window; beneath it are its words and its files."""
    st.html(Path(__file__).parents[1] / "static" / "briefing.css")
    drawn = base64.b64encode(_picture(brief).encode()).decode("ascii")
    alt = escape.html(f"{brief.heading}. {slide.filters_in_words(brief)}")
    st.html(f'<img class="bw-slide" alt="{alt}" src="data:image/svg+xml;base64,{drawn}">')
    with st.container(key="briefing-controls"):
        st.button("Back to the dashboard", key="leave", on_click=leave, shortcut="Esc", type="tertiary")
        words, notes, files = st.columns(3, gap="large")
        with words:
            _words(brief)
        with notes:
            _notes(brief, sites)
        with files:
            draw_files(brief)


def draw_files(brief: Brief) -> None:
    """Draw a button for each file; it is made when it is asked for."""
    st.html("<h2>Take it with you</h2>")
    for ending, (words, kind, make) in FORMATS.items():
        st.download_button(
            words,
            data=_file(brief, make),
            file_name=f"basewatch.{ending}",
            mime=kind,
            key=f"file-{ending}",
            on_click="ignore",
        )


def leave() -> None:
    """Go back to the dashboard."""
    state.change(mode="dashboard")


@st.cache_data(max_entries=64, show_spinner="Composing the slide …", hash_funcs={Brief: lambda brief: brief.key})
def _picture(brief: Brief) -> str:
    return image_export.svg(brief)


def _file(brief: Brief, make: Callable[[Brief], bytes]) -> Callable[[], bytes]:
    return lambda: make(brief)


def _words(brief: Brief) -> None:
    st.html("<h2>Words on the slide</h2>")
    _text("Title", "title", placeholder=brief.view.describe(brief.extent))
    _text("Organisation", "organisation")
    st.selectbox(
        "Handling banner",
        sorted({*_MARKINGS, brief.view.banner}),
        key="slide_banner",
        accept_new_options=True,
        on_change=_changed,
        args=("banner",),
    )
    st.datetime_input("As of", key="slide_as_of", on_change=_changed, args=("as_of",))


def _text(words: str, name: str, placeholder: str = "") -> None:
    st.text_input(words, key=f"slide_{name}", placeholder=placeholder, on_change=_changed, args=(name,))


def _changed(name: str) -> None:
    value = st.session_state[f"slide_{name}"]
    state.change(**{name: value if isinstance(value, datetime) else value or ""})


def _notes(brief: Brief, sites: pd.DataFrame) -> None:
    st.html("<h2>Notes on the map</h2>")
    for n, note in enumerate(brief.view.note):
        text = f"{n + 1}  {escape.markdown(note.text)} ✕"
        st.button(text, key=f"note-{n}", help="Remove this note", type="tertiary", on_click=_remove, args=(n,))
    if len(brief.view.note) >= NOTES_LIMIT:
        st.caption(f"{NOTES_LIMIT} notes are the most a slide holds.")
        return
    placed = sites.dropna(subset=["latitude"]).sort_values("name")
    with st.form("new-note", clear_on_submit=True, border=False):
        place = st.selectbox("Place", list(placed["name"]), key="note_place")
        text = st.text_input("Words", key="note_text", max_chars=120)
        if st.form_submit_button("Add the note") and text.strip():
            site = placed[placed["name"] == place].iloc[0]
            state.change(note=(*brief.view.note, Note(site["latitude"], site["longitude"], text)))
            st.rerun()


def _remove(n: int) -> None:
    notes = state.current().note
    state.change(note=notes[:n] + notes[n + 1 :])
