"""Which events of the imported file are events of the record: candidate pairs side by side, to accept or to undo."""

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from components import escape, state
from components.dialogs import upload
from data.accepted_matches import Pair
from data.datasets import UploadedDataset
from data.matching import PAIRS_LIMIT, SURE_SCORE
from data.record.catalog import Catalog, flatten
from data.rows import iter_rows
from data.terms import GEO_PRECISIONS
from data.text import harm, title, when, who

_DRAFT: Final = "matches_draft"
"""The session's key for the pairs that are ticked, which count only after they are applied."""
_LISTED: Final = "matches_listed"
_PAGE: Final = 20
_NOTHING_FOUND: Final = "Your file was compared with the record: none of its events seems to be there already."
_EXPLANATION: Final = (
    "The score measures how well day, place, side and type agree, and whether names and tolls support or contradict "
    "that; it is no probability. Of an accepted pair only the record’s event is counted and drawn, with its figures; "
    "the file’s are on its card and in exports. Several events of the file may be parts of one event of the record: "
    "accept each pair."
)


def draw_line(uploaded: UploadedDataset | None, catalog: Catalog) -> None:
    """Draw how many events of the file may be the record's, or are accepted as such, if both are shown together."""
    if uploaded is None or state.current().data != "both":
        return
    sentences = _sentences(uploaded)
    if not sentences:
        st.html(f'<p class="bw-note">{_NOTHING_FOUND}</p>')
        return
    st.html("".join(f'<p class="bw-note">{words}</p>' for words in sentences))
    with st.container(horizontal=True):
        if st.button("Compare", key="matches_compare"):
            st.session_state[_DRAFT] = set(uploaded.accepted)
            st.session_state[_LISTED] = _PAGE
            draw(uploaded, catalog)
        if uploaded.accepted:
            st.button("Undo", key="matches_undo", on_click=partial(upload.accept, uploaded, ()))


def _sentences(uploaded: UploadedDataset) -> list[str]:
    """Return how many of the file's events count as the record's, and how many others may be in it."""
    accepted = uploaded.matches.file_event_ids if uploaded.matches else set()
    possible = len(set(uploaded.candidates.pairs["file_id"]) - accepted)
    sentences = []
    if accepted:
        words = "event of your file counts" if len(accepted) == 1 else "events of your file count"
        sentences.append(f"{len(accepted):,} {words} as the record’s.")
    if possible:
        other = " other" if accepted else ""
        words = f"{other} event" if possible == 1 else f"{other} events"
        sentences.append(f"{possible:,}{words} of your file may be in the record already.")
    return sentences


@st.dialog("The same event?", width="large")
def draw(uploaded: UploadedDataset, catalog: Catalog) -> None:
    """Draw the candidate pairs, each with a checkbox, and the buttons that apply what is ticked."""
    found = uploaded.candidates
    st.html(f'<p class="bw-note">{_EXPLANATION}</p>')
    sure = _sure(uploaded)
    if sure:
        label = f"Tick {_pairs(len(sure))} with a score of at least {SURE_SCORE}"
        st.button(label, key="matches_tick_sure", on_click=_draft().update, args=(sure,))
    record, file = (frame.set_index("event_id", drop=False) for frame in (flatten(catalog)[0], uploaded.events))
    listed = st.session_state[_LISTED]
    for n, pair in enumerate(iter_rows(found.pairs.head(listed))):
        _draw_pair(n, pair, record.loc[pair.record_id], file.loc[pair.file_id])
    rest = len(found.pairs) - listed
    if rest > 0:
        st.button(f"Show more ({rest:,} with lower scores)", key="matches_more", on_click=_list_more)
    elif found.omitted:
        st.caption(
            f"{found.omitted:,} more pairs are not listed: {PAIRS_LIMIT} are listed for one event of the record."
        )
    with st.container(key="footer-matches"):  # in sight however many pairs are listed
        _draw_apply(uploaded)


def _sure(uploaded: UploadedDataset) -> set[Pair]:
    """Return the proposed pairs with a high score."""
    pairs = uploaded.candidates.pairs
    sure = pairs[pairs["proposed"] & (pairs["score"] >= SURE_SCORE)]
    return set(zip(sure["record_id"], sure["file_id"]))


def _draw_pair(n: int, pair: Any, ours: pd.Series, theirs: pd.Series) -> None:
    """Draw both events of a pair beside each other, the checkbox, the score and its reasons."""
    ids = pair.record_id, pair.file_id
    key = f"match_{n}"
    st.session_state[key] = ids in _draft()
    with st.container(key=f"match-{n}", gap="small"):
        st.checkbox(f"Same event · score {pair.score}", key=key, on_change=partial(_toggle, ids))
        sides = "".join(
            f"<div><b>{head}</b>{_event(row)}</div>" for head, row in (("Record", ours), ("Your file", theirs))
        )
        reasons = "; ".join(
            f"<b>{escape.html(reason)}</b>" if reason.startswith("contradiction") else escape.html(reason)
            for reason in pair.reasons.split("; ")
        )
        st.html(f'<div class="bw-pair">{sides}</div><p class="bw-note">{reasons}</p>')


def _event(event: pd.Series) -> str:
    lines = (
        title(event),
        f"{when(event)} · {event['country']} · {GEO_PRECISIONS[event['geo_precision']]}",
        f"{harm(event)} · {who(event)}",
        event["event_id"],
    )
    return "".join(f'<span dir="auto">{escape.html(line)}</span>' for line in lines)


def _draw_apply(uploaded: UploadedDataset) -> None:
    """Draw the button that applies what is ticked, if it differs from what is accepted."""
    draft = _draft()
    if draft == uploaded.accepted:
        st.caption("Tick the pairs that are one event." if not draft else f"{_pairs(len(draft))} accepted.")
        return
    label = f"Count {_pairs(len(draft))} once" if draft else "Count all events of the file"
    if st.button(label, key="matches_apply", type="primary", on_click=partial(upload.accept, uploaded, draft)):
        st.rerun()


def _draft() -> set[Pair]:
    draft: set[Pair] = st.session_state[_DRAFT]
    return draft


def _toggle(pair: Pair) -> None:
    _draft().symmetric_difference_update({pair})


def _list_more() -> None:
    st.session_state[_LISTED] += _PAGE


def _pairs(number: int) -> str:
    return f"{number:,} {'pair' if number == 1 else 'pairs'}"
