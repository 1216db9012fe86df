"""Published totals: the cumulative figures that the documents give, beside what the record itemises."""

from collections.abc import Mapping
from math import ceil
from typing import Any, Final

import pandas as pd
import streamlit as st

from components import escape
from components.page_data import PublishedTotals
from data.formatting import format_range
from data.record.provenance import counted_in
from data.view import day_in_words
from data.words import listed

_MEASURES: Final = {
    "attacks_recorded": "Attacks recorded",
    "attacks_claimed": "Attacks claimed",
    "us_wounded": "US wounded",
    "us_killed": "US killed",
    "militants_killed": "Militants killed",
    "us_strikes": "US strikes",
    "us_troops": "US troops",
    "militia_fighters": "Militia fighters",
}
_HEADS: Final = ("As of", "What", "Figure", "Scope", "Counted by", "In whose words")


def draw(totals: PublishedTotals | None) -> None:
    """Draw the published totals, and how many attacks the record itemises of the largest one."""
    if totals is None:  # they are loaded where their tab is open
        return
    largest = totals.largest
    share = ceil(100 * totals.itemised / int(largest["low"])) / 100
    counted, by = _figure(largest), escape.html(largest["claimed_by"])
    compared = counted_in(largest)
    first, last = (escape.html(day_in_words(day)) for day in compared.dates if day)
    where = escape.html(listed([*compared.country], "and")) if compared.country else "all countries"
    lead = (
        f"<b>{totals.itemised:,}</b> attacks from {first} to {last} in {where} are itemised here; over the same days "
        f"and countries {by} counted <b>{counted}</b>: not more than {share:.0%} of them are here. The totals below "
        "differ in their first day, their area and in who counted; they are shown as published, never added up, never "
        "drawn on the map."
    )
    st.html(f'<p class="bw-lead">{lead}</p>')
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    rows = "".join(_row(total) for total in totals.rows.itertuples())
    st.html(f'<table class="bw-table bw-wide"><tr>{heads}</tr>{rows}</table>')


def _row(total: Any) -> str:
    dated = pd.notna(total.as_of)
    as_of = escape.html(day_in_words(total.as_of.date()) if dated else "Date not stated")
    inferred = '<span class="bw-note"> inferred</span>' if dated and total.as_of_basis != "stated" else ""
    quote = f"“{total.quote}” {total.publisher}"
    measure = _MEASURES.get(total.measure, total.measure)
    doubt = "" if pd.isna(total.doubt) else f'<br><span class="bw-note">Doubt: {escape.html(total.doubt)}</span>'
    scope, by, words = (escape.html(cell) for cell in (total.scope, total.claimed_by, quote))
    cells = (as_of + inferred, escape.html(measure), _figure(total._asdict()), scope + doubt, by, words)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _figure(total: Mapping[str, Any] | pd.Series) -> str:
    """Return the figure of a total with the word of its document that it does not express, as HTML."""
    return escape.html(format_range(total["low"], total["high"], total["qualifier"]))
