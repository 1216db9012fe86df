"""One tab of a browser at a running server: it opens links, presses buttons, sends files and saves files.

It speaks Streamlit's protocol itself, because most faults need no Chromium, which takes seconds to start.
"""

import re
import urllib.request
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from urllib.parse import urljoin

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

TIMEOUT_S: Final = 60.0
"""Seconds within which a run of the page must end."""
_XSRF: Final = "_streamlit_xsrf"
_BOUNDARY: Final = "a-boundary-that-no-file-holds"
Proto = Any


class FileFailedError(RuntimeError):
    """The server made no file for a download, or took no upload; the message is the server's."""


@dataclass
class Tab:
    """A tab. `elements` are those of the page that is shown, by their place in it."""

    url: str
    socket: ClientConnection | None = None
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    session: str = ""
    _open: ExitStack = field(default_factory=ExitStack)
    _script: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _fragments: dict[tuple[int, ...], str] = field(default_factory=dict)
    _cached: dict[str, Element] = field(default_factory=dict)
    _query: str = ""
    _run: str = ""

    def open(self, query: str = "", *, wait: bool = True) -> "Tab":
        """Open a link, in a new session."""
        self.close()
        address, protocols = f"{self.url.replace('http', 'ws')}/_stcore/stream", [Subprotocol("streamlit")]
        self.socket = self._open.enter_context(
            connect(address, subprotocols=protocols, origin=Origin(self.url), max_size=None, proxy=None)
        )
        self._query = query
        self._states, self._cached, self.elements, self._fragments = {}, {}, {}, {}
        return self.rerun(wait=wait)

    def close(self) -> None:
        """Close the tab."""
        self._open.close()
        self.socket = None

    @property
    def texts(self) -> list[str]:
        """All texts of the page, with their mark-up."""
        return [unescape(text) for element in self.elements.values() for text in _texts(element)]

    @property
    def alerts(self) -> list[str]:
        """The page's messages: errors, warnings and notes."""
        own = [re.sub(r"<[^>]+>", "", text).strip() for text in self.texts if 'class="bw-message' in text]
        return [*(unescape(element.alert.body) for element in self._of("alert")), *own]

    @property
    def exceptions(self) -> list[str]:
        """The errors that the page itself did not catch."""
        return [f"{found.exception.type}: {found.exception.message}" for found in self._of("exception")]

    @property
    def heading(self) -> str:
        """The heading of the dashboard, of the slide's page its alternative text; empty if there is neither."""
        found = [text for text in self.texts if "<h1" in text or 'class="bw-slide"' in text]
        return found[0][:2_000] if found else ""

    def rerun(self, touched: WidgetState | None = None, fragment: str = "", *, wait: bool = True) -> "Tab":
        """Run the page, or a part of it, after a widget was touched."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string, request.page_script_hash = self._query, self._script
        request.fragment_id = fragment
        request.cached_message_hashes.extend(self._cached)
        request.context_info.timezone, request.context_info.locale = "UTC", "en-US"
        request.context_info.url = f"{self.url}/"
        states = dict(self._states)
        if touched is not None:
            states[touched.id] = touched
            if touched.WhichOneof("value") != "trigger_value":
                self._states[touched.id] = touched
        request.widget_states.widgets.extend(states.values())
        self._run = ""
        self._send(message)
        return self._receive(self._is_end) if wait else self

    def has_button(self, label: str) -> bool:
        """Return whether the page has a button with this label."""
        return any(element.button.label.startswith(label) for element in self._of("button"))

    def press(self, label: str, *, wait: bool = True) -> "Tab":
        """Press the button whose label begins so."""
        place, found = self._one("button", lambda element: element.button.label.startswith(label))
        return self.rerun(
            WidgetState(id=found.button.id, trigger_value=True), self._fragments.get(place, ""), wait=wait
        )

    def upload(self, name: str, content: bytes) -> "Tab":
        """Choose a file in the page's only upload.

        Raises:
            FileFailedError: the server does not take it.
        """
        place, found = self._one("file_uploader")
        message = BackMsg()
        message.file_urls_request.request_id = str(uuid.uuid4())
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.append(name)
        self._send(message)
        urls = self._receive_one("file_urls_response").file_urls_response.file_urls[0]
        self._put(urls.upload_url, name, content)
        state = WidgetState(id=found.file_uploader.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), urls.file_id
        info.file_urls.CopyFrom(urls)
        return self.rerun(state, self._fragments.get(place, ""))

    def download(self, label: str) -> bytes:
        """Press the download button whose label begins so, and return the file.

        Raises:
            FileFailedError: the server makes none.
        """
        address = self.request_file(label, wait=True)
        with _opener().open(urljoin(f"{self.url}/", address.lstrip("/")), timeout=TIMEOUT_S) as answer:
            return bytes(answer.read())

    def request_file(self, label: str, *, wait: bool) -> str:
        """Press the download button whose label begins so, and return the file's address."""
        _, found = self._one("download_button", lambda element: element.download_button.label.startswith(label))
        message = BackMsg()
        message.backend_operation_request.request_id = str(uuid.uuid4())
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = found.download_button.deferred_file_id
        self._send(message)
        if not wait:
            return ""
        answer = self._receive_one("backend_operation_response").backend_operation_response
        if answer.error_msg:
            raise FileFailedError(answer.error_msg)
        return str(answer.deferred_file.url)

    def _put(self, address: str, name: str, content: bytes) -> None:
        opener = _opener()
        with opener.open(f"{self.url}/_stcore/health", timeout=TIMEOUT_S) as answer:
            cookies = [cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
        token = next((cookie.partition("=")[2] for cookie in cookies if cookie.startswith(_XSRF)), "")
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        body = head.encode() + b"Content-Type: text/plain\r\n\r\n" + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        request = urllib.request.Request(urljoin(f"{self.url}/", address.lstrip("/")), body, method="PUT")  # noqa: S310
        request.add_header("Content-Type", f"multipart/form-data; boundary={_BOUNDARY}")
        request.add_header("X-Xsrftoken", token)
        request.add_header("Cookie", f"{_XSRF}={token}")
        try:
            with opener.open(request, timeout=TIMEOUT_S):
                pass
        except OSError as error:
            raise FileFailedError(str(error)) from error

    def _send(self, message: BackMsg) -> None:
        assert self.socket is not None
        self.socket.send(message.SerializeToString())

    def _receive_one(self, kind: str) -> ForwardMsg:
        found: list[ForwardMsg] = []

        def is_it(message: ForwardMsg) -> bool:
            if message.WhichOneof("type") == kind:
                found.append(message)
            return bool(found)

        self._receive(is_it)
        return found[0]

    def _receive(self, is_last: Callable[[ForwardMsg], bool]) -> "Tab":
        assert self.socket is not None
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(TIMEOUT_S, decode=False))
            self._read(message)
            if is_last(message):
                return self

    def _is_end(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._run = message.metadata.run.script_run_id
        is_run = kind == "script_finished" and self._run == message.metadata.run.script_run_id
        return is_run and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _read(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._script = message.new_session.page_script_hash
            self.session = message.new_session.initialize.session_id or self.session
            if not message.metadata.run.fragment_ids:
                self.elements, self._fragments = {}, {}
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            if message.metadata.cacheable:
                self._cached[message.hash] = message.delta.new_element
            self._place(message, message.delta.new_element)
        elif kind == "delta" and message.delta.WhichOneof("type") == "add_block":
            self._clear(tuple(message.metadata.delta_path))
        elif kind == "ref_hash":
            self._place(message, self._cached[message.ref_hash])

    def _place(self, message: ForwardMsg, element: Element) -> None:
        place = tuple(message.metadata.delta_path)
        self._clear(place)
        self.elements[place] = element
        if message.delta.fragment_id:
            self._fragments[place] = message.delta.fragment_id

    def _clear(self, place: tuple[int, ...]) -> None:
        """Remove what is drawn in a block that is drawn again."""
        for other in [other for other in self.elements if other[: len(place)] == place]:
            del self.elements[other]

    def _of(self, kind: str) -> list[Element]:
        return [element for element in self.elements.values() if element.WhichOneof("type") == kind]

    def _one(self, kind: str, is_it: Callable[[Element], bool] = lambda _: True) -> tuple[tuple[int, ...], Element]:
        found = [item for item in self.elements.items() if item[1].WhichOneof("type") == kind and is_it(item[1])]
        assert found, f"no such {kind}; the page says {self.alerts} {self.exceptions}"
        return found[-1]


def _texts(element: Element) -> list[str]:
    kind = element.WhichOneof("type")
    proto: Proto = getattr(element, kind) if kind else None
    return [
        str(getattr(proto, name)) for name in ("body", "label", "json", "message", "code_text") if hasattr(proto, name)
    ]


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
