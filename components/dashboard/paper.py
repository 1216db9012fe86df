"""What only a printed page shows: where its events come from, as of when, and the link to it."""

import pandas as pd
import streamlit as st

from components import escape
from components.address import page_address
from components.page_data import DashboardData
from components.symbology import MAP_CREDIT
from data.record.catalog import Catalog
from data.rows import iter_rows
from data.view import day_in_words


def draw(page: DashboardData, catalog: Catalog) -> None:
    """Draw the foot of the printed page; the style sheet hides it on the screen."""
    lines = [
        _sources(page, catalog),
        f"{page.dataset_name}, data {page.fingerprint}. {_as_of(page, catalog)}{MAP_CREDIT}",
    ]
    link = f"{page_address()}?{page.view.query()}".removesuffix("?")
    st.html(f'<div class="bw-paper">{"".join(f"<p>{escape.html(line)}</p>" for line in (*lines, link))}</div>')


def _sources(page: DashboardData, catalog: Catalog) -> str:
    documents = [
        f"{source.title}, {source.publisher} ({day_in_words(source.date_published.date())})"
        for source in iter_rows(catalog.sources if page.of_record else catalog.sources.head(0))
    ]
    if not page.of_record or page.view.data != "record":
        documents.append(f"those that {page.dataset_name} names with its events")
    return f"Sources: {'; '.join(documents)}."


def _as_of(page: DashboardData, catalog: Catalog) -> str:
    """Return the day up to which the data reach, in a sentence; empty where there is none."""
    days = [page.record_extent[1], *(catalog.sources["date_published"] if page.of_record else ())]
    known = [pd.Timestamp(day) for day in days if pd.notna(day)]
    return f"As of {day_in_words(max(known).date())}. " if known else ""
