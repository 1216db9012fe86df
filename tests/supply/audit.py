"""The audit: known vulnerabilities of the packages of locks, from the database OSV or a copy of it."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any, Final

from tests.supply.locks import ROOT

OSV: Final = "https://api.osv.dev/v1/query"
_OUT_OF_REACH: Final = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "ServiceError", "502 Server", "503 Server")


class OutOfReachError(Exception):
    """The database of vulnerabilities does not answer."""


def known_vulnerabilities(locks: Sequence[str], database: str = OSV) -> list[str]:
    """Return one line for each known vulnerability of the packages of locks.

    Args:
        locks: Paths in the project's folder.
        database: The address that answers queries in the form of OSV's interface, version 1.

    Raises:
        OutOfReachError: The database does not answer.
        RuntimeError: The audit failed for another reason.
    """
    done = subprocess.run(
        [
            "pip-audit", *(f"--requirement={lock}" for lock in locks), "--require-hashes", "--disable-pip",
            "--format=json", "--progress-spinner=off", "--vulnerability-service=osv", f"--osv-url={database}",
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not done.stdout:
        reason = done.stderr.strip().rpartition("\n")[2]
        if any(word in done.stderr for word in _OUT_OF_REACH):
            raise OutOfReachError(reason)
        raise RuntimeError(reason)
    packages = json.loads(done.stdout)["dependencies"]
    return sorted({line for package in packages for line in _lines(package)})


def _lines(package: dict[str, Any]) -> list[str]:
    if reason := package.get("skip_reason"):
        return [f"{package['name']}: not audited, {reason}"]
    return [
        f"{package['name']} {package['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none'}"
        for found in package["vulns"]
    ]
