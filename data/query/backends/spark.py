"""Apache Spark, through PySpark."""

from data.query.backends.base import Backend, Connection


class Spark(Backend):
    """Spark: one session, because sessions of one process share their jobs."""

    def cancel(self, connection: Connection) -> None:
        """Cancel all jobs of the session."""
        connection._session.sparkContext.cancelAllJobs()  # noqa: SLF001 - Ibis has no public name for the session
