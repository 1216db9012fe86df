"""What a visitor brought is freed when the visitor has gone: the seam to how Streamlit ends sessions."""

import gc
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from streamlit import runtime
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from components import downloads
from components.sessions import RECONNECT_SECONDS, Sweeper
from tests import coroutines

APP = str(Path(__file__).resolve().parents[2] / "app.py")


class Frame:
    """What a session holds."""


@dataclass
class Server:
    """The parts of Streamlit's runtime that know of sessions."""

    uploads: MemoryUploadedFileManager = field(default_factory=lambda: MemoryUploadedFileManager("/upload"))
    media_file_mgr: MediaFileManager = field(default_factory=lambda: MediaFileManager(MemoryMediaFileStorage("/media")))
    dataframe_source_mgr: Mock = field(default_factory=Mock)

    def __post_init__(self) -> None:
        self._session_mgr = WebsocketSessionManager(MemorySessionStorage(), self.uploads, ScriptCache(), None)

    def connect(self, existing: str | None = None) -> str:
        return self._session_mgr.connect_session(Mock(), ScriptData(APP, is_hello=False), {}, existing)

    def leave(self, session: str) -> None:
        self._session_mgr.disconnect_session(session)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: made)
    return made


def bring(server: Server, session: str, monkeypatch: pytest.MonkeyPatch) -> "weakref.ref[Frame]":
    """Upload a file, export a slide, and hold a frame in the session."""
    record = UploadedFileRec("file", "events.csv", "text/csv", b"x" * 1000)
    server.uploads.add_file(session, record)
    monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: session)
    monkeypatch.setattr(downloads, "HELD_SECONDS", 0.0)  # a real clock, of which less passes than of the sweeper's
    server.media_file_mgr.add(b"slide", "image/png", "1", "slide.png", is_for_static_download=True)
    frame = Frame()
    info = server._session_mgr.get_active_session_info(session)
    assert info is not None
    info.session.session_state["frame"] = frame
    return weakref.ref(frame)


def test_what_a_session_brought_is_freed_some_time_after_it_was_left(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        clock = SimpleNamespace(now=0.0)
        sweeper = Sweeper(server, reconnect_seconds=75, clock=lambda: clock.now)
        session, other = server.connect(), server.connect()
        frame = bring(server, session, monkeypatch)
        assert not sweeper.sweep()
        server.leave(session)
        for clock.now in (1, 75):
            assert not sweeper.sweep()
        assert frame() is not None
        clock.now = 77
        assert sweeper.sweep()
        assert server.uploads.get_files(session, ["file"]) == []
        gc.collect()
        assert frame() is None
        assert sweeper.sweep()
        assert not server.media_file_mgr._file_metadata
        assert not sweeper.sweep()
        assert server._session_mgr.is_active_session(other)

    coroutines.run(run())


def test_a_file_is_not_held_longer_than_its_session() -> None:
    assert downloads.HELD_SECONDS < RECONNECT_SECONDS


def test_a_browser_that_comes_back_in_time_finds_its_session(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        clock = SimpleNamespace(now=0.0)
        sweeper = Sweeper(server, reconnect_seconds=75, clock=lambda: clock.now)
        session = server.connect()
        frame = bring(server, session, monkeypatch)
        server.leave(session)
        for clock.now in (0, 74):
            sweeper.sweep()
        assert server.connect(session) == session
        clock.now = 100
        sweeper.sweep()
        server.leave(session)
        clock.now = 101
        assert not sweeper.sweep()  # the time counts from the last time it was left
        assert frame() is not None

    coroutines.run(run())
