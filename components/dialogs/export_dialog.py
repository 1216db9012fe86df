"""The export dialog: a view's events as a file, and how to cite the view."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from components import sign_in
from components.address import link, page_address
from components.export_file import Exports
from components.visitor import Visitor
from components.widgets import message
from data import settings
from data.datasets import Dataset
from data.exporters import FORMATS, ExportError, collect, to_bytes
from data.file_names import stem
from data.query.database import QUERY_ERRORS
from data.record.catalog import Catalog
from data.record.citation import Citation
from data.view import View


def draw(catalog: Catalog, dataset: Dataset, view: View, person: Visitor) -> None:
    """Draw a download button for each file format, which makes its file on a click, and the citation.

    Where the visitor may not export, only the citation is drawn.
    """
    title = "Export" if person.may_export else "Cite"
    st.dialog(title, width="large")(_draw)(catalog, dataset, view)


def _draw(catalog: Catalog, dataset: Dataset, view: View) -> None:
    person = sign_in.require_in_dialog()
    page_url = (page_address() or settings.LOCAL_ADDRESS).rstrip("/") + "/"
    exports = Exports(person, view, dataset.engine.counts(view).shown)
    if exports.are_offered():
        _draw_exports(catalog, dataset, exports, page_url)
    _draw_citation(catalog, dataset, view, page_url)


def _draw_exports(catalog: Catalog, dataset: Dataset, exports: Exports, page_url: str) -> None:
    most = settings.EXPORT_EVENTS.value
    if exports.events > most:
        message.draw(
            "info",
            f"This view holds {exports.events:,} events, more than the {most:,} that the page writes into a "
            "file. Narrow it, or use the command line: python -m data query, with the query string of this page.",
        )
    else:
        number = "1 event" if exports.events == 1 else f"{exports.events:,} events"
        st.write(
            f"Each file has {number}, and names its view, its sources and its licence. "
            "A slide (PowerPoint, PNG, SVG, PDF) is made under Briefing."
        )
        _draw_files(catalog, dataset, exports, page_url)


def _draw_files(catalog: Catalog, dataset: Dataset, exports: Exports, page_url: str) -> None:
    for row in range(0, len(FORMATS), 2):
        for column, key in zip(st.columns(2), list(FORMATS)[row : row + 2]):
            kind = FORMATS[key]
            column.download_button(
                f"**{kind.label}** {kind.hint}",
                data=exports.guarded(
                    _file(catalog, dataset, exports.view, page_url, key), key, ExportError, *QUERY_ERRORS
                ),
                file_name=f"{stem(exports.view)}{kind.suffix}",
                mime=kind.media_type,
                key=f"export-{key}",
                on_click="ignore",
                width="stretch",
            )


def _file(catalog: Catalog, dataset: Dataset, view: View, page_url: str, key: str) -> Callable[[], bytes]:
    """Return a function that makes the file."""
    collected = partial(
        collect,
        dataset.engine,
        catalog,
        view,
        dataset.fingerprint,
        page_url,
        external_name=_external_name(dataset),
        matches=dataset.matches,
    )
    return lambda: to_bytes(collected(), key)


def _draw_citation(catalog: Catalog, dataset: Dataset, view: View, page_url: str) -> None:
    st.html('<p class="bw-label">Cite it</p>')
    newest = catalog.sources["date_published"].max() if dataset.of_record else None
    issued = view.as_of or newest
    citation = Citation(
        view,
        link(page_url, view.query()),
        catalog.version,
        dataset.fingerprint,
        issued and issued.date(),
        datetime.now(UTC).date(),
        _external_name(dataset),
    )
    notations = {"Text": citation.text(), "BibTeX": citation.bibtex(), "CSL-JSON": citation.csl()}
    for tab, text in zip(st.tabs(list(notations)), notations.values()):
        tab.code(text, language=None, wrap_lines=True)


def _external_name(dataset: Dataset) -> str:
    return "" if dataset.of_record else dataset.name
