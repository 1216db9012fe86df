"""PostgreSQL, through psycopg."""

from data.query.backends.base import Backend, Connection

_CANCEL_TIMEOUT_S = 2


class Postgres(Backend):
    """PostgreSQL: four connections; text is sorted by the rules of the database's language."""

    max_connections = 4
    sorts_by_bytes = False

    def cancel(self, connection: Connection) -> None:
        """Cancel the connection's query on the server."""
        connection.con.cancel_safe(timeout=_CANCEL_TIMEOUT_S)
