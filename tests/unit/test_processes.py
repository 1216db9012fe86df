"""Processes of their own end with their limits, with whoever waits for them, and with the main process."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data import own_folders, processes
from data.cancelling import cancel_check
from data.own_folders import OwnFolder
from data.processes import Limits, Pool, ProcessError, Worker
from tests.unit import tasks
from tests.unit.tasks import PATIENT

ROOT = Path(__file__).resolve().parents[2]


def becomes_true(check: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.end()


def test_a_process_runs_one_function_after_the_other(worker: Worker) -> None:
    first, second = (worker.run(os.getpid, limits=PATIENT) for _ in range(2))
    assert first == second != os.getpid()


def test_what_a_function_raises_is_raised_with_the_place_where_it_was(worker: Worker) -> None:
    with pytest.raises(KeyError, match="no such key") as raised:
        worker.run(tasks.raise_error, "no such key", limits=PATIENT)
    assert "in raise_error" in "".join(raised.value.__notes__)
    assert worker.is_alive


def test_a_function_asks_the_main_process(worker: Worker) -> None:
    assert worker.run(tasks.ask, "who", limits=PATIENT, callbacks=[lambda words: f"{words} {os.getpid()}"]) == (
        f"who {os.getpid()}"
    )


def test_the_time_of_a_callback_is_not_that_of_the_task(worker: Worker) -> None:
    worker.run(os.getpid, limits=PATIENT)

    def answer(words: str) -> str:
        time.sleep(1.2)
        return words

    assert worker.run(tasks.ask, "slow", limits=Limits(1, 2_000), callbacks=[answer]) == "slow"


@pytest.mark.parametrize(
    ("function", "arguments", "limits", "words"),
    [
        (tasks.sleep, (60,), Limits(1, 2_000), "it took longer than 1 second"),
        (tasks.allocate, (900,), Limits(60, 600), "it needed more than 600 MB of memory"),
        (tasks.allocate, (40_000,), Limits(60, 600), "it needed more than 600 MB of memory"),
        (tasks.abort, (), PATIENT, r"its process crashed \(SIGABRT\)"),
    ],
)
def test_a_limit_or_a_crash_ends_the_process_in_words(
    worker: Worker, function: Callable[..., object], arguments: tuple[object, ...], limits: Limits, words: str
) -> None:
    with pytest.raises(ProcessError, match=f"^{words}$"):
        worker.run(function, *arguments, limits=limits)
    assert not worker.is_alive


def test_a_process_that_the_system_ends_says_why(worker: Worker) -> None:
    def kill(pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(ProcessError, match="ended by the system, perhaps because memory ran out"):
        worker.run(tasks.sleep_and_tell, limits=PATIENT, callbacks=[kill])


def test_a_cancelled_run_ends_its_process(worker: Worker) -> None:
    class LeftError(Exception):
        pass

    pids: list[int] = []

    def leave() -> None:
        if pids:
            raise LeftError

    token = cancel_check.set(leave)
    try:
        with pytest.raises(LeftError):
            worker.run(tasks.sleep_and_tell, limits=PATIENT, callbacks=[pids.append])
    finally:
        cancel_check.reset(token)
    assert becomes_true(lambda: not is_running(pids[0]))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize("kind", ["sleep", "hold"])
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_main_one(kind: str, ending: signal.Signals) -> None:
    command = [sys.executable, "-c", "from tests.unit.tasks import main; main()", kind]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as main:
        assert main.stdout is not None
        worker = int(main.stdout.readline())
        others = Path(f"/proc/{main.pid}/task/{main.pid}/children").read_text().split()
        assert is_running(worker)
        assert others  # the fork server
        main.send_signal(ending)
        main.wait()
    assert becomes_true(lambda: not any(map(is_running, [worker, *map(int, others)])))


def test_a_process_imports_nothing_of_the_main_program(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seam to `multiprocessing`: it would import what Streamlit takes for the main module, the page."""
    main = type(sys)("__main__")
    main.__file__ = str(ROOT / "app.py")
    monkeypatch.setitem(sys.modules, "__main__", main)
    other = Worker()
    try:
        assert other.run(tasks.main_program, limits=PATIENT) in {None, worker.run(tasks.main_program, limits=PATIENT)}
    finally:
        other.end()


def test_variables_are_those_of_the_moment_when_the_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASEWATCH_ROWS", "7")
    changed = Worker()
    try:
        assert changed.run(tasks.variable, "BASEWATCH_ROWS", limits=PATIENT) == "7"
    finally:
        changed.end()


def test_temporary_files_are_removed_with_the_process(worker: Worker) -> None:
    left = worker.run(tasks.make_file, limits=PATIENT)
    assert left.exists()
    worker.end()
    assert not left.parent.exists()


def test_a_pool_replaces_a_process_after_its_tasks_and_after_a_crash() -> None:
    pool = Pool(lambda: 1, tasks=2)
    first, second, third = (pool.run(os.getpid, limits=PATIENT) for _ in range(3))
    assert first == second != third
    with pytest.raises(ProcessError, match="crashed"):
        pool.run(tasks.abort, limits=PATIENT)
    assert pool.run(os.getpid, limits=PATIENT) not in {first, third}
    pool.end()


def test_a_pool_ends_a_process_that_has_nothing_to_do() -> None:
    pool = Pool(lambda: 1, tasks=100, idle_seconds=0.05)
    pid = pool.run(os.getpid, limits=PATIENT)
    assert becomes_true(lambda: not is_running(pid))


def test_those_who_wait_for_a_pool_learn_for_how_many() -> None:
    pool = Pool(lambda: 1)
    started, others = threading.Event(), list[int]()

    class DoneError(Exception):
        pass

    def work(pid: int) -> None:
        del pid
        started.set()
        assert becomes_true(lambda: bool(others))
        raise DoneError

    def run() -> None:
        with pytest.raises(DoneError):
            pool.run(tasks.sleep_and_tell, limits=PATIENT, callbacks=[work])

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(30)
    pool.run(os.getpid, limits=PATIENT, on_wait=others.append)
    thread.join()
    assert others == [1]


def test_only_folders_without_a_living_owner_are_swept(tmp_path: Path) -> None:
    mine = OwnFolder("basewatch-upload-", tmp_path)
    script = (
        "import os, pathlib; from data.own_folders import OwnFolder;"
        f"OwnFolder('basewatch-upload-', pathlib.Path({str(tmp_path)!r})); f = OwnFolder('basewatch-upload-', "
        f"pathlib.Path({str(tmp_path)!r})); print(f.path, flush=True); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    left = Path(ended.stdout.strip())
    foreign = tmp_path / "basewatch-upload-foreign"
    foreign.mkdir()
    assert left.is_dir()
    own_folders.sweep("basewatch-upload-", tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([mine.path, foreign])
    path = mine.path
    del mine
    gc.collect()
    assert not path.exists()


def test_the_memory_of_a_process_that_is_none_is_none() -> None:
    assert processes.resident_bytes(2**22 + 1) == 0
    assert processes.resident_bytes(os.getpid()) > 1_000_000
