"""Files that are made on a click and may fail in a sentence: all that depends on how Streamlit 1.67 makes them.

Streamlit shows “Failed to generate file for download” below the button; here the reason is shown instead.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, Final

from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse
from streamlit.runtime.backend_operation_handler import DeferredFileHandler

_FAILURES: Final[ContextVar[list[str] | None]] = ContextVar("failures", default=None)
"""Holds what has failed in making the file of this click: Streamlit makes it in a thread with the click's context."""


def explained(make: Callable[[], bytes], *errors: type[Exception]) -> Callable[[], bytes]:
    """Return `make` for `st.download_button`; one of these errors is shown below the button as its message."""
    _show_reasons()

    def explained_make() -> bytes:
        try:
            return make()
        except errors as error:
            failures = _FAILURES.get()
            if failures is not None:
                failures.append(str(error))
            raise

    return explained_make


@cache
def _show_reasons() -> None:
    """Let Streamlit answer a click with the reason for a failure; it is changed once."""
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
