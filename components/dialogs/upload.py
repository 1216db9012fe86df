"""The file that this browser session has imported, and the choice between its events and the record's."""

from collections.abc import Collection
from typing import Final

import streamlit as st
from streamlit import config

from components import escape, state
from data import settings
from data.accepted_matches import Pair
from data.datasets import UploadedDataset

_UPLOAD: Final = "uploaded_file"
_ACCEPTED: Final = "accepted_matches"
"""For each fingerprint of a file, its events that were accepted as events of the record."""
_LABELS: Final = {"record": "Record", "own": "Your file", "both": "Both"}


def limit_uploads() -> None:
    """Set the limit of the server, which refuses a larger file before it is received, to that of the page."""
    config.set_option("server.maxUploadSize", settings.UPLOAD_MB.value)


def current_upload() -> UploadedDataset | None:
    """Return the file that this session has imported."""
    upload: UploadedDataset | None = st.session_state.get(_UPLOAD)
    return upload


def set_upload(file: UploadedDataset, data: str) -> None:
    """Set the session's file and show its events: `own` for these alone, `both` for these and the record's.

    The pairs that the session has accepted for equal rows are accepted again.
    """
    accepted = st.session_state.get(_ACCEPTED, {}).get(file.fingerprint, frozenset())
    st.session_state[_UPLOAD] = file.accepting(accepted) if accepted else file
    _show(data)


def accept(file: UploadedDataset, pairs: Collection[Pair]) -> None:
    """Accept these pairs of events of the record and of the session's file as the same, and no others."""
    changed = file.accepting(pairs)
    st.session_state[_UPLOAD] = changed
    st.session_state.setdefault(_ACCEPTED, {})[file.fingerprint] = changed.accepted
    replaced = {left_out: kept for kept, left_out in sorted(pairs)}
    if state.current().selected in replaced:
        state.select(replaced[state.current().selected])


def remove_upload() -> None:
    """Remove the session's file and show the record."""
    del st.session_state[_UPLOAD]
    _show("record")


def draw_choice(uploaded: UploadedDataset | None, passing: int | None, *, of_record: bool) -> None:
    """Draw the choice between the events of the record, the file and both, if there is a file.

    `passing` is how many events of the file pass the filters, None where it is not shown or nothing is filtered.
    `of_record` is false if another table is served instead of the record.
    """
    if uploaded is not None:
        labels = _LABELS if of_record else {"record": "Served table", "own": _LABELS["own"], "both": "Record and yours"}
        st.segmented_control(
            "Events of",
            list(labels),
            key="data",
            format_func=labels.__getitem__,
            required=True,
            on_change=_on_change,
        )
        st.html(f'<p class="bw-note">Your file: {escape.html(uploaded.name)}, seen in this browser session only.</p>')
        if sentence := passing_sentence(uploaded, passing):
            st.html(f'<p class="bw-note">{sentence}</p>')
            state.button("Reset filters", key="upload_reset", act=_reset)


def passing_sentence(uploaded: UploadedDataset | None, passing: int | None) -> str:
    """Return how many of the file's events pass the filters; empty where all do, or it is not shown."""
    if uploaded is None or passing is None:
        return ""
    # Beside the record, what was accepted as one of its events is not an event of the file.
    left_out = len(uploaded.matches.file_event_ids) if uploaded.matches and state.current().data == "both" else 0
    shown = len(uploaded.events) - left_out
    return _passing(passing, shown) if passing < shown else ""


def _passing(passing: int, shown: int) -> str:
    """Return a number of passing events in a sentence.

    >>> _passing(0, 1)
    'The only event of your file does not pass the filters.'
    >>> _passing(0, 3)
    'None of the 3 events of your file passes the filters.'
    >>> _passing(2_000, 3_000)
    '2,000 of the 3,000 events of your file pass the filters.'
    """
    if shown == 1:
        return "The only event of your file does not pass the filters."
    number, verb = f"{passing:,}" if passing else "None", "pass" if passing > 1 else "passes"
    return f"{number} of the {shown:,} events of your file {verb} the filters."


def _reset() -> None:
    state.show(state.current().reset())


def _on_change() -> None:
    _show(st.session_state["data"])


def _show(data: str) -> None:
    file = current_upload()
    fingerprint = "" if data == "record" or file is None else file.fingerprint
    state.show(state.current().with_(data=data, file=fingerprint, selected="", month=""))
