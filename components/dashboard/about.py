"""About the record: its method, its sources, its limits."""

from typing import TYPE_CHECKING

import streamlit as st

from components import escape
from components.page_data import PageData
from components.symbology import MAP_CREDIT
from data.record.catalog import Catalog
from data.rows import iter_rows
from data.settings import CONTACT
from data.terms import CONVENTIONS, UNCERTAINTY_KM
from data.view import day_in_words

if TYPE_CHECKING:
    from data.importers import Report

_METHOD = """
<h2>What this is</h2>
<p>Basewatch shows what five public documents report about attacks on US and coalition forces in Iraq, Syria, Jordan and
Qatar, and about US and coalition strikes. It is a history of what was publicly reported, not a count of what
happened: most attacks were reported only as part of a total (see “Published totals”).</p>
<h2>How it was coded</h2>
<p>Every dated attack, strike, interception, shoot-down or false alarm in the documents is one row, one event at one
place. Each document was coded twice, independently, and every difference was settled. Every event leads to at least
one verbatim quotation, every figure to the words it came from. Where documents contradict each other, both are
shown.</p>
<h2>How to read it</h2>
<ul>
<li><b>25–47</b> is a range: the documents differ, or give a span. <b>7+</b> is “at least seven”. <b>Not reported</b> is
unknown, not none; “no casualties” is shown as 0. A sum is shown only as far as it is known, with the party harmed and
the number of events with a reported toll.</li>
<li>In the chart a column shows the preferred figure, or the lowest where none is preferred; the line shows lowest to
highest, and + that a document leaves the end open.</li>
<li>A dashed circle on the map means that the event was somewhere in it: {town:.0f} km round a town, {district:.0f} km
round the middle of a district, {admin1:.0f} km for a governorate. An event known only to its country is listed beside
the map.</li>
<li>An event whose days or circle reach beyond the filter is counted and marked “possibly outside”.</li>
<li>“Claimed” means that the actor said so; “attributed”, that a document or a person quoted in it did;
“suspected”, that a guess is reported. Where no document names an actor, nobody is named.</li>
</ul>
<h2>How words are read as numbers</h2>
<p>A figure that comes from a word is shown with the word, as in “at least 3 (“several”)”.</p>
<ul>{conventions}</ul>
<h2>Limits</h2>
<p>Five documents are few. They cover some months closely, others in a sentence, and events that were denied or never
published not at all. Coordinates are of encyclopaedia precision and never better than the words. Dates without a year
were inferred from the text around them; the reason is given with each event. A document that names no
publisher is called what its layout shows: “Encyclopaedia article”. The record ends with its last document.</p>
<h2>Sources</h2>
"""


def draw(catalog: Catalog, page: PageData, imported: "Report | None") -> None:
    """Draw the tab: the record's method and sources, and the state of the data that the page shows.

    `imported` reports on the file that this session imported.
    """
    items = "".join(
        f"<li><b>{escape.html(source.title)}</b>. {escape.html(source.publisher)}, "
        f"{escape.html(day_in_words(source.date_published.date()))}. "
        f'<span class="bw-note">Date {escape.html(source.date_basis)}.</span></li>'
        for source in iter_rows(catalog.sources)
    )
    conventions = "".join(
        f"<li><b>{escape.html(words)}</b>: {escape.html(reading)}.</li>" for words, reading in CONVENTIONS
    )
    method = _METHOD.format(conventions=conventions, **UNCERTAINTY_KM)
    state = f"Record {catalog.version}" if page.of_record and page.view.data == "record" else page.dataset_name
    contact = f" Contact: {CONTACT.value}." if CONTACT.value else ""
    note = f"{state}, data {page.fingerprint}.{contact} {MAP_CREDIT}"
    if imported:
        lines = "".join(f"<li>{escape.html(line)}</li>" for line in imported.sentences())
        st.html(f'<div class="bw-prose"><h2>The imported file</h2><ul>{lines}</ul></div>')
    st.html(f'<div class="bw-prose">{method}<ul>{items}</ul><p class="bw-note">{escape.html(note)}</p></div>')
