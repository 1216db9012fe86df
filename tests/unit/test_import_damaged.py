"""Damaged files of every kind: each ends in a report or in one sentence, soon and without much memory."""

import resource
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.unit.imports.damage import MAKERS, damaged, sound_files
from tests.unit.test_import_hostile import import_or_refuse

SEED = 20_240_128
FILES_OF_A_KIND = 30
SECONDS = 60
MEGABYTES = 1_500


@contextmanager
def limited() -> Iterator[None]:
    """End what takes too long."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    found = sound_files(folder)
    import_or_refuse(folder / "events.csv" / "events.csv", "table")  # the first import loads the names of all languages
    return found


@pytest.mark.filterwarnings("ignore")  # readers warn of what is broken
@pytest.mark.slow
@pytest.mark.parametrize("name", MAKERS)
def test_a_damaged_file_is_imported_or_refused(tmp_path: Path, sound: dict[str, bytes], name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ends = Counter[str]()
    for number in range(FILES_OF_A_KIND):
        path = tmp_path / name
        path.write_bytes(damaged(sound[name], SEED + number))
        with limited():
            ends["refused" if import_or_refuse(path, "table") is None else "imported"] += 1
    assert ends.total() == FILES_OF_A_KIND
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MEGABYTES * (1_000_000 if sys.platform == "darwin" else 1_000)


@pytest.mark.slow
def test_the_sound_files_are_imported(tmp_path: Path, sound: dict[str, bytes]) -> None:
    for name, content in sound.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert import_or_refuse(path, "table") is not None, name
