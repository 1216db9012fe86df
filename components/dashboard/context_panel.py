"""The context: dated facts of the documents that are no attack or strike, as a page and on the card of an event."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from components import escape
from components.page_data import DashboardData
from data.rows import iter_rows
from data.terms import CONTEXT_KINDS
from data.text import when

_HEADS: Final = ("When", "Kind", "What happened", "Country", "In whose words")
_NOT_OF_RECORD: Final = "The context belongs to the record; these data have none."
_HIDDEN: Final = "The context is hidden: show it with the switch above the chart."
_NONE: Final = "The documents tell no such fact for this period and these countries."
_LEAD: Final = (
    "<b>{}</b> of {} facts that the documents report around the attacks and strikes, in the view’s period and "
    "countries; the other filters do not apply. None is an event: they are in no figure and not on the map."
)


def draw(page: DashboardData, everything: int) -> None:
    """Draw the facts in the view's period and countries, out of `everything` in the record."""
    if page.context is None:
        st.html(f'<p class="bw-lead">{_HIDDEN if page.of_record else _NOT_OF_RECORD}</p>')
        return
    st.html(f'<p class="bw-lead">{_LEAD.format(len(page.context), everything)}</p>')
    if page.context.empty:
        st.html(f'<p class="bw-lead">{_NONE}</p>')
        return
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    rows = "".join(_row(fact) for fact in iter_rows(page.context))
    st.html(f'<table class="bw-table bw-facts"><tr>{heads}</tr>{rows}</table>')


def near_html(facts: pd.DataFrame | None) -> str:
    """Return the facts around an event's day as HTML for its card; empty where there is none."""
    if facts is None or facts.empty:
        return ""
    return f'<p class="bw-label">Around that day</p><ul class="bw-near">{"".join(map(_item, iter_rows(facts)))}</ul>'


def _row(fact: Any) -> str:
    doubt = "" if pd.isna(fact.doubt) else f'<p class="bw-note">Doubt: {escape.html(fact.doubt)}</p>'
    basis = "" if fact.date_basis == "stated" else f'<p class="bw-note">Date {escape.html(fact.date_basis)}</p>'
    quote = f"“{escape.html(fact.quote)}” {escape.html(fact.publisher)}{basis}"
    cells = (
        escape.html(when(fact)),
        escape.html(CONTEXT_KINDS[fact.kind]),
        f"{escape.html(fact.headline)}{doubt}",
        escape.html(fact.country.replace(";", ", ")),
        quote,
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _item(fact: Any) -> str:
    doubt = "" if pd.isna(fact.doubt) else f" Doubt: {fact.doubt}"
    told = f"{fact.headline}. “{fact.quote}” {fact.publisher}.{doubt}"
    return f"<li><b>{escape.html(when(fact))}</b> {escape.html(told)}</li>"
