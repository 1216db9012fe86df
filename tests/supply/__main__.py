"""The packages that Basewatch is served and tested with: `python -m tests.supply lock`, `inventory` or `audit`."""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.supply.audit import OSV, OutOfReachError, known_vulnerabilities
from tests.supply.locks import LOCKS, write_locks


def main() -> int:
    """Run a command and return the exit status: 1 for a finding, 2 for what could not be done."""
    arguments = _parser().parse_args()
    if arguments.command == "lock":
        return _lock(upgrade=arguments.upgrade)
    if arguments.command == "audit":
        return _audit(arguments.lock or list(LOCKS), arguments.database)
    return _inventory(arguments.folder, arguments.lock)


def _lock(*, upgrade: bool) -> int:
    try:
        write_locks(upgrade=upgrade)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The locks were not all written: {error}", file=sys.stderr)
        return 2
    return 0


def _audit(locks: list[str], database: str) -> int:
    try:
        found = known_vulnerabilities(locks, database)
    except OutOfReachError as error:
        print(f"WARNING: the packages are not audited, because {database} does not answer: {error}", file=sys.stderr)
        return 0
    except (OSError, RuntimeError) as error:
        print(f"The audit failed: {error}", file=sys.stderr)
        return 2
    print("\n".join(found) if found else f"No known vulnerability in {', '.join(locks)}")
    return int(bool(found))


def _inventory(folder: Path, lock: str) -> int:
    # Imported here: the other commands do not need the packages that it needs.
    from tests.supply.inventory import InventoryError, write_inventory  # noqa: PLC0415

    try:
        faults = write_inventory(folder, lock)
    except (InventoryError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(faults) if faults else f"Wrote {folder / 'sbom.json'} and {folder / 'licences.csv'}")
    return int(bool(faults))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.supply", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    lock = commands.add_parser("lock", help="write every lock from requirements/*.in")
    lock.add_argument("--upgrade", action="store_true", help="take the newest versions of indirect packages")
    inventory = commands.add_parser("inventory", help="write the bill of materials and the list of licences")
    inventory.add_argument("folder", type=Path, help="the folder for sbom.json and licences.csv")
    inventory.add_argument("--lock", choices=LOCKS, default="requirements.txt", help="the packages to list")
    audit = commands.add_parser("audit", help="look up known vulnerabilities")
    audit.add_argument("--lock", choices=LOCKS, action="append", help="packages to look up; all without it")
    audit.add_argument("--database", default=OSV, metavar="URL", help="the address of OSV or of a copy of it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
