"""Every command of `docs/deploy.md` in a fresh Debian that is booted, and the image with a read-only root."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Final

import pytest

from tests.deploy import machine
from tests.deploy.site import free_ports

WITH_NETWORK: Final = ("Packages, user and folders", "A release", "Packages for sign-in")
BOOTED: Final = ("Settings", "Servers", "Certificate", "nginx", "Check", "Upgrade", "Back up")
IMAGE: Final = "In a container"
"""Built by the test below; its second command is compared with what the test does."""
RELEASES: Final = ("0.1.0", "next")
HERE: Final = Path(__file__).parent


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh Debian."""
    if reason := machine.missing():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(f"a Debian cannot be made: {reason}")
    if not machine.is_allowed():
        pytest.skip("only root, with the right to mount, makes and boots a Debian")
    if sys.version_info[:2] != machine.PYTHON:
        pytest.skip("the packages of this environment are not for the Python of Debian 12")
    file = tmp_path_factory.mktemp("debian") / "debian.tar"
    machine.make(file)
    return file


def test_every_command_of_the_page_is_tried() -> None:
    assert machine.headings() == [*WITH_NETWORK, *BOOTED, IMAGE]


@pytest.mark.slow
def test_the_commands_serve_the_page_in_a_fresh_debian(archive: Path, tmp_path: Path) -> None:
    debian = machine.Machine(tmp_path, archive, [f"/opt/basewatch/{name}/.venv" for name in RELEASES])
    release = machine.commands("A release")
    debian.run("".join(map(machine.commands, WITH_NETWORK)))
    debian.run(release.replace("version=0.1.0", "version=next"))
    sections = [machine.commands(heading) for heading in BOOTED]
    first, following = [f"ln --symbolic --force --no-dereference {name} /opt/basewatch/current\n" for name in RELEASES]
    sandbox, ask, after = ((HERE / f"{name}.sh").read_text(encoding="utf-8") for name in ("sandbox", "ask", "after"))
    wrote = debian.boot("".join([first, *sections[:5], sandbox, ask, following, *sections[5:], after]))
    assert '{"status":"ready"}' in wrote
    assert "syntax is ok" in wrote
    assert re.search(r"^NoNewPrivs:\s+1$", wrote, re.MULTILINE)
    assert re.search(r"^Seccomp:\s+2$", wrote, re.MULTILINE)
    assert re.search(r"^CapBnd:\s+0+$", wrote, re.MULTILINE)
    stated = re.search(r"Its sandbox scores ([\d.]+)", machine.PAGE.read_text(encoding="utf-8"))
    assert stated
    assert f"exposure level for basewatch@8501.service: {stated[1]} OK" in wrote
    assert "etc/basewatch/settings" in wrote


@pytest.mark.slow
def test_the_image_serves_the_page_as_nobody_with_a_read_only_root(archive: Path, tmp_path: Path) -> None:
    builder = machine.Builder(tmp_path, archive)
    try:
        config = builder.build(machine.ROOT / "docs" / "deploy" / "Containerfile")
        run_command = machine.commands(IMAGE)
        assert {"--read-only", "--tmpfs", "basewatch-cache:/var/cache/basewatch"} <= set(run_command.split())
        (port,) = free_ports(1)
        inside = builder.inside(config, port)
        assert machine.run([*inside, "id", "--user"]).strip() == "65534"
        for path in ("/opt/basewatch/x", "/etc/x", "/var/x"):
            with pytest.raises(AssertionError, match="Read-only file system"):
                machine.run([*inside, "touch", path])
        slide = "/var/cache/basewatch/slide.png"
        machine.run([*inside, config["Cmd"][0], "-m", "components.slide", "country=Jordan", "-o", slide])
        assert (tmp_path / "cache" / "slide.png").stat().st_size > 10_000
        with (tmp_path / "log.txt").open("wb") as log:
            process = subprocess.Popen([*inside, *config["Cmd"]], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            health = [sys.executable, *(part.replace("8501", str(port)) for part in config["Healthcheck"]["Test"][2:])]
            wait_until_healthy(process, health)
            assert answer(port, "readyz") == '{"status":"ready"}', (tmp_path / "log.txt").read_text(encoding="utf-8")
            assert "· Basewatch</title>" in answer(port, "basewatch/")
        finally:
            process.terminate()
            process.wait(60)
    finally:
        builder.remove()


def wait_until_healthy(process: subprocess.Popen[bytes], health: list[str]) -> None:
    """Run the image's health check until it succeeds or the server has ended."""
    for _ in range(120):
        if process.poll() is not None or subprocess.run(health, check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.2)


def answer(port: int, path: str) -> str:
    """Return the body of a response; empty if there is none."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/{path}", timeout=10) as response:
            return str(response.read().decode())
    except OSError:
        return ""
