"""Basewatch: the page, from top to bottom."""

import gc
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from components import (
    about,
    chart,
    choices,
    detail,
    escape,
    heading,
    own,
    sidebar,
    state,
    steady,
    table,
    totals,
    vega,
)
from components import map as event_map
from data import sourcing
from data.catalog import Catalog, fingerprint, load_catalog
from data.database import AwayError, SlowError
from data.datasets import Dataset, ServedTableError, chosen, served
from data.engine import Engine
from data.periods import KEY_EVENTS, PERIODS
from geo import basemap, grouping

_PAGES = {"events": "Events in view", "totals": "Published totals", "about": "About the record"}

st.set_page_config(page_title="Basewatch", layout="wide", initial_sidebar_state="auto")
st.html(Path(__file__).parent / "components" / "static" / "page.css")


@st.cache_resource(show_spinner=False)
def record() -> tuple[Catalog, Engine, Dataset, pd.DataFrame, list[tuple[date, str]]]:
    """Once for all sessions: the record, the engine over it, the events that everybody sees, bases, days to name."""
    catalog = load_catalog()
    everybodys = served(catalog)
    over_record = everybodys.engine if everybodys.of_record else Engine.of_catalog(catalog)
    loaded = catalog, over_record, everybodys, sourcing.bases(catalog), sourcing.days(catalog, KEY_EVENTS)
    gc.collect()
    gc.freeze()  # none of it ever goes: the garbage collector need not walk through it again, 0.25 s each time
    return loaded


try:
    catalog, record_engine, everybodys, bases, days = record()
except ServedTableError as error:
    st.error(escape.markdown(str(error)))
    st.stop()
held = own.held()
steady.give_way()
try:
    view, problems = state.restore(lambda view: chosen(view, everybodys, held).engine.check(view))
    state.write(view)
    dataset = chosen(view, everybodys, held)
    engine = dataset.engine
    # What most visits never open is read when it is asked for: the first picture comes a second sooner.
    if view.mode == "briefing":
        from components.briefing import page as briefing
        from components.briefing.brief import gather

        briefing.draw(gather(catalog, dataset, view), catalog.sites)
        st.stop()
except (AwayError, SlowError) as error:
    steady.unanswered(everybodys.engine, error)
view, trouble = steady.answered(catalog, engine, view)

with steady.DRAWING.turn():
    counts = engine.counts(view)

    with st.sidebar:
        periods = dict(zip(PERIODS, engine.spans(view, tuple(PERIODS.values()))))
        sidebar.draw(engine.options(view), periods, engine.known())
        with st.container(key="work", gap="small"):
            own.draw_choice(held, of_record=everybodys.of_record)
            st.button("Briefing: the view as a slide", key="brief", on_click=state.change, kwargs={"mode": "briefing"})
            if st.button("Take this view away", key="take"):
                from components import takeaway

                takeaway.offer(catalog, dataset, view)
            if st.button("Bring your own events", key="bring"):
                from components import bring

                bring.draw(catalog)

    heading.draw(view, engine, problems, trouble)

    map_side, story_side = st.columns([0.62, 0.38], gap="medium")

    with map_side:
        window = grouping.window(view.at or basemap.HOME)
        event_map.draw(
            bases=bases,
            groups=grouping.groups(engine, view, *window),
            events=grouping.members(engine, view, *window),
            opened=grouping.opened(engine, view, *window, "" if trouble else state.opened()),
            view=view,
            go=state.map_should_go(),
            on_message=state.hear_map,
        )
        heading.draw_completeness(counts, view)
        detail.draw_unplaced(view, engine)
        choices.draw("page", choices.switch("page", "Beneath the map", _PAGES, view.page))
        if view.page == "events":
            table.draw(view, engine)
        elif view.page == "totals":
            largest = sourcing.largest_count(catalog)
            totals.draw(sourcing.totals(catalog), sourcing.itemised(record_engine, largest), largest)
        else:
            about.draw(catalog.sources, catalog.version, fingerprint(), held.report if held else None)

    with story_side:
        story = sourcing.story(catalog, engine, view.selected) if view.selected else None
        key_days = [vega.KeyDay(*day) for day in (*detail.days_of(story), *days)]
        chart.show(view, engine, key_days)
        if story:
            detail.draw(story, view)
        else:
            detail.draw_offers(view, engine)
