"""What the page's tests share: a visitor, the engine over the record, and a watch on what is logged."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from tests.app.visitor import Visitor

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture(scope="session")
def new_visitor() -> Callable[[], Visitor]:
    """Makes visitors, each with a session of his own; looking for installed components is done once for all."""
    components = BidiComponentManager()
    components.discover_and_register_components(start_file_watching=False)

    def make() -> Visitor:
        test = AppTest.from_file(str(APP), default_timeout=30)
        test._bidi_component_manager = components
        return Visitor(test)

    return make


@pytest.fixture
def visitor(new_visitor: Callable[[], Visitor]) -> Visitor:
    """Somebody who has not opened the page yet."""
    return new_visitor()


@pytest.fixture(autouse=True)
def _nothing_is_logged(recwarn: pytest.WarningsRecorder) -> Iterator[None]:
    """No warning of Streamlit's and none of Python's about this project's use of its libraries."""
    heard: list[str] = []
    handler = logging.Handler(level=logging.WARNING)
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("streamlit")]
    for logger in loggers:
        logger.addHandler(handler)
    yield
    for logger in loggers:
        logger.removeHandler(handler)
    heard = [line for line in heard if "missing ScriptRunContext" not in line]
    assert heard == []
    warned = [str(warning.message) for warning in recwarn if warning.category is UserWarning]
    assert [
        words for words in warned if "makes an extra copy of the rows" not in words
    ] == []  # see data.query.database
