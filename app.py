"""Basewatch: the page from top to bottom. Everything is loaded first; drawing runs no query."""

import streamlit as st

from components import admission, assets, page_data, page_head, provider, sessions, sign_in, state
from components.chart import chart
from components.dashboard import (
    about,
    actions,
    announcer,
    bases_table,
    card,
    context_panel,
    event_detail,
    events_table,
    header,
    keys,
    narrow,
    outage,
    paper,
    published_totals,
    sidebar,
)
from components.dialogs import matches_dialog, upload
from components.map import event_map, map_words
from components.page_data import SlideData
from components.page_run import PageRun
from components.widgets import message, option_groups
from data import cards, own_folders, process_start, settings
from data.datasets import dataset_for
from data.served import NotLoadedError, Served, take
from data.view import PAGES

st.set_page_config(page_title=state.page_title(), layout="wide", initial_sidebar_state="auto")
run = PageRun()
SHEETS = (
    "page.css",
    "help.css",
    "timeline/timeline.css",
    "filters.css",
    "table.css",
    "first_screen.css",
    "access/access.css",
    "card.css",
    "narrow.css",
    "preferences.css",
    "print.css",
)
st.html(assets.style(*SHEETS))
admission.stop_if_full()


@st.cache_resource(show_spinner=False)
def load_served(place: str) -> Served:
    """Return the data of a value of `BASEWATCH_EVENTS`, which all sessions share; they follow their files."""
    settings.check()
    provider.check()
    upload.limit_uploads()
    served = take(place, page_data.prepare)
    own_folders.sweep("basewatch-")
    process_start.preload("geo.preload")
    sessions.start()
    return served


person = sign_in.require()
try:
    shared = load_served(settings.EVENTS.value)
    loaded = shared.current()
except settings.SettingError as error:
    message.draw("error", str(error))
    st.stop()
except NotLoadedError:
    outage.wait_until_loaded(shared)
record, served = page_data.record_of(loaded), loaded.dataset
uploaded = upload.current_upload()
page_data.cancel_with(st.session_state)
try:
    view, problems = state.restore(
        lambda view: cards.check(record.catalog, dataset_for(view, served, uploaded).engine.check(view))
    )
    state.write(view)
    dataset = dataset_for(view, served, uploaded)
    page, failure = page_data.load_or_last(
        st.session_state, record, dataset, view, state.opened_group(), state.map_size()
    )
except page_data.LOAD_ERRORS as error:
    run.fail(error)
    outage.stop(error, served.engine.database)
if failure:
    run.fail(failure)

state.set_page_title(page_head.tab_title(page.view.describe(page.extent)))

if isinstance(page, SlideData):
    from components.slide import briefing_page  # imported late: most visits do not need it, and the first map is faster

    outage.draw(failure, dataset.engine.database, shared.notice)
    briefing_page.draw(page, record.catalog.sites, problems)
    run.finish(view)
    st.stop()

with page_data.DRAWING.acquire():
    with st.sidebar:
        sidebar.draw(page, dataset.engine.aliases)
        upload.draw_choice(uploaded, page.of_file, of_record=served.of_record)
        matches_dialog.draw_line(uploaded, record.catalog)
        sign_in.draw_account(person)
        narrow.draw_close(page)

    with st.container(key="first-screen", gap="small"):
        # Always one container: if the number of elements above the map changed, the browser would mount a new map.
        with st.container(key="heading", gap="small"):
            outage.draw(failure, dataset.engine.database, shared.notice)
            header.draw_problems(problems)
            with st.container(key="title-line", horizontal=True, vertical_alignment="center", gap="medium"):
                header.draw_title(page)
                narrow.draw_open(page.view)
                actions.draw(record.catalog, dataset, page.view, person, page.view.describe(page.extent))
            header.draw(page, record if dataset.of_record else None)

        map_side, story_side = st.columns([0.7, 0.3], gap="medium")

        with map_side:
            event_map.draw(
                bases=page.bases,
                groups=page.groups,
                events=page.members,
                opened=page.opened,
                view=page.view,
                target=state.map_target(),
                on_message=state.on_map_message,
                home=page.home,
                acknowledgement=state.map_acknowledgement(),
                options=page.options,
                words=map_words.alternative(page.counts, page.groups),
            )

        with story_side:
            with st.container(key="story"):  # always one container: what is below it keeps its place
                if page.detail:
                    event_detail.draw(page, page.detail)
                elif page.card:
                    card.draw(page.card, page.view)
                else:
                    event_detail.draw_suggestions(page)
            narrow.draw_sheet(page.view)
            header.draw_completeness(page, upload.passing_sentence(uploaded, page.of_file))
            event_detail.draw_unplaced(page)

    with st.container(key="chart"):  # always one container: its notes move nothing to another place in the page
        chart.draw(page)
    keys.draw(page)
    option_groups.draw("page", option_groups.switch("page", "Below the chart", PAGES, page.view.page))
    st.html(f'<h2 class="bw-hidden bw-part">{PAGES[page.view.page]}</h2>')
    tabs = {
        "events": lambda: events_table.draw(page),
        "bases": lambda: bases_table.draw(page),
        "totals": lambda: published_totals.draw(page.totals),
        "context": lambda: context_panel.draw(page, len(record.catalog.context)),
        "about": lambda: about.draw(record.catalog, page, uploaded.report if uploaded else None),
    }
    tabs[page.view.page]()
    paper.draw(page, record.catalog)
    announcer.draw(page)

run.finish(view)
