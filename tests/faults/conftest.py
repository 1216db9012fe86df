"""Faults of real life: every test takes many seconds, so CI runs them and the default run does not."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import programs


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parquet file of 40,000 events, which takes a moment to be prepared."""
    folder = tmp_path_factory.mktemp("served")
    source, out = programs.table(folder / "events.csv", 40_000), folder / "events.parquet"
    ended = programs.run("data", "import", "table", str(source), "-o", str(out))
    assert ended.status == 0, ended.err
    return out


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str, int], Path]]:
    """Make folders on disks of their own of a number of kilobytes."""
    mounted: list[Path] = []

    def make(name: str, kilobytes: int) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"no small disk, because mounting is not allowed: {done.stderr.decode().strip()}")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)
