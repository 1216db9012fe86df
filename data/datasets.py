"""The datasets that a view can show: the served one (the record, or another table), an uploaded file, or both."""

import copy
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import duckdb
import ibis
import pandas as pd

from data import masking, settings
from data.accepted_matches import AcceptedMatches, Pair
from data.cache_folder import CacheError, cache_folder, made
from data.clean_text import clean_line
from data.matching import ActorNames, Candidates, candidates
from data.query import database_url, parquet_files, prepared_file, prepared_table
from data.query.backends import backend_for
from data.query.backends.base import Connection
from data.query.backends.duckdb import connector
from data.query.database import QUERY_ERRORS, Database, DatabaseUnavailableError
from data.query.engine import Engine
from data.record.catalog import Catalog, flatten
from data.settings import IMPORTS
from data.view import View, ViewError

if TYPE_CHECKING:
    from data.importers import Imported

EVENTS_VARIABLE: Final = settings.EVENTS.variable
UNNAMED: Final = "Served table"
"""The name of served events that nobody has named."""
_READS: Final = 3
"""How often files that change while they are read are read again."""


class ServedTableError(ValueError):
    """`BASEWATCH_EVENTS` names nothing that can be served.

    The message is one sentence for the operator, without secrets. It may hold paths, and is not for visitors.
    """


class _FilesChangedError(Exception):
    """The served files have changed while they were read."""


class DatabaseAwayError(ServedTableError):
    """The database of `BASEWATCH_EVENTS` does not answer now; it may answer later."""


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
        version = "-".join(
            [self._catalog.fingerprint, self.fingerprint, *([self.matches.digest] if self.matches else [])]
        )
        engine = Engine.of_frames(events, tolls, self._catalog.members(), version, self._catalog.aliases())
        name = f"Basewatch record {self._catalog.version} and imported file {self.name}"
        return Dataset(name, engine, of_record=True, matches=self.matches)


def served_dataset(catalog: Catalog) -> Dataset:
    """Return the dataset that all visitors see: the record, or the events that `BASEWATCH_EVENTS` names.

    The variable holds the path of a Parquet file, a pattern of such paths, or the URL of a database that Ibis connects
    to, with the table's name after a `#` (default: `events`). Parquet files are converted to a prepared table, which is
    cached in the cache folder. Visitors see the name in `BASEWATCH_NAME`, and nothing of the path or the URL.

    Raises:
        ServedTableError: the variable names nothing that can be served, or the cache folder cannot be used.
        CatalogError: the record's tables do not fit together.
        SettingError: a setting cannot be read.
    """
    place = settings.EVENTS.value
    if not place:
        return Dataset(f"Basewatch record {catalog.version}", Engine.of_catalog(catalog), of_record=True)
    try:
        engine = _of_database(place, catalog) if database_url.is_url(place) else _of_files(place, catalog)
    except parquet_files.FilesError as error:
        raise ServedTableError(f"{EVENTS_VARIABLE} {masking.mask(str(error))}") from error
    except CacheError as error:
        raise ServedTableError(str(error)) from error
    except (ServedTableError, settings.SettingError):
        raise
    except Exception as error:  # each driver raises other errors
        raise ServedTableError(
            f"{EVENTS_VARIABLE} names a table that cannot be served: {masking.reason(error)}; "
            "give it the columns that python -m data import writes."
        ) from error
    return Dataset(settings.NAME.value or UNNAMED, engine, of_record=False)


def for_operator(error: Exception) -> str:
    """Return an error in one sentence for the log or a terminal: with its first cause, and without secrets."""
    if not isinstance(error, QUERY_ERRORS) or error.__cause__ is None:
        return masking.mask(str(error))
    return f"{str(error).rstrip('.')} ({masking.reason(error)}); see to the database of {EVENTS_VARIABLE}."


def _of_files(place: str, catalog: Catalog) -> Engine:
    folder = made(cache_folder() / "events")
    source = hashlib.sha256(str(Path(place).absolute()).encode()).hexdigest()[:12]
    for _ in range(_READS):
        state, files = parquet_files.state(place), parquet_files.find(place)
        _refuse_earlier_version(files)

        def build(out: Path, state: parquet_files.State = state, files: list[Path] = files) -> None:
            prepared_table.on_disk(files, out)
            if parquet_files.state(place) != state:
                raise _FilesChangedError

        version = parquet_files.version(files, folder)
        try:
            opened = prepared_file.open_prepared(folder, source, version, build)
        except _FilesChangedError:
            continue
        return _engine_of(opened, version, catalog)
    raise parquet_files.FilesError(
        "leads to files that change while they are read: write them elsewhere, then move them."
    )


def _refuse_earlier_version(files: Collection[Path]) -> None:
    if any(file.with_name(file.name.removesuffix(".parquet") + ".tolls.parquet").exists() for file in files):
        raise parquet_files.FilesError("leads to a file that an earlier version wrote: import it again.")


def _engine_of(opened: duckdb.DuckDBPyConnection, version: str, catalog: Catalog) -> Engine:
    inline = len(opened.table(prepared_table.TABLE)) < prepared_table.INLINE_MAX_ROWS
    database = Database(connector(opened), inline=inline)
    by_day = prepared_table.table_by_day(opened)
    return Engine(database, catalog.members(), version=version, by_day=by_day, aliases=catalog.aliases())


def _of_database(place: str, catalog: Catalog) -> Engine:
    url, table = database_url.parse(place)
    table = table or prepared_table.TABLE
    try:
        database = Database(lambda: _connect(url), is_clean=False)
        return Engine(database, catalog.members(), table, aliases=catalog.aliases())
    except ibis.common.exceptions.TableNotFound as error:
        raise ServedTableError(
            f"{EVENTS_VARIABLE} names a database without the table: name the table after a “#” at the end of the URL."
        ) from error
    except DatabaseUnavailableError as error:
        raise DatabaseAwayError(
            f"{EVENTS_VARIABLE} names a database that does not answer ({masking.reason(error)}): "
            "start it, or correct the URL."
        ) from error


def _connect(url: str) -> Connection:
    """Connect to a database, with those options of its kind that the URL leaves open."""
    scheme, _, rest = url.partition("://")
    options = backend_for(scheme.replace("postgresql", "postgres")).connect_options
    return ibis.connect(url, **{name: value for name, value in options.items() if f"{name}=" not in rest})


def dataset_for(view: View, served: Dataset, uploaded: UploadedDataset | None) -> Dataset:
    """Return the dataset that the view shows: the served one, the session's uploaded file, or both.

    Raises:
        ViewError: the view shows an imported file that is not the session's.
    """
    if view.data == "record":
        return served
    if uploaded is None or uploaded.fingerprint != view.file:
        message = "data: the link shows an imported file, which only the browser session that imported it holds"
        remedy = "; import it here to see the same" if IMPORTS.value else ""
        raise ViewError("data", message + remedy)
    return uploaded.alone if view.data == "own" else uploaded.beside_record
