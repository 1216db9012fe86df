"""What the server answers besides the page, and to whom it gives files and lets upload."""

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from components import server
from data import health, metrics
from data.query.engine import Engine
from data.view import View
from tests import coroutines

ROOT = Path(__file__).parents[2]
SECRET = 2 * "0123456789abcdef"
FILE, UPLOAD = "/media/0123.csv", "/_stcore/upload_file/session/file"


def request(app: Any, path: str, method: str = "GET", cookies: str = "") -> tuple[int, str]:
    """Return the status and the body of a request to an application."""
    sent: list[dict[str, Any]] = []
    headers = [(b"cookie", cookies.encode())] if cookies else []
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, "root_path": ""}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    coroutines.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


def answers() -> Starlette:
    return Starlette(routes=server.ROUTES)


def guarded() -> Starlette:
    """An application that answers everything, behind the guard."""
    everything = Route("/{path:path}", lambda _: PlainTextResponse("given"), methods=["GET", "PUT", "DELETE"])
    return Starlette(routes=[everything], middleware=[Middleware(server.Guard)])


def cookie(**claims: Any) -> str:
    known = {"is_logged_in": True, "exp": time.time() + 600, "email": "ann@example.org", "email_verified": True}
    value = create_signed_value(SECRET, "_streamlit_user", json.dumps({**known, **claims})).decode()
    return f"_streamlit_user={value}"


@pytest.fixture
def _sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starlette_websocket, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setenv("BASEWATCH_SIGN_IN", "on")
    monkeypatch.setenv("BASEWATCH_ALLOWED_DOMAINS", "example.org")
    monkeypatch.setenv("BASEWATCH_IMPORT_GROUPS", "importers")


def test_a_process_that_lives_says_so() -> None:
    assert request(answers(), "/healthz") == (200, '{"status":"alive"}')


def test_a_server_that_can_answer_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "problems", dict)
    assert request(answers(), "/readyz") == (200, '{"status":"ready"}')


@pytest.mark.parametrize("part", ["record", "table", "cache"])
def test_what_fails_is_a_sentence_without_the_reason_which_is_logged(
    part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(health, "problems", lambda: {part: "no file /srv/secret/events.csv on db.internal"})
    with caplog.at_level(logging.ERROR, "basewatch"):
        status, body = request(answers(), "/readyz")
    assert status == 503
    (sentence,) = json.loads(body).values()
    assert sentence.endswith(".")
    assert not any(word in body for word in ("secret", "internal", "/srv"))
    assert vars(caplog.records[-1])["fields"] == {
        "part": part,
        "reason": "no file /srv/secret/events.csv on db.internal",
    }


def test_the_metrics_count_what_was_done(record_engine: Engine) -> None:
    def value(name: str) -> float:
        lines = request(answers(), "/metrics")[1].splitlines()
        return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])

    before = value("basewatch_queries_total")
    record_engine.counts(View(find="a word that no other test searches"))
    assert value("basewatch_queries_total") > before
    metrics.EXPORTS.labels("csv").inc()
    assert value('basewatch_exports_total{format="csv"}') >= 1
    assert value("process_resident_memory_bytes") > 1e6
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert value("basewatch_child_processes") >= 1
        child.communicate(b"\n")


@pytest.mark.usefixtures("_sign_in")
@pytest.mark.parametrize("path", [FILE, UPLOAD, "/basewatch/media/0123.csv"])
def test_without_a_sign_in_no_file_is_given_or_taken(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if path.startswith("/basewatch"):
        monkeypatch.setitem(config.get_config_options(), "server.baseUrlPath", _Option("/basewatch/"))
    refused = (403, "Sign in to use this address.")
    forged = create_signed_value("another secret", "_streamlit_user", "{}").decode()
    for cookies in (
        "",
        cookie(exp=1),
        cookie(email="eve@elsewhere.example"),
        f"_streamlit_user={forged}",
        "_streamlit_user=",
    ):
        assert request(guarded(), path, cookies=cookies) == refused
    assert request(guarded(), path, cookies=cookie()) == (200, "given")


class _Option:
    def __init__(self, value: str) -> None:
        self.value = value


@pytest.mark.usefixtures("_sign_in")
def test_only_the_role_may_upload() -> None:
    refused = (403, "You may not import files on this server.")
    assert request(guarded(), UPLOAD, "PUT", cookie()) == refused
    assert request(guarded(), UPLOAD, "DELETE", cookie()) == (200, "given")
    assert request(guarded(), UPLOAD, "PUT", cookie(groups=["importers"])) == (200, "given")


def test_without_imports_nobody_may_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    assert request(guarded(), UPLOAD, "PUT") == (200, "given")
    monkeypatch.setenv("BASEWATCH_IMPORTS", "off")
    assert request(guarded(), UPLOAD, "PUT")[0] == 403
    assert request(guarded(), FILE) == (200, "given")


@pytest.mark.usefixtures("_sign_in")
def test_the_page_itself_is_not_behind_the_guard() -> None:
    for path in ("/", "/healthz", "/component/x.js", "/auth/login", "/oauth2callback", "/static/media/font.woff2"):
        assert request(guarded(), path) == (200, "given")


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (
            "BASEWATCH_ROWS",
            "many",
            "BASEWATCH_ROWS is “many”. Set it to a whole number of rows, at least 1, or remove it.",
        ),
        ("BASEWATCH_IMPORT_GROUPS", "a", "BASEWATCH_IMPORT_GROUPS restricts nobody while BASEWATCH_SIGN_IN is off."),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(
    variable: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit) as ended:
        server.options()
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(sentence)


@pytest.mark.slow
def test_the_server_does_not_serve_with_a_wrong_setting() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address=127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "BASEWATCH_EXPORTS": "no"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == "BASEWATCH_EXPORTS is “no”. Set it to `on` or `off`, or remove it.\n"
