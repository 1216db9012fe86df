"""Basewatch: the page, from top to bottom."""

from pathlib import Path

import streamlit as st

from components import about, chart, detail, heading, sidebar, state, table, totals
from components import map as event_map
from components.briefing import page as briefing
from components.briefing.brief import gather
from data import sourcing
from data.catalog import Catalog, fingerprint, load_catalog
from data.engine import Engine
from data.periods import KEY_EVENTS, PERIODS
from data.view import View
from geo import basemap, grouping

st.set_page_config(page_title="Basewatch", layout="wide", initial_sidebar_state="auto")
st.html(Path(__file__).parent / "components" / "static" / "page.css")


@st.cache_resource(show_spinner=False)
def record() -> tuple[Catalog, Engine, str]:
    """The record, its engine and its fingerprint, once for all sessions."""
    catalog = load_catalog()
    return catalog, Engine.of_catalog(catalog), fingerprint()


catalog, engine, data_hash = record()
actors = engine.actors()
view, problems = state.restore({"actor": set(actors)})
state.write(view)
if view.mode == "briefing":
    briefing.draw(gather(catalog, engine, view, data_hash), catalog.sites)
    st.stop()

counts = engine.counts(view)
events = engine.events(view, table.ROWS_LIMIT)

with st.sidebar:
    periods = dict(zip(PERIODS, engine.spans(view, tuple(PERIODS.values()))))
    sidebar.draw(engine.options(view), periods, actors)
    st.button("Briefing: the view as a slide", key="brief", on_click=briefing.enter)

heading.draw(view, engine, problems)

map_side, story_side = st.columns([0.62, 0.38], gap="medium")

with map_side:
    event_map.draw(
        bases=sourcing.bases(catalog),
        groups=grouping.groups(engine, view, *grouping.window(view.at or basemap.HOME)),
        events=grouping.members(engine, view),
        view=view,
        go=state.map_should_go(),
        on_message=state.hear_map,
    )
    heading.draw_completeness(counts)
    detail.draw_unplaced(events[events["latitude"].isna()])
    state.page_choice()
    if view.page == "events":
        table.draw(view, events, counts.shown)
    elif view.page == "totals":
        largest = sourcing.largest_count(catalog)
        totals.draw(sourcing.totals(catalog), sourcing.itemised(engine, largest), largest)
    else:
        about.draw(catalog.sources, catalog.version, data_hash)

with story_side:
    ask = engine.months if view.measure == "events" else engine.tolls
    beside = view if view.running == "cumulative" else view.without("dates")
    story = sourcing.story(catalog, engine, view.selected)
    named = [*detail.days_of(story), *sourcing.days(catalog, KEY_EVENTS)]
    key_days = [chart.KeyDay(*day) for day in named]
    chart.show(view, ask(view), ask(beside), engine.extent(View()), key_days)
    if story:
        detail.draw(story)
    else:
        detail.draw_offers(view, events)
