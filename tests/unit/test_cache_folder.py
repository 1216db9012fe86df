"""The cache folder: the setting's or the user's, and a sentence where it cannot be used."""

import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from data.cache_folder import CacheError, cache_folder, check_writable, made

ROOT = Path(__file__).parents[2]


def test_the_setting_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder() == platformdirs.user_cache_path("basewatch")
    monkeypatch.setenv("BASEWATCH_CACHE", str(tmp_path / "a" / "b"))
    assert cache_folder() == tmp_path / "a" / "b"
    check_writable()
    assert [*(tmp_path / "a" / "b").iterdir()] == []
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BASEWATCH_CACHE", "~/cache")
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BASEWATCH_CACHE", "cache")
    assert cache_folder() == tmp_path / "cache"


@pytest.mark.parametrize("setting", ["", "~/cache"])
def test_a_user_without_a_home_folder_is_told_to_set_one(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as where the user is in no list of users
    monkeypatch.setenv("BASEWATCH_CACHE", setting)
    with pytest.raises(CacheError, match=r"no home folder.*set BASEWATCH_CACHE"):
        cache_folder()


def test_a_folder_that_cannot_be_made_or_written_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none"), Path("/sys/none")):
        monkeypatch.setenv("BASEWATCH_CACHE", str(folder))
        with pytest.raises(CacheError, match=rf"^The cache folder {folder} cannot be written \(.+\): free space, let"):
            check_writable()
        with pytest.raises(CacheError):
            made(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_of_another_user_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    script = (
        "import os; from data.cache_folder import *; os.setuid(54321)\n"
        "try:\n    check_writable()\nexcept CacheError as error:\n    print(error)"
    )
    environment = {"PATH": os.environ["PATH"], "BASEWATCH_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert "cannot be written (Permission denied)" in done.stdout
