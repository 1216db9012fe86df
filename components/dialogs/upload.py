"""The imported file that a browser session holds beside the record, and the choice of whose events are shown."""

from typing import Final

import streamlit as st

from components import escape, state
from data.datasets import UploadedDataset

_HELD: Final = "own_file"
_SHOWN: Final = {"record": "Record", "own": "Your file", "both": "Both"}


def held() -> UploadedDataset | None:
    """The imported file that this session holds."""
    return st.session_state.get(_HELD)


def hold(file: UploadedDataset, data: str) -> None:
    """Hold a file from now on, and show its events: `own` alone, or `both`, beside the record's."""
    st.session_state[_HELD] = file
    _show(data)


def let_go() -> None:
    """Hold no file, and show the record."""
    del st.session_state[_HELD]
    _show("record")


def draw_choice(own: UploadedDataset | None, *, of_record: bool) -> None:
    """Draw the choice of whose events are shown, where there is one; `of_record` says that the record is served."""
    if own is not None:
        words = _SHOWN if of_record else {"record": "Served table", "own": _SHOWN["own"], "both": "Record and yours"}
        st.segmented_control(
            "Events of", list(words), key="data", format_func=words.get, required=True, on_change=_show_chosen
        )
        st.html(f'<p class="bw-note">Your file: {escape.html(own.name)}, seen in this browser session only.</p>')


def _show_chosen() -> None:
    _show(st.session_state["data"])


def _show(data: str) -> None:
    file = held()
    fingerprint = "" if data == "record" or file is None else file.fingerprint
    state.show(state.current().with_(data=data, file=fingerprint, selected="", month=""))
