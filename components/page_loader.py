"""The page while the data cannot be had: the last picture stays, a sentence says why, and it comes back by itself."""

from typing import Final

import streamlit as st

from components import escape, state
from components.dashboard import event_detail, events_table
from components.fair_semaphore import FairSemaphore
from data.periods import PERIODS
from data.query.database import DatabaseUnavailableError, QueryTimeoutError, cancel_check
from data.query.engine import Engine
from data.record import provenance
from data.record.catalog import Catalog
from data.view import View
from geo import basemap, clustering

Trouble = DatabaseUnavailableError | QueryTimeoutError
RETRY_SECONDS: Final = 5
_ASKING: Final = FairSemaphore(2)
"""Many that ask a database in this process at once would only take the processor from each other."""
_ASKING_ELSEWHERE: Final = FairSemaphore(3)
DRAWING: Final = FairSemaphore(1)
"""Python works for one at a time: two that draw at once would both be late."""
_LAST: Final = "last_answered"


def give_way() -> None:
    """Let a run that waits for the data end as soon as the visitor asks for something else."""
    # Streamlit ends a run that is no longer wanted whenever it looks at the session's state.
    cancel_check.set(lambda: st.session_state.get(_LAST))


def answered(catalog: Catalog, engine: Engine, view: View) -> tuple[View, Trouble | None]:
    """The view that can be drawn, all its answers being had, and the trouble where it is not the one asked for.

    Where there is none to draw, the page says so and ends here.
    """
    turns = _ASKING if engine.database.in_process else _ASKING_ELSEWHERE
    try:
        with turns.turn():
            _ask(catalog, engine, view)
            clustering.opened(engine, view, *clustering.window(view.at or basemap.HOME), state.opened())
    except (DatabaseUnavailableError, QueryTimeoutError) as error:
        return _last(catalog, engine, error), error
    st.session_state[_LAST] = view
    return view, None


def draw(engine: Engine, trouble: Trouble) -> None:
    """Say over the last picture why it is still there."""
    st.warning(escape.markdown(f"{trouble} What stands below is the view before."))
    if isinstance(trouble, DatabaseUnavailableError):
        _come_back(engine)


def unanswered(engine: Engine, trouble: Trouble) -> None:
    """End the page with what went wrong; it is drawn as soon as the database answers."""
    st.error(escape.markdown(str(trouble)))
    if isinstance(trouble, DatabaseUnavailableError):
        _come_back(engine)
    st.stop()


@st.fragment(run_every=RETRY_SECONDS)
def _come_back(engine: Engine) -> None:
    """Draw the page anew as soon as the database answers."""
    if engine.database.is_alive():
        st.rerun()


def _ask(catalog: Catalog, engine: Engine, view: View) -> None:
    """Ask all that the page draws, before any of it is drawn: the answers are kept."""
    window = clustering.window(view.at or basemap.HOME)
    engine.counts_without_each_filter(view)
    engine.period_counts(view, tuple(PERIODS.values()))
    engine.facet_values()
    events_table.listed(engine, view)
    clustering.members(engine, view, *window)
    for beside in (view, view.without("dates")):
        engine.tolls(beside)
    if engine.counts(view).without_location:
        engine.without_location(view, event_detail.LISTED)
    if view.selected:
        provenance.event_detail(catalog, engine, view.selected)
    elif view.month:
        engine.starting_in(view, view.month, event_detail.LISTED)
    else:
        engine.most_harmful(view, event_detail.OFFERED)
    engine.options(view)


def _last(catalog: Catalog, engine: Engine, error: Trouble) -> View:
    last = st.session_state.get(_LAST)
    if not isinstance(last, View):
        unanswered(engine, error)
    try:
        _ask(catalog, engine, last)
    except (DatabaseUnavailableError, QueryTimeoutError):
        unanswered(engine, error)
    return last
