"""Exports from the page: each file is made on a click, if the visitor may; it is counted, logged and audited."""

import logging
from collections.abc import Callable

import streamlit as st

from components import escape, logs, visitor
from data import audit, metrics
from data.audit import AuditError
from data.view import View


class ExportRefusedError(Exception):
    """A file is not made; the message is one sentence."""


def is_offered() -> bool:
    """Return whether files are offered; where the audit cannot be written, the reason is drawn."""
    try:
        if not visitor.current().may_export:
            return False
        audit.check()
    except AuditError as error:
        logs.event("audit cannot be written", level=logging.ERROR, error=True)
        st.error(escape.markdown(str(error)))
        return False
    return True


def guarded(make: Callable[[], bytes], form: str, view: View, events: int) -> Callable[[], bytes]:
    """Return a function that makes a file if this visitor may have it when they click.

    Args:
        make: makes the file.
        form: the key of its format.
        view: the view, whose query string is audited.
        events: the number of the view's events.
    """
    person, session = visitor.current(), logs.session()

    def make_if_allowed() -> bytes:
        if not person.may_export:
            raise ExportRefusedError("This server does not export files, or your sign-in has expired.")
        content = make()
        who = person.email or session
        audit.append("export", who, format=form, rows=events, bytes=len(content), view=view.query())
        return content

    def guarded_make() -> bytes:
        try:
            content = make_if_allowed()
        except Exception:  # noqa: BLE001 - whatever it is: Streamlit would log its message, which may hold words of a visitor
            metrics.REFUSED.labels("export").inc()
            logs.event("export refused", of_session=session, level=logging.ERROR, error=True, format=form)
            raise ExportRefusedError("The file was not made; the reason is in the line above.") from None
        metrics.EXPORTS.labels(form).inc()
        logs.event("export", of_session=session, format=form, rows=events, bytes=len(content))
        return content

    return guarded_make
