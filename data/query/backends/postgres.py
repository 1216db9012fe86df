"""PostgreSQL, through psycopg."""

from collections.abc import Mapping
from typing import Any, ClassVar

from data.query.backends.base import Backend, Connection

_CANCEL_TIMEOUT_S = 2


class Postgres(Backend):
    """PostgreSQL: four connections; text is sorted by the rules of the database's language."""

    max_connections = 4
    sorts_by_bytes = False
    connect_options: ClassVar[Mapping[str, Any]] = {
        "connect_timeout": 10,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }

    def cancel(self, connection: Connection) -> None:
        """Cancel the connection's query on the server."""
        connection.con.cancel_safe(timeout=_CANCEL_TIMEOUT_S)
