"""Throwaway servers on loopback: a PostgreSQL cluster, and a standalone Spark cluster of a master and two workers."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from tests.local_server import free_port

try:
    import pyspark
    from pyspark.sql import SparkSession
except ModuleNotFoundError:  # 435 MB that only these tests need
    pyspark, SparkSession = None, object

LOOPBACK: Final = "127.0.0.1"
WORKERS: Final = 2
TIMEOUT_S: Final = 60
"""Seconds within which a server must be ready."""
SHORT_LIVED: Final = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java's options for a process that starts quickly rather than runs long."""


class NotInstalledError(RuntimeError):
    """A server's programs are not on this machine; the message names the package that has them."""


class Postgres:
    """A temporary PostgreSQL cluster, run by the user `postgres` if this user is root, which PostgreSQL refuses."""

    def __init__(self, folder: Path) -> None:
        """Create the cluster in the empty `folder`. Texts are sorted by the rules of a language, not by bytes."""
        self.folder = folder
        self.port = free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._run(
            *("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"),
            *("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"),
        )

    @property
    def url(self) -> str:
        """Return the server's address for Ibis."""
        return f"postgres://postgres@{LOOPBACK}:{self.port}/postgres"

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        options = f"-F -p {self.port} -c listen_addresses={LOOPBACK} -c unix_socket_directories={self.folder}"
        self._run(
            "pg_ctl", "start", "--wait", f"--timeout={TIMEOUT_S}", f"--log={self.folder}/log", f"--options={options}"
        )

    def stop(self) -> None:
        """Stop the server as if the machine had failed."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def _run(self, program: str, *arguments: str) -> None:
        command = [_postgres_program(program), f"--pgdata={self.folder}/data", *arguments]
        done = subprocess.run(
            command,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL server and delete it afterwards.

    Raises:
        NotInstalledError: there is none on this machine, or no driver for it.
    """
    if find_spec("psycopg") is None:
        raise NotInstalledError("psycopg is missing: pip install -r requirements/postgres.txt")
    _postgres_program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="basewatch-postgres-"))
    try:
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            with suppress(RuntimeError):
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def spark() -> Iterator[SparkSession]:
    """Run a session on a standalone Spark cluster; stop both afterwards.

    Raises:
        NotInstalledError: Java or PySpark is not on this machine.
    """
    if pyspark is None:
        raise NotInstalledError("PySpark is missing: pip install -r requirements/spark.txt")
    if not shutil.which("java"):
        raise NotInstalledError("Spark needs Java 17 or later: Debian's openjdk-17-jre-headless")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="basewatch-spark-")))
        master, status = (free_port() for _ in range(2))
        url = f"spark://{LOOPBACK}:{master}"
        ports = ("--port", str(master), "--webui-port", str(status))
        stack.enter_context(_java(folder, "master.Master", *ports))
        _wait_for_workers(status, 0)
        for n in range(WORKERS):
            limits = ("--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(folder / f"worker-{n}"))
            stack.enter_context(_java(folder, "worker.Worker", *limits, url))
        session = stack.enter_context(_session(url, folder))
        _wait_for_workers(status, WORKERS)
        yield session


@contextmanager
def _session(master: str, folder: Path) -> Iterator[SparkSession]:
    settings = {
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.memory": "1g",
        "spark.executor.memory": "768m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(WORKERS),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # no query before both workers are there
        "spark.driver.extraJavaOptions": SHORT_LIVED,
    }
    builder = SparkSession.builder.master(master).appName("basewatch")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def _java(folder: Path, name: str, *arguments: str) -> Iterator[None]:
    """Run a process of the Spark cluster."""
    program = Path(pyspark.__path__[0]) / "bin" / "spark-class"
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
    }
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [program, f"org.apache.spark.deploy.{name}", "--host", LOOPBACK, *arguments],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_workers(port: int, number: int) -> None:
    """Wait until the master, whose status page is on this port, has this number of workers."""
    deadline = time.monotonic() + TIMEOUT_S
    alive = -1
    while alive < number:
        if time.monotonic() > deadline:
            raise TimeoutError(f"Spark's master counts {alive} of {number} workers after {TIMEOUT_S} s")
        with suppress(OSError), urlopen(f"http://{LOOPBACK}:{port}/json/", timeout=TIMEOUT_S) as response:
            alive = sum(worker["state"] == "ALIVE" for worker in json.load(response)["workers"])
        time.sleep(0.05)


def _postgres_program(name: str) -> str:
    """Return the newest version that Debian installed, which is not on the path, else the one on the path."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    found = str(newest) if newest else shutil.which(name)
    if not found:
        raise NotInstalledError(f"PostgreSQL's {name} is missing: Debian's postgresql")
    return found
