"""The datasets that a view can show: the served one (the record, or another table), an uploaded file, or both."""

import copy
import hashlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

import duckdb
import ibis
import pandas as pd
import pyarrow.parquet as pq
from platformdirs import user_cache_path

from data.accepted_matches import AcceptedMatches, Pair
from data.clean_text import clean_line
from data.matching import ActorNames, Candidates, candidates
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
    """`BASEWATCH_EVENTS` names nothing that can be served; the message is one sentence for the operator."""


@dataclass(frozen=True)
class Dataset:
    """An engine with the name of its data for people.

    Attributes:
        name: the name.
        engine: queries the data.
        of_record: whether the record's events are among them.
        matches: the events of an imported file that are left out because they were accepted as events of the record.
    """

    name: str
    engine: Engine
    of_record: bool
    matches: AcceptedMatches | None = None

    def __post_init__(self) -> None:
        """Clean the name, which may be that of a file or a table."""
        object.__setattr__(self, "name", clean_line(self.name))

    @property
    def fingerprint(self) -> str:
        """The state of the data in hexadecimal digits: equal data, equal fingerprint."""
        return self.engine.version


class UploadedDataset:
    """An imported file, which only the browser session that uploaded it can show."""

    def __init__(self, imported: "Imported", catalog: Catalog) -> None:
        """Take an imported file; `catalog` is the record with which it can be combined."""
        self.report = imported.report
        self._frames = imported.events.assign(origin="own"), imported.tolls
        self._catalog = catalog
        self.accepted: frozenset[Pair] = frozenset()

    @property
    def events(self) -> pd.DataFrame:
        """The file's events, as a flat table."""
        return self._frames[0]

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
        """The file's events alone."""
        engine = Engine.of_frames(*self._frames, self._catalog.members(), self.fingerprint, self._catalog.aliases())
        return Dataset(f"Imported file {self.name}", engine, of_record=False)

    @cached_property
    def candidates(self) -> Candidates:
        """The pairs of the record's and the file's events that may be the same."""
        actors = ActorNames(self._catalog.aliases(), self._catalog.members())
        return candidates(flatten(self._catalog)[0], self.events, actors)

    def accepting(self, pairs: Collection[Pair]) -> Self:
        """Return the same file with these pairs, and no others, accepted as the same event.

        Raises:
            KeyError: a pair is none of the `candidates`.
        """
        changed = copy.copy(self)
        changed.accepted = frozenset(pairs)
        for name in ("matches", "beside_record"):
            changed.__dict__.pop(name, None)
        changed.matches  # noqa: B018 - raises where a pair is no candidate
        return changed

    @cached_property
    def matches(self) -> AcceptedMatches | None:
        """The accepted pairs; None if there are none."""
        if not self.accepted:
            return None
        return AcceptedMatches.of(self.accepted, self.candidates, self.events, self.name)

    @cached_property
    def beside_record(self) -> Dataset:
        """The file's events (`origin` is `own`) and the record's (`record`) in one table.

        Of an accepted pair the record's event is in it and the file's is not.
        """
        record = flatten(self._catalog)
        left_out = self.matches.file_event_ids if self.matches else set()
        others = (frame[~frame["event_id"].isin(left_out)] for frame in self._frames)
        pairs = zip((record[0].assign(origin="record"), record[1]), others)
        events, tolls = (pd.concat(pair, ignore_index=True) for pair in pairs)
        version = "-".join([fingerprint(), self.fingerprint, *([self.matches.digest] if self.matches else [])])
        engine = Engine.of_frames(events, tolls, self._catalog.members(), version, self._catalog.aliases())
        name = f"Basewatch record {self._catalog.version} and imported file {self.name}"
        return Dataset(name, engine, of_record=True, matches=self.matches)


def served_dataset(catalog: Catalog) -> Dataset:
    """Return the dataset that all visitors see: the record, or the events that `BASEWATCH_EVENTS` names.

    The variable holds the path of a Parquet file, a pattern of such paths, or the URL of a database that Ibis connects
    to, with the table's name after a `#` (default: `events`). Parquet files are converted to a prepared table, which is
    cached in the user's cache folder.

    Raises:
        ServedTableError: the variable names nothing that can be served.
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
    by_day = prepared_table.table_by_day(opened)
    engine = Engine(database, catalog.members(), version=version, by_day=by_day, aliases=catalog.aliases())
    return Dataset(name, engine, of_record=False)


def _prepared(place: str, files: list[Path], version: str) -> Path:
    """Return the prepared DuckDB file of these Parquet files; build it if it is missing, and remove older versions."""
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
    database = Database(lambda: ibis.connect(url), is_clean=False)
    try:
        engine = Engine(database, catalog.members(), table or prepared_table.TABLE, aliases=catalog.aliases())
    except ibis.common.exceptions.TableNotFound as error:
        message = f"{EVENTS_VARIABLE} names “{_without_password(place)}”: there is no such table. Name it after a “#”."
        raise ServedTableError(message) from error
    return Dataset(f"{table or prepared_table.TABLE} in {_without_password(url)}", engine, of_record=False)


def _without_password(place: str) -> str:
    parts = urlsplit(place)
    return place if parts.password is None else place.replace(f":{parts.password}@", "@", 1)


def dataset_for(view: View, served: Dataset, uploaded: UploadedDataset | None) -> Dataset:
    """Return the dataset that the view shows: the served one, the session's uploaded file, or both.

    Raises:
        ViewError: the view shows an imported file that is not the session's.
    """
    if view.data == "record":
        return served
    if uploaded is None or uploaded.fingerprint != view.file:
        message = "data: the link shows an imported file, which only the browser session that imported it holds"
        raise ViewError("data", f"{message}; import it here to see the same")
    return uploaded.alone if view.data == "own" else uploaded.beside_record


def _fingerprint(files: list[Path]) -> str:
    """Return 12 hexadecimal digits of a SHA-256 over the files' sizes and footers, which hold their statistics."""
    digest = hashlib.sha256()
    for file in files:
        footer = pq.read_metadata(file).serialized_size
        with file.open("rb") as stream:
            stream.seek(-min(footer + 8, file.stat().st_size), os.SEEK_END)
            digest.update(f"{file.stat().st_size}".encode() + stream.read())
    return digest.hexdigest()[:12]
