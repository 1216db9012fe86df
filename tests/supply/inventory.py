"""The bill of materials (CycloneDX) and the licences of what Basewatch is served with."""

import csv
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing
from packaging.utils import canonicalize_name

from tests.supply.locks import LOCKS, ROOT, direct_packages, locked_packages

Component = dict[str, Any]

ALLOWED: Final = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU",
        "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Zlib", "LicenseRef-public-domain",
        "Artistic-1.0-Perl",  # text-unidecode: needed by a program of the tests only
        "LGPL-3.0-only",  # psycopg: installed as a package of its own, unmodified, for PostgreSQL only
    }
)  # fmt: skip
"""SPDX identifiers of the licences that a package or a redistributed work may have."""
_SPDX: Final = get_spdx_licensing()
_CLASSIFIERS: Final = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_READ_BY_HAND: Final = {
    "protobuf": "BSD-3-Clause",  # the metadata of these name no licence, or none that is an SPDX identifier:
    "axe-playwright-python": "MIT AND MPL-2.0",  # MPL-2.0: axe-core, which it carries
    "pyarrow-hotfix": "Apache-2.0",  # this is what the licence file in the package, or in its repository, is
    "pydeck": "Apache-2.0",
    "pixelmatch": "ISC",
    "streamlit-folium": "MIT",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
}


class Work(NamedTuple):
    """A redistributed work: its version, SPDX licence, address, and files as patterns."""

    name: str
    version: str
    licence: str
    address: str
    files: tuple[str, ...]


_STATIC: Final = "components/static"
WORKS: Final = (
    Work("Leaflet", "1.9.4", "BSD-2-Clause", "https://leafletjs.com", (f"{_STATIC}/leaflet",)),
    Work("Source Sans 3", "3.052", "OFL-1.1", "https://github.com/adobe-fonts/source-sans", (f"{_STATIC}/fonts/S*",)),
    Work("Noto Sans Arabic", "2.012", "OFL-1.1", "https://github.com/notofonts/arabic", (f"{_STATIC}/fonts/N*",)),
    Work(
        "Natural Earth", "", "LicenseRef-public-domain", "https://www.naturalearthdata.com",
        ("geo/static", "data/boundaries/*.geojson"),
    ),
    Work("GeoNames", "", "CC-BY-4.0", "https://www.geonames.org", ("geo/towns.csv", "geo/static")),
)  # fmt: skip
"""The redistributed works, as in NOTICE.md."""


class InventoryError(Exception):
    """A package is missing, or its licence is unknown or not allowed."""


