"""Whose events are shown: the record's or a served table's, an imported file's own, or both side by side."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow.parquet as pq

from data.catalog import Catalog, fingerprint, flatten
from data.engine import Engine
from data.importers import Imported
from data.view import View, ViewError

EVENTS_VARIABLE: Final = "BASEWATCH_EVENTS"
TOLLS_ENDING: Final = ".tolls.parquet"


class ServedTableError(ValueError):
    """What `BASEWATCH_EVENTS` names cannot be served; the message is one sentence for who set it."""


@dataclass(frozen=True)
class Dataset:
    """Events that can be asked, and what must be said of them.

    `name` and `fingerprint` tell which data they are; `of_record` says that the record's events are among them.
    """

    name: str
    engine: Engine
    fingerprint: str
    of_record: bool


class OwnFile:
    """An imported file, as one browser session holds it beside the record."""

    def __init__(self, imported: Imported, catalog: Catalog) -> None:
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
        engine = Engine.of_frames(*self._frames, self._catalog.members())
        return Dataset(f"Imported file {self.name}", engine, self.fingerprint, of_record=False)

    @cached_property
    def beside_record(self) -> Dataset:
        """The file's events and the record's in one table; their column `origin` tells which are which."""
        record = flatten(self._catalog)
        pairs = zip((record[0].assign(origin="record"), record[1]), self._frames)
        events, tolls = (pd.concat(pair, ignore_index=True) for pair in pairs)
        engine = Engine.of_frames(events, tolls, self._catalog.members())
        name = f"Basewatch record {self._catalog.version} and imported file {self.name}"
        return Dataset(name, engine, f"{fingerprint()}-{self.fingerprint}", of_record=True)


def served(catalog: Catalog) -> Dataset:
    """What everybody sees: the record, or the Parquet that `BASEWATCH_EVENTS` names.

    Raises:
        ServedTableError: it names no file, or files without their tolls beside them.
    """
    place = os.environ.get(EVENTS_VARIABLE, "")
    if not place:
        return Dataset(f"Basewatch record {catalog.version}", Engine.of_catalog(catalog), fingerprint(), of_record=True)
    files = [Path(path) for path in sorted(glob(place)) if not path.endswith(TOLLS_ENDING)]  # noqa: PTH207 - a pattern
    if not files:
        raise ServedTableError(f"{EVENTS_VARIABLE} names “{place}”: no such file. Give a Parquet file, or a pattern.")
    tolls = [file.with_name(file.name.removesuffix(".parquet") + TOLLS_ENDING) for file in files]
    for file in tolls:
        if not file.exists():
            raise ServedTableError(f"{EVENTS_VARIABLE}: {file} is missing; python -m data import writes it.")
    engine = Engine.of_parquet([str(file) for file in files], [str(file) for file in tolls], catalog.members())
    name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more files"
    return Dataset(name, engine, _fingerprint([*files, *tolls]), of_record=False)


def chosen(view: View, everybodys: Dataset, own: OwnFile | None) -> Dataset:
    """The dataset that the view asks for.

    Raises:
        ViewError: the view asks for an imported file that is not held here.
    """
    if view.data == "record":
        return everybodys
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
