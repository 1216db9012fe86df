"""A network between a client and a server that can be cut, can hang, and can come back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from tests.engines.servers import LOOPBACK

_BLOCK: Final = 65_536
_POLL_S: Final = 0.05


class Proxy:
    """Passes bytes on between clients of `port` and a server.

    Attributes:
        port: where clients connect.
        passes: cleared while bytes are held back, as on a line that hangs; they are passed on later.
        accepts: cleared while new connections are refused.
    """

    def __init__(self, server_port: int) -> None:
        """Listen on a free port of this machine."""
        self._server_port = server_port
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listener.getsockname()[1]
        self.passes, self.accepts = threading.Event(), threading.Event()
        self.passes.set()
        self.accepts.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._is_closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def drop(self) -> None:
        """Break off all connections."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End everything."""
        self._is_closed = True
        self.passes.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()

    def _accept(self) -> None:
        with suppress(OSError):
            while not self._is_closed:
                client, _ = self._listener.accept()
                if not self.accepts.is_set():
                    client.close()
                    continue
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client:
            try:
                server = socket.create_connection((LOOPBACK, self._server_port))
            except OSError:
                return
            with server:
                self._pairs.append((client, server))
                back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
                back.start()
                self._pump(client, server)
                back.join()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(_BLOCK):
                while not self.passes.wait(_POLL_S):
                    if self._is_closed:
                        return
                target.sendall(block)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(server_port: int) -> Iterator[Proxy]:
    """Run a proxy to a server of this machine."""
    running = Proxy(server_port)
    try:
        yield running
    finally:
        running.close()
