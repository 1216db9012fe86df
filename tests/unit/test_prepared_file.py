"""Prepared tables in a cache that several processes share, with files that are damaged, left or locked."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from data.cache_folder import CacheError
from data.query import prepared_file, prepared_table
from data.query.prepared_file import open_prepared

ROOT = Path(__file__).parents[2]
SOURCE, OTHER = "0123456789ab", "ba9876543210"
# Several processes at once: each says that it is ready, waits for a line, opens the table and prints its sum.
PROGRAM = """
import sys
from pathlib import Path
import duckdb
from data.query.prepared_file import open_prepared

def build(out):
    print("builds", flush=True)
    with duckdb.connect(str(out)) as made:
        made.execute("CREATE TABLE events AS SELECT range AS n FROM range(200000)")
    if "stop" in sys.argv:
        sys.stdin.readline()

print("ready", flush=True)
sys.stdin.readline()
print(open_prepared(Path(sys.argv[1]), "0123456789ab", "v1", build).execute("SELECT sum(n) FROM events").fetchone()[0])
"""
SUM = str(sum(range(200_000)))


class Builder:
    """Writes a table with one number, and counts how often."""

    def __init__(self, number: int = 7) -> None:
        self.number, self.built = number, 0

    def __call__(self, out: Path) -> None:
        self.built += 1
        with duckdb.connect(str(out)) as made:
            made.execute("CREATE TABLE events AS SELECT ? AS n, hash(range) AS other FROM range(200000)", [self.number])


def number(opened: duckdb.DuckDBPyConnection) -> int:
    found: int = opened.execute("SELECT max(n) FROM events").fetchall()[0][0]
    return found


def prepared(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.duckdb"))


def test_a_table_is_made_once_and_opened_again(tmp_path: Path) -> None:
    build = Builder()
    for _ in range(2):
        assert number(open_prepared(tmp_path, SOURCE, "v1", build)) == 7
    assert build.built == 1
    assert number(open_prepared(tmp_path, SOURCE, "v2", Builder(8))) == 8


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def change(file: Path) -> None:
    """Change some bytes in the middle: DuckDB opens such a file and fails in a query."""
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        stream.write(b"no data of ours")


def overwrite(file: Path) -> None:
    file.write_text("no database", encoding="utf-8")


def replace_by_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [cut, empty, change, overwrite, replace_by_folder])
def test_a_damaged_table_is_made_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    build = Builder()
    open_prepared(tmp_path, SOURCE, "v1", build).close()
    damage(prepared(tmp_path)[0])
    assert number(open_prepared(tmp_path, SOURCE, "v1", build)) == 7
    assert build.built == 2
    assert len(prepared(tmp_path)) == 1


def test_a_table_that_is_replaced_stays_readable_where_it_is_open(tmp_path: Path) -> None:
    first = open_prepared(tmp_path, SOURCE, "v1", Builder(1))
    overwritten = prepared(tmp_path)[0]
    overwritten.unlink()
    assert number(open_prepared(tmp_path, SOURCE, "v1", Builder(2))) == 2
    assert number(first) == 1


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), *more],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start_one(*more: str) -> subprocess.Popen[str]:
        process = start(tmp_path, *more)
        started.append(process)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_processes_that_start_at_once_all_answer_and_one_of_them_makes_the_table(
    tmp_path: Path, processes: Callable[..., subprocess.Popen[str]]
) -> None:
    several = [processes() for _ in range(3)]
    for process in several:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    printed = [process.communicate()[0].splitlines() for process in several]
    assert [lines[-1] for lines in printed] == [SUM] * 3
    assert sum("builds" in lines for lines in printed) == 1
    assert len(prepared(tmp_path)) == 1
    assert not [*tmp_path.glob("*unfinished*")]


def test_a_process_that_is_killed_while_it_makes_a_table_leaves_no_lock_and_its_file_is_removed(
    tmp_path: Path, processes: Callable[..., subprocess.Popen[str]]
) -> None:
    killed = processes("stop")
    assert killed.stdin
    assert killed.stdout
    killed.stdin.write("\n")
    killed.stdin.flush()
    assert killed.stdout.readline() == "builds\n"
    other: list[int] = []
    waiting = threading.Thread(
        target=lambda: other.append(number(open_prepared(tmp_path, SOURCE, "v1", Builder(9)))), daemon=True
    )
    waiting.start()
    assert not other  # it waits for the lock
    killed.send_signal(signal.SIGKILL)
    waiting.join(60)
    assert other == [9]
    assert not [*tmp_path.glob("*unfinished*")]


def test_a_lock_that_is_held_for_too_long_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_file, "LOCK_TIMEOUT_S", 0.1)
    with FileLock(tmp_path / f"{SOURCE}.lock"):
        assert number(open_prepared(tmp_path, SOURCE, "v1", Builder())) == 7


def test_a_cache_without_locks_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NotImplementedError("no flock here")

    monkeypatch.setattr(FileLock, "acquire", fail)
    (tmp_path / f"{SOURCE}-x.unfinished").touch()
    assert number(open_prepared(tmp_path, SOURCE, "v1", Builder())) == 7


@pytest.mark.parametrize(
    "left",
    [f"{SOURCE}-v0-9.unfinished", f"{OTHER}-v1-9-x.unfinished", "events.unfinished", f"{OTHER}-v1.unfinished.wal"],
)
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_unfinished_files_are_removed(tmp_path: Path, left: str, kind: str) -> None:
    open_prepared(tmp_path, SOURCE, "v1", Builder()).close()
    path = tmp_path / left
    path.mkdir() if kind == "folder" else path.touch()
    open_prepared(tmp_path, SOURCE, "v1", Builder()).close()
    assert not path.exists()


def test_the_unfinished_file_of_a_running_process_stays(tmp_path: Path) -> None:
    unfinished = tmp_path / f"{OTHER}-v1-9-x.unfinished"
    unfinished.touch()
    with FileLock(tmp_path / f"{OTHER}.lock"):
        open_prepared(tmp_path, SOURCE, "v1", Builder()).close()
        assert unfinished.exists()


@pytest.mark.parametrize(
    ("source", "version", "unused", "stays"),
    [
        (SOURCE, "v0", prepared_file.OLD_VERSION_S - 60, True),
        (SOURCE, "v0", prepared_file.OLD_VERSION_S + 60, False),
        (OTHER, "v1", prepared_file.OLD_VERSION_S + 60, True),
        (OTHER, "v1", prepared_file.OLD_SOURCE_S + 60, False),
        (SOURCE, "v1", prepared_file.OLD_SOURCE_S + 60, True),  # the table itself, by another server
    ],
)
def test_tables_are_removed_when_they_were_not_used_for_long(
    tmp_path: Path, source: str, version: str, unused: float, *, stays: bool
) -> None:
    build = Builder()
    still_open = open_prepared(tmp_path, source, version, build)
    (file,) = prepared(tmp_path)
    past = file.stat().st_mtime - unused
    os.utime(file, (past, past))
    open_prepared(tmp_path, SOURCE, "v1", build).close()
    assert file.exists() is stays
    assert number(still_open) == 7  # also where it is removed


def test_a_table_that_vanishes_before_it_is_opened_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_intact, vanished = prepared_file._is_intact, []

    def vanish(file: Path) -> bool:
        if len(vanished) < 2:
            vanished.append(file)
            file.unlink()
        return is_intact(file)

    build = Builder()
    open_prepared(tmp_path, SOURCE, "v1", build).close()
    monkeypatch.setattr(prepared_file, "_is_intact", vanish)
    assert number(open_prepared(tmp_path, SOURCE, "v1", build)) == 7
    assert build.built == 3


def test_a_table_that_is_damaged_each_time_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_file, "_is_intact", lambda _: False)
    build = Builder()
    with pytest.raises(CacheError, match=r"cannot be written .*: free space"):
        open_prepared(tmp_path, SOURCE, "v1", build)
    assert build.built == 3


FULL = """
import resource, signal, sys
from pathlib import Path
import duckdb
from data.cache_folder import CacheError
from data.query.prepared_file import open_prepared

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

