"""The locks hold every package that is installed, with its hashes."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply.locks import EXTRAS, LOCKS, ROOT, direct_packages, locked_packages

UPDATE = "run python -m tests.supply lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_the_version_of_every_direct_package(lock: str) -> None:
    versions = {package.name: package.version for package in locked_packages(lock)}
    for name in LOCKS[lock]:
        for direct in direct_packages(name):
            assert str(direct.specifier) == f"=={versions.get(canonicalize_name(direct.name))}", f"{direct}: {UPDATE}"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_exact_versions_and_hashes_and_no_address(lock: str) -> None:
    packages = list(locked_packages(lock))
    assert len(packages) > 50
    for package in packages:
        assert re.fullmatch(r"[\w.]+", package.version), package
        assert package.hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in package.hashes), package
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_the_hashes_of_ci(lock: str) -> None:
    tested = {(package.name, package.version): package.hashes for package in locked_packages("requirements-ci.txt")}
    for package in locked_packages(lock):
        assert tested.get((package.name, package.version), package.hashes) == package.hashes, package.name


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_has_what_its_packages_need_and_nothing_else(lock: str) -> None:
    """What the installed packages need is followed from the direct ones; the versions are the lock's."""
    locked = {package.name: package for package in locked_packages(lock)}
    direct = [package for name in LOCKS[lock] for package in direct_packages(name)]
    reached: set[tuple[str, str]] = set()
    waiting = list(direct)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{requirement} is in no lock: {UPDATE}"
        assert requirement.specifier.contains(locked[name].version, prereleases=True), f"{requirement}: {UPDATE}"
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in reached:
                reached.add((name, wanted))
                waiting += _needed(name, wanted)
    needed_here = {name for name, package in locked.items() if package.is_installed_here}
    assert needed_here - {name for name, _ in reached} == set(), UPDATE


def _needed(name: str, extra: str) -> list[Requirement]:
    try:
        stated = [Requirement(each) for each in requires(name) or []]
    except PackageNotFoundError:
        pytest.fail(f"{name} is not installed: pip install -r requirements-dev.txt")
    return [each for each in stated if each.marker is None or each.marker.evaluate({"extra": extra})]


def test_the_project_depends_on_the_direct_packages() -> None:
    dynamic = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["dynamic"]
    assert dynamic["dependencies"] == {"file": "requirements/base.in"}
    assert dynamic["optional-dependencies"] == {name: {"file": f"requirements/{name}.in"} for name in EXTRAS}


def test_every_file_of_direct_packages_is_in_a_lock() -> None:
    assert {path.stem for path in (ROOT / "requirements").glob("*.in")} == {
        each for lock in LOCKS.values() for each in lock
    }
    assert {f"requirements/{path.name}" for path in (ROOT / "requirements").glob("*.txt")} <= set(LOCKS)