def bill_of_materials(lock: str) -> dict[str, Any]:
    """Return the packages of a lock as installed in this Python, and the redistributed works, as CycloneDX 1.6.

    Raises:
        InventoryError: A package of the lock is not installed in this Python.
    """
    made = subprocess.run(
        [
            "cyclonedx-py", "environment", "--output-reproducible", "--no-validate", "--pyproject=pyproject.toml",
            sys.executable,
        ],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    bill: dict[str, Any] = json.loads(made.stdout)
    wanted: dict[str, str] = {
        package.name: package.version for package in locked_packages(lock) if package.is_installed_here
    }
    packages = [each for each in bill["components"] if canonicalize_name(each["name"]) in wanted]
    installed: dict[str, str] = {canonicalize_name(each["name"]): each["version"] for each in packages}
    if differing := sorted(name for name in wanted if installed.get(name) != wanted[name]):
        message = f"Not installed in the version of {lock}: {', '.join(differing)}. Run: pip install -r {lock}"
        raise InventoryError(message)
    for package in packages:
        package["licenses"] = [{"expression": _package_licence(package), "acknowledgement": "concluded"}]
    works = [work(each) for each in WORKS]
    bill["components"] = packages + works
    bill["dependencies"] = list(_dependencies(bill, lock, [each["bom-ref"] for each in works]))
    return bill


def faults(bill: dict[str, Any]) -> list[str]:
    """Return what is wrong with a bill of materials: its form, or a licence that is not allowed."""
    invalid = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
    refused = [
        f"{each['name']} {each.get('version', '')}: its licence is not allowed: {licence or 'unknown'}"
        for each in bill["components"]
        if not is_allowed(licence := licence_of(each))
    ]
    return ([f"Not valid CycloneDX: {invalid}"] if invalid else []) + refused


def licence_of(component: Component) -> str:
    """Return the SPDX expression of a component; empty if unknown."""
    return str(component["licenses"][0]["expression"])


def is_allowed(expression: str) -> bool:
    """Return whether the licences of an SPDX expression are allowed: all of an AND, one of an OR.

    >>> is_allowed("MIT AND (GPL-3.0-only OR Apache-2.0)"), is_allowed("GPL-3.0-only"), is_allowed("")
    (True, False, False)
    """
    return bool(expression) and _is_allowed(_SPDX.parse(expression))


def licences(bill: dict[str, Any]) -> str:
    """Return the list of licences as CSV: name, version, licence."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("name", "version", "licence"))
    rows.writerows((each["name"], each.get("version", ""), licence_of(each)) for each in bill["components"])
    return text.getvalue()


def write_inventory(folder: Path, lock: str) -> list[str]:
    """Write `sbom.json` and `licences.csv` into a folder and return what is wrong with them."""
    bill = bill_of_materials(lock)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sbom.json").write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "licences.csv").write_text(licences(bill), encoding="utf-8")
    return faults(bill)


def work(stated: Work) -> Component:
    """Return a redistributed work as a component, with the SHA-256 of each of its files."""
    reference = f"redistributed/{stated.name}"
    return {
        "type": "library" if stated.version else "data",
        "bom-ref": reference,
        "name": stated.name,
        **({"version": stated.version} if stated.version else {}),
        "licenses": [{"expression": stated.licence, "acknowledgement": "concluded"}],
        "externalReferences": [{"type": "website", "url": stated.address}],
        "components": [
            {
                "type": "file",
                "bom-ref": f"{reference}/{path}",
                "name": path,
                "hashes": [{"alg": "SHA-256", "content": hashlib.sha256((ROOT / path).read_bytes()).hexdigest()}],
            }
            for path in _files(stated.files)
        ],
    }


def _is_allowed(licence: Any) -> bool:
    if not licence.args:
        return str(licence) in ALLOWED
    combine = all if isinstance(licence, _SPDX.AND) else any
    return combine(_is_allowed(part) for part in licence.args)


def _package_licence(package: Component) -> str:
    name = canonicalize_name(package["name"])
    if name in _READ_BY_HAND:
        return _READ_BY_HAND[name]
    stated = {each.get("expression") or _identifier(each["license"]) for each in package.get("licenses", [])} - {""}
    return " AND ".join(f"({each})" if " " in each and len(stated) > 1 else each for each in sorted(stated))


def _identifier(licence: dict[str, str]) -> str:
    """Return the SPDX identifier of a licence in a package's metadata; empty for a mere text or an unknown name."""
    return licence.get("id") or _CLASSIFIERS.get(licence.get("name", ""), "")


def _files(patterns: Iterable[str]) -> list[str]:
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    files = [each for path in found for each in (path.rglob("*") if path.is_dir() else [path]) if each.is_file()]
    return sorted({path.relative_to(ROOT).as_posix() for path in files})


def _dependencies(bill: dict[str, Any], lock: str, works: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what each package needs, and the project as what needs the direct packages and the works."""
    references = {canonicalize_name(each["name"]): each["bom-ref"] for each in bill["components"]}
    present = set(references.values())
    for dependency in bill["dependencies"]:
        if dependency["ref"] in present:
            needed = [each for each in dependency.get("dependsOn", []) if each in present]
            yield {"ref": dependency["ref"], **({"dependsOn": needed} if needed else {})}
    direct = {canonicalize_name(each.name) for name in LOCKS[lock] for each in direct_packages(name)}
    root = bill["metadata"]["component"]["bom-ref"]
    yield {"ref": root, "dependsOn": sorted({references[name] for name in direct & set(references)}) + works}
