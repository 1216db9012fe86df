"""Published totals: the cumulative figures that the documents give, beside what the record itemises."""

from math import ceil
from typing import Final

import pandas as pd
import streamlit as st

from components import escape
from data.formatting import format_range
from data.view import day_in_words

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


def draw(totals: pd.DataFrame, itemised: int, widest: pd.Series) -> None:
    """Draw the published totals.

    `totals` are joined with their sources; `itemised` counts the attacks that the record itemises since 17 October
    2023, `widest` is the total with which they are compared.
    """
    share = ceil(100 * itemised / int(widest["low"])) / 100
    counted, by = format_range(widest["low"], widest["high"]), escape.html(widest["claimed_by"])
    until = escape.html(day_in_words(widest["as_of"].date()))
    lead = (
        f"<b>{itemised:,}</b> attacks since 17 October 2023 are itemised here; <b>{counted}</b> were counted by {by} "
        f"up to {until}: not more than {share:.0%} of them. The totals below differ in their first day, their area and "
        "in who counted; they are shown as published, never added up, never drawn on the map."
    )
    st.html(f'<p class="bw-lead">{lead}</p>')
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    rows = "".join(_row(total) for total in totals.itertuples())
    st.html(f'<table class="bw-table bw-wide"><tr>{heads}</tr>{rows}</table>')


def _row(total: object) -> str:
    as_of = day_in_words(total.as_of.date())  # type: ignore[attr-defined]
    inferred = "" if total.as_of_basis == "stated" else '<span class="bw-note"> inferred</span>'  # type: ignore[attr-defined]
    quote = f"“{total.quote}” {total.publisher}"  # type: ignore[attr-defined]
    cells = [
        _MEASURES.get(total.measure, total.measure),
        format_range(total.low, total.high),
        total.scope,
        total.claimed_by,
        quote,
    ]  # type: ignore[attr-defined]
    return (
        f"<tr><td>{escape.html(as_of)}{inferred}</td>{''.join(f'<td>{escape.html(cell)}</td>' for cell in cells)}</tr>"
    )
