"""The site of `docs/deploy/nginx.conf` on free ports: Debian's nginx in front of servers of this machine."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parents[2] / "docs" / "deploy" / "nginx.conf"
DEBIAN: Final = Path("/etc/nginx/nginx.conf")
PREFIX: Final = "/basewatch/"
MISSING: Final = "nginx is not installed: apt-get install nginx"
_TIMEOUT_S: Final = 20
_CERTIFICATE: Final = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
    "-addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
)


@dataclass(frozen=True)
class Site:
    """A running nginx.

    Attributes:
        url: the page's address.
        port: of TLS.
        plain_port: of HTTP, which leads to TLS.
        certificate: the file with the certificate, which is its own authority.
        folder: its files; `access.log` has the server, the status and the address of each request.
    """

    url: str
    port: int
    plain_port: int
    certificate: Path
    folder: Path

    def requests(self, path: str, number: int = 1) -> list[list[str]]:
        """Return server and status of the requests for a path below the prefix, in order, when this many have ended.

        nginx writes a line after the client has its answer.
        """
        for _ in range(20 * _TIMEOUT_S):
            lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
            found = [line.split()[:2] for line in lines if line.split()[2].partition("?")[0] == PREFIX + path]
            if len(found) >= number:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{len(found)} requests for {path}, not {number}")


def is_installed() -> bool:
    """Return whether Debian's nginx is there."""
    return DEBIAN.exists() and shutil.which("nginx", path="/usr/sbin:/usr/bin") is not None


def free_ports(number: int) -> list[int]:
    """Return ports of this machine that nobody uses."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def write(folder: Path, servers: Sequence[int], port: int, plain_port: int, *, upload_mb: int | None = None) -> Path:
    """Write the site and Debian's configuration around it, with ports and folders of a trial; return the latter."""
    text = FILE.read_text(encoding="utf-8")
    upstream = "".join(f"    server 127.0.0.1:{server} max_fails=0;\n" for server in servers)
    text = replace(text, r"(?:    server 127\.0\.0\.1:\d+ .*\n)+", upstream)
    text = replace(text, r"    listen \[::\].*\n", "")
    text = replace(text, r"listen 80;", f"listen 127.0.0.1:{plain_port};")
    text = replace(text, r"listen 443 ", f"listen 127.0.0.1:{port} ")
    text = replace(text, r"maps\.example\.org", "localhost")
    text = replace(text, r"/etc/ssl/basewatch/", f"{folder}/")
    text = replace(text, r"/var/lib/nginx/basewatch", f"{folder}/cache")
    if upload_mb is not None:
        text = replace(text, r"client_max_body_size \d+m", f"client_max_body_size {upload_mb + 1}m")
    (folder / "site").write_text(text, encoding="utf-8")
    around = DEBIAN.read_text(encoding="utf-8")
    around = replace(around, r"(?m)^include /etc/nginx/modules-enabled/.*\n", "")
    user = "user root;\n" if os.geteuid() == 0 else ""  # the folder of a trial is open to its user only
    around = replace(around, r"(?m)^user .*\n", user)
    around = replace(around, r"/run/nginx\.pid", f"{folder}/pid")
    around = replace(around, r"/etc/nginx/sites-enabled/\*", f"{folder}/site")
    around = replace(around, r"/var/log/nginx/error\.log", f"{folder}/error.log")
    around = replace(around, r"access_log .*", f"access_log {folder}/access.log trial;")
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"\t{part}_temp_path {folder}/{part};\n" for part in parts)
    own += "\tlog_format trial '$upstream_addr $status $request_uri';\n"
    around = replace(around, r"http \{\n", "http {\n" + own)
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    return folder / "nginx.conf"


def replace(text: str, pattern: str, by: str) -> str:
    """Replace what matches; it must be there."""
    replaced, number = re.subn(pattern, lambda _: by, text)
    assert number, f"{pattern} is not in the configuration"
    return replaced


@contextmanager
def serving(folder: Path, servers: Sequence[int], *, upload_mb: int | None = None) -> Iterator[Site]:
    """Run nginx in front of servers; it answers when the block begins.

    Args:
        folder: an empty folder for its files.
        servers: the ports of the servers.
        upload_mb: the largest file that is imported; without it, that of the site.
    """
    subprocess.run(_CERTIFICATE.split(), cwd=folder, check=True, capture_output=True)
    port, plain_port = free_ports(2)
    configuration = write(folder, servers, port, plain_port, upload_mb=upload_mb)
    command = ["/usr/sbin/nginx", "-e", str(folder / "error.log"), "-c", str(configuration), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_until_open(process, port)
        yield Site(f"https://localhost:{port}{PREFIX}", port, plain_port, folder / "cert.pem", folder)
    finally:
        process.terminate()
        process.communicate(timeout=_TIMEOUT_S)


def _wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _TIMEOUT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    process.terminate()
    raise RuntimeError(f"nginx does not answer: {process.communicate()[1].decode()}")
