"""Local servers that answer as the interfaces of ACLED and UCDP are documented to do, for the tests of `data.fetch`."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

EMAIL, PASSWORD, TOKEN = "person@example.org", "pass-word-7531", "token-2468-ABC"
SECRETS = (EMAIL, PASSWORD, TOKEN)
Row = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body; a header `Content-Length` that is too large breaks the answer off."""


def answer(content: object, status: int = 200, **headers: str) -> Answer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Length": str(len(body)), **named}, body


BROKEN: Answer = (200, {"Content-Length": "1000"}, b'{"data": [')


class LiveServer:
    """One interface with its events.

    Attributes:
        rows: the events.
        faults: answers for the first requests of a kind of page, by the page, in their order.
        requests: the paths and parameters of the requests, in their order.
        url: its address.
    """

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.faults: dict[str, list[Answer]] = {}
        self.requests: list[dict[str, str]] = []
        self.url = ""

    def fault(self, page: str) -> Answer | None:
        planned = self.faults.get(page, [])
        return planned.pop(0) if planned else None

    def get(self, path: str, parameters: dict[str, str], headers: dict[str, str]) -> Answer:
        raise NotImplementedError

    def post(self, path: str, form: dict[str, str]) -> Answer:
        return answer({"error": f"no {path} for {len(form)} fields"}, 404)


class AcledServer(LiveServer):
    """ACLED's interface; with `has_cursor` its pages are found by a cursor, without by their number."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__(rows)
        self.has_cursor = True
        self.extra: Row = {}

    def post(self, path: str, form: dict[str, str]) -> Answer:
        right = {"grant_type": "password", "client_id": "acled", "username": EMAIL, "password": PASSWORD}
        if path != "/oauth/token" or form != right:
            return answer({"error": "invalid_grant", "error_description": f"wrong: {form}"}, 400)
        return answer({"token_type": "Bearer", "expires_in": 86400, "access_token": TOKEN, "refresh_token": "r"})

    def get(self, path: str, parameters: dict[str, str], headers: dict[str, str]) -> Answer:
        if path != "/api/acled/read":
            return answer(b"", 404)
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return answer({"message": f"not {headers.get('Authorization')}"}, 401)
        key = "cursor" if self.has_cursor and "cursor" in parameters else "page"
        limit, number = int(parameters["limit"]), int(parameters.get(key, "1"))
        start = number if key == "cursor" else (number - 1) * limit
        if planned := self.fault(parameters.get(key, "1")):
            return planned
        first, _, last = parameters.get("event_date", "0000|9999").partition("|")
        found = [
            row
            for row in self.rows
            if row["country"] in parameters["country"].split("|") and first <= row["event_date"] <= last
        ]
        rows = found[start : start + limit]
        content: Row = {"status": 200, "success": True, "data": rows, **self.extra}
        if parameters.get("with_total") == "true":
            content |= {"count": len(rows), "total_count": len(found)}
        if key == "cursor":
            content["next_cursor"] = start + limit if start + limit < len(found) else None
        return answer(content)


class UcdpServer(LiveServer):
    """UCDP's interface with version 26.1."""

    def get(self, path: str, parameters: dict[str, str], headers: dict[str, str]) -> Answer:
        if headers.get("x-ucdp-access-token") != TOKEN:
            return answer(b"API token required", 401)
        if path != "/api/gedevents/26.1":
            return answer(b"", 404)
        if planned := self.fault(parameters["page"]):
            return planned
        first, last = parameters.get("StartDate", ""), parameters.get("EndDate", "9999")
        found = [
            row
            for row in self.rows
            if str(row["country_id"]) in parameters["Country"].split(",") and first <= row["date_end"][:10] <= last
        ]
        size, page = int(parameters["pagesize"]), int(parameters["page"])
        pages = -(-len(found) // size)
        return answer(
            {
                "TotalCount": len(found),
                "TotalPages": pages,
                "PreviousPageUrl": "",
                "NextPageUrl": f"https://elsewhere.example/?page={page + 1}" if page + 1 < pages else "",
                "Result": found[page * size : (page + 1) * size],
            }
        )


@contextmanager
def serving(interface: LiveServer) -> Iterator[LiveServer]:
    """Serve an interface on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            parameters = dict(parse_qsl(parts.query))
            interface.requests.append({"path": parts.path, **parameters})
            self._send(lambda: interface.get(parts.path, parameters, dict(self.headers)))

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self._send(lambda: interface.post(self.path, form))

        def _send(self, of: Callable[[], Answer]) -> None:
            status, headers, body = of()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        interface.url = f"http://127.0.0.1:{server.server_port}"
        yield interface
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
