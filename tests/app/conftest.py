"""What the page's tests share: a visitor, the engine over the record, and a check that nothing is logged."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from components import sessions
from tests.app.visitor import Visitor

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture(scope="session")
def new_visitor() -> Callable[[], Visitor]:
    """Make visitors, each with a new session; installed components are looked up a single time."""
    components = BidiComponentManager()
    components.discover_and_register_components(start_file_watching=False)

    def make() -> Visitor:
        test = AppTest.from_file(str(APP), default_timeout=30)
        test._bidi_component_manager = components
        return Visitor(test)

    return make


@pytest.fixture
def visitor(new_visitor: Callable[[], Visitor]) -> Visitor:
    """A visitor who has not opened the page yet."""
    return new_visitor()


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close no session: the runtime of Streamlit's tests stands in for a server and has none."""
    monkeypatch.setattr(sessions, "start", lambda: None)


@pytest.fixture(autouse=True)
def _nothing_is_logged(recwarn: pytest.WarningsRecorder) -> Iterator[None]:
    """Fail on a warning of Streamlit, and on a Python warning about the use of a library."""
    logged: list[str] = []
    handler = logging.Handler(level=logging.WARNING)
    handler.emit = lambda record: logged.append(record.getMessage())  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("streamlit")]
    for logger in loggers:
        logger.addHandler(handler)
    yield
    for logger in loggers:
        logger.removeHandler(handler)
    logged = [line for line in logged if "missing ScriptRunContext" not in line]
    assert logged == []
    warned = [str(warning.message) for warning in recwarn if warning.category is UserWarning]
    assert [
        words for words in warned if "makes an extra copy of the rows" not in words
    ] == []  # see data.query.database
