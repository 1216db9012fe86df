"""What nginx answers: certificates, headers, closed addresses, limits, and which server a visitor gets."""

import base64
import http.client
import os
import re
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
import streamlit

from data import settings
from tests.deploy import site
from tests.deploy.conftest import Server
from tests.deploy.site import PREFIX, Site

HEADERS: Final = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
CLOSED: Final = (
    f"{PREFIX}_stcore/metrics",
    f"{PREFIX}_stcore/script-health-check",
    f"{PREFIX}_stcore/agent/interact",
    f"{PREFIX}_stcore/agent/openapi.json",
    f"{PREFIX}_stcore/agent/mcp",
    f"{PREFIX}_stcore/message",
    f"{PREFIX}app/static/anything",
    f"{PREFIX}page/_stcore/host-config",
    f"{PREFIX}static/../_stcore/metrics",
    f"{PREFIX}static/%2e%2e/_stcore/metrics",
    f"{PREFIX}_stcore/health/../metrics",
    f"{PREFIX}_stcore//metrics",
    f"{PREFIX}metrics",
    f"{PREFIX}readyz",
    "/metrics",
    "/readyz",
    "/healthz",
    "/_stcore/metrics",
    "/_stcore/health",
)
OPEN: Final = ("", "_stcore/health", "_stcore/host-config", "manifest.json", "favicon.png")
slow = pytest.mark.slow


