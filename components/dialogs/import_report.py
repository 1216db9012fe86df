"""The report on an imported file: what became of its rows, what was assumed, and what a person can decide."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from components import escape
from data.importers import Report
from data.importers.geography import Candidate

Places = dict[tuple[str, str | None], Candidate]
"""The place that a person chose for a name in a country."""
_QUOTED: Final = re.compile("“(.*?)”")
_MAX_REJECTED: Final = 500
_MAX_PLACES: Final = 12
_MAX_LOW: Final = 6
"""The most rejected rows that are shown without scrolling."""


def draw(report: Report) -> None:
    """Draw the notes of the report and the rows that were set aside."""
    notes = [*map(_isolated, report.sentences()[1:]), *_placed_notes(report)]
    if notes:
        st.html(f"<ul>{''.join(f'<li>{note}</li>' for note in notes)}</ul>")
    if report.rejected:
        shown = pd.DataFrame(report.rejected[:_MAX_REJECTED])
        st.dataframe(shown, hide_index=True, height="content" if len(shown) <= _MAX_LOW else 250)
        st.download_button(
            "Rows set aside, with reasons (CSV)",
            data=lambda: report.csv().encode("utf-8-sig"),
            file_name="set-aside.csv",
            mime="text/csv",
            key="import_rejected",
            on_click="ignore",
        )


def _isolated(sentence: str) -> str:
    """Return a sentence as HTML; the words that it quotes do not change the order of the words beside them."""
    return _QUOTED.sub(r"“<bdi>\1</bdi>”", escape.html(sentence))


def _placed_notes(report: Report) -> list[str]:
    """Return a sentence in HTML about each name that got coordinates from the gazetteer."""
    return [
        f"<bdi>{escape.html(place.location)}</bdi> was placed at <bdi>{escape.html(place.candidate.name)}</bdi>, "
        f"{escape.html(place.candidate.country)}: {escape.html(place.candidate.method)}, "
        f"similarity {place.candidate.score:.0f} of 100."
        for place in report.placed[:_MAX_PLACES]
    ]


def choose_places(report: Report, key: str, chosen: Places) -> Places:
    """Draw the choice of the place for each ambiguous name; return `chosen` with the new choices.

    `key` names the file that was read; it holds letters and digits only, because Streamlit makes it a class of CSS.
    """
    if not report.ambiguous:
        return chosen
    st.html('<p class="bw-label">Names that may mean several places</p>')
    found = dict(chosen)
    for n, name in enumerate(report.ambiguous[:_MAX_PLACES]):
        places = dict(enumerate(name.candidates))
        st.html(f'<p class="bw-label"><bdi>{escape.html(name.location)}</bdi></p>')
        picked = st.selectbox(
            f"Place of the name that is first in line {name.line}",
            list(places),
            index=None,
            format_func=partial(_format_candidate, places),
            placeholder="Not placed",
            key=f"import_place_{key}_{n}",
            label_visibility="collapsed",
        )
        if picked is not None:
            found[name.location, name.country] = places[picked]
    return found


def _format_candidate(places: Mapping[int, Candidate], number: int) -> str:
    place = places[number]
    where = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    return f"{where} ({place.latitude:.2f}, {place.longitude:.2f})"
