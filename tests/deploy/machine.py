"""A fresh Debian in a folder: commands are run in it, it is booted with systemd, and images are built from it."""

import json
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "deploy.md"
PACKAGES: Final = {"mmdebstrap": "mmdebstrap", "systemd-nspawn": "systemd-container", "buildah": "buildah"}
PYTHON: Final = (3, 11)
"""The Python of Debian 12."""
_RELEASE: Final = "bookworm"
_MIRROR: Final = "http://deb.debian.org/debian"
_TIMEOUT_S: Final = 600
_BOOT_TIMEOUT_S: Final = 180
_CERTIFICATES: Final = "/run/certificates.crt"
_TRIAL: Final = """[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/bash -c 'bash -euxo pipefail /root/trial.sh > /root/trial.log 2>&1; echo $? > /root/trial.status'
ExecStopPost=/bin/systemctl poweroff --force
[Install]
WantedBy=multi-user.target
"""


def missing() -> str:
    """Return why no Debian can be made here; empty if it can."""
    packages = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    return f"apt-get install {' '.join(packages)}" if packages else ""


def is_allowed() -> bool:
    """Return whether this user may mount folders and boot a machine in one."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0


def commands(heading: str) -> str:
    """Return the commands of a section of `docs/deploy.md`."""
    section = re.search(rf"(?ms)^##+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", PAGE.read_text(encoding="utf-8"))
    assert section, heading
    return "".join(re.findall(r"(?ms)^```sh\n(.*?)^```", section[1]))


def headings() -> list[str]:
    """Return the headings of the sections with commands."""
    text = PAGE.read_text(encoding="utf-8")
    return [heading for heading in re.findall(r"(?m)^##+ (.*)$", text) if commands(heading)]


def make(archive: Path) -> None:
    """Make a fresh Debian with systemd, as an archive."""
    packages = "--include=systemd,systemd-sysv,dbus"
    run(["mmdebstrap", "--quiet", "--variant=minbase", packages, _RELEASE, str(archive), _MIRROR])


class Machine:
    """A Debian in a folder.

    What pip finds installed it does not fetch again: the packages of this environment lie over the folders of the
    machine's environments.
    """

    def __init__(self, folder: Path, archive: Path, environments: Sequence[str]) -> None:
        self._folder = folder / "root"
        self._folder.mkdir()
        run(["tar", "--extract", "--file", str(archive), "--directory", str(self._folder)])
        self._over = []
        for number, environment in enumerate(environments):
            packages = f"{environment}/lib/python3.11/site-packages"
            (self._folder / packages.lstrip("/")).mkdir(parents=True)
            (changes := folder / f"changes-{number}").mkdir()
            self._over.append(f"--overlay={installed()}:{changes}:{packages}")

    def run(self, script: str) -> str:
        """Run a script in the folder of the release, with the network of this machine; return what it wrote."""
        return run(
            [*self._nspawn(), "--chdir=/release", "--resolv-conf=copy-host", "bash", "-euxo", "pipefail", "-c", script]
        )

    def boot(self, script: str) -> str:
        """Boot, without a network, run a script in the folder of the release, power off; return what it wrote."""
        (self._folder / "etc/systemd/system/trial.service").write_text(_TRIAL, encoding="utf-8")
        (self._folder / "root/trial.sh").write_text(
            f"cd /release\ntrap 'journalctl --no-pager --lines=40' ERR\n{script}", encoding="utf-8"
        )
        run([*self._nspawn(), "systemctl", "enable", "trial"])
        run(
            [
                *self._nspawn(),
                "systemctl",
                "mask",
                "getty.target",
                "console-getty",
                "systemd-networkd",
                "systemd-resolved",
            ]
        )
        log = run([*self._nspawn(), "--boot", "--private-network"], timeout=_BOOT_TIMEOUT_S)
        status = self._folder / "root/trial.status"
        assert status.exists(), log
        text = (self._folder / "root/trial.log").read_text(encoding="utf-8")
        assert status.read_text().strip() == "0", text
        return text

    def _nspawn(self) -> list[str]:
        options = ["--quiet", "--register=no", "--keep-unit", f"--directory={self._folder}"]
        return [
            "systemd-nspawn",
            *options,
            f"--bind-ro={ROOT}:/release",
            *self._over,
            *for_pip("--bind-ro=", "--setenv="),
        ]


class Builder:
    """Builds an image, and runs it with a read-only root."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self._folder = folder
        self._buildah = ["buildah", f"--root={folder / 'images'}", f"--runroot={folder / 'running'}"]
        container = run([*self._buildah, "from", "scratch"]).strip()
        run([*self._buildah, "add", container, str(archive), "/"])
        run([*self._buildah, "commit", "--rm", container, "localhost/debian"])

    def build(self, file: Path) -> dict[str, Any]:
        """Build the image of a file on this Debian; return its settings."""
        packages = "/opt/basewatch/.venv/lib/python3.11/site-packages"
        options = [
            "--isolation=chroot",
            "--format=docker",
            "--from=localhost/debian",
            f"--file={file}",
            "--tag=basewatch",
        ]
        options += [f"--volume={installed()}:{packages}:O", *for_pip("--volume=", "--env=")]
        run([*self._buildah, "build", *options, str(ROOT)])
        found: dict[str, Any] = json.loads(run([*self._buildah, "inspect", "--type=image", "basewatch"]))
        return dict(found["Docker"]["config"])

    def inside(self, config: Mapping[str, Any], port: int) -> list[str]:
        """Return the command that runs what follows in the image, its root read-only, at a port of this machine."""
        root = run([*self._buildah, "mount", run([*self._buildah, "from", "basewatch"]).strip()]).strip()
        user, group = config["User"].split(":")
        cache = self._folder / "cache"
        cache.mkdir()
        shutil.chown(cache, int(user), int(group))
        packages = f"{config['WorkingDir']}/.venv/lib/python3.11/site-packages"
        variables = [*config["Env"], f"STREAMLIT_SERVER_PORT={port}", "STREAMLIT_SERVER_ADDRESS=127.0.0.1"]
        command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", f"--directory={root}", "--read-only"]
        command += [
            "--tmpfs=/tmp:mode=1777",  # as podman mounts it
            f"--bind={cache}:/var/cache/basewatch",
            f"--bind-ro={installed()}:{packages}",
        ]
        command += [f"--chdir={config['WorkingDir']}", *(f"--setenv={variable}" for variable in variables)]
        user_options = [
            f"--reuid={user}",
            f"--regid={group}",
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
        ]
        return [*command, "setpriv", *user_options]

    def remove(self) -> None:
        """Remove images and containers."""
        run([*self._buildah, "rm", "--all"])
        run([*self._buildah, "rmi", "--all", "--force"])


def installed() -> str:
    """Return the folder of this environment's packages."""
    return sysconfig.get_paths()["purelib"]


def for_pip(bind: str, set_variable: str) -> list[str]:
    """Return the options with which pip trusts the authorities of this machine, for packages that are not installed."""
    certificates = os.environ.get("PIP_CERT", "/etc/ssl/certs/ca-certificates.crt")
    variables = {"PIP_CERT": _CERTIFICATES, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    return [
        f"{bind}{certificates}:{_CERTIFICATES}",
        *(f"{set_variable}{name}={value}" for name, value in variables.items()),
    ]


def run(command: Sequence[str], timeout: float = _TIMEOUT_S) -> str:
    """Run a program; return what it wrote to standard output, or to both if it is a machine.

    Raises:
        AssertionError: it failed.
    """
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
    return done.stdout
