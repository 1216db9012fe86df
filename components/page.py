"""The page from top to bottom. Everything is loaded first; drawing runs no query."""

from dataclasses import dataclass
from typing import Final

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
from components.page_data import DashboardData, LoadError, Record, SlideData
from components.page_run import PageRun
from components.visitor import Visitor
from components.widgets import message, option_groups, slide_bar
from data import cards, own_folders, process_start, settings
from data.datasets import Dataset, UploadedDataset, dataset_for
from data.served import NotLoadedError, Served, take
from data.view import PAGES

SHEETS: Final = (
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


@dataclass(frozen=True)
class Content:
    """What a run of the page shows, and where it comes from."""

    page: DashboardData | SlideData
    record: Record
    dataset: Dataset
    uploaded: UploadedDataset | None
    person: Visitor
    problems: list[str]
    """A sentence about each part of the link that is ignored."""
    failure: LoadError | None
    """Why the page is the session's last one instead of the requested one."""
    notice: str
    of_record: bool
    """Whether the server serves the record, and not a table of its operator."""


def draw() -> None:
    """Draw the page that a visitor's link and session ask for."""
    st.set_page_config(page_title=state.page_title(), layout="wide", initial_sidebar_state="auto")
    run = PageRun()
    st.html(assets.style(*SHEETS))
    admission.stop_if_full()
    content = _load(run, sign_in.require())
    page = content.page
    state.set_page_title(page_head.tab_title(page.view.describe(page.extent)))
    if isinstance(page, SlideData):
        _draw_briefing(content, page)
    else:
        with page_data.DRAWING.acquire():
            _draw_dashboard(content, page)
    run.finish(page.view)


def _load(run: PageRun, person: Visitor) -> Content:
    """Return all that is drawn; where nothing can be loaded, say so and end the run."""
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
    failed_step = _take_steps(served, uploaded)
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
    failure = failure or failed_step
    if failure:
        run.fail(failure)
    return Content(page, record, dataset, uploaded, person, problems, failure, shared.notice, served.of_record)


def _take_steps(served: Dataset, uploaded: UploadedDataset | None) -> LoadError | None:
    """Select the events to which the keys have led; return why that failed, if it did."""
    try:
        state.take_steps(lambda view, way: page_data.beside(dataset_for(view, served, uploaded), view, way))
    except page_data.LOAD_ERRORS as error:
        return error
    return None


def _draw_briefing(content: Content, page: SlideData) -> None:
    from components.slide import briefing_page  # noqa: PLC0415 - most visits do not need it

    outage.draw(content.failure, content.dataset.engine.database, content.notice)
    briefing_page.draw(page, content.record.catalog.sites, content.problems)
    slide_bar.draw()


def _draw_dashboard(content: Content, page: DashboardData) -> None:
    with st.sidebar:
        sidebar.draw(page, content.dataset.engine.aliases)
        upload.draw_choice(content.uploaded, page.of_file, of_record=content.of_record)
        matches_dialog.draw_line(content.uploaded, content.record.catalog)
        sign_in.draw_account(content.person)
        narrow.draw_close(page)
    # Always one container: if the number of elements above the map changed, the browser would mount a new map.
    with st.container(key="first-screen", gap="small"):
        with st.container(key="heading", gap="small"):
            _draw_heading(content, page)
        map_side, story_side = st.columns([0.7, 0.3], gap="medium")
        with map_side:
            _draw_map(page)
        with story_side:
            _draw_story(content, page)
    with st.container(key="chart"):  # always one container: its notes move nothing to another place in the page
        chart.draw(page)
    keys.draw()
    _draw_tab(content, page)
    paper.draw(page, content.record.catalog)
    announcer.draw(page)


def _draw_heading(content: Content, page: DashboardData) -> None:
    outage.draw(content.failure, content.dataset.engine.database, content.notice)
    header.draw_problems(content.problems)
    with st.container(key="title-line", horizontal=True, vertical_alignment="center", gap="medium"):
        header.draw_title(page)
        narrow.draw_open(page.view)
        sentence = page.view.describe(page.extent)
        actions.draw(content.record.catalog, content.dataset, page.view, content.person, sentence)
    header.draw(page, content.record if content.dataset.of_record else None)


def _draw_map(page: DashboardData) -> None:
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


def _draw_story(content: Content, page: DashboardData) -> None:
    with st.container(key="story"):  # always one container: what is below it keeps its place
        if page.detail:
            event_detail.draw(page, page.detail)
        elif page.card:
            card.draw(page.card, page.view)
        else:
            event_detail.draw_suggestions(page)
    narrow.draw_sheet(page.view)
    header.draw_completeness(page, upload.passing_sentence(content.uploaded, page.of_file))
    event_detail.draw_unplaced(page)


def _draw_tab(content: Content, page: DashboardData) -> None:
    option_groups.draw("page", option_groups.switch("page", "Below the chart", PAGES, page.view.page))
    st.html(f'<h2 class="bw-hidden bw-part">{PAGES[page.view.page]}</h2>')
    catalog = content.record.catalog
    tabs = {
        "events": lambda: events_table.draw(page),
        "bases": lambda: bases_table.draw(page),
        "totals": lambda: published_totals.draw(page.totals),
        "context": lambda: context_panel.draw(page, len(catalog.context)),
        "about": lambda: about.draw(catalog, page, content.uploaded.report if content.uploaded else None),
    }
    tabs[page.view.page]()


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
