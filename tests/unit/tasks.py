"""Functions that tests run in processes of their own; a small module, because each process imports it."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from data.processes import Limits, Worker

PATIENT = Limits(seconds=60, megabytes=2_000)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def sleep_and_tell(tell: Callable[[int], None]) -> None:
    tell(os.getpid())
    time.sleep(60)


def hold_lock_of_python(tell: Callable[[int], None]) -> None:
    """Run C code that lets no other thread of Python run."""
    tell(os.getpid())
    sum(range(10**11))


def allocate(megabytes: int) -> int:
    """Fill memory."""
    return len(b"x" * (megabytes * 1_000_000))


def abort() -> None:
    os.abort()


def abort_with(*_: object) -> None:
    os.abort()


def abort_in_renderer(*_: object) -> bytes:
    """Draw a chart with a character that XML forbids: vl-convert aborts the process."""
    import vl_convert  # noqa: PLC0415 - only this process pays for it

    words = {"data": {"values": [{"a": "\a"}]}, "mark": "text", "encoding": {"text": {"field": "a"}}}
    return str(vl_convert.vegalite_to_svg(words)).encode()


def draw_for_ever(*_: object) -> bytes:
    time.sleep(600)
    return b""


def fail_in_renderer(*_: object) -> bytes:
    """Draw a picture that is no XML."""
    from components.slide import render  # noqa: PLC0415 - only this process pays for it

    return render.png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>\a</text></svg>')


def raise_error(message: str) -> None:
    raise KeyError(message)


def main_program() -> str | None:
    """Return the file of the program that this process takes for the main one."""
    return getattr(sys.modules["__main__"], "__file__", None)


def make_file() -> Path:
    """Leave a temporary file behind."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        return Path(file.name)


def variable(name: str) -> str | None:
    return os.environ.get(name)


def ask(question: str, answer: Callable[[str], str]) -> str:
    return answer(question)


def main() -> None:
    """Run a task that lasts, print the number of its process, and wait to be killed."""
    functions = {"sleep": sleep_and_tell, "hold": hold_lock_of_python}

    def tell(pid: int) -> None:
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()

    Worker().run(functions[sys.argv[1]], limits=PATIENT, callbacks=[tell])
