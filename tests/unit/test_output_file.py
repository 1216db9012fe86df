"""Inputs and outputs of the commands that are no ordinary files."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from components.slide.__main__ import main as slide
from data.__main__ import main
from tests.unit.imports.files import text

Captured = pytest.CaptureFixture[str]
Write = Callable[[Path], int]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return text(tmp_path / "small.csv", "date,place,country\n2024-01-28,Tower 22,Jordan\n")


@pytest.fixture(params=["import", "export", "slide"])
def write(request: pytest.FixtureRequest, small: Path) -> Write:
    """Write a small output."""
    if request.param == "slide":
        return lambda out: slide(["country=Jordan", "-o", str(out)])
    words = ["import", "table", str(small)] if request.param == "import" else ["query", "country=Jordan"]
    return lambda out: main([*words, "-o", str(out)])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def sentence(captured: Captured) -> str:
    (line,) = captured.readouterr().err.splitlines()
    assert line.endswith(".")
    assert "Errno" not in line
    return str(line)


def test_a_folder_is_refused(tmp_path: Path, write: Write, capsys: Captured) -> None:
    out = tmp_path / "events.svg"
    out.mkdir()
    assert write(out) == 2
    assert sentence(capsys).startswith(f"{out} is a folder.")
    assert not names(out)
    assert names(tmp_path) == {"events.svg", "small.csv"}


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, write: Write, capsys: Captured) -> None:
    assert write(tmp_path / "nowhere" / "events.svg") == 2
    assert sentence(capsys).startswith(f"There is no folder {tmp_path / 'nowhere'}.")


def test_a_link_is_written_where_it_leads(tmp_path: Path, write: Write) -> None:
    folder, out = tmp_path / "elsewhere", tmp_path / "events.svg"
    folder.mkdir()
    out.symlink_to(folder / "target.svg")
    for _ in range(2):
        assert write(out) == 0
        assert out.is_symlink()
        assert names(folder) == {"target.svg"}


def test_a_link_in_a_circle_is_refused(tmp_path: Path, write: Write, capsys: Captured) -> None:
    out = tmp_path / "events.svg"
    out.symlink_to(out)
    assert write(out) == 2
    assert str(out) in sentence(capsys)


def test_a_device_stays_one(tmp_path: Path, write: Write) -> None:
    out = tmp_path / "null.svg"
    out.symlink_to("/dev/null")
    assert write(out) == 0
    assert out.is_symlink()
    assert Path("/dev/null").is_char_device()


def test_a_device_that_takes_nothing_is_refused(tmp_path: Path, write: Write, capsys: Captured) -> None:
    out = tmp_path / "full.svg"
    out.symlink_to("/dev/full")
    assert write(out) == 2
    assert sentence(capsys).startswith(f"{out} cannot be written: no space is left on the disk.")


def test_a_file_has_the_permissions_of_other_new_files_or_of_the_one_before(
    tmp_path: Path, small: Path, write: Write
) -> None:
    out = tmp_path / "events.svg"
    assert write(out) == 0
    assert out.stat().st_mode == small.stat().st_mode
    out.chmod(0o640)
    assert write(out) == 0
    assert out.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == {"events.svg", "small.csv"}


@pytest.mark.parametrize("linked", [False, True])
def test_an_import_does_not_replace_the_file_that_it_reads(
    tmp_path: Path, small: Path, capsys: Captured, *, linked: bool
) -> None:
    before, out = small.read_bytes(), tmp_path / "out.parquet" if linked else small
    if linked:
        out.symlink_to(small)
    assert main(["import", "table", str(small), "-o", str(out)]) == 2
    assert str(out) in sentence(capsys)
    assert small.read_bytes() == before


@pytest.mark.parametrize("form", ["auto", "table"])
@pytest.mark.parametrize(
    "kind", ["/dev/zero", "/dev/full", "/proc/self/mem", "a pipe", "a socket", "a link to nowhere", "a folder"]
)
def test_an_input_that_is_no_file_is_refused(tmp_path: Path, capsys: Captured, kind: str, form: str) -> None:
    path = tmp_path / "input.csv"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
    elif kind == "a folder":
        path.mkdir()
    else:
        path.symlink_to(kind if kind.startswith("/") else tmp_path / "nowhere.csv")
    assert main(["import", form, str(path), "-o", str(tmp_path / "out.parquet")]) == 2
    assert "input.csv" in sentence(capsys)
    assert names(tmp_path) == {"input.csv"}
