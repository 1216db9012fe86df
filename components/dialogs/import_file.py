"""Imports by the page: a file is read if the visitor may import; each import is counted, logged and audited."""

import logging
import time
from collections.abc import Callable

from components import logs
from components.visitor import Visitor
from data import audit, metrics
from data.audit import AuditError
from data.importers import Imported, RefusedError


def read(person: Visitor, form: str, size: int, run: Callable[[], Imported]) -> Imported:
    """Return what `run` reads for a visitor from a file of `size` bytes in the format `form`.

    Raises:
        RefusedError: `run` refuses the file, the visitor may not import, or the audit cannot be written.
    """
    start = time.monotonic()
    try:
        imported = _read(person, form, size, run)
    except RefusedError:
        metrics.REFUSED.labels("import").inc()
        logs.event("import refused", level=logging.WARNING, format=form, bytes=size)
        raise
    metrics.IMPORTS.labels(form).inc()
    report = imported.report
    logs.event("import", format=form, bytes=size, rows=report.read, kept=report.kept, ms=_ms_since(start))
    return imported


def _read(person: Visitor, form: str, size: int, run: Callable[[], Imported]) -> Imported:
    check_offered(person)
    imported = run()
    try:
        who = person.email or logs.session()
        audit.append("import", who, format=form, rows=imported.report.read, kept=imported.report.kept, bytes=size)
    except AuditError as error:
        raise _unaudited(error) from error
    return imported


def check_offered(person: Visitor) -> None:
    """Check that this visitor may import a file, and that the import could be audited.

    Raises:
        RefusedError: they may not, or it could not.
    """
    if not person.may_import:
        raise RefusedError("You may not import files on this server.")
    try:
        audit.check()
    except AuditError as error:
        raise _unaudited(error) from error


def _unaudited(error: AuditError) -> RefusedError:
    logs.event("audit cannot be written", level=logging.ERROR, error=True)
    return RefusedError(str(error))


def _ms_since(start: float) -> int:
    return round(1000 * (time.monotonic() - start))
