"""Licences are in the list of allowed ones, works are those of the notice, and known vulnerabilities are found."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import CI
from tests.supply.locks import ROOT

if not CI:
    pytest.importorskip("cyclonedx", reason="cyclonedx-bom is missing: pip install -r requirements-ci.txt")
    pytest.importorskip("pip_audit", reason="pip-audit is missing: pip install -r requirements-ci.txt")

from tests.supply.inventory import WORKS, bill_of_materials, faults, is_allowed, work

pytestmark = pytest.mark.slow


def test_the_licences_of_all_packages_and_works_are_allowed() -> None:
    bill = bill_of_materials("requirements-ci.txt" if CI else "requirements.txt")
    assert faults(bill) == []
    names = {each["name"] for each in bill["components"]}
    assert {"streamlit", "folium", "Leaflet", "Natural Earth"} <= names
    bill["components"][0]["licenses"][0]["expression"] = "GPL-3.0-only"
    assert len(faults(bill)) == 1


def test_the_redistributed_works_are_those_of_the_notice() -> None:
    notice = (ROOT / "NOTICE.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| \[([^]]+)\]\(([^)]+)\) ?([\d.]*)", notice, re.MULTILINE)
    assert named == [(each.name, each.address, each.version) for each in WORKS]
    for each in WORKS:
        assert work(each)["components"], each.name


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [("MIT", True), ("MIT AND GPL-3.0-only", False), ("GPL-3.0-only OR MIT", True), ("SSPL-1.0", False), ("", False)],
)
def test_a_licence_is_allowed_only_if_the_list_has_it(expression: str, allowed: bool) -> None:  # noqa: FBT001
    assert is_allowed(expression) == allowed


@contextmanager
def _database(*vulnerable: str, status: int = 200) -> Iterator[str]:
    """Serve OSV's interface, with a vulnerability in some packages, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            found = {"vulns": [_VULNERABILITY | {"affected": [_affected(name)]}]} if name in vulnerable else {}
            answer = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


_VULNERABILITY = {"id": "PYSEC-0000-1", "summary": "An example.", "modified": "2026-01-01T00:00:00Z"}


def _affected(name: str) -> dict[str, object]:
    events = [{"introduced": "0"}, {"fixed": "9999"}]
    return {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}


def _audit(database: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.supply", "audit", "--lock=requirements.txt", f"--database={database}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_audit_fails_on_a_known_vulnerability() -> None:
    with _database("folium") as database:
        done = _audit(database)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "folium 0.20.0: PYSEC-0000-1, fixed in 9999\n"


def test_an_audit_without_a_finding_says_so() -> None:
    with _database() as database:
        done = _audit(database)
    assert (done.returncode, done.stdout) == (0, "No known vulnerability in requirements.txt\n")


@pytest.mark.parametrize("status", [None, 429, 503])
def test_an_audit_warns_while_the_database_does_not_answer(status: int | None) -> None:
    with _database(status=status or 200) as database:
        done = _audit(database) if status else None
    done = done or _audit(database)  # nothing listens there any more
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(f"WARNING: the packages are not audited, because {database} does not answer")
    assert "Traceback" not in done.stderr


def test_an_audit_fails_where_the_database_refuses_the_query() -> None:
    with _database(status=400) as database:
        done = _audit(database)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The audit failed: ")
    assert done.stderr.count("\n") == 1