class Answer:
    """A response of nginx."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()


def ask(front: Site, path: str, method: str = "GET", *, visitor: str = "127.0.0.1", **options: object) -> Answer:
    """Send a request from an address of this machine."""
    body = options.pop("body", None)
    headers = {name.replace("_", "-"): str(value) for name, value in options.items()}
    trusted = ssl.create_default_context(cafile=front.certificate)
    connection = http.client.HTTPSConnection(
        "localhost", front.port, context=trusted, source_address=(visitor, 0), timeout=20
    )
    try:
        connection.request(method, path, body, headers)  # type: ignore[arg-type]
        return Answer(connection.getresponse())
    finally:
        connection.close()


def test_the_sites_limits_fit_those_of_the_page() -> None:
    text = site.FILE.read_text(encoding="utf-8")
    assert f"client_max_body_size {settings.UPLOAD_MB.default + 1}m;" in text


def test_the_policy_knows_the_script_inside_streamlits_page() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts}
    assert hashes == set(re.findall(r"'sha256-[^']+'", site.FILE.read_text(encoding="utf-8")))


@slow
def test_http_leads_to_tls(front: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain_port, timeout=20)
    connection.request("GET", f"{PREFIX}?country=Jordan", headers={"Host": "localhost"})
    answer = Answer(connection.getresponse())
    connection.close()
    assert (answer.status, answer.headers["location"]) == (308, f"https://localhost{PREFIX}?country=Jordan")


@slow
def test_a_link_without_the_last_slash_leads_to_the_page(front: Site) -> None:
    answer = ask(front, f"{PREFIX.rstrip('/')}?country=Jordan")
    assert answer.status == 308
    assert answer.headers["location"].endswith(f"{PREFIX}?country=Jordan")


@slow
def test_old_versions_of_tls_are_refused(front: Site) -> None:
    old = ssl.create_default_context(cafile=front.certificate)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("localhost", front.port)) as raw, pytest.raises((ssl.SSLError, OSError)):
        old.wrap_socket(raw, server_hostname="localhost")


@slow
@pytest.mark.parametrize("path", ["/", *(PREFIX + name for name in OPEN), *CLOSED])
def test_every_answer_has_the_headers(front: Site, path: str) -> None:
    answer = ask(front, path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["server"] == "nginx"


@slow
def test_only_the_maps_frame_may_be_framed_and_only_by_the_page(front: Site) -> None:
    answer = ask(front, f"{PREFIX}component/components.map.frame.st_folium/index.html")
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@slow
def test_the_page_runs_no_text_as_a_script(front: Site) -> None:
    policy = ask(front, PREFIX).headers["content-security-policy"]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in scripts
    assert policy.startswith("default-src 'none'")


@slow
@pytest.mark.parametrize("path", OPEN)
def test_what_a_page_needs_is_open(front: Site, path: str) -> None:
    assert ask(front, PREFIX + path).status == 200


@slow
@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everything_else_is_closed(front: Site, path: str, method: str) -> None:
    assert ask(front, path, method).status in {403, 404}


@slow
@pytest.mark.parametrize("path", ["readyz", "healthz", "metrics"])
def test_the_machine_itself_reads_health_and_metrics(front: Site, servers: list[Server], path: str) -> None:
    assert ask(front, f"/{path}").status == 404
    assert all(server.answers(path) for server in servers)


@slow
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_are_only_read(front: Site, method: str) -> None:
    assert ask(front, f"{PREFIX}_stcore/health", method).status == 403


@slow
def test_scripts_are_compressed_and_kept_by_nginx_and_by_the_browser(front: Site) -> None:
    page = ask(front, PREFIX).body.decode()
    script = re.search(r'src="\./(static/js/index\.[^"]+)"', page)
    assert script
    ask(front, PREFIX + script[1])
    answer = ask(front, f"{PREFIX}{script[1]}?other", Accept_Encoding="gzip")
    assert front.requests(script[1], 2)[-1] == ["-", "200"]  # no server was asked again
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


@slow
def test_a_missing_file_is_not_kept_by_the_browser(front: Site) -> None:
    missing = ask(front, f"{PREFIX}component/none/none.css?v=0a1b2c3d")
    assert (missing.status, missing.headers["cache-control"]) == (404, "no-store")


@slow
def test_a_file_of_a_session_is_stored_nowhere(front: Site) -> None:
    assert ask(front, f"{PREFIX}media/none.csv").headers["cache-control"] == "private, no-store"


@slow
def test_too_many_requests_are_refused_with_a_sentence(front: Site) -> None:
    """The visitor has an address of its own, so that the other tests are not limited."""
    with ThreadPoolExecutor(16) as visitors:
        answers = visitors.map(lambda _: ask(front, f"{PREFIX}oauth2callback", visitor="127.0.0.9"), range(60))
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert refused[0].body.decode().startswith("Too many requests came from your address.")
    assert refused[0].headers["retry-after"] == "60"
    assert refused[0].headers["x-content-type-options"] == "nosniff"
    assert ask(front, f"{PREFIX}_stcore/health").status == 200


@slow
def test_too_many_uploads_are_refused(front: Site) -> None:
    path = f"{PREFIX}_stcore/upload_file/no-session/no-file"
    statuses = [ask(front, path, "PUT", visitor="127.0.0.10", body=b"1").status for _ in range(30)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:20]


@slow
def test_a_body_above_the_limit_is_refused_with_a_sentence(front: Site) -> None:
    answer = ask(front, f"{PREFIX}_stcore/upload_file/no-session/no-file", "PUT", body=bytes(3 * 2**20))
    assert (answer.status, answer.body) == (413, b"The file is larger than this server accepts.\n")
    assert ask(front, f"{PREFIX}auth/login", "POST", body=bytes(20_000)).status == 413


@slow
def test_a_client_that_stops_in_the_middle_of_a_request_is_disconnected(front: Site) -> None:
    trusted = ssl.create_default_context(cafile=front.certificate)
    with (
        socket.create_connection(("localhost", front.port), timeout=30) as raw,
        trusted.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        connection.sendall(f"GET {PREFIX} HTTP/1.1\r\nHost: local".encode())
        assert connection.recv(1) == b""


@slow
def test_another_site_cannot_open_a_session(front: Site) -> None:
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": base64.b64encode(os.urandom(16)).decode(),
    }
    stream = f"{PREFIX}_stcore/stream"
    assert ask(front, stream, Origin="https://evil.example", **handshake).status == 403
    assert ask(front, stream, Origin=f"https://localhost:{front.port}", **handshake).status == 101


@slow
def test_a_visitor_stays_at_one_server_and_visitors_are_spread(front: Site) -> None:
    path = "component/of-this-test"
    cookies = [ask(front, PREFIX).headers["set-cookie"] for _ in range(16)]
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)
    assert len(set(cookies)) == len(cookies)
    for cookie in cookies:
        for _ in range(2):
            assert "set-cookie" not in ask(front, PREFIX + path, Cookie=cookie.partition(";")[0]).headers
    served = [server for server, _ in front.requests(path, 2 * len(cookies))]
    assert served[::2] == served[1::2]
    assert len(set(served)) == 2
