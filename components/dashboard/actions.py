"""The bar of actions above the page: share the view, make a slide of it, export its events, import a file, help."""

from functools import partial

import streamlit as st

from components import state
from components.dashboard import keys
from components.visitor import Visitor
from data.datasets import Dataset
from data.record.catalog import Catalog
from data.view import View


def draw(catalog: Catalog, dataset: Dataset, view: View, person: Visitor, sentence: str) -> None:
    """Draw the bar with what the person may do; the dialogs are imported when they are opened.

    `sentence` describes the view.
    """
    with st.container(key="actions", horizontal=True, gap="small"):
        if st.button("Share", key="share", type="primary", help="Link, QR code, code to embed"):
            from components.dialogs import share_dialog  # noqa: PLC0415 - as for the others

            share_dialog.draw(view, sentence)
        state.button("Briefing", key="brief", act=partial(state.change, mode="briefing"), help="The view as a slide")
        if st.button("Export" if person.may_export else "Cite", key="export"):
            from components.dialogs import export_dialog  # noqa: PLC0415 - the first picture waits for no writer

            export_dialog.draw(catalog, dataset, view, person)
        if person.may_import and st.button("Import", key="import"):
            from components.dialogs import import_dialog  # noqa: PLC0415 - the first picture waits for no reader

            import_dialog.draw(catalog)
        if st.button("?", key="keys", help="Keys"):
            keys.draw_list()
