"""The log: one JSON object a line, with the stack of errors and without anything that a visitor typed."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
import streamlit.logger as streamlit_logger
from streamlit import error_util

from components import logs
from components.logs import JsonFormatter, TextFormatter


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged as JSON; afterwards all loggers are as they were."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook, streamlit_logger.setup_formatter
    sink = io.StringIO()
    monkeypatch.setattr(sys, "stderr", sink)
    monkeypatch.setenv("BASEWATCH_LOG", "json")
    logs.set_up(lambda text: text.replace("password7", "…"))
    yield sink
    root.handlers[:], level, sys.excepthook, threading.excepthook, streamlit_logger.setup_formatter = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    for logger in streamlit_logger._loggers.values():
        logger.propagate = False
    streamlit_logger.update_formatter()


def lines(sink: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def fail(words: str) -> None:
    raise ValueError(words)


def failure(words: str) -> Exception:
    with pytest.raises(ValueError, match=words) as failed:
        fail(words)
    return failed.value


def test_an_event_has_its_time_level_and_details(written: io.StringIO) -> None:
    logs.event("export", of_session="5e55", format="csv", rows=3)
    (line,) = lines(written)
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "basewatch",
        "session": "5e55",
        "what": "export",
        "format": "csv",
        "rows": 3,
    }


def test_an_error_has_its_stack_on_one_line_and_its_message_outside_sessions(written: io.StringIO) -> None:
    logging.getLogger("data").error("it failed", exc_info=failure("first line\nsecond password7"))
    (line,) = lines(written)
    error = line["error"]
    assert isinstance(error, dict)
    assert (error["type"], error["message"]) == ("ValueError", "first line\nsecond …")
    assert error["stack"][-1].endswith(" fail")


def test_in_a_session_the_message_of_an_error_is_left_out(written: io.StringIO) -> None:
    error = OSError("cannot read secret-file.csv")
    error.__cause__ = failure("the word that was searched")
    logs.LOG.error("export refused", exc_info=error, extra={"session": "5e55"})
    assert "secret-file" not in written.getvalue()
    assert "searched" not in written.getvalue()
    (line,) = lines(written)
    assert line["error"]["cause"]["type"] == "ValueError"  # type: ignore[index]


def test_in_a_session_a_library_is_quoted_without_values(written: io.StringIO) -> None:
    of_session = {"session": "5e55"}
    logging.getLogger("streamlit.state").warning("The key %s is set twice", "import my-file.csv", extra=of_session)
    logging.getLogger("data.query").warning("%d rows", 3, extra=of_session)
    assert [line["what"] for line in lines(written)] == ["The key %s is set twice", "3 rows"]


def test_other_loggers_warnings_and_uncaught_errors_have_the_same_form(written: io.StringIO) -> None:
    streamlit_logger.get_logger("streamlit.made_before").warning("from Streamlit")
    streamlit_logger.get_logger("streamlit.made_in_test_logs").info("from a new logger of Streamlit")
    logging.getLogger("uvicorn.error").info("Application startup complete.")
    warnings.showwarning("a warning", UserWarning, "file.py", 1)
    sys.excepthook(ValueError, failure("nobody caught it"), None)
    thread = threading.Thread(target=fail, args=("in a thread",))
    thread.start()
    thread.join()
    loggers = [line["logger"] for line in lines(written)]
    assert loggers == [
        "streamlit.made_before",
        "streamlit.made_in_test_logs",
        "uvicorn.error",
        "py.warnings",
        "basewatch",
        "basewatch",
    ]


def test_an_error_of_the_page_goes_to_the_log_and_nowhere_else(
    written: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    error_util.handle_uncaught_app_exception(failure("the word that was searched"))
    (line,) = (line for line in lines(written) if line["what"] == "Uncaught app execution")
    assert line["error"]["type"] == "ValueError"  # type: ignore[index]
    assert "searched" not in "".join(capfd.readouterr())


def test_uvicorn_does_not_log_addresses_and_links(written: io.StringIO) -> None:
    server = logging.getLogger("uvicorn.error")
    server.info('%s - "WebSocket %s" [accepted]', "203.0.113.7:5000", "/_stcore/stream?find=word")
    server.info("connection open")
    assert written.getvalue() == ""


def test_the_form_for_people_is_masked_too(written: io.StringIO) -> None:
    record = logging.LogRecord("data", logging.WARNING, "", 0, "the password7", None, None)
    logs._add_context(record)
    assert TextFormatter(lambda text: text.replace("password7", "…")).format(record).endswith("WARNING data the …")
    assert json.loads(JsonFormatter().format(record))["what"] == "the password7"
    assert written.getvalue() == ""
