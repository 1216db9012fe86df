"""Take the view away: its events as a file for other programs, and how to cite it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from data.datasets import Dataset
from data.exporters import FORMATS, gather, make
from data.record.catalog import Catalog
from data.record.citation import Citation
from data.view import View

_HOME: Final = "http://localhost:8501/"
_EVENTS_LIMIT: Final = 100_000
_FOR: Final = {
    "csv": "for any program",
    "geojson": "for maps on the web",
    "geoparquet": "for GeoPandas and DuckDB",
    "gpkg": "for QGIS and ArcGIS",
    "xlsx": "with tolls, sources and a read-me sheet",
    "kml": "for Google Earth",
}


@st.dialog("Take this view away", width="large")
def offer(catalog: Catalog, dataset: Dataset, view: View) -> None:
    """Draw the files of a view, each made when it is asked for, and its citation in three notations."""
    home = (st.context.url or _HOME).split("?")[0].rstrip("/") + "/"
    shown = dataset.engine.counts(view).shown
    if shown > _EVENTS_LIMIT:
        st.info(
            f"This view holds {shown:,} events, more than the {_EVENTS_LIMIT:,} that the page writes into a file. "
            "Narrow it, or use the command line: python -m data query, with this page’s own query string."
        )
    else:
        _draw_files(catalog, dataset, view, home)
    st.html('<p class="bw-label">Cite it</p>')
    newest = catalog.sources["date_published"].max() if dataset.of_record else None
    issued = view.as_of or newest
    today = datetime.now(UTC).date()
    link = f"{home}?{view.query()}"
    citation = Citation(
        view, link, catalog.version, dataset.fingerprint, issued and issued.date(), today, _foreign(dataset)
    )
    notations = {"Text": citation.text(), "BibTeX": citation.bibtex(), "CSL-JSON": citation.csl()}
    for tab, words in zip(st.tabs(list(notations)), notations.values()):
        tab.code(words, language=None, wrap_lines=True)


def _draw_files(catalog: Catalog, dataset: Dataset, view: View, home: str) -> None:
    st.write("Each file says inside which view it is, from which sources, under which licence.")
    for row in range(0, len(FORMATS), 2):
        for column, key in zip(st.columns(2), list(FORMATS)[row : row + 2]):
            kind = FORMATS[key]
            column.download_button(
                f"**{kind.label}** {_FOR[key]}",
                data=_file(catalog, dataset, view, home, key),
                file_name=f"basewatch{kind.suffix}",
                mime=kind.media_type,
                key=f"take-{key}",
                on_click="ignore",
                width="stretch",
            )


def _file(catalog: Catalog, dataset: Dataset, view: View, home: str, key: str) -> Callable[[], bytes]:
    foreign = _foreign(dataset)
    return lambda: make(gather(dataset.engine, catalog, view, dataset.fingerprint, home, foreign=foreign), key)


def _foreign(dataset: Dataset) -> str:
    return "" if dataset.of_record else dataset.name
