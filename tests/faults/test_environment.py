"""Programs where something is missing that most machines have: each starts, or ends in one sentence."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.faults import programs
from tests.faults.programs import ROOT, run, run_script, serving
from tests.faults.test_paths import NOBODY, READ_ALL

COMMANDS = {
    "validate": ("data", "validate"),
    "query": ("data", "query", "country=Jordan"),
    "slide": ("components.slide", "country=Jordan", "-o"),
}
NO_LOCALE: dict[str, str | None] = {
    "LANG": "C",
    "LC_ALL": "POSIX",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
    "PYTHONIOENCODING": None,
}
ENVIRONMENTS: dict[str, dict[str, str | None]] = {
    "no HOME": {"HOME": None, "XDG_CACHE_HOME": None},
    "HOME that is not there": {"HOME": "/nonexistent", "XDG_CACHE_HOME": None},
    "TMPDIR that is not there": {"TMPDIR": "/nonexistent"},
    "no locale": NO_LOCALE,
    "an unknown locale": {"LANG": "xx_YY.UTF-8", "LC_ALL": "xx_YY.ISO-8859-1"},
    "nothing but PATH": dict.fromkeys(set(os.environ) - {"PATH", "FONTCONFIG_FILE"}),
}


def words(name: str, folder: Path) -> list[str]:
    found = list(COMMANDS[name])
    return [*found, str(folder / "slide.png")] if found[-1] == "-o" else found


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_commands_on_the_record(tmp_path: Path, environment: str) -> None:
    ended = together(tmp_path, **ENVIRONMENTS[environment])
    assert (ended.status, ended.err) == (0, "")
    assert "Tower 22" in ended.out.decode("utf-8")


def together(folder: Path, **options: Any) -> programs.Ended:
    """Run the three commands in one process."""
    calls = "".join(
        f"from {command[0]}.__main__ import main\nstatus = status or main({words(name, folder)[1:]!r})\n"
        for name, command in COMMANDS.items()
    )
    script = folder / "together.py"
    script.write_text(f"import sys\nsys.path.insert(0, '.')\nstatus = 0\n{calls}sys.exit(status)\n", encoding="utf-8")
    return run_script(script, **options)


@pytest.mark.parametrize("environment", sorted(ENVIRONMENTS.keys() - {"no HOME", "nothing but PATH"}))
def test_a_command_on_a_served_table(tmp_path: Path, served: Path, environment: str) -> None:
    changed = {"XDG_CACHE_HOME": str(tmp_path), **ENVIRONMENTS[environment]}
    ended = run("data", "query", "find=Town 77&dates=2024-05-05", BASEWATCH_EVENTS=str(served), **changed)
    if ended.status:
        assert "BASEWATCH_CACHE" in ended.sentence()
    else:
        assert not ended.err


def test_a_text_of_another_language_without_a_locale() -> None:
    refused = run("data", "query", "find=x&actor=الفصائل", **NO_LOCALE)
    assert "actor" in refused.sentence()


def test_a_user_without_a_name_and_a_home(tmp_path: Path, served: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can become another user")
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    prefix = [*NOBODY, *READ_ALL]
    (folder / "together.py").touch(0o666)
    ended = together(folder, prefix=prefix, HOME=None)
    assert (ended.status, ended.err) == (0, "")
    sentence = run("data", "query", "", prefix=prefix, HOME=None, BASEWATCH_EVENTS=str(served)).sentence()
    assert "BASEWATCH_CACHE" in sentence
    sentence = run("data", "query", "", prefix=prefix, HOME=str(tmp_path), BASEWATCH_EVENTS=str(served)).sentence()
    assert "BASEWATCH_CACHE" in sentence
    cache = {"BASEWATCH_CACHE": str(folder / "cache"), "XDG_CACHE_HOME": str(folder / "cache")}
    ended = run("data", "query", "country=Jordan", prefix=prefix, HOME=None, BASEWATCH_EVENTS=str(served), **cache)
    assert (ended.status, ended.err) == (0, "")


def test_a_server_of_a_user_without_a_name_and_a_home(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can become another user")
    for name in ("cache", "tmp"):
        (tmp_path / name).mkdir()
        os.chown(tmp_path / name, 12345, 12345)
    with serving(tmp_path, prefix=[*NOBODY, *READ_ALL], HOME="/nonexistent") as server:
        tab = server.expect_page("side=attack")
        assert tab.press("Export").download("**GeoPackage**").startswith(b"SQLite")
        assert server.expect_page("mode=briefing").download("PDF").startswith(b"%PDF")
        tab = server.tab().press("Import").upload("events.csv", b"date,place,country\n2024-01-28,Baghdad,Iraq\n")
        assert tab.press("Read the file").has_button("Show alone")
        server.expect_quiet()


@pytest.mark.parametrize("command", ["query", "slide"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_command_without_a_standard_stream(tmp_path: Path, command: str, number: int) -> None:
    line = " ".join([f"exec {sys.executable} -m", *(f"'{word}'" for word in words(command, tmp_path)), f"{number}>&-"])
    process = programs.start(["sh", "-c", line], {}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=120)
    assert b"Traceback" not in err
    assert b"Exception ignored" not in err
    if number != 1 or command == "slide":
        assert (process.returncode, err) == (0, b"")
        assert out or number == 1 or command == "slide"
    else:
        assert process.returncode == 2
        assert len(err.splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} <= {"slide.png"}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_import_without_a_standard_stream(tmp_path: Path, number: int) -> None:
    source, out = programs.table(tmp_path / "events.csv", 10), tmp_path / "out.parquet"
    line = f"exec {sys.executable} -m data import table '{source}' -o '{out}' {number}>&-"
    process = programs.start(["sh", "-c", line], {}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, err = process.communicate(timeout=120)
    assert b"Traceback" not in err
    assert process.returncode in {0, 2}
    assert out.read_bytes().startswith(b"PAR1") if out.exists() else process.returncode == 2
    refused = f"exec {sys.executable} -m data import ucdp '{source}' -o '{out}' {number}>&-"
    process = programs.start(["sh", "-c", refused], {}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert b"Traceback" not in err
    assert number == 2 or len(err.splitlines()) == 1


def read_only() -> Sequence[str]:
    """Return the start of a command line for which the product's folder cannot be written; skip if that cannot be."""
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
    prefix = ["unshare", "--mount", "sh", "-c", script, str(ROOT)]
    done = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed: {done.stderr.decode().strip()}")
    assert subprocess.run([*prefix, "touch", str(ROOT / "written")], capture_output=True, check=False).returncode
    return prefix


