"""Reads uploaded files in processes of their own, so that no file can take the server's time, memory or life.

This module does not import Streamlit, because each of these processes imports it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import pandas as pd

from data import importers, settings
from data.importers import Candidate, Geography, Imported, Inspection, Options, RefusedError
from data.importers import Mapping as Columns
from data.processes import Limits, Pool, ProcessError
from data.record.catalog import CatalogError
from geo.geocode import Gazetteer

Places = Mapping[tuple[str, str | None], Candidate]
"""The place that a person chose for a name in a country."""
Progress = Callable[[int, int], None]
Find = Callable[[str, str | None], list[Candidate]]

READERS: Final = Pool(lambda: settings.IMPORTS_AT_ONCE.value)
_FIRST_SECONDS: Final = 30
"""The longest time that the first rows of a file may take."""

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """How a file is read.

    Attributes:
        path: the file.
        form: a key of `importers.FORMATS`.
        mapping: the columns, if the format is mapped.
        options: what a person states about the file.
        chosen: places that a person chose for names.
    """

    path: Path
    form: str
    mapping: Columns | None
    options: Options
    chosen: Places = field(default_factory=dict)


def inspect(path: Path, options: Options, on_wait: Callable[[int], None]) -> Inspection:
    """Return what a file holds; `on_wait` is called with the number of other files if it has to wait for them.

    Raises:
        RefusedError: the file cannot be read at all, or not within the limits.
    """
    return _read(path, _FIRST_SECONDS, importers.inspect, path, options, importers.Limits.of_page(), on_wait=on_wait)


def preview(reading: Reading, on_wait: Callable[[int], None]) -> Imported:
    """Return the first rows of a file as `run` reads them.

    Raises:
        RefusedError: the file cannot be read in this way, or not within the limits.
    """
    return _read(reading.path, _FIRST_SECONDS, _preview, reading, on_wait=on_wait)


def run(reading: Reading, *, online: Find | None, progress: Progress, on_wait: Callable[[int], None]) -> Imported:
    """Return all rows of a file as events.

    Args:
        reading: the file, and how it is read.
        online: finds places that the gazetteer does not know; the process that reads the file uses no network.
        progress: called with the part that is read and the whole.
        on_wait: called with the number of other files if it has to wait for them.

    Raises:
        RefusedError: the file cannot be read in this way, or not within the limits.
    """
    callbacks: list[Callable[..., object]] = [progress] if online is None else [progress, online]
    seconds = settings.READ_SECONDS.value
    return _read(reading.path, seconds, _run, reading, callbacks=callbacks, on_wait=on_wait)


def waiting(others: int) -> str:
    """Return what a person reads while others are served.

    >>> waiting(2)
    'Waiting: 2 files are being read.'
    """
    return f"Waiting: {others} {'file is' if others == 1 else 'files are'} being read."


def _read(
    path: Path,
    seconds: int,
    function: Callable[..., T],
    *arguments: object,
    callbacks: list[Callable[..., object]] | None = None,
    on_wait: Callable[[int], None],
) -> T:
    limits = Limits(min(seconds, settings.READ_SECONDS.value), settings.READ_MB.value)
    try:
        return READERS.run(function, *arguments, limits=limits, callbacks=callbacks or (), on_wait=on_wait)
    except ProcessError as error:
        raise RefusedError(
            f"{path.name} could not be read: {error}. Save the part that you need as CSV and import that."
        ) from error
    except CatalogError as error:
        raise RefusedError(
            f"{path.name} could not be read, because the record on the server, which names its places, is damaged. "
            "Tell whoever serves this page."
        ) from error


def _preview(reading: Reading) -> Imported:
    return importers.preview(
        reading.path, reading.form, reading.mapping, Gazetteer.of_record(), options=reading.options
    )


def _run(reading: Reading, progress: Progress, online: Find | None = None) -> Imported:
    return importers.run(
        reading.path,
        reading.form,
        reading.mapping,
        _ChosenPlaces(Gazetteer.of_record(), reading.chosen, online),
        progress,
        options=reading.options,
    )


class _ChosenPlaces:
    """A gazetteer in which a person has chosen one place for some ambiguous names."""

    def __init__(self, gazetteer: Geography, chosen: Places, online: Find | None) -> None:
        self._gazetteer = gazetteer
        self._chosen = chosen
        self._find = online or gazetteer.place

    def place(self, location: str, country: str | None) -> list[Candidate]:
        chosen = self._chosen.get((location, country))
        return [chosen] if chosen else self._find(location, country)

    def country(self, name: str) -> str | None:
        return self._gazetteer.country(name)

    def areas(self, latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
        return self._gazetteer.areas(latitude, longitude)
