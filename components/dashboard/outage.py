"""The message while data cannot be loaded; the page reloads when the database answers again."""

from typing import Final, NoReturn

import streamlit as st

from components.page_data import LoadError
from components.widgets import message
from data.query.database import Database, DatabaseUnavailableError

RETRY_SECONDS: Final = 5


def draw(error: LoadError | None, database: Database) -> None:
    """Draw the error, if there is one, above the session's last page."""
    if error:
        message.draw("warning", f"{error} The page shows the previous view.")
        _reload_later(error, database)


def stop(error: LoadError, database: Database) -> NoReturn:
    """Draw the error instead of a page, and end the run."""
    message.draw("error", str(error))
    _reload_later(error, database)
    st.stop()


def _reload_later(error: LoadError, database: Database) -> None:
    # A query that took too long would take too long again.
    if isinstance(error, DatabaseUnavailableError):
        _reload_when_available(database)


@st.fragment(run_every=RETRY_SECONDS)
def _reload_when_available(database: Database) -> None:
    if database.is_alive():
        st.rerun()
