"""The messages while data cannot be loaded, or not again; the page reloads when the database answers again."""

import logging
from typing import Final, NoReturn

import streamlit as st

from components.page_data import LoadError
from components.widgets import message
from data.datasets import for_operator
from data.query.database import Database, DatabaseUnavailableError
from data.served import NOT_LOADED, Served
from data.settings import CONTACT

RETRY_SECONDS: Final = 5
_RETRIED: Final = "The page tries again every few seconds."
_LOG: Final = logging.getLogger(__name__)


def draw(error: LoadError | None, database: Database, notice: str) -> None:
    """Draw the error, if there is one, above the session's last page; and a notice about the data, if there is one."""
    if notice:
        message.draw("warning", notice)
    if error:
        _log(error)
        message.draw("warning", f"{_sentence(error)} The page shows the previous view.")
        _reload_later(error, database)


def stop(error: LoadError, database: Database) -> NoReturn:
    """Draw the error instead of a page, and end the run."""
    _log(error)
    message.draw("error", _sentence(error))
    _reload_later(error, database)
    st.stop()


def wait_until_loaded(served: Served) -> NoReturn:
    """Draw a message instead of a page until the data are loaded, and end the run."""
    contact = f" Contact: {CONTACT.value}." if CONTACT.value else ""
    message.draw("error", f"{NOT_LOADED}{contact}")
    _reload_when_loaded(served)
    st.stop()


def _sentence(error: LoadError) -> str:
    return f"{error} {_RETRIED}" if _is_retried(error) else str(error)


def _is_retried(error: LoadError) -> bool:
    # A query that took too long would take too long again.
    return isinstance(error, DatabaseUnavailableError)


def _log(error: LoadError) -> None:
    """Log why data cannot be loaded; the visitor reads nothing of the database."""
    _LOG.warning("%s", for_operator(error))


def _reload_later(error: LoadError, database: Database) -> None:
    if _is_retried(error):
        _reload_when_available(database)


@st.fragment(run_every=RETRY_SECONDS)
def _reload_when_available(database: Database) -> None:
    if database.is_alive():
        st.rerun()


@st.fragment(run_every=RETRY_SECONDS)
def _reload_when_loaded(served: Served) -> None:
    if served.loaded:
        st.rerun()
