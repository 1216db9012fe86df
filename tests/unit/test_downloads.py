"""A file that cannot be made on a click says why: the seam to how Streamlit makes it."""

import time
from collections.abc import Callable
from pathlib import PurePosixPath
from types import SimpleNamespace

import pytest
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from components import downloads
from tests import coroutines


class KnownError(Exception):
    pass


def click(make: Callable[[], bytes]) -> tuple[str, str]:
    """Click on a button; return the address of the file, and the error."""
    media = MediaFileManager(MemoryMediaFileStorage("/media"))
    file_id = media.add_deferred(downloads.explained(make, KnownError), "image/png", "1", "slide.png")
    request = SimpleNamespace(request_id="1", deferred_file=SimpleNamespace(file_id=file_id))
    response = coroutines.run(DeferredFileHandler(lambda: media).handle(request, "session"))  # type: ignore[arg-type]
    return (response.deferred_file.url if response.deferred_file else ""), response.error_msg or ""


@pytest.mark.parametrize(("seconds", "is_held"), [(0, True), (9, True), (11, False)])
def test_a_file_is_held_until_the_browser_fetches_it(
    monkeypatch: pytest.MonkeyPatch, seconds: float, *, is_held: bool
) -> None:
    media = MediaFileManager(MemoryMediaFileStorage("/media"))
    file_id = media.add_deferred(downloads.explained(lambda: b"picture"), "image/png", "1", "slide.png")
    address = media.execute_deferred(file_id)
    later = time.monotonic() + seconds
    monkeypatch.setattr(time, "monotonic", lambda: later)
    for _ in range(3):  # pages of other visitors are drawn
        media.remove_orphaned_files()
    assert (media.read_file(PurePosixPath(address).name) is not None) == is_held


def fail(error: type[Exception]) -> bytes:
    raise error("The slide could not be drawn: it took longer than 30 seconds.")


def test_a_file_is_made() -> None:
    address, error = click(lambda: b"picture")
    assert address.endswith(".png")
    assert not error


def test_a_known_error_is_shown_in_its_words() -> None:
    assert click(lambda: fail(KnownError)) == ("", "The slide could not be drawn: it took longer than 30 seconds.")


def test_another_error_stays_in_the_log() -> None:
    address, error = click(lambda: fail(ValueError))
    assert not address
    assert "30 seconds" not in error
