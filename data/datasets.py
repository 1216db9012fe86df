"""Whose events are shown: the record's or a served table's, an imported file's own, or both side by side."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import duckdb
import ibis
import pandas as pd
import pyarrow.parquet as pq
from platformdirs import user_cache_path

from data.query import derived_columns, prepared_table
from data.query.backends.duckdb import connector
from data.query.database import Database, DatabaseUnavailableError
from data.query.engine import Engine
from data.record.catalog import Catalog, fingerprint, flatten
from data.view import View, ViewError

if TYPE_CHECKING:
    from data.importers import Imported

EVENTS_VARIABLE: Final = "BASEWATCH_EVENTS"


class ServedTableError(ValueError):
    """What `BASEWATCH_EVENTS` names cannot be served; the message is one sentence for who set it."""


@dataclass(frozen=True)
class Dataset:
    """Events that can be asked, and what must be said of them.

    `name` tells which data they are; `of_record` says that the record's events are among them.
    """

    name: str
    engine: Engine
    of_record: bool

    @property
    def fingerprint(self) -> str:
        """The state of the data in hexadecimal digits: equal data, equal fingerprint."""
        return self.engine.version


class UploadedDataset:
    """An imported file, as one browser session holds it beside the record."""

    def __init__(self, imported: "Imported", catalog: Catalog) -> None:
        """Keep what was imported; `catalog` is the record to which it can be put."""
        self.report = imported.report
        self._frames = imported.events.assign(origin="own"), imported.tolls
        self._catalog = catalog

    @property
    def name(self) -> str:
        """The file's name."""
        return self.report.file

    @cached_property
    def fingerprint(self) -> str:
        """The first 12 hexadecimal digits of a SHA-256 over the imported rows."""
        digest = hashlib.sha256()
        for frame in self._frames:
            digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
        return digest.hexdigest()[:12]

    @cached_property
    def alone(self) -> Dataset:
        """The file's events for themselves."""
        engine = Engine.of_frames(*self._frames, self._catalog.members(), self.fingerprint)
        return Dataset(f"Imported file {self.name}", engine, of_record=False)

    @cached_property
    def beside_record(self) -> Dataset:
        """The file's events and the record's in one table; their column `origin` tells which are which."""
        record = flatten(self._catalog)
        pairs = zip((record[0].assign(origin="record"), record[1]), self._frames)
        events, tolls = (pd.concat(pair, ignore_index=True) for pair in pairs)
        version = f"{fingerprint()}-{self.fingerprint}"
        engine = Engine.of_frames(events, tolls, self._catalog.members(), version)
        name = f"Basewatch record {self._catalog.version} and imported file {self.name}"
        return Dataset(name, engine, of_record=True)


def served_dataset(catalog: Catalog) -> Dataset:
    """What everybody sees: the record, or the events that `BASEWATCH_EVENTS` names.

    That is a Parquet file, a pattern of such files, or the URL of a database that Ibis connects to, with the table's
    name after a `#` (else `events`). Parquet files are prepared for quick answers once, in the user's cache folder.

    Raises:
        ServedTableError: it names nothing that can be served.
    """
    place = os.environ.get(EVENTS_VARIABLE, "")
    if not place:
        return Dataset(f"Basewatch record {catalog.version}", Engine.of_catalog(catalog), of_record=True)
    try:
        return _of_database(place, catalog) if "://" in place else _of_files(place, catalog)
    except (
        derived_columns.ColumnsError,
        DatabaseUnavailableError,
        duckdb.Error,
        ibis.common.exceptions.IbisError,
    ) as error:
        raise ServedTableError(f"{EVENTS_VARIABLE} names “{_without_password(place)}”: {error}") from error


def _of_files(place: str, catalog: Catalog) -> Dataset:
    files = [Path(path) for path in sorted(glob(place, recursive=True))]  # noqa: PTH207 - a pattern
    if not files:
        raise ServedTableError(f"{EVENTS_VARIABLE} names “{place}”: no such file. Give a Parquet file, or a pattern.")
    if any(file.with_name(file.name.removesuffix(".parquet") + ".tolls.parquet").exists() for file in files):
        raise ServedTableError(
            f"{EVENTS_VARIABLE} names “{place}”: an earlier version wrote it; import the file again."
        )
    version = _fingerprint(files)
    prepared = _prepared(place, files, version)
    opened = duckdb.connect(str(prepared), read_only=True, config={"memory_limit": prepared_table.MEMORY})
    inline = len(opened.table(prepared_table.TABLE)) < prepared_table.INLINE_MAX_ROWS
    database = Database(connector(opened), inline=inline)
    name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more files"
    engine = Engine(database, catalog.members(), version=version, by_day=prepared_table.table_by_day(opened))
    return Dataset(name, engine, of_record=False)


def _prepared(place: str, files: list[Path], version: str) -> Path:
    """The DuckDB file with these Parquet files' events, made now unless it stands; it replaces older states of them."""
    folder = user_cache_path("basewatch") / "events"
    source = hashlib.sha256(str(Path(place).absolute()).encode()).hexdigest()[:12]
    prepared = folder / f"{source}-{version}-{prepared_table.CACHE_SCHEMA_VERSION}.duckdb"
    if not prepared.exists():
        folder.mkdir(parents=True, exist_ok=True)
        prepared_table.on_disk(files, prepared)
        for older in set(folder.glob(f"{source}-*.duckdb")) - {prepared}:
            older.unlink()
    return prepared


def _of_database(place: str, catalog: Catalog) -> Dataset:
    url, _, table = place.partition("#")
    database = Database(lambda: ibis.connect(url))
    try:
        engine = Engine(database, catalog.members(), table or prepared_table.TABLE)
    except ibis.common.exceptions.TableNotFound as error:
        message = f"{EVENTS_VARIABLE} names “{_without_password(place)}”: there is no such table. Name it after a “#”."
        raise ServedTableError(message) from error
    return Dataset(f"{table or prepared_table.TABLE} in {_without_password(url)}", engine, of_record=False)


def _without_password(place: str) -> str:
    parts = urlsplit(place)
    return place if parts.password is None else place.replace(f":{parts.password}@", "@", 1)


def dataset_for(view: View, served: Dataset, own: UploadedDataset | None) -> Dataset:
    """The dataset that the view asks for.

    Raises:
        ViewError: the view asks for an imported file that is not held here.
    """
    if view.data == "record":
        return served
    if own is None or own.fingerprint != view.file:
        message = "data: the link shows an imported file, which only the browser session that imported it holds"
        raise ViewError("data", f"{message}; import it here to see the same")
    return own.alone if view.data == "own" else own.beside_record


def _fingerprint(files: list[Path]) -> str:
    """The first 12 hexadecimal digits of a SHA-256 over the files' sizes and the ends that hold their statistics."""
    digest = hashlib.sha256()
    for file in files:
        footer = pq.read_metadata(file).serialized_size
        with file.open("rb") as stream:
            stream.seek(-min(footer + 8, file.stat().st_size), os.SEEK_END)
            digest.update(f"{file.stat().st_size}".encode() + stream.read())
    return digest.hexdigest()[:12]
