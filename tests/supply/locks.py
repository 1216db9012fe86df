"""The locks: for each set of direct packages, every package to install with its version and the hashes of its files."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "requirements"
EXTRAS: Final = ("bigquery", "clickhouse", "postgres", "sign-in", "snowflake", "spark", "trino")
"""What a server may need besides the packages of `base`: each has a lock with both."""
CI: Final = "requirements-ci.txt"
LOCKS: Final[dict[str, tuple[str, ...]]] = {
    CI: ("base", "postgres", "sign-in", "spark", "dev", "ci"),
    "requirements.txt": ("base",),
    "requirements-dev.txt": ("base", "postgres", "sign-in", "dev"),
    "tests/bench/requirements.txt": ("base", "postgres", "sign-in", "dev", "bench"),
    **{f"requirements/{name}.txt": ("base", name) for name in EXTRAS},
}
"""The file of each lock, with the files of direct packages (`requirements/NAME.in`) it is made from. CI's is first."""


_COMPILE: Final = (
    "uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes",
    "--custom-compile-command=python -m tests.supply lock",
)  # fmt: skip


@dataclass(frozen=True)
class Locked:
    """One package of a lock."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name as package indexes compare it."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """Return the only version that the lock allows."""
        return str(self.requirement.specifier).removeprefix("==")

    @property
    def is_installed_here(self) -> bool:
        """Return whether this Python on this operating system needs the package."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def write_locks(*, upgrade: bool) -> None:
    """Write every lock, for Python 3.11 and later on every operating system; needs a package index.

    Versions in the lock of CI remain where they fit, unless `upgrade`. All other locks take the versions of CI where
    they can: what is installed is what was tested.

    Raises:
        CalledProcessError: If no set of versions fits the direct packages; uv has printed which.
    """
    for lock, inputs in LOCKS.items():
        if lock != CI:
            shutil.copyfile(ROOT / CI, ROOT / lock)
        subprocess.run(
            [
                *_COMPILE,
                *(["--upgrade"] if upgrade and lock == CI else []),
                f"--output-file={lock}",
                *(f"requirements/{name}.in" for name in inputs),
            ],
            cwd=ROOT,
            check=True,
        )


def direct_packages(name: str) -> Iterator[Requirement]:
    """Yield the packages in `requirements/NAME.in`."""
    for line in (FOLDER / f"{name}.in").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield Requirement(line)


def locked_packages(lock: str) -> Iterator[Locked]:
    """Yield the packages of a lock, a path in the project's folder."""
    text = re.sub(r"\\\n", " ", (ROOT / lock).read_text(encoding="utf-8"))
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            yield Locked(Requirement(requirement), tuple(hashes))
