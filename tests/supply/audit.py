"""The audit: known vulnerabilities of the packages of locks, from the database OSV or a copy of it."""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from tests.supply.locks import locked_packages

OSV: Final = "https://api.osv.dev/v1/query"
_OUT_OF_REACH: Final = re.compile(r"ConnectionError|Timeout|\b(5\d\d Server|(403|407|429) Client) Error")


class OutOfReachError(Exception):
    """The database of vulnerabilities does not answer."""


def known_vulnerabilities(locks: Iterable[str], database: str = OSV) -> list[str]:
    """Return one line for each known vulnerability of the packages of locks.

    Args:
        locks: Paths in the project's folder.
        database: The address that answers queries in the form of OSV's interface, version 1.

    Raises:
        OutOfReachError: The database does not answer.
        RuntimeError: The audit failed for another reason.
    """
    versions: dict[str, set[str]] = {}
    for package in (package for lock in locks for package in locked_packages(lock)):
        versions.setdefault(package.name, set()).add(package.version)
    # pip-audit refuses two versions of a package in one run, and some databases need another one than the rest.
    runs = zip_longest(*([f"{name}=={version}" for version in sorted(each)] for name, each in versions.items()))
    return [line for run in runs for line in _audit("\n".join(filter(None, run)), database)]


def _audit(packages: str, database: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text(packages, encoding="utf-8")
        done = subprocess.run(
            [
                "pip-audit", f"--requirement={requirements}", "--no-deps", "--disable-pip", "--format=json",
                "--progress-spinner=off", "--vulnerability-service=osv", f"--osv-url={database}",
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if not done.stdout:
        reason = next((line for line in reversed(done.stderr.splitlines()) if ": " in line), done.stderr)
        if _OUT_OF_REACH.search(done.stderr):
            raise OutOfReachError(reason)
        raise RuntimeError(reason)
    return [line for package in json.loads(done.stdout)["dependencies"] for line in _lines(package)]


def _lines(package: dict[str, Any]) -> list[str]:
    if reason := package.get("skip_reason"):
        return [f"{package['name']}: not audited, {reason}"]
    return [
        f"{package['name']} {package['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none'}"
        for found in package["vulns"]
    ]
