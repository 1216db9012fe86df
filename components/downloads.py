"""Files that are made on a click and may fail in a sentence: all that depends on how Streamlit 1.67 makes them.

Streamlit shows “Failed to generate file for download” below the button; here the reason is shown instead. And Streamlit
deletes a file as soon as the pages of any two visitors are drawn after it is made: among twenty visitors that may be
before the browser has fetched it. Here the file is held for a while.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, Final

from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse
from streamlit.runtime import media_file_manager
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileMetadata
from streamlit.runtime.media_file_storage import MediaFileKind

HELD_SECONDS: Final = 10.0
"""How long a browser has to begin to fetch a file that was made for it."""

_FAILURES: Final[ContextVar[list[str] | None]] = ContextVar("failures", default=None)
"""Holds what has failed in making the file of this click: Streamlit makes it in a thread with the click's context."""


def explained(make: Callable[[], bytes], *errors: type[Exception]) -> Callable[[], bytes]:
    """Return `make` for `st.download_button`; one of these errors is shown below the button as its message."""
    _amend_streamlit()

    def explained_make() -> bytes:
        try:
            return make()
        except errors as error:
            failures = _FAILURES.get()
            if failures is not None:
                failures.append(str(error))
            raise

    return explained_make


class HeldMetadata(MediaFileMetadata):
    """Says that a file may be deleted only when it has been held."""

    def __init__(self, kind: MediaFileKind = MediaFileKind.MEDIA) -> None:
        """Begin to hold a file that is made now."""
        super().__init__(kind)
        self._made = time.monotonic()

    @property
    def is_marked_for_delete(self) -> bool:
        """Whether nobody refers to the file, and it was held long enough."""
        return super().is_marked_for_delete and time.monotonic() - self._made > HELD_SECONDS


@cache
def _amend_streamlit() -> None:
    """Let Streamlit answer a click with the reason for a failure, and hold its files; it is changed once."""
    media_file_manager.MediaFileMetadata = HeldMetadata  # type: ignore[misc]
    answer = DeferredFileHandler.handle

    @wraps(answer)
    async def answer_with_reason(handler: DeferredFileHandler, request: Any, session_id: str) -> Any:
        failures: list[str] = []
        token = _FAILURES.set(failures)
        try:
            response = await answer(handler, request, session_id)
        finally:
            _FAILURES.reset(token)
        if failures:
            return BackendOperationResponse(request_id=request.request_id, error_msg=failures[0])
        return response

    DeferredFileHandler.handle = answer_with_reason  # type: ignore[method-assign, assignment]
