"""The file that this browser session has imported, and the choice between its events and the record's."""

from typing import Final

import streamlit as st

from components import escape, state
from data.datasets import UploadedDataset

_UPLOAD: Final = "uploaded_file"
_LABELS: Final = {"record": "Record", "own": "Your file", "both": "Both"}


def current_upload() -> UploadedDataset | None:
    """Return the file that this session has imported."""
    upload: UploadedDataset | None = st.session_state.get(_UPLOAD)
    return upload


def set_upload(file: UploadedDataset, data: str) -> None:
    """Set the session's file and show its events: `own` for these alone, `both` for these and the record's."""
    st.session_state[_UPLOAD] = file
    _show(data)


def remove_upload() -> None:
    """Remove the session's file and show the record."""
    del st.session_state[_UPLOAD]
    _show("record")


def draw_choice(uploaded: UploadedDataset | None, *, of_record: bool) -> None:
    """Draw the choice between the events of the record, the file and both, if there is a file.

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


def _on_change() -> None:
    _show(st.session_state["data"])


def _show(data: str) -> None:
    file = current_upload()
    fingerprint = "" if data == "record" or file is None else file.fingerprint
    state.show(state.current().with_(data=data, file=fingerprint, selected="", month=""))