def test_commands_where_the_product_s_folder_cannot_be_written(tmp_path: Path) -> None:
    ended = together(tmp_path, prefix=read_only(), HOME=None)
    assert (ended.status, ended.err) == (0, "")


def test_a_server_where_the_product_s_folder_cannot_be_written(tmp_path: Path, served: Path) -> None:
    with serving(tmp_path, prefix=read_only(), HOME=None, BASEWATCH_EVENTS=str(served)) as server:
        assert server.expect_page().press("Export").download("**CSV**")
        tab = server.tab().press("Import").upload("events.csv", b"date,place,country\n2024-01-28,Baghdad,Iraq\n")
        assert tab.press("Read the file").has_button("Show alone")
        server.expect_quiet()


@pytest.mark.parametrize(
    "changed",
    [
        {"HOME": None},
        {"HOME": "/nonexistent", "XDG_CACHE_HOME": None},
        {"TMPDIR": "/nonexistent"},
        NO_LOCALE,
    ],
    ids=["no HOME", "HOME that is not there", "TMPDIR that is not there", "no locale"],
)
def test_a_server_without_it(tmp_path: Path, served: Path, changed: dict[str, str | None]) -> None:
    with serving(tmp_path, **{"BASEWATCH_EVENTS": str(served), **changed}) as server:
        tab = server.tab()
        assert not tab.exceptions
        assert tab.heading or "cannot" in " ".join(tab.alerts)
        server.expect_quiet()


def test_a_server_without_standard_streams(tmp_path: Path) -> None:
    closing = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]
    with serving(tmp_path, prefix=closing) as server:
        assert server.expect_page("side=attack").press("Export").download("**CSV**")
        assert server.expect_page("mode=briefing").download("PDF").startswith(b"%PDF")
