"""A server of the page on this machine: a free port for it, and whether it answers."""

import socket
import urllib.request

ADDRESS = "127.0.0.1"


def free_port() -> int:
    """Return a port that no process listens on."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Return whether an address answers with 200; no proxy of the environment is asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def is_healthy(url: str) -> bool:
    """Return whether the server of the page at this address is ready for browsers."""
    return answers(f"{url}/_stcore/health")
