"""Basewatch: the page, from top to bottom."""

import gc
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from components import escape, page_loader, state
from components.chart import chart, chart_spec
from components.dashboard import about, event_detail, events_table, header, published_totals, sidebar
from components.dialogs import upload
from components.map import event_map
from components.widgets import option_groups
from data import text
from data.datasets import Dataset, ServedTableError, dataset_for, served_dataset
from data.periods import KEY_EVENTS, PERIODS
from data.query.database import DatabaseUnavailableError, QueryTimeoutError
from data.query.engine import Engine
from data.record import provenance
from data.record.catalog import Catalog, fingerprint, load_catalog
from geo import basemap, clustering

_PAGES = {"events": "Events in view", "totals": "Published totals", "about": "About the record"}

st.set_page_config(page_title="Basewatch", layout="wide", initial_sidebar_state="auto")
st.html(Path(__file__).parent / "components" / "static" / "page.css")


@st.cache_resource(show_spinner=False)
def record() -> tuple[Catalog, Engine, Dataset, pd.DataFrame, list[tuple[date, str]]]:
    """Once for all sessions: the record, the engine over it, the events that everybody sees, bases, days to name."""
    catalog = load_catalog()
    served = served_dataset(catalog)
    over_record = served.engine if served.of_record else Engine.of_catalog(catalog)
    loaded = catalog, over_record, served, provenance.bases(catalog), provenance.days(catalog, KEY_EVENTS)
    gc.collect()
    gc.freeze()  # none of it ever goes: the garbage collector need not walk through it again, 0.25 s each time
    return loaded


try:
    catalog, record_engine, served, bases, days = record()
except ServedTableError as error:
    st.error(escape.markdown(str(error)))
    st.stop()
held = upload.held()
page_loader.give_way()
try:
    view, problems = state.restore(lambda view: dataset_for(view, served, held).engine.check(view))
    state.write(view)
    dataset = dataset_for(view, served, held)
    engine = dataset.engine
    # What most visits never open is read when it is asked for: the first picture comes a second sooner.
    if view.mode == "briefing":
        from components.slide import briefing_page as briefing
        from components.slide.slide_data import gather

        briefing.draw(gather(catalog, dataset, view), catalog.sites)
        st.stop()
except (DatabaseUnavailableError, QueryTimeoutError) as error:
    page_loader.unanswered(served.engine, error)
view, trouble = page_loader.answered(catalog, engine, view)

with page_loader.DRAWING.turn():
    counts = engine.counts(view)

    with st.sidebar:
        periods = dict(zip(PERIODS, engine.period_counts(view, tuple(PERIODS.values()))))
        sidebar.draw(engine.options(view), periods, engine.facet_values())
        with st.container(key="work", gap="small"):
            upload.draw_choice(held, of_record=served.of_record)
            st.button("Briefing: the view as a slide", key="brief", on_click=state.change, kwargs={"mode": "briefing"})
            if st.button("Take this view away", key="take"):
                from components.dialogs import export_dialog

                export_dialog.offer(catalog, dataset, view)
            if st.button("Bring your own events", key="bring"):
                from components.dialogs import import_dialog

                import_dialog.draw(catalog)

    header.draw(view, engine, problems, trouble)

    map_side, story_side = st.columns([0.62, 0.38], gap="medium")

    with map_side:
        window = clustering.window(view.at or basemap.HOME)
        event_map.draw(
            bases=bases,
            groups=clustering.groups(engine, view, *window),
            events=clustering.members(engine, view, *window),
            opened=clustering.opened(engine, view, *window, "" if trouble else state.opened()),
            view=view,
            go=state.map_should_go(),
            on_message=state.hear_map,
        )
        header.draw_completeness(counts, view)
        event_detail.draw_unplaced(view, engine)
        option_groups.draw("page", option_groups.switch("page", "Beneath the map", _PAGES, view.page))
        if view.page == "events":
            events_table.draw(view, engine)
        elif view.page == "totals":
            largest = provenance.largest_count(catalog)
            published_totals.draw(provenance.totals(catalog), provenance.itemised(record_engine, largest), largest)
        else:
            about.draw(catalog.sources, catalog.version, fingerprint(), held.report if held else None)

    with story_side:
        story = provenance.event_detail(catalog, engine, view.selected) if view.selected else None
        key_days = [chart_spec.KeyDay(*day) for day in (*text.days_of(story), *days)]
        chart.show(view, engine, key_days)
        if story:
            event_detail.draw(story, view)
        else:
            event_detail.draw_offers(view, engine)
