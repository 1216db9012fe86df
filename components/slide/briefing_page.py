"""Draw briefing mode: the slide fills the window, a bar with its files lies over its foot, its texts are below."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from components import escape, sign_in, state
from components.address import page_address
from components.dashboard import header
from components.export_file import Exports
from components.page_data import SlideData
from components.slide import drawing
from components.slide.drawing import SlideError
from components.slide.formats import FORMATS
from components.slide.slide_text import filters_sentence
from components.widgets import message
from data.file_names import stem
from data.limits import TEXT_LETTERS
from data.view import NOTES_LIMIT, Note

_MARKINGS: Final = ["", "UNCLASSIFIED", "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "RESTRICTED", "CONFIDENTIAL"]


def draw(data: SlideData, sites: pd.DataFrame, problems: Sequence[str]) -> None:
    """Draw briefing mode for a view; `sites` are the places that a note can be at.

    Where the link has `problems`, the slide is not the requested one: they are above it, and no file is offered before
    a person has accepted it as it is.
    """
    data = replace(data, address=page_address())
    st.html(Path(__file__).parents[1] / "static" / "briefing.css")
    if problems:
        _draw_problems(problems)
    is_drawn = _draw_picture(data)
    with st.container(key="slide-bar", horizontal=True, gap="small"):
        state.button("Back to the dashboard", key="leave", act=leave, shortcut="Esc", type="tertiary")
        if is_drawn and not problems:
            draw_files(data)
    if problems:
        return
    with st.container(key="briefing-controls"):
        texts, notes = st.columns(2, gap="large")
        with texts:
            _draw_texts(data)
        with notes:
            _draw_notes(data, sites)


def _draw_picture(data: SlideData) -> bool:
    """Draw the slide, or why there is none; return whether there is one."""
    try:
        picture = base64.b64encode(_picture(data)).decode("ascii")
    except SlideError as error:
        message.draw("error", str(error))
        return False
    alt = escape.html(f"{data.heading}. {filters_sentence(data)}")
    st.html(f'<img class="bw-slide" alt="{alt}" src="data:image/svg+xml;base64,{picture}">')
    return True


def _draw_problems(problems: Sequence[str]) -> None:
    with st.container(key="briefing-problems"):
        header.draw_problems(problems)
        words = "The slide below is not the one that the link requests. Use it as it is"
        state.button(words, key="accept", act=state.dismiss_problems)


def draw_files(data: SlideData) -> None:
    """Draw a download button for each format; the file is made on the click."""
    exports = Exports(sign_in.require(), data.view, data.counts.shown)
    if not exports.are_offered():
        return
    st.html('<span class="bw-note">Download as</span>')
    for key, file_format in FORMATS.items():
        st.download_button(
            file_format.label,
            data=exports.guarded(partial(drawing.draw, key, data), key, SlideError),
            file_name=f"{stem(data.view)}{file_format.suffix}",
            mime=file_format.media_type,
            key=f"file-{key}",
            help=file_format.hint,
            on_click="ignore",
        )


def leave() -> None:
    """Return to the dashboard."""
    state.change(mode="dashboard")


def _picture(data: SlideData) -> bytes:
    """Return the slide as SVG, drawn once for all visitors with the same view."""

    def compose() -> bytes:
        with st.spinner("Composing the slide …"):
            return drawing.draw("svg", data)

    return data.cached("slide", compose, data.key)


def _draw_texts(data: SlideData) -> None:
    st.html("<h2>Texts on the slide</h2>")
    _text_input("Title", "title", placeholder=data.view.describe(data.extent))
    _text_input("Organisation", "organisation")
    st.selectbox(
        "Handling banner",
        sorted({*_MARKINGS, data.view.banner}),
        key="slide_banner",
        accept_new_options=True,
        on_change=_changed,
        args=("banner",),
    )
    st.datetime_input("As of", key="slide_as_of", on_change=_changed, args=("as_of",))


def _text_input(label: str, name: str, placeholder: str = "") -> None:
    st.text_input(
        label,
        key=f"slide_{name}",
        placeholder=placeholder,
        max_chars=TEXT_LETTERS,
        on_change=_changed,
        args=(name,),
    )


def _changed(name: str) -> None:
    value = st.session_state[f"slide_{name}"]
    state.change(**{name: value if isinstance(value, datetime) else value or ""})


def _draw_notes(data: SlideData, sites: pd.DataFrame) -> None:
    st.html("<h2>Notes on the map</h2>")
    for n, note in enumerate(data.view.note):
        st.html(f"<p><b>{n + 1}</b> <bdi>{escape.html(note.text)}</bdi></p>")
        state.button(f"Remove note {n + 1} ×", key=f"note-{n}", type="tertiary", act=partial(_remove, n))
    if len(data.view.note) >= NOTES_LIMIT:
        st.caption(f"{NOTES_LIMIT} notes are the most a slide holds.")
        return
    placed = sites.dropna(subset=["latitude"]).sort_values("name")
    with st.form("new-note", clear_on_submit=True, border=False):
        place = st.selectbox("Place", list(placed["name"]), key="note_place")
        text = st.text_input("Text", key="note_text", max_chars=TEXT_LETTERS)
        if st.form_submit_button("Add the note") and text.strip():
            site = placed[placed["name"] == place].iloc[0]
            state.change(note=(*data.view.note, Note(site["latitude"], site["longitude"], text)))
            st.rerun()


def _remove(n: int) -> None:
    notes = state.current().note
    state.change(note=notes[:n] + notes[n + 1 :])
