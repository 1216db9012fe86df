"""What the server answers besides the page: health, readiness, metrics; and what only some visitors may use."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypedDict

from prometheus_client import Metric, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from components import logs, provider, visitor
from components.page_head import PageHead
from components.visitor import ExpiredError, RefusedVisitorError, Visitor
from data import health, masking, metrics, processes, settings

_FILES: Final = "/media/"
"""Where Streamlit serves the files that a session has exported."""
_UPLOADS: Final = "/_stcore/upload_file/"
"""Where Streamlit takes the files that a session imports."""
_FAILS: Final = {
    "record": "The record cannot be read.",
    "table": "The events that are served cannot be queried.",
    "cache": "The cache folder cannot be written.",
}
"""What is answered to anybody about a part that fails; the reason, with paths and hosts, is in the log."""


class Options(TypedDict):
    """The arguments of `streamlit.App` besides the page."""

    routes: list[Route]
    middleware: list[Middleware]
    on_script_error: Any


def options() -> Options:
    """Return how the page is served, after the settings were checked; a wrong one ends the process with a sentence."""
    try:
        settings.check()
        provider.check()
    except settings.SettingError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the last words of a command
        sys.exit(2)
    masking.install()
    logs.set_up(masking.mask)
    return {"routes": ROUTES, "middleware": [Middleware(Guard), Middleware(PageHead)], "on_script_error": _count_error}


async def _healthz(_: Request) -> Response:
    """Answer that the process is alive."""
    return JSONResponse({"status": "alive"})


async def _readyz(_: Request) -> Response:
    """Answer whether record, table and cache can be used, with a sentence for each that cannot."""
    problems = await run_in_threadpool(health.problems)
    for part, reason in problems.items():
        logs.LOG.error("not ready", extra={"fields": {"part": part, "reason": reason}})
    said = {part: _FAILS.get(part, f"The {part} cannot be used.") for part in problems}
    return JSONResponse(said or {"status": "ready"}, 503 if said else 200)


async def _metrics(_: Request) -> Response:
    content = await run_in_threadpool(generate_latest, metrics.REGISTRY)
    return Response(content, media_type=CONTENT_TYPE_LATEST)


ROUTES: Final = [Route("/healthz", _healthz), Route("/readyz", _readyz), Route("/metrics", _metrics)]


def _count_error(_: Exception) -> None:
    metrics.ERRORS.inc()


class _ServerCollector:
    """What is measured when the metrics are read."""

    def collect(self) -> Iterator[Metric]:
        """Yield the number of sessions, and of processes with their memory."""
        if runtime.exists():
            sessions = runtime.get_instance()._session_mgr.num_active_sessions()  # noqa: SLF001 - nothing public counts
            yield GaugeMetricFamily("basewatch_sessions", "Browser sessions that are connected.", sessions)
        children = _children()
        yield GaugeMetricFamily(
            "basewatch_child_processes", "Processes that read files or draw slides, at the moment.", len(children)
        )
        resident = sum(map(processes.resident_bytes, children))
        yield GaugeMetricFamily("basewatch_child_memory_bytes", "Resident memory of these processes.", resident)


metrics.REGISTRY.register(ProcessCollector(registry=None))
metrics.REGISTRY.register(_ServerCollector())


def _children() -> list[int]:
    """Return the ids of the processes below this one, as far as the system lists them."""
    found, parents = [], [os.getpid()]
    while parents:
        files = Path(f"/proc/{parents.pop()}/task").glob("*/children")
        children = [int(number) for file in files for number in _read(file).split()]
        found += children
        parents += children
    return found


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:  # the process has ended meanwhile
        return ""


class Guard:
    """Refuses requests for exported files, and uploads, of whoever may not have or send them.

    Streamlit serves a file to everybody who has its address, and takes uploads from every session, also one that has
    not signed in.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Guard `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "http" and (refusal := _refusal(HTTPConnection(scope))):
            await PlainTextResponse(refusal, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _refusal(request: HTTPConnection) -> str:
    """Return why a request is refused; empty where it is not."""
    path = request.scope["path"].removeprefix(f"/{config.get_option('server.baseUrlPath').strip('/')}".rstrip("/"))
    is_upload = path.startswith(_UPLOADS)
    if not is_upload and not path.startswith(_FILES):
        return ""
    try:
        person = _visitor_of(request.cookies)
    except (ExpiredError, RefusedVisitorError):
        return "Sign in to use this address."
    if is_upload and not person.may_import and request.scope["method"] == "PUT":
        return "You may not import files on this server."
    return ""


def _visitor_of(cookies: dict[str, str]) -> Visitor:
    """Return the visitor whom Streamlit's cookie names.

    Raises:
        ExpiredError: there is no valid cookie.
        RefusedVisitorError: they may not see the page.
    """
    if not settings.SIGN_IN.value:
        return visitor.ANYBODY
    cookie = _get_signed_cookie_with_chunks(cookies, USER_COOKIE_NAME)
    if cookie is None:
        raise ExpiredError
    return visitor.of_claims(json.loads(cookie))
