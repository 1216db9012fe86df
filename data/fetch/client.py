"""Sends one HTTP request at a time, waits between them, and tries again where that may help.

The loop around requests is needed because urllib3's own retries do not cover an answer that breaks off in its middle.
"""

import json
from collections.abc import Callable, Mapping
from time import sleep
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

PAUSE_SECONDS: Final = 1.0
"""Between the end of one request and the next."""
BACKOFF_SECONDS: Final = (2.0, 4.0, 8.0, 16.0, 32.0)
"""The waits before each further attempt, where the server asks for none."""
LONGEST_WAIT_SECONDS: Final = 900.0
"""The longest wait that a server may ask for; beyond it the fetch ends, to be continued later."""
TIMEOUT_SECONDS: Final = (10.0, 120.0)
"""For a connection, and for each part of an answer."""
LIMIT_MB: Final = 200
"""The largest answer that is read."""
_RETRIED: Final = frozenset({429, 500, 502, 503, 504})
_BROKEN: Final = (
    *(requests.ConnectionError, requests.Timeout),
    *(requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError),
)
"""What requests raises over a connection that fails or breaks off."""
_OK: Final = 200
_CHUNK_BYTES: Final = 65_536
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_AGAIN: Final = "Run the same command again later: it continues where it stopped."


class FetchError(RuntimeError):
    """A fetch that cannot be completed; the message is one line with the problem and the remedy, and no key."""


class Client:
    """Requests to one interface; close it after use."""

    def __init__(self, title: str, statuses: Mapping[int, str], inform: Callable[[str], None] = lambda _: None) -> None:
        """Prepare requests.

        Args:
            title: the name of the interface, for messages.
            statuses: what a person can do about an HTTP status, in sentences.
            inform: called with a sentence before a wait.
        """
        self._title = title
        self._statuses = statuses
        self._inform = inform
        self._keys: dict[str, str] = {}
        self._has_sent = False
        self._session = requests.Session()
        self._session.headers["Accept"] = "application/json"
        self._session.headers["User-Agent"] = f"Basewatch {requests.utils.default_user_agent()}"

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def use_key(self, header: str, value: str) -> None:
        """Send a key with each further request.

        Raises:
            FetchError: no key looks like this.
        """
        if not (value.isascii() and value.isprintable()):
            raise self.error("accepts no key with line breaks or letters beyond ASCII. Check the environment variable.")
        self._keys[header] = value

    def get(self, url: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON object at an address; numbers are texts, as they were written.

        Raises:
            FetchError: the server refuses, does not answer, or answers with something else.
        """
        return self._object(self._send("GET", url, {"params": parameters}))

    def post(self, url: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON object that answers a form, with the errors of `get`."""
        return self._object(self._send("POST", url, {"data": form}))

    def error(self, problem: str) -> FetchError:
        """Return an error with a sentence about the interface. It holds no text of the server, which may hold a key."""
        return FetchError(f"{self._title} {problem}")

    def _send(self, method: str, url: str, content: Mapping[str, Any]) -> bytes:
        waits = iter(BACKOFF_SECONDS)
        while True:
            if self._has_sent:
                sleep(PAUSE_SECONDS)
            self._has_sent = True
            stated = 0.0
            try:
                status, stated, body = self._exchange(method, url, content)
            except requests.exceptions.SSLError as error:
                raise self.error(
                    "has a certificate that cannot be verified. Check the address and the clock."
                ) from error
            except _BROKEN:
                problem = "cannot be reached, or breaks off its answers"
            except requests.RequestException as error:
                raise self.error(f"cannot be reached at {url}. Check the address.") from error
            else:
                if status == _OK:
                    return body
                problem = f"does not serve the request now (HTTP status {status})"
                if status not in _RETRIED:
                    raise self.error(self._statuses.get(status, f"refuses the request (HTTP status {status})."))
            wait = next(waits, None)
            if wait is None or stated > LONGEST_WAIT_SECONDS:
                minutes = f" and asks to wait {stated / 60:,.0f} minutes" if stated else ""
                raise self.error(f"{problem}{minutes}. {_AGAIN}")
            self._inform(f"{self._title} {problem}: the next attempt is in {max(stated, wait):,.0f} s.")
            sleep(max(stated, wait))

    def _exchange(self, method: str, url: str, content: Mapping[str, Any]) -> tuple[int, float, bytes]:
        """Return the status, the wait that the server asks for in seconds, and the answer."""
        # The key is set by `auth`, because a .netrc of the person would override a header. Redirects are not followed,
        # because they would take the key to another address.
        with self._session.request(
            method, url, **content, auth=self._authorise, timeout=TIMEOUT_SECONDS, stream=True, allow_redirects=False
        ) as response:
            body = bytearray()
            for chunk in response.iter_content(_CHUNK_BYTES):
                body += chunk
                if len(body) > LIMIT_MB * 1_000_000:
                    raise self.error(f"answers with more than {LIMIT_MB} MB at once. Ask for a shorter period.")
            return response.status_code, _stated_wait(response.headers.get("Retry-After")), bytes(body)

    def _authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self._keys)
        return request

    def _object(self, body: bytes) -> dict[str, Any]:
        if body.lstrip()[:1] == b"<":
            raise self.error(f"answers with a web page instead of data, as in maintenance. {_AGAIN}")
        try:
            answer = json.loads(body, parse_int=str, parse_float=str)
        except (ValueError, RecursionError) as error:
            raise self.error(f"answers with text that is not complete JSON. {_AGAIN}") from error
        if not isinstance(answer, dict):
            raise self.error("answers in a form that is not known here.")
        return answer


def check_address(url: str) -> str:
    """Return an address without its last slash.

    Raises:
        FetchError: it is none, or a key would be sent to it without encryption.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise FetchError(f"--url {url}: this is no address.") from error
    if parts.username is not None:
        raise FetchError("--url: the address must hold no name and no password.")
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)):
        raise FetchError(f"--url {url}: the address must begin with https://, because the key is sent to it.")
    return url.rstrip("/")


def _stated_wait(header: str | None) -> float:
    """Return the seconds of a header `Retry-After`, a number or a date; 0 if it is neither."""
    try:
        return float(Retry(0).parse_retry_after(header)) if header else 0.0
    except (InvalidHeader, ValueError, OverflowError):
        return 0.0
