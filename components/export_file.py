"""Exports from the page: each file is made on a click, if the visitor may; it is counted, logged and audited."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from components import downloads, logs
from components.visitor import Visitor
from components.widgets import message
from data import audit, metrics
from data.audit import AuditError
from data.view import View


class ExportRefusedError(Exception):
    """A file is not made; the message is one sentence."""


@dataclass(frozen=True)
class Exports:
    """The exports of a view by a visitor.

    Attributes:
        person: the visitor.
        view: the view, whose query string is audited.
        events: the number of the view's events.
        session: the name of the visitor's session in log and audit.
    """

    person: Visitor
    view: View
    events: int
    session: str = field(default_factory=logs.session)

    def are_offered(self) -> bool:
        """Return whether files are offered; where the audit cannot be written, the reason is drawn."""
        if not self.person.may_export:
            return False
        try:
            audit.check()
        except AuditError as error:
            logs.event("audit cannot be written", level=logging.ERROR, error=True)
            message.draw("error", str(error))
            return False
        return True

    def guarded(self, make: Callable[[], bytes], form: str, *errors: type[Exception]) -> Callable[[], bytes]:
        """Return a function for a download button that makes a file, if the visitor may have it at that moment.

        Args:
            make: makes the file.
            form: its format.
            errors: those of `make` whose message is a sentence for the visitor; of others the log holds the reason.
        """

        def guarded_make() -> bytes:
            try:
                content = self._make(make, form)
            except Exception as error:  # noqa: BLE001 - whatever it is: Streamlit would log its message with words of a visitor
                metrics.REFUSED.labels("export").inc()
                logs.event("export refused", of_session=self.session, level=logging.ERROR, error=True, format=form)
                is_sentence = isinstance(error, (ExportRefusedError, AuditError, *errors))
                words = str(error) if is_sentence else "The file was not made; the log holds the reason."
                raise ExportRefusedError(words) from None
            metrics.EXPORTS.labels(form).inc()
            logs.event("export", of_session=self.session, format=form, rows=self.events, bytes=len(content))
            return content

        return downloads.explained(guarded_make, ExportRefusedError)

    def _make(self, make: Callable[[], bytes], form: str) -> bytes:
        if not self.person.may_export:
            raise ExportRefusedError("This server does not export files, or the sign-in has expired.")
        content = make()
        who, size = self.person.email or self.session, len(content)
        audit.append("export", who, format=form, rows=self.events, bytes=size, view=self.view.query())
        return content