def build(out):
    with duckdb.connect(str(out)) as made:
        made.execute("CREATE TABLE events AS SELECT hash(range) AS n FROM range(2000000)")

try:
    open_prepared(Path(sys.argv[1]), "0123456789ab", "v1", build)
except CacheError as error:
    print(error)
"""


def test_a_disk_without_space_is_a_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"The cache folder {tmp_path} cannot be written (")
    assert len(done.stdout.splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == [f"{SOURCE}.lock"]


def test_an_error_of_what_is_read_is_raised_unchanged_and_leaves_nothing(tmp_path: Path) -> None:
    def build(out: Path) -> None:
        with duckdb.connect(str(out)) as made:
            made.execute("SELECT * FROM read_parquet('/nowhere.parquet')")

    with pytest.raises(duckdb.IOException, match="nowhere"):
        open_prepared(tmp_path, SOURCE, "v1", build)
    assert [file.name for file in tmp_path.iterdir()] == [f"{SOURCE}.lock"]


def test_a_cache_that_can_only_be_read_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    open_prepared(tmp_path, SOURCE, "v1", Builder()).close()
    monkeypatch.setattr(os, "utime", refuse)
    monkeypatch.setattr(FileLock, "acquire", refuse)
    assert number(open_prepared(tmp_path, SOURCE, "v1", Builder())) == 7
    with pytest.raises(CacheError, match="Permission denied"):
        open_prepared(tmp_path, SOURCE, "v2", Builder())


def test_the_name_holds_the_form_of_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_prepared(tmp_path, SOURCE, "v1", Builder(1)).close()
    monkeypatch.setattr(prepared_table, "CACHE_SCHEMA_VERSION", "99")
    assert number(open_prepared(tmp_path, SOURCE, "v1", Builder(2))) == 2
    assert len(prepared(tmp_path)) == 2
